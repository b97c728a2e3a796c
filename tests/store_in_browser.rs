//! The store in IndexedDB does what every store must, in a real browser; and what it keeps is
//! there again when the database is opened anew, by this version or the next.
#![cfg(target_arch = "wasm32")]

use std::{cell::RefCell, rc::Rc};

use restante::{
    browser::IndexedDbStore,
    store::{
        AccountId, Change, Commit, Contents, MaildropId, MessageId, Pack, SegmentId, Store, StoreError, suite,
    },
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "store_in_browser/blocks.rs"]
mod blocks;
#[path = "store_in_browser/indexed_db.rs"]
mod indexed_db;

use indexed_db::Opened;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

async fn store(name: &str) -> IndexedDbStore {
    IndexedDbStore::open_named(name, |_| ()).await.unwrap()
}

#[wasm_bindgen_test]
async fn keeps_what_it_is_given() {
    suite::keeps_what_it_is_given(&store("given").await).await;
}

#[wasm_bindgen_test]
async fn forgets_an_account_with_its_mail() {
    suite::forgets_an_account_with_its_mail(&store("forgotten").await).await;
}

#[wasm_bindgen_test]
async fn keeps_mail_filed() {
    suite::keeps_mail_filed(&store("filed").await).await;
}

#[wasm_bindgen_test]
async fn is_compacted() {
    suite::is_compacted(&store("compacted").await).await;
}

#[wasm_bindgen_test]
async fn keeps_large_and_odd_messages() {
    suite::keeps_large_and_odd_messages(&store("large").await).await;
}

#[wasm_bindgen_test]
async fn never_gives_an_id_twice() {
    suite::never_gives_an_id_twice(&store("ids").await).await;
}

#[wasm_bindgen_test]
async fn replaces_an_envelope() {
    suite::replaces_an_envelope(&store("envelope").await).await;
}

#[wasm_bindgen_test]
async fn forgets_a_message_but_not_its_name() {
    suite::forgets_a_message_but_not_its_name(&store("name kept").await).await;
}

#[wasm_bindgen_test]
async fn remembers_names() {
    suite::remembers_names(&store("names").await).await;
}

#[wasm_bindgen_test]
async fn replaces_and_forgets_raw_messages() {
    suite::replaces_and_forgets_raw_messages(&store("replaced").await).await;
}

#[wasm_bindgen_test]
async fn keeps_segments() {
    suite::keeps_segments(&store("segments").await).await;
}

#[wasm_bindgen_test]
async fn does_as_memory_does() {
    for seed in 0..4 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let commits = (0..30).scan(1, |newest, _| Some(any_commit(&mut dice, newest)));
        suite::does_as_memory_does(&store(&format!("as memory, {seed}")).await, commits).await;
    }
}

/// A commit with some messages that are newer than all others, as collecting brings them, some that
/// are there already or were once, and some to be forgotten.
fn any_commit(dice: &mut fastrand::Rng, newest: &mut u64) -> Commit {
    let id = |dice: &mut fastrand::Rng, newest: u64| MessageId(dice.u64(1..=newest));
    let mut commit = Commit::default();
    for _ in 0..dice.usize(0..3) {
        commit.raw.push((id(dice, *newest), any_raw(dice)));
    }
    for _ in 0..[0, 1, 5, 20][dice.usize(0..4)] {
        *newest += dice.u64(1..3);
        commit.raw.push((MessageId(*newest), any_raw(dice)));
    }
    for _ in 0..[0, 0, 2, 9][dice.usize(0..4)] {
        commit.forget.push(id(dice, *newest));
    }
    commit.changes.push(Change::Removed(commit.forget.clone()));
    commit
}

/// Mostly small; at times large, now and then so that a pack is full early.
fn any_raw(dice: &mut fastrand::Rng) -> Vec<u8> {
    let length = match dice.u32(0..100) {
        0 => dice.usize(1 << 20..5 << 20),
        1..=4 => dice.usize(700_000..1 << 20),
        _ => dice.usize(0..300),
    };
    vec![dice.u8(..); length]
}

