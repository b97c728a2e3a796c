//! Proves that a list is sorted as its reader asks, that conversations become rows and rows mails again, that
//! what is done with a row is done with all of its mails, and that the choice is there after a reload.

use std::time::Duration;

use fantoccini::key::Key;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};

const COLLECTING: Duration = Duration::from_secs(60);

fn mail(id: &str, from: &str, answers: &str, subject: &str, day: u8) -> Vec<u8> {
    format!(
        "From: {from} <{from}@example.org>\r\nTo: reader@example.org\r\nDate: {day} Oct 2026 08:00:00 +0000\r\n\
         Message-ID: <{id}@example.org>\r\nReferences: {answers}\r\nSubject: {subject}\r\n\r\nText of {id}.\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_sorted_and_conversations_are_rows() {
    let mails = vec![
        mail("plan", "Dora", "", "Plan", 1),
        mail("bo", "Bo", "<plan@example.org>", "Re: Plan", 2),
        mail("cy", "Cy", "", "Boats", 3),
        mail("dora", "Dora", "<plan@example.org> <bo@example.org>", "Re: Plan", 4),
        mail("ada", "Ada", "", "Apples", 5),
    ];
    let server = Scripted::start(mails, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("sorting", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(5, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        browser.click("button", "Sort by").await;
        browser.click("menuitemradio", "Sender, A to Z").await;
        first_is(browser, "Unread, Ada, Apples").await;
        assert!(messages.row(2).await.name.starts_with("Unread, Bo, Re: Plan"));
        // By the command palette, which turns it round.
        command(browser, "sort by sender").await;
        first_is(browser, "Unread, Dora, Re: Plan").await;
        command(browser, "newest first").await;
        first_is(browser, "Unread, Ada, Apples").await;

        browser.click("button", "Conversations").await;
        messages.reach(3, PATIENCE).await;
        let row = messages.row(2).await.name;
        assert!(row.starts_with("Unread, Dora, Bo, Re: Plan,") && row.ends_with("3 messages"), "{row}");
        browser.shoot("conversations").await;
        browser.fits("conversations").await;

        // All of it is put away by a key, and had back.
        browser.script("document.querySelector('[role=row][tabindex=\"0\"]').focus()", Vec::new()).await;
        press(browser, "jje").await;
        messages.reach(2, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Archive")).await;
        messages.reach(1, PATIENCE).await;
        browser.click("button", "Undo").await;
        messages.reach(0, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Inbox")).await;
        messages.reach(3, PATIENCE).await;

        browser.reload().await;
        messages.reach(3, PATIENCE).await;
        let switch = browser.find("button", "Conversations").await;
        assert_eq!(switch.attr("aria-pressed").await.expect("it is there").as_deref(), Some("true"));
        // Opening it reads all of it.
        messages.open(2).await;
        until("all of it is read", PATIENCE, async || {
            messages.row(2).await.name.starts_with("Dora, Bo, Re: Plan").then_some(())
        })
        .await;
        command(browser, "conversations or single mails").await;
        messages.reach(5, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

async fn first_is(browser: &Browser, name: &str) {
    until(&format!("the first row is {name:?}"), PATIENCE, async || {
        Messages(browser).row(1).await.name.starts_with(name).then_some(())
    })
    .await;
}

/// Types where the keyboard is.
async fn press(browser: &Browser, keys: &str) {
    let active = browser.client().active_element().await.expect("something has the keyboard");
    active.send_keys(keys).await.expect("keys are heard");
}

/// Chooses from the command palette.
async fn command(browser: &Browser, words: &str) {
    press(browser, &(Key::Control + "k")).await;
    browser.find("dialog", "Command palette").await;
    press(browser, words).await;
    press(browser, &(Key::Enter + "")).await;
    browser.gone(PATIENCE, "dialog", "Command palette").await;
}
