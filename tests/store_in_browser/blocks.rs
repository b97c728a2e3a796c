//! Blocks in IndexedDB: compacted, damaged, and left alone by a compaction that did not come to its
//! end.

use restante::store::{Change, Commit, MaildropId, MessageId, Store, StoreError, suite};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    indexed_db::{Opened, poll_so_often},
    store,
};

#[wasm_bindgen_test]
async fn compacts_what_changed() {
    suite::compacts_what_changed(&store("compacted often").await).await;
}

#[wasm_bindgen_test]
async fn forgets_for_good() {
    suite::forgets_for_good(&store("for good").await).await;
    let database = Opened::open("for good", 3).await;
    let mut values = Vec::new();
    for kept in ["journal", "blocks", "names", "raw", "packs"] {
        values.extend(database.bytes_in(kept).await.concat());
    }
    let holds = |text: &str| values.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    let found = ["ada@example.org", "uidl 20", "uidl 3\0", "raw 20", "bo@example.org", "raw 21"].map(holds);
    assert_eq!(found, [false, false, false, false, true, true]);
}

#[wasm_bindgen_test]
async fn says_what_is_damaged_and_what_is_left() {
    for fault in suite::DAMAGED {
        let name = format!("damaged: {fault:?}");
        let kept = store(&name).await;
        let contents = suite::fill_two_blocks(&kept).await;
        drop(kept);

        let database = Opened::open(&name, 3).await;
        let first = database.bytes_in("blocks").await.swap_remove(0);
        match suite::damaged(fault, first) {
            Some(block) => database.put("blocks", 1, &block).await,
            None => database.delete("blocks", 1).await,
        }
        drop(database);
        suite::says_what_is_left(&store(&name).await, fault, &contents).await;
    }
}

#[wasm_bindgen_test]
async fn says_what_a_damaged_journal_leaves() {
    for damage in suite::DAMAGED_RECORDS {
        for place in 0..suite::RECORDS {
            let name = format!("damaged record {place}: {damage:?}");
            let kept = store(&name).await;
            let whole = suite::fill_a_journal(&kept).await;
            drop(kept);

            let database = Opened::open(&name, 3).await;
            let record = database.bytes_in("journal").await.swap_remove(place);
            // The first commit was compacted: the journal begins with the record after it.
            let number = u32::try_from(place).unwrap() + 2;
            database.put("journal", number, &suite::damaged_record(damage, record)).await;
            assert_eq!(database.bytes_in("journal").await.len(), suite::RECORDS);
            drop(database);
            suite::says_what_the_journal_leaves(&store(&name).await, place, &whole).await;
        }
    }
}

#[wasm_bindgen_test]
async fn leaves_a_newer_journal_alone() {
    let kept = store("newer journal").await;
    suite::fill_a_journal(&kept).await;
    drop(kept);
    let database = Opened::open("newer journal", 3).await;
    database.add("journal", &suite::record_of_a_newer_version()).await;
    drop(database);
    assert_eq!(store("newer journal").await.load().await, Err(StoreError::Newer));
}

/// However far a compaction got when its page died: it was kept as a whole or not at all, and either
/// way the store says the same.
#[wasm_bindgen_test]
async fn a_compaction_that_is_dropped_is_none() {
    let mut completed = 0;
    for polls in 1..16 {
        let name = format!("compaction dropped after {polls}");
        let kept = store(&name).await;
        let mut contents = suite::fill_two_blocks(&kept).await;
        let raw = vec![(MessageId(1_501), b"to go".to_vec())];
        let changes = vec![
            Change::MarkedRead { messages: vec![MessageId(7)], read: true },
            Change::Removed(vec![MessageId(1_400)]),
        ];
        kept.commit(Commit { changes: changes.clone(), raw, ..Commit::default() }).await.unwrap();
        changes.into_iter().for_each(|change| contents.apply(change));

        let before = contents.clone();
        let compaction = contents.compaction().unwrap().forgetting(vec![MessageId(1_501)]);
        let done = poll_so_often(polls, kept.compact(&compaction)).await.is_some();
        completed += u32::from(done);
        drop(kept);

        let again = store(&name).await;
        let loaded = again.load().await.unwrap();
        assert!(loaded == before, "{name}");
        assert_eq!(loaded.names_of(MaildropId(1)).count(), 1_500);
        let is_compacted = loaded.weight().changes == 0;
        assert!(is_compacted || !done, "{name}");
        assert_eq!(again.raw(MessageId(1_501)).await.unwrap().is_none(), is_compacted, "{name}");
    }
    assert!((1..15).contains(&completed), "some were dropped and some were not: {completed}");
}
