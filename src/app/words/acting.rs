//! What is done with messages: stars, tags, pins, putting off, putting elsewhere, deleting for good.

use super::catalogue::{Word, count, say};
use super::number;

/// Gives a star.
pub const STAR: Word = Word("Star");
/// Takes it.
pub const UNSTAR: Word = Word("Remove star");
/// Said of a message that has one.
pub const STARRED: Word = Word("Starred");
/// Puts before all others.
pub const PIN: Word = Word("Pin to the top");
/// No longer.
pub const UNPIN: Word = Word("Unpin");
/// Said of a message that stands before all others.
pub const AT_THE_TOP: Word = Word("Pinned");
/// Puts off.
pub const SNOOZE: Word = Word("Snooze");
/// Until this evening or so.
pub const SNOOZE_LATER: Word = Word("Later today");
/// Until tomorrow.
pub const SNOOZE_TOMORROW: Word = Word("Tomorrow morning");
/// Until Monday.
pub const SNOOZE_NEXT_WEEK: Word = Word("Next week");
/// Until some other time.
pub const SNOOZE_PICK: Word = Word("Pick a date and time");
/// Has it back.
pub const SNOOZE_BACK: Word = Word("Back to its folder");
/// The field for that time.
pub const SNOOZE_UNTIL: Word = Word("Until");
/// Said of what stands there.
pub const SNOOZE_REFUSED: Word = Word("Choose a time that is still to come.");
/// The sheet of tags, and what leads to it.
pub const TAGS: Word = Word("Tags");
/// Before there are any.
pub const NO_TAGS: Word = Word("There are no tags yet. Name the first one.");
/// The field for the next one.
pub const NEW_TAG: Word = Word("New tag");
/// Adds it.
pub const ADD_TAG: Word = Word("Add");
/// All that can be made are made.
pub const TAGS_FULL: Word = Word("There is room for 16 tags, and all of them are made.");
/// Copies to another folder.
pub const COPY_TO: Word = Word("Copy to");
/// The field in which a folder is named.
pub const FOLDER_FIELD: Word = Word("Folder");
/// What there is to choose.
pub const FOLDER_CHOICES: Word = Word("Folders to choose from");
/// Nothing is called so.
pub const NO_FOLDER_FOUND: Word = Word("No folder is called that.");
/// Asks, and deletes for good.
pub const DELETE_FOR_GOOD: Word = Word("Delete for good");
/// The same for all that is in the Trash.
pub const EMPTY_TRASH: Word = Word("Empty Trash");
/// Deletes on this device.
pub const DELETE_HERE: Word = Word("Delete here");
/// Deletes on this device and on the server.
pub const DELETE_EVERYWHERE: Word = Word("Delete here and on the server");
/// What the account's settings say.
pub const FOLLOWS: Word = Word("The account’s settings ask to delete on the server what is deleted here.");
/// Puts into Junk.
pub const JUNK: Word = Word("Move to Junk");
/// Takes out of it.
pub const NOT_JUNK: Word = Word("Not junk");
/// Chooses some of the list.
pub const SELECT_SOME: Word = Word("Select some");
/// Criteria: those not read.
pub const SELECT_UNREAD: Word = Word("Unread");
/// Those that are.
pub const SELECT_READ: Word = Word("Read");
/// Those with a star.
pub const SELECT_STARRED: Word = Word("With a star");
/// Those with attachments.
pub const SELECT_ATTACHMENTS: Word = Word("With attachments");
/// Those larger than a megabyte.
pub const SELECT_LARGE: Word = Word("Larger than 1 MB");
/// Those older than a month.
pub const SELECT_OLD: Word = Word("Older than a month");
/// Those older than a year.
pub const SELECT_VERY_OLD: Word = Word("Older than a year");
/// Those of the same sender.
pub const SELECT_SENDER: Word = Word("From this sender");
/// All of the list.
pub const SELECT_ALL: Word = Word("All");

/// The colours that a tag can have.
#[must_use]
pub fn tag_colour(colour: u8) -> &'static str {
    match colour {
        0 => say!("Red"),
        1 => say!("Orange"),
        2 => say!("Green"),
        3 => say!("Teal"),
        4 => say!("Blue"),
        _ => say!("Violet"),
    }
}

/// The name of the field of a tag's name.
#[must_use]
pub fn name_of_tag(name: &str) -> String {
    say!("Name of the tag {name}", name)
}

/// The name of the field of its colour.
#[must_use]
pub fn colour_of_tag(name: &str) -> String {
    say!("Colour of the tag {name}", name)
}

/// The name of the button that takes it away.
#[must_use]
pub fn remove_tag(name: &str) -> String {
    say!("Remove the tag {name}", name)
}

/// The head of the sheet of tags.
#[must_use]
pub fn tags_of(count: u32) -> String {
    match count {
        0 => TAGS.to_owned(),
        _ => count!(count, "Tags of this message", "Tags of {count} messages"),
    }
}

/// The head of the dialog that asks where to.
#[must_use]
pub fn where_to(copies: bool, count: u32) -> String {
    if copies {
        count!(count, "Copy message to", "Copy {count} messages to")
    } else {
        count!(count, "Move message to", "Move {count} messages to")
    }
}

/// Makes a folder of this name, and puts them there.
#[must_use]
pub fn new_folder(name: &str) -> String {
    say!("New folder “{name}”", name)
}

/// The head of the dialog that puts messages off.
#[must_use]
pub fn snooze_some(count: u32) -> String {
    count!(count, "Snooze message", "Snooze {count} messages")
}

/// The head of the dialog that asks before something is deleted for good.
#[must_use]
pub fn erase(count: u32) -> String {
    count!(count, "Delete this message for good?", "Delete {count} messages for good?")
}

/// What would go, and what would not.
#[must_use]
pub fn erase_what(count: u32, there: u32) -> String {
    match (count, there) {
        (1, 0) => say!("It is on this device only: nobody can fetch it again.").to_owned(),
        (1, _) => say!("It is on the server, too.").to_owned(),
        (_, 0) => say!("They are on this device only: nobody can fetch them again.").to_owned(),
        (count, there) if count == there => say!("All of them are on the server, too.").to_owned(),
        (count, there) => {
            say!(
                "{count} of them are on the server, too; {here} only here.",
                count = number(there),
                here = number(count - there)
            )
        }
    }
}

/// Until when a message is out of its folder.
#[must_use]
pub fn snoozed_until(date: &str) -> String {
    say!("Snoozed until {date}", date)
}

/// Where tags and the like stand in a row's whole name.
#[must_use]
pub fn tagged(names: &[&str]) -> String {
    say!("tagged {names}", names = names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_what_goes_and_where_else_it_is() {
        assert_eq!(erase(1), "Delete this message for good?");
        assert_eq!(erase(1_200), "Delete 1,200 messages for good?");
        assert_eq!(erase_what(3, 1), "1 of them are on the server, too; 2 only here.");
        assert_eq!(where_to(true, 2), "Copy 2 messages to");
    }
}
