//! A store in memory: for native tests, and as the measure of what the others must do.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use super::{
    Change, Commit, Compaction, Contents, Kept, MessageId, Record, Reindexing, SegmentId, Store, StoreError,
    Stretch,
};

/// So many messages lie together.
const TOGETHER: usize = 100;

/// Keeps everything until it is dropped.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kept: RefCell<Kept>,
    raw: RefCell<HashMap<MessageId, Vec<u8>>>,
    segments: RefCell<BTreeMap<SegmentId, Vec<u8>>>,
}

impl MemoryStore {
    /// The raw messages, likewise.
    pub const fn raw_messages(&self) -> &RefCell<HashMap<MessageId, Vec<u8>>> {
        &self.raw
    }

    /// All that is kept but the raw messages, to be looked at, or damaged.
    pub const fn kept(&self) -> &RefCell<Kept> {
        &self.kept
    }

    /// The pieces of the search index, likewise.
    pub const fn kept_segments(&self) -> &RefCell<BTreeMap<SegmentId, Vec<u8>>> {
        &self.segments
    }

    fn put_in_order(&self, Reindexing { keep, drop }: &Reindexing) {
        let mut segments = self.segments.borrow_mut();
        drop.iter().for_each(|id| std::mem::drop(segments.remove(id)));
        segments.extend(keep.iter().cloned());
    }
}

impl Store for MemoryStore {
    async fn load(&self) -> Result<Contents, StoreError> {
        let last_raw = self.raw.borrow().keys().max().copied();
        Contents::read(Kept { last_raw, ..self.kept.borrow().clone() })
    }

    async fn commit(&self, commit: Commit) -> Result<Vec<Change>, StoreError> {
        let record = Record::of(&commit.changes)?;
        let mut raw = self.raw.borrow_mut();
        raw.extend(commit.raw);
        for id in &commit.forget {
            raw.remove(id);
        }
        self.segments.borrow_mut().extend(commit.segment);
        self.kept.borrow_mut().journal.push(record);
        Ok(commit.changes)
    }

    async fn compact(&self, compaction: &Compaction) -> Result<(), StoreError> {
        let mut kept = self.kept.borrow_mut();
        for (first, block) in compaction.blocks() {
            match block {
                Some(block) => kept.blocks.insert(first, block.to_vec()),
                None => kept.blocks.remove(&first),
            };
        }
        for (maildrop, names) in compaction.names() {
            match names {
                Some(names) => kept.names.insert(maildrop, names.to_vec()),
                None => kept.names.remove(&maildrop),
            };
        }
        kept.journal = vec![compaction.record().clone()];
        let mut raw = self.raw.borrow_mut();
        for id in compaction.forget() {
            raw.remove(id);
        }
        self.put_in_order(compaction.reindexing());
        Ok(())
    }

    async fn raw(&self, id: MessageId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.raw.borrow().get(&id).cloned())
    }

    async fn segments(&self) -> Result<Vec<SegmentId>, StoreError> {
        Ok(self.segments.borrow().keys().copied().collect())
    }

    async fn segment(&self, id: SegmentId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.segments.borrow().get(&id).cloned())
    }

    async fn reindex(&self, reindexing: &Reindexing) -> Result<(), StoreError> {
        self.put_in_order(reindexing);
        Ok(())
    }

    async fn stretch(&self, after: MessageId) -> Result<Option<Stretch>, StoreError> {
        let raw = self.raw.borrow();
        let mut ids: Vec<MessageId> = raw.keys().copied().filter(|id| *id > after).collect();
        ids.sort_unstable();
        ids.truncate(TOGETHER);
        let Some(&to) = ids.last() else { return Ok(None) };
        let raw = ids.into_iter().filter_map(|id| Some((id, raw.get(&id)?.clone()))).collect();
        Ok(Some(Stretch { raw, unreadable: Vec::new(), to }))
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
    fn keeps_mail_filed() {
        run(suite::keeps_mail_filed(&MemoryStore::default()));
    }

    #[test]
    fn is_compacted() {
        run(suite::is_compacted(&MemoryStore::default()));
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
    fn reads_all_raw_messages() {
        run(suite::reads_all_raw_messages(&MemoryStore::default()));
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
    fn compacts_what_changed() {
        run(suite::compacts_what_changed(&MemoryStore::default()));
    }

    #[test]
    fn forgets_for_good() {
        run(suite::forgets_for_good(&MemoryStore::default()));
    }

    #[test]
    fn says_what_is_damaged_and_what_is_left() {
        for damage in suite::DAMAGED {
            run(async {
                let store = MemoryStore::default();
                let contents = suite::fill_two_blocks(&store).await;
                let block = store.kept().borrow_mut().blocks.remove(&MessageId(1)).unwrap();
                let damaged = suite::damaged(damage, block);
                store.kept().borrow_mut().blocks.extend(damaged.map(|bytes| (MessageId(1), bytes)));
                suite::says_what_is_left(&store, damage, &contents).await;
            });
        }
    }

    #[test]
    fn says_what_a_damaged_journal_leaves() {
        for damage in suite::DAMAGED_RECORDS {
            for place in 0..suite::RECORDS {
                run(async {
                    let store = MemoryStore::default();
                    let whole = suite::fill_a_journal(&store).await;
                    {
                        let Kept { journal, .. } = &mut *store.kept().borrow_mut();
                        journal[place].0 = suite::damaged_record(damage, journal[place].0.clone());
                    }
                    suite::says_what_the_journal_leaves(&store, place, &whole).await;
                });
            }
        }
    }

    #[test]
    fn leaves_a_newer_journal_alone() {
        run(async {
            let store = MemoryStore::default();
            store.kept().borrow_mut().journal.push(Record(suite::record_of_a_newer_version()));
            assert_eq!(store.load().await, Err(StoreError::Newer));
        });
    }

    #[test]
    fn keeps_segments() {
        run(suite::keeps_segments(&MemoryStore::default()));
    }

    #[test]
    fn never_gives_an_id_twice() {
        run(suite::never_gives_an_id_twice(&MemoryStore::default()));
    }
}
