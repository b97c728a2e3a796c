//! From text to its words, each with the place it was found at.

use std::ops::Range;

use unicode_normalization::char::compose;

use super::fold::{Folded, fold};

/// Bytes of a word that are kept while it is read; what comes after counts to its range only.
const LONGEST_PART: usize = 256;

/// A word, or one character of a script that does not part words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part<'p> {
    /// Folded.
    pub(crate) text: &'p str,
    /// Where it stands in the text, in bytes; the marks that belong to it included.
    pub(crate) range: Range<usize>,
    /// What is between it and the part before.
    pub(crate) gap: Gap,
    /// Whether its script parts words by nothing.
    pub(crate) unspaced: bool,
}

/// What stands between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing that is seen.
    None,
    /// One `.` or `@`, as in addresses, host names and file names.
    Dot,
    /// One `-`, `_` or `+`.
    Hyphen,
    /// Line ends.
    Line,
    /// Anything else; also before the first part.
    Wide,
}

impl Gap {
    const fn and(self, border: char) -> Self {
        match (self, border) {
            (Self::None, '.' | '@') => Self::Dot,
            (Self::None, '-' | '_' | '+') => Self::Hyphen,
            (Self::None | Self::Line, '\n' | '\r') => Self::Line,
            _ => Self::Wide,
        }
    }
}

/// Gives all parts of a text, in order; `false` from `give` ends it. Whether it was not ended.
pub(crate) fn parts(text: &str, give: impl FnMut(Part<'_>) -> bool) -> bool {
    let mut reader =
        Reader { word: String::new(), range: 0..0, unspaced: None, gap: Gap::Wide, over: false, give };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if reader.over {
            return false;
        }
        if byte.is_ascii_alphanumeric() {
            at = reader.ascii_word(text, at);
        } else if byte.is_ascii() {
            reader.border(char::from(byte));
            at += 1;
        } else {
            let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            let range = at..at + character.len_utf8();
            fold(character, |folded| reader.take(folded, &range));
            at = range.end;
        }
    }
    reader.end_part();
    !reader.over
}

struct Reader<F> {
    /// The word being read, folded; empty between words.
    word: String,
    /// Where that word, or `unspaced`, stands.
    range: Range<usize>,
    /// A character that the next may still complete.
    unspaced: Option<char>,
    gap: Gap,
    over: bool,
    give: F,
}

