//! What the reader does with mail and folders, and how it is undone.

use serde::{Deserialize, Serialize};

use crate::store::{AccountId, FolderId, MessageId, OwnFolder, Tag, TagId, Until};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// So many messages were moved.
    Moved {
        /// How many.
        messages: u32,
        /// Where they are now.
        to: FolderId,
    },
    /// So many messages were copied.
    Copied {
        /// How many.
        messages: u32,
        /// Where the copies are.
        to: FolderId,
    },
    /// So many were read, or marked unread.
    MarkedRead {
        /// How many.
        messages: u32,
        /// Read, or unread.
        read: bool,
    },
    /// So many were given a star, or it was taken from them.
    Starred {
        /// How many.
        messages: u32,
        /// With a star, or without.
        starred: bool,
    },
    /// So many were given a tag, or it was taken from them.
    Tagged {
        /// How many.
        messages: u32,
        /// The tag.
        tag: TagId,
        /// With it, or without.
        set: bool,
    },
    /// So many were put before all others, or no longer.
    Pinned {
        /// How many.
        messages: u32,
        /// Before all others, or among them.
        pinned: bool,
    },
    /// So many are out of their folder, or back.
    Snoozed {
        /// How many.
        messages: u32,
        /// Until then; `None`: they are back.
        until: Option<Until>,
    },
    /// A folder is new or was changed.
    FolderSaved(FolderId),
    /// A folder is gone with those in it; so many messages that were there are in the Trash.
    FolderRemoved(u32),
    /// A tag is new or was changed.
    TagSaved(TagId),
    /// A tag is gone.
    TagRemoved,
    /// Something was undone.
    Undone,
    /// Conversations were muted, or no longer.
    Muted(bool),
    /// Rules were carried out. What becomes of mail on the server has to wait until "Undo" has passed.
    Sorted {
        /// With so many messages something was done.
        messages: u32,
        /// These are to be deleted on the server.
        goes: Vec<MessageId>,
        /// These are to stay there.
        stays: Vec<MessageId>,
    },
    /// So many messages were brought in from files.
    BroughtIn {
        /// How many.
        messages: u32,
        /// Where they are.
        to: FolderId,
    },
}

/// What undoes something, for as long as nobody else has touched it. What a page was told is sent back
/// as it came.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Undo(pub Vec<Step>);

/// Something that is done with mail or folders, and can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Move messages.
    Move {
        /// Which.
        messages: Vec<MessageId>,
        /// Into this folder.
        to: FolderId,
    },
    /// Mark messages as read (or unread).
    MarkRead {
        /// Which.
        messages: Vec<MessageId>,
        /// Read, or unread.
        read: bool,
    },
    /// Give messages a star, or take it from them.
    Star {
        /// Which.
        messages: Vec<MessageId>,
        /// With a star, or without.
        starred: bool,
    },
    /// Give messages a tag, or take it from them.
    Tag {
        /// Which.
        messages: Vec<MessageId>,
        /// The tag.
        tag: TagId,
        /// With it, or without.
        set: bool,
    },
    /// Put messages before all others of their folders, or no longer.
    Pin {
        /// Which.
        messages: Vec<MessageId>,
        /// Before all others, or among them.
        pinned: bool,
    },
    /// Take messages out of their folders until some time, or back.
    Snooze {
        /// Which.
        messages: Vec<MessageId>,
        /// Until then; `None`: back.
        until: Option<Until>,
    },
    /// Keep this folder.
    SaveFolder {
        /// Which.
        id: FolderId,
        /// What it is from now on.
        folder: OwnFolder,
    },
    /// Remove a folder with those in it; the mail there goes into the Trash.
    RemoveFolder(FolderId),
    /// Keep this tag.
    SaveTag {
        /// Which.
        id: TagId,
        /// What it is from now on.
        tag: Tag,
    },
    /// Remove a tag, from all messages that have it, too.
    RemoveTag(TagId),
    /// Delete copies for good.
    DeleteCopies(Vec<MessageId>),
    /// Mute conversations, or no longer.
    Mute {
        /// To whom they came.
        account: AccountId,
        /// The ids of their messages, as their senders gave them.
        ids: Vec<String>,
        /// Muted, or not.
        muted: bool,
    },
}
