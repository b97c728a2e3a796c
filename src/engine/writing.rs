//! Making changes durable, and letting the pages see them.

use futures::lock::MutexGuard;

use super::{
    Engine,
    api::{Notice, View},
    platform::{Client, Platform, To},
    problem::Problem,
};
use crate::store::{Change, Commit, Contents, MessageId, Store};

/// While mail comes in, the pages hear of it no more often than this.
pub(super) const TELL_MILLISECONDS: u64 = 250;

/// What a page looks at.
#[derive(Debug, Clone)]
pub(super) struct Window {
    pub(super) view: View,
    /// The first row, from 0.
    pub(super) start: u32,
    /// How many rows.
    pub(super) count: u32,
    /// Which of all windows that were ever asked for.
    pub(super) asked: u64,
}

impl<P: Platform> Engine<P> {
    /// Builds a commit from what there is, makes it durable, and only then lets it be seen.
    pub(super) async fn commit(&self, build: impl FnOnce(&Contents) -> Commit) -> Result<(), Problem> {
        self.write(build).await?;
        self.tell_changes();
        Ok(())
    }

    /// The same, where many commits follow each other: the pages may hear of it a moment later. Whoever
    /// commits so sees to it that [`Self::tell_changes`] is called in the end.
    pub(super) async fn commit_quietly(
        &self,
        build: impl FnOnce(&Contents) -> Commit,
    ) -> Result<(), Problem> {
        self.write(build).await?;
        self.tell_changes_in_time();
        Ok(())
    }

    async fn write(&self, build: impl FnOnce(&Contents) -> Commit) -> Result<(), Problem> {
        let writing = self.writing.lock().await;
        self.write_under(&writing, build).await
    }

    /// The same, for whoever has the lock already.
    pub(super) async fn write_under(
        &self,
        _writing: &MutexGuard<'_, ()>,
        build: impl FnOnce(&Contents) -> Commit,
    ) -> Result<(), Problem> {
        let commit = build(&self.contents.borrow());
        let segment = commit.segment.clone();
        if commit.changes.is_empty() && commit.forget.is_empty() {
            return Ok(());
        }
        let changes = self.platform.store().commit(commit).await?;
        self.conversations.borrow_mut().follow(&changes, &self.contents.borrow());
        let mut contents = self.contents.borrow_mut();
        let mut inboxes = self.inboxes.borrow_mut();
        let (mut index, mut answers) = (self.index.borrow_mut(), self.answers.borrow_mut());
        let mut is_seen = false;
        for change in changes {
            is_seen |= can_be_seen(&change);
            inboxes.follow(&change, &contents);
            index.iter_mut().for_each(|index| index.follow(&change, &contents));
            if let Change::Replaced(envelope) = &change {
                answers.forget(envelope.id);
            }
            contents.apply(change);
        }
        if let (Some((id, bytes)), Some(index)) = (segment, &mut *index) {
            index.take(id, bytes, &contents);
        }
        if is_seen {
            answers.are_stale();
            self.saved.borrow_mut().are_stale();
            self.gathered.borrow_mut().clear();
            self.untold.set(true);
        }
        Ok(())
    }

    /// Makes a change durable that leaves nothing behind of what it takes away: neither the journal nor
    /// a block tells of it any more, and these raw messages are gone.
    pub(super) async fn change_for_good(
        &self,
        change: Change,
        forget: impl FnOnce(&Contents) -> Vec<MessageId>,
    ) -> Result<(), Problem> {
        self.open_index().await?;
        let _writing = self.writing.lock().await;
        let (mut left, forget) = {
            let contents = self.contents.borrow();
            (contents.clone(), forget(&contents))
        };
        left.apply(change.clone());
        let compaction = left.compaction()?.forgetting(forget).with(self.purge(&left).await);
        self.platform.store().compact(&compaction).await?;
        left.compacted(&compaction);
        self.inboxes.borrow_mut().follow(&change, &self.contents.borrow());
        self.index.borrow_mut().iter_mut().for_each(|index| index.follow(&change, &self.contents.borrow()));
        self.conversations.borrow_mut().follow(&[change], &self.contents.borrow());
        self.contents.replace(left);
        self.gathered.borrow_mut().clear();
        self.saved.borrow_mut().are_stale();
        self.purged(compaction.reindexing().clone());
        self.untold.set(true);
        self.tell_changes();
        Ok(())
    }

