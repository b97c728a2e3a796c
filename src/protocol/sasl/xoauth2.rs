//! XOAUTH2 (never an RFC; as Google and Microsoft document it): a bearer token in one message.

use super::{Message, Secret, Unfit, oauthbearer};

/// The one message.
pub(super) fn initial(user: &str, token: &str) -> Result<Message, Unfit> {
    oauthbearer::check(user, token)?;
    Ok(Secret::new(format!("user={user}\x01auth=Bearer {token}\x01\x01").into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{super::Steps, *};

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
        let mut steps = oauthbearer::Bearer::answering(b"");
        assert_eq!(steps.accept(None), Ok(()));
        assert_eq!(steps.respond(br#"{"status":"401"}"#).unwrap().expose(), b"");
        assert!(steps.accept(None).is_err());
        assert!(steps.respond(b"{}").is_err());
    }
}
