//! Restante: a POP3 mail client that lives in the browser.

#[cfg(feature = "client")]
pub mod mail;
pub mod protocol;
