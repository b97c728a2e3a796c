//! The fault mode: the server does, on purpose, what servers out there do by mistake.
//!
//! Each [`Quirk`] is one such habit. A server is started with some of them
//! ([`Builder::quirk`](crate::Builder::quirk)) or changes its ways later
//! ([`MailServer::misbehave`](crate::MailServer::misbehave)). What clients did is kept in a log
//! ([`MailServer::log`](crate::MailServer::log)).
//!
//! The server itself knows nothing of this: a `Faulty` session sits between it and the connection,
//! hears each command before the server does, and may answer in its stead or bend its answer.
//!
//! | file | subject |
//! | --- | --- |
//! | `quirk` | the quirks by name |
//! | `mails` | the mails that some of them bring along |
//! | `shared` | what all sessions of a server share: the quirks of the hour, counters, the log |
//! | `log` | what the server saw |
//! | `session` | the session that sits in between |
//! | `heard` | what the client said |
//! | `answer` | an answer in its parts; status lines |
//! | `capabilities`, `listing`, `message` | bending the answers to CAPA; to STAT, LIST and UIDL; to RETR and TOP |
//! | `wire` | bytes that are cut off or trickle |

mod answer;
mod capabilities;
mod heard;
mod listing;
mod log;
mod mails;
mod message;
mod quirk;
mod session;
mod shared;
mod wire;

pub use log::{Event, Seen};
pub use mails::huge_mail;
pub use quirk::{Moment, Octets, Quirk};
pub(crate) use session::Faulty;
pub(crate) use shared::Shared;
pub(crate) use wire::{Bounds, Wire};
