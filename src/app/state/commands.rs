//! Everything that can be done by a key or from the command palette: what it is called in a file, whether
//! it can be done now, and the message that does it.

use std::rc::Rc;

use super::{
    Effect, Focus, Layout, Msg, OnActing, OnAppearance, OnFiles, OnKeys, OnPalette, OnPreferences, OnRules,
    OnSearch, OnSelection, OnStorage, OnTags, Reader, Source, State, Whom, folder_form,
};
use crate::{
    engine::api::{Folder, Order, Request},
    store::{FolderId, MessageId},
};

/// Something that can be done by a key or from the command palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// To the next message.
    Next,
    /// To the previous message.
    Previous,
    /// Opens the message that the keyboard is at.
    Open,
    /// Back to where the reader was before.
    Back,
    /// Deletes.
    Delete,
    /// Puts away.
    Archive,
    /// Puts into Junk.
    Junk,
    /// Gives a star, or takes it.
    Star,
    /// Puts before all others, or no longer.
    Pin,
    /// Gives tags, or takes them.
    Tags,
    /// Puts off until some time, or has it back.
    Snooze,
    /// Asks where to move.
    MoveTo,
    /// Asks where to copy.
    CopyTo,
    /// Takes out of Junk.
    NotJunk,
    /// Asks, and deletes for good.
    DeleteForGood,
    /// Asks, and deletes all that is in the Trash for good.
    EmptyTrash,
    /// Undoes what was done last.
    Undo,
    /// Marks as read.
    MarkRead,
    /// Marks as unread.
    MarkUnread,
    /// Mutes the conversation, or no longer.
    Mute,
    /// Chooses the message that the keyboard is at, or no more.
    Choose,
    /// Chooses all of the view.
    ChooseAll,
    /// Chooses none.
    ChooseNone,
    /// To the search field.
    Search,
    /// Shows the whole folder again.
    ClearSearch,
    /// The newest first.
    SortNewest,
    /// The largest first.
    SortLargest,
    /// The oldest first.
    SortOldest,
    /// The smallest first.
    SortSmallest,
    /// By who wrote it; from the end of the alphabet where it is so already.
    SortSender,
    /// By what it is about, likewise.
    SortSubject,
    /// Conversations as rows of the list, or single mails.
    Conversations,
    /// To the inboxes.
    Inboxes,
    /// To the folders.
    Folders,
    /// To the list.
    List,
    /// To the message.
    Message,
    /// To what is stored here.
    Storage,
    /// Makes a folder of what is searched for.
    SaveSearch,
    /// Makes a folder.
    NewFolder,
    /// Renames the open folder, or puts it elsewhere.
    EditFolder,
    /// Takes the open folder away.
    RemoveFolder,
    /// To the rules and the junk filter.
    Rules,
    /// Makes a rule of the message.
    RuleFromMail,
    /// Says what the junk filter makes of the message.
    ExplainJunk,
    /// Shows the raw message.
    ViewSource,
    /// Shows all header fields.
    AllHeaders,
    /// Shows the plain text, or what the sender designed.
    PlainText,
    /// Larger.
    Larger,
    /// Smaller.
    Smaller,
    /// In its own size.
    NormalSize,
    /// Prints the message.
    Print,
    /// Saves a copy of those that are chosen, or else of the list.
    SaveCopy,
    /// Saves a copy of all mail.
    SaveEverything,
    /// Brings mail in from files.
    Import,
    /// Collects from all accounts.
    GetMail,
    /// Adds an account.
    AddAccount,
    /// The command palette.
    Palette,
    /// What the keys are, and how to change them.
    Shortcuts,
}

/// What a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// From message to message.
    Messages,
    /// What is done with messages.
    Acting,
    /// From place to place.
    Places,
    /// How the open message is shown.
    Reading,
    /// The app.
    App,
}

/// Where the keyboard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyboardAt {
    /// On a row of the list: that row is meant.
    List,
    /// Anywhere else: the open message is meant.
    Elsewhere,
}

impl Group {
    /// All, in the order they are shown in.
    pub const ALL: [Self; 5] = [Self::Messages, Self::Acting, Self::Places, Self::Reading, Self::App];
}

