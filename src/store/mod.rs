//! What is kept on the device, and the trait that every keeper of it obeys.
//!
//! A store is a journal and a heap of raw messages. Everything known besides the raw bytes is a
//! [`Change`]; a [`Commit`] appends one journal record of changes, together with the raw messages
//! they speak of, in one transaction that is durable when it returns. [`Contents`] is what the
//! journal says when it is read from its beginning.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a damaged store must be reported, not crash the reader's mail"
)]

mod contents;
mod journal;
mod memory;
mod model;
mod pack;
pub mod suite;

pub use contents::Contents;
pub use journal::{Change, Record};
pub use memory::MemoryStore;
pub use model::{
    Account, AccountId, Bodies, Consent, Envelope, Extent, Held, Learnt, Leave, Maildrop, MaildropId,
    MessageId, Name, Password, Retention, Sealed, Security, Server, SignIn, Wish,
};
pub use pack::{Left, Pack};

pub use crate::protocol::{pop3::Uidl, tls::Pin};

/// A keeper of accounts and mail.
pub trait Store {
    /// Everything but the raw messages, as the journal tells it.
    ///
    /// # Errors
    /// When the journal cannot be read, or was written by a newer version.
    fn load(&self) -> impl Future<Output = Result<Contents, StoreError>>;

    /// Keeps all of this commit or nothing of it. When it returns `Ok`, the commit has reached the
    /// disk as far as the platform can say (IndexedDB's `durability: "strict"`). It gives the
    /// commit's changes back, for the caller to carry out on what it has in memory.
    ///
    /// # Errors
    /// When nothing of it was kept.
    fn commit(&self, commit: Commit) -> impl Future<Output = Result<Vec<Change>, StoreError>>;

    /// A raw message, as it came from the server; `None` when it is not here.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn raw(&self, id: MessageId) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>>;
}

/// What is to be kept in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commit {
    /// Appended to the journal as one record.
    pub changes: Vec<Change>,
    /// The journal is emptied first: `changes` tell everything there is. What they leave out is
    /// gone from the device.
    pub anew: bool,
    /// Raw messages to keep. One whose id is there already replaces what is there.
    pub raw: Vec<(MessageId, Vec<u8>)>,
    /// Raw messages to forget: when the commit is durable, no value of the store holds their bytes.
    /// What a commit forgets it does not keep.
    pub forget: Vec<MessageId>,
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
    /// A journal record cannot be read.
    Damaged(String),
    /// The platform refused; its own words.
    Refused(String),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Full => f.write_str("the storage is full"),
            Self::Newer => f.write_str("the store was written by a newer version"),
            Self::HandedOver => f.write_str("a newer version of the page took the store over"),
            Self::Damaged(what) => write!(f, "a record of the store is damaged: {what}"),
            Self::Refused(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for StoreError {}
