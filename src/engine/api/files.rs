//! Copies that are saved as files, and mail that is brought in from files.

use serde::{Deserialize, Serialize};

use super::View;
use crate::store::MessageId;

/// Which mail is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saved {
    /// These messages.
    Messages(Vec<MessageId>),
    /// All of a view.
    View(View),
    /// All that is here.
    Everything,
}

/// How it is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Packing {
    /// One after the other, in one file (mboxrd).
    #[default]
    Mbox,
    /// Each as a file of its own (`.eml`), in folders, in one archive.
    Zip,
}

/// A file to bring mail in from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileToRead {
    /// What it is called.
    pub name: String,
    /// Bytes of it.
    pub size: u64,
}

/// What bringing in came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Imported {
    /// Messages that are here now and were not before.
    pub messages: u32,
    /// Messages that were here already, byte for byte.
    pub known: u32,
    /// What could not be read: files, mails in them.
    pub unreadable: u32,
    /// The names of files of which nothing could be read, some of them.
    pub files: Vec<String>,
}