/// Nothing of what was forgotten, or replaced, can be found in the database.
#[wasm_bindgen_test]
async fn no_value_holds_what_was_forgotten() {
    let store = store("secret").await;
    let secrets = [1, 2, 3, 4].map(|id| (MessageId(id), format!("secret {id}").into_bytes()));
    store.commit(Commit { raw: secrets.to_vec(), ..Commit::default() }).await.unwrap();
    let (raw, forget) = (vec![(MessageId(2), b"no longer".to_vec())], vec![MessageId(3)]);
    store.commit(Commit { raw, forget, ..Commit::default() }).await.unwrap();
    drop(store);

    let database = Opened::open("secret", 3).await;
    let values = [database.bytes_in("raw").await, database.bytes_in("packs").await].concat().concat();
    let holds = |text: &str| values.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    let found = ["secret 1", "secret 2", "secret 3", "secret 4", "no longer"].map(holds);
    assert_eq!(found, [true, false, false, true, true]);
}

/// However far a commit got when it was dropped: it happened as a whole or not at all.
#[wasm_bindgen_test]
async fn a_commit_that_is_dropped_is_none() {
    let named =
        |id| Change::IdsGiven { account: AccountId(0), maildrop: MaildropId(0), message: MessageId(id) };
    let mut completed = 0;
    for polls in 1..12 {
        let name = format!("dropped after {polls}");
        let store = store(&name).await;
        let before = vec![(MessageId(1), b"one".to_vec()), (MessageId(2), b"two".to_vec())];
        store.commit(Commit { changes: vec![named(2)], raw: before, ..Commit::default() }).await.unwrap();

        let after = vec![(MessageId(2), b"TWO".to_vec()), (MessageId(3), b"THREE".to_vec())];
        let (changes, forget) = (vec![named(3)], vec![MessageId(1)]);
        let segment = Some((SegmentId(1), b"two and three".to_vec()));
        let commit = store.commit(Commit { changes, raw: after, forget, segment });
        let done = indexed_db::poll_so_often(polls, commit).await.is_some();
        completed += u32::from(done);

        let contents = store.load().await.unwrap();
        let kept = [1, 2, 3].map(|id| store.raw(MessageId(id)));
        let kept: Vec<_> = futures::future::join_all(kept).await.into_iter().map(Result::unwrap).collect();
        let kept: Vec<_> = kept.iter().map(|raw| raw.as_deref()).collect();
        let is_indexed = store.segments().await.unwrap() == [SegmentId(1)];
        assert_eq!(is_indexed, contents.next_message() == MessageId(4), "{name}");
        if contents.next_message() == MessageId(4) {
            assert_eq!(kept, [None, Some(&b"TWO"[..]), Some(b"THREE")], "{name}");
        } else {
            assert!(!done, "{name}");
            assert_eq!(kept, [Some(&b"one"[..]), Some(b"two"), None], "{name}");
        }
    }
    assert!((1..11).contains(&completed), "some were dropped and some were not: {completed}");
}

#[wasm_bindgen_test]
async fn a_database_of_version_1_is_read_and_added_to() {
    let old = Opened::make("from version 1", 1, &["journal", "raw", "keys"]).await;
    for record in suite::VERSION_1 {
        old.add("journal", record).await;
    }
    old.put("raw", 1, b"for Ada").await;
    old.put("raw", 300, b"for Bo").await;
    drop(old);

    let store = store("from version 1").await;
    let mut contents = store.load().await.unwrap();
    suite::says_what_version_1_said(&contents);
    store.compact(&contents.compaction().unwrap()).await.unwrap();
    suite::says_what_version_1_said(&store.load().await.unwrap());
    assert_eq!(store.raw(MessageId(1)).await, Ok(Some(b"for Ada".to_vec())));
    assert_eq!(store.raw(MessageId(300)).await, Ok(Some(b"for Bo".to_vec())));

    let raw = vec![(MessageId(1), b"for Ada, again".to_vec()), (MessageId(401), b"new".to_vec())];
    let changes = vec![Change::Removed(vec![MessageId(300)])];
    store.commit(Commit { changes, raw, forget: vec![MessageId(300)], ..Commit::default() }).await.unwrap();
    assert_eq!(store.raw(MessageId(1)).await, Ok(Some(b"for Ada, again".to_vec())));
    assert_eq!(store.raw(MessageId(300)).await, Ok(None));
    assert_eq!(store.raw(MessageId(401)).await, Ok(Some(b"new".to_vec())));
    assert_eq!(store.load().await.unwrap().briefs().count(), 1);
}

