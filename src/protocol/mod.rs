//! What goes over the wire, without any I/O: bytes in, bytes and events out.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "everything here reads bytes from outside"
)]

pub mod frame;
#[cfg(feature = "client")]
pub mod pop3;
#[cfg(feature = "client")]
pub mod sasl;
#[cfg(feature = "client")]
pub mod tls;
