//! Every word the reader sees, in English.
//!
//! Short, plain, exact: who did what, and what comes next. Whatever holds a figure or a name is a
//! function, so that another language can put it where its grammar wants it.

mod account_form;
mod accounts;
mod acting;
mod collecting;
mod commands;
mod deletions;
mod figures;
mod files;
mod folders;
mod gathered;
mod maildrop;
mod notices;
mod preferences;
mod probe;
mod problems;
mod providers;
mod reading;
mod relay_setting;
mod report;
mod rules;
mod search;
mod special_bodies;
mod storage;

#[cfg(test)]
mod tests;

pub use account_form::*;
pub use accounts::*;
pub use acting::*;
pub use collecting::{progress, progress_lines};
pub use commands::*;
pub use deletions::*;
pub use figures::{bytes, number};
pub use files::*;
pub use folders::*;
pub use gathered::*;
pub use maildrop::*;
pub use notices::*;
pub use preferences::*;
pub use probe::*;
pub use problems::{Remedy, Telling, certificate_fault, pause, problem};
pub use providers::{need, needs_of};
pub use reading::*;
pub use relay_setting::{allow, allow_inside, whoever_runs_it};
pub use report::*;
pub use rules::*;
pub use search::*;
pub use special_bodies::*;
pub use storage::*;

use crate::{
    engine::api::{Folder, Overview, Row, There},
    store::{FolderId, Held},
};

// The page.

/// The name of the app.
pub const APP: &str = "Restante";
/// What it is, for whoever sees it first.
pub const SENTENCE: &str =
    "Mail that waits at the post office until you collect it, then stays on your own device.";
/// The name on mail written from the demo mailbox.
pub const DEMO_READER: &str = "Demo reader";
/// Said where the page was opened without a secure connection.
pub const INSECURE_TITLE: &str = "Restante needs a secure connection";
/// Why, and what to do.
pub const INSECURE_TEXT: &str = "Over plain HTTP anybody on the way could read your mail and your password, and the browser locks away what Restante is built on. Nothing was loaded.";
/// The next step for the reader.
pub const INSECURE_NEXT: &str = "Open it over HTTPS, or on this machine itself at http://localhost. If you run this server, put a certificate in front of it.";
/// The same page over HTTPS.
pub const INSECURE_LINK: &str = "Try HTTPS";
/// Said while the store opens.
pub const OPENING: &str = "Opening your mail";
/// The browser would not start the worker.
pub const NO_WORKER: &str = "The browser does not let Restante start its worker. Reload the page; if that does not help, use a newer browser.";

// Actions.

/// Adds an account.
pub const ADD_ACCOUNT: &str = "Add account";
/// Makes an account of the demo mailbox.
pub const TRY_DEMO: &str = "Try the demo mailbox";
/// Collects from all accounts.
pub const GET_MAIL: &str = "Get mail";
/// Stops collecting.
pub const STOP: &str = "Stop";
/// Goes back to the list.
pub const BACK: &str = "Back";
/// Slides the folders in.
pub const SHOW_FOLDERS: &str = "Folders";
/// Slides the folders away.
pub const HIDE_FOLDERS: &str = "Close folders";
/// Puts messages away.
pub const ARCHIVE: &str = "Archive";
/// Puts messages into another folder.
pub const MOVE_TO: &str = "Move to";
/// Deletes messages.
pub const DELETE: &str = "Delete";
/// Takes a deletion back.
pub const UNDO: &str = "Undo";
/// Collects the rest of a message.
pub const DOWNLOAD_FULL: &str = "Download full message";
/// The same, while it is on its way.
pub const DOWNLOADING: &str = "Downloading";
/// Opens what else can be done with a message.
pub const MESSAGE_ON_SERVER: &str = "On the server";
/// Makes a message unread.
pub const MARK_UNREAD: &str = "Mark as unread";
/// Makes a message read.
pub const MARK_READ: &str = "Mark as read";
/// Shows the raw message.
pub const VIEW_SOURCE: &str = "View source";
/// Shows all header fields.
pub const ALL_HEADERS: &str = "All headers";
/// Puts them on the clipboard.
pub const COPY_HEADERS: &str = "Copy headers";
/// Said while they are fetched from the store.
pub const HEADERS_LOADING: &str = "Fetching them from the store";
/// Said where some of them are cut or left out.
pub const HEADERS_CUT: &str = "These are too long to be shown whole. The source has all of them.";
/// Said where there are none.
pub const HEADERS_NONE: &str = "This message has no header.";
/// Saves the raw message.
pub const SAVE_SOURCE: &str = "Save as .eml";
/// Puts something away.
pub const CLOSE: &str = "Close";
/// Leaves everything as it was.
pub const CANCEL: &str = "Cancel";
/// Puts an alert away.
pub const DISMISS: &str = "Dismiss";
/// Collects again.
pub const TRY_AGAIN: &str = "Try again";
/// Opens an account's settings.
pub const ACCOUNT_SETTINGS: &str = "Account settings";
/// Loads the page anew.
pub const RELOAD: &str = "Reload";
/// Opens what else can be done.
pub const MORE: &str = "More";
/// Opens what is technical.
pub const DETAILS: &str = "Details";
/// Saves a file.
pub const SAVE: &str = "Save";

