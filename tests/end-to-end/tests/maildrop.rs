//! Proves that a reader sees what waits on the server, and can collect it, keep it and delete it there.

use std::time::Duration;

use restante_dovecot::{Dovecot, mails};
use restante_end_to_end::{AccountForm, Browser, Messages, Name, Options, PATIENCE, Relay, Security, until};
use serde_json::json;

const MAILS: usize = 6;
const COLLECTING: Duration = Duration::from_secs(60);
const SCREEN: &str = "Messages on the server";

/// The text of each row below the headings, newest first.
const ROWS: &str = "
    const grid = document.getElementById('maildrop');
    return [...grid.querySelectorAll('[role=rowgroup] [role=row]')].map(row => row.innerText);
";

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_on_the_server_is_shown_and_deleted_there() {
    let (mut dovecot, relay) = start().await;
    let mails = mails::generate(51, MAILS);
    dovecot.deliver(mails.iter().map(|mail| &mail.raw)).unwrap();
    Browser::run("maildrop", Options::default(), async |browser| {
        collect(browser, &relay, &dovecot).await;
        open(browser).await;
        let rows = rows(browser, MAILS).await;
        for mail in &mails {
            let row = rows.iter().find(|row| row.contains(&mail.word));
            let row = row.unwrap_or_else(|| panic!("no row with {} in {rows:#?}", mail.word));
            assert!(row.contains("Here") && row.contains("Stays"), "{row}");
        }

        // Undone in time, nothing goes.
        browser.click("checkbox", Name::Begins("Choose message 1,")).await;
        browser.click("button", "Delete from the server").await;
        browser.click("button", "Undo").await;
        browser.gone(PATIENCE, "button", "Undo").await;

        browser.click("checkbox", Name::Begins("Choose message 1,")).await;
        browser.click("button", "Delete from the server").await;
        browser.find("button", "Undo").await;
        assert_eq!(dovecot.left().unwrap(), MAILS, "while it can be undone");
        // The reader may leave the screen.
        browser.click("button", "Back to the mail").await;
        until("one has gone", COLLECTING, async || (dovecot.left().unwrap() == MAILS - 1).then_some(()))
            .await;
        assert_eq!(Messages(browser).total().await, Some(MAILS), "what is here stays here");
        open(browser).await;
        self::rows(browser, MAILS - 1).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_tried_out_without_deleting_and_then_do_as_they_said() {
    let (mut dovecot, relay) = start().await;
    let mails = mails::generate(52, MAILS);
    dovecot.deliver(mails.iter().map(|mail| &mail.raw)).unwrap();
    Browser::run("dry-run", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.set_permission("persistent-storage", "granted").await;
        collect(browser, &relay, &dovecot).await;
        browser.click("button", "Account settings for reader@example.org").await;
        browser.choose("Delete from server", "Keep the newest messages only").await;
        browser.type_into("Messages", "2").await;
        browser.click("button", "Show what would be deleted").await;
        let shown = rows(browser, MAILS).await;
        let going = shown.iter().filter(|row| row.contains("Would be deleted")).count();
        assert_eq!(going, MAILS - 2, "{shown:#?}");
        assert!(shown.iter().take(2).all(|row| row.contains("Stays")), "the newest stay: {shown:#?}");
        assert_eq!(dovecot.left().unwrap(), MAILS);

        browser.click("button", "Back to the settings").await;
        browser.save_account().await;
        until("the others have gone", COLLECTING, async || (dovecot.left().unwrap() == 2).then_some(()))
            .await;
        assert_eq!(Messages(browser).total().await, Some(MAILS));
    })
    .await;
    assert!(relay.stop().await.success());
}

async fn start() -> (Dovecot, Relay) {
    let dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    let relay = Relay::to(dovecot.pop3s()).await;
    (dovecot, relay)
}

async fn collect(browser: &Browser, relay: &Relay, dovecot: &Dovecot) {
    browser.go(&relay.url()).await;
    let form = AccountForm {
        host: "localhost",
        port: dovecot.pop3s(),
        security: Security::Tls,
        user: Dovecot::USER,
        password: Dovecot::PASSWORD,
    };
    form.save(browser).await;
    browser.find("alertdialog", "Untrusted certificate").await;
    browser.click("button", "Trust this certificate").await;
    Messages(browser).reach(MAILS, COLLECTING).await;
    // The first time ended at the certificate.
    browser.collected(2, COLLECTING).await;
}

async fn open(browser: &Browser) {
    browser.click("button", "More for reader@example.org").await;
    browser.click("menuitem", SCREEN).await;
}

/// The rows, once so many are there.
async fn rows(browser: &Browser, count: usize) -> Vec<String> {
    browser.find("grid", SCREEN).await;
    until(&format!("{count} rows are there"), PATIENCE, async || {
        let rows = browser.script(ROWS, vec![json!(null)]).await;
        let rows: Vec<String> =
            rows.as_array()?.iter().filter_map(|row| row.as_str().map(str::to_owned)).collect();
        (rows.len() == count).then_some(rows)
    })
    .await
}
