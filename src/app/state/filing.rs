//! Messages put into folders. It happens at once; the worker says how it is undone.

use std::rc::Rc;

use super::{Effect, Focus, State, undo::UNDO_MS};
use crate::{
    engine::api::{Act, Folder, Request, Undo},
    store::{FolderId, MessageId},
};

/// Something that was done, and can be undone for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Names it while it stands, among all that can be undone.
    pub number: u32,
    /// What was done.
    pub act: Act,
    undo: Rc<Undo>,
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
        let own = self.overview.iter().flat_map(|overview| &overview.own);
        let own = own.filter(|(_, folder)| folder.query.is_none()).map(|(id, _)| *id);
        [FolderId::INBOX, FolderId::ARCHIVE, FolderId::JUNK, FolderId::TRASH]
            .into_iter()
            .chain(own)
            .filter(|id| Some(*id) != here)
            .collect()
    }

    /// Moves those that are chosen, else the message that is open.
    pub(super) fn move_to(&mut self, to: FolderId) -> Vec<Effect> {
        let chosen = self.selection.take();
        let messages: Vec<MessageId> = match (chosen.is_empty(), &self.reader) {
            (true, Some(reader)) => vec![reader.id],
            (true, None) => return Vec::new(),
            (false, _) => chosen.into_iter().map(|(_, id)| id).collect(),
        };
        self.put_into(messages, to)
    }

    /// Moves the message of a row.
    pub(super) fn move_row(&mut self, index: u32, to: FolderId) -> Vec<Effect> {
        let messages = self.list.messages(index);
        if messages.is_empty() { Vec::new() } else { self.put_into(messages, to) }
    }

    fn put_into(&mut self, messages: Vec<MessageId>, to: FolderId) -> Vec<Effect> {
        self.reader = self.reader.take().filter(|reader| !messages.contains(&reader.id));
        vec![Effect::Send(Request::Move { messages, to }), Effect::Focus(Focus::List)]
    }

    /// The worker did something that can be undone; what is seen anyway is not said.
    pub(super) fn take_done(&mut self, act: Act, undo: Undo) -> Vec<Effect> {
        let is_told = match &act {
            Act::Moved { .. } | Act::Copied { .. } | Act::FolderRemoved(_) | Act::Muted(_) => true,
            Act::MarkedRead { messages, .. } => *messages > 1,
            _ => false,
        };
        if !is_told {
            return Vec::new();
        }
        self.last_deletion = self.last_deletion.wrapping_add(1);
        let number = self.last_deletion;
        self.done.push(Done { number, act, undo: Rc::new(undo) });
        vec![Effect::Later(UNDO_MS, number)]
    }

    /// "Undo", of what is already done.
    pub(super) fn undo_done(&mut self, number: u32) -> Vec<Effect> {
        let Some(at) = self.done.iter().position(|done| done.number == number) else { return Vec::new() };
        let undo = self.done.remove(at).undo;
        let undo = Rc::try_unwrap(undo).unwrap_or_else(|shared| Undo::clone(&shared));
        vec![Effect::Send(Request::Undo(undo)), Effect::Focus(Focus::List)]
    }
}