#[wasm_bindgen_test]
async fn a_database_of_version_2_is_read_and_added_to() {
    let old = Opened::make("from version 2", 2, &["journal", "raw", "keys", "packs"]).await;
    for record in suite::VERSION_2 {
        old.add("journal", record).await;
    }
    old.put("raw", 1, b"for Ada").await;
    let packs = Pack::several([(MessageId(2), b"gone".to_vec()), (MessageId(300), b"for Bo".to_vec())]);
    for (last, pack) in packs.unwrap() {
        old.put("packs", u32::try_from(last.0).unwrap(), &pack.0).await;
    }
    drop(old);

    let store = store("from version 2").await;
    let mut contents = store.load().await.unwrap();
    suite::says_what_version_2_said(&contents);
    assert_eq!(store.raw(MessageId(1)).await, Ok(Some(b"for Ada".to_vec())));
    assert_eq!(store.raw(MessageId(300)).await, Ok(Some(b"for Bo".to_vec())));

    let compaction = contents.compaction().unwrap().forgetting(vec![MessageId(2)]);
    store.compact(&compaction).await.unwrap();
    contents.compacted(&compaction);
    let raw = vec![(MessageId(401), b"new".to_vec())];
    let changes = vec![Change::Removed(vec![MessageId(1)])];
    store.commit(Commit { changes, raw, forget: vec![MessageId(1)], ..Commit::default() }).await.unwrap();
    contents.apply(Change::Removed(vec![MessageId(1)]));
    assert_eq!(store.load().await.unwrap(), contents);
    let kept = [1, 2, 300, 401].map(|id| store.raw(MessageId(id)));
    let kept = futures::future::join_all(kept).await;
    let (bo, new) = (Some(b"for Bo".to_vec()), Some(b"new".to_vec()));
    assert_eq!(kept, [Ok(None), Ok(None), Ok(bo), Ok(new)]);
}

/// Version 3 of the database has held journals of version 3, without checksums.
#[wasm_bindgen_test]
async fn a_journal_without_checksums_is_read_and_added_to() {
    drop(store("from journal 3").await);
    let old = Opened::open("from journal 3", 3).await;
    for record in suite::VERSION_3 {
        old.add("journal", record).await;
    }
    drop(old);

    let store = store("from journal 3").await;
    let mut contents = store.load().await.unwrap();
    suite::says_what_version_3_said(&contents);
    let changes = vec![Change::Starred { messages: vec![MessageId(1)], starred: false }];
    store.commit(Commit { changes: changes.clone(), ..Commit::default() }).await.unwrap();
    changes.into_iter().for_each(|change| contents.apply(change));
    suite::says_what_version_2_said(&store.load().await.unwrap());
    store.compact(&contents.compaction().unwrap()).await.unwrap();
    suite::says_what_version_2_said(&store.load().await.unwrap());
}

/// A page that brings the database up to date may die at any moment: then it is of the old version or of
/// the new one, and says the same.
#[wasm_bindgen_test]
async fn an_upgrade_happens_whole_or_not_at_all() {
    let mut upgraded = 0;
    for (version, stores, records) in [
        (1, &["journal", "raw", "keys"][..], &suite::VERSION_1),
        (2, &["journal", "raw", "keys", "packs"][..], &suite::VERSION_2),
    ] {
        let says = |contents: &Contents| match version {
            1 => suite::says_what_version_1_said(contents),
            _ => suite::says_what_version_2_said(contents),
        };
        for polls in 1..8 {
            let name = format!("upgrade from {version} dropped after {polls}");
            let old = Opened::make(&name, version, stores).await;
            for record in records {
                old.add("journal", record).await;
            }
            old.put("raw", 1, b"for Ada").await;
            drop(old);
            let opening = IndexedDbStore::open_named(&name, |_| ());
            upgraded += u32::from(indexed_db::poll_so_often(polls, opening).await.is_some());

            let store = store(&name).await;
            says(&store.load().await.unwrap());
            assert_eq!(store.raw(MessageId(1)).await, Ok(Some(b"for Ada".to_vec())), "{name}");
        }

        // It was given up in its middle, when some of the new object stores were there.
        let name = format!("upgrade from {version} aborted");
        let old = Opened::make(&name, version, stores).await;
        for record in records {
            old.add("journal", record).await;
        }
        old.put("raw", 1, b"for Ada").await;
        drop(old);
        indexed_db::abort_upgrade(&name, 3, "blocks").await;
        let store = store(&name).await;
        says(&store.load().await.unwrap());
        assert_eq!(store.raw(MessageId(1)).await, Ok(Some(b"for Ada".to_vec())), "{name}");
    }
    assert!((1..14).contains(&upgraded), "some were dropped and some were not: {upgraded}");
}

