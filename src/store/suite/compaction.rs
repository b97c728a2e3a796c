//! Stores that are compacted, and what they say when a block is damaged.

use super::{DROP, account, envelope};
use crate::store::{
    AccountId, Change, Commit, Contents, Damage, Envelope, Fault, Held, Maildrop, MaildropId, MessageId,
    Name, Part, Store, Uidl, Wish,
};

const ADA: AccountId = AccountId(1);
const BO: AccountId = AccountId(2);

/// Messages of a size and a number at which blocks are what they are for a reader.
fn many(ids: std::ops::RangeInclusive<u64>, account: AccountId) -> Vec<Change> {
    let message = |id: u64| {
        let mut message = envelope(MessageId(id), account, format!("uidl {id}").as_bytes());
        message.size = id;
        message.summary.subject = format!("Number {id}");
        message.summary.date = Some(1_700_000_000 + i64::try_from(id).unwrap_or_default());
        Change::Added(Box::new(message))
    };
    ids.map(message).collect()
}

fn accounts() -> Vec<Change> {
    let saved = |id, address| Change::AccountSaved { id, account: account(address) };
    let named = |id: AccountId, address| Change::MaildropNamed {
        id: MaildropId(id.0),
        maildrop: Maildrop::of(id, &account(address)),
    };
    vec![
        saved(ADA, "ada@example.org"),
        saved(BO, "bo@example.org"),
        named(ADA, "ada@example.org"),
        named(BO, "bo@example.org"),
    ]
}

async fn commit(store: &impl Store, contents: &mut Contents, changes: Vec<Change>) {
    let changes = store.commit(Commit { changes, ..Commit::default() }).await.unwrap();
    changes.into_iter().for_each(|change| contents.apply(change));
}

/// Compacts, and says how many blocks were written and how many dropped.
async fn compact(store: &impl Store, contents: &mut Contents) -> (usize, usize) {
    let compaction = contents.compaction().unwrap();
    let (written, dropped): (Vec<_>, Vec<_>) = compaction.blocks().partition(|(_, block)| block.is_some());
    store.compact(&compaction).await.unwrap();
    contents.compacted(&compaction);
    assert_eq!(&store.load().await.unwrap(), contents);
    (written.len(), dropped.len())
}

/// However often a store is compacted, it says the same; and only blocks are written to which
/// something happened.
pub async fn compacts_what_changed(store: &impl Store) {
    let mut contents = store.load().await.unwrap();
    commit(store, &mut contents, accounts()).await;
    for ids in [1..=900, 901..=1_800, 1_801..=3_500] {
        commit(store, &mut contents, many(ids, ADA)).await;
    }
    compact(store, &mut contents).await;
    assert_eq!(compact(store, &mut contents).await, (0, 0));
    let all: Vec<u64> = (1..=3_500).collect();
    let sizes = |contents: &Contents| {
        let mut sizes: Vec<u64> = contents.briefs().map(|brief| brief.size).collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes(&contents), all);

    // What is new goes behind all others.
    commit(store, &mut contents, many(3_501..=3_503, BO)).await;
    assert_eq!(compact(store, &mut contents).await, (1, 0));

    let uidl = |id: u64| Uidl(format!("uidl {id}").into_bytes());
    let mut contents = store.load().await.unwrap();
    let one = vec![MessageId(700)];
    let read = vec![Change::MarkedRead { messages: one.clone(), read: true }];
    commit(store, &mut contents, read).await;
    assert_eq!(compact(store, &mut contents).await, (1, 0));
    commit(store, &mut contents, vec![Change::Starred { messages: one, starred: true }]).await;
    assert_eq!(compact(store, &mut contents).await, (1, 0));
    let wished = Change::Wished { maildrop: DROP, uidls: vec![uidl(700)], wish: Wish::Gone };
    commit(store, &mut contents, vec![wished]).await;
    assert_eq!(compact(store, &mut contents).await, (1, 0));
    let it = contents.brief(MessageId(700)).unwrap();
    assert_eq!((it.read, it.starred, it.size), (true, true, 700));
    assert_eq!(contents.name(DROP, &uidl(700)).map(|name| name.wish), Some(Wish::Gone));

    let mut whole = envelope(MessageId(5), ADA, b"uidl 5");
    whole.held = Held::PossiblyIncomplete;
    let gone = (1_000..=2_999).map(MessageId).collect();
    commit(store, &mut contents, vec![Change::Replaced(Box::new(whole.clone())), Change::Removed(gone)])
        .await;
    compact(store, &mut contents).await;
    let loaded = store.load().await.unwrap();
    assert_eq!(loaded.message(MessageId(5)), Some(whole));
    assert_eq!(loaded.briefs().count(), 1_503);
    assert_eq!((loaded.message(MessageId(999)).unwrap().size, loaded.brief(MessageId(1_000))), (999, None));
    let name = loaded.name(DROP, &uidl(2_999)).unwrap();
    assert_eq!(*name, Name { message: None, ..name.clone() });
    assert_eq!(loaded.names_of(DROP).count(), 3_500);
    assert_eq!(loaded.next_message(), MessageId(3_504));
}

