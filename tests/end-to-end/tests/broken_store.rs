//! Proves that whatever happens to what is stored is named, with the next step, and mended as far as the
//! raw messages allow. Things are broken for real: in the browser's own database.

use std::time::Duration;

use restante_end_to_end::{
    Browser, Messages, Name, Options, PATIENCE, Reading, Relay, RelayOptions, Scripted, Workers, until,
};
use serde_json::{Value, json};

/// Some mails from this machine.
const COLLECTING: Duration = Duration::from_secs(60);

/// So many that the list is put into blocks as soon as nobody wants anything.
const MAILS: usize = 600;

/// Opens the database as it is, and runs what follows in a transaction over these stores.
const IN_DATABASE: &str = "
    const inDatabase = (stores, act) => new Promise((done, failed) => {
        const opening = indexedDB.open('restante');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
            const database = opening.result;
            const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
            let value;
            act(stores.map(store => transaction.objectStore(store)), said => value = said);
            transaction.oncomplete = () => { database.close(); done(value); };
            transaction.onabort = () => { database.close(); failed(transaction.error); };
        };
    });
";

const COUNT_BLOCKS: &str = "return inDatabase(['blocks'], ([blocks], say) => {
    blocks.count().onsuccess = event => say(event.target.result);
});";

/// One bit, in the middle of the first block.
const FLIP: &str = "return inDatabase(['blocks'], ([blocks], say) => {
    blocks.openCursor().onsuccess = event => {
        const bytes = event.target.result.value;
        bytes[bytes.length >> 1] ^= 16;
        event.target.result.update(bytes);
        say(bytes.length);
    };
});";

/// One bit, in the middle of the longest record of the journal.
const FLIP_RECORD: &str = "return inDatabase(['journal'], ([journal], say) => {
    let longest = null;
    journal.openCursor().onsuccess = event => {
        const cursor = event.target.result;
        if (cursor) {
            if (longest === null || cursor.value.length > longest.bytes.length) {
                longest = { key: cursor.key, bytes: cursor.value };
            }
            cursor.continue();
            return;
        }
        longest.bytes[longest.bytes.length >> 1] ^= 16;
        journal.put(longest.bytes, longest.key);
        say(longest.bytes.length);
    };
});";

/// Only the first half of the first block was written.
const TEAR: &str = "return inDatabase(['blocks'], ([blocks], say) => {
    blocks.openCursor().onsuccess = event => {
        const bytes = event.target.result.value;
        event.target.result.update(bytes.slice(0, bytes.length >> 1));
        say(bytes.length);
    };
});";

/// No raw message is there any more.
const LOSE_RAW: &str = "return inDatabase(['raw', 'packs'], ([raw, packs], say) => {
    raw.clear();
    packs.clear();
    say('lost');
});";

/// A pack whose bytes are not those that were written.
const SPOIL_PACK: &str = "return inDatabase(['packs'], ([packs], say) => {
    packs.openCursor().onsuccess = event => {
        event.target.result.update(new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3]));
        say('spoilt');
    };
});";

