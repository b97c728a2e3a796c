//! LOGIN (never an RFC; draft-murchison-sasl-login): name and password, each when asked.

use super::{Broken, Message, Secret, Steps};

/// Answers two prompts, whatever they say: servers do not agree on the words.
#[derive(Debug)]
pub(super) struct Login {
    user: String,
    password: Secret,
    asked: usize,
}

impl Login {
    pub(super) fn new(user: &str, password: &Secret) -> Self {
        Self { user: user.to_owned(), password: password.clone(), asked: 0 }
    }
}

impl Steps for Login {
    fn respond(&mut self, _challenge: &[u8]) -> Result<Message, Broken> {
        self.asked += 1;
        match self.asked {
            1 => Ok(Secret::new(self.user.clone().into_bytes())),
            2 => Ok(Secret::new(self.password.expose().clone().into_bytes())),
            _ => Err(Broken::Malformed("it asked on after name and password were said")),
        }
    }

    fn gave_proof(&self) -> bool {
        self.asked > 1
    }

    fn takes_any_challenge(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_then_password_then_nothing() {
        let mut login = Login::new("tim", &Secret::new("tanstaaf".to_owned()));
        assert_eq!(login.respond(b"Username:").unwrap().expose(), b"tim");
        assert!(!login.gave_proof());
        assert_eq!(login.respond(b"Password:").unwrap().expose(), b"tanstaaf");
        assert!(login.gave_proof());
        assert!(login.respond(b"Username:").is_err());
    }
}
