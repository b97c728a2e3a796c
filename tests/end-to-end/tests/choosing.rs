//! Proves that many messages are chosen at once, by keyboard and by hand, also where their rows are not
//! there; that what is done with them is seen at once, and that a deletion of them all can be undone.

use std::time::Duration;

use fantoccini::key::Key;
use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};
use serde_json::{Value, json};

const COLLECTING: Duration = Duration::from_secs(60);
/// More than the page asks for at once.
const MAILS: usize = 300;

/// The number and the name of the row with the keyboard.
const FOCUSED: &str = "
    const row = document.activeElement.closest('[role=row]');
    return row && [Number(row.ariaRowIndex), row.ariaLabel, row.ariaSelected];
";

#[tokio::test(flavor = "multi_thread")]
async fn ranges_are_chosen_deleted_and_had_back() {
    let raw = mails::generate(61, MAILS).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("choosing", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        // From the second row to the end, which is not loaded.
        messages.open(2).await;
        type_at(browser, &shift(Key::End)).await;
        selected(browser, MAILS - 1).await;
        focused(browser, MAILS).await;
        type_at(browser, &shift(Key::Up)).await;
        selected(browser, MAILS - 2).await;
        let (_, chosen) = focused(browser, MAILS - 1).await;
        assert_eq!(chosen, "true");
        // One that is open makes way: there is one "Delete".
        assert_eq!(browser.see_all("button", "Delete").await.len(), 1);
        browser.click("button", "Delete").await;
        messages.reach(2, PATIENCE).await;
        let last = messages.row(2).await.name;
        browser.click("button", "Undo").await;
        messages.reach(MAILS, PATIENCE).await;
        assert_eq!(messages.row(MAILS).await.name, last);

        // All of them are marked; the row far below is not loaded when that happens.
        messages.open(1).await;
        type_at(browser, &(Key::Control + "a")).await;
        selected(browser, MAILS).await;
        browser.click("button", "Mark as read").await;
        let name = messages.row(3).await.name;
        assert!(!name.starts_with("Unread"), "{name}");
        until("the last row is read", PATIENCE, async || {
            let name = messages.row(MAILS - 20).await.name;
            (!name.starts_with("Unread")).then_some(())
        })
        .await;
        browser.click("button", "Clear").await;
        browser.gone(PATIENCE, "toolbar", "Selected messages").await;

        // By hand: a box, and Shift with another.
        type_at(browser, &(Key::Home + "")).await;
        let fourth = messages.row(4).await.name;
        browser.script(BOX, vec![json!(4), json!(false)]).await;
        selected(browser, 1).await;
        browser.script(BOX, vec![json!(8), json!(true)]).await;
        selected(browser, 5).await;
        browser.click("button", "Delete").await;
        messages.reach(MAILS - 5, PATIENCE).await;
        assert_ne!(messages.row(4).await.name, fourth);
        browser.gone(PATIENCE, "button", "Undo").await;
        browser.reload().await;
        messages.reach(MAILS - 5, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

/// Clicks on the box of a row, with Shift or without.
const BOX: &str = "
    const [number, shiftKey] = arguments;
    const box = document.querySelector(`[aria-rowindex=\"${number}\"] input[type=checkbox]`);
    box.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey }));
";

/// Types where the keyboard is; a key like Shift is held to the end.
async fn type_at(browser: &Browser, keys: &str) {
    let active = browser.client().active_element().await.expect("the keyboard is somewhere");
    active.send_keys(keys).await.expect("keys are heard");
}

fn shift(key: Key) -> String {
    Key::Shift + &(key + "")
}

async fn selected(browser: &Browser, count: usize) {
    let wanted = format!("{count} selected");
    until(&wanted, PATIENCE, async || {
        let bar = browser.see("toolbar", Name::Is("Selected messages")).await?;
        bar.text().await.ok()?.contains(&wanted).then_some(())
    })
    .await;
}

/// The row with the keyboard, once it has this number and its text: its name, and whether it is chosen.
async fn focused(browser: &Browser, number: usize) -> (String, String) {
    until(&format!("the keyboard is at row {number}"), PATIENCE, async || {
        let row = browser.script(FOCUSED, vec![Value::Null]).await;
        let name = row[1].as_str()?.to_owned();
        let there = row[0].as_u64() == u64::try_from(number).ok() && name != "Loading";
        there.then_some((name, row[2].as_str()?.to_owned()))
    })
    .await
}
