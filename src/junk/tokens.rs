//! What is told of a mail: its words, each with its place, and what else tells junk from mail.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash64;

use crate::mail::{Evidence, evidence};
use crate::search::tokens::terms;

/// Tokens of one mail.
const MOST: usize = 6_000;
/// Words shorter or longer than that (in bytes) are noise, of the text.
const SHORTEST_WORD: usize = 3;
const LONGEST_WORD: usize = 40;

/// What stands for a word where none is meant: a field is there, is not there, is all capitals.
pub const PRESENT: &str = "+";
/// See [`PRESENT`].
pub const MISSING: &str = "-";
/// See [`PRESENT`].
pub const CAPITALS: &str = "ABC";

/// Beginnings of the names of fields that other filters and programs write: the verdict would be theirs.
const FOREIGN: [&str; 7] =
    ["x-spam", "x-bogosity", "x-mozilla", "status", "x-status", "x-uidl", "x-keywords"];
/// Fields of random letters: that they are there tells something, what is in them does not.
const RANDOM: [&str; 4] = ["dkim-signature", "domainkey-signature", "arc-seal", "arc-message-signature"];
/// Fields that a mail should have.
const EXPECTED: [&str; 5] = ["from", "to", "subject", "date", "message-id"];

/// Where in a mail a word stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// In its text.
    Text,
    /// In its subject.
    Subject,
    /// In a field of its header: From, To, Received; the name in lower case.
    Header(String),
    /// In an address that it links to.
    Link,
    /// As an element of its HTML.
    Element,
    /// In the name or the kind of what it is made of.
    Piece,
}

/// What is told of one mail, each once, in order of appearance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tokens {
    all: Vec<(u32, Place, String)>,
    hashes: HashSet<u32>,
}

impl Tokens {
    /// Takes a whole raw mail apart, or what there is of it. Never fails.
    #[must_use]
    pub fn of(raw: &[u8]) -> Self {
        let evidence = evidence(raw);
        let mut tokens = Self::default();
        tokens.take_header(&evidence);
        tokens.take_pieces(&evidence);
        tokens.take_links(&evidence);
        tokens.take_words(&Place::Text, &evidence.text);
        tokens
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn hashes(&self) -> impl Iterator<Item = u32> {
        self.all.iter().map(|&(hash, ..)| hash)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Place, &str)> {
        self.all.iter().map(|(hash, place, word)| (*hash, place, word.as_str()))
    }

    fn push(&mut self, place: &Place, word: &str) {
        if self.all.len() >= MOST {
            return;
        }
        let hash = hash(place, word);
        if self.hashes.insert(hash) {
            self.all.push((hash, place.clone(), word.to_owned()));
        }
    }

    fn take_words(&mut self, place: &Place, text: &str) {
        let text_only = *place == Place::Text;
        terms(text, |word| {
            let is_short = word.is_ascii() && word.len() < SHORTEST_WORD;
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            if !is_number && !(text_only && (is_short || word.len() > LONGEST_WORD)) {
                self.push(place, word);
            }
            self.all.len() < MOST
        });
        // What words leave out: sums, and how loud it is.
        for word in text.split_whitespace() {
            if word.starts_with(['$', '€', '£']) && word.len() < 16 {
                self.push(place, word.trim_end_matches(['.', ',', ')', '!']));
            } else if word.ends_with('%') && word.len() < 8 {
                self.push(place, word);
            } else if word.ends_with("!!") {
                self.push(place, "!!");
            } else if word.ends_with('!') {
                self.push(place, "!");
            }
        }
    }

    fn take_header(&mut self, evidence: &Evidence) {
        for (name, value) in &evidence.fields {
            if FOREIGN.iter().any(|prefix| name.starts_with(prefix)) || name.ends_with("date") {
                continue;
            }
            let place = if name == "subject" { Place::Subject } else { Place::Header(name.clone()) };
            match name.as_str() {
                "subject" => {
                    self.take_words(&place, value);
                    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
                    if letters > 3 && !value.chars().any(char::is_lowercase) {
                        self.push(&place, CAPITALS);
                    }
                }
                // Of random letters, only whose they are.
                "message-id" | "references" | "in-reply-to" => {
                    if let Some((_, host)) = value.rsplit_once('@') {
                        self.take_words(&place, host);
                    }
                    self.push(&place, PRESENT);
                }
                name if RANDOM.contains(&name) => self.push(&place, PRESENT),
                "received" => self.take_words(&place, value.split(';').next().unwrap_or_default()),
                _ => {
                    self.take_words(&place, value);
                    self.push(&place, PRESENT);
                }
            }
        }
        for expected in EXPECTED {
            if !evidence.fields.iter().any(|(name, _)| name == expected) {
                self.push(&Place::Header(expected.to_owned()), MISSING);
            }
        }
    }

    fn take_pieces(&mut self, evidence: &Evidence) {
        for piece in &evidence.pieces {
            self.push(&Place::Piece, &piece.media_type);
            if let Some(charset) = &piece.charset {
                self.push(&Place::Piece, charset);
            }
            if let Some(name) = &piece.file_name {
                self.take_words(&Place::Piece, name);
            }
        }
    }

    fn take_links(&mut self, evidence: &Evidence) {
        for element in &evidence.elements {
            self.push(&Place::Element, element);
        }
        for address in &evidence.addresses {
            self.take_words(&Place::Link, address);
        }
        let parts = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')');
        for word in evidence.text.split(parts) {
            let scheme = word.split_once("://").map(|(scheme, _)| scheme);
            let leads =
                scheme.is_some_and(|scheme| scheme.len() < 10 && scheme.chars().all(char::is_alphanumeric));
            if leads || word.starts_with("www.") {
                self.take_words(&Place::Link, word);
            }
        }
    }
}

