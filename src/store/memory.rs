//! A store in memory: for native tests, and as the measure of what the others must do.

use std::{cell::RefCell, collections::HashMap};

use super::{Change, Commit, Contents, MessageId, Record, Store, StoreError};

/// Keeps everything until it is dropped.
#[derive(Debug, Default)]
pub struct MemoryStore {
    journal: RefCell<Vec<Record>>,
    raw: RefCell<HashMap<MessageId, Vec<u8>>>,
}

impl Store for MemoryStore {
    async fn load(&self) -> Result<Contents, StoreError> {
        let mut contents = Contents::default();
        for record in self.journal.borrow().iter() {
            record.changes()?.into_iter().for_each(|change| contents.apply(change));
        }
        Ok(contents)
    }

    async fn commit(&self, commit: Commit) -> Result<Vec<Change>, StoreError> {
        let record = Record::of(&commit.changes)?;
        let mut raw = self.raw.borrow_mut();
        raw.extend(commit.raw);
        for id in &commit.forget {
            raw.remove(id);
        }
        let mut journal = self.journal.borrow_mut();
        if commit.anew {
            journal.clear();
        }
        journal.push(record);
        Ok(commit.changes)
    }

    async fn raw(&self, id: MessageId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.raw.borrow().get(&id).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::suite;

    /// Nothing waits for the disk here, so a poll is enough.
    fn run(test: impl Future<Output = ()>) {
        futures::FutureExt::now_or_never(test).expect("the memory store never waits");
    }

    #[test]
    fn keeps_what_it_is_given() {
        run(suite::keeps_what_it_is_given(&MemoryStore::default()));
    }

    #[test]
    fn forgets_an_account_with_its_mail() {
        run(suite::forgets_an_account_with_its_mail(&MemoryStore::default()));
    }

    #[test]
    fn tells_its_journal_anew() {
        run(suite::tells_its_journal_anew(&MemoryStore::default()));
    }

    #[test]
    fn keeps_large_and_odd_messages() {
        run(suite::keeps_large_and_odd_messages(&MemoryStore::default()));
    }

    #[test]
    fn replaces_and_forgets_raw_messages() {
        run(suite::replaces_and_forgets_raw_messages(&MemoryStore::default()));
    }

    #[test]
    fn replaces_an_envelope() {
        run(suite::replaces_an_envelope(&MemoryStore::default()));
    }

    #[test]
    fn forgets_a_message_but_not_its_name() {
        run(suite::forgets_a_message_but_not_its_name(&MemoryStore::default()));
    }

    #[test]
    fn remembers_names() {
        run(suite::remembers_names(&MemoryStore::default()));
    }

    #[test]
    fn never_gives_an_id_twice() {
        run(suite::never_gives_an_id_twice(&MemoryStore::default()));
    }
}
