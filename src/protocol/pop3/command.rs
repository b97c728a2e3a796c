//! The commands of RFC 1939, with CAPA (RFC 2449) and STLS (RFC 2595).

use super::MessageNumber;

/// A command to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// What can you do? (RFC 2449, section 5)
    Capa,
    /// Begin TLS (RFC 2595, section 4).
    Stls,
    /// The name of the mailbox.
    User(Argument),
    /// Its password.
    Pass(Argument),
    /// How many messages, how many octets?
    Stat,
    /// The size of each message.
    List,
    /// The unique name of each message.
    Uidl,
    /// A message's header and so many lines of its body.
    Top(MessageNumber, u32),
    /// A whole message. The octets that the listing announced for it help to make room at once.
    Retr(MessageNumber, u64),
    /// Delete a message when the session ends with QUIT.
    Dele(MessageNumber),
    /// Nothing, but be there.
    Noop,
    /// Forget every DELE of this session.
    Rset,
    /// Carry out every DELE and say goodbye.
    Quit,
}

impl Command {
    /// Whether a positive answer to it goes on over several lines.
    pub(super) const fn is_multiline(&self) -> bool {
        matches!(self, Self::Capa | Self::List | Self::Uidl | Self::Top(..) | Self::Retr(..))
    }

    /// The line that says it, with its CRLF.
    pub(super) fn write_to(&self, out: &mut Vec<u8>) {
        let line = match self {
            Self::Capa => "CAPA".to_owned(),
            Self::Stls => "STLS".to_owned(),
            Self::User(name) => format!("USER {}", name.0),
            Self::Pass(password) => format!("PASS {}", password.0),
            Self::Stat => "STAT".to_owned(),
            Self::List => "LIST".to_owned(),
            Self::Uidl => "UIDL".to_owned(),
            Self::Top(number, lines) => format!("TOP {number} {lines}"),
            Self::Retr(number, _) => format!("RETR {number}"),
            Self::Dele(number) => format!("DELE {number}"),
            Self::Noop => "NOOP".to_owned(),
            Self::Rset => "RSET".to_owned(),
            Self::Quit => "QUIT".to_owned(),
        };
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
}

/// Text that can stand in a command line: it holds no line break and no NUL, so it cannot become
/// a command of its own. Never printed: it may be a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Argument(String);

/// The text holds a line break or a NUL, or is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadArgument;

impl Argument {
    /// Takes the text if a command line can carry it.
    ///
    /// # Errors
    /// When it is empty, or holds CR, LF or NUL.
    pub fn parse(text: &str) -> Result<Self, BadArgument> {
        if text.is_empty() || text.contains(['\r', '\n', '\0']) {
            return Err(BadArgument);
        }
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Argument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Argument(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_cannot_smuggle_a_command() {
        for text in ["", "a\r\nDELE 1", "a\nb", "a\0b"] {
            assert_eq!(Argument::parse(text), Err(BadArgument), "{text:?}");
        }
        assert!(Argument::parse("pass word, ünïcode").is_ok());
    }

    #[test]
    fn a_password_is_not_printed() {
        let command = Command::Pass(Argument::parse("secret").unwrap());
        assert!(!format!("{command:?}").contains("secret"));
    }
}
