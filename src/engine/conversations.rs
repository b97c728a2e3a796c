//! Conversations: which messages belong together, whichever folders they are in; what is in Junk and Trash
//! belongs to none.
//!
//! They are gathered in memory after the start, a few messages at a time beside all else, and kept up
//! as messages come and go.

use std::time::Duration;

use super::{
    Engine,
    api::{Conversation, Row, Rows},
    inbox,
    platform::Platform,
};
use crate::{
    store::{Change, Contents, Envelope, MessageId},
    threads::{ThreadId, Threaded, Threads},
};

/// So many messages are gathered at a time: some milliseconds.
const AT_A_TIME: usize = 250;

/// When it begins.
const AFTER_THE_START: Duration = Duration::from_secs(1);

/// So many rows of a conversation are sent at most.
const MOST_ROWS: usize = 200;

/// The conversations of all messages.
#[derive(Debug, Default)]
pub(super) struct Conversations {
    threads: Threads,
    /// All messages are in it.
    is_whole: bool,
}

impl Conversations {
    /// Keeps up with changes that are about to be made to the contents.
    pub(super) fn follow(&mut self, changes: &[Change], before: &Contents) {
        // One after the other it would cost more: a thread is looked through for each that joins it.
        for run in changes.chunk_by(|one, next| adds(one) == adds(next)) {
            let mut added = Vec::new();
            for change in run {
                match change {
                    Change::Added(envelope) | Change::Replaced(envelope) => {
                        let folder = match change {
                            Change::Added(_) => None,
                            _ => before.brief(envelope.id).map(|brief| brief.filed.folder),
                        };
                        if !folder.unwrap_or(envelope.filed.folder).is_put_away() {
                            added.push((envelope.id.0, threaded(envelope)));
                        }
                    }
                    Change::Moved { messages, folder } if !folder.is_put_away() => {
                        let briefs = messages.iter().filter_map(|id| before.brief(*id));
                        let back = briefs.filter(|brief| brief.filed.folder.is_put_away());
                        let back = back.filter_map(|brief| before.message(brief.id));
                        added.extend(back.map(|envelope| (envelope.id.0, threaded(&envelope))));
                    }
                    _ => {}
                }
            }
            self.threads.add_all(added);
            for change in run {
                match change {
                    Change::Removed(ids) => drop(self.threads.remove_all(ids.iter().map(|id| id.0))),
                    Change::Moved { messages, folder } if folder.is_put_away() => {
                        self.threads.remove_all(messages.iter().map(|id| id.0));
                    }
                    Change::AccountRemoved(account) => {
                        let of_it = before.briefs().filter(|brief| brief.account == *account);
                        self.threads.remove_all(of_it.map(|brief| brief.id.0));
                    }
                    _ => {}
                }
            }
        }
    }

    /// How many messages the conversation of this one has; 0 until that is known.
    pub(super) fn size_of(&self, id: MessageId) -> u32 {
        if self.is_whole { self.threads.size_of(id.0) } else { 0 }
    }

    /// The conversation of a message; `None` until that is known.
    pub(super) fn thread_of(&self, id: MessageId) -> Option<ThreadId> {
        self.threads.thread_of(id.0).filter(|_| self.is_whole)
    }

    /// All messages of this one's conversation; it alone until more is known.
    pub(super) fn together(&self, id: MessageId) -> Vec<MessageId> {
        match self.threads.thread_of(id.0) {
            Some(thread) => self.threads.messages(thread).into_iter().map(|it| MessageId(it.key)).collect(),
            None => vec![id],
        }
    }

    /// The messages around this one, each with its depth, and how many there are in all.
    fn around(&self, id: MessageId) -> (usize, Vec<(u32, MessageId)>) {
        let Some(thread) = self.threads.thread_of(id.0) else { return (0, Vec::new()) };
        let all = self.threads.messages(thread);
        let at = all.iter().position(|placed| placed.key == id.0).unwrap_or_default();
        let first = at.saturating_sub(MOST_ROWS / 2).min(all.len().saturating_sub(MOST_ROWS));
        let around = all.iter().skip(first).take(MOST_ROWS);
        (all.len(), around.map(|placed| (placed.depth, MessageId(placed.key))).collect())
    }
}

impl<P: Platform> Engine<P> {
    /// Gathers all messages there are; it ends when that is done. Whoever drives the engine runs it
    /// beside all else.
    pub async fn gather_conversations(&self) {
        // The first rows of a reload come before it.
        self.platform.sleep(AFTER_THE_START).await;
        let mut left: Vec<MessageId> = self.contents.borrow().briefs().map(|brief| brief.id).collect();
        self.conversations.borrow_mut().threads.reserve(left.len());
        // The newest first: they are looked at first.
        while !left.is_empty() {
            let rest = left.len().saturating_sub(AT_A_TIME);
            let some = left.split_off(rest);
            {
                let contents = self.contents.borrow();
                let mails = some.iter().filter_map(|id| contents.message(*id));
                let mails = mails.filter(|envelope| !envelope.filed.folder.is_put_away());
                let mails = mails.map(|envelope| (envelope.id.0, threaded(&envelope)));
                self.conversations.borrow_mut().threads.add_all(mails);
            }
            self.platform.sleep(Duration::ZERO).await;
        }
        self.conversations.borrow_mut().is_whole = true;
        self.gathered.borrow_mut().clear();
        self.send_all_rows();
    }

    /// The conversation that a message is in; by itself until all are gathered.
    pub(super) fn conversation(&self, message: MessageId) -> Option<Conversation> {
        let contents = self.contents.borrow();
        let row = |id| -> Option<Row> {
            let mut row = inbox::row(&contents.message(id)?);
            row.conversation = self.conversations.borrow().size_of(id);
            Some(row)
        };
        let (total, around) = self.conversations.borrow().around(message);
        let rows: Vec<(u32, Row)> =
            around.into_iter().filter_map(|(depth, id)| Some((depth, row(id)?))).collect();
        if rows.is_empty() {
            return Some(Conversation { message, total: 1, rows: vec![(0, row(message)?)] });
        }
        Some(Conversation { message, total: u32::try_from(total).unwrap_or(u32::MAX), rows })
    }

    /// Rows with what is known of their conversations.
    pub(super) fn with_conversations(&self, mut rows: Rows) -> Rows {
        let conversations = self.conversations.borrow();
        for row in &mut rows.rows {
            row.conversation = conversations.size_of(row.id);
        }
        self.with_muted(&mut rows.rows);
        self.with_there(&mut rows.rows);
        rows
    }
}

fn adds(change: &Change) -> bool {
    match change {
        Change::Removed(_) | Change::AccountRemoved(_) => false,
        Change::Moved { folder, .. } => !folder.is_put_away(),
        _ => true,
    }
}

fn threaded(envelope: &Envelope) -> Threaded {
    Threaded::of(&envelope.summary, envelope.collected_at)
}
