//! Restante: a POP3 mail client that lives in the browser.

pub mod protocol;

#[cfg(feature = "client")]
pub mod app;
#[cfg(all(feature = "client", target_arch = "wasm32"))]
pub mod browser;
#[cfg(feature = "client")]
pub mod engine;
#[cfg(feature = "client")]
pub mod mail;
#[cfg(feature = "client")]
pub mod store;
