//! Everything that can happen to the page.

use super::{
    Change, Command, Config, Focus, KeyboardAt, Layout, Note, OnAccount, OnActing, OnAppearance,
    OnAttachments, OnFiles, OnFolders, OnKeys, OnMaildrop, OnPalette, OnPreferences, OnProbe, OnRules,
    OnSearch, OnSelection, OnSender, OnStorage, Removal, Visible,
};
use crate::{
    engine::api::{Folder, Notice},
    store::{AccountId, FolderId, MessageId, Wish},
};

/// Everything that can happen to the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The relay said what it is; an empty one where it did not answer.
    Config(Config),
    /// The browser said whether it keeps this site's storage.
    StorageKept(bool),
    /// The page's address has changed, or was read for the first time.
    Address {
        /// What stands behind the page's own, with its `#`.
        address: String,
        /// What the page wrote into the history's entry, if it did.
        note: Option<Note>,
    },
    /// There is more room, or less.
    Layout(Layout),
    /// The worker said something.
    Notice(Notice),
    /// So many messages came in quiet hours, which go on for so many milliseconds.
    HeldBack(u32, u32),
    /// They are over.
    QuietOver,
    /// The clock was read, in Unix milliseconds.
    Clock(i64),

    /// Rules and the junk filter.
    Rules(OnRules),
    /// "Add account".
    AddAccount,
    /// Something in an account's menu.
    Account(OnAccount),
    /// "Account settings".
    EditAccount(AccountId),
    /// "Try the demo mailbox".
    TryDemo,
    /// Something was done to the account form.
    Form(Change),
    /// "Save account".
    SaveAccount,
    /// "Remove account", asked for.
    AskRemoval,
    /// "Remove account", confirmed or not.
    Remove(Removal),
    /// The dialog was put away.
    CloseDialog,

    /// A folder was chosen.
    OpenFolder(Folder),
    /// The folders slide in, or away.
    Drawer(bool),
    /// These rows of the list are in view.
    Look(Visible),
    /// The keyboard is at this row.
    Point(u32),
    /// A key moves the keyboard to this row.
    Step(u32),
    /// A row was opened.
    OpenRow(u32),
    /// Another message of the same conversation was opened.
    OpenBeside(MessageId),
    /// The message is on the screen.
    MessageShown(MessageId),
    /// Back to where the reader was before: the list, the mail, the account form.
    GoBack,
    /// "Mark as unread", or as read.
    MarkRead(bool),
    /// The same for the message of a row.
    MarkRow(u32, bool),
    /// The conversations of these messages are muted, or no longer.
    Mute(Vec<MessageId>, bool),
    /// Something about how it is shown.
    Appearance(OnAppearance),
    /// "View source".
    ViewSource,
    /// "Save as .eml".
    SaveSource,
    /// Something about how the page looks.
    Preferences(OnPreferences),
    /// Something with its attachments.
    Attachments(OnAttachments),
    /// Something about who wrote it, and what they could do with it.
    Sender(OnSender),
    /// "Download full message".
    DownloadFull,
    /// What is to become of the open message on the server.
    Wish(Wish),
    /// "Archive", "Junk", "Move to": those that are chosen, or the open message.
    MoveTo(FolderId),
    /// The same for the message of a row.
    MoveRow(u32, FolderId),
    /// Something that is done with messages.
    Act(OnActing),
    /// Something that is done with folders.
    Folders(OnFolders),
    /// "Undo": a deletion's number.
    Undo(u32),
    /// "Undo" by the keyboard: the last deletion.
    UndoLast,
    /// The time to undo a deletion is over.
    CarryOut(u32),

    /// A command, with the keyboard in this place.
    Run(Command, KeyboardAt),
    /// The keyboard is to go here.
    Focus(Focus),
    /// Something about the keys.
    Keys(OnKeys),
    /// Something with the command palette.
    Palette(OnPalette),
    /// Something with the search field, or with what the list is sorted by.
    Search(OnSearch),
    /// Something to choose messages, or with those that are chosen.
    Select(OnSelection),
    /// Something on the screen "Messages on the server".
    Maildrop(OnMaildrop),
    /// Something on the screen "Storage", or about what is damaged.
    Storage(OnStorage),
    /// Something about copies of mail as files, or mail from files.
    Files(OnFiles),
    /// Something about whether an account's server works.
    Probe(OnProbe),
    /// "Server report".
    ShowReport(AccountId),
    /// "All headers".
    ShowHeaders,
    /// "Copy headers".
    CopyHeaders,
    /// "Copy report".
    CopyReport,
    /// It was copied, or the browser refused that.
    Copied(bool),

    /// "Get mail".
    GetMail,
    /// "Stop".
    Stop(AccountId),
    /// "Try again", in the middle of a pause.
    TryNow(AccountId),
    /// "Try again": an alert's account.
    TryAgain(u32),
    /// An alert was put away.
    Dismiss(u32),
    /// "Send it unencrypted", or "Cancel".
    SendUnencrypted(bool),
    /// "Trust this certificate", or "Cancel".
    Trust(bool),
    /// "Reload".
    Reload,
}
