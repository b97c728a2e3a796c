//! Every word the reader sees: in English here, in other languages in `www/locales`.
//!
//! Short, plain, exact: who did what, and what comes next. Whatever holds a figure or a name is a
//! function, so that another language can put it where its grammar wants it.

mod account_form;
mod accounts;
mod acting;
mod catalogue;
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
pub use catalogue::{Catalogue, Category, Entry, Figures, Word, speak};
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

use catalogue::{count, say};

use crate::{
    engine::api::{Folder, Overview, Row, There},
    store::{FolderId, Held},
};

// The page.

/// The name of the app.
pub const APP: &str = "Restante";
/// What it is, for whoever sees it first.
pub const SENTENCE: Word =
    Word("Mail that waits at the post office until you collect it, then stays on your own device.");
/// The name on mail written from the demo mailbox.
pub const DEMO_READER: Word = Word("Demo reader");
/// Said where the page was opened without a secure connection.
pub const INSECURE_TITLE: Word = Word("Restante needs a secure connection");
/// Why, and what to do.
pub const INSECURE_TEXT: Word = Word(
    "Over plain HTTP anybody on the way could read your mail and your password, and the browser locks away what Restante is built on. Nothing was loaded.",
);
/// The next step for the reader.
pub const INSECURE_NEXT: Word = Word(
    "Open it over HTTPS, or on this machine itself at http://localhost. If you run this server, put a certificate in front of it.",
);
/// The same page over HTTPS.
pub const INSECURE_LINK: Word = Word("Try HTTPS");
/// Said while the store opens.
pub const OPENING: Word = Word("Opening your mail");
/// The browser would not start the worker.
pub const NO_WORKER: Word = Word(
    "The browser does not let Restante start its worker. Reload the page; if that does not help, use a newer browser.",
);

// Actions.

/// Adds an account.
pub const ADD_ACCOUNT: Word = Word("Add account");
/// Makes an account of the demo mailbox.
pub const TRY_DEMO: Word = Word("Try the demo mailbox");
/// Collects from all accounts.
pub const GET_MAIL: Word = Word("Get mail");
/// Stops collecting.
pub const STOP: Word = Word("Stop");
/// Goes back to the list.
pub const BACK: Word = Word("Back");
/// Slides the folders in.
pub const SHOW_FOLDERS: Word = Word("Folders");
/// Slides the folders away.
pub const HIDE_FOLDERS: Word = Word("Close folders");
/// Puts messages away.
pub const ARCHIVE: Word = Word("Archive");
/// Puts messages into another folder.
pub const MOVE_TO: Word = Word("Move to");
/// Deletes messages.
pub const DELETE: Word = Word("Delete");
/// Takes a deletion back.
pub const UNDO: Word = Word("Undo");
/// Collects the rest of a message.
pub const DOWNLOAD_FULL: Word = Word("Download full message");
/// The same, while it is on its way.
pub const DOWNLOADING: Word = Word("Downloading");
/// Opens what else can be done with a message.
pub const MESSAGE_ON_SERVER: Word = Word("On the server");
/// Makes a message unread.
pub const MARK_UNREAD: Word = Word("Mark as unread");
/// Makes a message read.
pub const MARK_READ: Word = Word("Mark as read");
/// Shows the raw message.
pub const VIEW_SOURCE: Word = Word("View source");
/// Shows all header fields.
pub const ALL_HEADERS: Word = Word("All headers");
/// Puts them on the clipboard.
pub const COPY_HEADERS: Word = Word("Copy headers");
/// Said while they are fetched from the store.
pub const HEADERS_LOADING: Word = Word("Fetching them from the store");
/// Said where some of them are cut or left out.
pub const HEADERS_CUT: Word = Word("These are too long to be shown whole. The source has all of them.");
/// Said where there are none.
pub const HEADERS_NONE: Word = Word("This message has no header.");
/// Saves the raw message.
pub const SAVE_SOURCE: Word = Word("Save as .eml");
/// Puts something away.
pub const CLOSE: Word = Word("Close");
/// Leaves everything as it was.
pub const CANCEL: Word = Word("Cancel");
/// Puts an alert away.
pub const DISMISS: Word = Word("Dismiss");
/// Collects again.
pub const TRY_AGAIN: Word = Word("Try again");
/// Opens an account's settings.
pub const ACCOUNT_SETTINGS: Word = Word("Account settings");
/// Loads the page anew.
pub const RELOAD: Word = Word("Reload");
/// Opens what else can be done.
pub const MORE: Word = Word("More");
/// Opens what is technical.
pub const DETAILS: Word = Word("Details");
/// Saves a file.
pub const SAVE: Word = Word("Save");

/// The name of an account's settings button.
#[must_use]
pub fn account_settings_for(address: &str) -> String {
    say!("Account settings for {address}", address)
}

/// The name of the button that opens an account's menu.
#[must_use]
pub fn account_menu_for(address: &str) -> String {
    say!("More for {address}", address)
}

/// The name of an account's stop button.
#[must_use]
pub fn stop_for(address: &str) -> String {
    say!("Stop collecting {address}", address)
}

// Folders.

/// The tree.
pub const FOLDERS: Word = Word("Folders");
/// The accounts below it.
pub const ACCOUNTS: Word = Word("Accounts");

