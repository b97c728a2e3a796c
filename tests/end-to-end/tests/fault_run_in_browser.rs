//! Sessions that break, one after the other, with the whole of Restante in a browser: the server closes
//! the connection at a byte or a command, the relay is killed, the browser's worker crashes. In the end
//! every mail is here exactly once and byte-equal, and a trace of the worker shows that no DELE left
//! the page before the mail was durable: every transaction that writes was strict, and all that hold
//! mail were complete.
//!
//! `RESTANTE_SEED` chooses another run.

mod fault_run;

use std::time::Duration;

use fault_run::Run;
use restante_end_to_end::{
    AccountForm, Browser, Options, PATIENCE, Relay, RelayOptions, Security, Trace, until,
};
use restante_mail_server::MailServer;

const USER: &str = "ada@example.org";
const PASSWORD: &str = "open sesame";
const LEAVE: &str = "Leave messages on server";

#[tokio::test(flavor = "multi_thread")]
async fn six_broken_sessions() {
    broken_sessions(6).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long"]
async fn a_hundred_broken_sessions() {
    broken_sessions(100).await;
}

async fn broken_sessions(sessions: u32) {
    let seed = std::env::var("RESTANTE_SEED").map_or(1, |seed| seed.parse().expect("a number"));
    let server = MailServer::builder().account(USER, PASSWORD).start().await.unwrap();
    let port = server.pop3().port();
    let allow = vec![("localhost".to_owned(), port)];
    let options = RelayOptions { allow, ..RelayOptions::default() };
    let relay = Relay::start(&options).await;
    let options = RelayOptions { port: relay.address().port(), ..options };
    Browser::run("fault-run", Options::default(), async |browser| {
        let trace = Trace::begin(browser).await;
        browser.go(&relay.url()).await;
        set_up(browser, port).await;
        let mut run = Run::new(seed, browser, trace, server, relay, options).await;
        run.break_sessions(sessions).await;
        run.end_well().await;
        println!("{}", run.report());
    })
    .await;
}

/// Sets up an account that leaves nothing on the server, whose words all can read.
async fn set_up(browser: &Browser, port: u16) {
    browser.set_permission("persistent-storage", "granted").await;
    // What was promised holds from the page's next beginning.
    browser.reload().await;
    let form =
        AccountForm { host: "localhost", port, security: Security::None, user: USER, password: PASSWORD };
    form.fill(browser).await;
    browser.click("checkbox", LEAVE).await;
    until("the box is cleared", PATIENCE, async || {
        (!browser.see("checkbox", LEAVE).await?.is_selected().await.ok()?).then_some(())
    })
    .await;
    browser.save_account().await;
    browser.collected(1, Duration::from_secs(60)).await;
}
