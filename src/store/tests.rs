//! Whatever happens, and whenever it is compacted or loaded anew: a store says what was told to it.

mod happening;
mod model;

use std::collections::BTreeMap;

use futures::FutureExt;
use proptest::{collection::vec, prelude::*};

use super::{
    Account, AccountId, Change, Commit, Contents, Damage, Envelope, Fault, Filed, FolderId, Held, Kept,
    Maildrop, MaildropId, MemoryStore, MessageId, Name, OwnFolder, Part, Record, Security, Server, Store,
    Uidl, Wish,
};
use crate::mail::Summary;
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

/// The record that told of a folder is lost, and that told of the maildrop of copies: what was filed there is in
/// the inbox, no id is given twice, and no server is taken to have the copies.
#[test]
fn what_was_in_a_lost_folder_is_found() {
    let (id, copies) = (AccountId(1), MaildropId(2));
    let pop3 = Server { host: "pop.example.org".to_owned(), port: 995, security: Security::Tls };
    let account = Account::new("ada@example.org", "ada", pop3);
    let folder = OwnFolder { name: "Boat".to_owned(), parent: None, account: None, query: None };
    let message = |number: u64, maildrop| {
        let message = MessageId(number);
        let uidl = if maildrop == copies { Maildrop::local_name(message) } else { Uidl(vec![b'a']) };
        Change::Added(Box::new(Envelope {
            id: message,
            account: id,
            maildrop,
            uidl,
            size: 1,
            held: Held::Whole,
            header: None,
            listed: 1,
            collected_at: 5,
            read: false,
            starred: false,
            filed: Filed::default(),
            summary: Summary::default(),
        }))
    };
    let store = MemoryStore::default();
    let records = [
        vec![
            Change::AccountSaved { id, account: account.clone() },
            Change::MaildropNamed { id: MaildropId(1), maildrop: Maildrop::of(id, &account) },
        ],
        vec![
            Change::FolderSaved { id: FolderId(16), folder },
            Change::MaildropNamed { id: copies, maildrop: Maildrop::local(id) },
        ],
        vec![message(1, MaildropId(1)), message(2, copies)],
        vec![Change::Moved { messages: vec![MessageId(1), MessageId(2)], folder: FolderId(16) }],
    ];
    for changes in records {
        now(store.commit(Commit { changes, ..Commit::default() })).unwrap();
    }
    assert!(now(store.load()).unwrap().briefs().all(|brief| brief.filed.folder == FolderId(16)));
    store.kept().borrow_mut().journal[1].0.clear();
    let mut contents = now(store.load()).unwrap();
    for _ in ["as it is", "compacted"] {
        assert_eq!((contents.briefs().count(), contents.lost_records()), (2, 1));
        assert!(contents.briefs().all(|brief| brief.filed.folder == FolderId::INBOX));
        assert_eq!(contents.next_folder(), FolderId(17));
        assert_eq!(contents.maildrop(&Maildrop::local(id)), Some(copies));
        assert_eq!(contents.maildrop(&Maildrop::of(id, &account)), Some(MaildropId(1)));
        now(store.compact(&contents.compaction().unwrap())).unwrap();
        contents = now(store.load()).unwrap();
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
