//! Accounts beside each other: their order and their colours.

use super::catalogue::{Word, say};

/// Puts an account before the one above it.
pub const MOVE_UP: Word = Word("Move up");
/// Puts an account behind the one below it.
pub const MOVE_DOWN: Word = Word("Move down");
/// The colours of an account.
pub const COLOUR: Word = Word("Colour");
/// What they are for.
pub const COLOUR_HINT: Word = Word("Marks this account, and its mail where several accounts stand together.");

/// The colours that an account can have.
#[must_use]
pub fn account_colour(colour: u8) -> &'static str {
    match colour {
        0 => say!("Blue"),
        1 => say!("Green"),
        2 => say!("Orange"),
        3 => say!("Purple"),
        4 => say!("Teal"),
        _ => say!("Olive"),
    }
}

/// Sets an account up again that is retired.
pub const SET_UP_AGAIN: Word = Word("Set up again");
/// Said of an account that is retired.
pub const RETIRED: Word = Word("retired");
/// What setting it up again takes.
pub const SET_UP_AGAIN_HINT: Word = Word(
    "Enter the password, then save: new mail is collected again, and what is here already does not come twice.",
);
/// Removes an account and keeps its mail.
pub const REMOVE_KEEP_MAIL: Word = Word("Remove it, keep its mail");
/// Removes an account with its mail.
pub const REMOVE_WITH_MAIL: Word = Word("Remove it and its mail");
/// What the first means.
pub const REMOVE_KEEP_MAIL_MEANS: Word = Word(
    "Nothing is collected any more and the password is forgotten. The mail stays on this device to be read, searched and moved, and you can set the account up again.",
);
/// Neither goes further.
pub const REMOVE_NOT_THERE: Word = Word("Nothing is deleted on the server either way.");

/// What removing an account with its mail means.
#[must_use]
pub fn remove_with_mail_means(address: &str) -> String {
    say!("{address} and the mail collected from it disappear from this device.", address)
}

/// The address of an account, and whether it is retired.
#[must_use]
pub fn address_of_account(address: &str, retired: bool) -> String {
    if retired { format!("{address}, {RETIRED}") } else { address.to_owned() }
}

/// The name of the button that opens an account's settings.
#[must_use]
pub fn account_settings_of(address: &str, retired: bool) -> String {
    if retired { say!("Set up {address} again", address) } else { super::account_settings_for(address) }
}