/// A folder's name, where it is none of the reader's own.
#[must_use]
pub fn folder(folder: Folder) -> &'static str {
    match folder {
        Folder::AllInboxes => say!("All inboxes"),
        Folder::Inbox(_) | Folder::Of(FolderId::INBOX) => say!("Inbox"),
        Folder::Snoozed => say!("Snoozed"),
        Folder::Of(FolderId::DRAFTS) => say!("Drafts"),
        Folder::Of(FolderId::OUTBOX) => say!("Outbox"),
        Folder::Of(FolderId::SENT) => say!("Sent"),
        Folder::Of(FolderId::ARCHIVE) => say!("folder|Archive"),
        Folder::Of(FolderId::JUNK) => say!("Junk"),
        Folder::Of(FolderId::TRASH) => say!("Trash"),
        // One of the reader's own that is not there any more.
        Folder::Of(_) => say!("Folder"),
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
    say!("Move to {folder}", folder)
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
        label.push_str(&say!(" {count} unread", count = number(unread)));
    }
    label
}

/// The figures under a folder's name.
#[must_use]
pub fn folder_figures(total: u32, unread: u32) -> String {
    let total = messages(total);
    if unread == 0 { total } else { say!("{total}, {count} unread", total, count = number(unread)) }
}

/// So many messages.
#[must_use]
pub fn messages(count: u32) -> String {
    count!(count, "1 message", "{count} messages")
}

// The list.

/// The grid.
pub const MESSAGES: Word = Word("Messages");
/// A row that has not arrived.
pub const ROW_LOADING: Word = Word("Loading");
/// A folder with nothing in it.
pub const EMPTY_FOLDER: Word = Word("Nothing here. New mail comes when you get it.");
/// The same, while mail is being collected.
pub const EMPTY_COLLECTING: Word = Word("Your mail is on its way.");
/// Stands for a subject that is missing.
pub const NO_SUBJECT: Word = Word("(no subject)");
/// Stands for a sender that is missing.
pub const NO_SENDER: Word = Word("(no sender)");

/// A row's whole name, for those who hear it.
#[must_use]
pub fn row_label(row: &Row, date: &str, account: Option<&str>, tags: &[&str]) -> String {
    let mut parts = Vec::new();
    if !row.read {
        parts.push(say!("Unread").to_owned());
    }
    parts.push(or(&row.from, NO_SENDER.text()).to_owned());
    parts.push(or(&row.subject, NO_SUBJECT.text()).to_owned());
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
        Held::Header => Some(say!("header only")),
        Held::PossiblyIncomplete => Some(say!("possibly incomplete")),
    }
}

/// Where a message is besides this device.
#[must_use]
pub fn there(there: There) -> &'static str {
    match there {
        There::OnServer => say!("On the server"),
        There::Removed => say!("Removed from the server"),
        There::Nowhere => say!("Only here"),
    }
}

/// So many messages that belong together.
#[must_use]
pub fn conversation(messages: u32) -> String {
    say!("Conversation, {count} messages", count = number(messages))
}

/// So many attachments.
#[must_use]
pub fn attachments(count: u32) -> String {
    count!(count, "1 attachment", "{count} attachments")
}

/// `text`, or what stands for it where it is empty.
#[must_use]
pub fn or<'a>(text: &'a str, instead: &'a str) -> &'a str {
    if text.trim().is_empty() { instead } else { text }
}

// The message.

/// The reading pane.
pub const MESSAGE: Word = Word("Message");
/// The frame of an HTML body.
pub const MESSAGE_BODY: Word = Word("Message body");
/// Nothing is open.
pub const NO_MESSAGE: Word = Word("Choose a message to read it here.");
/// The message has no text at all.
pub const EMPTY_BODY: Word = Word("This message has no text.");
/// The message ends before its parts do, or something was left out.
pub const INCOMPLETE: Word =
    Word("Not all of this message can be shown. View the source to see everything that came.");
/// Only the header has come so far.
pub const HEADER_FIRST: Word = Word("The rest of this message is on its way.");
/// Only the header was collected.
pub const HEADER_ONLY: Word = Word("Only the header is here.");
/// It is not known whether all of it came.
pub const POSSIBLY_INCOMPLETE: Word =
    Word("This message may be incomplete: the server did not say where it ends. It stays on the server.");
/// Stands for an image that has not come.
pub const IMAGE_LOADING: Word = Word("An image");
/// Before the addresses it went to.
pub const TO: Word = Word("to");
/// Before the addresses that got a copy.
pub const CC: Word = Word("cc");
/// Before the address of who sent it for somebody else.
pub const SENT_BY: Word = Word("sent by");
/// The list of attachments.
pub const ATTACHMENTS: Word = Word("Attachments");
/// The raw message's dialog.
pub const SOURCE: Word = Word("Message source");
/// Said while the raw message is fetched from the store.
pub const SOURCE_LOADING: Word = Word("Fetching it from the store");

/// Said where remote images are not shown.
#[must_use]
pub fn images_blocked(count: u32) -> String {
    count!(count, "1 remote image blocked", "{count} remote images blocked")
}

/// The name of an attachment's save button.
#[must_use]
pub fn save_attachment(name: &str) -> String {
    say!("Save {name}", name)
}

/// Said where only the beginning of the raw message is shown.
#[must_use]
pub fn source_cut(shown: u64, whole: u64) -> String {
    say!("The first {size} of {whole}. Save it to see the rest.", size = bytes(shown), whole = bytes(whole))
}
