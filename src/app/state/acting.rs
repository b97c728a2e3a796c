//! What is done with messages: stars, tags, pins, putting off, putting into folders, deleting. Each is done
//! with those that are chosen, else with the open message; or with the message of one row.

use std::{collections::HashSet, rc::Rc};

use super::{Dialog, Effect, Erasing, Focus, OnFiling, OnTags, Snoozing, State};
use crate::{
    engine::api::{Folder, Request, Row},
    store::{Filed, FolderId, MessageId, TagId, Tags, Until},
};

/// With which messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Those that are chosen; the open message where none is.
    Chosen,
    /// The message of a row.
    Row(u32),
}

/// What is done with messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnActing {
    /// Gives them a star, or takes it.
    Star(Whom, bool),
    /// Gives them a tag, or takes it.
    Tag(Whom, TagId, bool),
    /// Puts them before all others, or no longer.
    Pin(Whom, bool),
    /// Takes them out of their folders until then; `None`: they are back.
    Snooze(Whom, Option<Until>),
    /// "Snooze until ...": asks until when.
    AskSnooze(Whom),
    /// What stands in the field for that time.
    SnoozeTyped(String),
    /// Until then, as it was typed and read by the browser; `None` where that is no time to come.
    SnoozeUntil(Option<i64>),
    /// "Delete": into the Trash; what is there, for good, once that was asked.
    Delete(Whom),
    /// "Delete for good ...": asks.
    AskErase(Whom),
    /// "Empty Trash": asks.
    AskEmptyTrash,
    /// The answer: here, or here and on the server.
    Erase {
        /// On the server too.
        there: bool,
    },
    /// "Move to", or "Copy to": asks where to.
    AskFolder {
        /// Which messages.
        whom: Whom,
        /// Copies.
        copies: bool,
    },
    /// Something in that dialog.
    Filing(OnFiling),
    /// "Tags", and what is done on that sheet.
    Tags(OnTags),
    /// The message of a row was dropped on a folder.
    Dropped(MessageId, FolderId),
}

impl State {
    pub(super) fn on_acting(&mut self, act: OnActing) -> Vec<Effect> {
        match act {
            OnActing::Star(whom, starred) => {
                let messages = self.meant(whom);
                self.change_rows(&messages, |row| row.starred = starred);
                self.change_open(&messages, |open, _| *open = starred);
                sent(messages, |messages| Request::Star { messages, starred })
            }
            OnActing::Tag(whom, tag, set) => {
                let messages = self.meant(whom);
                self.tag(messages, tag, set)
            }
            OnActing::Pin(whom, pinned) => {
                let messages = self.meant(whom);
                self.change_open(&messages, |_, filed| filed.pinned = pinned);
                sent(messages, |messages| Request::Pin { messages, pinned })
            }
            OnActing::Snooze(whom, until) => {
                let messages = self.meant(whom);
                self.snooze(messages, until)
            }
            OnActing::AskSnooze(whom) => {
                let messages = self.meant(whom);
                if !messages.is_empty() {
                    self.dialog = Some(Dialog::Snooze(Snoozing::of(messages)));
                }
                Vec::new()
            }
            OnActing::SnoozeTyped(text) => {
                if let Some(Dialog::Snooze(snoozing)) = &mut self.dialog {
                    (snoozing.text, snoozing.is_refused) = (text, false);
                }
                Vec::new()
            }
            OnActing::SnoozeUntil(seconds) => self.snooze_until(seconds),
            OnActing::Delete(whom) => self.delete(whom),
            OnActing::AskErase(whom) => {
                let messages = self.placed(whom);
                self.ask_to_erase(messages)
            }
            OnActing::AskEmptyTrash => {
                self.erasing = Vec::new();
                vec![Effect::Send(Request::AskToErase(None))]
            }
            OnActing::Erase { there } => {
                let Some(Dialog::Erase(asked)) = self.dialog.take() else { return Vec::new() };
                self.selection.take();
                self.erase(&asked.messages, there)
            }
            OnActing::AskFolder { whom, copies } => {
                let messages = self.meant(whom);
                self.ask_folder(messages, copies)
            }
            OnActing::Filing(act) => self.on_filing(act),
            OnActing::Tags(act) => self.on_tags(act),
            OnActing::Dropped(id, to) => {
                // Who takes one of those that are chosen takes all of them.
                let row = self.list.find(id).map(|(index, _)| Whom::Row(index));
                let whom = if self.selection.contains(id) { Some(Whom::Chosen) } else { row };
                let messages = whom.map(|whom| self.meant(whom)).unwrap_or_default();
                self.put_into(messages, to)
            }
        }
    }

    /// Those that are meant, each with the worker's number of its row, as far as that is known.
    pub(super) fn placed(&self, whom: Whom) -> Vec<(Option<u32>, MessageId)> {
        match whom {
            Whom::Row(index) => {
                let mut messages = self.list.messages(index).into_iter();
                let first = messages.next().map(|id| (Some(self.list.stands_at(index)), id));
                first.into_iter().chain(messages.map(|id| (None, id))).collect()
            }
            Whom::Chosen if !self.selection.is_empty() => self.selection.placed(),
            Whom::Chosen => {
                let open = self.reader.as_ref().map(|reader| reader.id);
                let placed = |id| (self.list.find(id).map(|(index, _)| self.list.stands_at(index)), id);
                open.map(placed).into_iter().collect()
            }
        }
    }

