//! POP3: RFC 1939 with CAPA (RFC 2449), STLS (RFC 2595), AUTH PLAIN (RFC 5034) and the
//! response codes of RFC 2449 and RFC 3206.

mod command;
mod multiline;
mod session;

pub(crate) use session::Pop3;
