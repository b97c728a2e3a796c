//! What is kept on the device, and the trait that every keeper of it obeys.
//!
//! A store is a journal and a heap of raw messages. Everything known besides the raw bytes is a
//! [`Change`]; a [`Commit`] appends one journal record of changes, together with the raw messages
//! they speak of, in one transaction that is durable when it returns. Now and then a [`Compaction`]
//! puts all that the journal says into blocks and begins it anew. [`Contents`] is what blocks and
//! journal say.
//!
//! | file | subject |
//! | --- | --- |
//! | `model` | accounts, envelopes, and what was learnt of servers |
//! | `filing` | folders, tags and all else by which mail is put in order |
//! | `junk` | what the junk filter has learnt, and from which messages |
//! | `brief` | the parts of an envelope that are looked at by the thousand |
//! | `journal` | changes, and the records of them |
//! | `contents` | what all changes so far have led to, in memory |
//! | `envelopes`, `names` | the same for envelopes, and for what servers call messages |
//! | `blocks` | some thousand envelopes packed into one value |
//! | `folding`, `compaction` | from the journal into blocks |
//! | `loading` | from what is kept to what it says |
//! | `segments` | pieces of the search index |
//! | `pack` | small raw messages that are kept as one value |
//! | `memory` | the store in memory |
//! | `suite` | what every store must do |
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a damaged store must be reported, not crash the reader's mail"
)]

mod blocks;
mod brief;
mod compaction;
mod contents;
mod envelopes;
mod filing;
mod folding;
mod journal;
mod junk;
mod loading;
mod memory;
mod model;
mod names;
mod pack;
mod segments;
pub mod suite;
#[cfg(test)]
mod tests;

pub use blocks::{Damage, Fault, Mark, Part, Saved};
pub use brief::{Brief, Label};
pub use compaction::{Compaction, Weight};
pub use contents::Contents;
pub use filing::{Filed, FolderId, OwnFolder, Tag, TagId, Tags, Until};
pub use journal::{Change, Record};
pub use junk::Junk;
pub use loading::Kept;
pub use memory::MemoryStore;
pub use model::{
    Account, AccountId, Bodies, Consent, Envelope, Extent, Held, Learnt, Leave, Maildrop, MaildropId,
    MessageId, Name, Password, Retention, Sealed, Security, Server, SignIn, Trust, Wish,
};
pub use pack::{Left, Pack};
pub use segments::{Reindexing, SegmentId};

pub use crate::protocol::{pop3::Uidl, tls::Pin};

/// A keeper of accounts and mail.
pub trait Store {
    /// Everything but the raw messages, as blocks and journal tell it. What of them cannot be read is
    /// left out ([`Contents::damages`]).
    ///
    /// # Errors
    /// When nothing can be read, or a newer version has written it.
    fn load(&self) -> impl Future<Output = Result<Contents, StoreError>>;

    /// Keeps all of this commit or nothing of it. When it returns `Ok`, the commit has reached the
    /// disk as far as the platform can say (IndexedDB's `durability: "strict"`). It gives the
    /// commit's changes back, for the caller to carry out on what it has in memory.
    ///
    /// # Errors
    /// When nothing of it was kept.
    fn commit(&self, commit: Commit) -> impl Future<Output = Result<Vec<Change>, StoreError>>;

    /// Keeps this in the place of the journal and of some blocks, all of it or nothing; durable as a
    /// commit. Nothing may be committed between the making of a compaction and its keeping.
    ///
    /// # Errors
    /// When nothing of it was kept: all is as it was.
    fn compact(&self, compaction: &Compaction) -> impl Future<Output = Result<(), StoreError>>;

    /// A raw message, as it came from the server; `None` when it is not here.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn raw(&self, id: MessageId) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>>;

    /// Some raw messages, each as [`Self::raw`] gives it, in any order: many that lie together are read at
    /// once. All of them are in memory together.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn raws(&self, ids: &[MessageId]) -> impl Future<Output = Result<Raws, StoreError>> {
        async move {
            let mut raws = Vec::with_capacity(ids.len());
            for &id in ids {
                raws.push((id, self.raw(id).await?));
            }
            Ok(raws)
        }
    }

    /// The pieces of the search index that are kept, in the order of their ids.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn segments(&self) -> impl Future<Output = Result<Vec<SegmentId>, StoreError>>;

    /// A piece of the search index, as it was kept; `None` when it is not here.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn segment(&self, id: SegmentId) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>>;

    /// Keeps some pieces of the search index and drops others, all of it or nothing. It need not have
    /// reached the disk when this returns.
    ///
    /// # Errors
    /// When nothing of it was done.
    fn reindex(&self, reindexing: &Reindexing) -> impl Future<Output = Result<(), StoreError>>;
    /// The raw messages whose ids come after this one, as many as lie together: for whoever reads
    /// them all. `None` when there are no more.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn stretch(&self, after: MessageId) -> impl Future<Output = Result<Option<Stretch>, StoreError>>;
}

/// Raw messages that lie together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// In the order of their ids; some megabytes, or one message.
    pub raw: Vec<(MessageId, Vec<u8>)>,
    /// From the first to the last of these, what is not among them is kept and cannot be read: the
    /// platform refuses.
    pub unreadable: Vec<(MessageId, MessageId)>,
    /// Up to this id there are no others that could be read.
    pub to: MessageId,
}

/// Raw messages with their names; `None` for those that are not here.
pub type Raws = Vec<(MessageId, Option<Vec<u8>>)>;

/// What is to be kept in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commit {
    /// Appended to the journal as one record.
    pub changes: Vec<Change>,
    /// Raw messages to keep. One whose id is there already replaces what is there.
    pub raw: Vec<(MessageId, Vec<u8>)>,
    /// Raw messages to forget: when the commit is durable, no value of the store holds their bytes.
    /// What a commit forgets it does not keep.
    pub forget: Vec<MessageId>,
    /// The piece of the search index that these raw messages are in.
    pub segment: Option<(SegmentId, Vec<u8>)>,
}

/// Why the store did not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// There is no room left: free some, then try again.
    Full,
    /// A newer version of Restante wrote here: reload the page.
    Newer,
    /// A newer version of the page took the store over: reload the page.
    HandedOver,
    /// The browser has taken the store away, with what was in it, most likely: reload the page.
    Gone,
    /// What was asked for is kept, and cannot be read.
    Damaged(String),
    /// The platform refused; its own words.
    Refused(String),
}

impl StoreError {
    /// Whether it may be about the one value that was asked for: others may be read all the same.
    #[must_use]
    pub const fn is_about_one(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Damaged(_))
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Full => f.write_str("the storage is full"),
            Self::Newer => f.write_str("the store was written by a newer version"),
            Self::HandedOver => f.write_str("a newer version of the page took the store over"),
            Self::Gone => f.write_str("the browser has taken the store away"),
            Self::Damaged(what) => write!(f, "a record of the store is damaged: {what}"),
            Self::Refused(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for StoreError {}
