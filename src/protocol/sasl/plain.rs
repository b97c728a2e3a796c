//! PLAIN (RFC 4616, section 2): name and password in one message.

use super::{Broken, Message, Secret, Steps, Unfit};

/// The one message. The name to act for is left out: the user acts for nobody else.
pub(super) fn initial(user: &str, password: &str) -> Result<Message, Unfit> {
    if user.contains('\0') || password.contains('\0') {
        return Err(Unfit::Text);
    }
    Ok(Secret::new(format!("\0{user}\0{password}").into_bytes()))
}

/// After the one message only the verdict can come.
#[derive(Debug)]
pub(super) struct Plain;

impl Steps for Plain {
    fn respond(&mut self, _challenge: &[u8]) -> Result<Message, Broken> {
        Err(Broken::Malformed("it asked on after everything was said"))
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
        let message = initial("tim", "tanstaaftanstaaf").unwrap();
        assert_eq!(message.expose(), b"\0tim\0tanstaaftanstaaf");
    }

    #[test]
    fn a_nul_cannot_stand_in_name_or_password() {
        assert_eq!(initial("t\0im", "p"), Err(Unfit::Text));
        assert_eq!(initial("tim", "p\0q"), Err(Unfit::Text));
    }
}
