//! What lists are sorted by, and the keys that they are sorted by.

use std::cmp::Reverse;

use super::{api::Order, inbox::sender};
use crate::{
    mail::Summary,
    search::tokens::{Folded, fold},
    store::{Brief, MessageId},
    threads::base_subject,
};

/// What a list is sorted by, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Sorting {
    by: By,
    reversed: bool,
}

/// The newest, the largest, or the first in the alphabet comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    Date,
    Size,
    Sender,
    Subject,
}

/// Where a message stands: what is pinned comes before all else, and of equal ones the newest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// By a date or a size, and then the latest. Lists are long, and most are sorted so.
    Number(Reverse<i64>, Reverse<MessageId>),
    /// By a name or a subject.
    Name(Box<Named>),
}

/// By a name or a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Named {
    pinned: Reverse<bool>,
    name: Name,
    date: Reverse<i64>,
    id: Reverse<MessageId>,
}

/// A list has names of one direction only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Name {
    Ascending { nameless: bool, name: Box<str> },
    Descending(Reverse<Box<str>>),
}

impl Sorting {
    /// Where nothing was sought, nothing is more relevant than the rest.
    pub(super) const fn of(order: Order) -> Self {
        let (by, reversed) = match order {
            Order::Newest | Order::Relevance => (By::Date, false),
            Order::Oldest => (By::Date, true),
            Order::Largest => (By::Size, false),
            Order::Smallest => (By::Size, true),
            Order::Sender => (By::Sender, false),
            Order::SenderBackwards => (By::Sender, true),
            Order::Subject => (By::Subject, false),
            Order::SubjectBackwards => (By::Subject, true),
        };
        Self { by, reversed }
    }

    /// Where a message stands. `summary` is asked for where it is sorted by a name.
    pub(super) fn key(self, brief: &Brief, summary: impl FnOnce() -> Option<Summary>) -> Key {
        let number = match self.by {
            By::Date => brief.date,
            By::Size => i64::try_from(brief.size).unwrap_or(i64::MAX),
            By::Sender => return self.named(brief, &sender(&summary().unwrap_or_default())),
            By::Subject => {
                let subject = summary().map(|summary| summary.subject).unwrap_or_default();
                return self.named(brief, &base_subject(&subject).text);
            }
        };
        // Far from what any date or size is, so that it need not be a part of its own.
        const PINNED: i64 = 1 << 62;
        let number = number.clamp(-PINNED / 2, PINNED / 2) * if self.reversed { -1 } else { 1 };
        Key::Number(Reverse(number + i64::from(brief.filed.pinned) * PINNED), Reverse(brief.id))
    }

    fn named(self, brief: &Brief, name: &str) -> Key {
        let name = folded(name).into_boxed_str();
        let name = if self.reversed {
            Name::Descending(Reverse(name))
        } else {
            // Who has no name comes last.
            Name::Ascending { nameless: name.is_empty(), name }
        };
        let Brief { id, date, filed, .. } = brief;
        Key::Name(Box::new(Named {
            pinned: Reverse(filed.pinned),
            name,
            date: Reverse(*date),
            id: Reverse(*id),
        }))
    }
}

impl Key {
    /// The message.
    pub(super) fn id(&self) -> MessageId {
        match self {
            Self::Number(_, Reverse(id)) => *id,
            Self::Name(named) => named.id.0,
        }
    }
}

/// A name without case, accents and what stands around it.
fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.chars() {
        fold(character, |piece| match piece {
            Folded::Letter(letter) | Folded::Unspaced(letter) | Folded::Completing(letter) => {
                folded.push(letter);
            }
            Folded::Border(_) if folded.is_empty() || folded.ends_with(' ') => {}
            Folded::Border(_) => folded.push(' '),
            Folded::Dropped => {}
        });
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_accents_and_quotes() {
        assert_eq!(folded("\"Édith  Piaf\""), "edith piaf");
        assert_eq!(folded("(ada)"), "ada");
        assert_eq!(folded("…"), "");
    }
}
