//! POP3 (RFC 1939) as a client, without I/O: commands in, bytes out; bytes in, replies out.
//!
//! [`Connection`] is the whole of the wire, [`Login`] the way into the maildrop. The other files
//! hold one part of the protocol each: commands, status lines, multi-line responses, capabilities
//! (RFC 2449), listings, and what logging in takes (APOP, AUTH).

mod apop;
mod auth;
mod capabilities;
mod command;
mod connection;
mod language;
mod listing;
mod login;
mod multiline;
mod status;

pub use apop::{ApopDigest, Timestamp};
pub use auth::{Auth, Challenge};
pub use capabilities::{Capabilities, Expire, LoginDelay, Utf8};
pub use command::{Argument, BadArgument, Command};
pub use connection::{Connection, Limits, Reply, Response, ViolatedProtocol};
pub use language::{Language, LanguageTag};
pub use listing::{MessageNumber, Sizes, Totals, Uidl, Uidls};
pub use login::{Consent, Login, LoginError, Method, Refusal, Server, Step};
pub use multiline::LineEnd;
pub use status::{Negative, ResponseCode};
