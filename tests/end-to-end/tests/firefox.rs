//! Proves that Firefox does what Chromium does.

use std::time::Duration;

use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted};

const COLLECTING: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_collected() {
    let raw = mails::generate(62, 30).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("firefox", Options::firefox(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(30, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        messages.open(3).await;
        browser.click("button", "Archive").await;
        messages.reach(29, PATIENCE).await;
        browser.click("button", "Undo").await;
        messages.reach(30, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Archive")).await;
        messages.reach(0, PATIENCE).await;
    })
    .await;
    assert!(relay.stop().await.success());
}
