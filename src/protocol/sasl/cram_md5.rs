//! CRAM-MD5 (RFC 2195, section 2): the server's words, signed with the password.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;

use super::{Broken, Message, Secret, Steps, lower_hex};

/// Signs one challenge.
#[derive(Debug)]
pub(super) struct CramMd5 {
    user: String,
    password: Secret,
    signed: bool,
}

impl CramMd5 {
    pub(super) fn new(user: &str, password: &Secret) -> Self {
        Self { user: user.to_owned(), password: password.clone(), signed: false }
    }
}

impl Steps for CramMd5 {
    fn respond(&mut self, challenge: &[u8]) -> Result<Message, Broken> {
        if self.signed || challenge.is_empty() {
            return Err(Broken::Malformed("CRAM-MD5 has one challenge, and it is not empty"));
        }
        let Ok(mut mac) = Hmac::<Md5>::new_from_slice(self.password.expose().as_bytes()) else {
            return Err(Broken::Malformed("the password makes no key"));
        };
        mac.update(challenge);
        self.signed = true;
        let digest = lower_hex(&mac.finalize().into_bytes());
        Ok(Secret::new(format!("{} {digest}", self.user).into_bytes()))
    }

    fn gave_proof(&self) -> bool {
        self.signed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        let mut cram = CramMd5::new("tim", &Secret::new("tanstaaftanstaaf".to_owned()));
        assert!(!cram.gave_proof());
        let response = cram.respond(b"<1896.697170952@postoffice.reston.mci.net>").unwrap();
        assert_eq!(response.expose(), b"tim b913a602c7eda7a495b4e6e7334d3890");
        assert!(cram.gave_proof());
        assert!(cram.respond(b"<again@postoffice>").is_err());
    }

    #[test]
    fn an_empty_challenge_is_not_signed() {
        // The signature of nothing would be the same for ever.
        assert!(CramMd5::new("tim", &Secret::new("p".to_owned())).respond(b"").is_err());
    }
}
