//! Proves that messages are put into folders and had back, one or many at a time, and that they are
//! still there after a reload.

use std::time::Duration;

use fantoccini::key::Key;
use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted};

const COLLECTING: Duration = Duration::from_secs(60);
/// More than the page asks for at once.
const MAILS: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_moved_and_had_back() {
    let raw = mails::generate(62, MAILS).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("filing", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        // The open one.
        let third = messages.row(3).await.name;
        messages.open(3).await;
        browser.click("button", "Archive").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        browser.click("button", "Undo").await;
        messages.reach(MAILS, PATIENCE).await;
        let back = messages.row(3).await.name;
        assert_eq!(back, third.trim_start_matches("Unread, "), "it is back, and read");

        // All of them but the first.
        messages.open(1).await;
        browser.click("button", "Archive").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        messages.open(1).await;
        let row = browser.client().active_element().await.expect("the keyboard is in the list");
        row.send_keys(&(Key::Control + "a")).await.expect("keys are heard");
        browser.click("button", "Move to").await;
        browser.click("option", "Trash").await;
        messages.reach(0, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Trash")).await;
        messages.reach(MAILS - 1, PATIENCE).await;
        browser.reload().await;
        browser.click("treeitem", Name::Begins("Archive")).await;
        messages.reach(1, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Inbox")).await;
        messages.reach(0, PATIENCE).await;
    })
    .await;
    assert!(relay.stop().await.success());
}
