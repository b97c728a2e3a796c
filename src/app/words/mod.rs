//! Every word the reader sees, in English.
//!
//! Short, plain, exact: who did what, and what comes next. Whatever holds a figure or a name is a
//! function, so that another language can put it where its grammar wants it.

mod figures;
mod problems;
mod relay_setting;

#[cfg(test)]
mod tests;

pub use figures::{bytes, number};
pub use problems::{Remedy, Telling, certificate_fault, problem};
pub use relay_setting::{allow, allow_inside, whoever_runs_it};

use super::state::{Fault, Field};
use crate::engine::{
    api::{Folder, Pause, Progress, Row},
    problem::Peer,
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

/// The title of the window.
#[must_use]
pub fn title(unread: u32) -> String {
    if unread == 0 { APP.to_owned() } else { format!("({}) {APP}", number(unread)) }
}

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
/// Makes a message unread.
pub const MARK_UNREAD: &str = "Mark as unread";
/// Makes a message read.
pub const MARK_READ: &str = "Mark as read";
/// Shows the raw message.
pub const VIEW_SOURCE: &str = "View source";
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
/// Opens what is technical.
pub const DETAILS: &str = "Details";

/// The name of an account's settings button.
#[must_use]
pub fn account_settings_for(address: &str) -> String {
    format!("Account settings for {address}")
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

/// A folder's name.
#[must_use]
pub fn folder(folder: Folder) -> &'static str {
    match folder {
        Folder::AllInboxes => "All inboxes",
        Folder::Inbox(_) => "Inbox",
    }
}

/// A folder's whole name, for those who hear it.
#[must_use]
pub fn folder_label(kind: Folder, address: Option<&str>, unread: u32) -> String {
    let mut label = folder(kind).to_owned();
    if let Some(address) = address {
        label.push_str(" of ");
        label.push_str(address);
    }
    if unread > 0 {
        label.push_str(&format!(", {} unread", number(unread)));
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
pub fn row_label(row: &Row, date: &str, account: Option<&str>) -> String {
    let mut parts = Vec::new();
    if !row.read {
        parts.push("Unread".to_owned());
    }
    parts.push(or(&row.from, NO_SENDER).to_owned());
    parts.push(or(&row.subject, NO_SUBJECT).to_owned());
    parts.push(date.to_owned());
    if row.attachments > 0 {
        parts.push(attachments(row.attachments));
    }
    if let Some(account) = account {
        parts.push(account.to_owned());
    }
    parts.join(", ")
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
/// Stands for an image that has not come.
pub const IMAGE_LOADING: &str = "An image";
/// Before the addresses it went to.
pub const TO: &str = "to";
/// Before the addresses that got a copy.
pub const CC: &str = "cc";
/// Before the address of who sent it for somebody else.
pub const SENT_BY: &str = "sent by";
/// Before the address that answers go to.
pub const ANSWERS_TO: &str = "answers go to";
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

/// The file name that a raw message is saved under: its subject, as far as a file may be called that.
#[must_use]
pub fn source_file(subject: &str) -> String {
    let allowed = |c: char| if c.is_alphanumeric() || " -_.,()".contains(c) { c } else { ' ' };
    let spaced: String = subject.chars().map(allowed).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let name: String = words.join(" ").trim_matches(['.', ' ']).chars().take(80).collect();
    format!("{}.eml", or(name.trim_end(), "message"))
}

// The account form.

/// The form, for a new account.
pub const FORM_NEW: &str = "Add account";
/// The form, for an account there is.
pub const FORM_EDIT: &str = "Account settings";
/// The field of the same name.
pub const YOUR_NAME: &str = "Your name";
/// The field of the same name.
pub const EMAIL_ADDRESS: &str = "Email address";
/// The field of the same name.
pub const PASSWORD: &str = "Password";
/// The field of the same name.
pub const POP3_SERVER: &str = "POP3 server";
/// The field of the same name.
pub const POP3_PORT: &str = "POP3 port";
/// The field of the same name.
pub const POP3_SECURITY: &str = "POP3 security";
/// The field of the same name.
pub const USER_NAME: &str = "User name";
/// The box of the same name.
pub const LEAVE_ON_SERVER: &str = "Leave messages on server";
/// TLS from the first byte.
pub const TLS: &str = "TLS";
/// TLS after a plain beginning.
pub const STARTTLS: &str = "STARTTLS";
/// No TLS.
pub const NO_TLS: &str = "None";
/// Keeps the account.
pub const SAVE_ACCOUNT: &str = "Save account";
/// The same, while the worker does it.
pub const SAVING: &str = "Saving";
/// Forgets the account.
pub const REMOVE_ACCOUNT: &str = "Remove account";
/// What an empty password means where there is one.
pub const PASSWORD_KEPT: &str = "Empty leaves it as it is.";
/// Where the password goes.
pub const PASSWORD_STAYS: &str = "Kept sealed on this device; only the mail server hears it.";
/// What "None" means.
pub const NO_TLS_WARNING: &str =
    "Nothing is encrypted: the relay and every network on the way can read your password and your mail.";
/// Why the box cannot be cleared.
pub const LEAVE_REASON: &str = "Stays on until the browser promises to keep what is stored here: it may clear it otherwise, and this would be the only copy.";
/// The same, after the browser was asked and did not promise it.
pub const LEAVE_REFUSED: &str = "The browser did not promise to keep what is stored here, so the server must keep its copy. Browsers promise it to sites you have bookmarked, installed or allowed to notify you.";
/// What it means that the box is cleared.
pub const LEAVE_CLEARED: &str =
    "Messages are removed from the server once they are safe on this device: this will be the only copy.";
/// A key is trusted.
pub const PIN_HELD: &str = "You trust this server's own certificate.";
/// Forgets it.
pub const FORGET_PIN: &str = "Forget the certificate";
/// Asks before an account is removed.
pub const REMOVE_TITLE: &str = "Remove this account?";
/// The certificate's dialog.
pub const UNTRUSTED: &str = "Untrusted certificate";
/// Trusts it.
pub const TRUST: &str = "Trust this certificate";
/// Before the fingerprint.
pub const FINGERPRINT: &str = "SHA-256 fingerprint";
/// What the reader should do with it.
pub const TRUST_ADVICE: &str =
    "Trust it only if whoever runs the server tells you this fingerprint. Your password has not been sent.";

/// What removing an account does.
#[must_use]
pub fn remove_text(address: &str) -> String {
    format!(
        "{address} and the mail collected from it disappear from this device. What the server still has stays there."
    )
}

/// Said where the relay may not reach the chosen server, above its setting.
#[must_use]
pub fn not_reachable(peer: &Peer, listed: Option<&str>) -> String {
    format!("This relay may not reach {peer} yet. {}", whoever_runs_it(listed))
}

/// What is wrong with a field.
#[must_use]
pub fn fault(field: Field, fault: Fault) -> &'static str {
    match (field, fault) {
        (Field::Address, Fault::Empty) => "Enter the address your mail comes to.",
        (Field::Password, Fault::Empty) => "Enter the password of the mailbox.",
        (Field::Host, Fault::Empty) => "Enter the name of the POP3 server.",
        (Field::Port, Fault::Empty | Fault::NoPort) => "Enter a number from 1 to 65535.",
        (Field::User, Fault::Empty) => "Enter the name you log in with, often the address.",
        (_, Fault::NoAddress) => "An address looks like name@example.org.",
        (_, Fault::NoHost) => "A server name looks like pop.example.org.",
        (_, Fault::NoPort) => "This is not a port.",
        (Field::Name, Fault::Empty) => "Enter your name.",
    }
}

// Collecting.

/// How far collecting is.
#[must_use]
pub fn progress(progress: Progress) -> String {
    match progress {
        Progress::Waiting { reason: Pause::InUse, .. } => "The mailbox is in use: waiting".to_owned(),
        Progress::Waiting { reason: Pause::Trouble, .. } => "The server has a problem: waiting".to_owned(),
        Progress::Waiting { reason: Pause::LoginDelay, .. } => {
            "The server asks for a pause: waiting".to_owned()
        }
        Progress::Connecting => "Connecting".to_owned(),
        Progress::LoggingIn => "Logging in".to_owned(),
        Progress::Listing => "Asking what is new".to_owned(),
        Progress::Comparing => "Comparing headers".to_owned(),
        Progress::Fetching { done, total, bytes: received, .. } => {
            format!("{} of {} · {}", number(done), number(total), bytes(received))
        }
        Progress::Finishing => "Finishing".to_owned(),
    }
}
