//! A journal of which a record cannot be read, and what is said all the same.

use super::{account, envelope, named};
use crate::store::{
    AccountId, Change, Commit, Contents, Damage, Envelope, Held, Maildrop, MaildropId, MessageId, Record,
    Store, Uidl,
};

const ADA: AccountId = AccountId(1);
const BO: AccountId = AccountId(2);

/// A way in which [`damaged_record`] damages a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DamagedRecord {
    /// There is nothing in it.
    Empty,
    /// Its end is missing.
    Cut,
    /// One bit is another, in the middle.
    Flipped,
    /// The same, in the byte that names the version: it seems to be a newer one's.
    OfAnotherVersion,
    /// Its bytes are as they were written, and make no sense.
    Senseless,
}

/// All of them.
pub const DAMAGED_RECORDS: [DamagedRecord; 5] = [
    DamagedRecord::Empty,
    DamagedRecord::Cut,
    DamagedRecord::Flipped,
    DamagedRecord::OfAnotherVersion,
    DamagedRecord::Senseless,
];

/// A record, damaged.
pub fn damaged_record(damage: DamagedRecord, mut record: Vec<u8>) -> Vec<u8> {
    match damage {
        DamagedRecord::Empty => record.clear(),
        DamagedRecord::Cut => record.truncate(record.len() - 1),
        DamagedRecord::Flipped => {
            let middle = record.len() / 2;
            *record.get_mut(middle).unwrap() ^= 0x10;
        }
        DamagedRecord::OfAnotherVersion => *record.first_mut().unwrap() ^= 0x40,
        DamagedRecord::Senseless => {
            let version = *record.first().unwrap();
            record = Record::sealed(version, &[1, 0xff]).0;
        }
    }
    record
}

/// A record as a newer version might write it.
#[must_use]
pub fn record_of_a_newer_version() -> Vec<u8> {
    Record::sealed(200, &[7; 20]).0
}

/// So many records are in the journal that [`fill_a_journal`] leaves.
pub const RECORDS: usize = 4;

/// Keeps two accounts and eight messages: the first four are in a block, of which the first record
/// tells; the second and the fourth record tell of two more each, and the third of what was read and deleted.
pub async fn fill_a_journal(store: &impl Store) -> Contents {
    let mut contents = store.load().await.unwrap();
    let saved = |id, address| Change::AccountSaved { id, account: account(address) };
    let named = |id: AccountId, address| Change::MaildropNamed {
        id: MaildropId(id.0),
        maildrop: Maildrop::of(id, &account(address)),
    };
    let accounts = vec![
        saved(ADA, "ada@example.org"),
        saved(BO, "bo@example.org"),
        named(ADA, "ada@example.org"),
        named(BO, "bo@example.org"),
    ];
    let added = |id: u64, whose| {
        Change::Added(Box::new(envelope(MessageId(id), whose, format!("uidl {id}").as_bytes())))
    };
    let raw = |ids: std::ops::RangeInclusive<u64>| -> Vec<(MessageId, Vec<u8>)> {
        ids.map(|id| (MessageId(id), format!("raw {id}").into_bytes())).collect()
    };
    let (ones, twos) = (vec![added(1, ADA), added(2, ADA)], vec![added(3, BO), added(4, BO)]);
    let read = vec![MessageId(1), MessageId(5)];
    let gone = vec![MessageId(2)];
    let commits = [
        (Commit { changes: [accounts, ones, twos].concat(), raw: raw(1..=4), ..Commit::default() }, true),
        (Commit { changes: vec![added(5, ADA), added(6, ADA)], raw: raw(5..=6), ..Commit::default() }, false),
        (
            Commit {
                changes: vec![
                    Change::MarkedRead { messages: read, read: true },
                    Change::Removed(gone.clone()),
                ],
                forget: gone,
                ..Commit::default()
            },
            false,
        ),
        (Commit { changes: vec![added(7, BO), added(8, BO)], raw: raw(7..=8), ..Commit::default() }, false),
    ];
    for (commit, compacted) in commits {
        let changes = store.commit(commit).await.unwrap();
        changes.into_iter().for_each(|change| contents.apply(change));
        if compacted {
            let compaction = contents.compaction().unwrap();
            store.compact(&compaction).await.unwrap();
            contents.compacted(&compaction);
        }
    }
    assert_eq!(store.load().await.as_ref(), Ok(&contents));
    contents
}

