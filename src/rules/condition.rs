//! When a rule applies.

use serde::{Deserialize, Serialize};

use super::pattern::{FieldName, Pattern};
use super::subject::Subject;

const DAY: i64 = 86_400;

/// When a rule applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// A text is like a pattern. Where there are several such texts – recipients, fields of one name, files –
    /// one of them is enough.
    Text(Of, How, Pattern),
    /// It is larger than so many bytes.
    LargerThan(u64),
    /// It arrived more than so many days ago.
    OlderThan(u32),
    /// Files came along.
    HasAttachment,
    /// It came in for this account (the store's number of it).
    Account(u32),
}

/// A text of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Of {
    /// Name or address of who sent it (From).
    Sender,
    /// Name or address of who it was sent to (To and Cc).
    Recipient,
    /// Its subject.
    Subject,
    /// A field of its header.
    Header(FieldName),
    /// The id of the mailing list that it came through (List-Id).
    ListId,
    /// Its text.
    Body,
    /// The name of a file that came along.
    AttachmentName,
}

/// How a text is compared with a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// The pattern is somewhere in it.
    Contains,
    /// It is the pattern and no more.
    Is,
    /// It begins with the pattern.
    BeginsWith,
    /// It ends with the pattern.
    EndsWith,
}

/// How much of a mail has to be read: each is more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// What the message list shows.
    Summary,
    /// Its header.
    Header,
    /// All of it.
    Whole,
}

impl Condition {
    /// Whether it holds; none where too little of the mail is known to say.
    ///
    /// As deep as the condition is, which a [`Rule`](super::Rule) keeps within bounds.
    #[must_use]
    pub fn holds(&self, subject: &Subject<'_>) -> Option<bool> {
        match self {
            Self::All(all) => decided(all, subject, false),
            Self::Any(any) => decided(any, subject, true),
            Self::Not(condition) => condition.holds(subject).map(|holds| !holds),
            Self::Text(of, how, pattern) => {
                Some(subject.texts(of)?.iter().any(|text| how.compares(text, pattern.folded())))
            }
            Self::LargerThan(bytes) => Some(subject.about.size > *bytes),
            Self::OlderThan(days) => {
                let age = subject.about.now.saturating_sub(subject.arrived()?);
                Some(age > i64::from(*days) * DAY)
            }
            // A header does not tell how many there are.
            Self::HasAttachment => subject.about.is_whole.then_some(subject.summary.attachments > 0),
            Self::Account(account) => Some(subject.about.account == *account),
        }
    }

    /// Whether a header alone is not enough to say whether it holds, however much of that is known.
    #[must_use]
    pub fn wants_whole(&self) -> bool {
        match self {
            Self::All(several) | Self::Any(several) => several.iter().any(Self::wants_whole),
            Self::Not(condition) => condition.wants_whole(),
            Self::Text(of, ..) => matches!(of, Of::Body | Of::AttachmentName),
            Self::HasAttachment => true,
            Self::LargerThan(_) | Self::OlderThan(_) | Self::Account(_) => false,
        }
    }

    /// How much of a mail that is listed it takes to say whether it holds.
    #[must_use]
    pub fn needs(&self) -> Needs {
        match self {
            Self::All(several) | Self::Any(several) => {
                several.iter().map(Self::needs).max().unwrap_or(Needs::Summary)
            }
            Self::Not(condition) => condition.needs(),
            Self::Text(Of::Body | Of::AttachmentName, ..) => Needs::Whole,
            Self::Text(Of::Header(_) | Of::ListId, ..) => Needs::Header,
            Self::Text(Of::Sender | Of::Recipient | Of::Subject, ..)
            | Self::LargerThan(_)
            | Self::OlderThan(_)
            | Self::HasAttachment
            | Self::Account(_) => Needs::Summary,
        }
    }
}

/// The value that any one of them having it decides; the other one where all have that; none where it hangs
/// on one that nobody can say.
fn decided(several: &[Condition], subject: &Subject<'_>, deciding: bool) -> Option<bool> {
    let mut open = false;
    for condition in several {
        match condition.holds(subject) {
            Some(holds) if holds == deciding => return Some(deciding),
            Some(_) => {}
            None => open = true,
        }
    }
    (!open).then_some(!deciding)
}

impl How {
    fn compares(self, text: &str, pattern: &str) -> bool {
        match self {
            Self::Contains => text.contains(pattern),
            Self::Is => text == pattern,
            Self::BeginsWith => text.starts_with(pattern),
            Self::EndsWith => text.ends_with(pattern),
        }
    }
}
