//! Inboxes as lists: which messages, in which order, and the rows of a window.

use std::{cmp::Reverse, collections::HashMap};

use super::api::{Folder, FolderCount, Overview, Row, Rows};
use crate::store::{Change, Contents, Envelope, MessageId};

/// The order of each inbox, kept until something changes it.
#[derive(Debug, Default)]
pub(super) struct Inboxes {
    sorted: HashMap<Folder, Vec<MessageId>>,
}

impl Inboxes {
    /// Forgets the orders that a change makes stale.
    pub(super) fn forget_if_changed_by(&mut self, change: &Change) {
        match change {
            Change::Added(envelope) => {
                self.sorted.remove(&Folder::AllInboxes);
                self.sorted.remove(&Folder::Inbox(envelope.account));
            }
            Change::Replaced(_) | Change::Removed(_) | Change::AccountRemoved(_) => self.sorted.clear(),
            Change::AccountSaved { .. }
            | Change::PasswordSaved { .. }
            | Change::PinSaved { .. }
            | Change::MaildropNamed { .. }
            | Change::Named { .. }
            | Change::Renamed { .. }
            | Change::Wished { .. }
            | Change::Learnt { .. }
            | Change::MarkedRead { .. }
            | Change::IdsGiven { .. } => {}
        }
    }

    /// Accounts and folders with their counts.
    pub(super) fn overview(contents: &Contents) -> Overview {
        let accounts: Vec<_> =
            contents.accounts().iter().map(|(id, account)| (*id, account.clone())).collect();
        let mut counts: HashMap<Folder, (u32, u32)> = HashMap::new();
        for envelope in contents.messages() {
            for folder in [Folder::AllInboxes, Folder::Inbox(envelope.account)] {
                let (total, unread) = counts.entry(folder).or_default();
                *total += 1;
                *unread += u32::from(!envelope.read);
            }
        }
        let inboxes = accounts.iter().map(|(id, _)| Folder::Inbox(*id));
        let folders = (accounts.len() > 1)
            .then_some(Folder::AllInboxes)
            .into_iter()
            .chain(inboxes)
            .map(|folder| {
                let (total, unread) = counts.get(&folder).copied().unwrap_or_default();
                FolderCount { folder, total, unread }
            })
            .collect();
        Overview { accounts, folders, collecting: Vec::new() }
    }

    /// A window of a folder, newest first.
    pub(super) fn rows(&mut self, contents: &Contents, folder: Folder, start: u32, count: u32) -> Rows {
        let sorted = self.sorted.entry(folder).or_insert_with(|| sort(contents, folder));
        let rows = sorted
            .iter()
            .skip(start as usize)
            .take(count as usize)
            .filter_map(|id| contents.message(*id).map(row))
            .collect();
        Rows { folder, total: u32::try_from(sorted.len()).unwrap_or(u32::MAX), start, rows }
    }
}

fn sort(contents: &Contents, folder: Folder) -> Vec<MessageId> {
    let mut messages: Vec<(Reverse<i64>, Reverse<MessageId>)> = contents
        .messages()
        .filter(|envelope| match folder {
            Folder::AllInboxes => true,
            Folder::Inbox(account) => envelope.account == account,
        })
        .map(|envelope| (Reverse(envelope.date()), Reverse(envelope.id)))
        .collect();
    messages.sort_unstable();
    messages.into_iter().map(|(_, Reverse(id))| id).collect()
}

fn row(envelope: &Envelope) -> Row {
    let from = envelope.summary.from.first();
    let from = from.map(|mailbox| mailbox.name.clone().unwrap_or_else(|| mailbox.address.clone()));
    Row {
        id: envelope.id,
        account: envelope.account,
        from: from.unwrap_or_default(),
        subject: envelope.summary.subject.clone(),
        snippet: envelope.summary.snippet.clone(),
        date: envelope.date(),
        read: envelope.read,
        attachments: envelope.summary.attachments,
        held: envelope.held,
    }
}
