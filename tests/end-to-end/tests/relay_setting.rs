//! Proves that the setting which the page shows is the one that helps: the operator starts the relay
//! with it, what was listed before stays listed, and the mail comes.

use std::time::Duration;

use restante_dovecot::mails;
use restante_end_to_end::{
    AccountForm, Browser, Messages, Options, PATIENCE, Relay, RelayOptions, Scripted, Security, free_port,
};
use serde_json::json;

const COLLECTING: Duration = Duration::from_secs(60);
/// A name to the resolver, which reads it as 127.0.0.1: as a name in somebody's own network leads there.
const INSIDE: &str = "127.1";

/// How many lines each piece of the setting takes that stands between two places where it may break.
const LINES: &str = "
    const lines = text => {
        const range = document.createRange();
        range.selectNodeContents(text);
        return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
    };
    const setting = document.querySelector('.setting');
    const texts = document.createTreeWalker(setting, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) found.push([texts.currentNode.data, lines(texts.currentNode)]);
    return found;
";

#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_a_private_network_is_reached_after_the_setting_that_is_shown() {
    let raw = mails::generate(31, 3).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    let port = free_port();
    let listed = |host: &str| vec![(host.to_owned(), server.port()), ("pop.example.net".to_owned(), 110)];
    let relay = Relay::start(&RelayOptions { port, allow: listed(INSIDE), ..RelayOptions::default() }).await;
    Browser::run("private-address", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        form(INSIDE, server.port()).save(browser).await;
        let setting =
            format!("RESTANTE_ALLOW={INSIDE}=<address of the server>:{},pop.example.net:110", server.port());
        browser.alert(PATIENCE, &[INSIDE, "private network", &setting]).await;
        assert_eq!(Messages(browser).total().await.unwrap_or(0), 0);

        assert!(relay.stop().await.success());
        let allow = listed(&format!("{INSIDE}=127.0.0.1"));
        let _relay = Relay::start(&RelayOptions { port, allow, ..RelayOptions::default() }).await;
        browser.click("button", "Try again").await;
        Messages(browser).reach(3, COLLECTING).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_setting_keeps_what_is_listed_and_breaks_between_its_parts() {
    let allow = vec![("pop.example.net".to_owned(), 110), ("localhost".to_owned(), 995)];
    let relay = Relay::start(&RelayOptions { allow, demo: true, ..RelayOptions::default() }).await;
    Browser::run("relay-setting", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        form("pop.example.org", 995).fill(browser).await;
        let shown = browser.script("return document.querySelector('.setting').textContent", vec![]).await;
        let setting = "RESTANTE_ALLOW=pop.example.org:995,localhost:995,pop.example.net:110";
        assert_eq!(shown, json!(setting), "without the demo, which needs no setting");
        browser.pretend(390, 844, false).await;
        let pieces = browser.script(LINES, vec![]).await;
        let pieces = pieces.as_array().expect("the pieces");
        let text: String = pieces.iter().filter_map(|piece| piece[0].as_str()).collect();
        assert_eq!(text, setting);
        assert!(pieces.iter().all(|piece| piece[1] == 1), "each on one line: {pieces:?}");
    })
    .await;
}

fn form(host: &str, port: u16) -> AccountForm<'_> {
    AccountForm { host, port, security: Security::None, user: "reader", password: "password" }
}
