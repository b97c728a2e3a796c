//! What a query asks of messages that is not in the index: the contents know.

use std::cell::{Cell, OnceCell};

use crate::{
    search::{Fact, Facts},
    store::{Account, AccountId, Brief, Contents, FolderId, MessageId, Tags},
};

/// When so many messages were asked for one by one, all are read in a row, which takes less time than to
/// find each of many.
const FEW: usize = 1_000;

/// The contents, asked by a query.
pub(super) struct Known<'c> {
    contents: &'c Contents,
    asked: Cell<usize>,
    /// All messages, by their ids.
    all: OnceCell<Vec<Option<Fact>>>,
}

impl<'c> Known<'c> {
    pub(super) const fn new(contents: &'c Contents) -> Self {
        Self { contents, asked: Cell::new(0), all: OnceCell::new() }
    }

    fn all_facts(&self) -> Vec<Option<Fact>> {
        let end = self.contents.next_message().0;
        let mut all = vec![None; usize::try_from(end).unwrap_or_default()];
        for brief in self.contents.briefs() {
            let place = usize::try_from(brief.id.0).ok().and_then(|at| all.get_mut(at));
            place.into_iter().for_each(|place| *place = Some(fact(&brief)));
        }
        all
    }
}

fn fact(brief: &Brief) -> Fact {
    Fact {
        unread: !brief.read,
        starred: brief.starred,
        date: brief.date,
        size: brief.size,
        folder: brief.filed.folder.0,
        account: brief.account.0,
        attachments: brief.attachments,
        tags: brief.filed.tags.0,
    }
}

impl Facts for Known<'_> {
    fn of(&self, id: u64) -> Option<Fact> {
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() <= FEW {
            return self.contents.brief(MessageId(id)).as_ref().map(fact);
        }
        let all = self.all.get_or_init(|| self.all_facts());
        usize::try_from(id).ok().and_then(|at| *all.get(at)?)
    }

    fn all(&self) -> Vec<u64> {
        self.contents.briefs().map(|brief| brief.id.0).collect()
    }

    fn folders(&self, name: &str) -> Vec<u32> {
        let name = name.to_lowercase();
        let well_known = FolderId::WELL_KNOWN.into_iter().filter(|id| id.search_name() == Some(&name));
        let own = self.contents.folders().iter().filter(|(_, folder)| folder.name.to_lowercase() == name);
        well_known.chain(own.map(|(id, _)| *id)).map(|id| id.0).collect()
    }

    fn tags(&self, name: &str) -> u16 {
        let name = name.to_lowercase();
        let meant = self.contents.tags().iter().filter(|(_, tag)| tag.name.to_lowercase() == name);
        meant.fold(Tags::default(), |tags, (id, _)| tags.with(*id, true)).0
    }

    fn accounts(&self, name: &str) -> Vec<u32> {
        let name = name.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&name);
        let is_meant = |(_, account): &(&AccountId, &Account)| has(&account.address) || has(&account.name);
        self.contents.accounts().iter().filter(is_meant).map(|(id, _)| id.0).collect()
    }
}