async fn in_database(browser: &Browser, act: &str) -> Value {
    browser.script(&format!("{IN_DATABASE}{act}"), vec![]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_blocks_are_named_and_repaired() {
    let server = Scripted::start((1..=MAILS).map(mail).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("damaged-blocks", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(MAILS, COLLECTING).await;
        for (what, damage) in [("flipped", FLIP), ("torn", TEAR)] {
            until("the list is in blocks", COLLECTING, async || {
                (in_database(browser, COUNT_BLOCKS).await.as_u64()? > 0).then_some(())
            })
            .await;
            let length = in_database(browser, damage).await;
            assert!(length.as_u64() > Some(1_000), "{what}: {length}");
            browser.reload().await;
            browser.alert(PATIENCE, &["some of the list could not be read", "600 messages", "repair"]).await;
            browser.click("button", "Repair").await;
            Messages(browser).reach(MAILS, COLLECTING).await;
            until("the alert is gone", PATIENCE, async || browser.alerts().await.is_empty().then_some(()))
                .await;

            // And it stays so.
            browser.reload().await;
            Messages(browser).reach(MAILS, PATIENCE).await;
            assert_eq!(browser.alerts().await, [""; 0], "{what}");
            let name = Messages(browser).open(300).await;
            let number = number_in(&name);
            Reading(browser).shows(&[&format!("This is letter {number}.")]).await;
            // The address of a message that is open would ask for it again.
            browser.script("location.hash = '#/inbox/1'", vec![]).await;
            browser.gone(PATIENCE, "button", "View source").await;
        }
        // Nothing of it came twice, and nothing comes again.
        browser.click("button", "Get mail").await;
        browser.collected(1, COLLECTING).await;
        Messages(browser).reach(MAILS, PATIENCE).await;
    })
    .await;
}

/// What a record of the journal told of is listed again, once, and the alert is gone then.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_journal_is_named_and_repaired() {
    let server = Scripted::start((1..=5).map(mail).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("damaged-journal", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(5, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        // The record that the messages came with is the longest by far.
        let length = in_database(browser, FLIP_RECORD).await;
        assert!(length.as_u64() > Some(300), "{length}");
        browser.reload().await;
        let told = ["part of what this device noted", "could not be read", "nothing is deleted on a server"];
        browser.alert(PATIENCE, &told).await;
        browser.click("button", "Check and repair").await;
        Messages(browser).reach(5, COLLECTING).await;
        until("the alert is gone", PATIENCE, async || browser.alerts().await.is_empty().then_some(())).await;
        browser.click("button", "Get mail").await;
        browser.collected(1, COLLECTING).await;
        Messages(browser).reach(5, PATIENCE).await;
        browser.reload().await;
        Messages(browser).reach(5, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_mail_is_named_and_collected_again() {
    missing("missing-mail", LOSE_RAW).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_of_a_damaged_pack_is_named_and_collected_again() {
    missing("damaged-pack", SPOIL_PACK).await;
}

async fn missing(name: &str, damage: &str) {
    let server = Scripted::start((1..=5).map(mail).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run(name, Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(5, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        in_database(browser, damage).await;
        browser.reload().await;
        Messages(browser).reach(5, PATIENCE).await;
        let number = number_in(&Messages(browser).open(2).await);
        browser.alert(PATIENCE, &["missing on this device", "collect it again"]).await;
        browser.click("button", "Collect again").await;
        Reading(browser).shows(&[&format!("This is letter {number}.")]).await;

        // The others are found by a check, and come with the next mail.
        browser.click("button", "Storage").await;
        browser.click("button", "Check and repair").await;
        until("the check is over", PATIENCE, async || {
            let text = browser.script("return document.body.innerText", vec![]).await;
            let told = ["5 messages checked", "4 messages will be collected again"];
            told.iter().all(|told| text.as_str().is_some_and(|text| text.contains(told))).then_some(())
        })
        .await;
        browser.click("treeitem", Name::Begins("Inbox")).await;
        browser.click("button", "Get mail").await;
        browser.collected(2, COLLECTING).await;
        for row in 1..=5 {
            let number = number_in(&Messages(browser).open(row).await);
            Reading(browser).shows(&[&format!("This is letter {number}.")]).await;
        }
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_denies_its_storage_is_named() {
    let relay = Relay::start(&RelayOptions::default()).await;
    // In old private windows, opening throws, or fails; in others there is nothing to open.
    for (name, script) in [
        (
            "throws",
            "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError') };",
        ),
        (
            "fails",
            "IDBFactory.prototype.open = () => {
                const request = new EventTarget();
                const error = new DOMException('A mutation operation was attempted', 'InvalidStateError');
                Object.defineProperties(request, { error: { value: error }, result: { value: null } });
                setTimeout(() => request.onerror?.(new Event('error')), 10);
                return request;
            };",
        ),
        ("is not there", "Object.defineProperty(self, 'indexedDB', { value: null });"),
        (
            "no lock",
            "Object.defineProperty(navigator, 'locks', { value: {\n request: () => Promise.reject(new DOMException('no', 'SecurityError')) } });",
        ),
        (
            "no channel",
            "BroadcastChannel = class { constructor() { throw new DOMException('no', 'SecurityError') } };",
        ),
    ] {
        Browser::run("denied-storage", Options::default(), async |browser| {
            println!("{name}");
            let _workers = Workers::begin_with(browser, script).await;
            browser.go(&relay.url()).await;
            browser.alert(PATIENCE, &["storage does not work", "private window", "reload"]).await;
        })
        .await;
    }
    // And what Chromium does when its reader forbids it.
    Browser::run("blocked-storage", Options::without_storage(), async |browser| {
        browser.go(&relay.url()).await;
        browser.alert(PATIENCE, &["storage does not work", "private window", "reload"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_vanishes_is_named() {
    let server = Scripted::start((1..=3).map(mail).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("vanished-storage", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(3, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        let cleared = json!({ "origin": relay.origin(), "storageTypes": "indexeddb" });
        browser.devtools("Storage.clearDataForOrigin", cleared).await;
        browser.alert(PATIENCE, &["taken", "storage away", "reload"]).await;
        browser.click("button", "Reload").await;
        browser.find("button", "Add account").await;
        server.form().save(browser).await;
        Messages(browser).reach(3, COLLECTING).await;
    })
    .await;
}

fn mail(number: usize) -> Vec<u8> {
    format!(
        "From: Ada <ada@example.org>\r\nTo: reader@example.org\r\nSubject: Letter no. {number} of some\r\n\
         Date: Mon, 1 Jan 2024 {:02}:{:02}:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n\r\n\
         This is letter {number}.\r\n",
        number / 60,
        number % 60
    )
    .into_bytes()
}

/// Which mail a row is of.
fn number_in(name: &str) -> usize {
    let number =
        name.split_once("no. ").and_then(|(_, rest)| rest.split_once(" of")).map(|(number, _)| number);
    number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{name}"))
}
