//! The account form.

use crate::{
    app::state::{Fault, Field},
    engine::problem::Peer,
};

use super::whoever_runs_it;

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

/// What the reader proves themselves with.
pub const SIGN_IN: &str = "Sign in with";
/// A password.
pub const SIGN_IN_PASSWORD: &str = "Password";
/// A token.
pub const SIGN_IN_TOKEN: &str = "OAuth access token";
/// The field of the token.
pub const TOKEN: &str = "Access token";
/// Where the token goes, and that it ends.
pub const TOKEN_STAYS: &str = "Kept sealed on this device; only the mail server hears it. Tokens expire: put a new one here when it does.";
/// The box that allows APOP outside of TLS.
pub const APOP: &str = "Allow APOP without TLS";
/// What it means.
pub const APOP_HINT: &str = "The server then hears a digest instead of the password. It is MD5: who listens can work the password out, but not read it off.";
/// The question before a password goes out in the clear.
pub const UNENCRYPTED_TITLE: &str = "Send the password unencrypted?";
/// Yes.
pub const SEND_UNENCRYPTED: &str = "Send it unencrypted";
/// The box that puts `recent:` before the user name.
pub const RECENT: &str = "Collect recent mail again on this device (recent:)";
/// What it does.
pub const RECENT_HINT: &str = "Puts “recent:” before the user name. Gmail then hands out the mail of the last 30 days even if another program has collected it.";

/// What is kept on the server.
pub const ON_SERVER: &str = "On the server";
/// Which of those that are left go in time.
pub const DELETE_FROM_SERVER: &str = "Delete from server";
/// None.
pub const LIMIT_NEVER: &str = "Never";
/// Those collected some days ago.
pub const LIMIT_DAYS: &str = "After some days";
/// All but the newest.
pub const LIMIT_NEWEST: &str = "Keep the newest messages only";
/// All but the newest that fit.
pub const LIMIT_MEGABYTES: &str = "Keep the newest megabytes only";
/// The field of the same name.
pub const DAYS: &str = "Days";
/// The field of the same name.
pub const NEWEST: &str = "Messages";
/// The field of the same name.
pub const MEGABYTES: &str = "Megabytes";
/// What every limit holds to.
pub const LIMIT_HINT: &str = "Only messages that are here, whole and safe, are ever deleted there.";
/// The box of the same name.
pub const FOLLOW: &str = "Delete on the server what I delete here";
/// The dry run.
pub const TRY_RETENTION: &str = "Show what would be deleted";
/// How much comes here.
pub const COLLECT: &str = "Collect";
/// How much of each message.
pub const HOW_MUCH: &str = "How much to collect";
/// All of it.
pub const PART_WHOLE: &str = "Whole messages";
/// Headers.
pub const PART_HEADER: &str = "Headers only";
/// Headers of what is large.
pub const PART_UP_TO: &str = "Headers of large messages";
/// The field of the same name.
pub const LARGER: &str = "Larger than, in kilobytes";
/// What is not collected whole.
pub const PART_HINT: &str = "The rest of a message comes when you ask for it.";
/// The first day.
pub const SINCE: &str = "Only messages since";
/// What it means.
pub const SINCE_HINT: &str = "The first time only. Older messages stay on the server.";
/// How often mail comes by itself.
pub const EVERY: &str = "Get mail by itself";
/// What it needs.
pub const EVERY_HINT: &str = "It works while this page is open.";

/// How often mail is collected by itself.
#[must_use]
pub fn every(minutes: Option<u16>) -> String {
    match minutes {
        None => "Only when I ask".to_owned(),
        Some(60) => "Every hour".to_owned(),
        Some(1) => "Every minute".to_owned(),
        Some(minutes) => format!("Every {minutes} minutes"),
    }
}

/// What it means to send a password unencrypted to this host.
#[must_use]
pub fn unencrypted_text(host: &str) -> String {
    format!(
        "Without TLS the relay and every network on the way to {host} can read your password and your mail."
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
        (Field::Password, Fault::Empty) => "Enter what you sign in to the mailbox with.",
        (Field::Host, Fault::Empty) => "Enter the name of the POP3 server.",
        (Field::Port, Fault::Empty | Fault::NoPort) => "Enter a number from 1 to 65535.",
        (Field::User, Fault::Empty) => "Enter the name you log in with, often the address.",
        (_, Fault::NoAddress) => "An address looks like name@example.org.",
        (_, Fault::NoHost) => "A server name looks like pop.example.org.",
        (_, Fault::NoPort) => "This is not a port.",
        (Field::Name, Fault::Empty) => "Enter your name.",
        (Field::Days, _) => "Enter a number of days from 1 to 65535.",
        (_, Fault::Empty | Fault::NoNumber) => "Enter a whole number above 0.",
    }
}