/// A compaction that forgets raw messages leaves nothing of an account that is gone.
pub async fn forgets_for_good(store: &impl Store) {
    let mut contents = store.load().await.unwrap();
    let changes = [accounts(), many(1..=20, ADA), many(21..=40, BO)].concat();
    let raw = (1..=40).map(|id| (MessageId(id), format!("raw {id}").into_bytes())).collect();
    store.commit(Commit { changes: changes.clone(), raw, ..Commit::default() }).await.unwrap();
    changes.into_iter().for_each(|change| contents.apply(change));
    commit(store, &mut contents, vec![Change::Removed(vec![MessageId(3)])]).await;
    compact(store, &mut contents).await;

    let mut left = contents.clone();
    left.apply(Change::AccountRemoved(ADA));
    let compaction = left.compaction().unwrap().forgetting((1..=20).map(MessageId).collect());
    let holds = |text: &str, bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let written = compaction.blocks().filter_map(|(_, block)| block).collect::<Vec<_>>().concat();
    assert!(holds("uidl 21", &written) && !holds("uidl 20", &written));
    assert_eq!(compaction.names().collect::<Vec<_>>(), [(DROP, None)]);
    store.compact(&compaction).await.unwrap();
    left.compacted(&compaction);

    let loaded = store.load().await.unwrap();
    assert_eq!(loaded, left);
    assert_eq!(loaded.briefs().count(), 20);
    assert_eq!(loaded.names_of(DROP).count(), 0);
    assert_eq!(store.raw(MessageId(20)).await.unwrap(), None);
    assert_eq!(store.raw(MessageId(21)).await.unwrap(), Some(b"raw 21".to_vec()));
}

/// The ways in which [`damaged`] damages a block.
pub const DAMAGED: [Fault; 7] = [
    Fault::Missing,
    Fault::Torn,
    Fault::Flipped(Part::Columns),
    Fault::Flipped(Part::Names),
    Fault::Flipped(Part::Rests),
    Fault::Newer(200),
    Fault::Senseless,
];

/// A block with a fault; `None` for one that is missing.
pub fn damaged(fault: Fault, mut block: Vec<u8>) -> Option<Vec<u8>> {
    match fault {
        Fault::Missing => return None,
        Fault::Torn => block.truncate(block.len() - 1),
        // In the middle of an id, behind the columns, and at the very end.
        Fault::Flipped(Part::Columns) => flip_at(&mut block, 40),
        Fault::Flipped(Part::Names) => {
            let count = block.get(5..9).and_then(|count| count.first_chunk()).copied().unwrap();
            flip_at(&mut block, 25 + 55 * u32::from_le_bytes(count) as usize);
        }
        Fault::Flipped(Part::Rests) => {
            let last = block.len() - 1;
            flip_at(&mut block, last);
        }
        // Of a version that is not this one in all but its number.
        Fault::Newer(version) => {
            *block.first_mut().unwrap() = version;
            flip_at(&mut block, 1);
        }
        // A whole block, but of another time.
        Fault::Senseless => block = another_block(),
    }
    Some(block)
}

fn flip_at(block: &mut [u8], at: usize) {
    *block.get_mut(at).unwrap() ^= 0x10;
}

fn another_block() -> Vec<u8> {
    let mut contents = Contents::default();
    contents.apply(Change::Added(Box::new(envelope(MessageId(1), ADA, b"uidl 1"))));
    let compaction = contents.compaction().unwrap();
    compaction.blocks().find_map(|(_, block)| block).unwrap().to_vec()
}

/// Keeps 1,500 messages: in a block that is called by the first, and one for those from 1,001 on.
pub async fn fill_two_blocks(store: &impl Store) -> Contents {
    let mut contents = store.load().await.unwrap();
    commit(store, &mut contents, [accounts(), many(1..=1_500, ADA)].concat()).await;
    compact(store, &mut contents).await;
    contents
}

/// A store as [`fill_two_blocks`] leaves it, of which the first block has this fault, says so and
/// gives all else; it can be added to and compacted, and still does. What was in the block can be
/// told anew.
pub async fn says_what_is_left(store: &impl Store, fault: Fault, whole: &Contents) {
    let mut contents = store.load().await.unwrap();
    let [Damage::Block { mark, fault: found, saved }] = contents.damages() else {
        panic!("one block is damaged: {:?}", contents.damages())
    };
    assert_eq!((*found, mark.first), (fault, MessageId(1)));
    assert_eq!(mark.maildrops, [DROP]);
    let lost = u64::from(mark.count);
    assert_eq!((mark.last.0, contents.briefs().count() as u64), (lost, 1_500 - lost));
    for id in lost + 1..=1_500 {
        assert_eq!(contents.message(MessageId(id)), whole.message(MessageId(id)));
    }
    assert_eq!(contents.message(MessageId(1)), None);
    assert_eq!(contents.next_message(), MessageId(1_501));
    let known: Vec<MessageId> = saved.messages().map(|(brief, _)| brief.id).collect();
    let all: Vec<MessageId> = (1..=lost).map(MessageId).collect();
    match fault {
        Fault::Flipped(Part::Rests) => assert_eq!(known, all),
        Fault::Torn | Fault::Senseless => {}
        _ => assert_eq!(known, []),
    }

    commit(store, &mut contents, many(1_501..=1_510, ADA)).await;
    compact(store, &mut contents).await;
    assert_eq!(contents.damages().len(), 1);
    let again: Vec<Change> = all.iter().filter_map(|id| whole.message(*id)).map(told).collect();
    commit(store, &mut contents, [again, vec![Change::GivenUp(MessageId(1))]].concat()).await;
    let loaded = store.load().await.unwrap();
    assert_eq!((loaded.damages().len(), loaded.briefs().count()), (0, 1_510));
    compact(store, &mut contents).await;
    assert_eq!(contents.damages(), []);
    for id in 1..=1_500 {
        assert_eq!(contents.message(MessageId(id)), whole.message(MessageId(id)));
    }
    assert_eq!(contents.names_of(DROP).count(), 1_510);
}

fn told(envelope: Envelope) -> Change {
    Change::Added(Box::new(envelope))
}
