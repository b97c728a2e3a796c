//! A connection to a POP3 server as a state machine: commands go in and replies come out, in the
//! same order, however many are in flight and however the bytes are cut.

use std::collections::VecDeque;

use super::{
    Capabilities, Challenge, Command, Language, Negative, Sizes, Totals, Uidls, language, listing,
    multiline::{LineEnd, Multiline, Taken},
    status::{self, Status},
};
use crate::protocol::sasl::Secret;

/// How much of a server's talk is listened to, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A status line, or a challenge of SASL. RFC 2449 allows 512; servers write prose.
    pub status_line: usize,
    /// The answers to CAPA, LANG, LIST and UIDL.
    pub listing: usize,
    /// A message.
    pub message: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { status_line: 16 << 10, listing: 256 << 20, message: 512 << 20 }
    }
}

/// An answer of the server to the oldest command that had none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What was asked; `None` for the greeting.
    pub command: Option<Command>,
    /// Yes, with what came along, or no.
    pub result: Result<Response, Negative>,
}

/// What came along with a `+OK`, or a `+`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// Words only; to STAT where it holds no two numbers.
    Done(String),
    /// To AUTH, or to an answer in its exchange: the server asks on (`+`). Answer it with
    /// [`Command::AuthResponse`] or [`Command::AuthCancel`].
    Continue(Challenge),
    /// To LANG without a language.
    Languages(Vec<Language>),
    /// To CAPA.
    Capabilities(Capabilities),
    /// To STAT.
    Totals(Totals),
    /// To LIST.
    Sizes(Sizes),
    /// To UIDL.
    Uidls(Uidls),
    /// To TOP and RETR: the bytes without stuffing, each line with its end.
    Message(Vec<u8>),
    /// To RETR: the same, of a message whose final dot stands glued to its last line, which ends it
    /// only by all appearances ([`Connection::believe_glued_dot`]). It may be incomplete.
    Unended(Vec<u8>),
}

/// The server broke the protocol; nothing more can be understood on this connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViolatedProtocol {
    /// A line that had to be a status line is none. It is whole: a part of a secret that it repeats would
    /// not be known for one.
    NoStatus(String),
    /// A status line goes on and on.
    StatusTooLong,
    /// A multi-line response grows beyond its limit.
    ResponseTooLong,
    /// The server said something that nobody had asked for; the whole line, too.
    Unasked(String),
    /// Bytes came after the server agreed to begin TLS, and before TLS: somebody may have put
    /// them there (RFC 2595; CVE-2011-0411).
    BytesBeforeTls,
}

impl std::fmt::Display for ViolatedProtocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoStatus(line) => write!(f, "where +OK or -ERR was due it said “{line}”"),
            Self::StatusTooLong => f.write_str("it sent a status line without end"),
            Self::ResponseTooLong => f.write_str("it sent a response without end"),
            Self::Unasked(line) => write!(f, "it said unasked “{line}”"),
            Self::BytesBeforeTls => f.write_str("bytes were put in before TLS began"),
        }
    }
}

impl std::error::Error for ViolatedProtocol {}

/// The client's end of a POP3 connection. It begins by awaiting the greeting.
#[derive(Debug)]
pub struct Connection {
    limits: Limits,
    /// Holds passwords until it is taken.
    outgoing: Secret<Vec<u8>>,
    /// What the server still has to answer, oldest first; `None` is the greeting.
    awaited: VecDeque<Option<Command>>,
    /// The status line that is coming in, without its end; never longer than the limit.
    line: Vec<u8>,
    /// The body that is coming in, for the oldest of `awaited`.
    body: Option<Multiline>,
    replies: VecDeque<Reply>,
    /// What the last status line ended in.
    line_end: Option<LineEnd>,
    /// STLS was agreed to: the next bytes must be TLS.
    tls_begins: bool,
}

