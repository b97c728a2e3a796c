//! Raw messages: many small ones at once, large ones, some that are replaced, some forgotten.

use std::collections::{BTreeMap, BTreeSet};

use crate::store::{Commit, MemoryStore, MessageId, Store};

/// Bytes come back as they went, whatever they are and however many.
pub async fn keeps_large_and_odd_messages(store: &impl Store) {
    let large: Vec<u8> = (0..5_000_000_u32).map(|n| n.to_le_bytes().iter().fold(7, |a, b| a ^ b)).collect();
    let odd: Vec<u8> = (0..=255).collect();
    let raw = vec![(MessageId(1), large.clone()), (MessageId(2), odd.clone()), (MessageId(3), vec![])];
    store.commit(Commit { raw, ..Commit::default() }).await.unwrap();
    assert!(store.raw(MessageId(1)).await.unwrap().is_some_and(|kept| kept == large));
    assert_eq!(store.raw(MessageId(2)).await.unwrap(), Some(odd));
    assert_eq!(store.raw(MessageId(3)).await.unwrap(), Some(vec![]));
}

/// Stretch by stretch every raw message comes, once and in order, wherever it lies.
pub async fn reads_all_raw_messages(store: &impl Store) {
    assert_eq!(store.stretch(MessageId(0)).await, Ok(None));
    store.load().await.unwrap();
    let length = |id: u64| match id % 50 {
        0 => 1_200_000,
        7 => 700_000,
        rest => usize::try_from(rest).unwrap(),
    };
    for ids in [1..=60, 61..=61, 62..=150] {
        let raw = ids.map(|id| (MessageId(id), vec![id.to_le_bytes()[0]; length(id)])).collect();
        store.commit(Commit { raw, ..Commit::default() }).await.unwrap();
    }
    // Some lie apart from those they came with, more than are read at once; some are gone.
    let raw =
        (70..110).map(|id| (MessageId(id), b"again".to_vec())).chain([(MessageId(20), vec![1; 2_000_000])]);
    let forget = [1, 2, 50, 61, 100, 150].map(MessageId).to_vec();
    store.commit(Commit { raw: raw.collect(), forget, ..Commit::default() }).await.unwrap();

    let (mut at, mut seen) = (MessageId(0), Vec::new());
    while let Some(stretch) = store.stretch(at).await.unwrap() {
        assert!(stretch.to > at, "it goes on");
        assert!(stretch.raw.iter().all(|(id, _)| *id > at && *id <= stretch.to));
        for (id, raw) in stretch.raw {
            assert!(store.raw(id).await.unwrap().is_some_and(|kept| kept == raw), "{id:?}");
            seen.push(id.0);
        }
        at = stretch.to;
    }
    let expected: Vec<u64> = (3..150).filter(|id| ![50, 61, 100].contains(id)).collect();
    assert_eq!(seen, expected);
}

/// A message takes the place of the one that had its id, be it larger or smaller or the same again;
/// what is forgotten is gone; and the messages that came with them stay as they were.
pub async fn replaces_and_forgets_raw_messages(store: &impl Store) {
    let text = |id: u64| format!("Subject: {id}\r\n\r\n").into_bytes();
    let raw = (1..=20).map(|id| (MessageId(id), text(id))).collect();
    store.commit(Commit { raw, ..Commit::default() }).await.unwrap();

    let large = vec![7; 3_000_000];
    let raw = vec![
        (MessageId(3), b"with its body".to_vec()),
        (MessageId(4), large.clone()),
        (MessageId(20), large.clone()),
        (MessageId(21), b"new".to_vec()),
        (MessageId(22), b"new and forgotten at once".to_vec()),
    ];
    let forget = [1, 5, 6, 22].map(MessageId).to_vec();
    store.commit(Commit { raw, forget, ..Commit::default() }).await.unwrap();
    assert_eq!(store.raw(MessageId(1)).await.unwrap(), None);
    assert_eq!(store.raw(MessageId(2)).await.unwrap(), Some(text(2)));
    assert_eq!(store.raw(MessageId(3)).await.unwrap(), Some(b"with its body".to_vec()));
    assert!(store.raw(MessageId(4)).await.unwrap().is_some_and(|kept| kept == large));
    assert_eq!(store.raw(MessageId(5)).await.unwrap(), None);
    assert_eq!(store.raw(MessageId(6)).await.unwrap(), None);
    for id in 7..20 {
        assert_eq!(store.raw(MessageId(id)).await.unwrap(), Some(text(id)));
    }
    assert!(store.raw(MessageId(20)).await.unwrap().is_some_and(|kept| kept == large));
    assert_eq!(store.raw(MessageId(21)).await.unwrap(), Some(b"new".to_vec()));
    assert_eq!(store.raw(MessageId(22)).await.unwrap(), None);

    // Small again, and all but two are forgotten.
    let raw = vec![(MessageId(4), b"small".to_vec()), (MessageId(20), b"small".to_vec())];
    store.commit(Commit { raw, ..Commit::default() }).await.unwrap();
    assert_eq!(store.raw(MessageId(4)).await.unwrap(), Some(b"small".to_vec()));
    assert_eq!(store.raw(MessageId(20)).await.unwrap(), Some(b"small".to_vec()));
    let forget = (1..=21).filter(|id| ![3, 9].contains(id)).map(MessageId).collect();
    store.commit(Commit { forget, ..Commit::default() }).await.unwrap();
    for id in 1..=22 {
        let expected = match id {
            3 => Some(b"with its body".to_vec()),
            9 => Some(text(9)),
            _ => None,
        };
        assert_eq!(store.raw(MessageId(id)).await.unwrap(), expected);
    }
}

/// After each of these commits, the store gives what the one in memory gives: first for the ids
/// that the commit speaks of, in the end for all.
pub async fn does_as_memory_does(store: &impl Store, commits: impl IntoIterator<Item = Commit>) {
    let memory = MemoryStore::default();
    let mut all = BTreeSet::new();
    for commit in commits {
        let touched: BTreeSet<MessageId> =
            commit.raw.iter().map(|(id, _)| id).chain(&commit.forget).copied().collect();
        let changes = memory.commit(commit.clone()).await.unwrap();
        assert_eq!(store.commit(commit).await.unwrap(), changes);
        give_the_same(store, &memory, &touched).await;
        all.extend(touched);
    }
    give_the_same(store, &memory, &all).await;
    assert_eq!(store.load().await.unwrap(), memory.load().await.unwrap());
}

async fn give_the_same(store: &impl Store, memory: &MemoryStore, ids: &BTreeSet<MessageId>) {
    let wanted: Vec<MessageId> = ids.iter().rev().copied().collect();
    let together: BTreeMap<MessageId, _> = store.raws(&wanted).await.unwrap().into_iter().collect();
    assert_eq!(together.keys().collect::<Vec<_>>(), ids.iter().collect::<Vec<_>>());
    for &id in ids {
        let (kept, expected) = (store.raw(id).await.unwrap(), memory.raw(id).await.unwrap());
        assert!(together.get(&id) == Some(&expected), "{id:?}, read with others");
        assert!(
            kept == expected,
            "{id:?}: {:?} bytes, not {:?}",
            kept.map(|b| b.len()),
            expected.map(|b| b.len())
        );
    }
}
