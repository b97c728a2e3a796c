//! Messages put into folders: the dialog that asks where to, and what was done and can be undone. It happens
//! at once; the worker says how it is undone.

use std::{collections::BTreeSet, rc::Rc};

use super::{Dialog, Effect, Focus, State, Whom, undo::UNDO_MS};
use crate::{
    app::words,
    engine::api::{Act, Folder, Overview, Request, Step, Undo},
    store::{FolderId, MessageId, OwnFolder},
};

/// Folders that are offered first, because mail was put there last.
const REMEMBERED: usize = 3;

/// Something that was done, and can be undone for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Names it while it stands, among all that can be undone.
    pub number: u32,
    /// What was done.
    pub act: Act,
    undo: Rc<Undo>,
}

/// The dialog that asks where messages are to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    messages: Rc<Vec<MessageId>>,
    /// Copies of them.
    pub copies: bool,
    /// What was typed.
    pub text: String,
    /// What can be chosen.
    pub places: Vec<Destination>,
    /// The one that the keyboard is at.
    pub chosen: usize,
}

/// Where messages can be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Into this folder, which is called so.
    Folder(FolderId, String),
    /// Into a new one of this name.
    New(String),
}

/// What is done in that dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnFiling {
    /// All that stands in the field now.
    Typed(String),
    /// The keyboard goes to the next one, or the one before.
    Walk(bool),
    /// Enter.
    Enter,
    /// This one was clicked on.
    Choose(usize),
}

/// Messages that go into a folder which is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Awaiting {
    messages: Rc<Vec<MessageId>>,
    copies: bool,
}

impl Filing {
    /// How many messages.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.messages.len()).unwrap_or(u32::MAX)
    }
}

impl State {
    /// The folders that the open message, or those that are chosen, can be put into.
    #[must_use]
    pub fn folders_to_move_to(&self) -> Vec<FolderId> {
        let here = match self.folder() {
            Some(Folder::Of(id)) => Some(id),
            Some(Folder::AllInboxes | Folder::Inbox(_)) => Some(FolderId::INBOX),
            Some(Folder::Snoozed) | None => None,
        };
        // What a search found may be anywhere.
        let here = here.filter(|_| !self.search.active());
        self.all_folders().filter(|id| Some(*id) != here).collect()
    }

    fn all_folders(&self) -> impl Iterator<Item = FolderId> {
        let own = self.overview.iter().flat_map(|overview| &overview.own);
        let own = own.filter(|(_, folder)| folder.query.is_none()).map(|(id, _)| *id);
        [FolderId::INBOX, FolderId::ARCHIVE, FolderId::JUNK, FolderId::TRASH].into_iter().chain(own)
    }

    /// Asks where these are to be put.
    pub(super) fn ask_folder(&mut self, messages: Vec<MessageId>, copies: bool) -> Vec<Effect> {
        if !messages.is_empty() {
            let messages = Rc::new(messages);
            let places = self.places("", copies);
            let filing = Filing { messages, copies, text: String::new(), places, chosen: 0 };
            self.dialog = Some(Dialog::Filing(filing));
        }
        Vec::new()
    }

    pub(super) fn on_filing(&mut self, act: OnFiling) -> Vec<Effect> {
        let Some(Dialog::Filing(filing)) = &self.dialog else { return Vec::new() };
        let mut filing = filing.clone();
        let last = filing.places.len().saturating_sub(1);
        match act {
            OnFiling::Typed(text) => {
                filing.places = self.places(&text, filing.copies);
                (filing.text, filing.chosen) = (text, 0);
            }
            OnFiling::Walk(true) => {
                filing.chosen = if filing.chosen >= last { 0 } else { filing.chosen + 1 };
            }
            OnFiling::Walk(false) => filing.chosen = filing.chosen.checked_sub(1).unwrap_or(last),
            OnFiling::Enter => return self.file(&filing, filing.chosen),
            OnFiling::Choose(at) => return self.file(&filing, at),
        }
        self.dialog = Some(Dialog::Filing(filing));
        Vec::new()
    }

    /// The folders whose names have all that was typed, those first that were used last; and a new one,
    /// where none is called so.
    fn places(&self, text: &str, copies: bool) -> Vec<Destination> {
        let Some(overview) = &self.overview else { return Vec::new() };
        let sought = text.trim().to_lowercase();
        let all = if copies { self.all_folders().collect() } else { self.folders_to_move_to() };
        let mut found: Vec<(usize, usize, Destination)> = Vec::new();
        let mut is_taken = sought.is_empty();
        for id in all {
            let name = path(id, overview);
            let low = name.to_lowercase();
            is_taken |= low == sought;
            if sought.split_whitespace().all(|word| low.contains(word)) {
                let used = self.filed_last.iter().position(|last| *last == id).unwrap_or(REMEMBERED);
                let begins = usize::from(!low.starts_with(&sought));
                found.push((begins, used, Destination::Folder(id, name)));
            }
        }
        found.sort_by_key(|(begins, used, _)| (*begins, *used));
        let new = (!is_taken).then(|| Destination::New(text.trim().to_owned()));
        found.into_iter().map(|(_, _, place)| place).chain(new).collect()
    }

