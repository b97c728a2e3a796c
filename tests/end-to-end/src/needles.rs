//! Looks for many secrets at once, as they are and as they look inside base64.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

/// Secrets to look for.
#[derive(Debug)]
pub struct Needles {
    secrets: Vec<Vec<u8>>,
    automaton: AhoCorasick,
}

/// As it is, and in base64 at each of the three places where its first byte may stand in a group.
const FORMS: usize = 4;

impl Needles {
    /// # Panics
    /// When a secret has fewer than eight bytes: it would be found by chance.
    #[must_use]
    pub fn new(secrets: Vec<Vec<u8>>) -> Self {
        assert!(secrets.iter().all(|secret| secret.len() >= 8), "secrets of eight bytes or more");
        let patterns = secrets.iter().flat_map(|secret| {
            [secret.clone(), within_base64(secret, 0), within_base64(secret, 1), within_base64(secret, 2)]
        });
        let automaton = AhoCorasick::new(patterns).expect("an automaton");
        Self { secrets, automaton }
    }

    /// The secrets that the bytes hold in any form.
    #[must_use]
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<&[u8]> {
        let places = self.automaton.find_overlapping_iter(bytes);
        places
            .filter_map(|place| self.secrets.get(place.pattern().as_usize() / FORMS))
            .map(Vec::as_slice)
            .collect()
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> BTreeSet<&[u8]> {
        self.secrets.iter().map(Vec::as_slice).collect()
    }
}

/// The characters of base64 that depend on these bytes alone, when `before` bytes of their group of
/// three stand before them.
fn within_base64(secret: &[u8], before: usize) -> Vec<u8> {
    let padded = [&[0, 0][..before], secret].concat();
    let (first, end) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
    STANDARD_NO_PAD.encode(padded).bytes().take(end).skip(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_plain_and_at_each_place_in_base64() {
        let needles = Needles::new(vec![b"Kranich-41".to_vec(), b"never there".to_vec()]);
        let secret: &[u8] = b"Kranich-41";
        for around in ["", "x", "xy", "xyz", "\0user\0"] {
            for after in ["", "a", "ab", "abc"] {
                let text = format!("{around}Kranich-41{after}");
                assert_eq!(needles.found_in(text.as_bytes()), BTreeSet::from([secret]), "{text}");
                let encoded = STANDARD_NO_PAD.encode(&text);
                assert_eq!(
                    needles.found_in(encoded.as_bytes()),
                    BTreeSet::from([secret]),
                    "{text} {encoded}"
                );
            }
        }
        assert!(needles.found_in(b"Kranich-4").is_empty());
    }

    #[test]
    fn secrets_inside_each_other_are_all_found() {
        let needles = Needles::new(vec![b"long secret".to_vec(), b"long secret line".to_vec()]);
        assert_eq!(needles.found_in(b"a long secret line"), needles.all());
    }
}
