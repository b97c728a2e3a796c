//! A POP3 and SMTP server in memory, with a demo mailbox.
//!
//! It is run in two places: inside the relay, so that people can try Restante without an
//! account of their own, and by tests. It sends nothing anywhere: mail for its own address
//! lands in the maildrop, mail for others is accepted and kept (see [`MailServer::deliveries`]).
//!
//! | file | subject |
//! | --- | --- |
//! | [`server`] | listening, the builder, what tests may look at |
//! | `certificate` | the self-signed certificate and its unchanging key |
//! | `connection` | sockets, TLS and deadlines around a session |
//! | `line` | bounded command lines |
//! | `pop3/`, `smtp/` | the two protocols as state machines that do no I/O |
//! | `sasl` | what PLAIN and LOGIN carry |
//! | `maildrop` | the mails, the lock, what was delivered |
//! | [`fault`] | what servers out there do by mistake, done on purpose |
//! | [`sample`] | the demo mailbox: `mails/*.txt` made into real mails |
//!
//! A session (`connection::Session`) takes bytes and gives bytes. The fault mode wraps the POP3
//! session and the stream beneath it, and leaves the rest as it is.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod certificate;
mod connection;
pub mod fault;
mod line;
mod maildrop;
mod pop3;
pub mod sample;
mod sasl;
pub mod server;
mod smtp;

pub use fault::Quirk;
pub use maildrop::Delivery;
pub use server::{Builder, MailServer};
