//! Conversations as rows of the list.

use super::number;

/// Mails of one conversation are one row of the list, or each is a row.
pub const CONVERSATIONS: &str = "Conversations";
/// What it does, for who rests on the button.
pub const CONVERSATIONS_HINT: &str = "Show each conversation as one row";

/// So many messages stand in one row, besides the one that it shows.
#[must_use]
pub fn messages_together(others: usize) -> String {
    format!("{} messages", together(others))
}

/// The same, as a figure.
#[must_use]
pub fn together(others: usize) -> String {
    number(u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1))
}
