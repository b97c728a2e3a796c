//! Commands, the keys that ask for them, and the palette.

use super::catalogue::{Word, count, say};
use crate::app::state::{Chord, Command, Conflict, Group, Set};

/// The sheet of keys, and what leads to it.
pub const SHORTCUTS: Word = Word("Keyboard shortcuts");
/// The command palette.
pub const PALETTE: Word = Word("Command palette");
/// What is to be typed there.
pub const PALETTE_FIELD: Word = Word("Command, folder or account");
/// What there is to choose.
pub const PALETTE_ENTRIES: Word = Word("Commands");
/// Which set of keys holds.
pub const KEY_SET: Word = Word("Keys");
/// Changes the keys of a command.
pub const CHANGE: Word = Word("Change");
/// Gives a command back what the set has.
pub const RESET: Word = Word("Reset");
/// The same for all of them.
pub const RESET_ALL: Word = Word("Reset all");
/// Between two keys that are pressed after each other.
pub const THEN: Word = Word("then");
/// Between two ways to press.
pub const OR: Word = Word("or");
/// Said of a command that has no keys.
pub const NO_KEYS: Word = Word("none");
/// Said where new ones are to be pressed.
pub const PRESS_KEYS: Word = Word("Press the new keys: one, or two after each other.");
/// The place where they are pressed.
pub const NEW_KEYS: Word = Word("New keys");
/// Said there before anything was pressed.
pub const WAITING_FOR_KEYS: Word = Word("waiting for keys");
/// What the list does by itself.
pub const KEYS_IN_LIST: Word = Word("In the list");

/// The keys of the list, which no set changes.
pub const LIST_KEYS: [(Word, &[&str]); 6] = [
    (Word("Up and down"), &["↑", "↓"]),
    (Word("By a page"), &["PageUp", "PageDown"]),
    (Word("First and last"), &["Home", "End"]),
    (Word("Open message"), &["Enter"]),
    (Word("Select a range"), &["Shift", "↑", "↓"]),
    (Word("Select all"), &["Ctrl", "A"]),
];

/// What a command is called.
#[must_use]
pub fn command(command: Command) -> &'static str {
    match command {
        Command::Next => say!("Next message"),
        Command::Previous => say!("Previous message"),
        Command::Open => say!("Open message"),
        Command::Back => say!("Back"),
        Command::Delete => say!("Delete"),
        Command::Archive => say!("Archive"),
        Command::Junk => say!("Move to Junk"),
        Command::Star => say!("Star, or not"),
        Command::Pin => say!("Pin, or not"),
        Command::Tags => say!("Tags"),
        Command::Snooze => say!("Snooze, or have it back"),
        Command::MoveTo => say!("Move to"),
        Command::CopyTo => say!("Copy to"),
        Command::NotJunk => say!("Not junk"),
        Command::DeleteForGood => say!("Delete for good"),
        Command::EmptyTrash => say!("Empty Trash"),
        Command::Undo => say!("Undo"),
        Command::MarkRead => say!("Mark as read"),
        Command::MarkUnread => say!("Mark as unread"),
        Command::Choose => say!("Select message"),
        Command::ChooseAll => say!("Select all messages"),
        Command::ChooseNone => say!("Clear the selection"),
        Command::Search => say!("Search mail"),
        Command::ClearSearch => say!("Clear the search"),
        Command::SortNewest => say!("Newest first"),
        Command::SortLargest => say!("Largest first"),
        Command::SortOldest => say!("Oldest first"),
        Command::SortSmallest => say!("Smallest first"),
        Command::SortSender => say!("Sort by sender"),
        Command::SortSubject => say!("Sort by subject"),
        Command::Mute => say!("Mute or unmute conversation"),
        Command::Conversations => say!("Conversations or single mails"),
        Command::Inboxes => say!("Go to inbox"),
        Command::Folders => say!("Go to folders"),
        Command::List => say!("Go to list"),
        Command::Message => say!("Go to message"),
        Command::Storage => say!("Storage"),
        Command::SaveSearch => say!("Save this search"),
        Command::NewFolder => say!("New folder"),
        Command::EditFolder => say!("Edit folder"),
        Command::RemoveFolder => say!("Remove folder"),
        Command::Rules => say!("Rules and junk filter"),
        Command::RuleFromMail => say!("Make a rule from this mail"),
        Command::ExplainJunk => say!("What the junk filter says"),
        Command::ViewSource => say!("View source"),
        Command::AllHeaders => say!("All headers"),
        Command::PlainText => say!("Plain text or as designed"),
        Command::Larger => say!("Larger text"),
        Command::Smaller => say!("Smaller text"),
        Command::NormalSize => say!("Normal size"),
        Command::Print => say!("Print"),
        Command::SaveCopy => say!("Save a copy"),
        Command::SaveEverything => say!("Save a copy of everything"),
        Command::Import => say!("Import mail"),
        Command::GetMail => say!("Get mail"),
        Command::AddAccount => say!("Add account"),
        Command::Palette => say!("Command palette"),
        Command::Shortcuts => say!("Keyboard shortcuts"),
    }
}

