//! Whatever happens, and whenever it is compacted or loaded anew: a store says what was told to it.

mod happening;
mod model;

use std::collections::BTreeMap;

use futures::FutureExt;
use proptest::{collection::vec, prelude::*};

use super::{Commit, Contents, MemoryStore, Record, Store};
use happening::{changes, happening};
use model::Model;

/// What a store goes through besides what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    /// It is compacted.
    Compacted,
    /// It is to be compacted, and the page dies before that is kept.
    CompactedInVain,
    /// It is loaded anew.
    Loaded,
    /// Somebody asks for names.
    NamesAsked,
}

fn between() -> impl Strategy<Value = Between> {
    use Between::{Compacted, CompactedInVain, Loaded, NamesAsked, Nothing};
    prop_oneof![
        16 => Just(Nothing), 2 => Just(Compacted), 1 => Just(CompactedInVain), 2 => Just(Loaded), 1 => Just(NamesAsked)
    ]
}

/// Nothing waits for a disk here.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("the memory store never waits")
}

/// The blocks that are kept, as bytes.
fn blocks(store: &MemoryStore) -> BTreeMap<super::MessageId, Vec<u8>> {
    store.kept().borrow().blocks.clone()
}

proptest! {
    #[test]
    fn says_what_it_was_told(tale in vec((happening(), between()), 0..120)) {
        let (store, mut model) = (MemoryStore::default(), Model::default());
        let mut contents = now(store.load()).unwrap();
        for (happening, between) in tale {
            let changes = changes(&contents, happening);
            changes.iter().for_each(|change| model.apply(change.clone()));
            let changes = now(store.commit(Commit { changes, ..Commit::default() })).unwrap();
            changes.into_iter().for_each(|change| contents.apply(change));
            match between {
                Between::Nothing => {}
                Between::Compacted => {
                    let compaction = contents.compaction().unwrap();
                    now(store.compact(&compaction)).unwrap();
                    contents.compacted(&compaction);
                    prop_assert_eq!(contents.weight().changes, 0);
                    prop_assert!(blocks(&store).keys().eq(contents.kept.iter()));
                }
                Between::CompactedInVain => {
                    contents.compaction().unwrap();
                }
                Between::Loaded => contents = now(store.load()).unwrap(),
                Between::NamesAsked => {
                    contents.names_of(super::MaildropId(1)).count();
                }
            }
            prop_assert_eq!(contents.damages(), &[]);
        }
        model.is_what_it_says(&contents)?;
        let loaded = now(store.load()).unwrap();
        model.is_what_it_says(&loaded)?;
        prop_assert_eq!(&loaded, &contents);

        // What is compacted twice is written once.
        let compaction = contents.compaction().unwrap();
        now(store.compact(&compaction)).unwrap();
        contents.compacted(&compaction);
        let again = contents.compaction().unwrap();
        prop_assert_eq!((again.blocks().count(), again.names().count()), (0, 0));
        model.is_what_it_says(&now(store.load()).unwrap())?;
    }

    /// A journal of which no compaction ever heard is loaded as well.
    #[test]
    fn a_journal_alone_says_the_same(tale in vec(happening(), 0..60)) {
        let (mut contents, mut records) = (Contents::default(), Vec::new());
        for happening in tale {
            let changes = changes(&contents, happening);
            records.push(Record::of(&changes).unwrap());
            changes.into_iter().for_each(|change| contents.apply(change));
        }
        let kept = super::Kept { journal: records, ..super::Kept::default() };
        prop_assert_eq!(Contents::read(kept).unwrap(), contents);
    }
}