    fn file(&mut self, filing: &Filing, at: usize) -> Vec<Effect> {
        let Some(place) = filing.places.get(at) else { return Vec::new() };
        self.dialog = None;
        let messages = Rc::clone(&filing.messages);
        match place {
            Destination::Folder(to, _) => self.file_in(Rc::unwrap_or_clone(messages), *to, filing.copies),
            Destination::New(name) => {
                self.awaiting = Some(Awaiting { messages, copies: filing.copies });
                let folder = OwnFolder { name: name.clone(), parent: None, account: None, query: None };
                vec![Effect::Send(Request::SaveFolder { id: None, folder })]
            }
        }
    }

    fn file_in(&mut self, messages: Vec<MessageId>, to: FolderId, copies: bool) -> Vec<Effect> {
        self.filed_last.retain(|last| *last != to);
        self.filed_last.insert(0, to);
        self.filed_last.truncate(REMEMBERED);
        if copies {
            return vec![Effect::Send(Request::Copy { messages, to }), Effect::Focus(Focus::List)];
        }
        self.put_into(messages, to)
    }

    /// Moves those that are chosen, else the message that is open.
    pub(super) fn move_to(&mut self, to: FolderId) -> Vec<Effect> {
        let messages = self.meant(Whom::Chosen);
        self.put_into(messages, to)
    }

    /// Moves the message of a row.
    pub(super) fn move_row(&mut self, index: u32, to: FolderId) -> Vec<Effect> {
        let messages = self.meant(Whom::Row(index));
        self.put_into(messages, to)
    }

    pub(super) fn put_into(&mut self, messages: Vec<MessageId>, to: FolderId) -> Vec<Effect> {
        if messages.is_empty() {
            return Vec::new();
        }
        self.leave(&messages);
        vec![Effect::Send(Request::Move { messages, to }), Effect::Focus(Focus::List)]
    }

    /// The worker did something that can be undone; what is seen anyway is not said.
    pub(super) fn take_done(&mut self, act: Act, undo: Undo) -> Vec<Effect> {
        if act == Act::Undone {
            self.returning = None;
        }
        let mut effects = Vec::new();
        if let Act::FolderSaved(id) = act
            && let Some(Awaiting { messages, copies }) = self.awaiting.take()
        {
            effects = self.file_in(Rc::unwrap_or_clone(messages), id, copies);
        }
        let is_told = match &act {
            Act::Moved { .. }
            | Act::Copied { .. }
            | Act::BroughtIn { .. }
            | Act::FolderRemoved(_)
            | Act::TagRemoved
            | Act::Muted(_)
            | Act::Sorted { .. }
            | Act::Snoozed { .. } => true,
            Act::MarkedRead { messages, .. }
            | Act::Starred { messages, .. }
            | Act::Tagged { messages, .. }
            | Act::Pinned { messages, .. } => *messages > 1,
            _ => false,
        };
        if is_told {
            self.last_deletion = self.last_deletion.wrapping_add(1);
            let number = self.last_deletion;
            self.done.push(Done { number, act, undo: Rc::new(undo) });
            effects.push(Effect::Later(UNDO_MS, number));
        }
        effects
    }

    /// "Undo", of what is already done.
    pub(super) fn undo_done(&mut self, number: u32) -> Vec<Effect> {
        let Some(at) = self.done.iter().position(|done| done.number == number) else { return Vec::new() };
        let undo = self.done.remove(at).undo;
        let undo = Rc::try_unwrap(undo).unwrap_or_else(|shared| Undo::clone(&shared));
        let moved = undo.0.iter().filter_map(|step| match step {
            Step::Move { messages, .. } | Step::Snooze { messages, until: None } => Some(messages),
            _ => None,
        });
        self.returning =
            Some(moved.flatten().copied().collect()).filter(|back: &BTreeSet<_>| !back.is_empty());
        vec![Effect::Send(Request::Undo(undo)), Effect::Focus(Focus::List)]
    }
}

/// A folder's name with those of the folders it is in, and whose it is.
fn path(id: FolderId, overview: &Overview) -> String {
    let mut names = vec![words::folder_name(Folder::Of(id), overview).to_owned()];
    let own = overview.own_folder(id);
    let mut above = own.and_then(|folder| folder.parent);
    while let Some(folder) = above.and_then(|id| overview.own_folder(id)) {
        if names.len() > overview.own.len() {
            break;
        }
        names.push(folder.name.clone());
        above = folder.parent;
    }
    names.reverse();
    let whose = own.and_then(|folder| folder.account);
    let whose = whose.and_then(|id| overview.accounts.iter().find(|(known, _)| *known == id));
    let path = names.join(" / ");
    whose.map_or(path.clone(), |(_, account)| format!("{path} · {}", account.address))
}
