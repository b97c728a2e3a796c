//! What the mail here takes, what of it cannot be read, and what a repair comes to.

use serde::{Deserialize, Serialize};

use super::Folder;
use crate::store::AccountId;

/// What the mail here takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Account by account.
    pub accounts: Vec<(AccountId, Taken)>,
    /// Folder by folder, each message in one of them.
    pub folders: Vec<(Folder, Taken)>,
    /// Year by year as messages are dated, the newest first.
    pub years: Vec<(i32, Taken)>,
    /// What is older than so many years of 365 days, the fewest years first.
    pub older: Vec<(u16, Taken)>,
    /// What is larger than a mebibyte, but for what is in Junk and Trash.
    pub large: Taken,
    /// How many of these a server has still.
    pub large_there: u32,
    /// Octets of the search index; `None` where nobody has counted them.
    pub index: Option<u64>,
}

/// So much of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Taken {
    /// Messages.
    pub messages: u32,
    /// Octets of their raw bytes. Those of which only the header is here are not counted: next to nothing
    /// of them is.
    pub bytes: u64,
}

/// What is kept and cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Damaged {
    /// Messages that are not listed, and that a repair can list again.
    pub messages: u32,
    /// Messages that are not listed here, but by a newer version, which has written the list.
    pub newer: u32,
    /// What was known of messages that are not here any more is lost: some of them may come again.
    pub names: bool,
    /// Records of the journal that are lost: what they told of is not known. A check makes of it what can be
    /// made; until then nothing is deleted on a server.
    pub records: u32,
}

/// How far a check of all mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Checking {
    /// Messages looked at.
    pub done: u32,
    /// Messages to look at.
    pub total: u32,
}

/// What became of a repair, or of a check of all mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Repaired {
    /// Messages that were compared with their raw bytes.
    pub checked: u32,
    /// Messages that are listed again.
    pub messages: u32,
    /// Messages that were in a damaged block, and of which nothing is left.
    pub lost: u32,
    /// Blocks that stay as they are: a newer version can read them, or nobody can say whose the mail
    /// in them is.
    pub left: u32,
    /// Messages whose row did not say what their bytes say, and does now.
    pub corrected: u32,
    /// Messages whose bytes are gone.
    pub missing: u32,
    /// Messages whose bytes are not those that came from the server.
    pub altered: u32,
    /// Messages whose bytes are kept, and the browser cannot read them.
    pub unreadable: u32,
    /// Of the missing, the altered and the unreadable, those that are collected again with the next session, if the
    /// server still has them.
    pub again: u32,
    /// Lost records of the journal that were given up: accounts leave everything on their servers from now
    /// on, until the reader says otherwise.
    pub records: u32,
    /// The reader stopped it before its end.
    pub stopped: bool,
}