/// A store as [`fill_a_journal`] leaves it, of whose journal the record at this place (from 0) is damaged,
/// says so and gives all else. No id is given twice, every message that is listed has an account and a maildrop, and
/// the damage is known until it is given up: also when the journal was compacted.
pub async fn says_what_the_journal_leaves(store: &impl Store, place: usize, whole: &Contents) {
    let mut contents = store.load().await.unwrap();
    assert_eq!(contents.damages(), [Damage::Journal { records: 1 }]);
    assert_eq!(contents.lost_records(), 1);
    let mut ids: Vec<u64> = contents.briefs().map(|brief| brief.id.0).collect();
    ids.sort_unstable();
    let expected: &[u64] = match place {
        1 => &[1, 3, 4, 7, 8],
        2 => &[1, 2, 3, 4, 5, 6, 7, 8],
        3 => &[1, 3, 4, 5, 6],
        _ => &[1, 3, 4, 5, 6, 7, 8],
    };
    assert_eq!(ids, expected);
    for &id in expected.iter().filter(|_| place != 2) {
        assert_eq!(contents.message(MessageId(id)), whole.message(MessageId(id)));
    }
    let next = (contents.next_account(), contents.next_maildrop(), contents.next_message());
    assert_eq!(next, (AccountId(3), MaildropId(3), MessageId(9)), "what is kept is not written over");
    for brief in contents.briefs() {
        assert!(contents.accounts().contains_key(&brief.account));
        assert_eq!(contents.account_of(brief.maildrop), Some(brief.account));
    }
    let ada = Maildrop::of(ADA, &account("ada@example.org"));
    if place == 0 {
        assert!(contents.accounts().values().all(crate::store::Account::is_lost));
        assert_eq!(contents.nameless_maildrop(ADA), Some(MaildropId(1)));
    } else {
        assert_eq!(contents.accounts(), whole.accounts());
        assert_eq!((contents.maildrop(&ada), contents.nameless_maildrop(ADA)), (Some(MaildropId(1)), None));
    }
    assert_eq!(named(&contents, MaildropId(1), b"uidl 1"), Some(MessageId(1)));

    // What comes next is kept beside it, and is there again.
    let new = Envelope { held: Held::Whole, ..envelope(contents.next_message(), ADA, b"new") };
    let (changes, raw) = (vec![Change::Added(Box::new(new))], vec![(MessageId(9), b"raw 9".to_vec())]);
    let changes = store.commit(Commit { changes, raw, ..Commit::default() }).await.unwrap();
    changes.into_iter().for_each(|change| contents.apply(change));
    assert_eq!(store.load().await.as_ref(), Ok(&contents));
    for id in 5..=9 {
        assert_eq!(store.raw(MessageId(id)).await, Ok(Some(format!("raw {id}").into_bytes())));
    }
    let compaction = contents.compaction().unwrap();
    store.compact(&compaction).await.unwrap();
    contents.compacted(&compaction);
    let again = store.load().await.unwrap();
    assert_eq!(again, contents);
    assert_eq!(again.lost_records(), 1, "a compaction is no reason to forget it");

    let changes = store.commit(Commit { changes: vec![Change::RecordsGivenUp], ..Commit::default() }).await;
    changes.unwrap().into_iter().for_each(|change| contents.apply(change));
    let again = store.load().await.unwrap();
    assert_eq!((again.damages(), again.next_message()), (&[][..], MessageId(10)));
    assert_eq!(again, contents);
    assert_eq!(named(&again, MaildropId(1), b"new"), Some(MessageId(9)));
    assert_eq!(again.name(MaildropId(2), &Uidl(b"uidl 3".to_vec())).unwrap().message, Some(MessageId(3)));
}
