//! Telling of new mail outside of the page.

use super::{APP, number};

/// Whether the browser tells of new mail.
pub const NEW_MAIL_NOTICES: &str = "New mail";
/// It does.
pub const NOTICES_ON: &str = "Notify me";
/// It does not.
pub const NOTICES_OFF: &str = "Stay quiet";
/// The browser has refused it.
pub const NOTICES_REFUSED: &str = "Your browser does not let this page notify you. Allow notifications for it in the browser’s settings, then try again.";

/// Hours in which it stays quiet.
pub const QUIET_HOURS: &str = "Quiet hours";
/// They begin.
pub const QUIET_FROM: &str = "Quiet from";
/// They end.
pub const QUIET_TO: &str = "Quiet until";
/// Said of what came meanwhile.
pub const WHILE_QUIET: &str = "They came in your quiet hours";
/// So many came.
#[must_use]
pub fn new_messages(count: u32) -> String {
    format!("{} new messages", number(count))
}

/// Who wrote them.
#[must_use]
pub fn from_these(names: &[&str]) -> String {
    format!("From {}", names.join(", "))
}

/// The title of the window: what is unread, and what is open.
#[must_use]
pub fn title(unread: u32, open: Option<&str>) -> String {
    let place = open.map_or_else(|| APP.to_owned(), |open| format!("{open} – {APP}"));
    if unread == 0 { place } else { format!("({}) {place}", number(unread)) }
}
