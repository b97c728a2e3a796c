//! SASL (RFC 4422) as a client, without I/O: challenges in, responses out. How they travel is the
//! business of the protocol that logs in with them.
//!
//! | mechanism | what a listener learns | what the server learns |
//! | --- | --- | --- |
//! | SCRAM-SHA-256, SCRAM-SHA-1 | what can be guessed through, slowly | nothing it did not know |
//! | CRAM-MD5 | what can be guessed through, fast | the same |
//! | PLAIN, LOGIN | the password | the password |
//! | OAUTHBEARER, XOAUTH2 | the token | the token |

pub(crate) mod base64;
mod cram_md5;
mod login;
mod oauthbearer;
mod plain;
mod scram;
mod secret;
mod xoauth2;

use ring::rand::{SecureRandom, SystemRandom};

pub use secret::Secret;

/// What one side says in one step: bytes that may hold a secret.
pub type Message = Secret<Vec<u8>>;

/// A way of proving who one is (RFC 4422, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// RFC 7628.
    OAuthBearer,
    /// As Google and Microsoft document it.
    XOAuth2,
    /// RFC 7677.
    ScramSha256,
    /// RFC 5802.
    ScramSha1,
    /// RFC 2195.
    CramMd5,
    /// RFC 4616.
    Plain,
    /// Never an RFC.
    Login,
}

impl Mechanism {
    /// All that are known here.
    pub const ALL: [Self; 7] = [
        Self::OAuthBearer,
        Self::XOAuth2,
        Self::ScramSha256,
        Self::ScramSha1,
        Self::CramMd5,
        Self::Plain,
        Self::Login,
    ];

    /// The mechanism of this name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha1 => "SCRAM-SHA-1",
            Self::CramMd5 => "CRAM-MD5",
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
        }
    }

    /// Whether whoever listens on the connection can log in afterwards.
    #[must_use]
    pub const fn reveals_secret(self) -> bool {
        matches!(self, Self::OAuthBearer | Self::XOAuth2 | Self::Plain | Self::Login)
    }
}

/// With what the reader logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A name and its password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A name and an OAuth 2.0 bearer token (RFC 6750).
    Token {
        /// The name.
        user: String,
        /// The token.
        token: Secret,
    },
}

/// The server as it was addressed; OAUTHBEARER says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer<'a> {
    /// Host name or address.
    pub host: &'a str,
    /// TCP port.
    pub port: u16,
}

/// Why a mechanism cannot carry these credentials. Nothing was said to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It wants a token where there is a password, or the other way round.
    Kind,
    /// Name or secret hold a character that has a meaning in its messages.
    Text,
    /// The system gives no random numbers.
    Randomness,
}

/// Why an exchange cannot go on. It must be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The server sent what the mechanism does not allow; what is wrong with it, in a sentence.
    Malformed(&'static str),
    /// The server did not prove that it knows the password: it is another one, perhaps.
    ServerNotProven,
}

/// A mechanism from its first message to its last.
trait Steps: std::fmt::Debug {
    /// Answers a challenge.
    fn respond(&mut self, challenge: &[u8]) -> Result<Message, Broken>;

    /// Whether the server may say yes now; `data` is what it said with that.
    fn accept(&mut self, _data: Option<&[u8]>) -> Result<(), Broken> {
        Ok(())
    }

    /// Whether the server has all it needs to judge the secret, once the initial response is sent.
    fn gave_proof(&self) -> bool;

    /// Whether the words of the next challenge do not matter.
    fn takes_any_challenge(&self) -> bool {
        false
    }
}

/// An authentication exchange (RFC 4422, section 3): the client's end of it.
#[derive(Debug)]
pub struct Exchange {
    initial: Initial,
    steps: Box<dyn Steps>,
}

/// The initial response of mechanisms in which the client speaks first.
#[derive(Debug)]
enum Initial {
    /// To be sent.
    Due(Message),
    /// Sent along with the command that began the exchange: not every server takes note.
    SentAlong(Message),
    /// Taken by the server, or never there.
    Over,
}