/// 32 bits: of 200,000 tokens a handful share one, and then weigh as one.
fn hash(place: &Place, word: &str) -> u32 {
    let (number, name) = match place {
        Place::Text => (0, ""),
        Place::Subject => (1, ""),
        Place::Header(name) => (2, name.as_str()),
        Place::Link => (3, ""),
        Place::Element => (4, ""),
        Place::Piece => (5, ""),
    };
    let text = [name.as_bytes(), b"\0", word.as_bytes()].concat();
    let hash = XxHash64::oneshot(number, &text);
    u32::try_from(hash >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Place, Tokens};

    fn of(raw: &str) -> Vec<(Place, String)> {
        Tokens::of(raw.as_bytes()).all.into_iter().map(|(_, place, word)| (place, word)).collect()
    }

    #[test]
    fn words_know_their_place() {
        let raw = "From: Ada <ada@example.org>\nSubject: FREE CASH!!\nX-Spam-Flag: YES\nX-Mailer: Bulk\n\
            Content-Type: text/html\n\n<p>Only <b>$19.95</b> <a href='http://win.example/now'>here</a>, Zoë";
        let tokens = of(raw);
        let header = |name: &str| Place::Header(name.to_owned());
        for (place, word) in [
            (header("from"), "ada"),
            (header("from"), "example.org"),
            (Place::Subject, "free"),
            (Place::Subject, "!!"),
            (Place::Subject, super::CAPITALS),
            (header("x-mailer"), "bulk"),
            (header("to"), super::MISSING),
            (Place::Element, "b"),
            (Place::Link, "win.example"),
            (Place::Text, "$19.95"),
            (Place::Text, "zoe"),
            (Place::Piece, "text/html"),
        ] {
            assert!(tokens.contains(&(place.clone(), word.to_owned())), "{place:?} {word}");
        }
        assert!(
            !tokens.iter().any(|(place, _)| *place == header("x-spam-flag")),
            "that is another's verdict"
        );
    }

    #[test]
    fn a_long_mail_is_capped() {
        let words: String = (0..100_000).map(|n| format!("word{n} ")).collect();
        assert_eq!(Tokens::of(format!("Subject: x\n\n{words}").as_bytes()).len(), super::MOST);
    }

    proptest! {
        #[test]
        fn anything_is_taken_apart_and_nothing_twice(raw in proptest::collection::vec(any::<u8>(), 0..600)) {
            let tokens = Tokens::of(&raw);
            let distinct: std::collections::HashSet<_> = tokens.hashes().collect();
            prop_assert_eq!(distinct.len(), tokens.len());
        }
    }
}
