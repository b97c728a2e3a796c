//! The screen that shows what waits in a maildrop.

use super::catalogue::{Word, say};
use super::{bytes, messages, number, wish};
use crate::{engine::api::Surveyed, store::Held};

/// The screen, and what opens it.
pub const MAILDROP: Word = Word("Messages on the server");
/// Said while the server is asked.
pub const MAILDROP_ASKING: Word = Word("Asking the server what is there");
/// Nothing is there.
pub const MAILDROP_EMPTY: Word = Word("Nothing waits on the server.");
/// What a dry run is.
pub const TRIAL: Word =
    Word("Tried out, nothing is deleted: this is what the settings in the form would do.");
/// Asks anew.
pub const LOOK_AGAIN: Word = Word("Look again");
/// Asks for the headers that are missing.
pub const MORE_HEADERS: Word = Word("Show more headers");
/// Back to the mail.
pub const BACK_TO_MAIL: Word = Word("Back to the mail");
/// Back to the form.
pub const BACK_TO_FORM: Word = Word("Back to the settings");
/// Chooses all rows.
pub const CHOOSE_ALL: Word = Word("Choose all messages");
/// The actions on what is chosen.
pub const CHOSEN_ACTIONS: Word = Word("Chosen messages");
/// A heading.
pub const COLUMN_NUMBER: Word = Word("No.");
/// A heading.
pub const COLUMN_FROM: Word = Word("From");
/// A heading.
pub const COLUMN_SUBJECT: Word = Word("Subject");
/// A heading.
pub const COLUMN_DATE: Word = Word("Date");
/// A heading.
pub const COLUMN_SIZE: Word = Word("Size");
/// A heading.
pub const COLUMN_HERE: Word = Word("On this device");
/// A heading.
pub const COLUMN_FATE: Word = Word("On the server");
/// Its header was not asked for.
pub const NO_HEADING: Word = Word("(header not asked for)");

/// How much waits there.
#[must_use]
pub fn maildrop_figures(count: u32, octets: u64) -> String {
    if count == 0 { messages(0) } else { format!("{}, {}", messages(count), bytes(octets)) }
}

/// How much of it goes.
#[must_use]
pub fn going(count: u32, octets: u64, trial: bool) -> String {
    let would =
        if trial { say!("would be deleted") } else { say!("to be deleted at the next “Get mail”") };
    match count {
        0 if trial => say!("Nothing would be deleted").to_owned(),
        0 => say!("None to be deleted").to_owned(),
        _ => say!("{count} ({size}) {would}", count = number(count), size = bytes(octets), would),
    }
}

/// How many rows are chosen.
#[must_use]
pub fn chosen(count: u32) -> String {
    say!("{count} chosen", count = number(count))
}

/// Whether a message is here.
#[must_use]
pub fn here(message: &Surveyed) -> &'static str {
    match message.here {
        None => say!("Not here"),
        Some((_, Held::Whole)) => say!("Here"),
        Some((_, Held::Header)) => say!("Header only"),
        Some((_, Held::PossiblyIncomplete)) => say!("Possibly incomplete"),
    }
}

/// What becomes of a message there. `waiting`: its deletion can still be undone.
#[must_use]
pub fn fate(message: &Surveyed, trial: bool, waiting: bool) -> &'static str {
    if waiting {
        return say!("Being deleted");
    }
    match wish(message.wish) {
        Some(wished) => wished,
        None if message.goes && trial => say!("Would be deleted"),
        None if message.goes => say!("Goes next time"),
        None if !message.deletable => say!("Stays: has no own name"),
        None => say!("Stays"),
    }
}

/// The name of a row's box.
#[must_use]
pub fn choose(message: &Surveyed) -> String {
    let number = number(message.number);
    match &message.heading {
        Some(heading) if !heading.subject.trim().is_empty() => {
            say!("Choose message {number}, {subject}", number, subject = heading.subject)
        }
        _ => say!("Choose message {number}", number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::api::Heading,
        store::{MessageId, Uidl, Wish},
    };

    fn message() -> Surveyed {
        Surveyed {
            number: 1_200,
            name: Uidl(b"a".to_vec()),
            octets: 1,
            here: None,
            heading: None,
            wish: Wish::Policy,
            goes: false,
            deletable: true,
        }
    }

    #[test]
    fn what_becomes_of_a_message_is_said_in_words() {
        let plain = message();
        assert_eq!((here(&plain), fate(&plain, false, false)), ("Not here", "Stays"));
        let going = Surveyed { goes: true, here: Some((MessageId(1), Held::Whole)), ..message() };
        assert_eq!((here(&going), fate(&going, false, false)), ("Here", "Goes next time"));
        assert_eq!(fate(&going, true, false), "Would be deleted");
        assert_eq!(fate(&Surveyed { wish: Wish::Keep, ..going.clone() }, true, false), "You keep it there");
        assert_eq!(fate(&going, true, true), "Being deleted", "what was done just now is said first");
    }

    #[test]
    fn a_box_is_named_after_its_message() {
        assert_eq!(choose(&message()), "Choose message 1,200");
        let heading = Heading { from: String::new(), subject: "Proofs".to_owned(), date: None };
        assert_eq!(choose(&Surveyed { heading: Some(heading), ..message() }), "Choose message 1,200, Proofs");
    }

    #[test]
    fn the_figures_say_how_much_goes() {
        assert_eq!(maildrop_figures(312, 39_000_000), "312 messages, 39 MB");
        assert_eq!(maildrop_figures(0, 0), "0 messages");
        assert_eq!(going(12, 1_200_000, true), "12 (1.2 MB) would be deleted");
        assert_eq!(going(0, 0, true), "Nothing would be deleted");
    }
}