impl Command {
    /// All, in the order they are shown in.
    pub const ALL: [Self; 58] = [
        Self::Next,
        Self::Previous,
        Self::Open,
        Self::Back,
        Self::Delete,
        Self::Archive,
        Self::Junk,
        Self::Star,
        Self::Pin,
        Self::Tags,
        Self::Snooze,
        Self::MoveTo,
        Self::CopyTo,
        Self::NotJunk,
        Self::DeleteForGood,
        Self::EmptyTrash,
        Self::Undo,
        Self::MarkRead,
        Self::MarkUnread,
        Self::Mute,
        Self::Choose,
        Self::ChooseAll,
        Self::ChooseNone,
        Self::Search,
        Self::ClearSearch,
        Self::SortNewest,
        Self::SortLargest,
        Self::SortOldest,
        Self::SortSmallest,
        Self::SortSender,
        Self::SortSubject,
        Self::Conversations,
        Self::Inboxes,
        Self::Folders,
        Self::List,
        Self::Message,
        Self::Storage,
        Self::SaveSearch,
        Self::NewFolder,
        Self::EditFolder,
        Self::RemoveFolder,
        Self::Rules,
        Self::RuleFromMail,
        Self::ExplainJunk,
        Self::ViewSource,
        Self::AllHeaders,
        Self::PlainText,
        Self::Larger,
        Self::Smaller,
        Self::NormalSize,
        Self::Print,
        Self::SaveCopy,
        Self::SaveEverything,
        Self::Import,
        Self::GetMail,
        Self::AddAccount,
        Self::Palette,
        Self::Shortcuts,
    ];

