//! Inboxes as lists: which messages, in which order, how many; and the rows of a window.
//!
//! All of it is kept up as changes come, so that a batch of new mail costs what the batch is worth and
//! not what the inbox is.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use super::{
    api::{Folder, FolderCount, Marks, Order, Overview, Row, Rows, View},
    writing::Window,
};
use crate::{
    mail::Summary,
    store::{AccountId, Brief, Change, Contents, Envelope, MessageId},
};

/// The order of each inbox that was looked at, and the counts of all.
#[derive(Debug, Default)]
pub(super) struct Inboxes {
    counts: HashMap<AccountId, Count>,
    lists: HashMap<(Folder, By), List>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    total: u32,
    unread: u32,
}

/// What the list of a folder is sorted by: the newest first, or the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    Date,
    Size,
}

impl By {
    /// Where nothing was sought, nothing is more relevant than the rest.
    const fn of(order: Order) -> Self {
        match order {
            Order::Newest | Order::Relevance => Self::Date,
            Order::Largest => Self::Size,
        }
    }

    fn key(self, brief: &Brief) -> Key {
        let by = match self {
            Self::Date => brief.date,
            Self::Size => i64::try_from(brief.size).unwrap_or(i64::MAX),
        };
        (Reverse(by), Reverse(brief.id))
    }
}

