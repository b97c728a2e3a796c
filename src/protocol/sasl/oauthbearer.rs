//! OAUTHBEARER (RFC 7628, section 3): a bearer token in one message.

use super::{Broken, Message, Peer, Secret, Steps, Unfit, scram};

/// The one message.
pub(super) fn initial(user: &str, token: &str, peer: Peer<'_>) -> Result<Message, Unfit> {
    check(user, token)?;
    let (name, Peer { host, port }) = (scram::sasl_name(user), peer);
    Ok(Secret::new(
        format!("n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01").into_bytes(),
    ))
}

/// Whether name and token can stand in a message whose fields are parted by %x01.
pub(super) fn check(user: &str, token: &str) -> Result<(), Unfit> {
    // RFC 6750, section 2.1: a token is printable ASCII without spaces.
    if user.contains(char::is_control) || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Unfit::Text);
    }
    Ok(())
}

/// What follows the one message, here and in XOAUTH2: the server says in a challenge why it refuses,
/// and says no once that is answered.
#[derive(Debug)]
pub(super) struct Bearer {
    /// The answer to the challenge.
    answer: &'static [u8],
    refused: bool,
}

impl Bearer {
    /// OAUTHBEARER's answer is a %x01 (section 3.2.3), XOAUTH2's is empty.
    pub(super) const fn answering(answer: &'static [u8]) -> Self {
        Self { answer, refused: false }
    }
}

impl Steps for Bearer {
    fn respond(&mut self, _challenge: &[u8]) -> Result<Message, Broken> {
        if std::mem::replace(&mut self.refused, true) {
            return Err(Broken::Malformed("it asked on after it had refused the token"));
        }
        Ok(Secret::new(self.answer.to_vec()))
    }

    fn accept(&mut self, _data: Option<&[u8]>) -> Result<(), Broken> {
        if self.refused { Err(Broken::Malformed("it refused the token and then said yes")) } else { Ok(()) }
    }

    fn gave_proof(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        let peer = Peer { host: "server.example.com", port: 143 };
        let message =
            initial("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", peer).unwrap();
        assert_eq!(
            super::super::base64::encode(message.expose()),
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyI\
             HZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
        );
    }

    #[test]
    fn a_token_cannot_smuggle_a_field() {
        let peer = Peer { host: "server.example.com", port: 995 };
        for (user, token) in [("a\x01b", "t"), ("a", "t\x01host=evil"), ("a", "t u"), ("a", "tö")] {
            assert_eq!(initial(user, token, peer), Err(Unfit::Text), "{user:?} {token:?}");
        }
    }

    #[test]
    fn a_refusal_is_answered_and_then_is_final() {
        let mut steps = Bearer::answering(b"\x01");
        assert_eq!(steps.accept(None), Ok(()));
        assert_eq!(steps.respond(br#"{"status":"invalid_token"}"#).unwrap().expose(), b"\x01");
        assert!(steps.accept(None).is_err());
        assert!(steps.respond(b"{}").is_err());
    }
}