/// The name of an account's settings button.
#[must_use]
pub fn account_settings_for(address: &str) -> String {
    format!("Account settings for {address}")
}

/// The name of the button that opens an account's menu.
#[must_use]
pub fn account_menu_for(address: &str) -> String {
    format!("More for {address}")
}

/// The name of an account's stop button.
#[must_use]
pub fn stop_for(address: &str) -> String {
    format!("Stop collecting {address}")
}

// Folders.

/// The tree.
pub const FOLDERS: &str = "Folders";
/// The accounts below it.
pub const ACCOUNTS: &str = "Accounts";

/// A folder's name, where it is none of the reader's own.
#[must_use]
pub fn folder(folder: Folder) -> &'static str {
    match folder {
        Folder::AllInboxes => "All inboxes",
        Folder::Inbox(_) | Folder::Of(FolderId::INBOX) => "Inbox",
        Folder::Snoozed => "Snoozed",
        Folder::Of(FolderId::DRAFTS) => "Drafts",
        Folder::Of(FolderId::OUTBOX) => "Outbox",
        Folder::Of(FolderId::SENT) => "Sent",
        Folder::Of(FolderId::ARCHIVE) => "Archive",
        Folder::Of(FolderId::JUNK) => "Junk",
        Folder::Of(FolderId::TRASH) => "Trash",
        // One of the reader's own that is not there any more.
        Folder::Of(_) => "Folder",
    }
}

/// A folder's name; that which the reader gave it, where it is their own.
#[must_use]
pub fn folder_name(kind: Folder, overview: &Overview) -> &str {
    let own = match kind {
        Folder::Of(id) => overview.own_folder(id),
        _ => None,
    };
    own.map_or_else(|| folder(kind), |own| &own.name)
}

/// "Move to", with the folder.
#[must_use]
pub fn move_to(folder: &str) -> String {
    format!("Move to {folder}")
}

/// A folder's whole name, for those who hear it: it begins with all that the others see.
#[must_use]
pub fn folder_label(name: &str, address: Option<&str>, unread: u32) -> String {
    let mut label = name.to_owned();
    if let Some(address) = address {
        label.push(' ');
        label.push_str(address);
    }
    if unread > 0 {
        label.push_str(&format!(" {} unread", number(unread)));
    }
    label
}

/// The figures under a folder's name.
#[must_use]
pub fn folder_figures(total: u32, unread: u32) -> String {
    let total = messages(total);
    if unread == 0 { total } else { format!("{total}, {} unread", number(unread)) }
}

/// So many messages.
#[must_use]
pub fn messages(count: u32) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{} messages", number(count)) }
}

// The list.

/// The grid.
pub const MESSAGES: &str = "Messages";
/// A row that has not arrived.
pub const ROW_LOADING: &str = "Loading";
/// A folder with nothing in it.
pub const EMPTY_FOLDER: &str = "Nothing here. New mail comes when you get it.";
/// The same, while mail is being collected.
pub const EMPTY_COLLECTING: &str = "Your mail is on its way.";
/// Stands for a subject that is missing.
pub const NO_SUBJECT: &str = "(no subject)";
/// Stands for a sender that is missing.
pub const NO_SENDER: &str = "(no sender)";

