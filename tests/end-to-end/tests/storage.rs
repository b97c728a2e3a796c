//! Proves that the reader sees what the mail takes and what the browser has promised, and can make room
//! where there is none. Leaves screenshots in `target/screenshots`.

use std::time::Duration;

use restante_dovecot::mails;
use restante_end_to_end::{
    Browser, Messages, Name, Options, PATIENCE, Reading, Relay, RelayOptions, Scripted, screenshots, until,
};

/// Some mails from this machine.
const COLLECTING: Duration = Duration::from_secs(60);

/// Chromium clears away what was deleted.
const CLEARING: Duration = Duration::from_secs(90);

/// A phone, a tablet and a desk, in CSS pixels.
const DEVICES: [(u32, u32); 3] = [(390, 844), (820, 1180), (1440, 900)];

#[tokio::test(flavor = "multi_thread")]
async fn the_storage_is_shown_with_what_the_browser_promised() {
    let relay = Relay::start(&RelayOptions { demo: true, ..RelayOptions::default() }).await;
    Browser::run("storage", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.set_permission("persistent-storage", "denied").await;
        browser.click("button", "Try the demo mailbox").await;
        browser.collected(1, COLLECTING).await;
        let total = Messages(browser).total().await.expect("a list");

        browser.click("button", "Storage").await;
        browser.find("heading", "Storage").await;
        let table = browser.read("table", "By account and folder").await;
        assert!(table.contains("Inbox") && table.contains(&total.to_string()), "{table}");
        browser.find("table", "By year").await;
        says(browser, &["has not promised to keep your mail"]).await;
        browser.click("button", "Ask the browser to keep it").await;
        says(browser, &["The browser said no"]).await;
        for (width, height) in DEVICES {
            for (dark, shade) in [(false, "light"), (true, "dark")] {
                browser.pretend(width, height, dark).await;
                let needed = browser.script("return document.documentElement.scrollWidth", vec![]).await;
                assert!(needed.as_u64() <= Some(width.into()), "{needed} of {width} px");
                browser.screenshot(&screenshots().join(format!("storage-{width}-{shade}.png"))).await;
            }
        }
        browser.pretend(1280, 900, false).await;

        browser.set_permission("persistent-storage", "granted").await;
        browser.click("button", "Ask the browser to keep it").await;
        says(browser, &["This browser has promised to keep your mail"]).await;

        browser.click("button", "Check and repair").await;
        says(browser, &[&format!("{total} messages checked"), "Nothing is damaged"]).await;
        browser.click("button", "Largest messages").await;
        browser.gone(PATIENCE, "heading", "Storage").await;
        Messages(browser).reach(total, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

/// The storage is asked for with the first account, before anybody could lose anything.
#[tokio::test(flavor = "multi_thread")]
async fn the_promise_is_asked_for_with_the_first_account() {
    let server = Scripted::start(vec![b"Subject: one\r\n\r\nOne.\r\n".to_vec()], &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("storage-promise", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.set_permission("persistent-storage", "granted").await;
        server.form().save(browser).await;
        Messages(browser).reach(1, COLLECTING).await;
        browser.click("button", "Storage").await;
        says(browser, &["This browser has promised to keep your mail"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn room_is_made_where_there_is_none() {
    const MAILS: usize = 12;
    let mails = mails::generate_large(21, MAILS, 1_000_000);
    let server = Scripted::start(mails.iter().map(|mail| mail.raw.clone()).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("storage-freed", Options::default(), async |browser| {
        // Of the mail, some 17 MB, a part fits beside the page itself: more than half, so that what is deleted
        // makes room for all the rest.
        browser.set_quota(&relay.origin(), Some(19_000_000)).await;
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        browser.alert(COLLECTING, &["storage", "full", "room"]).await;
        let stored = Messages(browser).total().await.unwrap_or(0);
        println!("{stored} of {MAILS} fit");
        assert!((2..MAILS).contains(&stored), "{stored} fit");

        browser.click("button", "Free space").await;
        browser.find("heading", "Storage").await;
        browser.click("button", "Largest messages").await;
        let gone = stored - 1;
        for left in (1..stored).rev() {
            Messages(browser).open(1).await;
            // What is in the Trash takes as much room as elsewhere.
            browser.click("button", "More").await;
            browser.click("menuitem", "Delete for good").await;
            browser.click("button", "Delete here").await;
            Messages(browser).reach(left, PATIENCE).await;
        }
        browser.gone(PATIENCE, "button", "Undo").await;
        // It has reached the disk when it is as it is after a reload.
        until("the deletions are kept", PATIENCE, async || {
            browser.reload().await;
            tokio::time::timeout(Duration::from_secs(5), Messages(browser).reach(1, PATIENCE)).await.ok()
        })
        .await;

        // All that was gone from here makes room for the rest. Browsers clear away what was deleted in their
        // own time: until then it may be full again.
        let rest = MAILS - gone;
        until("the rest has come", CLEARING, async || {
            browser.click("button", "Get mail").await;
            tokio::time::timeout(Duration::from_secs(5), Messages(browser).reach(rest, PATIENCE)).await.ok()
        })
        .await;
        for row in [1, rest] {
            let name = Messages(browser).open(row).await;
            let mail = mails.iter().find(|mail| name.contains(&mail.word)).expect("one of them");
            Reading(browser).shows(&[&mail.subject, &mail.sentence]).await;
        }
    })
    .await;
}

/// The page says all of this somewhere.
async fn says(browser: &Browser, words: &[&str]) {
    until(&format!("the page says {words:?}"), PATIENCE, async || {
        let text = browser.script("return document.body.innerText", vec![]).await;
        words.iter().all(|word| text.as_str().is_some_and(|text| text.contains(word))).then_some(())
    })
    .await;
}

/// What this site keeps on the device: names of databases, keys, caches, files, service workers.
const KEPT: &str = "
    const files = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
    return {
        databases: (await indexedDB.databases()).map(database => database.name),
        keys: Object.keys(localStorage).concat(Object.keys(sessionStorage)),
        caches: await caches.keys(),
        files,
        workers: (await navigator.serviceWorker.getRegistrations()).length,
    };
";

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_erased_in_all_tabs() {
    let server =
        Scripted::start(mails::generate(46, 3).into_iter().map(|mail| mail.raw).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("erase-everything", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(3, PATIENCE).await;
        browser.collected(1, PATIENCE).await;
        browser.script("return navigator.serviceWorker.ready.then(() => true)", Vec::new()).await;
        browser
            .script(
                "return navigator.storage.getDirectory()
                    .then(root => root.getDirectoryHandle('some', { create: true }))
                    .then(folder => folder.getFileHandle('file', { create: true })).then(() => true)",
                Vec::new(),
            )
            .await;
        browser.click("button", "Appearance").await;
        browser.click("radio", "Dark").await;
        browser.click("button", "Close").await;
        let kept = browser.script(&format!("return (async () => {{ {KEPT} }})()"), Vec::new()).await;
        for what in ["databases", "keys", "caches", "files"] {
            assert_ne!(kept[what], serde_json::json!([]), "there is something to erase: {kept}");
        }

        // A second tab has the same page open; it begins anew by itself.
        let first = browser.client().window().await.expect("a window");
        let second = browser.client().new_window(true).await.expect("a window").handle;
        browser.client().switch_to_window(second.clone()).await.expect("it is there");
        browser.go(&relay.url()).await;
        Messages(browser).reach(3, PATIENCE).await;
        browser.client().switch_to_window(first).await.expect("it is there");

        browser.click("button", "Storage").await;
        browser.click("button", "Erase everything here").await;
        browser.find("alertdialog", "Erase everything here").await;
        browser.shoot("erase-everything").await;
        browser.click("button", "Erase everything").await;
        browser.gone(PATIENCE, "treeitem", Name::Any).await;
        browser.find("button", "Add account").await;
        assert!(browser.see("treeitem", Name::Any).await.is_none());
        let kept = browser.script(&format!("return (async () => {{ {KEPT} }})()"), Vec::new()).await;
        assert_eq!(
            (&kept["files"], &kept["keys"]),
            (&serde_json::json!([]), &serde_json::json!([])),
            "{kept}"
        );
        let theme = browser.script("return document.documentElement.dataset.theme", Vec::new()).await;
        assert_ne!(theme, "dark", "the settings are gone");
        browser.client().switch_to_window(second).await.expect("it is there");
        browser.find("button", "Add account").await;
        assert!(browser.see("treeitem", Name::Any).await.is_none());
    })
    .await;
    assert!(relay.stop().await.success());
}
