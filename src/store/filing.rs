//! Where a message is filed: its folder, its tags, and until when it is put off.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::AccountId;

/// Names a folder. The well-known ones are always there; each of the reader's own has an id from
/// [`FolderId::FIRST_OWN`] on, which is never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct FolderId(pub u32);

impl FolderId {
    /// What was collected.
    pub const INBOX: Self = Self(0);
    /// What is being written.
    pub const DRAFTS: Self = Self(1);
    /// What is to be sent.
    pub const OUTBOX: Self = Self(2);
    /// What was sent.
    pub const SENT: Self = Self(3);
    /// What is done with, and kept.
    pub const ARCHIVE: Self = Self(4);
    /// What nobody asked for.
    pub const JUNK: Self = Self(5);
    /// What may go.
    pub const TRASH: Self = Self(6);
    /// The well-known folders, in the order of the tree.
    pub const WELL_KNOWN: [Self; 7] =
        [Self::INBOX, Self::DRAFTS, Self::OUTBOX, Self::SENT, Self::ARCHIVE, Self::JUNK, Self::TRASH];
    /// The first that may be one of the reader's own.
    pub const FIRST_OWN: Self = Self(16);

    /// What a search calls it, behind `in:`; `None` for one of the reader's own.
    #[must_use]
    pub const fn search_name(self) -> Option<&'static str> {
        Some(match self {
            Self::INBOX => "inbox",
            Self::DRAFTS => "drafts",
            Self::OUTBOX => "outbox",
            Self::SENT => "sent",
            Self::ARCHIVE => "archive",
            Self::JUNK => "junk",
            Self::TRASH => "trash",
            _ => return None,
        })
    }

    /// Whether it is one of the reader's own.
    #[must_use]
    pub fn is_own(self) -> bool {
        self >= Self::FIRST_OWN
    }

    /// Whether what is in it is as good as gone: conversations and searches leave it out.
    #[must_use]
    pub fn is_put_away(self) -> bool {
        matches!(self, Self::JUNK | Self::TRASH)
    }
}

/// A folder of the reader's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFolder {
    /// What it is called: trimmed, not empty, and like none of its siblings.
    pub name: String,
    /// The folder it is in, one of the reader's own; `None` where it is in no other.
    pub parent: Option<FolderId>,
    /// Whose it is; `None` where all accounts share it.
    pub account: Option<AccountId>,
    /// Of a saved search: what is searched for in all mail. Nothing can be filed there.
    pub query: Option<String>,
}

/// Names a tag; fewer than [`Tags::MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TagId(pub u8);

/// A tag as the reader made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// What it is called.
    pub name: String,
    /// Which of the page's colours it has.
    pub colour: u8,
}

/// The tags of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Tags(pub u16);

impl Tags {
    /// So many tags can be made.
    pub const MOST: u8 = 16;

    const fn bit(tag: TagId) -> u16 {
        if tag.0 < Self::MOST { 1 << tag.0 } else { 0 }
    }

    /// Whether this one is among them.
    #[must_use]
    pub const fn has(self, tag: TagId) -> bool {
        self.0 & Self::bit(tag) != 0
    }

    /// The same, with this one or without it.
    #[must_use]
    pub const fn with(self, tag: TagId, set: bool) -> Self {
        if set { Self(self.0 | Self::bit(tag)) } else { Self(self.0 & !Self::bit(tag)) }
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = TagId> {
        (0..Self::MOST).map(TagId).filter(move |tag| self.has(*tag))
    }
}

/// A time until which a message is put off, in Unix seconds: from 1970 to 2106.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Until(NonZeroU32);

impl Until {
    /// This moment, in Unix seconds; `None` for what is not after 1970, and the last one for what is too far
    /// away.
    #[must_use]
    pub fn at(seconds: i64) -> Option<Self> {
        if seconds <= 0 {
            return None;
        }
        NonZeroU32::new(u32::try_from(seconds).unwrap_or(u32::MAX)).map(Self)
    }

    pub(super) const fn as_u32(self) -> u32 {
        self.0.get()
    }

    /// Unix seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        i64::from(self.0.get())
    }
}

/// Where a message is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Filed {
    /// The folder it is in.
    pub folder: FolderId,
    /// Its tags.
    pub tags: Tags,
    /// It stands before all others of its folder.
    pub pinned: bool,
    /// It is out of its folder until then.
    pub snoozed: Option<Until>,
}
