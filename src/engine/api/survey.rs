//! What waits in a maildrop, as the page shows it.

use serde::{Deserialize, Serialize};

use crate::store::{Held, MessageId, Retention, Uidl, Wish};

/// How a maildrop is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Under this retention; `None`: the account's own. Nothing is deleted.
    pub retention: Option<Retention>,
    /// Headers are asked for these newest messages that are not here; the others are listed
    /// without.
    pub headers: u32,
}

/// What waits in a maildrop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Octets of all its messages, by the server's count.
    pub octets: u64,
    /// The messages, newest first.
    pub messages: Vec<Surveyed>,
    /// The retention that `goes` was worked out with.
    pub retention: Retention,
}

/// A message that waits in a maildrop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surveyed {
    /// Its number, as it was in this session.
    pub number: u32,
    /// The name it is known by: the server's, or one of ours where that cannot tell it apart.
    pub name: Uidl,
    /// Octets, by the server's count.
    pub octets: u64,
    /// The message here, where it is here.
    pub here: Option<(MessageId, Held)>,
    /// What its header says; `None` where it was not asked for.
    pub heading: Option<Heading>,
    /// What the reader wished for it.
    pub wish: Wish,
    /// The next collecting would delete it there (after it was collected, where it is not here yet).
    pub goes: bool,
    /// It can be told from all others there, and so be deleted.
    pub deletable: bool,
}

/// What the header of a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Who wrote it: a name, or an address where there is no name.
    pub from: String,
    /// Its subject; empty where it has none.
    pub subject: String,
    /// Unix seconds, where it says.
    pub date: Option<i64>,
}