    /// The name that stays the same whatever else changes: the reader's own keys are kept by it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Previous => "previous",
            Self::Open => "open",
            Self::Back => "back",
            Self::Delete => "delete",
            Self::Archive => "archive",
            Self::Junk => "junk",
            Self::Star => "star",
            Self::Pin => "pin",
            Self::Tags => "tags",
            Self::Snooze => "snooze",
            Self::MoveTo => "move-to",
            Self::CopyTo => "copy-to",
            Self::NotJunk => "not-junk",
            Self::DeleteForGood => "delete-for-good",
            Self::EmptyTrash => "empty-trash",
            Self::Undo => "undo",
            Self::MarkRead => "mark-read",
            Self::MarkUnread => "mark-unread",
            Self::Mute => "mute",
            Self::Choose => "choose",
            Self::ChooseAll => "choose-all",
            Self::ChooseNone => "choose-none",
            Self::Search => "search",
            Self::ClearSearch => "clear-search",
            Self::SortNewest => "sort-newest",
            Self::SortLargest => "sort-largest",
            Self::SortOldest => "sort-oldest",
            Self::SortSmallest => "sort-smallest",
            Self::SortSender => "sort-sender",
            Self::SortSubject => "sort-subject",
            Self::Conversations => "conversations",
            Self::Inboxes => "inboxes",
            Self::Folders => "folders",
            Self::List => "list",
            Self::Message => "message",
            Self::Storage => "storage",
            Self::SaveSearch => "save-search",
            Self::NewFolder => "new-folder",
            Self::EditFolder => "edit-folder",
            Self::RemoveFolder => "remove-folder",
            Self::Rules => "rules",
            Self::RuleFromMail => "rule-from-mail",
            Self::ExplainJunk => "explain-junk",
            Self::ViewSource => "view-source",
            Self::AllHeaders => "all-headers",
            Self::PlainText => "plain-text",
            Self::Larger => "larger",
            Self::Smaller => "smaller",
            Self::NormalSize => "normal-size",
            Self::Print => "print",
            Self::SaveCopy => "save-copy",
            Self::SaveEverything => "save-everything",
            Self::Import => "import",
            Self::GetMail => "get-mail",
            Self::AddAccount => "add-account",
            Self::Palette => "palette",
            Self::Shortcuts => "shortcuts",
        }
    }

    /// The command of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.name() == name)
    }

    /// What it is about.
    #[must_use]
    pub const fn group(self) -> Group {
        match self {
            Self::Next | Self::Previous | Self::Open | Self::Back => Group::Messages,
            Self::Delete
            | Self::Archive
            | Self::Junk
            | Self::Star
            | Self::Pin
            | Self::Tags
            | Self::Snooze
            | Self::MoveTo
            | Self::CopyTo
            | Self::NotJunk
            | Self::DeleteForGood
            | Self::EmptyTrash
            | Self::Undo
            | Self::MarkRead
            | Self::MarkUnread
            | Self::Mute
            | Self::RuleFromMail
            | Self::ExplainJunk
            | Self::Choose
            | Self::ChooseAll
            | Self::ChooseNone => Group::Acting,
            Self::Search
            | Self::ClearSearch
            | Self::SortNewest
            | Self::SortLargest
            | Self::SortOldest
            | Self::SortSmallest
            | Self::SortSender
            | Self::SortSubject
            | Self::Conversations
            | Self::Inboxes
            | Self::Folders
            | Self::List
            | Self::Message
            | Self::Storage
            | Self::SaveSearch
            | Self::NewFolder
            | Self::EditFolder
            | Self::RemoveFolder
            | Self::Rules => Group::Places,
            Self::ViewSource
            | Self::AllHeaders
            | Self::PlainText
            | Self::Larger
            | Self::Smaller
            | Self::NormalSize
            | Self::Print => Group::Reading,
            Self::SaveCopy
            | Self::SaveEverything
            | Self::Import
            | Self::GetMail
            | Self::AddAccount
            | Self::Palette
            | Self::Shortcuts => Group::App,
        }
    }

    /// It happens again and again while its key is held down.
    #[must_use]
    pub const fn repeats(self) -> bool {
        matches!(self, Self::Next | Self::Previous | Self::Larger | Self::Smaller)
    }

    /// The message that does it, with the keyboard in this place; `None` where there is nothing to do it
    /// with.
    #[must_use]
    pub fn msg(self, state: &State, place: KeyboardAt) -> Option<Msg> {
        match self.group() {
            Group::Messages | Group::Acting => self.with_messages(state, place),
            Group::Places => self.to_a_place(state),
            Group::Reading => self.reading(state.read_now()?),
            Group::App => match self {
                Self::GetMail => {
                    let collects = state.accounts().iter().any(|(id, _)| !state.is_retired(*id));
                    collects.then_some(Msg::GetMail)
                }
                Self::SaveCopy | Self::SaveEverything | Self::Import => self.with_files(state),
                Self::AddAccount => state.overview.as_ref().map(|_| Msg::AddAccount),
                Self::Palette => Some(Msg::Palette(OnPalette::Open(place))),
                _ => Some(Msg::Keys(OnKeys::Show)),
            },
        }
    }

    fn with_files(self, state: &State) -> Option<Msg> {
        let act = match self {
            Self::Import if state.files.bringing.is_none() => OnFiles::AskImport(Vec::new()),
            Self::SaveEverything if state.files.saving.is_none() => OnFiles::AskSave(Source::Everything),
            Self::SaveCopy if state.files.saving.is_none() && state.shows_mail() => {
                let chosen = !state.selection.is_empty();
                OnFiles::AskSave(if chosen { Source::Messages(Whom::Chosen) } else { Source::List })
            }
            _ => return None,
        };
        (!state.accounts().is_empty()).then_some(Msg::Files(act))
    }

    fn with_messages(self, state: &State, place: KeyboardAt) -> Option<Msg> {
        match self {
            Self::Back => return state.can_go_back().then_some(Msg::GoBack),
            Self::Undo => {
                let can = !(state.deletions.is_empty() && state.done.is_empty());
                return can.then_some(Msg::UndoLast);
            }
            _ if !state.shows_mail() => return None,
            _ => {}
        }
        let list = &state.list;
        let chosen = !state.selection.is_empty();
        let rows = (list.total() > 0).then_some(list.cursor());
        let row = rows.filter(|_| place == KeyboardAt::List);
        let open = state.reader.as_ref();
        let whom = match row.filter(|_| !chosen) {
            Some(row) => Some(Whom::Row(row)),
            None => (chosen || open.is_some()).then_some(Whom::Chosen),
        };
        match self {
            Self::Next => state.beside(place, |at| at.checked_add(1)),
            Self::Previous => state.beside(place, |at| at.checked_sub(1)),
            Self::Open => row.map(Msg::OpenRow),
            Self::EmptyTrash => {
                let is_trash = state.opened == Some(Folder::Of(FolderId::TRASH)) && list.total() > 0;
                is_trash.then_some(Msg::Act(OnActing::AskEmptyTrash))
            }
            Self::Tags => Some(Msg::Act(OnActing::Tags(OnTags::Show(whom)))),
            Self::Delete
            | Self::DeleteForGood
            | Self::Star
            | Self::Pin
            | Self::Snooze
            | Self::MoveTo
            | Self::CopyTo => self.acting(state, whom?),
            Self::NotJunk => {
                let is_junk = state.opened == Some(Folder::Of(FolderId::JUNK));
                let msg = match row.filter(|_| !chosen) {
                    Some(row) => Some(Msg::MoveRow(row, FolderId::INBOX)),
                    None => (chosen || open.is_some()).then_some(Msg::MoveTo(FolderId::INBOX)),
                };
                msg.filter(|_| is_junk)
            }
            Self::Archive | Self::Junk => {
                let to = if self == Self::Archive { FolderId::ARCHIVE } else { FolderId::JUNK };
                let moves = state.folders_to_move_to().contains(&to);
                let msg = match row.filter(|_| !chosen) {
                    Some(row) => Some(Msg::MoveRow(row, to)),
                    None => (chosen || open.is_some()).then_some(Msg::MoveTo(to)),
                };
                msg.filter(|_| moves)
            }
            Self::MarkRead | Self::MarkUnread => {
                let read = self == Self::MarkRead;
                if chosen {
                    return Some(Msg::Select(OnSelection::MarkRead(read)));
                }
                match row {
                    Some(row) => {
                        list.row(row).filter(|row| row.read != read).map(|_| Msg::MarkRow(row, read))
                    }
                    None => open.filter(|open| open.read != read).map(|_| Msg::MarkRead(read)),
                }
            }
            Self::Mute => {
                let meant = match (row.filter(|_| !chosen), open) {
                    (Some(row), _) => list.row(row).map(|row| (row.id, row.muted)),
                    (None, Some(open)) if !chosen => Some((open.id, state.is_muted(open.id))),
                    _ => None,
                };
                meant.map(|(id, muted)| Msg::Mute(vec![id], !muted))
            }
            Self::RuleFromMail | Self::ExplainJunk => {
                let of_row = row.and_then(|row| list.row(row)).map(|row| row.id);
                let id = of_row.or(open.map(|open| open.id)).filter(|_| !chosen)?;
                let act = if self == Self::ExplainJunk { OnRules::Explain(id) } else { OnRules::From(id) };
                Some(Msg::Rules(act))
            }
            Self::Choose => row.map(|_| Msg::Select(OnSelection::ToggleCursor)),
            Self::ChooseAll => rows.map(|_| Msg::Select(OnSelection::All)),
            Self::ChooseNone => chosen.then_some(Msg::Select(OnSelection::Clear)),
            _ => None,
        }
    }

    fn acting(self, state: &State, whom: Whom) -> Option<Msg> {
        let (starred, filed) = state.filed(whom);
        let act = match self {
            Self::Delete => OnActing::Delete(whom),
            Self::DeleteForGood => OnActing::AskErase(whom),
            Self::Star => OnActing::Star(whom, !starred),
            Self::Pin => OnActing::Pin(whom, !filed.pinned),
            Self::Snooze if filed.snoozed.is_some() => OnActing::Snooze(whom, None),
            Self::Snooze => OnActing::AskSnooze(whom),
            Self::MoveTo => OnActing::AskFolder { whom, copies: false },
            Self::CopyTo => OnActing::AskFolder { whom, copies: true },
            _ => return None,
        };
        Some(Msg::Act(act))
    }

    fn to_a_place(self, state: &State) -> Option<Msg> {
        let overview = state.overview.as_ref().filter(|overview| !overview.accounts.is_empty())?;
        let sort = |order| state.shows_mail().then_some(Msg::Search(OnSearch::Sort(order)));
        match self {
            Self::Search => state.shows_mail().then_some(Msg::Search(OnSearch::Focus)),
            Self::ClearSearch => {
                (state.shows_mail() && state.search.active()).then_some(Msg::Search(OnSearch::Clear))
            }
            Self::SortNewest => sort(Order::Newest),
            Self::SortLargest => sort(Order::Largest),
            Self::SortOldest => sort(Order::Oldest),
            Self::SortSmallest => sort(Order::Smallest),
            Self::SortSender => sort(match state.search.order() {
                Order::Sender => Order::SenderBackwards,
                _ => Order::Sender,
            }),
            Self::SortSubject => sort(match state.search.order() {
                Order::Subject => Order::SubjectBackwards,
                _ => Order::Subject,
            }),
            Self::Conversations => {
                let gathered = !state.preferences.gathered;
                state.shows_mail().then_some(Msg::Preferences(OnPreferences::Gathered(gathered)))
            }
            Self::Inboxes => overview.folders.first().map(|count| Msg::OpenFolder(count.folder)),
            Self::Folders if state.layout == Layout::Desk => Some(Msg::Focus(Focus::Folders)),
            Self::Folders => Some(Msg::Drawer(true)),
            Self::List => state.shows_list().then_some(Msg::Focus(Focus::List)),
            Self::SaveSearch | Self::NewFolder | Self::EditFolder | Self::RemoveFolder => {
                folder_form::msg(self, state)
            }
            Self::Message => state.read_now().map(|_| Msg::Focus(Focus::Message)),
            Self::Rules => Some(Msg::Rules(OnRules::Show)),
            _ => Some(Msg::Storage(OnStorage::Open)),
        }
    }

    fn reading(self, reader: &Reader) -> Option<Msg> {
        reader.message.as_ref()?;
        let act = match self {
            Self::ViewSource => return Some(Msg::ViewSource),
            Self::AllHeaders => return Some(Msg::ShowHeaders),
            Self::PlainText if !reader.is_designed() => return None,
            Self::PlainText => OnAppearance::Plain(!reader.appearance.plain),
            Self::Larger => OnAppearance::Larger,
            Self::Smaller => OnAppearance::Smaller,
            Self::NormalSize => OnAppearance::NormalSize,
            _ => OnAppearance::Print,
        };
        Some(Msg::Appearance(act))
    }
}

