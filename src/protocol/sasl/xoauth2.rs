//! XOAUTH2 (never an RFC; as Google and Microsoft document it): a bearer token in one message.

use super::{Broken, Message, Secret, Steps, Unfit, oauthbearer};

/// The one message.
pub(super) fn initial(user: &str, token: &str) -> Result<Message, Unfit> {
    oauthbearer::check(user, token)?;
    Ok(Secret::new(format!("user={user}\x01auth=Bearer {token}\x01\x01").into_bytes()))
}

/// The server says in a challenge why it refuses, and says no after an empty answer to it.
#[derive(Debug, Default)]
pub(super) struct XOAuth2 {
    refused: bool,
}

impl Steps for XOAuth2 {
    fn respond(&mut self, _challenge: &[u8]) -> Result<Message, Broken> {
        if std::mem::replace(&mut self.refused, true) {
            return Err(Broken::Malformed("it asked on after it had refused the token"));
        }
        Ok(Secret::new(Vec::new()))
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
    fn the_message_as_documented() {
        let message =
            initial("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg").unwrap();
        assert_eq!(
            super::super::base64::encode(message.expose()),
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
        );
    }

    #[test]
    fn a_refusal_is_answered_with_nothing_and_then_is_final() {
        let mut steps = XOAuth2::default();
        assert_eq!(steps.accept(None), Ok(()));
        assert_eq!(steps.respond(br#"{"status":"401"}"#).unwrap().expose(), b"");
        assert!(steps.accept(None).is_err());
        assert!(steps.respond(b"{}").is_err());
    }
}
