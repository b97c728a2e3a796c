//! The commands of RFC 1939, with CAPA (RFC 2449), STLS (RFC 2595), AUTH (RFC 5034), UTF8 and LANG
//! (RFC 6856).

use super::{ApopDigest, Auth, LanguageTag, MessageNumber};
use crate::protocol::sasl::{Message, Secret, base64};

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
    /// The name of the mailbox with proof of its password (RFC 1939, section 7).
    Apop(Argument, ApopDigest),
    /// Begin a SASL exchange (RFC 5034).
    Auth(Auth),
    /// The answer to the server's challenge in it.
    AuthResponse(Message),
    /// Give it up. The server says no to that.
    AuthCancel,
    /// Headers, names and passwords may be in UTF-8 (RFC 6856, section 2).
    Utf8,
    /// Speak this language, or say which there are (RFC 6856, section 3).
    Lang(Option<LanguageTag>),
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
    /// What it says that must not be seen, in each spelling that it has on the wire.
    #[must_use]
    pub fn secrets(&self) -> Vec<Secret> {
        let spelt = |message: &Message| {
            let text = String::from_utf8_lossy(message.expose()).into_owned();
            vec![Secret::new(base64::encode(message.expose())), Secret::new(text)]
        };
        match self {
            Self::Pass(password) => vec![password.0.clone()],
            Self::Apop(_, digest) => vec![Secret::new(digest.expose().to_owned())],
            Self::Auth(auth) => auth.initial().map(spelt).unwrap_or_default(),
            Self::AuthResponse(message) => spelt(message),
            _ => Vec::new(),
        }
    }

    /// Whether a positive answer to it goes on over several lines.
    pub(super) const fn is_multiline(&self) -> bool {
        matches!(
            self,
            Self::Capa | Self::Lang(None) | Self::List | Self::Uidl | Self::Top(..) | Self::Retr(..)
        )
    }

    /// Whether the server may answer with a challenge.
    pub(super) const fn is_exchange(&self) -> bool {
        matches!(self, Self::Auth(_) | Self::AuthResponse(_))
    }

    /// Puts the line that says it, with its CRLF, to the bytes.
    pub(super) fn write_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.line().as_bytes());
        out.extend_from_slice(b"\r\n");
    }

    fn line(&self) -> String {
        match self {
            Self::Capa => "CAPA".to_owned(),
            Self::Stls => "STLS".to_owned(),
            Self::User(name) => format!("USER {}", name.expose()),
            Self::Pass(password) => format!("PASS {}", password.expose()),
            Self::Apop(name, digest) => format!("APOP {} {}", name.expose(), digest.expose()),
            Self::Auth(auth) => auth.line(),
            Self::AuthResponse(message) => base64::encode(message.expose()),
            Self::AuthCancel => "*".to_owned(),
            Self::Utf8 => "UTF8".to_owned(),
            Self::Lang(None) => "LANG".to_owned(),
            Self::Lang(Some(tag)) => format!("LANG {}", tag.as_str()),
            Self::Stat => "STAT".to_owned(),
            Self::List => "LIST".to_owned(),
            Self::Uidl => "UIDL".to_owned(),
            Self::Top(number, lines) => format!("TOP {number} {lines}"),
            Self::Retr(number, _) => format!("RETR {number}"),
            Self::Dele(number) => format!("DELE {number}"),
            Self::Noop => "NOOP".to_owned(),
            Self::Rset => "RSET".to_owned(),
            Self::Quit => "QUIT".to_owned(),
        }
    }
}

/// The line for a record that others may read: name, password, and what is made of them left out.
impl std::fmt::Display for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User(_) => f.write_str("USER …"),
            Self::Pass(_) => f.write_str("PASS …"),
            Self::Apop(..) => f.write_str("APOP … …"),
            Self::Auth(auth) if auth.has_initial() => write!(f, "AUTH {} …", auth.mechanism().name()),
            Self::AuthResponse(_) => f.write_str("…"),
            _ => f.write_str(&self.line()),
        }
    }
}

/// Text that can stand in a command line: it holds no line break and no NUL, so it cannot become
/// a command of its own. Never printed: it may be a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument(Secret);

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
        Ok(Self(Secret::new(text.to_owned())))
    }

    fn expose(&self) -> &str {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{pop3::Timestamp, sasl::Mechanism};

    #[test]
    fn an_argument_cannot_smuggle_a_command() {
        for text in ["", "a\r\nDELE 1", "a\nb", "a\0b"] {
            assert_eq!(Argument::parse(text), Err(BadArgument), "{text:?}");
        }
        assert!(Argument::parse("pass word, ünïcode").is_ok());
    }

    #[test]
    fn what_is_secret_is_not_printed() {
        let secret = || Argument::parse("Postlagernd").unwrap();
        let message = || Secret::new(b"Postlagernd".to_vec());
        let digest = Timestamp::find("<1@a>").unwrap().sign(&Secret::new("Postlagernd".to_owned()));
        let hidden = ["Postlagernd", &base64::encode("Postlagernd"), "80, 111, 115", digest.expose()];
        let cases = [
            (Command::User(secret()), "USER …"),
            (Command::Pass(secret()), "PASS …"),
            (Command::Apop(secret(), digest.clone()), "APOP … …"),
            (Command::Auth(Auth::new(Mechanism::Plain, Some(&message()))), "AUTH PLAIN …"),
            (Command::Auth(Auth::new(Mechanism::Login, None)), "AUTH LOGIN"),
            (Command::AuthResponse(message()), "…"),
            (Command::AuthCancel, "*"),
            (Command::Top(3, 0), "TOP 3 0"),
        ];
        for (command, shown) in cases {
            assert_eq!(command.to_string(), shown);
            assert!(hidden.iter().all(|hidden| !format!("{command:?}").contains(hidden)), "{command:?}");
        }
    }

    #[test]
    fn the_lines_of_an_exchange() {
        let line = |command: Command| command.line();
        assert_eq!(line(Command::AuthResponse(Secret::new(b"tim".to_vec()))), "dGlt");
        assert_eq!(line(Command::AuthResponse(Secret::new(vec![]))), "");
        assert_eq!(line(Command::Lang(LanguageTag::parse("de"))), "LANG de");
        // A token may be as long as it likes once it is no initial response.
        assert!(line(Command::AuthResponse(Secret::new(vec![b'a'; 6_000]))).len() == 8_000);
    }
}