impl State {
    /// A key asks for a command, or it was chosen in the palette. What cannot be done now is not.
    pub(super) fn run(&mut self, command: Command, place: KeyboardAt) -> Vec<Effect> {
        command.msg(self, place).map_or_else(Vec::new, |msg| {
            let read_on = matches!(msg, Msg::OpenRow(_)) && place == KeyboardAt::Elsewhere;
            let mut effects = self.update(msg);
            if read_on {
                // The keyboard stays with the message; the list shows where that is.
                effects.push(Effect::Bring(self.list.cursor()));
            }
            effects
        })
    }

    /// Marks the message of a row.
    pub(super) fn mark_row(&mut self, index: u32, read: bool) -> Vec<Effect> {
        let Some(id) = self.list.row(index).map(|row| row.id) else { return Vec::new() };
        if let Some(reader) = self.reader.as_mut().filter(|reader| reader.id == id) {
            reader.read = read;
        }
        Rc::make_mut(&mut self.list).mark(|one| one == id, read);
        vec![Effect::Send(Request::MarkRead { messages: self.list.messages(index), read })]
    }

    /// The list shows that the conversation of a message is muted.
    #[must_use]
    pub fn is_muted(&self, id: MessageId) -> bool {
        self.list.find(id).is_some_and(|(_, row)| row.muted)
    }