/// The database is taken away in the middle of it all: that is said at once, and by whatever is asked
/// from then on.
#[wasm_bindgen_test]
async fn a_database_that_is_deleted_is_gone() {
    let told = Rc::new(RefCell::new(Vec::new()));
    let hears = told.clone();
    let store =
        IndexedDbStore::open_named("taken away", move |why| hears.borrow_mut().push(why)).await.unwrap();
    indexed_db::delete("taken away").await;
    assert_eq!(*told.borrow(), [StoreError::Gone]);
    assert_eq!(store.load().await, Err(StoreError::Gone));
    assert_eq!(store.commit(Commit::default()).await, Err(StoreError::Gone));
}

#[wasm_bindgen_test]
async fn reads_all_raw_messages() {
    suite::reads_all_raw_messages(&store("stretches").await).await;
}

/// A pack that cannot be read is as if it were not there: its messages are missing, all others are not,
/// and what is collected in their place is kept.
#[wasm_bindgen_test]
async fn a_damaged_pack_hides_its_own_messages_only() {
    let name = "damaged pack";
    let kept = store(name).await;
    let raw = (1..=3).map(|id| (MessageId(id), vec![7; 1_500_000 * usize::from(id != 3) + 10])).collect();
    kept.load().await.unwrap();
    kept.commit(Commit { raw, ..Commit::default() }).await.unwrap();
    kept.commit(Commit { raw: vec![(MessageId(4), b"four".to_vec())], ..Commit::default() }).await.unwrap();
    drop(kept);
    let database = Opened::open(name, 3).await;
    database.put("packs", 4, &[255; 40]).await;
    drop(database);

    let kept = store(name).await;
    kept.load().await.unwrap();
    assert_eq!(kept.raw(MessageId(4)).await, Ok(None));
    assert_eq!(kept.raw(MessageId(3)).await, Ok(Some(vec![7; 10])));
    let mut at = MessageId(0);
    let mut seen = Vec::new();
    while let Some(stretch) = kept.stretch(at).await.unwrap() {
        seen.extend(stretch.raw.iter().map(|(id, _)| id.0));
        assert!(stretch.to > at);
        at = stretch.to;
    }
    assert_eq!(seen, [1, 2, 3]);
    kept.commit(Commit { raw: vec![(MessageId(4), b"FOUR".to_vec())], ..Commit::default() }).await.unwrap();
    assert_eq!(kept.raw(MessageId(4)).await, Ok(Some(b"FOUR".to_vec())));
}

/// What the browser itself cannot read stands in nobody's way: not a large message whose file is gone, nor a
/// small one, nor a pack. All others are read, and it is said where something is that cannot be.
#[wasm_bindgen_test]
async fn raw_messages_are_read_behind_those_that_cannot_be() {
    let name = "unreadable";
    let kept = store(name).await;
    kept.load().await.unwrap();
    let large = |id: u64| (MessageId(id), vec![7; (1 << 20) + 1_000 + usize::try_from(id).unwrap()]);
    let small = |id: u64| (MessageId(id), vec![8; 10]);
    let commits = [vec![small(1), large(2), small(3), large(4), small(5)], vec![small(6), small(7)]];
    for raw in commits {
        kept.commit(Commit { raw, ..Commit::default() }).await.unwrap();
    }
    // In places of their own, though they are small; and in a pack.
    kept.commit(Commit { raw: vec![small(3), small(5)], ..Commit::default() }).await.unwrap();
    kept.commit(Commit { raw: vec![small(8), small(9)], ..Commit::default() }).await.unwrap();
    js_sys::eval(
        "self.readsAgain = (() => {
            const [{ get, openCursor }, { arrayBuffer }] = [IDBObjectStore.prototype, Blob.prototype];
            const refuse = () => { throw new DOMException('lost', 'NotReadableError') };
            const isHere = store => store.transaction.db.name === 'unreadable';
            IDBObjectStore.prototype.get = function (key) {
                const isLost = { raw: 3, packs: 7 }[this.name] === key;
                return isHere(this) && isLost ? refuse() : get.call(this, key);
            };
            IDBObjectStore.prototype.openCursor = function (range, ...rest) {
                const isLost = this.name === 'packs' && range.lower > 5 && range.lower <= 7;
                return isHere(this) && isLost ? refuse() : openCursor.call(this, range, ...rest);
            };
            Blob.prototype.arrayBuffer = async function () {
                return this.size === (1 << 20) + 1_004 ? refuse() : arrayBuffer.call(this);
            };
            return () => {
                Object.assign(IDBObjectStore.prototype, { get, openCursor });
                Blob.prototype.arrayBuffer = arrayBuffer;
            };
        })()",
    )
    .unwrap();
    let (mut at, mut seen, mut unreadable) = (MessageId(0), Vec::new(), Vec::new());
    while let Some(stretch) = kept.stretch(at).await.unwrap() {
        seen.extend(stretch.raw.iter().map(|(id, _)| id.0));
        unreadable.extend(stretch.unreadable.iter().map(|(first, last)| (first.0, last.0)));
        assert!(stretch.to > at);
        at = stretch.to;
    }
    let one = kept.raw(MessageId(4)).await;
    js_sys::eval("self.readsAgain()").unwrap();
    assert!(one.is_err_and(|error| error.is_about_one()));
    assert_eq!(seen, [1, 2, 5, 8, 9]);
    assert_eq!(unreadable, [(3, 3), (4, 4), (6, 7)]);
}

