//! The store in IndexedDB does what every store must, in a real browser; and what it keeps is
//! there again when the database is opened anew.
#![cfg(target_arch = "wasm32")]

use restante::{
    browser::IndexedDbStore,
    store::{Commit, MessageId, Store, StoreError, suite},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

async fn store(name: &str) -> IndexedDbStore {
    IndexedDbStore::open_named(name, || ()).await.unwrap()
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
async fn tells_its_journal_anew() {
    suite::tells_its_journal_anew(&store("anew").await).await;
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

#[wasm_bindgen_test]
async fn a_database_from_a_newer_version_is_left_alone() {
    use wasm_bindgen::JsCast;

    let factory: web_sys::IdbFactory =
        js_sys::Reflect::get(&js_sys::global(), &"indexedDB".into()).unwrap().unchecked_into();
    let request = factory.open_with_u32("newer", 1_000).unwrap();
    let opened = js_sys::Promise::new(&mut |resolve, _| request.set_onsuccess(Some(&resolve)));
    wasm_bindgen_futures::JsFuture::from(opened).await.unwrap();
    request.result().unwrap().unchecked_into::<web_sys::IdbDatabase>().close();

    let error = IndexedDbStore::open_named("newer", || ()).await.err();
    assert_eq!(error, Some(StoreError::Newer));
}
