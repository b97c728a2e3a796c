//! APOP: the greeting's timestamp, signed with the password (RFC 1939, section 7).

use md5::{Digest, Md5};

use crate::protocol::sasl::{Secret, lower_hex};

/// The timestamp of a greeting, with its angle brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timestamp(String);

impl Timestamp {
    /// Finds it in the server's greeting. A server without APOP has none.
    ///
    /// It must be a message identifier of printable ASCII: collisions of MD5, by which somebody in the
    /// middle learns the password letter by letter, need bytes of another kind (CVE-2007-1558).
    #[must_use]
    pub fn find(greeting: &str) -> Option<Self> {
        let (_, rest) = greeting.split_once('<')?;
        let (inside, _) = rest.split_once('>')?;
        let (left, right) = inside.split_once('@')?;
        let word = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<@".contains(&byte))
        };
        (word(left) && word(right)).then(|| Self(format!("<{inside}>")))
    }

    /// What proves the password to a server that greeted so.
    #[must_use]
    pub fn sign(&self, password: &Secret) -> ApopDigest {
        let digest = Md5::new().chain_update(&self.0).chain_update(password.expose()).finalize();
        ApopDigest(Secret::new(lower_hex(&digest)))
    }
}

/// Thirty-two hexadecimal digits that prove a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApopDigest(Secret);

impl ApopDigest {
    pub(super) fn expose(&self) -> &str {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        let timestamp =
            Timestamp::find("POP3 server ready <1896.697170952@dbc.mtview.ca.us>").expect("a timestamp");
        let digest = timestamp.sign(&Secret::new("tanstaaf".to_owned()));
        assert_eq!(digest.expose(), "c4c9334bac560ecc979e58001b3e22fb");
    }

    #[test]
    fn greetings_without_a_timestamp() {
        for greeting in [
            "ready",
            "ready <>",
            "ready <no-at>",
            "ready <a@b",
            "ready <@b>",
            "ready <a@>",
            "ready <a@b@c>",
            "ready <a b@c>",
            "ready <a\u{e9}@c>",
        ] {
            assert_eq!(Timestamp::find(greeting), None, "{greeting}");
        }
    }
}
