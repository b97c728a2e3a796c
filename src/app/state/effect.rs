//! What the state asks the browser to do.

use std::rc::Rc;

use super::{Command, Field, HistoryEntry, Note, Notification, Preferences};
use crate::{engine::api::Request, store::AccountId};

/// Something for the browser to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send this to the worker.
    Send(Request),
    /// Ask the browser to keep this site's storage, and hear what it says.
    KeepStorage,
    /// Ask the browser how much is stored, and how much may be.
    EstimateStorage,
    /// Move the keyboard to this place once it is drawn.
    Focus(Focus),
    /// Put the cursor of the search field here, in UTF-16 code units, once it is drawn.
    Caret(u32),
    /// Scroll the message list so far that this row shows.
    Reveal(u32),
    /// The same, and the keyboard stays where it is.
    Bring(u32),
    /// So many rows came in above the ones in view: scroll along, so that nothing moves.
    Follow(i64),
    /// Show the message list from its beginning.
    Rewind,
    /// Scroll the list of a maildrop so far that this row shows.
    RevealOnServer(u32),
    /// Read the clock after so many milliseconds.
    Tick(u32),
    /// Say after so many milliseconds that the time to undo the deletion of this number is over.
    Later(u32, u32),
    /// Give this text to the clipboard, and hear whether that went well.
    Copy(String),
    /// Give the reader a file.
    Save {
        /// Its name, safe to save under.
        name: String,
        /// What it holds.
        bytes: Rc<[u8]>,
    },
    /// Ask the reader for a file to write into, of this name, and hear whether there is one.
    OpenFile {
        /// The number of the copy.
        number: u32,
        /// What it is to be called.
        name: String,
    },
    /// Write this at its end, and hear when that is done.
    WriteFile {
        /// The number of the copy.
        number: u32,
        /// What comes next in it.
        bytes: Rc<[u8]>,
    },
    /// That was all: hear when it is where it belongs.
    CloseFile(u32),
    /// Nothing of it is wanted.
    DropFile(u32),
    /// The files that the reader has chosen are being read from now on, or no longer.
    UseFiles(bool),
    /// Read bytes of a file that the reader has chosen.
    ReadFile {
        /// The number of what is brought in.
        number: u32,
        /// Which of the files.
        file: u32,
        /// From here ...
        from: u64,
        /// ... up to here.
        to: u64,
    },
    /// A stretch of time begins, unless it has begun already.
    Begin(Span),
    /// The same, begun at this time, in milliseconds since the navigation.
    BeginAt(Span, f64),
    /// What began as the first goes on as the second.
    Rename(Span, Span),
    /// It ends once the page is drawn: a User Timing measure with these figures.
    End(Span, Vec<(&'static str, Figure)>),
    /// It ends without a measure.
    Drop(Span),
    /// Keep this on the device as what the reader chose of the keys.
    KeepKeys(String),
    /// Lets so many milliseconds of quiet hours pass (`Msg::QuietOver`).
    WaitOutQuiet(u32),
    /// Erases all that this site keeps on the device, and begins anew.
    EraseEverything,
    /// Keeps which folders are folded.
    KeepFolded(String),
    /// Write the page's address.
    Address {
        /// With its `#`.
        address: String,
        /// What to write into its entry of the browser's history.
        note: Note,
        /// What becomes of the entry before.
        entry: HistoryEntry,
    },
    /// Go back in the browser's history.
    GoBack,
    /// Keep how the page looks, and let it look so.
    KeepPreferences(Preferences),
    /// Fetch the words of the language that was chosen, and speak it.
    Speak,
    /// Ask whether the page may tell of new mail outside of itself.
    AskToNotify,
    /// Tell of new mail.
    Notify(Notification),
    /// Print the open message.
    Print,
    /// Load the page anew.
    Reload,
}

/// Where the keyboard goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The folder that is open, or the first.
    Folders,
    /// The message list's row in focus.
    List,
    /// The search field.
    Search,
    /// The message's subject.
    Message,
    /// The title above a maildrop.
    Maildrop,
    /// The title above what the storage holds.
    Storage,
    /// The button that changes the keys of a command.
    KeysOf(Command),
    /// A field of the account form.
    Field(Field),
    /// The button of an account's menu.
    AccountMenu(AccountId),
}

/// A stretch of time that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// From the start of the navigation to the first overview.
    Startup,
    /// From the choice of a folder to its rows.
    OpenFolder,
    /// From the click to the message.
    OpenMessage,
    /// From a keystroke in the search field, by its number, to its rows.
    Search(u32),
    /// An account is being saved; goes on as `Collect`.
    SaveAccount,
    /// From "Get mail" to the end of an account's collecting.
    Collect(AccountId),
}

impl Span {
    /// The name of its User Timing measure; `None` for what is never measured.
    #[must_use]
    pub fn measure(self) -> Option<&'static str> {
        match self {
            Self::Startup => Some("restante:startup"),
            Self::OpenFolder => Some("restante:open-folder"),
            Self::OpenMessage => Some("restante:open-message"),
            Self::Search(_) => Some("restante:search"),
            Self::SaveAccount => None,
            Self::Collect(_) => Some("restante:collect"),
        }
    }
}

/// A figure of a measure's detail.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A count; exact up to 2^53, as numbers are in a browser.
    Count(u64),
    /// A name.
    Name(String),
}
