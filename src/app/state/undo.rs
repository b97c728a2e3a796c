//! What was deleted by hand and can still be had back: it is carried out once the time for "Undo" has
//! passed. A page that is closed before deletes nothing.

use std::rc::Rc;

use super::{Effect, Focus, State};
use crate::{
    engine::api::{Act, Look, Request},
    store::{AccountId, MessageId, Uidl, Wish},
};

/// How long "Undo" is offered, in milliseconds.
pub(super) const UNDO_MS: u32 = 10_000;

/// A deletion that can still be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postponed {
    /// Names it while it stands.
    pub number: u32,
    /// What is to be deleted, and where. It may name a hundred thousand messages, and is drawn often.
    pub deletion: Rc<Deletion>,
}

/// What is to be deleted, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// Messages here, for good.
    Here(Vec<MessageId>),
    /// Messages here and on the server, for good.
    Everywhere(Vec<MessageId>),
    /// What the server still has of messages that are here.
    There(Vec<MessageId>),
    /// Messages of a maildrop, by their names there.
    Maildrop {
        /// Whose.
        account: AccountId,
        /// Which.
        names: Vec<Uidl>,
    },
}

impl Deletion {
    /// How many messages.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Here(messages) | Self::Everywhere(messages) | Self::There(messages) => messages.len(),
            Self::Maildrop { names, .. } => names.len(),
        }
    }

    /// `look`: how the maildrop on the screen is looked into when it is done.
    fn request(self, look: Option<Look>) -> Request {
        match self {
            Self::Here(messages) => Request::Erase { messages, there: false },
            Self::Everywhere(messages) => Request::Erase { messages, there: true },
            Self::There(messages) => Request::Wish { messages, wish: Wish::Delete },
            Self::Maildrop { account, names } => {
                Request::OnServer { account, names, wish: Wish::Delete, look }
            }
        }
    }
}

impl Act {
    /// What becomes of messages on the server, once it can be undone no more.
    fn on_server(self) -> Vec<Effect> {
        let Self::Sorted { goes, stays, .. } = self else { return Vec::new() };
        let wishes = [(stays, Wish::Keep), (goes, Wish::Delete)].into_iter();
        let wishes = wishes.filter(|(messages, _)| !messages.is_empty());
        wishes.map(|(messages, wish)| Effect::Send(Request::Wish { messages, wish })).collect()
    }
}

impl State {
    /// Deletes, unless that is undone in time.
    pub(super) fn postpone(&mut self, deletion: Deletion) -> Vec<Effect> {
        self.last_deletion = self.last_deletion.wrapping_add(1);
        let number = self.last_deletion;
        self.deletions.push(Postponed { number, deletion: Rc::new(deletion) });
        vec![Effect::Later(UNDO_MS, number)]
    }

    /// The time for "Undo" has passed.
    pub(super) fn carry_out(&mut self, number: u32) -> Vec<Effect> {
        if let Some(at) = self.done.iter().position(|done| done.number == number) {
            return self.done.remove(at).act.on_server();
        }
        let Some(deletion) = self.take_deletion(number) else { return Vec::new() };
        let mut look = None;
        match &deletion {
            Deletion::Here(messages) | Deletion::Everywhere(messages) => {
                Rc::make_mut(&mut self.list).go(messages);
            }
            Deletion::There(messages) => {
                let open = self.reader.as_mut().filter(|reader| messages.contains(&reader.id));
                if let Some(message) = open.and_then(|reader| reader.message.as_mut()) {
                    Rc::make_mut(message).wish = Wish::Delete;
                }
            }
            Deletion::Maildrop { account, names } => look = self.deleting_from(*account, names),
        }
        vec![Effect::Send(deletion.request(look))]
    }

    /// "Undo".
    pub(super) fn undo(&mut self, number: u32) -> Vec<Effect> {
        if let Some(Deletion::Here(messages) | Deletion::Everywhere(messages)) = self.take_deletion(number) {
            let list = Rc::make_mut(&mut self.list);
            list.show(&messages);
            return [Effect::Focus(Focus::List)].into_iter().chain(self.look_again()).collect();
        }
        self.undo_done(number)
    }

    /// Messages could not be deleted, for a reason that is told besides: they are here again.
    pub(super) fn not_deleted(&mut self, messages: &[MessageId]) -> Vec<Effect> {
        Rc::make_mut(&mut self.list).keep(messages);
        self.look_again()
    }

    /// "Undo" by the keyboard: what was done last.
    pub(super) fn undo_last(&mut self) -> Vec<Effect> {
        let deleted = self.deletions.last().map(|postponed| postponed.number);
        let last = deleted.max(self.done.last().map(|done| done.number));
        last.map_or_else(Vec::new, |number| self.undo(number))
    }

    /// What the server has of this message waits to be deleted.
    #[must_use]
    pub fn goes_there(&self, id: MessageId) -> bool {
        self.deletions.iter().any(|postponed| match &*postponed.deletion {
            Deletion::There(messages) => messages.contains(&id),
            Deletion::Here(_) | Deletion::Everywhere(_) | Deletion::Maildrop { .. } => false,
        })
    }

    /// Deletes messages for good that stand at these numbers of the worker's, as far as that is known; on the
    /// server too, where that is asked for.
    pub(super) fn erase(&mut self, messages: &[(Option<u32>, MessageId)], there: bool) -> Vec<Effect> {
        Rc::make_mut(&mut self.list).hide(messages);
        self.reader = self.reader.take().filter(|reader| messages.iter().all(|(_, id)| *id != reader.id));
        messages.iter().for_each(|(_, id)| self.selection.remove(*id));
        let ids = messages.iter().map(|(_, id)| *id).collect();
        let deletion = if there { Deletion::Everywhere(ids) } else { Deletion::Here(ids) };
        let mut effects = self.postpone(deletion);
        effects.push(Effect::Focus(Focus::List));
        effects.extend(self.look_again());
        effects
    }

    fn take_deletion(&mut self, number: u32) -> Option<Deletion> {
        let at = self.deletions.iter().position(|postponed| postponed.number == number)?;
        let deletion = self.deletions.remove(at).deletion;
        // The page may still show it.
        Some(Rc::try_unwrap(deletion).unwrap_or_else(|shared| Deletion::clone(&shared)))
    }
}
