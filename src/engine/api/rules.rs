//! Rules and the junk filter, as a page hears of them.

use serde::{Deserialize, Serialize};

use super::Row;

/// How it is with the junk filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JunkFilter {
    /// It sorts what comes in, as soon as it has learnt enough.
    pub sorts: bool,
    /// Wanted mails that it has learnt from.
    pub good: u32,
    /// Junk that it has learnt from.
    pub junk: u32,
}

/// What rules would do with the mail of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Messages that were looked at.
    pub looked_at: u32,
    /// Messages that something would be done with.
    pub matched: u32,
    /// The first hundred of those, in the view's order.
    pub rows: Vec<Row>,
}
