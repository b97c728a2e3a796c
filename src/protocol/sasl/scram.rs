//! SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677): client and server prove to each other that
//! they know the password, and neither says it.

mod keys;
mod messages;

use ring::hmac;

use super::{Broken, Message, Secret, Steps, Unfit};
use keys::Keys;
use messages::{ServerFinal, ServerFirst};

pub(super) use keys::Hash;
pub(super) use messages::sasl_name;

/// The header that says: no channel binding, and nobody else is acted for (RFC 5802, section 7).
const GS2_HEADER: &str = "n,,";
/// The header in base64, as the last message repeats it.
const CHANNEL_BINDING: &str = "biws";

/// One proof against the other.
#[derive(Debug)]
pub(super) struct Scram {
    hash: Hash,
    first_bare: String,
    nonce: String,
    password: Secret,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The server's first message, with salt and nonce, is due.
    First,
    /// The server's last message, with its proof, is due: this key must have signed these words.
    Final { server_key: hmac::Key, signed: Secret },
    /// The server knows the password too.
    Proven,
    /// The server said `e=`: it will say no.
    Refused,
}

impl Scram {
    /// `nonce` must be new each time: printable ASCII without commas.
    pub(super) fn new(hash: Hash, user: &str, password: &Secret, nonce: String) -> Result<Self, Unfit> {
        if user.contains('\0') {
            return Err(Unfit::Text);
        }
        Ok(Self {
            hash,
            first_bare: format!("n={},r={nonce}", sasl_name(&prepared(user))),
            nonce,
            password: Secret::new(prepared(password.expose())),
            state: State::First,
        })
    }

    /// The client's first message.
    pub(super) fn initial(&self) -> Message {
        Secret::new(format!("{GS2_HEADER}{}", self.first_bare).into_bytes())
    }

    fn answer_first(&mut self, challenge: &[u8]) -> Result<Message, Broken> {
        let first = ServerFirst::parse(challenge, &self.nonce)?;
        let keys = Keys::derive(self.hash, self.password.expose(), &first.salt, first.iterations);
        let without_proof = format!("c={CHANNEL_BINDING},r={}", first.nonce);
        let signed = format!("{},{},{without_proof}", self.first_bare, first.text);
        let proof = super::base64::encode(keys.proof(&signed));
        self.state = State::Final { server_key: keys.server, signed: Secret::new(signed) };
        Ok(Secret::new(format!("{without_proof},p={proof}").into_bytes()))
    }

    fn check_final(&mut self, message: &[u8]) -> Result<(), Broken> {
        let State::Final { server_key, signed } = &self.state else {
            return Err(Broken::Malformed("it went on after its proof"));
        };
        self.state = match ServerFinal::parse(message)? {
            ServerFinal::Refused => State::Refused,
            ServerFinal::Signature(signature) => {
                hmac::verify(server_key, signed.expose().as_bytes(), &signature)
                    .map_err(|_| Broken::ServerNotProven)?;
                State::Proven
            }
        };
        Ok(())
    }
}

impl Steps for Scram {
    fn respond(&mut self, challenge: &[u8]) -> Result<Message, Broken> {
        match self.state {
            State::First => self.answer_first(challenge),
            _ => self.check_final(challenge).map(|()| Secret::new(Vec::new())),
        }
    }

    fn accept(&mut self, data: Option<&[u8]>) -> Result<(), Broken> {
        if let (State::Final { .. }, Some(data)) = (&self.state, data) {
            self.check_final(data).map_err(|_| Broken::ServerNotProven)?;
        }
        if matches!(self.state, State::Proven) { Ok(()) } else { Err(Broken::ServerNotProven) }
    }

    fn gave_proof(&self) -> bool {
        !matches!(self.state, State::First)
    }
}

/// The text in its one spelling (SASLprep, RFC 4013). What that forbids is left as it is: a server
/// that has let it be set as a password did not prepare it either.
fn prepared(text: &str) -> String {
    stringprep::saslprep(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    /// Hash, client nonce, server's first, client's last, server's last: the examples of RFC 5802,
    /// section 5, and RFC 7677, section 3. User and password are the same in both.
    const EXAMPLES: [(Hash, &str, &str, &str, &str); 2] = [
        (
            Hash::Sha1,
            "fyko+d2lbbFgONRv9qkxdawL",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        ),
        (
            Hash::Sha256,
            "rOprNGfwEbeRWgbNEkqO",
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
             p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        ),
    ];

    fn begun(hash: Hash, nonce: &str) -> Scram {
        Scram::new(hash, "user", &secret("pencil"), nonce.to_owned()).unwrap()
    }

    #[test]
    fn the_examples_of_the_rfcs() {
        for (hash, nonce, first, last, verdict) in EXAMPLES {
            let mut scram = begun(hash, nonce);
            assert_eq!(scram.initial().expose(), format!("n,,n=user,r={nonce}").as_bytes());
            assert!(!scram.gave_proof());
            assert_eq!(scram.respond(first.as_bytes()).unwrap().expose(), last.as_bytes());
            assert!(scram.gave_proof());
            assert_eq!(scram.respond(verdict.as_bytes()).unwrap().expose(), b"");
            assert_eq!(scram.accept(None), Ok(()));
        }
    }

    #[test]
    fn the_proof_may_come_along_with_success() {
        for (hash, nonce, first, _, verdict) in EXAMPLES {
            let mut scram = begun(hash, nonce);
            scram.respond(first.as_bytes()).unwrap();
            assert_eq!(scram.accept(Some(verdict.as_bytes())), Ok(()));
        }
    }

    #[test]
    fn success_without_the_right_proof_is_none() {
        let (hash, nonce, first, _, verdict) = EXAMPLES[1];
        let wrong = verdict.replace("6rri", "6rrj");
        for data in [None, Some(""), Some("logged in"), Some("e=other-error"), Some(wrong.as_str())] {
            let mut scram = begun(hash, nonce);
            scram.respond(first.as_bytes()).unwrap();
            assert_eq!(scram.accept(data.map(str::as_bytes)), Err(Broken::ServerNotProven), "{data:?}");
        }
        let mut early = begun(hash, nonce);
        assert_eq!(early.accept(Some(verdict.as_bytes())), Err(Broken::ServerNotProven));
        let mut scram = begun(hash, nonce);
        scram.respond(first.as_bytes()).unwrap();
        assert_eq!(scram.respond(wrong.as_bytes()), Err(Broken::ServerNotProven));
    }

    #[test]
    fn a_refusal_is_answered_so_that_the_server_can_say_no() {
        let (hash, nonce, first, ..) = EXAMPLES[0];
        let mut scram = begun(hash, nonce);
        scram.respond(first.as_bytes()).unwrap();
        assert_eq!(scram.respond(b"e=invalid-proof").unwrap().expose(), b"");
        assert_eq!(scram.accept(None), Err(Broken::ServerNotProven));
        assert!(scram.respond(b"e=invalid-proof").is_err());
    }

    #[test]
    fn text_is_prepared_as_rfc_4013_says() {
        let cases = [
            ("I\u{ad}X", "IX"),
            ("user", "user"),
            ("USER", "USER"),
            ("\u{aa}", "a"),
            ("\u{2168}", "IX"),
            ("a\u{a0}b", "a b"),
        ];
        for (given, meant) in cases {
            assert_eq!(prepared(given), meant);
        }
        // Forbidden by RFC 4013, and in use.
        for text in ["\u{7}", "\u{627}1", "p\u{1f600}"] {
            assert_eq!(prepared(text), text);
        }
    }
}