/// A date or a size, and then the latest first.
type Key = (Reverse<i64>, Reverse<MessageId>);

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
                for (&(folder, by), list) in &mut self.lists {
                    if is_in(&new, folder) {
                        list.fresh.push(by.key(&new));
                    }
                }
            }
            Change::Replaced(envelope) => {
                let new = envelope.brief();
                if let Some(old) = before.brief(new.id) {
                    self.lists.retain(|(_, by), _| by.key(&old) == by.key(&new));
                }
            }
            Change::Removed(ids) => {
                ids.iter().filter_map(|id| before.brief(*id)).for_each(|old| self.discount(&old));
                let gone: HashSet<MessageId> = ids.iter().copied().collect();
                let stays = |(_, Reverse(id)): &Key| !gone.contains(id);
                for list in self.lists.values_mut() {
                    list.sorted.retain(stays);
                    list.fresh.retain(stays);
                }
            }
            Change::MarkedRead { messages, read } => {
                for old in messages.iter().filter_map(|id| before.brief(*id)) {
                    let count = self.counts.entry(old.account).or_default();
                    match (old.read, *read) {
                        (true, false) => count.unread += 1,
                        (false, true) => count.unread = count.unread.saturating_sub(1),
                        _ => {}
                    }
                }
            }
            Change::AccountRemoved(id) => {
                self.counts.remove(id);
                self.lists.clear();
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
            | Change::GivenUp(_)
            | Change::ServerJudged { .. }
            | Change::ImagesWanted { .. }
            | Change::Folded { .. }
            | Change::RecordsLost(_)
            | Change::RecordsGivenUp => {}
        }
    }

    fn count(&mut self, brief: &Brief) {
        let count = self.counts.entry(brief.account).or_default();
        count.total += 1;
        count.unread += u32::from(!brief.read);
    }

    fn discount(&mut self, brief: &Brief) {
        let count = self.counts.entry(brief.account).or_default();
        count.total = count.total.saturating_sub(1);
        count.unread = count.unread.saturating_sub(u32::from(!brief.read));
    }

    /// Accounts and folders with their counts.
    pub(super) fn overview(&self, contents: &Contents) -> Overview {
        let accounts: Vec<_> =
            contents.accounts().iter().map(|(id, account)| (*id, account.clone())).collect();
        let all = self.counts.values().fold(Count::default(), |all, count| Count {
            total: all.total + count.total,
            unread: all.unread + count.unread,
        });
        let inboxes = accounts.iter().map(|(id, _)| {
            let Count { total, unread } = self.counts.get(id).copied().unwrap_or_default();
            FolderCount { folder: Folder::Inbox(*id), total, unread }
        });
        let together = FolderCount { folder: Folder::AllInboxes, total: all.total, unread: all.unread };
        let folders = (accounts.len() > 1).then_some(together).into_iter().chain(inboxes).collect();
        Overview { accounts, folders, ..Overview::default() }
    }

    /// A window of a folder, newest first.
    pub(super) fn rows(&mut self, contents: &Contents, window: &Window) -> Rows {
        let &Window { ref view, start, count, .. } = window;
        let sorted = self.sorted(contents, view.folder, view.order);
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
        let all: Vec<MessageId> = self.sorted(contents, view.folder, view.order).collect();
        between(&all, from, to)
    }

    /// The messages of a folder in this order.
    pub(super) fn sorted(
        &mut self,
        contents: &Contents,
        folder: Folder,
        order: Order,
    ) -> impl ExactSizeIterator<Item = MessageId> {
        let by = By::of(order);
        let list = self.lists.entry((folder, by)).or_insert_with(|| List::of(contents, folder, by));
        list.sorted().iter().map(|(_, Reverse(id))| *id)
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

fn is_in(brief: &Brief, folder: Folder) -> bool {
    match folder {
        Folder::AllInboxes => true,
        Folder::Inbox(account) => brief.account == account,
    }
}

impl List {
    fn of(contents: &Contents, folder: Folder, by: By) -> Self {
        let messages = contents.briefs().filter(|brief| is_in(brief, folder));
        Self { sorted: Vec::new(), fresh: messages.map(|brief| by.key(&brief)).collect() }
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
        attachments: envelope.summary.attachments,
        held: envelope.held,
        size: envelope.size,
        conversation: 0,
        marks: Marks::default(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::{Account, Held, MaildropId, Security, Server, Uidl};

    fn envelope(id: u64, account: u32, date: i64, read: bool) -> Box<Envelope> {
        Box::new(Envelope {
            id: MessageId(id),
            account: AccountId(account),
            maildrop: MaildropId(account),
            uidl: Uidl(id.to_string().into_bytes()),
            size: u64::try_from(date).unwrap() * 7 % 3,
            held: Held::Whole,
            header: None,
            listed: 1,
            collected_at: 1_800_000_000,
            read,
            starred: false,
            summary: Summary { date: Some(date), ..Summary::default() },
        })
    }

    fn change() -> impl Strategy<Value = Change> {
        let id = 1..12_u64;
        let ids = prop::collection::vec(1..12_u64, 0..4);
        let date = 0..4_i64;
        prop_oneof![
            4 => (id.clone(), 1..3_u32, date.clone(), any::<bool>())
                .prop_map(|(id, account, date, read)| Change::Added(envelope(id, account, date, read))),
            1 => (id, date).prop_map(|(id, date)| Change::Replaced(envelope(id, 1, date, false))),
            1 => ids.clone().prop_map(|ids| Change::Removed(ids.into_iter().map(MessageId).collect::<HashSet<_>>().into_iter().collect())),
            1 => (ids, any::<bool>()).prop_map(|(ids, read)| Change::MarkedRead {
                messages: ids.into_iter().map(MessageId).collect::<HashSet<_>>().into_iter().collect(),
                read
            }),
        ]
    }

    proptest! {
        /// Kept up change by change, lists and counts are as if made anew.
        #[test]
        fn following_is_as_good_as_beginning_anew(changes in prop::collection::vec(change(), 0..40)) {
            let pop3 = Server { host: "pop.example.org".to_owned(), port: 995, security: Security::Tls };
            let mut contents = Contents::default();
            for id in [1, 2] {
                let account = Account::new("ada@example.org", "ada", pop3.clone());
                contents.apply(Change::AccountSaved { id: AccountId(id), account });
            }
            let mut inboxes = Inboxes::of(&contents);
            for change in changes {
                // A message is never replaced by another account's, nor added twice.
                let there = |envelope: &Envelope| contents.message(envelope.id).map(|old| old.account);
                let happens = match &change {
                    Change::Added(new) => there(new).is_none(),
                    Change::Replaced(new) => there(new).is_none_or(|account| account == new.account),
                    _ => true,
                };
                if !happens {
                    continue;
                }
                inboxes.follow(&change, &contents);
                contents.apply(change);
                let mut anew = Inboxes::of(&contents);
                prop_assert_eq!(inboxes.overview(&contents), anew.overview(&contents));
                for folder in [Folder::AllInboxes, Folder::Inbox(AccountId(1)), Folder::Inbox(AccountId(2))] {
                    for order in [Order::Newest, Order::Largest] {
                        let view = View { order, ..View::of(folder) };
                        let window = Window { view, start: 0, count: 99, asked: 0 };
                        prop_assert_eq!(inboxes.rows(&contents, &window), anew.rows(&contents, &window));
                    }
                }
            }
        }
    }
}
