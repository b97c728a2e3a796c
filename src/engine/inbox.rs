//! Folders as lists: which messages, in which order, how many; and the rows of a window.
//!
//! All of it is kept up as changes come, so that a batch of new mail costs what the batch is worth and
//! not what the folder is.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    api::{Folder, FolderCount, Marks, Order, Overview, Row, Rows, There, View},
    folders,
    sorting::{Key, Sorting},
    writing::Window,
};
use crate::{
    mail::Summary,
    search::Query,
    store::{AccountId, Brief, Change, Contents, Envelope, Filed, FolderId, MessageId, Until},
};

/// The order of each folder that was looked at, and the counts of all.
#[derive(Debug, Default)]
pub(super) struct Inboxes {
    /// Without what is snoozed.
    counts: HashMap<(AccountId, FolderId), Count>,
    snoozed: Count,
    /// In the order in which they come back.
    asleep: BTreeSet<(Until, MessageId)>,
    lists: HashMap<(Scope, Sorting), List>,
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Folder(Folder),
    /// All but what is in Junk and Trash.
    AllMail,
    /// Whatever is here.
    Everything,
}

impl Scope {
    /// Where a query is searched for that was asked in this folder.
    pub(super) fn searched(folder: Folder, query: &Query) -> Self {
        match folder {
            Folder::AllInboxes if query.names_folder() => Self::Everything,
            Folder::AllInboxes => Self::AllMail,
            folder => Self::Folder(folder),
        }
    }

