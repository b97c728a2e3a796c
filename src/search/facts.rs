//! What a query asks of messages that is not in the index.

/// What changes, or is known without reading a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Not opened yet.
    pub unread: bool,
    /// Starred.
    pub starred: bool,
    /// The time it is sorted by, in Unix seconds.
    pub date: i64,
    /// Octets.
    pub size: u64,
    /// The folder it is in, as [`Facts::folders`] names it.
    pub folder: u32,
    /// The account it belongs to, as [`Facts::accounts`] names it.
    pub account: u32,
    /// How many attachments it has.
    pub attachments: u32,
    /// Its tags, as [`Facts::tags`] names them.
    pub tags: u16,
}

/// Who knows the messages.
pub trait Facts {
    /// Of one message; `None` when there is none: it was deleted since it was indexed. Asked for
    /// those only whose words match, and only where the query has filters.
    fn of(&self, id: u64) -> Option<Fact>;

    /// All messages, in any order. Asked when a query has no words but filters: they hold for
    /// messages that are not indexed, too.
    fn all(&self) -> Vec<u64>;

    /// The folders that a reader may mean by this name, asked once a query.
    fn folders(&self, name: &str) -> Vec<u32>;

    /// The accounts that a reader may mean by this name or address, asked once a query.
    fn accounts(&self, name: &str) -> Vec<u32>;

    /// The tags that a reader may mean by this name, a bit each, asked once a query.
    fn tags(&self, name: &str) -> u16;
}
