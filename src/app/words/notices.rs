//! Telling of new mail outside of the page.

use super::catalogue::{Word, count, say};
use super::{APP, number};

/// Whether the browser tells of new mail.
pub const NEW_MAIL_NOTICES: Word = Word("New mail");
/// It does.
pub const NOTICES_ON: Word = Word("Notify me");
/// It does not.
pub const NOTICES_OFF: Word = Word("Stay quiet");
/// The browser has refused it.
pub const NOTICES_REFUSED: Word = Word(
    "Your browser does not let this page notify you. Allow notifications for it in the browser’s settings, then try again.",
);

/// Hours in which it stays quiet.
pub const QUIET_HOURS: Word = Word("Quiet hours");
/// They begin.
pub const QUIET_FROM: Word = Word("Quiet from");
/// They end.
pub const QUIET_TO: Word = Word("Quiet until");
/// Said of what came meanwhile.
pub const WHILE_QUIET: Word = Word("They came in your quiet hours");
/// So many came.
#[must_use]
pub fn new_messages(count: u32) -> String {
    count!(count, "1 new message", "{count} new messages")
}

/// Who wrote them.
#[must_use]
pub fn from_these(names: &[&str]) -> String {
    say!("From {names}", names = names.join(", "))
}

/// The title of the window: what is unread, and what is open.
#[must_use]
pub fn title(unread: u32, open: Option<&str>) -> String {
    let place = open.map_or_else(|| APP.to_owned(), |open| format!("{open} – {APP}"));
    if unread == 0 { place } else { format!("({}) {place}", number(unread)) }
}