impl Exchange {
    /// Begins an exchange with the server.
    ///
    /// # Errors
    /// When the mechanism cannot carry the credentials.
    pub fn begin(mechanism: Mechanism, credentials: &Credentials, peer: Peer<'_>) -> Result<Self, Unfit> {
        let (initial, steps): (Option<Message>, Box<dyn Steps>) = match (mechanism, credentials) {
            (Mechanism::Plain, Credentials::Password { user, password }) => {
                (Some(plain::initial(user, password.expose())?), Box::new(plain::Plain))
            }
            (Mechanism::Login, Credentials::Password { user, password }) => {
                (None, Box::new(login::Login::new(user, password)))
            }
            (Mechanism::CramMd5, Credentials::Password { user, password }) => {
                (None, Box::new(cram_md5::CramMd5::new(user, password)))
            }
            (Mechanism::ScramSha1 | Mechanism::ScramSha256, Credentials::Password { user, password }) => {
                let hash =
                    if mechanism == Mechanism::ScramSha1 { scram::Hash::Sha1 } else { scram::Hash::Sha256 };
                let scram = scram::Scram::new(hash, user, password, nonce()?)?;
                (Some(scram.initial()), Box::new(scram))
            }
            (Mechanism::XOAuth2, Credentials::Token { user, token }) => {
                (Some(xoauth2::initial(user, token.expose())?), Box::new(oauthbearer::Bearer::answering(b"")))
            }
            (Mechanism::OAuthBearer, Credentials::Token { user, token }) => {
                let initial = oauthbearer::initial(user, token.expose(), peer)?;
                (Some(initial), Box::new(oauthbearer::Bearer::answering(b"\x01")))
            }
            _ => return Err(Unfit::Kind),
        };
        Ok(Self { initial: initial.map_or(Initial::Over, Initial::Due), steps })
    }

    /// What may be sent along with the command that begins the exchange, if the client speaks first.
    /// Say with [`Self::sent_initial`] that it was.
    #[must_use]
    pub const fn initial(&self) -> Option<&Message> {
        match &self.initial {
            Initial::Due(message) => Some(message),
            _ => None,
        }
    }

    /// The initial response was sent along with the command.
    pub fn sent_initial(&mut self) {
        if let Initial::Due(message) = std::mem::replace(&mut self.initial, Initial::Over) {
            self.initial = Initial::SentAlong(message);
        }
    }

    /// Answers a challenge. If the initial response was not sent along, or the server asks for it as
    /// if it had not been, that is the answer.
    ///
    /// # Errors
    /// When the exchange cannot go on.
    pub fn respond(&mut self, challenge: &[u8]) -> Result<Message, Broken> {
        match std::mem::replace(&mut self.initial, Initial::Over) {
            Initial::Due(message) => Ok(message),
            Initial::SentAlong(message) if challenge.is_empty() => Ok(message),
            _ => self.steps.respond(challenge),
        }
    }

    /// Whether the server's yes counts; `data` is what it said with that.
    ///
    /// # Errors
    /// When a mechanism in which the server proves itself lacks that proof.
    pub fn accept(&mut self, data: Option<&[u8]>) -> Result<(), Broken> {
        self.steps.accept(data)
    }

    /// Whether the server has what it needs to judge the secret. Until then its no is about
    /// something else.
    #[must_use]
    pub fn gave_proof(&self) -> bool {
        !matches!(self.initial, Initial::Due(_)) && self.steps.gave_proof()
    }

    /// Whether the next challenge is a mere prompt, whose words do not matter.
    #[must_use]
    pub fn takes_any_challenge(&self) -> bool {
        !matches!(self.initial, Initial::Over) || self.steps.takes_any_challenge()
    }
}

/// 144 random bits as printable ASCII without commas.
fn nonce() -> Result<String, Unfit> {
    let mut bytes = [0; 18];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Unfit::Randomness)?;
    Ok(base64::encode(bytes))
}

