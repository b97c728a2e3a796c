//! A real mail server for tests, and the mail it holds.
//!
//! - [`Dovecot`] is Debian's Dovecot on loopback, with ports, certificate and maildrop of its own;
//! - [`mails`] makes mail of many shapes, with what a reader must show of each;
//! - [`archive`] makes twenty years of small mails;
//! - [`corpora`] finds collections of real mail that are not part of the repository.

pub mod archive;
mod certificate;
pub mod corpora;
mod group;
pub mod mails;
mod server;
mod session;
mod token;

pub use certificate::Certificate;
pub use server::{Dovecot, Options};
pub use session::Session;