impl<F: FnMut(Part<'_>) -> bool> Reader<F> {
    /// Reads the ASCII letters and digits that begin at `at`; gives the place behind them.
    fn ascii_word(&mut self, text: &str, at: usize) -> usize {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let (mut length, mut upper) = (0, false);
        for byte in rest {
            if !byte.is_ascii_alphanumeric() {
                break;
            }
            upper |= byte.is_ascii_uppercase();
            length += 1;
        }
        let end = at + length;
        let word = text.get(at..end).unwrap_or_default();
        if self.unspaced.is_some() {
            self.end_part();
        }
        // What follows may be a letter or a mark of the same word.
        let whole = self.word.is_empty() && rest.get(length).is_none_or(u8::is_ascii);
        if whole && !upper && length <= LONGEST_PART {
            self.give(word, at..end, false);
        } else {
            if self.word.is_empty() {
                self.range.start = at;
            }
            self.range.end = end;
            let room = LONGEST_PART.saturating_sub(self.word.len());
            self.word.extend(word.bytes().take(room).map(|byte| char::from(byte.to_ascii_lowercase())));
            if whole {
                self.end_part();
            }
        }
        end
    }

    fn take(&mut self, folded: Folded, range: &Range<usize>) {
        match folded {
            Folded::Letter(letter) => {
                if self.unspaced.is_some() {
                    self.end_part();
                }
                if self.word.is_empty() {
                    self.range.start = range.start;
                }
                self.range.end = range.end;
                if self.word.len() < LONGEST_PART {
                    self.word.push(letter);
                }
            }
            Folded::Unspaced(character) => {
                self.end_part();
                self.range = range.clone();
                self.unspaced = Some(character);
            }
            Folded::Completing(mark) => match self.unspaced {
                Some(before) => match compose(before, mark) {
                    Some(whole) => {
                        self.unspaced = Some(whole);
                        self.range.end = range.end;
                    }
                    None if matches!(mark, '\u{3099}' | '\u{309a}') => self.range.end = range.end,
                    None => self.take(Folded::Unspaced(mark), range),
                },
                None if matches!(mark, '\u{3099}' | '\u{309a}') => {}
                None => self.take(Folded::Unspaced(mark), range),
            },
            Folded::Dropped => {
                if self.unspaced.is_some() || !self.word.is_empty() {
                    self.range.end = range.end;
                }
            }
            Folded::Border(border) => self.border(border),
        }
    }

    fn border(&mut self, border: char) {
        self.end_part();
        self.gap = self.gap.and(border);
    }

    fn end_part(&mut self) {
        if let Some(character) = self.unspaced.take() {
            let mut bytes = [0; 4];
            self.give(character.encode_utf8(&mut bytes), self.range.clone(), true);
        } else if !self.word.is_empty() {
            let mut word = std::mem::take(&mut self.word);
            self.give(&word, self.range.clone(), false);
            // Its memory serves the next word.
            word.clear();
            self.word = word;
        }
    }

    fn give(&mut self, text: &str, range: Range<usize>, unspaced: bool) {
        if !self.over {
            self.over = !(self.give)(Part { text, range, gap: self.gap, unspaced });
        }
        self.gap = Gap::None;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Gap, parts};

    fn found(text: &str) -> Vec<(String, &str, Gap)> {
        let mut found = Vec::new();
        parts(text, |part| {
            found.push((part.text.to_owned(), text.get(part.range).unwrap(), part.gap));
            true
        });
        found
    }

    fn words(text: &str) -> Vec<String> {
        found(text).into_iter().map(|(word, ..)| word).collect()
    }

    #[test]
    fn words_are_folded_and_know_their_place() {
        assert_eq!(
            found("Ada.Lovell@x-y Straße,\nnai\u{308}ve!"),
            [
                ("ada".to_owned(), "Ada", Gap::Wide),
                ("lovell".to_owned(), "Lovell", Gap::Dot),
                ("x".to_owned(), "x", Gap::Dot),
                ("y".to_owned(), "y", Gap::Hyphen),
                ("strasse".to_owned(), "Straße", Gap::Wide),
                ("naive".to_owned(), "nai\u{308}ve", Gap::Wide),
            ]
        );
    }

    #[test]
    fn scripts_without_spaces_are_given_by_the_character() {
        assert_eq!(words("iPhoneを使う"), ["iphone", "を", "使", "う"]);
        assert_eq!(words("ｶﾞﾗｽ か\u{3099}"), ["ガ", "ラ", "ス", "が"]);
        assert_eq!(words("\u{1112}\u{1161}\u{11ab}글 한글"), ["한", "글", "한", "글"]);
        assert_eq!(words("น้ำ"), words("นํา"));
        assert_eq!(found("会\r\n議").last().map(|one| one.2), Some(Gap::Line));
    }

    #[test]
    fn a_word_without_end_is_cut_but_its_place_is_whole() {
        let text = format!("{}É{}", "a".repeat(1_000), "b".repeat(1_000));
        let found = found(&text);
        assert_eq!(found.len(), 1);
        assert!(found[0].0.len() < 300);
        assert_eq!(found[0].1, text);
    }

    proptest! {
        #[test]
        fn places_are_in_order_and_hold_the_word(text in "(\\PC|[a-zA-Z0-9 .@ée\u{301}ß山ガ한\n-]){0,40}") {
            let mut end = 0;
            parts(&text, |part| {
                assert!(part.range.start >= end || part.range.start < part.range.end, "{part:?}");
                end = part.range.end;
                assert!(text.get(part.range.clone()).is_some_and(|place| !place.is_empty()));
                // Folding what was found gives the same.
                let mut again = String::new();
                parts(text.get(part.range).unwrap(), |one| { again.push_str(one.text); true });
                assert!(again.contains(part.text), "{again} {}", part.text);
                true
            });
        }
    }
}
