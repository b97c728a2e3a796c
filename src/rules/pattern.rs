//! What a text is compared with, and how texts are folded for that.

use serde::{Deserialize, Serialize};
use unicode_normalization::char::compose;

use super::rule::IllFormed;
use crate::search::tokens::{Folded, fold};

/// Bytes of a pattern.
const LONGEST_PATTERN: usize = 1_000;
/// Bytes of a field's name.
const LONGEST_FIELD_NAME: usize = 100;

/// What a text is compared with: never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    written: String,
    folded: String,
}

impl Pattern {
    /// From what the reader wrote.
    ///
    /// # Errors
    ///
    /// Where it is empty, or of nothing but marks and spaces, or longer than 1,000 bytes.
    pub fn new(written: &str) -> Result<Self, IllFormed> {
        let folded = folded(written);
        if written.len() > LONGEST_PATTERN {
            return Err(IllFormed::PatternTooLong);
        }
        if folded.is_empty() {
            return Err(IllFormed::PatternEmpty);
        }
        Ok(Self { written: written.to_owned(), folded })
    }

    /// As the reader wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    pub(super) fn folded(&self) -> &str {
        &self.folded
    }
}

impl TryFrom<String> for Pattern {
    type Error = IllFormed;

    fn try_from(written: String) -> Result<Self, IllFormed> {
        Self::new(&written)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.written
    }
}

/// The name of a header field (RFC 5322, section 2.2), in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldName(String);

impl FieldName {
    /// From what the reader wrote; a colon at the end does not matter.
    ///
    /// # Errors
    ///
    /// Where no field can have that name.
    pub fn new(written: &str) -> Result<Self, IllFormed> {
        let name = written.trim();
        let name = name.strip_suffix(':').unwrap_or(name).trim_end();
        let is_token = name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
        if name.is_empty() || name.len() > LONGEST_FIELD_NAME || !is_token {
            return Err(IllFormed::FieldName);
        }
        Ok(Self(name.to_ascii_lowercase()))
    }

    /// In lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FieldName {
    type Error = IllFormed;

    fn try_from(written: String) -> Result<Self, IllFormed> {
        Self::new(&written)
    }
}

impl From<FieldName> for String {
    fn from(name: FieldName) -> Self {
        name.0
    }
}

/// A text without case, accents and variants; white space is one space, none at its ends.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        fold(character, |piece| match piece {
            Folded::Dropped => {}
            Folded::Border(space) if space.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            Folded::Letter(letter) | Folded::Unspaced(letter) | Folded::Border(letter) => out.push(letter),
            // As the keyboard writes it: one character.
            Folded::Completing(mark) => match out.chars().next_back().and_then(|last| compose(last, mark)) {
                Some(whole) => {
                    out.pop();
                    out.push(whole);
                }
                None => out.push(mark),
            },
        });
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FieldName, IllFormed, Pattern, folded};

    #[test]
    fn texts_are_folded_as_the_search_folds_them() {
        for (text, same) in [
            ("  Straße\r\n\tÅNGSTRÖM ", "strasse angstrom"),
            ("[Bug 1]: ﬁx!", "[bug 1]: fix!"),
            ("か\u{3099}く", "がく"),
            ("ガ", "ガ"),
            ("co\u{ad}op", "coop"),
        ] {
            assert_eq!(folded(text), same);
        }
    }

    #[test]
    fn what_can_match_nothing_or_everything_is_no_pattern() {
        assert_eq!(Pattern::new(" \u{301} "), Err(IllFormed::PatternEmpty));
        assert_eq!(Pattern::new(&"x".repeat(1_001)), Err(IllFormed::PatternTooLong));
        assert_eq!(
            FieldName::new(" X-Mailer: ").map(|name| name.as_str().to_owned()),
            Ok("x-mailer".to_owned())
        );
        for name in ["", ":", "a b", "é", "a:b"] {
            assert_eq!(FieldName::new(name), Err(IllFormed::FieldName), "{name}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
