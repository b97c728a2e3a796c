//! What is kept on the device, and the trait that every keeper of it obeys.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a damaged store must be reported, not crash the reader's mail"
)]

mod model;

pub use model::{Account, AccountId, Envelope, MessageId, Security, Server};

pub use crate::protocol::{pop3::Uidl, tls::Pin};
