//! What a reader types into the search field.

mod completions;
mod parse;
mod values;

use super::document::Document;
use super::segment::Field;
use super::sequence::Sequence;
use super::tokens::parts;

pub use completions::{Completion, Values, completions};
pub use values::Now;

/// A query: words and filters, all of which have to hold. See [`Query::parse`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub(super) words: Vec<Word>,
    pub(super) filters: Vec<Filter>,
}

/// A word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) field: Field,
    /// As a text has them, in a row; never empty.
    pub(super) parts: Vec<String>,
    /// As the index has them; never empty.
    pub(super) terms: Vec<Term>,
    /// The last part may go on.
    pub(super) prefix: bool,
    pub(super) negated: bool,
    /// The index cannot tell whether the parts are in a row.
    pub(super) to_verify: bool,
}

/// A term of the index, or what it begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    pub(super) prefix: bool,
}

/// What is asked of a message beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) negated: bool,
    pub(super) test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    Attachment,
    Unread,
    Starred,
    Folder(String),
    Account(String),
    Tag(String),
    /// Sooner than this, in Unix seconds.
    Before(i64),
    /// Then or later.
    After(i64),
    /// More octets.
    Larger(u64),
    /// Fewer octets.
    Smaller(u64),
}

impl Query {
    /// Whether it asks for nothing: everything matches.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty() && self.filters.is_empty()
    }

    /// Whether it asks for mail of some folder.
    #[must_use]
    pub fn names_folder(&self) -> bool {
        self.filters.iter().any(|filter| !filter.negated && matches!(filter.test, Test::Folder(_)))
    }

    /// Whether it has words that may be found in the text of a mail.
    #[must_use]
    pub fn is_about_texts(&self) -> bool {
        self.words.iter().any(|word| !word.negated && word.field == Field::Any)
    }

    /// Whether it has phrases: what [`find`](super::find()) gives are candidates, until
    /// [`verifies`](Self::verifies) was asked for each.
    #[must_use]
    pub fn has_phrases(&self) -> bool {
        self.words.iter().any(|word| word.to_verify)
    }

    /// Whether the phrases are in a mail, and those that it excludes are not.
    #[must_use]
    pub fn verifies(&self, document: &Document) -> bool {
        self.words.iter().filter(|word| word.to_verify).all(|word| {
            let texts: &[&String] = match word.field {
                Field::From => &[&document.from],
                Field::To => &[&document.to],
                Field::Subject => &[&document.subject],
                Field::Attachment => &[&document.attachments],
                Field::Any => {
                    &[&document.subject, &document.from, &document.to, &document.attachments, &document.body]
                }
            };
            texts.iter().any(|text| word.is_in(text)) != word.negated
        })
    }
}

impl Word {
    fn is_in(&self, text: &str) -> bool {
        let mut sequence = Sequence::new(self, true);
        let mut found = false;
        parts(text, |part| {
            found = sequence.take(&part).is_some();
            !found
        });
        found
    }
}

#[cfg(test)]
mod tests;
