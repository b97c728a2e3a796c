//! Proves that what a reader deletes goes away at once, comes back with "Undo", and is deleted for good
//! only when the time for that has passed, not when the page is closed before.

use std::time::Duration;

use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Options, PATIENCE, Relay, Scripted};

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

        // A page that is left before the time has passed deletes nothing.
        messages.open(2).await;
        browser.click("button", "Delete").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        browser.reload().await;
        messages.reach(MAILS, PATIENCE).await;

        messages.open(2).await;
        browser.click("button", "Delete").await;
        browser.find("button", "Undo").await;
        browser.gone(PATIENCE, "button", "Undo").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        browser.reload().await;
        messages.reach(MAILS - 1, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}
