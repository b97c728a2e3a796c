//! Lists of messages: which, in which order, and the rows of a window.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::store::{AccountId, Filed, FolderId, Held, MessageId};

/// What a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct View {
    /// Of this folder ...
    pub folder: Folder,
    /// ... those that match this query, as it was typed; all of them where there is none. With a query
    /// `Folder::AllInboxes` stands for all mail but what is in Junk and Trash, and for these, too, where the
    /// query names a folder.
    pub query: Option<String>,
    /// Sorted so.
    pub order: Order,
    /// Mails of the same conversation are one row, that of the newest of them; without a query only.
    pub gathered: bool,
}

impl View {
    /// A folder, newest first.
    #[must_use]
    pub const fn of(folder: Folder) -> Self {
        Self { folder, query: None, order: Order::Newest, gathered: false }
    }
}

/// A folder of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Folder {
    /// The inboxes of all accounts together.
    AllInboxes,
    /// One account's inbox.
    Inbox(AccountId),
    /// A folder with the mail of all accounts that is in it; one of the reader's own, or a well-known one.
    Of(FolderId),
    /// What is out of its folder until some time.
    Snoozed,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// Those first that have the most of the query's words in subject or sender, then the newest.
    Relevance,
    /// The largest first.
    Largest,
    /// The oldest first.
    Oldest,
    /// The smallest first.
    Smallest,
    /// By who wrote it, then the newest.
    Sender,
    /// The same, from the end of the alphabet.
    SenderBackwards,
    /// By what it is about, without "Re:" and the like, then the newest.
    Subject,
    /// The same, from the end of the alphabet.
    SubjectBackwards,
}

impl Order {
    /// All by which a folder can be sorted, in the order they are shown in.
    pub const OF_FOLDERS: [Self; 8] = [
        Self::Newest,
        Self::Oldest,
        Self::Sender,
        Self::SenderBackwards,
        Self::Subject,
        Self::SubjectBackwards,
        Self::Largest,
        Self::Smallest,
    ];

    /// Whether it is about sizes.
    #[must_use]
    pub const fn is_of_sizes(self) -> bool {
        matches!(self, Self::Largest | Self::Smallest)
    }
}

/// A window of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// The view.
    pub view: View,
    /// Of a view with a query: how it was found.
    pub found: Option<Found>,
    /// How many rows the view has.
    pub total: u32,
    /// The number of the first row here, from 0.
    pub start: u32,
    /// The rows, in the view's order.
    pub rows: Vec<Row>,
}

/// One row of the message list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The message.
    pub id: MessageId,
    /// Who collected it.
    pub account: AccountId,
    /// Who wrote it: a name, or an address where there is no name.
    pub from: String,
    /// Its subject; empty where it has none.
    pub subject: String,
    /// The beginning of its text.
    pub snippet: String,
    /// Unix seconds.
    pub date: i64,
    /// Read.
    pub read: bool,
    /// Whether it has a star.
    pub starred: bool,
    /// Its folder, its tags, and the like.
    pub filed: Filed,
    /// How many attachments.
    pub attachments: u32,
    /// What of it is here.
    pub held: Held,
    /// Octets, as [`Envelope::size`](crate::store::Envelope::size).
    pub size: u64,
    /// How many messages its conversation has, this one included; 0 until that is known.
    pub conversation: u32,
    /// Where the query's words are in it.
    pub marks: Marks,
    /// Of a view that is gathered: the other messages of the conversation that are in the folder, the newest
    /// first. Sender, read, star and size are those of all of them.
    pub others: Vec<MessageId>,
    /// What comes to its conversation is read already, and told to nobody.
    pub muted: bool,
    /// Where it is besides.
    pub there: There,
}

/// Where a message is besides this device, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum There {
    /// A server has it.
    #[default]
    OnServer,
    /// A server had it, and it was deleted there from here.
    Removed,
    /// It never was on one, or its account has none any more: it is here only.
    Nowhere,
}

/// Where a query's words are in a row: places in bytes, ascending, none in another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// In [`Row::from`].
    pub from: Vec<Range<usize>>,
    /// In [`Row::subject`].
    pub subject: Vec<Range<usize>>,
    /// In [`Row::snippet`], which is the part of the text then that has the most of them.
    pub snippet: Vec<Range<usize>>,
}

/// Messages that belong together, as answers and what they answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// The message whose conversation it is.
    pub message: MessageId,
    /// How many messages it has.
    pub total: u32,
    /// Those around the message that was asked for, each before its answers: how deep it stands, and
    /// its row. An answer is one deeper than what it answers.
    pub rows: Vec<(u32, Row)>,
}

/// How a query was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Nothing matched as it was typed; these match with a typing error forgiven.
    pub forgiven: bool,
    /// The index is still being made, and reaches back to mail of this time, in Unix seconds; `None`
    /// where it has all.
    pub reaches: Option<i64>,
}