/// Bytes as digests are written.
pub(in crate::protocol) fn lower_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PEER: Peer<'_> = Peer { host: "pop.example.org", port: 995 };

    fn credentials(mechanism: Mechanism) -> Credentials {
        let (user, secret) = ("ada".to_owned(), Secret::new("Postlagernd".to_owned()));
        match mechanism {
            Mechanism::OAuthBearer | Mechanism::XOAuth2 => Credentials::Token { user, token: secret },
            _ => Credentials::Password { user, password: secret },
        }
    }

    fn begin(mechanism: Mechanism) -> Exchange {
        Exchange::begin(mechanism, &credentials(mechanism), PEER).unwrap()
    }

    #[test]
    fn names_in_any_case() {
        for mechanism in Mechanism::ALL {
            assert_eq!(Mechanism::named(&mechanism.name().to_lowercase()), Some(mechanism));
        }
        assert_eq!(Mechanism::named("SCRAM-SHA-256-PLUS"), None);
    }

    #[test]
    fn passwords_are_no_tokens() {
        for mechanism in Mechanism::ALL {
            let other = if matches!(credentials(mechanism), Credentials::Token { .. }) {
                Mechanism::Plain
            } else {
                Mechanism::XOAuth2
            };
            assert_eq!(
                Exchange::begin(mechanism, &credentials(other), PEER).unwrap_err(),
                Unfit::Kind,
                "{mechanism:?}"
            );
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        for mechanism in Mechanism::ALL {
            let mut exchange = begin(mechanism);
            let mut seen = format!("{:?} {exchange:?}", credentials(mechanism));
            let initial = exchange.initial().cloned();
            exchange.sent_initial();
            seen.push_str(&format!(
                "{initial:?} {exchange:?} {:?} {exchange:?}",
                exchange.respond(b"prompt")
            ));
            seen.push_str(&format!("{:?} {exchange:?}", exchange.respond(b"prompt")));
            assert!(!seen.contains("Postlagernd"), "{seen}");
            let bytes = format!("{:?}", b"Postlagernd");
            assert!(!seen.contains(bytes.trim_matches(['[', ']'])), "{seen}");
        }
    }

    #[test]
    fn an_initial_response_that_was_not_taken_note_of_is_repeated_once() {
        let mut exchange = begin(Mechanism::Plain);
        let initial = exchange.initial().cloned().unwrap();
        exchange.sent_initial();
        assert_eq!(exchange.initial(), None);
        assert_eq!(exchange.respond(b""), Ok(initial));
        assert!(exchange.respond(b"").is_err());
    }

    #[test]
    fn an_initial_response_that_was_not_sent_along_is_the_first_answer() {
        for mechanism in
            [Mechanism::Plain, Mechanism::ScramSha256, Mechanism::XOAuth2, Mechanism::OAuthBearer]
        {
            let mut exchange = begin(mechanism);
            let initial = exchange.initial().cloned().unwrap();
            assert!(!exchange.gave_proof());
            assert_eq!(exchange.respond(b""), Ok(initial));
            assert_eq!(exchange.gave_proof(), mechanism.reveals_secret(), "{mechanism:?}");
        }
    }

    #[test]
    fn nonces_differ() {
        assert_ne!(nonce(), nonce());
        assert!(nonce().unwrap().bytes().all(|byte| byte.is_ascii_graphic() && byte != b','));
    }

    proptest! {
        /// However a server asks, every mechanism answers or gives up within a few steps.
        #[test]
        fn hostile_challenges_end_it(
            along: bool,
            challenges in proptest::collection::vec(
                prop_oneof![
                    proptest::collection::vec(any::<u8>(), 0..60),
                    "[rsimve]=[a-zA-Z0-9+/=,]{0,40}".prop_map(String::into_bytes),
                    Just(Vec::new()),
                ],
                8,
            ),
        ) {
            for mechanism in Mechanism::ALL {
                let mut exchange = begin(mechanism);
                if along {
                    exchange.sent_initial();
                }
                let answers = challenges.iter().take_while(|challenge| exchange.respond(challenge).is_ok());
                prop_assert!(answers.count() < 4, "{:?}", mechanism);
                let _ = exchange.accept(challenges.first().map(Vec::as_slice));
            }
        }
    }
}
