//! Copies of mail as files, and mail that is brought in from files. Both go piece by piece: no more than a few
//! pieces are ever in memory, and the page says when it is ready for the next.

use serde::{Deserialize, Serialize};

use super::View;
use crate::store::{AccountId, FolderId, MessageId};

/// What a copy is saved of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Copied {
    /// These messages.
    Messages(Vec<MessageId>),
    /// All of a folder or a search.
    View(View),
    /// All mail that is here.
    Everything,
}

/// What kind of file it becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum FileKind {
    /// All mails one after another (mboxrd).
    #[default]
    Mbox,
    /// A file for each mail, in folders (ZIP).
    Zip,
}

/// How saving a copy goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saving {
    /// It can begin.
    Begun {
        /// Messages that will be in the file.
        messages: u32,
        /// Octets of them.
        bytes: u64,
        /// Messages that are left out, because only their headers are here.
        headers_only: u32,
    },
    /// What comes next in the file.
    Piece {
        /// The bytes.
        bytes: Vec<u8>,
        /// Messages that are in the file by now.
        messages: u32,
        /// Messages whose bytes could not be read.
        missing: u32,
        /// The file ends here.
        is_last: bool,
    },
    /// It cannot go on.
    Failed,
}

/// A file that the reader has chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// What it is called.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// Where mail is brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtTo {
    /// Whose mail it is from now on.
    pub account: AccountId,
    /// The folder it is in.
    pub folder: FolderId,
}

/// What bringing in mail has come to so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Brought {
    /// Messages that are new here.
    pub messages: u32,
    /// Messages that were here before, byte for byte.
    pub here: u32,
    /// What was no mail.
    pub no_mail: u32,
    /// Tags that messages had and for which there is no room.
    pub tags_lost: u32,
    /// Bytes of the files that were read.
    pub read: u64,
    /// Files, or files in an archive, that could not be read, the first of them by name.
    pub unread: Vec<(String, FileFault)>,
    /// How many such files there are in all.
    pub faults: u32,
}

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFault {
    /// The browser did not give it out: it was moved or changed meanwhile.
    Refused,
    /// It is damaged, or its end is missing.
    Damaged,
    /// It has a password.
    Encrypted,
    /// It is packed in a way that is not known here.
    Method,
    /// A mail in it is larger than any mail is.
    TooLarge,
}
