//! What the SASL mechanisms PLAIN (RFC 4616) and LOGIN carry: a name and a password.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The one account of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

/// Reads base64 that holds UTF-8.
pub(crate) fn text(encoded: &str) -> Option<String> {
    let encoded = if encoded == "=" { "" } else { encoded };
    String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
}

/// Reads the one message of PLAIN: authorisation identity, user and password, with NULs between.
///
/// `None` when it is no such message, or asks to act for somebody else.
pub(crate) fn plain(encoded: &str) -> Option<Credentials> {
    let message = text(encoded)?;
    let mut parts = message.split('\0');
    let (acting_for, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(acting_for.is_empty() || acting_for == user) {
        return None;
    }
    Some(Credentials { user: user.to_owned(), password: password.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_takes_exactly_three_parts() {
        let bo = Credentials { user: "bo".into(), password: "pw".into() };
        assert_eq!(plain(&STANDARD.encode("\0bo\0pw")), Some(bo.clone()));
        assert_eq!(plain(&STANDARD.encode("bo\0bo\0pw")), Some(bo));
        assert_eq!(plain(&STANDARD.encode("ada\0bo\0pw")), None);
        assert_eq!(plain(&STANDARD.encode("\0bo\0pw\0")), None);
        assert_eq!(plain(&STANDARD.encode("bo\0pw")), None);
        assert_eq!(plain("no base64!"), None);
    }
}
