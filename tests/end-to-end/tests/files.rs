//! Proves through the page that a copy of a thousand mails is saved and brought in again: as mbox and as ZIP,
//! byte for byte, with nothing doubled; by keyboard alone but for the browser's own file picker.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use fantoccini::key::Key;
use restante::mail::{mbox, zip};
use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};

const COLLECTING: Duration = Duration::from_secs(120);
const MAILS: usize = 1_000;

/// Keeps what the page saves, in place of the browser's own download.
const CATCH: &str = "
    window.saved = null;
    URL.createObjectURL = blob => { window.saved = blob; return 'about:blank#saved'; };
    HTMLAnchorElement.prototype.click = () => {};
";
/// What was caught, in base64.
const CAUGHT: &str = "
    if (!window.saved) return null;
    const blob = window.saved;
    window.saved = null;
    return new Promise(done => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result.slice(reader.result.indexOf(',') + 1));
        reader.readAsDataURL(blob);
    });
";

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_mails_are_saved_and_brought_in_again() {
    let mails: Vec<Vec<u8>> = mails::generate(73, MAILS).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(mails.clone(), &[]).await;
    let relay = Relay::to(server.port()).await;
    let folder = tempfile::tempdir().expect("a folder");
    Browser::run("files", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        browser.script(CATCH, Vec::new()).await;

        // The whole folder as mbox, by its menu.
        enter(browser, "button", "This folder").await;
        enter(browser, "menuitem", "Save a copy").await;
        browser.find("dialog", "Save a copy").await;
        browser.shoot("save-copy").await;
        browser.fits("the dialog of a copy").await;
        let file = saved(browser).await;
        browser.shoot("copy-saved").await;
        let mut reader = mbox::Reader::default();
        let found = reader.push(&file).into_iter().chain(reader.finish());
        let found: Vec<Vec<u8>> = found.map(|mail| mail.expect("a mail").raw).collect();
        same(found, &mails);
        press(browser, &(Key::Enter + "")).await;
        browser.gone(PATIENCE, "dialog", "Save a copy").await;
        let path = folder.path().join("copy.mbox");
        std::fs::write(&path, &file).expect("written");

        // Those that are chosen as an archive.
        messages.open(1).await;
        press(browser, &(Key::Control + "a")).await;
        press(browser, &(Key::Control + "k")).await;
        press(browser, &format!("save a copy{}", Key::Enter + "")).await;
        browser.find("dialog", "Save a copy").await;
        browser.click("radio", "Single mails (ZIP)").await;
        let archive = saved(browser).await;
        let length = archive.len() as u64;
        let directory = zip::Directory::find(&archive, length).expect("an archive");
        let within = |range: std::ops::Range<u64>| &archive[range.start as usize..range.end as usize];
        let entries = directory.entries(within(directory.range.clone())).expect("a directory");
        assert!(entries.iter().all(|entry| entry.name.starts_with("Inbox/") && entry.name.ends_with(".eml")));
        let unpack = |entry: &zip::Entry| {
            let content = entry.content(within(entry.header())).expect("a content");
            content.unpack(within(content.range.clone()), 1 << 30).expect("unpacked")
        };
        same(entries.iter().map(unpack).collect(), &mails);
        press(browser, &(Key::Enter + "")).await;
        browser.gone(PATIENCE, "dialog", "Save a copy").await;

        // What is here already is not doubled; what is deleted for good comes back.
        bring_in(browser, &path, "1,000 were here already").await;
        messages.reach(MAILS, PATIENCE).await;
        messages.open(1).await;
        press(browser, &(Key::Control + "a")).await;
        press(browser, &(Key::Shift + &Key::Delete.to_string())).await;
        browser.find("alertdialog", Name::Any).await;
        enter(browser, "button", "Delete here").await;
        messages.reach(0, PATIENCE).await;
        browser.gone(COLLECTING, "button", "Undo").await;
        bring_in(browser, &path, "1,000 messages brought in.").await;
        messages.reach(MAILS, COLLECTING).await;
        browser.reload().await;
        messages.reach(MAILS, COLLECTING).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

/// Saves, and gives what was saved.
async fn saved(browser: &Browser) -> Vec<u8> {
    enter(browser, "button", "Save").await;
    let file = until("a copy is saved", COLLECTING, async || {
        browser.script(CAUGHT, Vec::new()).await.as_str().map(str::to_owned)
    })
    .await;
    until("that is said", PATIENCE, async || {
        browser.read("dialog", "Save a copy").await.contains("1,000 messages saved.").then_some(())
    })
    .await;
    BASE64_STANDARD.decode(file).expect("base64")
}

fn same(mut found: Vec<Vec<u8>>, mails: &[Vec<u8>]) {
    let mut mails = mails.to_vec();
    found.sort_unstable();
    mails.sort_unstable();
    assert_eq!(found.len(), mails.len());
    assert!(found == mails, "every mail is in it, byte for byte");
}

async fn bring_in(browser: &Browser, path: &std::path::Path, said: &str) {
    enter(browser, "button", "Storage").await;
    enter(browser, "button", "Bring in mail").await;
    let field = until("the field of the files", PATIENCE, async || {
        browser.client().find(fantoccini::Locator::Css("#import-files")).await.ok()
    })
    .await;
    field.send_keys(&path.display().to_string()).await.expect("the field takes a file");
    browser.choose("Into", "Inbox").await;
    browser.shoot("bring-in").await;
    browser.fits("the dialog of an import").await;
    enter(browser, "button", "Bring in").await;
    until("it is said what came in", COLLECTING, async || {
        browser.read("dialog", "Bring in mail").await.contains(said).then_some(())
    })
    .await;
    enter(browser, "button", "Close").await;
    browser.gone(PATIENCE, "dialog", Name::Any).await;
    let inbox = browser.find("treeitem", Name::Begins("Inbox")).await;
    inbox.send_keys(&(Key::Enter + "")).await.expect("it takes the keyboard");
}

/// Presses Enter on something that takes the keyboard.
async fn enter(browser: &Browser, role: &str, name: &str) {
    let element = browser.find(role, Name::Is(name)).await;
    element.send_keys(&(Key::Enter + "")).await.expect("it takes the keyboard");
}

/// Presses keys where the keyboard is, which is somewhere afterwards.
async fn press(browser: &Browser, keys: &str) {
    let element = browser.client().active_element().await.expect("the keyboard is somewhere");
    element.send_keys(keys).await.expect("keys are heard");
    until("the keyboard is on something", PATIENCE, async || {
        let active = browser.script("return document.activeElement.tagName", vec![]).await;
        (active != "BODY").then_some(())
    })
    .await;
}
