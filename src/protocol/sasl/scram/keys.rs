//! The keys that SCRAM makes of a password (RFC 5802, section 3).

use std::num::NonZeroU32;

use ring::{digest, hmac, pbkdf2};

use super::Secret;

/// Fewer iterations make a proof that somebody recorded cheap to guess through (RFC 5802, section 5.1).
pub(super) const FEWEST_ITERATIONS: u32 = 4_096;
/// More would let a hostile server keep the worker busy for long, and it serves every account: so
/// many take three seconds in wasm. Servers use some thousands, careful ones a million.
pub(super) const MOST_ITERATIONS: u32 = 2_000_000;

/// The hash function that a mechanism is named after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::protocol::sasl) enum Hash {
    Sha1,
    Sha256,
}

/// What proves the password to the other side.
#[derive(Debug)]
pub(super) struct Keys {
    hash: Hash,
    client: Secret<Vec<u8>>,
    /// Signs the server's proof.
    pub(super) server: hmac::Key,
}

impl Keys {
    pub(super) fn derive(hash: Hash, password: &str, salt: &[u8], iterations: u32) -> Self {
        // The caller has checked that it is not zero.
        let iterations = NonZeroU32::new(iterations).unwrap_or(NonZeroU32::MIN);
        let mut salted = vec![0; hash.digest().output_len()];
        pbkdf2::derive(hash.pbkdf2(), iterations, salt, password.as_bytes(), &mut salted);
        let salted = hmac::Key::new(hash.hmac(), &salted);
        let client = Secret::new(hmac::sign(&salted, b"Client Key").as_ref().to_vec());
        let server = hmac::Key::new(hash.hmac(), hmac::sign(&salted, b"Server Key").as_ref());
        Self { hash, client, server }
    }

    /// The client's proof over the messages of both.
    pub(super) fn proof(&self, signed: &str) -> Vec<u8> {
        let stored = digest::digest(self.hash.digest(), self.client.expose());
        let signature = hmac::sign(&hmac::Key::new(self.hash.hmac(), stored.as_ref()), signed.as_bytes());
        self.client.expose().iter().zip(signature.as_ref()).map(|(key, signature)| key ^ signature).collect()
    }
}

impl Hash {
    fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        }
    }

    const fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        }
    }

    const fn pbkdf2(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        }
    }
}
