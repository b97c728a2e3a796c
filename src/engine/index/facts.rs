//! What a query asks of messages that is not in the index: the contents know.

use crate::{
    search::{Fact, Facts},
    store::{Account, AccountId, Contents, MessageId},
};

/// The folder that every account has.
const INBOX: &str = "inbox";

/// The contents, asked by a query. A folder is known by its account: each has one.
pub(super) struct Known<'c>(pub(super) &'c Contents);

impl Facts for Known<'_> {
    fn of(&self, id: u64) -> Option<Fact> {
        let brief = self.0.brief(MessageId(id))?;
        Some(Fact {
            unread: !brief.read,
            starred: brief.starred,
            date: brief.date,
            size: brief.size,
            folder: brief.account.0,
            account: brief.account.0,
            attachments: brief.attachments,
        })
    }

    fn all(&self) -> Vec<u64> {
        self.0.briefs().map(|brief| brief.id.0).collect()
    }

    fn folders(&self, name: &str) -> Vec<u32> {
        if name.eq_ignore_ascii_case(INBOX) {
            return self.0.accounts().keys().map(|id| id.0).collect();
        }
        self.accounts(name)
    }

    fn accounts(&self, name: &str) -> Vec<u32> {
        let name = name.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&name);
        let is_meant = |(_, account): &(&AccountId, &Account)| has(&account.address) || has(&account.name);
        self.0.accounts().iter().filter(is_meant).map(|(id, _)| id.0).collect()
    }
}
