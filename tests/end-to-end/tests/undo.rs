//! Proves that what a reader deletes goes into the Trash at once and comes back with "Undo"; and that what is
//! there is deleted for good only once it was said what goes and the time for "Undo" has passed, not when
//! the page is closed before.

use std::time::Duration;

use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted};

const COLLECTING: Duration = Duration::from_secs(60);
const MAILS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_deleted_and_had_back_until_the_time_for_that_has_passed() {
    let raw = mails::generate(41, MAILS).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("undo", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        let second = messages.open(2).await;
        browser.click("button", "Delete").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        assert_ne!(messages.row(2).await.name, second);
        browser.click("button", "Undo").await;
        messages.reach(MAILS, PATIENCE).await;
        assert_eq!(messages.row(2).await.name, second.trim_start_matches("Unread, "));

        // In the Trash it is asked what is meant, and "Delete" alone deletes nothing.
        messages.open(2).await;
        browser.click("button", "Delete").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Trash")).await;
        messages.reach(1, PATIENCE).await;
        for _ in 0..2 {
            messages.open(1).await;
            browser.click("button", "Delete").await;
            browser.find("alertdialog", "Delete this message for good?").await;
            let says =
                browser.script("return document.getElementById('erase-what').textContent", vec![]).await;
            assert_eq!(says, "It is on the server, too.");
            browser.find("button", "Delete here and on the server").await;
            browser.click("button", "Delete here").await;
            messages.reach(0, PATIENCE).await;
            // A page that is left before the time has passed deletes nothing.
            browser.reload().await;
            browser.click("treeitem", Name::Begins("Trash")).await;
            messages.reach(1, PATIENCE).await;
        }
        messages.open(1).await;
        browser.click("button", "Delete").await;
        browser.click("button", "Cancel").await;
        messages.reach(1, PATIENCE).await;

        browser.click("button", "Empty Trash").await;
        browser.click("button", "Delete here").await;
        messages.reach(0, PATIENCE).await;
        browser.find("button", "Undo").await;
        browser.gone(PATIENCE, "button", "Undo").await;
        browser.reload().await;
        browser.click("treeitem", Name::Begins("Trash")).await;
        messages.reach(0, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Inbox")).await;
        messages.reach(MAILS - 1, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}
