//! Proves that collecting can be interrupted by its reader: a tab that is closed or a press on "Stop",
//! in the middle of a message, costs no mail, brings none twice and leaves nothing hanging.

use std::{collections::BTreeSet, time::Duration};

use restante_dovecot::mails::{self, Mail};
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, Step, until};

const MAILS: usize = 130;
/// More than is stored at a time: some mails are here already, some have only come, one is half here.
const BEFORE_SILENCE: usize = 110;
const COLLECTING: Duration = Duration::from_secs(60);
const STOP: &str = "Stop collecting reader@example.org";

#[tokio::test(flavor = "multi_thread")]
async fn the_tab_that_collects_is_closed_and_the_other_one_gets_the_rest() {
    let (mails, server, relay) = start(21).await;
    Browser::run("closed-while-collecting", Options::default(), async |browser| {
        let client = browser.client();
        browser.go(&relay.url()).await;
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(second.clone()).await.unwrap();
        browser.go(&relay.url()).await;
        browser.find("button", "Add account").await;

        client.switch_to_window(first.clone()).await.unwrap();
        server.form().save(browser).await;
        client.switch_to_window(second.clone()).await.unwrap();
        fallen_silent(&server).await;
        browser.find("progressbar", Name::Any).await;
        client.switch_to_window(first).await.unwrap();
        client.close_window().await.unwrap();

        client.switch_to_window(second).await.unwrap();
        browser.gone(COLLECTING, "progressbar", Name::Any).await;
        browser.click("button", "Get mail").await;
        Messages(browser).reach(MAILS, COLLECTING).await;
        browser.gone(PATIENCE, "progressbar", Name::Any).await;
        each_once(browser, &mails).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stopped_goes_on_where_it_was() {
    let (mails, server, relay) = start(22).await;
    Browser::run("stopped-while-collecting", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        fallen_silent(&server).await;
        browser.click("button", STOP).await;
        browser.gone(PATIENCE, "progressbar", Name::Any).await;
        assert_eq!(browser.alerts().await, [""; 0], "the reader wanted it so");
        let collected = browser.collected(1, PATIENCE).await;
        let stored = usize::try_from(collected.messages).unwrap();
        assert!((1..=BEFORE_SILENCE).contains(&stored), "{stored} whole mails are kept");
        Messages(browser).reach(stored, PATIENCE).await;

        browser.click("button", "Get mail").await;
        Messages(browser).reach(MAILS, COLLECTING).await;
        browser.gone(PATIENCE, "progressbar", Name::Any).await;
        assert_eq!(browser.collected(2, PATIENCE).await.messages, (MAILS - stored) as u64);
        let retrieved = server.retrieved();
        let [_, second] = &retrieved[..] else { panic!("two sessions: {retrieved:?}") };
        assert_eq!(second.len(), MAILS - stored, "nothing that is here is fetched again");
        each_once(browser, &mails).await;
    })
    .await;
}

/// Mails, a server that has them and falls silent in its first session, and a relay that reaches it.
async fn start(seed: u64) -> (Vec<Mail>, Scripted, Relay) {
    let mails = mails::generate(seed, MAILS);
    let raw = mails.iter().map(|mail| mail.raw.clone()).collect();
    let server = Scripted::start(raw, &[Step::FallSilentInMessageAfter(BEFORE_SILENCE)]).await;
    let relay = Relay::to(server.port()).await;
    (mails, server, relay)
}

/// Waits until the server has sent all it sends in its first session.
async fn fallen_silent(server: &Scripted) {
    until("the server has fallen silent", PATIENCE, async || {
        (server.retrieved().first()?.len() == BEFORE_SILENCE).then_some(())
    })
    .await;
}

/// Every mail has its row, and there are no other rows.
async fn each_once(browser: &Browser, mails: &[Mail]) {
    assert_eq!(Messages(browser).total().await, Some(mails.len()));
    let mut words = BTreeSet::new();
    for number in 1..=mails.len() {
        let name = Messages(browser).row(number).await.name;
        words.extend(mails.iter().filter(|mail| name.contains(&mail.word)).map(|mail| &mail.word));
    }
    assert_eq!(words.len(), mails.len(), "each has its row");
}
