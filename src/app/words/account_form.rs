//! The account form.

use super::catalogue::{Word, count, say};
use crate::{
    app::state::{Fault, Field},
    engine::problem::Peer,
};

use super::whoever_runs_it;

/// The form, for a new account.
pub const FORM_NEW: Word = Word("Add account");
/// The form, for an account there is.
pub const FORM_EDIT: Word = Word("Account settings");
/// The field of the same name.
pub const YOUR_NAME: Word = Word("Your name");
/// The field of the same name.
pub const EMAIL_ADDRESS: Word = Word("Email address");
/// The field of the same name.
pub const PASSWORD: Word = Word("Password");
/// The field of the same name.
pub const POP3_SERVER: Word = Word("POP3 server");
/// The field of the same name.
pub const POP3_PORT: Word = Word("POP3 port");
/// The field of the same name.
pub const POP3_SECURITY: Word = Word("POP3 security");
/// The field of the same name.
pub const USER_NAME: Word = Word("User name");
/// The box of the same name.
pub const LEAVE_ON_SERVER: Word = Word("Leave messages on server");
/// TLS from the first byte.
pub const TLS: Word = Word("TLS");
/// TLS after a plain beginning.
pub const STARTTLS: Word = Word("STARTTLS");
/// No TLS.
pub const NO_TLS: Word = Word("None");
/// Keeps the account.
pub const SAVE_ACCOUNT: Word = Word("Save account");
/// The same, while the worker does it.
pub const SAVING: Word = Word("Saving");
/// Forgets the account.
pub const REMOVE_ACCOUNT: Word = Word("Remove account");
/// What an empty password means where there is one.
pub const PASSWORD_KEPT: Word = Word("Empty leaves it as it is.");
/// Where the password goes.
pub const PASSWORD_STAYS: Word = Word("Kept sealed on this device; only the mail server hears it.");
/// What "None" means.
pub const NO_TLS_WARNING: Word = Word(
    "Nothing is encrypted: the relay and every network on the way can read your password and your mail.",
);
/// Why the box cannot be cleared.
pub const LEAVE_REASON: Word = Word(
    "Stays on until the browser promises to keep what is stored here: it may clear it otherwise, and this would be the only copy.",
);
/// The same, after the browser was asked and did not promise it.
pub const LEAVE_REFUSED: Word = Word(
    "The browser did not promise to keep what is stored here, so the server must keep its copy. Browsers promise it to sites you have bookmarked, installed or allowed to notify you.",
);
/// What it means that the box is cleared.
pub const LEAVE_CLEARED: Word = Word(
    "Messages are removed from the server once they are safe on this device: this will be the only copy.",
);
/// A key is trusted.
pub const PIN_HELD: Word = Word("You trust this server's own certificate.");
/// Forgets it.
pub const FORGET_PIN: Word = Word("Forget the certificate");
/// Asks before an account is removed.
pub const REMOVE_TITLE: Word = Word("Remove this account?");
/// The certificate's dialog.
pub const UNTRUSTED: Word = Word("Untrusted certificate");
/// Trusts it.
pub const TRUST: Word = Word("Trust this certificate");
/// Before the fingerprint.
pub const FINGERPRINT: Word = Word("SHA-256 fingerprint");
/// What the reader should do with it.
pub const TRUST_ADVICE: Word = Word(
    "Trust it only if whoever runs the server tells you this fingerprint. Your password has not been sent.",
);

/// What the reader proves themselves with.
pub const SIGN_IN: Word = Word("Sign in with");
/// A password.
pub const SIGN_IN_PASSWORD: Word = Word("Password");
/// A token.
pub const SIGN_IN_TOKEN: Word = Word("OAuth access token");
/// The field of the token.
pub const TOKEN: Word = Word("Access token");
/// Where the token goes, and that it ends.
pub const TOKEN_STAYS: Word = Word(
    "Kept sealed on this device; only the mail server hears it. Tokens expire: put a new one here when it does.",
);
/// The box that allows APOP outside of TLS.
pub const APOP: Word = Word("Allow APOP without TLS");
/// What it means.
pub const APOP_HINT: Word = Word(
    "The server then hears a digest instead of the password. It is MD5: who listens can work the password out, but not read it off.",
);
/// The question before a password goes out in the clear.
pub const UNENCRYPTED_TITLE: Word = Word("Send the password unencrypted?");
/// Yes.
pub const SEND_UNENCRYPTED: Word = Word("Send it unencrypted");
/// The box that puts `recent:` before the user name.
pub const RECENT: Word = Word("Collect recent mail again on this device (recent:)");
/// What it does.
pub const RECENT_HINT: Word = Word(
    "Puts “recent:” before the user name. Gmail then hands out the mail of the last 30 days even if another program has collected it.",
);