/// A row's whole name, for those who hear it.
#[must_use]
pub fn row_label(row: &Row, date: &str, account: Option<&str>, tags: &[&str]) -> String {
    let mut parts = Vec::new();
    if !row.read {
        parts.push("Unread".to_owned());
    }
    parts.push(or(&row.from, NO_SENDER).to_owned());
    parts.push(or(&row.subject, NO_SUBJECT).to_owned());
    parts.push(date.to_owned());
    if !row.others.is_empty() {
        parts.push(messages_together(row.others.len()));
    }
    if row.muted {
        parts.push(MUTED.to_owned());
    }
    if row.attachments > 0 {
        parts.push(attachments(row.attachments));
    }
    parts.extend(held(row.held).map(str::to_owned));
    parts.extend((row.there != There::OnServer).then(|| there(row.there).to_lowercase()));
    parts.extend(row.starred.then(|| STARRED.to_lowercase()));
    parts.extend(row.filed.pinned.then(|| AT_THE_TOP.to_lowercase()));
    if !tags.is_empty() {
        parts.push(tagged(tags));
    }
    if let Some(account) = account {
        parts.push(account.to_owned());
    }
    parts.join(", ")
}

/// What of a message is here, where that is not all of it.
#[must_use]
pub fn held(held: Held) -> Option<&'static str> {
    match held {
        Held::Whole => None,
        Held::Header => Some("header only"),
        Held::PossiblyIncomplete => Some("possibly incomplete"),
    }
}

/// Where a message is besides this device.
#[must_use]
pub const fn there(there: There) -> &'static str {
    match there {
        There::OnServer => "On the server",
        There::Removed => "Removed from the server",
        There::Nowhere => "Only here",
    }
}

/// So many messages that belong together.
#[must_use]
pub fn conversation(messages: u32) -> String {
    format!("Conversation, {} messages", number(messages))
}

/// So many attachments.
#[must_use]
pub fn attachments(count: u32) -> String {
    if count == 1 { "1 attachment".to_owned() } else { format!("{} attachments", number(count)) }
}

/// `text`, or what stands for it where it is empty.
#[must_use]
pub fn or<'a>(text: &'a str, instead: &'a str) -> &'a str {
    if text.trim().is_empty() { instead } else { text }
}

// The message.

/// The reading pane.
pub const MESSAGE: &str = "Message";
/// The frame of an HTML body.
pub const MESSAGE_BODY: &str = "Message body";
/// Nothing is open.
pub const NO_MESSAGE: &str = "Choose a message to read it here.";
/// The message has no text at all.
pub const EMPTY_BODY: &str = "This message has no text.";
/// The message ends before its parts do, or something was left out.
pub const INCOMPLETE: &str =
    "Not all of this message can be shown. View the source to see everything that came.";
/// Only the header has come so far.
pub const HEADER_FIRST: &str = "The rest of this message is on its way.";
/// Only the header was collected.
pub const HEADER_ONLY: &str = "Only the header is here.";
/// It is not known whether all of it came.
pub const POSSIBLY_INCOMPLETE: &str =
    "This message may be incomplete: the server did not say where it ends. It stays on the server.";
/// Stands for an image that has not come.
pub const IMAGE_LOADING: &str = "An image";
/// Before the addresses it went to.
pub const TO: &str = "to";
/// Before the addresses that got a copy.
pub const CC: &str = "cc";
/// Before the address of who sent it for somebody else.
pub const SENT_BY: &str = "sent by";
/// The list of attachments.
pub const ATTACHMENTS: &str = "Attachments";
/// The raw message's dialog.
pub const SOURCE: &str = "Message source";
/// Said while the raw message is fetched from the store.
pub const SOURCE_LOADING: &str = "Fetching it from the store";

/// Said where remote images are not shown.
#[must_use]
pub fn images_blocked(count: u32) -> String {
    if count == 1 {
        "1 remote image blocked".to_owned()
    } else {
        format!("{} remote images blocked", number(count))
    }
}

/// The name of an attachment's save button.
#[must_use]
pub fn save_attachment(name: &str) -> String {
    format!("Save {name}")
}

/// Said where only the beginning of the raw message is shown.
#[must_use]
pub fn source_cut(shown: u64, whole: u64) -> String {
    format!("The first {} of {}. Save it to see the rest.", bytes(shown), bytes(whole))
}
