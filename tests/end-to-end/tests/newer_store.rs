//! Proves that a page which finds its storage written by a newer version says so, in every tab: the
//! mail is there, and an empty page would look as if it were not.

use restante_end_to_end::{Browser, Options, PATIENCE, Relay, RelayOptions};
use serde_json::json;

/// Makes the database as a version far ahead would leave it.
const NEWER: &str = "
    return new Promise(done => {
        const opening = indexedDB.open('restante', 99);
        opening.onupgradeneeded = () => opening.result.createObjectStore('of-the-future');
        opening.onerror = () => done(opening.error.name);
        opening.onsuccess = () => { opening.result.close(); done('newer') };
    });
";

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_of_a_newer_version_is_named_in_every_tab() {
    let relay = Relay::start(&RelayOptions::default()).await;
    Browser::run("newer-store", Options::default(), async |browser| {
        // The same origin, and nothing of it has been loaded yet.
        browser.go(&format!("{}manifest.webmanifest", relay.url())).await;
        assert_eq!(browser.script(NEWER, vec![]).await, json!("newer"));

        let client = browser.client();
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        for tab in [&first, &second] {
            client.switch_to_window(tab.clone()).await.unwrap();
            browser.go(&relay.url()).await;
            browser.alert(PATIENCE, &["storage", "newer", "reload"]).await;
        }
        client.switch_to_window(first).await.unwrap();
        browser.alert(PATIENCE, &["storage", "newer", "reload"]).await;
    })
    .await;
}
