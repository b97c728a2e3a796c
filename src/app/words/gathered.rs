//! Conversations: as rows of the list, and muted.

use super::catalogue::{Word, say};
use super::number;

/// Mails of one conversation are one row of the list, or each is a row.
pub const CONVERSATIONS: Word = Word("Conversations");
/// What it does, for who rests on the button.
pub const CONVERSATIONS_HINT: Word = Word("Show each conversation as one row");

/// So many messages stand in one row, besides the one that it shows.
#[must_use]
pub fn messages_together(others: usize) -> String {
    super::messages(u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1))
}

/// The same, as a figure.
#[must_use]
pub fn together(others: usize) -> String {
    number(u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1))
}

/// Its answers come read already, and nobody is told of them.
pub const MUTE: Word = Word("Mute conversation");
/// They are told of again.
pub const UNMUTE: Word = Word("Unmute conversation");
/// It is muted.
pub const MUTED: Word = Word("Muted");

/// It was muted, or no longer.
#[must_use]
pub fn muting(muted: bool) -> &'static str {
    if muted {
        say!("Conversation muted. Its answers will come as read.")
    } else {
        say!("Conversation no longer muted.")
    }
}
