//! Proves that several tabs are one mail client: what one collects the other shows, what one reads
//! the other counts, and when the tab that did the work is closed the other goes on.

use std::time::Duration;

use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Reading, Relay, RelayOptions, until};

const COLLECTING: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_shows_the_same_mail_and_takes_over_when_the_first_is_closed() {
    let relay = Relay::start(&RelayOptions { demo: true, ..RelayOptions::default() }).await;
    Browser::run("two-tabs", Options::default(), async |browser| {
        let client = browser.client();
        browser.go(&relay.url()).await;
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(second.clone()).await.unwrap();
        browser.go(&relay.url()).await;
        browser.find("button", "Try the demo mailbox").await;

        client.switch_to_window(first.clone()).await.unwrap();
        browser.click("button", "Try the demo mailbox").await;
        browser.collected(1, COLLECTING).await;
        let total = Messages(browser).total().await.expect("a list");
        assert!(total > 10, "a demo mailbox of {total}");

        client.switch_to_window(second.clone()).await.unwrap();
        Messages(browser).reach(total, PATIENCE).await;
        let name = Messages(browser).open(3).await;
        assert!(name.starts_with("Unread"), "{name:?}");
        Reading(browser).source().await;

        let unread = format!("({})", total - 1);
        client.switch_to_window(first).await.unwrap();
        until("the first tab counts what the second read", PATIENCE, async || {
            client.title().await.ok().filter(|title| title.starts_with(&unread))
        })
        .await;

        client.close_window().await.unwrap();
        client.switch_to_window(second).await.unwrap();
        Messages(browser).open(5).await;
        Reading(browser).source().await;
        let before = browser.collected(1, PATIENCE).await;
        assert_eq!(before.messages, total as u64);
        browser.click("button", "Get mail").await;
        let again = browser.collected(2, COLLECTING).await;
        assert_eq!(again.messages, 0, "nothing is collected twice");
        browser.gone(PATIENCE, "progressbar", Name::Any).await;
        assert_eq!(browser.alerts().await, [""; 0]);
        Messages(browser).reach(total, PATIENCE).await;
    })
    .await;
}
