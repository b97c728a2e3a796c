//! AUTH: SASL over POP3 (RFC 5034, section 4).

use super::status;
use crate::protocol::sasl::{Mechanism, Message, base64};

/// The longest line that AUTH may make, in octets with its CRLF (RFC 2449, section 4).
const LONGEST_LINE: usize = 255;

/// The command that begins an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    mechanism: Mechanism,
    initial: Option<Message>,
}

impl Auth {
    /// Begins an exchange, with the initial response if there is one and the line has room for it.
    /// If not, the server will ask for it with an empty challenge.
    #[must_use]
    pub fn new(mechanism: Mechanism, initial: Option<&Message>) -> Self {
        let mut auth = Self { mechanism, initial: initial.cloned() };
        if auth.line().len() + b"\r\n".len() > LONGEST_LINE {
            auth.initial = None;
        }
        auth
    }

    /// The mechanism it begins.
    #[must_use]
    pub const fn mechanism(&self) -> Mechanism {
        self.mechanism
    }

    /// Whether the initial response goes along.
    #[must_use]
    pub const fn has_initial(&self) -> bool {
        self.initial.is_some()
    }

    /// The initial response, if it goes along.
    pub(super) const fn initial(&self) -> Option<&Message> {
        self.initial.as_ref()
    }

    /// The line without its CRLF.
    pub(super) fn line(&self) -> String {
        let name = self.mechanism.name();
        match &self.initial {
            None => format!("AUTH {name}"),
            // An empty response would look like none.
            Some(initial) if initial.expose().is_empty() => format!("AUTH {name} ="),
            Some(initial) => format!("AUTH {name} {}", base64::encode(initial.expose())),
        }
    }
}

/// What the server asks in an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// The bytes that its base64 stood for; often none.
    Data(Vec<u8>),
    /// Words where base64 was due. As a mere prompt they will do.
    Prose(String),
}

impl Challenge {
    /// Reads a line without its end: `+ ` and base64, or a bare `+`. `None` when it is neither.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let rest = line.strip_prefix(b"+")?;
        if rest.first().is_some_and(|&byte| byte != b' ') {
            return None;
        }
        Some(Self::read(rest.trim_ascii()))
    }

    /// What stands after `+`, or after the `+OK` that some servers write instead.
    pub(super) fn read(text: &[u8]) -> Self {
        // Some write the empty challenge as the empty initial response is written.
        let word = if text == b"=" { b"" } else { text };
        base64::decode(word).map_or_else(|| Self::Prose(status::readable(text)), Self::Data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::sasl::Secret;

    fn message(bytes: &[u8]) -> Message {
        Secret::new(bytes.to_vec())
    }

    #[test]
    fn the_line_with_and_without_initial_response() {
        let plain = message(b"\0test\0test");
        assert_eq!(Auth::new(Mechanism::Plain, Some(&plain)).line(), "AUTH PLAIN AHRlc3QAdGVzdA==");
        assert_eq!(Auth::new(Mechanism::Plain, None).line(), "AUTH PLAIN");
        assert_eq!(Auth::new(Mechanism::Plain, Some(&message(b""))).line(), "AUTH PLAIN =");
    }

    #[test]
    fn an_initial_response_that_makes_the_line_too_long_stays_behind() {
        // AUTH, PLAIN and two spaces are 11 octets, CRLF 2: base64 may have 242, which are 180 bytes
        // in 240.
        let longest = Auth::new(Mechanism::Plain, Some(&message(&[b'a'; 180])));
        assert!(longest.has_initial());
        assert_eq!(longest.line().len(), 251);
        let longer = Auth::new(Mechanism::Plain, Some(&message(&[b'a'; 181])));
        assert!(!longer.has_initial());
        assert_eq!(longer.line(), "AUTH PLAIN");
    }

    #[test]
    fn challenges_as_servers_write_them() {
        let data = |bytes: &[u8]| Some(Challenge::Data(bytes.to_vec()));
        let cases: [(&[u8], Option<Challenge>); 10] = [
            (b"+", data(b"")),
            (b"+ ", data(b"")),
            (b"+ =", data(b"")),
            (b"+ VXNlcm5hbWU6", data(b"Username:")),
            (b"+  VXNlcm5hbWU6 ", data(b"Username:")),
            (b"+ go ahead", Some(Challenge::Prose("go ahead".to_owned()))),
            (b"+OK", None),
            (b"+VXNlcm5hbWU6", None),
            (b"-ERR", None),
            (b"", None),
        ];
        for (line, challenge) in cases {
            assert_eq!(Challenge::parse(line), challenge, "{}", line.escape_ascii());
        }
    }
}
