//! The messages of a SCRAM server (RFC 5802, section 7).

use super::{
    super::base64,
    Broken,
    keys::{FEWEST_ITERATIONS, MOST_ITERATIONS},
};

/// The server's first message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ServerFirst<'a> {
    /// All of it, to be signed.
    pub(super) text: &'a str,
    /// The client's nonce, continued by the server.
    pub(super) nonce: &'a str,
    pub(super) salt: Vec<u8>,
    pub(super) iterations: u32,
}

impl<'a> ServerFirst<'a> {
    pub(super) fn parse(message: &'a [u8], client_nonce: &str) -> Result<Self, Broken> {
        let text = std::str::from_utf8(message).map_err(|_| Broken::Malformed("SCRAM is UTF-8"))?;
        let mut attributes = text.split(',');
        let mut next = |name| attributes.next().and_then(|attribute| attribute.strip_prefix(name));
        let (Some(nonce), Some(salt), Some(iterations)) = (next("r="), next("s="), next("i=")) else {
            return Err(Broken::Malformed("its first SCRAM message is not nonce, salt and iterations"));
        };
        if nonce.strip_prefix(client_nonce).is_none_or(str::is_empty) {
            return Err(Broken::Malformed("its SCRAM nonce does not continue ours"));
        }
        let salt = base64::decode(salt).filter(|salt| !salt.is_empty());
        let salt = salt.ok_or(Broken::Malformed("its SCRAM salt is none"))?;
        let digits = iterations.bytes().all(|byte| byte.is_ascii_digit());
        let iterations = iterations.parse().ok().filter(|_| digits);
        let iterations = iterations.ok_or(Broken::Malformed("its SCRAM iteration count is none"))?;
        match iterations {
            ..FEWEST_ITERATIONS => Err(Broken::Malformed("its SCRAM iteration count is unsafely small")),
            FEWEST_ITERATIONS..=MOST_ITERATIONS => Ok(Self { text, nonce, salt, iterations }),
            _ => Err(Broken::Malformed("its SCRAM iteration count would keep us busy for minutes")),
        }
    }
}

/// The server's last message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ServerFinal {
    /// `v=`: its proof that it knows the password.
    Signature(Vec<u8>),
    /// `e=`: why it will say no.
    Refused,
}

impl ServerFinal {
    pub(super) fn parse(message: &[u8]) -> Result<Self, Broken> {
        let text = std::str::from_utf8(message).map_err(|_| Broken::Malformed("SCRAM is UTF-8"))?;
        if text.starts_with("e=") {
            return Ok(Self::Refused);
        }
        let signature = text.split(',').next().and_then(|attribute| attribute.strip_prefix("v="));
        let signature = signature.and_then(base64::decode);
        signature.map(Self::Signature).ok_or(Broken::Malformed("its last SCRAM message is no proof"))
    }
}

/// The name as SCRAM and OAUTHBEARER carry it (`saslname`): comma and equals sign are escaped.
pub(in crate::protocol::sasl) fn sasl_name(user: &str) -> String {
    user.replace('=', "=3D").replace(',', "=2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ServerFirst<'_>, Broken> {
        ServerFirst::parse(text.as_bytes(), "abc")
    }

    #[test]
    fn the_first_message_with_extensions() {
        let first = parse("r=abcdef,s=c2FsdA==,i=4096,x=later").unwrap();
        assert_eq!((first.nonce, first.salt.as_slice(), first.iterations), ("abcdef", &b"salt"[..], 4096));
        assert_eq!(first.text, "r=abcdef,s=c2FsdA==,i=4096,x=later");
    }

    #[test]
    fn what_a_hostile_server_might_send_first() {
        let cases = [
            "",
            "r=abcdef",
            // Not ours, or not continued.
            "r=xyz,s=c2FsdA==,i=4096",
            "r=abc,s=c2FsdA==,i=4096",
            // Mandatory extensions that we do not know must end it (section 5.1).
            "m=future,r=abcdef,s=c2FsdA==,i=4096",
            "s=c2FsdA==,r=abcdef,i=4096",
            "r=abcdef,s=,i=4096",
            "r=abcdef,s=!,i=4096",
            "r=abcdef,s=c2FsdA==,i=",
            "r=abcdef,s=c2FsdA==,i=-4096",
            "r=abcdef,s=c2FsdA==,i=+4096",
            "r=abcdef,s=c2FsdA==,i=99999999999999",
            // So few that a recorded proof is guessed through quickly, and so many that we freeze.
            "r=abcdef,s=c2FsdA==,i=0",
            "r=abcdef,s=c2FsdA==,i=4095",
            "r=abcdef,s=c2FsdA==,i=10000001",
        ];
        for text in cases {
            assert!(matches!(parse(text), Err(Broken::Malformed(_))), "{text}");
        }
        assert!(ServerFirst::parse(b"r=abc\xff,s=c2FsdA==,i=4096", "abc").is_err());
    }

    #[test]
    fn the_last_message() {
        assert_eq!(ServerFinal::parse(b"v=cHJvb2Y=,x=y"), Ok(ServerFinal::Signature(b"proof".to_vec())));
        assert_eq!(ServerFinal::parse(b"e=invalid-proof"), Ok(ServerFinal::Refused));
        for message in [&b""[..], b"v=!", b"x=y", b"v", b"\xff"] {
            assert!(ServerFinal::parse(message).is_err());
        }
    }

    #[test]
    fn a_name_cannot_smuggle_an_attribute() {
        assert_eq!(sasl_name("a,r=evil"), "a=2Cr=3Devil");
        assert_eq!(sasl_name("=2C"), "=3D2C");
    }
}
