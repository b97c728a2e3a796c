//! The sets of keys that there are.

use super::{
    super::commands::Command::{self, *},
    Set,
};

/// What holds in every set, and cannot be given to another command.
pub(super) const ALWAYS: [(Command, &str); 4] =
    [(Back, "Escape"), (Delete, "Delete"), (Undo, "Ctrl+z"), (Palette, "Ctrl+k")];

/// As in Gmail, as far as there is the same command.
const GMAIL: [(Command, &str); 29] = [
    (Next, "j"),
    (Previous, "k"),
    (Open, "o"),
    (Back, "u"),
    (Delete, "#"),
    (Archive, "e"),
    (Junk, "!"),
    (Star, "s"),
    (Tags, "l"),
    (Snooze, "b"),
    (MoveTo, "v"),
    (Pin, "+"),
    (DeleteForGood, "Shift+Delete"),
    (CopyTo, "Shift+c"),
    (Undo, "z"),
    (MarkRead, "Shift+i"),
    (MarkUnread, "Shift+u"),
    (Mute, "m"),
    (Choose, "x"),
    (ChooseAll, "* a"),
    (ChooseNone, "* n"),
    (Search, "/"),
    (Inboxes, "g i"),
    (Folders, "g l"),
    (List, "g j"),
    (Message, "g o"),
    (Storage, "g h"),
    (GetMail, "Shift+n"),
    (Shortcuts, "?"),
];

/// As in Thunderbird, as far as there is the same command and the browser leaves the key to the page.
const THUNDERBIRD: [(Command, &str); 16] = [
    (Next, "f"),
    (Previous, "b"),
    (Open, "Ctrl+o"),
    (Archive, "a"),
    (Junk, "j"),
    (NotJunk, "Shift+j"),
    (Star, "s"),
    (Tags, "t"),
    (DeleteForGood, "Shift+Delete"),
    (MarkRead, "m"),
    (MarkUnread, "Shift+m"),
    (Mute, "k"),
    (Search, "/"),
    (ViewSource, "Ctrl+u"),
    (GetMail, "F9"),
    (Shortcuts, "?"),
];

impl Set {
    pub(super) const fn keys(self) -> &'static [(Command, &'static str)] {
        match self {
            Self::Gmail => &GMAIL,
            Self::Thunderbird => &THUNDERBIRD,
            Self::Off => &[],
        }
    }
}
