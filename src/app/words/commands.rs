//! Commands, the keys that ask for them, and the palette.

use crate::app::state::{Chord, Command, Conflict, Group, Set};

/// The sheet of keys, and what leads to it.
pub const SHORTCUTS: &str = "Keyboard shortcuts";
/// The command palette.
pub const PALETTE: &str = "Command palette";
/// What is to be typed there.
pub const PALETTE_FIELD: &str = "Command, folder or account";
/// What there is to choose.
pub const PALETTE_ENTRIES: &str = "Commands";
/// Which set of keys holds.
pub const KEY_SET: &str = "Keys";
/// Changes the keys of a command.
pub const CHANGE: &str = "Change";
/// Gives a command back what the set has.
pub const RESET: &str = "Reset";
/// The same for all of them.
pub const RESET_ALL: &str = "Reset all";
/// Between two keys that are pressed after each other.
pub const THEN: &str = "then";
/// Between two ways to press.
pub const OR: &str = "or";
/// Said of a command that has no keys.
pub const NO_KEYS: &str = "none";
/// Said where new ones are to be pressed.
pub const PRESS_KEYS: &str = "Press the new keys: one, or two after each other.";
/// The place where they are pressed.
pub const NEW_KEYS: &str = "New keys";
/// Said there before anything was pressed.
pub const WAITING_FOR_KEYS: &str = "waiting for keys";
/// What the list does by itself.
pub const KEYS_IN_LIST: &str = "In the list";

/// The keys of the list, which no set changes.
pub const LIST_KEYS: [(&str, &[&str]); 6] = [
    ("Up and down", &["↑", "↓"]),
    ("By a page", &["PageUp", "PageDown"]),
    ("First and last", &["Home", "End"]),
    ("Open message", &["Enter"]),
    ("Select a range", &["Shift", "↑", "↓"]),
    ("Select all", &["Ctrl", "A"]),
];

/// What a command is called.
#[must_use]
pub const fn command(command: Command) -> &'static str {
    match command {
        Command::Next => "Next message",
        Command::Previous => "Previous message",
        Command::Open => "Open message",
        Command::Back => "Back",
        Command::Delete => "Delete",
        Command::Archive => "Archive",
        Command::Junk => "Move to Junk",
        Command::Star => "Star, or not",
        Command::Pin => "Pin, or not",
        Command::Tags => "Tags",
        Command::Snooze => "Snooze, or have it back",
        Command::MoveTo => "Move to",
        Command::CopyTo => "Copy to",
        Command::NotJunk => "Not junk",
        Command::DeleteForGood => "Delete for good",
        Command::EmptyTrash => "Empty Trash",
        Command::Undo => "Undo",
        Command::MarkRead => "Mark as read",
        Command::MarkUnread => "Mark as unread",
        Command::Choose => "Select message",
        Command::ChooseAll => "Select all messages",
        Command::ChooseNone => "Clear the selection",
        Command::Search => "Search mail",
        Command::ClearSearch => "Clear the search",
        Command::SortNewest => "Newest first",
        Command::SortLargest => "Largest first",
        Command::SortOldest => "Oldest first",
        Command::SortSmallest => "Smallest first",
        Command::SortSender => "Sort by sender",
        Command::SortSubject => "Sort by subject",
        Command::Mute => "Mute or unmute conversation",
        Command::Conversations => "Conversations or single mails",
        Command::Inboxes => "Go to inbox",
        Command::Folders => "Go to folders",
        Command::List => "Go to list",
        Command::Message => "Go to message",
        Command::Storage => "Storage",
        Command::SaveSearch => "Save this search",
        Command::NewFolder => "New folder",
        Command::EditFolder => "Edit folder",
        Command::RemoveFolder => "Remove folder",
        Command::Rules => "Rules and junk filter",
        Command::RuleFromMail => "Make a rule from this mail",
        Command::ExplainJunk => "What the junk filter says",
        Command::ViewSource => "View source",
        Command::AllHeaders => "All headers",
        Command::PlainText => "Plain text or as designed",
        Command::Larger => "Larger text",
        Command::Smaller => "Smaller text",
        Command::NormalSize => "Normal size",
        Command::Print => "Print",
        Command::SaveCopy => "Save a copy",
        Command::SaveEverything => "Save a copy of everything",
        Command::Import => "Import mail",
        Command::GetMail => "Get mail",
        Command::AddAccount => "Add account",
        Command::Palette => "Command palette",
        Command::Shortcuts => "Keyboard shortcuts",
    }
}

/// What commands are about.
#[must_use]
pub const fn group(group: Group) -> &'static str {
    match group {
        Group::Messages => "Messages",
        Group::Acting => "Actions",
        Group::Places => "Places",
        Group::Reading => "Reading",
        Group::App => "Restante",
    }
}

/// A set of keys.
#[must_use]
pub const fn key_set(set: Set) -> &'static str {
    match set {
        Set::Gmail => "Like Gmail",
        Set::Thunderbird => "Like Thunderbird",
        Set::Off => "Off",
    }
}

/// What a set means.
#[must_use]
pub const fn key_set_hint(set: Set) -> Option<&'static str> {
    match set {
        Set::Gmail | Set::Thunderbird => None,
        Set::Off => Some("No single key does anything. Those below always hold."),
    }
}

/// The name of the button that changes a command's keys.
#[must_use]
pub fn change_keys_of(of: Command) -> String {
    format!("Change the keys of {}", command(of))
}

/// The name of the button that gives a command its old keys back.
#[must_use]
pub fn reset_keys_of(of: Command) -> String {
    format!("Reset the keys of {}", command(of))
}

/// What stands against new keys.
#[must_use]
pub fn conflict(conflict: Conflict) -> String {
    match conflict {
        Conflict::Same(other) => format!("These are the keys of “{}”.", command(other)),
        Conflict::Begins(other, keys) => {
            format!("The keys of “{}” begin so: {}.", command(other), spoken(keys))
        }
        Conflict::Hidden(other, keys) => {
            format!("{} alone is “{}”: the second key would never come.", spoken(keys), command(other))
        }
        Conflict::Always(other) => format!("This key always means “{}”.", command(other)),
        Conflict::Taken => "The browser or the list needs this key. Press another.".to_owned(),
    }
}

/// Saves new keys that another command has now.
#[must_use]
pub fn take_keys_from(other: Command) -> String {
    format!("Take them from “{}”", command(other))
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
        0 => "Nothing is called that.".to_owned(),
        1 => "1 found".to_owned(),
        _ => format!("{count} found"),
    }
}
