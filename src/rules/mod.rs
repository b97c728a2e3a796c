//! Rules: what is to happen to a mail by itself, as its reader has ordered.
//!
//! ```text
//! Condition + Actions -> Rule (well-formed, or IllFormed says why not)
//! Rules + Subject (what is known of a mail) -> Outcome: which rules apply, and what is to be done
//! ```
//!
//! Pure: nothing here moves or deletes, it says what is to be done. [`Rules::needs`] says beforehand how much
//! of a mail has to be read. Of a mail that is not here whole some conditions cannot be decided: a rule that
//! hangs on one of those does not apply.
//!
//! Texts are compared without case, accents and variants of letters, as the search compares them.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "mail is written by strangers, and rules are read from a disk"
)]

mod condition;
mod flat;
mod outcome;
mod pattern;
mod rule;
mod subject;

pub use condition::{Condition, How, Needs, Of};
pub use outcome::{Outcome, Rules};
pub use pattern::{FieldName, Pattern};
pub use rule::{Action, DEEPEST, IllFormed, LONGEST_NAME, MOST_ACTIONS, MOST_CONDITIONS, Rule};
pub use subject::{About, Subject};
