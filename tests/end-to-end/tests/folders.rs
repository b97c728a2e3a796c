//! Proves that folders of the reader's own are made, put into each other, renamed and removed by keyboard
//! alone, and that what was in one that was removed comes back with it.

use std::time::Duration;

use fantoccini::key::Key;
use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};

const COLLECTING: Duration = Duration::from_secs(60);
const MAILS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_made_changed_and_removed_by_keyboard_alone() {
    let raw = mails::generate(44, MAILS).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("folders", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        enter(browser, "button", "New folder").await;
        browser.find("dialog", "New folder").await;
        browser.shoot("folder").await;
        browser.fits("the folder's dialog").await;
        press(browser, &format!("Boats{}", Key::Enter + "")).await;
        browser.find("treeitem", "Boats").await;
        messages.open(1).await;
        press(browser, "v").await;
        press(browser, &format!("boats{}", Key::Enter + "")).await;
        messages.reach(MAILS - 1, PATIENCE).await;

        // Renamed with the keyboard in the tree.
        enter(browser, "treeitem", "Boats").await;
        messages.reach(1, PATIENCE).await;
        press(browser, &(Key::F2 + "")).await;
        browser.find("dialog", "Edit folder").await;
        press(browser, &(Key::Control + "a")).await;
        press(browser, &format!("Harbour{}", Key::Enter + "")).await;
        browser.find("treeitem", "Harbour").await;
        browser.gone(PATIENCE, "treeitem", "Boats").await;
        browser.find("heading", "Harbour").await;

        // Removed, and had back with what was in it.
        enter(browser, "treeitem", "Harbour").await;
        press(browser, &(Key::Delete + "")).await;
        browser.gone(PATIENCE, "treeitem", "Harbour").await;
        press(browser, "z").await;
        browser.find("treeitem", "Harbour").await;
        browser.reload().await;
        enter(browser, "treeitem", "Harbour").await;
        messages.reach(1, PATIENCE).await;
        browser.click("button", "This folder").await;
        browser.click("menuitem", "Remove folder").await;
        browser.gone(PATIENCE, "treeitem", "Harbour").await;
        browser.click("treeitem", Name::Begins("Trash")).await;
        messages.reach(1, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_saved_and_branches_fold_by_keyboard_alone() {
    let raw: Vec<Vec<u8>> = mails::generate(45, MAILS).into_iter().map(|mail| mail.raw).collect();
    let word = mails::generate(45, MAILS).swap_remove(0).word;
    let server = Scripted::start(raw, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("saved-search", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        messages.open(1).await;
        press(browser, "/").await;
        press(browser, &word).await;
        messages.reach(1, PATIENCE).await;
        enter(browser, "button", "This search").await;
        enter(browser, "menuitem", "Save this search").await;
        browser.find("dialog", "Save this search").await;
        browser.shoot("save-search").await;
        browser.fits("the dialog of a saved search").await;
        press(browser, &(Key::Control + "a")).await;
        press(browser, &format!("Found{}", Key::Enter + "")).await;
        // It is counted, opened, there at its own address, and renamed like a folder.
        let item = browser.find("treeitem", Name::Begins("Found")).await;
        item.send_keys(&(Key::Enter + "")).await.expect("it takes the keyboard");
        browser.find("heading", "Found").await;
        messages.reach(1, PATIENCE).await;
        browser.reload().await;
        browser.find("heading", "Found").await;
        messages.reach(1, PATIENCE).await;
        browser.shoot("saved-search").await;
        let item = browser.find("treeitem", Name::Begins("Found")).await;
        item.send_keys(&(Key::F2 + "")).await.expect("it takes the keyboard");
        browser.find("dialog", "Edit saved search").await;
        browser.type_into("Searches for", "nothingiscalledthis").await;
        press(browser, &(Key::Enter + "")).await;
        messages.reach(0, PATIENCE).await;

        // A folder in another; the arrows fold it away, and that stays so.
        for (name, place) in [("Boats", "For all accounts"), ("Oars", "In Boats")] {
            enter(browser, "button", "New folder").await;
            browser.type_into("Folder name", name).await;
            browser.choose("Where it is", place).await;
            enter(browser, "button", "Save folder").await;
            browser.find("treeitem", name).await;
        }
        enter(browser, "treeitem", "Boats").await;
        browser.find("heading", "Boats").await;
        press(browser, &(Key::Left + "")).await;
        browser.gone(PATIENCE, "treeitem", "Oars").await;
        browser.reload().await;
        browser.find("treeitem", "Boats").await;
        assert!(browser.see("treeitem", "Oars").await.is_none(), "it was folded away");
        let item = browser.find("treeitem", "Boats").await;
        item.send_keys(&(Key::Right + "")).await.expect("it takes the keyboard");
        browser.find("treeitem", "Oars").await;
        press(browser, &(Key::Right + "")).await;
        press(browser, &(Key::Enter + "")).await;
        browser.find("heading", "Oars").await;
        press(browser, &(Key::Left + "")).await;
        press(browser, &(Key::Enter + "")).await;
        browser.find("heading", "Boats").await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
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
