//! What threading has to know of a mail.

use std::num::NonZeroU64;

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::subject::base_subject;
use crate::mail::Summary;

/// References that count: the first and the latest. Those between them would help only where all
/// the later ones are missing.
pub(super) const MOST_REFERENCES: usize = 20;

/// A message id: the first half of its SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub(super) struct IdDigest([u8; 16]);

/// What threading has to know of a mail: digests, some 16 bytes a reference, which can be kept so
/// that nothing is to be read and digested again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threaded {
    pub(super) id: Option<IdDigest>,
    /// What it answers, the oldest first and the parent last.
    pub(super) ancestors: Vec<IdDigest>,
    /// A digest of the base subject; `None` where that is empty.
    pub(super) subject: Option<NonZeroU64>,
    /// Whether the subject says that it is a reply or a forward.
    pub(super) is_reply: bool,
    /// When it was sent, in Unix seconds.
    pub(super) date: i64,
}

impl Threaded {
    /// What threading has to know of a mail whose list line is known. Where the mail itself does
    /// not say when it was sent it counts as sent at `otherwise`, in Unix seconds: when it was
    /// collected, for instance.
    ///
    /// As RFC 5256 has it, In-Reply-To counts only where there are no References, and only the
    /// first id in it: some mailers write addresses there.
    pub fn of(summary: &Summary, otherwise: i64) -> Self {
        let ancestors = match summary.references.as_slice() {
            [] => summary.in_reply_to.get(..1).unwrap_or_default(),
            references => references,
        };
        let subject = base_subject(&summary.subject);
        Self {
            id: summary.message_id.as_deref().map(IdDigest::of),
            ancestors: shortened(ancestors).map(|id| IdDigest::of(id)).collect(),
            subject: subject_digest(&subject.text),
            is_reply: subject.is_reply,
            date: summary.date.or(summary.received).unwrap_or(otherwise),
        }
    }
}

/// The first and the latest of many references.
fn shortened<T>(references: &[T]) -> impl Iterator<Item = &T> {
    let latest = references.len().saturating_sub(MOST_REFERENCES - 1).max(1);
    references.iter().take(1).chain(references.iter().skip(latest))
}

impl IdDigest {
    /// Ids are the same if they are so without the quotes that RFC 5322 allows around what stands
    /// before the @.
    fn of(id: &str) -> Self {
        let unquoted = id.strip_prefix('"').and_then(|rest| rest.split_once("\"@"));
        let sum = match unquoted {
            Some((local, domain)) => {
                digest(&SHA256, format!("{}@{domain}", local.replace('\\', "")).as_bytes())
            }
            None => digest(&SHA256, id.as_bytes()),
        };
        Self(sum.as_ref().first_chunk().copied().unwrap_or_default())
    }
}

/// Eight bytes do: whoever wants two mails to have the same subject writes it.
fn subject_digest(base: &str) -> Option<NonZeroU64> {
    if base.is_empty() {
        return None;
    }
    let sum = digest(&SHA256, base.as_bytes());
    let first = u64::from_le_bytes(sum.as_ref().first_chunk().copied().unwrap_or_default());
    Some(NonZeroU64::new(first).unwrap_or(NonZeroU64::MIN))
}

#[cfg(test)]
mod tests {
    use super::{IdDigest, MOST_REFERENCES, Threaded};
    use crate::mail::Summary;

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|&id| id.to_owned()).collect()
    }

    fn digests(ids: &[&str]) -> Vec<IdDigest> {
        ids.iter().map(|id| IdDigest::of(id)).collect()
    }

    #[test]
    fn references_come_before_in_reply_to_of_which_the_first_counts() {
        let mut summary = Summary { in_reply_to: ids(&["b@c", "bo@c"]), ..Summary::default() };
        assert_eq!(Threaded::of(&summary, 0).ancestors, digests(&["b@c"]));
        summary.references = ids(&["x@c", "y@c"]);
        assert_eq!(Threaded::of(&summary, 0).ancestors, digests(&["x@c", "y@c"]));
        assert_eq!(Threaded::of(&Summary::default(), 0).ancestors, []);
    }

    #[test]
    fn of_many_references_the_first_and_the_latest_count() {
        for number in [1, 2, MOST_REFERENCES - 1, MOST_REFERENCES, MOST_REFERENCES + 1, 100] {
            let all: Vec<String> = (0..number).map(|id| id.to_string()).collect();
            let kept = Threaded::of(&Summary { references: all.clone(), ..Summary::default() }, 0).ancestors;
            assert_eq!(kept.len(), number.min(MOST_REFERENCES));
            assert_eq!(kept[0], IdDigest::of(&all[0]));
            let latest = all.iter().rev().map(|id| IdDigest::of(id));
            assert!(kept[1..].iter().rev().copied().eq(latest.take(kept.len() - 1)), "{number}");
        }
    }

    #[test]
    fn quotes_make_no_other_id() {
        assert_eq!(IdDigest::of("\"a.b\"@c"), IdDigest::of("a.b@c"));
        assert_eq!(IdDigest::of("\"a\\.b\"@c"), IdDigest::of("a.b@c"));
        assert_ne!(IdDigest::of("\"a.b\"@c"), IdDigest::of("A.b@c"));
    }

    #[test]
    fn a_mail_without_a_date_counts_as_sent_when_it_was_received() {
        let mut summary = Summary::default();
        assert_eq!(Threaded::of(&summary, 3).date, 3);
        summary.received = Some(2);
        assert_eq!(Threaded::of(&summary, 3).date, 2);
        summary.date = Some(1);
        assert_eq!(Threaded::of(&summary, 3).date, 1);
    }

    #[test]
    fn only_subjects_that_say_something_are_compared() {
        let of = |subject: &str| {
            let threaded = Threaded::of(&Summary { subject: subject.to_owned(), ..Summary::default() }, 0);
            (threaded.subject, threaded.is_reply)
        };
        assert_eq!(of("Re: "), (None, true));
        assert_eq!(of("Lunch").0, of("AW: lunch").0);
        assert_ne!(of("Lunch").0, of("Dinner").0);
        assert_ne!(of("Lunch").1, of("AW: lunch").1);
    }
}
