//! POP3 (RFC 1939) as a client, without I/O: commands in, bytes out; bytes in, replies out.
//!
//! [`Connection`] is the whole of it. The other files hold one part of the protocol each:
//! commands, status lines, multi-line responses, capabilities (RFC 2449) and listings.

mod capabilities;
mod command;
mod connection;
mod listing;
mod multiline;
mod status;

pub use capabilities::Capabilities;
pub use command::{Argument, BadArgument, Command};
pub use connection::{Connection, Limits, Reply, Response, ViolatedProtocol};
pub use listing::{MessageNumber, Sizes, Totals, Uidl, Uidls};
pub use status::{Negative, ResponseCode};
