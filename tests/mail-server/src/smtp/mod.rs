//! SMTP submission: RFC 5321 and RFC 6409 with AUTH PLAIN and LOGIN (RFC 4954), STARTTLS
//! (RFC 3207), SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), PIPELINING
//! (RFC 2920) and enhanced status codes (RFC 2034).

mod command;
mod data;
mod session;

pub(crate) use session::Smtp;
