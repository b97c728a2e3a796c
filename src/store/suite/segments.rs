//! Pieces of the search index.

use super::{account, envelope};
use crate::store::{AccountId, Change, Commit, MessageId, Reindexing, SegmentId, Store};

/// A piece comes with a commit, others take its place, and some go with a compaction; all else that is
/// kept stays as it is.
pub async fn keeps_segments(store: &impl Store) {
    let [one, two, three, four] = [1, 2, 3, 4].map(SegmentId);
    assert_eq!(store.segments().await.unwrap(), []);
    assert_eq!(store.segment(one).await.unwrap(), None);

    let ada = AccountId(1);
    let changes = vec![
        Change::AccountSaved { id: ada, account: account("ada@example.org") },
        Change::Added(Box::new(envelope(MessageId(1), ada, b"a"))),
    ];
    let raw = vec![(MessageId(1), b"raw".to_vec())];
    let commit = Commit { changes, raw, segment: Some((two, vec![2; 300_000])), ..Commit::default() };
    store.commit(commit).await.unwrap();
    let changes = vec![Change::MarkedRead { messages: vec![MessageId(1)], read: true }];
    store
        .commit(Commit { changes, segment: Some((one, b"one".to_vec())), ..Commit::default() })
        .await
        .unwrap();
    let mut contents = store.load().await.unwrap();
    assert_eq!(store.segments().await.unwrap(), [one, two]);
    assert_eq!(store.segment(one).await.unwrap(), Some(b"one".to_vec()));
    assert_eq!(store.segment(two).await.unwrap(), Some(vec![2; 300_000]));

    let keep = vec![(three, b"one and two".to_vec())];
    store.reindex(&Reindexing { keep, drop: vec![one, two, four] }).await.unwrap();
    assert_eq!(store.segments().await.unwrap(), [three]);
    assert_eq!(store.segment(one).await.unwrap(), None);
    assert_eq!(store.segment(three).await.unwrap(), Some(b"one and two".to_vec()));
    assert!(store.load().await.unwrap() == contents);

    let reindexing = Reindexing { keep: vec![(four, vec![])], drop: vec![three] };
    store.compact(&contents.compaction().unwrap().with(reindexing)).await.unwrap();
    assert_eq!(store.segments().await.unwrap(), [four]);
    assert_eq!(store.segment(four).await.unwrap(), Some(vec![]));
    assert_eq!(store.raw(MessageId(1)).await.unwrap(), Some(b"raw".to_vec()));
    assert!(store.load().await.unwrap() == contents);
}