#[wasm_bindgen_test]
async fn an_older_page_may_finish_writing() {
    let old = Opened::make("writing", 1, &["journal", "raw", "keys"]).await;
    for id in 1..=200 {
        old.ask_to_put("raw", id, &vec![7; 100_000]);
    }
    drop(old);
    let kept = store("writing").await.raw(MessageId(200)).await;
    assert!(kept.unwrap().is_some_and(|kept| kept == vec![7; 100_000]));
}

/// A page that does not make way is named, rather than waited for without a word; when it is gone,
/// the store opens.
#[wasm_bindgen_test]
async fn an_older_page_that_keeps_the_database_is_named() {
    let old = Opened::make("held", 1, &["journal", "raw", "keys"]).await;
    let error = IndexedDbStore::open_named("held", |_| ()).await.err();
    assert!(
        matches!(&error, Some(StoreError::Refused(words)) if words.contains("close the other tabs")),
        "{error:?}"
    );
    drop(old);

    let first = store("held").await;
    let raw = vec![(MessageId(1), b"kept".to_vec())];
    first.commit(Commit { raw, ..Commit::default() }).await.unwrap();
    assert_eq!(first.raw(MessageId(1)).await, Ok(Some(b"kept".to_vec())));
    drop(first);
    // What was given up did not stay open.
    Opened::open("held", 1_000).await;
}

#[wasm_bindgen_test]
async fn what_was_kept_is_there_when_the_database_is_opened_again() {
    let first = store("again").await;
    suite::never_gives_an_id_twice(&first).await;
    let contents = first.load().await.unwrap();
    first.commit(Commit { raw: vec![(MessageId(1), b"kept".to_vec())], ..Commit::default() }).await.unwrap();
    drop(first);

    let second = store("again").await;
    assert_eq!(second.load().await, Ok(contents));
    assert_eq!(second.raw(MessageId(1)).await, Ok(Some(b"kept".to_vec())));
}

/// Two accounts are saved at once, on one page or on two, and no key is there yet: both passwords are
/// sealed with the one that stays.
#[wasm_bindgen_test]
async fn two_first_passwords_share_one_key() {
    let (one, other) = (store("passwords").await, store("passwords").await);
    let sealed = futures::future::join3(one.seal("first"), one.seal("second"), other.seal("third")).await;
    let sealed = [sealed.0, sealed.1, sealed.2].map(Result::unwrap);
    drop((one, other));
    let store = store("passwords").await;
    for (sealed, secret) in sealed.iter().zip(["first", "second", "third"]) {
        assert_eq!(store.unseal(sealed).await.as_deref(), Ok(secret));
    }
}

#[wasm_bindgen_test]
async fn a_database_from_a_newer_version_is_left_alone() {
    drop(Opened::open("newer", 1_000).await);
    let error = IndexedDbStore::open_named("newer", |_| ()).await.err();
    assert_eq!(error, Some(StoreError::Newer));
}
