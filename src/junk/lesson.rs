//! What a model is taught: mails that are good, and mails that are junk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tokens::Tokens;

/// What a mail is, as its reader says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Wanted.
    Good,
    /// Not wanted.
    Junk,
}

/// Good and junk, of mails or of those that a token was in. Negative where they are taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) good: i32,
    pub(super) junk: i32,
}

impl Tally {
    pub(super) const fn of(class: Class) -> Self {
        match class {
            Class::Good => Self { good: 1, junk: 0 },
            Class::Junk => Self { good: 0, junk: 1 },
        }
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self { good: self.good.saturating_add(other.good), junk: self.junk.saturating_add(other.junk) }
    }

    const fn reversed(self) -> Self {
        Self { good: self.good.saturating_neg(), junk: self.junk.saturating_neg() }
    }

    const fn is_nothing(self) -> bool {
        self.good == 0 && self.junk == 0
    }
}

/// What changes in a model as it learns: small enough to be kept one by one behind the model as it was, and
/// added up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lesson {
    pub(super) mails: Tally,
    /// By the token's hash.
    pub(super) tokens: BTreeMap<u32, Tally>,
}

impl Lesson {
    /// That a mail is this.
    #[must_use]
    pub fn of(tokens: &Tokens, class: Class) -> Self {
        let tally = Tally::of(class);
        Self { mails: tally, tokens: tokens.hashes().map(|hash| (hash, tally)).collect() }
    }

    /// How many tokens it is about.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.tokens.len()
    }

    /// The lesson that takes this one back.
    #[must_use]
    pub fn reversed(self) -> Self {
        let tokens = self.tokens.into_iter().map(|(hash, tally)| (hash, tally.reversed())).collect();
        Self { mails: self.mails.reversed(), tokens }
    }

    /// Another one after this one, as one.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.mails = self.mails.and(other.mails);
        for (&hash, &tally) in &other.tokens {
            let sum = self.tokens.entry(hash).or_default();
            *sum = sum.and(tally);
        }
        self.tokens.retain(|_, tally| !tally.is_nothing());
        self
    }
}