/// What is kept on the server.
pub const ON_SERVER: Word = Word("On the server");
/// Which of those that are left go in time.
pub const DELETE_FROM_SERVER: Word = Word("Delete from server");
/// None.
pub const LIMIT_NEVER: Word = Word("Never");
/// Those collected some days ago.
pub const LIMIT_DAYS: Word = Word("After some days");
/// All but the newest.
pub const LIMIT_NEWEST: Word = Word("Keep the newest messages only");
/// All but the newest that fit.
pub const LIMIT_MEGABYTES: Word = Word("Keep the newest megabytes only");
/// The field of the same name.
pub const DAYS: Word = Word("Days");
/// The field of the same name.
pub const NEWEST: Word = Word("Messages");
/// The field of the same name.
pub const MEGABYTES: Word = Word("Megabytes");
/// What every limit holds to.
pub const LIMIT_HINT: Word = Word("Only messages that are here, whole and safe, are ever deleted there.");
/// The box of the same name.
pub const FOLLOW: Word = Word("Delete on the server what I delete here");
/// The dry run.
pub const TRY_RETENTION: Word = Word("Show what would be deleted");
/// How much comes here.
pub const COLLECT: Word = Word("Collect");
/// How much of each message.
pub const HOW_MUCH: Word = Word("How much to collect");
/// All of it.
pub const PART_WHOLE: Word = Word("Whole messages");
/// Headers.
pub const PART_HEADER: Word = Word("Headers only");
/// Headers of what is large.
pub const PART_UP_TO: Word = Word("Headers of large messages");
/// The field of the same name.
pub const LARGER: Word = Word("Larger than, in kilobytes");
/// What is not collected whole.
pub const PART_HINT: Word = Word("The rest of a message comes when you ask for it.");
/// The first day.
pub const SINCE: Word = Word("Only messages since");
/// What it means.
pub const SINCE_HINT: Word = Word("The first time only. Older messages stay on the server.");
/// How often mail comes by itself.
pub const EVERY: Word = Word("Get mail by itself");
/// What it needs.
pub const EVERY_HINT: Word = Word("It works while this page is open.");

/// How often mail is collected by itself.
#[must_use]
pub fn every(minutes: Option<u16>) -> String {
    match minutes {
        None => say!("Only when I ask").to_owned(),
        Some(60) => say!("Every hour").to_owned(),
        Some(minutes) => count!(minutes.into(), "Every minute", "Every {count} minutes"),
    }
}

/// What it means to send a password unencrypted to this host.
#[must_use]
pub fn unencrypted_text(host: &str) -> String {
    say!(
        "Without TLS the relay and every network on the way to {host} can read your password and your mail.",
        host
    )
}

/// Said where the relay may not reach the chosen server, above its setting.
#[must_use]
pub fn not_reachable(peer: &Peer, listed: Option<&str>) -> String {
    say!("This relay may not reach {peer} yet. {setting}", peer, setting = whoever_runs_it(listed))
}

/// What is wrong with a field.
#[must_use]
pub fn fault(field: Field, fault: Fault) -> &'static str {
    match (field, fault) {
        (Field::Address, Fault::Empty) => say!("Enter the address your mail comes to."),
        (Field::Password, Fault::Empty) => say!("Enter what you sign in to the mailbox with."),
        (Field::Host, Fault::Empty) => say!("Enter the name of the POP3 server."),
        (Field::Port, Fault::Empty | Fault::NoPort) => say!("Enter a number from 1 to 65535."),
        (Field::User, Fault::Empty) => say!("Enter the name you log in with, often the address."),
        (_, Fault::NoAddress) => say!("An address looks like name@example.org."),
        (_, Fault::NoHost) => say!("A server name looks like pop.example.org."),
        (_, Fault::NoPort) => say!("This is not a port."),
        (Field::Name, Fault::Empty) => say!("Enter your name."),
        (Field::Days, _) => say!("Enter a number of days from 1 to 65535."),
        (_, Fault::Empty | Fault::NoNumber) => say!("Enter a whole number above 0."),
    }
}