/// What commands are about.
#[must_use]
pub fn group(group: Group) -> &'static str {
    match group {
        Group::Messages => say!("Messages"),
        Group::Acting => say!("Actions"),
        Group::Places => say!("Places"),
        Group::Reading => say!("Reading"),
        Group::App => say!("Restante"),
    }
}

/// A set of keys.
#[must_use]
pub fn key_set(set: Set) -> &'static str {
    match set {
        Set::Gmail => say!("Like Gmail"),
        Set::Thunderbird => say!("Like Thunderbird"),
        Set::Off => say!("Off"),
    }
}

/// What a set means.
#[must_use]
pub fn key_set_hint(set: Set) -> Option<&'static str> {
    match set {
        Set::Gmail | Set::Thunderbird => None,
        Set::Off => Some(say!("No single key does anything. Those below always hold.")),
    }
}

/// The name of the button that changes a command's keys.
#[must_use]
pub fn change_keys_of(of: Command) -> String {
    say!("Change the keys of {command}", command = command(of))
}

/// The name of the button that gives a command its old keys back.
#[must_use]
pub fn reset_keys_of(of: Command) -> String {
    say!("Reset the keys of {command}", command = command(of))
}

/// What stands against new keys.
#[must_use]
pub fn conflict(conflict: Conflict) -> String {
    match conflict {
        Conflict::Same(other) => say!("These are the keys of “{command}”.", command = command(other)),
        Conflict::Begins(other, keys) => {
            say!("The keys of “{command}” begin so: {keys}.", command = command(other), keys = spoken(keys))
        }
        Conflict::Hidden(other, keys) => {
            say!(
                "{keys} alone is “{command}”: the second key would never come.",
                keys = spoken(keys),
                command = command(other)
            )
        }
        Conflict::Always(other) => say!("This key always means “{command}”.", command = command(other)),
        Conflict::Taken => say!("The browser or the list needs this key. Press another.").to_owned(),
    }
}

/// Saves new keys that another command has now.
#[must_use]
pub fn take_keys_from(other: Command) -> String {
    say!("Take them from “{command}”", command = command(other))
}

/// Keys, for those who hear them.
#[must_use]
pub fn spoken(keys: Chord) -> String {
    let strokes: Vec<String> = keys.strokes().map(|stroke| stroke.caps().join("+")).collect();
    strokes.join(&format!(" {THEN} "))
}

/// So many were found in the palette.
#[must_use]
pub fn palette_found(count: usize) -> String {
    match count {
        0 => say!("Nothing is called that.").to_owned(),
        _ => count!(u32::try_from(count).unwrap_or(u32::MAX), "1 found", "{count} found"),
    }
}
