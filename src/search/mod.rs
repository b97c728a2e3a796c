//! Search: an index of mails in immutable segments, and queries over it.
//!
//! ```text
//! raw mail -> Document -> Builder -> bytes of a segment, kept by the store
//!                                         │ open: checked            many small ones -> due, merge
//!                                         v
//! what the reader types -> Query -> find(segments, query, facts) -> ids, newest first
//!                                         │ phrases are candidates
//!                                         v
//!                          Query::verifies(document); excerpt and marks for the screen
//! ```
//!
//! Everything here is pure: no I/O, no clock. Bytes of segments come from a disk, text from
//! strangers, queries from whoever types: nothing panics, and every cost has a cap, named as a
//! constant beside the code it protects.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `tokens/` | text to folded words, and those to the terms of the index |
//! | `document` | what of a mail is indexed |
//! | `segment/` | building, writing, opening, merging pieces of the index |
//! | `query/` | what was typed, and what may be meant by it |
//! | `find`, `facts`, `typo`, `bitmap` | from a query to ids |
//! | `marks`, `sequence` | where in a text the hits are |
//!
//! The index holds which terms are in which mail, in all of it and in the header fields one by one,
//! but not where in the text: positions would double it, and the text is at hand for the few mails
//! whose phrases have to be looked at.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "everything here reads bytes from a disk, mail of strangers or what somebody types"
)]

mod bitmap;
mod document;
mod facts;
mod find;
mod marks;
mod query;
mod segment;
mod sequence;
pub(crate) mod tokens;
mod typo;

pub use document::Document;
pub use facts::{Fact, Facts};
pub use find::{Found, Hit, find};
pub use marks::{Excerpt, excerpt, marks};
pub use query::{Completion, Now, Query, Values, completions};
pub use segment::{Builder, Damaged, Field, Segment, Weight, due, merge, merge_in_steps};