    /// List and message are on the screen, or one of them.
    fn shows_mail(&self) -> bool {
        self.opened.is_some() && self.storage.is_none() && self.maildrop.is_none()
    }

    fn shows_list(&self) -> bool {
        self.shows_mail() && (self.layout != Layout::Phone || self.reader.is_none())
    }

    /// The message that can be seen.
    fn read_now(&self) -> Option<&Reader> {
        self.reader.as_ref().filter(|_| self.shows_mail() && self.selection.is_empty())
    }

    fn can_go_back(&self) -> bool {
        let screen = self.storage.is_some() || self.maildrop.is_some();
        screen || !self.selection.is_empty() || self.reader.is_some() || self.search.active()
    }

    /// What leads to the row before or after: on the list the keyboard goes there, and from an open message
    /// that one is opened. From elsewhere the keyboard comes to the list.
    fn beside(&self, place: KeyboardAt, step: impl Fn(u32) -> Option<u32>) -> Option<Msg> {
        let list = &self.list;
        let within = |index: &u32| *index < list.total();
        match (place, self.read_now()) {
            (KeyboardAt::List, _) => step(list.cursor()).filter(within).map(Msg::Step),
            (KeyboardAt::Elsewhere, Some(reader)) => {
                let at = list.find(reader.id).map_or_else(|| list.cursor(), |(index, _)| index);
                step(at).filter(within).map(Msg::OpenRow)
            }
            (KeyboardAt::Elsewhere, None) => Some(list.cursor()).filter(within).map(Msg::Step),
        }
    }
}
