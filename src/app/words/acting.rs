//! What is done with messages: stars, tags, pins, putting off, putting elsewhere, deleting for good.

use super::{messages, number};

/// Gives a star.
pub const STAR: &str = "Star";
/// Takes it.
pub const UNSTAR: &str = "Remove star";
/// Said of a message that has one.
pub const STARRED: &str = "Starred";
/// Puts before all others.
pub const PIN: &str = "Pin to the top";
/// No longer.
pub const UNPIN: &str = "Unpin";
/// Said of a message that stands before all others.
pub const AT_THE_TOP: &str = "Pinned";
/// Puts off.
pub const SNOOZE: &str = "Snooze";
/// Until this evening or so.
pub const SNOOZE_LATER: &str = "Later today";
/// Until tomorrow.
pub const SNOOZE_TOMORROW: &str = "Tomorrow morning";
/// Until Monday.
pub const SNOOZE_NEXT_WEEK: &str = "Next week";
/// Until some other time.
pub const SNOOZE_PICK: &str = "Pick a date and time";
/// Has it back.
pub const SNOOZE_BACK: &str = "Back to its folder";
/// The field for that time.
pub const SNOOZE_UNTIL: &str = "Until";
/// Said of what stands there.
pub const SNOOZE_REFUSED: &str = "Choose a time that is still to come.";
/// The sheet of tags, and what leads to it.
pub const TAGS: &str = "Tags";
/// Before there are any.
pub const NO_TAGS: &str = "There are no tags yet. Name the first one.";
/// The field for the next one.
pub const NEW_TAG: &str = "New tag";
/// Adds it.
pub const ADD_TAG: &str = "Add";
/// All that can be made are made.
pub const TAGS_FULL: &str = "There is room for 16 tags, and all of them are made.";
/// Copies to another folder.
pub const COPY_TO: &str = "Copy to";
/// The field in which a folder is named.
pub const FOLDER_FIELD: &str = "Folder";
/// What there is to choose.
pub const FOLDER_CHOICES: &str = "Folders to choose from";
/// Nothing is called so.
pub const NO_FOLDER_FOUND: &str = "No folder is called that.";
/// Asks, and deletes for good.
pub const DELETE_FOR_GOOD: &str = "Delete for good";
/// The same for all that is in the Trash.
pub const EMPTY_TRASH: &str = "Empty Trash";
/// Deletes on this device.
pub const DELETE_HERE: &str = "Delete here";
/// Deletes on this device and on the server.
pub const DELETE_EVERYWHERE: &str = "Delete here and on the server";
/// What the account's settings say.
pub const FOLLOWS: &str = "The account’s settings ask to delete on the server what is deleted here.";
/// Puts into Junk.
pub const JUNK: &str = "Move to Junk";
/// Takes out of it.
pub const NOT_JUNK: &str = "Not junk";
/// Chooses some of the list.
pub const SELECT_SOME: &str = "Select some";
/// Criteria: those not read.
pub const SELECT_UNREAD: &str = "Unread";
/// Those that are.
pub const SELECT_READ: &str = "Read";
/// Those with a star.
pub const SELECT_STARRED: &str = "With a star";
/// Those with attachments.
pub const SELECT_ATTACHMENTS: &str = "With attachments";
/// Those larger than a megabyte.
pub const SELECT_LARGE: &str = "Larger than 1 MB";
/// Those older than a month.
pub const SELECT_OLD: &str = "Older than a month";
/// Those older than a year.
pub const SELECT_VERY_OLD: &str = "Older than a year";
/// Those of the same sender.
pub const SELECT_SENDER: &str = "From this sender";
/// All of the list.
pub const SELECT_ALL: &str = "All";

/// The colours that a tag can have.
#[must_use]
pub const fn tag_colour(colour: u8) -> &'static str {
    match colour {
        0 => "Red",
        1 => "Orange",
        2 => "Green",
        3 => "Teal",
        4 => "Blue",
        _ => "Violet",
    }
}

/// The name of the field of a tag's name.
#[must_use]
pub fn name_of_tag(name: &str) -> String {
    format!("Name of the tag {name}")
}

/// The name of the field of its colour.
#[must_use]
pub fn colour_of_tag(name: &str) -> String {
    format!("Colour of the tag {name}")
}

/// The name of the button that takes it away.
#[must_use]
pub fn remove_tag(name: &str) -> String {
    format!("Remove the tag {name}")
}

/// The head of the sheet of tags.
#[must_use]
pub fn tags_of(count: u32) -> String {
    match count {
        0 => TAGS.to_owned(),
        1 => "Tags of this message".to_owned(),
        _ => format!("Tags of {}", messages(count)),
    }
}

/// The head of the dialog that asks where to.
#[must_use]
pub fn where_to(copies: bool, count: u32) -> String {
    let verb = if copies { "Copy" } else { "Move" };
    if count == 1 { format!("{verb} message to") } else { format!("{verb} {} to", messages(count)) }
}

/// Makes a folder of this name, and puts them there.
#[must_use]
pub fn new_folder(name: &str) -> String {
    format!("New folder “{name}”")
}

/// The head of the dialog that puts messages off.
#[must_use]
pub fn snooze_some(count: u32) -> String {
    if count == 1 { "Snooze message".to_owned() } else { format!("Snooze {}", messages(count)) }
}

/// The head of the dialog that asks before something is deleted for good.
#[must_use]
pub fn erase(count: u32) -> String {
    if count == 1 {
        "Delete this message for good?".to_owned()
    } else {
        format!("Delete {} for good?", messages(count))
    }
}

/// What would go, and what would not.
#[must_use]
pub fn erase_what(count: u32, there: u32) -> String {
    match (count, there) {
        (1, 0) => "It is on this device only: nobody can fetch it again.".to_owned(),
        (1, _) => "It is on the server, too.".to_owned(),
        (_, 0) => "They are on this device only: nobody can fetch them again.".to_owned(),
        (count, there) if count == there => "All of them are on the server, too.".to_owned(),
        (count, there) => {
            format!("{} of them are on the server, too; {} only here.", number(there), number(count - there))
        }
    }
}

/// Until when a message is out of its folder.
#[must_use]
pub fn snoozed_until(date: &str) -> String {
    format!("Snoozed until {date}")
}

/// Where tags and the like stand in a row's whole name.
#[must_use]
pub fn tagged(names: &[&str]) -> String {
    format!("tagged {}", names.join(", "))
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