    /// Whether the pages do not know of everything yet.
    pub(super) const fn has_untold_changes(&self) -> bool {
        self.untold.get()
    }

    /// Tells the pages what they do not know yet, unless they heard something a moment ago.
    pub(super) fn tell_changes_in_time(&self) {
        if self.platform.milliseconds().saturating_sub(self.told_at.get()) >= TELL_MILLISECONDS {
            self.tell_changes();
        }
    }

    /// Tells the pages what they do not know yet.
    pub(super) fn tell_changes(&self) {
        if !self.untold.replace(false) {
            return;
        }
        self.told_at.set(self.platform.milliseconds());
        self.greet(To::All);
        self.send_all_rows();
    }

    /// Sends every page the rows that it looks at.
    pub(super) fn send_all_rows(&self) {
        let clients: Vec<Client> = self.windows.borrow().iter().map(|(client, _)| *client).collect();
        clients.into_iter().for_each(|client| self.send_rows(client));
    }

    /// Tells a page that is new what there is.
    pub fn greet(&self, to: To) {
        let mut overview = self.inboxes.borrow().overview(&self.contents.borrow());
        overview.collecting = self.collecting();
        overview.damaged = self.damaged();
        self.saved.borrow().tell(&mut overview);
        self.platform.notify(to, Notice::Overview(overview));
    }

    /// Pages do not say goodbye: only the latest are remembered.
    pub(super) fn remember_window(&self, client: Client, view: View, start: u32, count: u32) -> u64 {
        const PAGES: usize = 16;
        let asked = self.asked.get() + 1;
        self.asked.set(asked);
        let mut windows = self.windows.borrow_mut();
        windows.retain(|(of, _)| *of != client);
        windows.push_back((client, Window { view, start, count, asked }));
        while windows.len() > PAGES {
            windows.pop_front();
        }
        asked
    }

    /// What a page looks at, if it has not asked for something else since.
    pub(super) fn window(&self, client: Client, asked: u64) -> Option<Window> {
        let windows = self.windows.borrow();
        let window = windows.iter().find(|(of, window)| *of == client && window.asked == asked);
        window.map(|(_, window)| window.clone())
    }

    pub(super) fn send_rows(&self, client: Client) {
        let window =
            self.windows.borrow().iter().find(|(of, _)| *of == client).map(|(_, window)| window.clone());
        let Some(window) = window else { return };
        let rows = match self.is_found(&window.view) {
            true => self.rows_found(&window),
            false if window.view.gathered => Some(self.gathered_rows(&window)),
            false => Some(self.inboxes.borrow_mut().rows(&self.contents.borrow(), &window)),
        };
        if let Some(rows) = rows {
            self.platform.notify(To::One(client), Notice::Rows(self.with_conversations(rows)));
        }
    }
}

/// Whether lists or counts of a page change with it.
const fn can_be_seen(change: &Change) -> bool {
    match change {
        Change::AccountSaved { .. }
        | Change::PinSaved { .. }
        | Change::AccountRemoved(_)
        | Change::Added(_)
        | Change::Replaced(_)
        | Change::Removed(_)
        | Change::MarkedRead { .. }
        | Change::Starred { .. }
        | Change::Moved { .. }
        | Change::FolderSaved { .. }
        | Change::FolderRemoved(_)
        | Change::TagSaved { .. }
        | Change::TagRemoved(_)
        | Change::Tagged { .. }
        | Change::Pinned { .. }
        | Change::Snoozed { .. }
        | Change::Muted { .. }
        | Change::RulesSaved(_)
        | Change::JunkSorted(_)
        | Change::AccountsOrdered(_)
        | Change::AccountRetired(_)
        | Change::AccountColoured { .. } => true,
        Change::PasswordSaved { .. }
        | Change::MaildropNamed { .. }
        | Change::Named { .. }
        | Change::Renamed { .. }
        | Change::Wished { .. }
        | Change::Learnt { .. }
        | Change::Taught { .. }
        | Change::JunkKnown { .. }
        | Change::IdsGiven { .. }
        | Change::FolderIdsGiven(_)
        | Change::GivenUp(_)
        | Change::ServerJudged { .. }
        | Change::ImagesWanted { .. }
        | Change::Folded { .. }
        | Change::RecordsLost(_)
        | Change::RecordsGivenUp => false,
    }
}