    fn has(self, brief: &Brief) -> bool {
        let filed = &brief.filed;
        let is_in = |folder: FolderId| filed.folder == folder && filed.snoozed.is_none();
        match self {
            Self::Folder(Folder::AllInboxes) => is_in(FolderId::INBOX),
            Self::Folder(Folder::Inbox(account)) => brief.account == account && is_in(FolderId::INBOX),
            Self::Folder(Folder::Of(folder)) => is_in(folder),
            Self::Folder(Folder::Snoozed) => filed.snoozed.is_some(),
            Self::AllMail => !filed.folder.is_put_away(),
            Self::Everything => true,
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    total: u32,
    unread: u32,
}

#[derive(Debug, Default)]
struct List {
    sorted: Vec<Key>,
    /// Added since it was last looked at.
    fresh: Vec<Key>,
}

impl Inboxes {
    pub(super) fn of(contents: &Contents) -> Self {
        let mut inboxes = Self::default();
        contents.briefs().for_each(|brief| inboxes.count(&brief));
        inboxes
    }

    /// Keeps up with a change that is about to be made to the contents.
    pub(super) fn follow(&mut self, change: &Change, before: &Contents) {
        match change {
            Change::Added(envelope) => {
                let new = envelope.brief();
                if let Some(old) = before.brief(new.id) {
                    self.discount(&old);
                    self.lists.clear();
                }
                self.count(&new);
                for (&(scope, sorting), list) in &mut self.lists {
                    if scope.has(&new) {
                        list.fresh.push(sorting.key(&new, || Some(envelope.summary.clone())));
                    }
                }
            }
            Change::Replaced(envelope) => {
                if let Some(old) = before.brief(envelope.id) {
                    let new = Brief { filed: old.filed, ..envelope.brief() };
                    let key = |sorting: Sorting| sorting.key(&new, || Some(envelope.summary.clone()));
                    self.lists.retain(|(_, sorting), _| key_of(*sorting, &old, before) == key(*sorting));
                }
            }
            Change::Removed(ids) => {
                ids.iter().filter_map(|id| before.brief(*id)).for_each(|old| self.discount(&old));
                let gone: HashSet<MessageId> = ids.iter().copied().collect();
                let stays = |key: &Key| !gone.contains(&key.id());
                for list in self.lists.values_mut() {
                    list.sorted.retain(stays);
                    list.fresh.retain(stays);
                }
            }
            Change::MarkedRead { messages, read } => {
                for old in messages.iter().filter_map(|id| before.brief(*id)).filter(|old| old.read != *read)
                {
                    self.discount(&old);
                    self.count(&Brief { read: *read, ..old });
                }
            }
            Change::Moved { messages, folder } => {
                self.refile(messages, before, |filed| filed.folder = *folder);
            }
            Change::Pinned { messages, pinned } => {
                self.refile(messages, before, |filed| filed.pinned = *pinned);
            }
            Change::Snoozed { messages, until } => {
                self.refile(messages, before, |filed| filed.snoozed = *until);
            }
            Change::AccountRemoved(_) => {
                // Also others' mail may be elsewhere now.
                let mut left = before.clone();
                left.apply(change.clone());
                *self = Self::of(&left);
            }
            Change::AccountSaved { .. }
            | Change::PasswordSaved { .. }
            | Change::PinSaved { .. }
            | Change::MaildropNamed { .. }
            | Change::Named { .. }
            | Change::Renamed { .. }
            | Change::Wished { .. }
            | Change::Learnt { .. }
            | Change::IdsGiven { .. }
            | Change::Starred { .. }
            | Change::FolderSaved { .. }
            | Change::FolderRemoved(_)
            | Change::FolderIdsGiven(_)
            | Change::TagSaved { .. }
            | Change::TagRemoved(_)
            | Change::Tagged { .. }
            | Change::Muted { .. }
            | Change::RulesSaved(_)
            | Change::Taught { .. }
            | Change::JunkKnown { .. }
            | Change::JunkSorted(_)
            | Change::AccountsOrdered(_)
            | Change::AccountRetired(_)
            | Change::AccountColoured { .. }
            | Change::GivenUp(_)
            | Change::ServerJudged { .. }
            | Change::ImagesWanted { .. }
            | Change::Folded { .. }
            | Change::RecordsLost(_)
            | Change::RecordsGivenUp => {}
        }
    }

    /// Messages are filed otherwise.
    fn refile(&mut self, messages: &[MessageId], before: &Contents, file: impl Fn(&mut Filed)) {
        let olds = messages.iter().filter_map(|id| before.brief(*id));
        let refiled = olds.map(|old| {
            let mut new = old;
            file(&mut new.filed);
            (old, new)
        });
        let refiled: Vec<(Brief, Brief)> = refiled.filter(|(old, new)| old.filed != new.filed).collect();
        for (old, new) in &refiled {
            self.discount(old);
            self.count(new);
        }
        for (&(scope, sorting), list) in &mut self.lists {
            let place = |brief: &Brief| scope.has(brief).then(|| key_of(sorting, brief, before));
            let moved: Vec<(Option<Key>, Option<Key>)> = refiled
                .iter()
                .map(|(old, new)| (place(old), place(new)))
                .filter(|(old, new)| old != new)
                .collect();
            let gone: HashSet<Key> = moved.iter().filter_map(|(old, _)| old.clone()).collect();
            if !gone.is_empty() {
                list.sorted.retain(|key| !gone.contains(key));
                list.fresh.retain(|key| !gone.contains(key));
            }
            list.fresh.extend(moved.into_iter().filter_map(|(_, new)| new));
        }
    }

    fn counted(&mut self, brief: &Brief) -> &mut Count {
        match brief.filed.snoozed {
            Some(_) => &mut self.snoozed,
            None => self.counts.entry((brief.account, brief.filed.folder)).or_default(),
        }
    }

    fn count(&mut self, brief: &Brief) {
        self.asleep.extend(brief.filed.snoozed.map(|until| (until, brief.id)));
        let count = self.counted(brief);
        count.total += 1;
        count.unread += u32::from(!brief.read);
    }

    fn discount(&mut self, brief: &Brief) {
        if let Some(until) = brief.filed.snoozed {
            self.asleep.remove(&(until, brief.id));
        }
        let count = self.counted(brief);
        count.total = count.total.saturating_sub(1);
        count.unread = count.unread.saturating_sub(u32::from(!brief.read));
    }

    /// What is snoozed until this moment or an earlier one, in Unix seconds.
    pub(super) fn snoozed_until(&self, now: i64) -> Vec<MessageId> {
        self.asleep.iter().take_while(|(until, _)| until.seconds() <= now).map(|(_, id)| *id).collect()
    }

    /// When the next message comes back, in Unix seconds.
    pub(super) fn wakes_next(&self) -> Option<i64> {
        self.asleep.first().map(|(until, _)| until.seconds())
    }

    /// Accounts and folders with their counts.
    pub(super) fn overview(&self, contents: &Contents) -> Overview {
        let in_order = contents.accounts_in_order();
        let kept = |id: &AccountId| Some((*id, contents.accounts().get(id)?.clone()));
        let accounts: Vec<_> = in_order.iter().filter_map(kept).collect();
        let retired = in_order.iter().copied().filter(|id| contents.is_retired(*id)).collect();
        let colours = in_order.iter().filter_map(|id| Some((*id, contents.colour(*id)?))).collect();
        let own = folders::tree(contents.folders());
        let tags = contents.tags().iter().map(|(id, tag)| (*id, tag.clone())).collect();
        let mut together: HashMap<FolderId, Count> = HashMap::new();
        for ((_, folder), count) in &self.counts {
            let all = together.entry(*folder).or_default();
            all.total += count.total;
            all.unread += count.unread;
        }
        let counted = |folder: Folder, count: Option<&Count>| {
            let Count { total, unread } = count.copied().unwrap_or_default();
            FolderCount { folder, total, unread }
        };
        let mut all = Vec::new();
        if accounts.len() > 1 {
            all.push(counted(Folder::AllInboxes, together.get(&FolderId::INBOX)));
        }
        let inbox = |id: &AccountId| counted(Folder::Inbox(*id), self.counts.get(&(*id, FolderId::INBOX)));
        all.extend(accounts.iter().map(|(id, _)| inbox(id)));
        if !accounts.is_empty() {
            all.push(counted(Folder::Snoozed, Some(&self.snoozed)));
            let well_known = FolderId::WELL_KNOWN.into_iter().filter(|id| *id != FolderId::INBOX);
            let others = well_known.chain(own.iter().map(|(id, _)| *id));
            all.extend(others.map(|id| counted(Folder::Of(id), together.get(&id))));
        }
        Overview { accounts, colours, retired, folders: all, own, tags, ..Overview::default() }
    }

    /// A window of a folder, newest first.
    pub(super) fn rows(&mut self, contents: &Contents, window: &Window) -> Rows {
        let &Window { ref view, start, count, .. } = window;
        let sorted = self.sorted(contents, Scope::Folder(view.folder), view.order);
        let total = u32::try_from(sorted.len()).unwrap_or(u32::MAX);
        let rows = sorted
            .skip(start as usize)
            .take(count as usize)
            .filter_map(|id| contents.message(id).as_ref().map(row))
            .collect();
        Rows { view: view.clone(), found: None, total, start, rows }
    }

    /// The messages from one to another, both included, whichever comes first; `None` stands for the
    /// first and the last.
    pub(super) fn range(
        &mut self,
        contents: &Contents,
        view: &View,
        from: Option<MessageId>,
        to: Option<MessageId>,
    ) -> Vec<MessageId> {
        let all: Vec<MessageId> = self.sorted(contents, Scope::Folder(view.folder), view.order).collect();
        between(&all, from, to)
    }

    /// The messages of a folder, or more, in this order.
    pub(super) fn sorted(
        &mut self,
        contents: &Contents,
        scope: Scope,
        order: Order,
    ) -> impl ExactSizeIterator<Item = MessageId> {
        let sorting = Sorting::of(order);
        let list = self.lists.entry((scope, sorting)).or_insert_with(|| List::of(contents, scope, sorting));
        list.sorted().iter().map(Key::id)
    }
}

/// The messages from one to another, both included, whichever comes first; `None` stands for the first and
/// the last.
pub(super) fn between(all: &[MessageId], from: Option<MessageId>, to: Option<MessageId>) -> Vec<MessageId> {
    let place = |id: MessageId| all.iter().position(|at| *at == id);
    let from = from.map_or(Some(0), place);
    let to = to.map_or(all.len().checked_sub(1), place);
    let (Some(from), Some(to)) = (from, to) else { return Vec::new() };
    all.get(from.min(to)..=from.max(to)).unwrap_or_default().to_vec()
}

impl List {
    fn of(contents: &Contents, scope: Scope, sorting: Sorting) -> Self {
        let messages = contents.briefs().filter(|brief| scope.has(brief));
        let keys = messages.map(|brief| key_of(sorting, &brief, contents));
        Self { sorted: Vec::new(), fresh: keys.collect() }
    }

    fn sorted(&mut self) -> &[Key] {
        if !self.fresh.is_empty() {
            self.fresh.sort_unstable();
            self.sorted.append(&mut self.fresh);
            // Two sorted runs: this sort sees them, and merges.
            self.sorted.sort();
        }
        &self.sorted
    }
}

/// Where a message that is here stands.
fn key_of(sorting: Sorting, brief: &Brief, contents: &Contents) -> Key {
    sorting.key(brief, || contents.message(brief.id).map(|envelope| envelope.summary))
}

/// Who wrote a message, as lists say it: the first of them, by name where there is one.
pub(super) fn sender(summary: &Summary) -> String {
    let from = summary.from.first();
    let from = from.map(|mailbox| mailbox.name.clone().unwrap_or_else(|| mailbox.address.clone()));
    from.unwrap_or_default()
}

/// The row of a message, with nothing marked.
pub(super) fn row(envelope: &Envelope) -> Row {
    Row {
        id: envelope.id,
        account: envelope.account,
        from: sender(&envelope.summary),
        subject: envelope.summary.subject.clone(),
        snippet: envelope.summary.snippet.clone(),
        date: envelope.date(),
        read: envelope.read,
        starred: envelope.starred,
        filed: envelope.filed,
        attachments: envelope.summary.attachments,
        held: envelope.held,
        size: envelope.size,
        conversation: 0,
        marks: Marks::default(),
        others: Vec::new(),
        muted: false,
        there: There::default(),
    }
}

#[cfg(test)]
mod tests;