impl Default for Connection {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Connection {
    /// A connection that was just opened.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            outgoing: Secret::new(Vec::new()),
            awaited: VecDeque::from([None]),
            line: Vec::new(),
            body: None,
            replies: VecDeque::new(),
            line_end: None,
            tls_begins: false,
        }
    }

    /// The same session after TLS has begun: no greeting comes, and nothing learnt before counts.
    #[must_use]
    pub fn after_tls(limits: Limits) -> Self {
        Self { awaited: VecDeque::new(), ..Self::new(limits) }
    }

    /// Puts a command into the outgoing bytes. It may be sent while others are in flight if the
    /// server announced PIPELINING (RFC 2449, section 6.6); the caller sees to that.
    pub fn send(&mut self, command: Command) {
        command.write_to(self.outgoing.expose_mut());
        self.awaited.push_back(Some(command));
    }

    /// The bytes to send now.
    pub fn take_outgoing(&mut self) -> Vec<u8> {
        std::mem::take(self.outgoing.expose_mut())
    }

    /// How many answers the server owes.
    #[must_use]
    pub fn awaited(&self) -> usize {
        self.awaited.len()
    }

    /// The commands whose replies were not taken yet, oldest first.
    pub fn in_flight(&self) -> impl Iterator<Item = &Command> {
        let answered = self.replies.iter().filter_map(|reply| reply.command.as_ref());
        answered.chain(self.awaited.iter().flatten())
    }

    /// Bytes of the response that is coming in, as far as they are here.
    #[must_use]
    pub fn partial(&self) -> usize {
        self.body.as_ref().map_or(0, Multiline::len)
    }

    /// What the server ended its last status line in; `None` before the first.
    #[must_use]
    pub const fn line_end(&self) -> Option<LineEnd> {
        self.line_end
    }

    /// Whether the message that is coming in looks as if it had ended: all its announced octets are
    /// here, and its last line ends in a dot before the line end. That may as well be text: only a
    /// silence tells, and where other commands are in flight not even that.
    #[must_use]
    pub fn is_dot_glued(&self) -> bool {
        let is_message = matches!(self.awaited.front(), Some(Some(Command::Retr(..))));
        is_message && self.body.as_ref().is_some_and(|body| body.glued_at().is_some())
    }

    /// Takes that dot for the final one. The reply is [`Response::Unended`].
    pub fn believe_glued_dot(&mut self) {
        if !self.is_dot_glued() {
            return;
        }
        let Some(body) = self.body.take() else { return };
        let end = body.glued_at().unwrap_or_default();
        let mut raw = body.into_body();
        raw.truncate(end);
        let command = self.awaited.pop_front().flatten();
        self.replies.push_back(Reply { command, result: Ok(Response::Unended(raw)) });
    }

    /// Whether a reply waits to be taken.
    #[must_use]
    pub fn has_reply(&self) -> bool {
        !self.replies.is_empty()
    }

    /// The oldest reply that was not taken yet.
    pub fn next_reply(&mut self) -> Option<Reply> {
        self.replies.pop_front()
    }

    /// Takes bytes from the server.
    ///
    /// # Errors
    /// When they are no POP3. The replies before that stand; the connection must be closed.
    pub fn receive(&mut self, mut bytes: &[u8]) -> Result<(), ViolatedProtocol> {
        while !bytes.is_empty() {
            if self.tls_begins {
                return Err(ViolatedProtocol::BytesBeforeTls);
            }
            bytes = match self.body.as_mut() {
                Some(body) => match body.take(bytes) {
                    Taken::More => &[],
                    Taken::TooLong => {
                        // Nobody may take what is here for a message later.
                        self.body = None;
                        return Err(ViolatedProtocol::ResponseTooLong);
                    }
                    Taken::End(used) => {
                        self.end_body();
                        bytes.get(used..).unwrap_or_default()
                    }
                },
                None => self.take_status(bytes)?,
            };
        }
        Ok(())
    }

    /// Takes bytes up to the end of a status line; the rest comes back.
    fn take_status<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], ViolatedProtocol> {
        let end = memchr::memchr(b'\n', bytes);
        let (piece, rest) =
            bytes.split_at_checked(end.map_or(bytes.len(), |at| at + 1)).unwrap_or((bytes, &[]));
        if self.line.len() + piece.len() > self.limits.status_line {
            return Err(ViolatedProtocol::StatusTooLong);
        }
        if end.is_some() && self.line.is_empty() {
            self.read_status(piece)?;
            return Ok(rest);
        }
        self.line.extend_from_slice(piece);
        if end.is_some() {
            let line = std::mem::take(&mut self.line);
            self.read_status(&line)?;
        }
        Ok(rest)
    }

    fn read_status(&mut self, line: &[u8]) -> Result<(), ViolatedProtocol> {
        let line_end = LineEnd::of(line);
        self.line_end = Some(line_end);
        let Some(command) = self.awaited.pop_front() else {
            return Err(ViolatedProtocol::Unasked(status::whole(line)));
        };
        let text = line.trim_ascii_end();
        if command.as_ref().is_some_and(Command::is_exchange)
            && let Some(challenge) = Challenge::parse(text)
        {
            self.replies.push_back(Reply { command, result: Ok(Response::Continue(challenge)) });
            return Ok(());
        }
        match Status::parse(text) {
            None => return Err(ViolatedProtocol::NoStatus(status::whole(line))),
            Some(Status::Negative(negative)) => {
                self.replies.push_back(Reply { command, result: Err(negative) });
            }
            Some(Status::Positive(_)) if command.as_ref().is_some_and(Command::is_multiline) => {
                let (announced, limit) = match &command {
                    Some(Command::Retr(_, octets)) => (*octets, self.limits.message),
                    Some(Command::Top(..)) => (0, self.limits.message),
                    _ => (0, self.limits.listing),
                };
                self.body = Some(Multiline::new(line_end, announced, limit));
                self.awaited.push_front(command);
            }
            Some(Status::Positive(text)) => {
                let text = status::readable(text);
                let response = match &command {
                    // Nobody depends on it: LIST and UIDL say what is there.
                    Some(Command::Stat) => match listing::totals(&text) {
                        Some(totals) => Response::Totals(totals),
                        None => Response::Done(text),
                    },
                    _ => Response::Done(text),
                };
                self.tls_begins = command == Some(Command::Stls);
                self.replies.push_back(Reply { command, result: Ok(response) });
            }
        }
        Ok(())
    }

    fn end_body(&mut self) {
        let Some(body) = self.body.take().map(Multiline::into_body) else { return };
        let command = self.awaited.pop_front().flatten();
        let response = match &command {
            Some(Command::Capa) => Response::Capabilities(Capabilities::parse(&body)),
            Some(Command::Lang(_)) => Response::Languages(language::languages(&body)),
            Some(Command::List) => Response::Sizes(listing::sizes(&body)),
            Some(Command::Uidl) => Response::Uidls(listing::uidls(&body)),
            Some(Command::Top(..)) => Response::Message(without_second_status(body)),
            _ => Response::Message(body),
        };
        self.replies.push_back(Reply { command, result: Ok(response) });
    }
}

/// Some servers say +OK twice to TOP. A header cannot begin so.
fn without_second_status(mut body: Vec<u8>) -> Vec<u8> {
    if body.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(b"+OK")) {
        let end = memchr::memchr(b'\n', &body).map_or(body.len(), |at| at + 1);
        body.drain(..end);
    }
    body
}

#[cfg(test)]
mod tests;
