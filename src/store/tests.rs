//! Whatever happens, and whenever it is compacted or loaded anew: a store says what was told to it.

mod happening;
mod model;

use std::collections::BTreeMap;

use futures::FutureExt;
use proptest::{collection::vec, prelude::*};

use super::{
    AccountId, Change, Commit, Contents, Damage, Fault, Kept, MaildropId, MemoryStore, MessageId, Name, Part,
    Record, Store, Uidl, Wish,
};
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
fn blocks(store: &MemoryStore) -> BTreeMap<MessageId, Vec<u8>> {
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
                    contents.names_of(MaildropId(1)).count();
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
        let kept = Kept { journal: records, ..Kept::default() };
        prop_assert_eq!(Contents::read(kept).unwrap(), contents);
    }
}

/// Names that no message tells of are kept apart; damaged ones are noted, and all else is there.
#[test]
fn damaged_names_are_noted() {
    let drop = MaildropId(1);
    let name = Name { message: None, listed: 1, header: None, since: 7, wish: Wish::PassOver };
    let named = |uidl: &[u8]| Change::Named { maildrop: drop, uidl: Uidl(uidl.to_vec()), name: name.clone() };
    let given = Change::IdsGiven { account: AccountId(5), maildrop: drop, message: MessageId(9) };
    let mut contents = Contents::default();
    [named(b"a"), named(b"b"), given].into_iter().for_each(|change| contents.apply(change));
    let compaction = contents.compaction().unwrap();
    let store = MemoryStore::default();
    now(store.compact(&compaction)).unwrap();
    assert_eq!(now(store.load()), Ok(contents));

    let whole = store.kept().borrow().names[&drop].clone();
    let flipped = [&whole[..whole.len() - 1], &[0x77]].concat();
    let newer = [&[2], &whole[1..]].concat();
    for (kept, fault) in [
        (None, Fault::Missing),
        (Some(vec![]), Fault::Torn),
        (Some(whole[..3].to_vec()), Fault::Torn),
        (Some(flipped), Fault::Flipped(Part::Names)),
        (Some(newer), Fault::Newer(2)),
    ] {
        let mut names = BTreeMap::new();
        names.extend(kept.map(|kept| (drop, kept)));
        store.kept().borrow_mut().names = names;
        let mut contents = now(store.load()).unwrap();
        assert_eq!(contents.damages(), [Damage::Names { maildrop: drop, fault }]);
        assert_eq!((contents.names_of(drop).count(), contents.next_message()), (0, MessageId(10)));
        // What is said from now on is kept again.
        contents.apply(named(b"c"));
        let compaction = contents.compaction().unwrap();
        let again = MemoryStore::default();
        now(again.compact(&compaction)).unwrap();
        let again = now(again.load()).unwrap();
        assert_eq!((again.damages(), again.names_of(drop).count()), (&[][..], 1));
    }
}
