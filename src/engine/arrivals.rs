//! What the reader is told of when a collecting has ended: what came, is unread, and lies in the inbox.

use std::cmp::Reverse;

use super::{
    Engine,
    api::{Notice, Row},
    filing::count,
    inbox,
    platform::{Platform, To},
};
use crate::store::{AccountId, Brief, FolderId, MessageId};

/// So many are named.
const MOST_NAMED: usize = 5;

impl<P: Platform> Engine<P> {
    /// Where what comes from now on begins; `None` for an account that had nothing, of which all is new.
    pub(super) fn before_arrivals(&self, account: AccountId) -> Option<MessageId> {
        let contents = self.contents.borrow();
        contents.briefs().any(|brief| brief.account == account).then(|| contents.next_message())
    }

    /// Tells of what has come since. What was put somewhere else, or is read already because its conversation
    /// is muted, is nothing to be told of.
    pub(super) fn tell_arrivals(&self, account: AccountId, since: MessageId) {
        let contents = self.contents.borrow();
        let is_told = |brief: &Brief| {
            let filed = &brief.filed;
            let is_in_inbox = filed.folder == FolderId::INBOX && filed.snoozed.is_none();
            brief.account == account && !brief.read && is_in_inbox
        };
        let came = (since.0..contents.next_message().0).filter_map(|id| contents.brief(MessageId(id)));
        let mut came: Vec<Brief> = came.filter(is_told).collect();
        if came.is_empty() {
            return;
        }
        came.sort_unstable_by_key(|brief| Reverse((brief.date, brief.id)));
        let newest = came.iter().take(MOST_NAMED).filter_map(|brief| contents.message(brief.id));
        let newest: Vec<Row> = newest.map(|envelope| inbox::row(&envelope)).collect();
        self.platform.notify(To::All, Notice::Arrived { account, messages: count(came.len()), newest });
    }
}