    pub(super) fn meant(&self, whom: Whom) -> Vec<MessageId> {
        self.placed(whom).into_iter().map(|(_, id)| id).collect()
    }

    /// Where the message is filed that a menu for these speaks of: whether it has a star, and the rest. Of
    /// several, what all have that are in view.
    #[must_use]
    pub fn filed(&self, whom: Whom) -> (bool, Filed) {
        let row = |row: &Row| (row.starred, row.filed);
        match whom {
            Whom::Row(index) => self.list.row(index).map(|one| row(one)).unwrap_or_default(),
            Whom::Chosen if self.selection.is_empty() => {
                self.reader.as_ref().map(|reader| (reader.starred, reader.filed)).unwrap_or_default()
            }
            Whom::Chosen => {
                let rows = self.list.rows().filter(|row| self.selection.contains(row.id));
                let both = |one: (bool, Filed), other: (bool, Filed)| {
                    let tags = Tags(one.1.tags.0 & other.1.tags.0);
                    let snoozed = one.1.snoozed.and(other.1.snoozed);
                    let pinned = one.1.pinned && other.1.pinned;
                    (one.0 && other.0, Filed { tags, snoozed, pinned, ..one.1 })
                };
                rows.map(|one| row(one)).reduce(both).unwrap_or_default()
            }
        }
    }

    pub(super) fn tag(&mut self, messages: Vec<MessageId>, tag: TagId, set: bool) -> Vec<Effect> {
        self.change_rows(&messages, |row| row.filed.tags = row.filed.tags.with(tag, set));
        self.change_open(&messages, |_, filed| filed.tags = filed.tags.with(tag, set));
        sent(messages, |messages| Request::Tag { messages, tag, set })
    }

    /// Deletes: into the Trash, or out of it.
    fn delete(&mut self, whom: Whom) -> Vec<Effect> {
        let in_trash = self.folder() == Some(Folder::Of(FolderId::TRASH));
        if in_trash {
            let messages = self.placed(whom);
            self.ask_to_erase(messages)
        } else {
            let messages = self.meant(whom);
            self.put_into(messages, FolderId::TRASH)
        }
    }

    fn ask_to_erase(&mut self, messages: Vec<(Option<u32>, MessageId)>) -> Vec<Effect> {
        let ids: Vec<MessageId> = messages.iter().map(|(_, id)| *id).collect();
        self.erasing = messages;
        if ids.is_empty() { Vec::new() } else { vec![Effect::Send(Request::AskToErase(Some(ids)))] }
    }

    /// The worker says what would go: now the reader is asked.
    pub(super) fn take_erasing(&mut self, messages: Vec<MessageId>, there: u32, follows: bool) {
        let asked = std::mem::take(&mut self.erasing);
        if messages.is_empty() || self.dialog.is_some() {
            return;
        }
        let trash = self.folder() == Some(Folder::Of(FolderId::TRASH)) && !self.search.active();
        let messages = if !asked.is_empty() {
            let here: HashSet<MessageId> = messages.into_iter().collect();
            asked.into_iter().filter(|(_, id)| here.contains(id)).collect()
        } else if trash {
            // All of the list, in whatever order.
            (0..).map(Some).zip(messages).collect()
        } else {
            messages.into_iter().map(|id| (None, id)).collect()
        };
        self.dialog = Some(Dialog::Erase(Erasing { messages: Rc::new(messages), there, follows }));
    }

    fn snooze_until(&mut self, seconds: Option<i64>) -> Vec<Effect> {
        let Some(Dialog::Snooze(snoozing)) = &mut self.dialog else { return Vec::new() };
        let Some(until) = seconds.and_then(Until::at) else {
            snoozing.is_refused = true;
            return Vec::new();
        };
        let messages = std::mem::take(&mut snoozing.messages);
        self.dialog = None;
        self.snooze(messages, Some(until))
    }

    fn snooze(&mut self, messages: Vec<MessageId>, until: Option<Until>) -> Vec<Effect> {
        if messages.is_empty() {
            return Vec::new();
        }
        self.leave(&messages);
        vec![Effect::Send(Request::Snooze { messages, until }), Effect::Focus(Focus::List)]
    }

    /// These go elsewhere: they are not chosen any more, nor open.
    pub(super) fn leave(&mut self, messages: &[MessageId]) {
        let gone: HashSet<MessageId> = messages.iter().copied().collect();
        self.reader = self.reader.take().filter(|reader| !gone.contains(&reader.id));
        Rc::make_mut(&mut self.list).step_off(|id| gone.contains(&id));
        if messages.iter().any(|id| self.selection.contains(*id)) {
            self.selection.take();
        }
    }

    /// What is on the screen says so at once; the worker's own word follows.
    fn change_rows(&mut self, messages: &[MessageId], change: impl Fn(&mut Row)) {
        let all: HashSet<MessageId> = messages.iter().copied().collect();
        Rc::make_mut(&mut self.list).change(|id| all.contains(&id), change);
    }

    fn change_open(&mut self, messages: &[MessageId], change: impl Fn(&mut bool, &mut Filed)) {
        if let Some(reader) = self.reader.as_mut().filter(|reader| messages.contains(&reader.id)) {
            change(&mut reader.starred, &mut reader.filed);
        }
    }
}

fn sent(messages: Vec<MessageId>, request: impl FnOnce(Vec<MessageId>) -> Request) -> Vec<Effect> {
    if messages.is_empty() { Vec::new() } else { vec![Effect::Send(request(messages))] }
}
