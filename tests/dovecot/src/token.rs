//! Bearer tokens as an identity provider hands them out: JSON, signed (RFC 7519).

use std::{fs, io, path::Path};

use base64::{Engine, engine::general_purpose};
use fastrand::Rng;
use ring::hmac;

/// The key that provider and mail server share.
#[derive(Debug)]
pub(crate) struct Issuer([u8; 32]);

impl Issuer {
    /// A new key, written where Dovecot looks for it, with what its `passdb oauth2` needs to know.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        let mut key = [0; 32];
        Rng::new().fill(&mut key);
        let keys = folder.join("keys").join("default").join("HS256");
        fs::create_dir_all(&keys)?;
        fs::write(keys.join("default"), general_purpose::STANDARD.encode(key))?;
        fs::write(
            folder.join("oauth2.conf"),
            format!(
                "introspection_mode = local\n\
                 local_validation_key_dict = fs:posix:prefix={}/keys/\n\
                 username_attribute = sub\n",
                folder.display()
            ),
        )?;
        Ok(Self(key))
    }

    /// A token for this name, good until then (seconds since 1970), with a field of `padding` letters.
    pub(crate) fn token(&self, user: &str, until: u64, padding: usize) -> String {
        let part = |text: &str| general_purpose::URL_SAFE_NO_PAD.encode(text);
        let signed = format!(
            "{}.{}",
            part(r#"{"alg":"HS256","typ":"JWT"}"#),
            part(&format!(
                r#"{{"sub":"{user}","iat":1700000000,"exp":{until},"note":"{}"}}"#,
                "n".repeat(padding)
            )),
        );
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), signed.as_bytes());
        format!("{signed}.{}", general_purpose::URL_SAFE_NO_PAD.encode(tag))
    }
}
