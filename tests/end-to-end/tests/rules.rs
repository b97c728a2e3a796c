//! Proves by keyboard alone that a rule is made of a mail, tried, carried out and undone; that rules are kept,
//! put in order and removed; and that the junk filter learns from what is called junk and says why it judges.

use std::time::Duration;

use fantoccini::key::Key;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};

const COLLECTING: Duration = Duration::from_secs(60);
const WANTED: usize = 12;
const UNWANTED: usize = 12;

fn mails() -> Vec<Vec<u8>> {
    let mail = |from: &str, subject: String, text: &str| {
        format!("From: {from}\r\nDate: 1 Nov 2026 08:00:00 +0000\r\nSubject: {subject}\r\n\r\n{text}\r\n")
            .into_bytes()
    };
    let wanted = (0..WANTED).map(|number| {
        mail("Ada <ada@example.org>", format!("Chapter {number}"), "The proofs of the next chapter, dear Bo.")
    });
    let unwanted = (0..UNWANTED).map(|number| {
        mail("Deals <deals@example.net>", format!("Cheap pills {number}"), "Buy cheap pills, click here now!")
    });
    wanted.chain(unwanted).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_made_tried_and_carried_out_by_keyboard_alone() {
    let server = Scripted::start(mails(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("rules", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(WANTED + UNWANTED, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        // Of the open mail, by the palette.
        messages.open(1).await;
        let sender = messages.row(1).await.name;
        let matched = if sender.contains("Ada") { WANTED } else { UNWANTED };
        palette(browser, "make a rule").await;
        browser.find("dialog", "New rule").await;
        browser.shoot("rule").await;
        browser.fits("the form of a rule").await;
        browser.choose("Action 1: With what", "Archive").await;
        enter(browser, "button", "Try it on this folder").await;
        let tried = format!("{matched} of {} messages would be sorted.", WANTED + UNWANTED);
        until("it is said what the rule would do", PATIENCE, async || {
            browser.read("dialog", "New rule").await.contains(&tried).then_some(())
        })
        .await;
        browser.shoot("rule-tried").await;
        enter(browser, "button", &format!("Save, and sort these {matched} now")).await;
        messages.reach(WANTED + UNWANTED - matched, PATIENCE).await;
        press(browser, "z").await;
        messages.reach(WANTED + UNWANTED, PATIENCE).await;

        // It is kept; a second one is put before it, and removed and had back.
        browser.reload().await;
        messages.reach(WANTED + UNWANTED, PATIENCE).await;
        enter(browser, "button", "Rules").await;
        browser.find("dialog", "Rules").await;
        enter(browser, "button", "New rule").await;
        browser.type_into("Name of the rule", "Pills").await;
        browser.choose("Condition 1: What is looked at", "Text").await;
        browser.type_into("Condition 1: What it is compared with", "pills").await;
        browser.choose("Action 1: What is done", "Mark as read").await;
        enter(browser, "button", "Save rule").await;
        enter(browser, "button", "Move Pills up").await;
        enter(browser, "button", "Remove Pills").await;
        browser.gone(PATIENCE, "button", "Edit Pills").await;
        enter(browser, "button", "Undo").await;
        browser.find("button", "Edit Pills").await;
        browser.shoot("rules").await;
        browser.fits("the sheet of rules").await;
        press(browser, &(Key::Escape + "")).await;
        browser.gone(PATIENCE, "dialog", "Rules").await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_junk_filter_learns_and_says_why() {
    let server = Scripted::start(mails(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("junk-filter", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(WANTED + UNWANTED, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        // All are read; what is found for "pills" is junk.
        messages.open(1).await;
        press(browser, &(Key::Control + "a")).await;
        palette(browser, "mark as read").await;
        press(browser, "/").await;
        press(browser, &format!("pills{}", Key::Enter + "")).await;
        messages.reach(UNWANTED, PATIENCE).await;
        messages.open(1).await;
        press(browser, &(Key::Control + "a")).await;
        palette(browser, "move to junk").await;
        messages.reach(0, PATIENCE).await;

        enter(browser, "treeitem", "Junk").await;
        messages.reach(UNWANTED, PATIENCE).await;
        messages.open(1).await;
        let learnt = format!("{UNWANTED} messages of junk and {WANTED} wanted");
        until("it has learnt", PATIENCE, async || {
            palette(browser, "rules").await;
            browser.find("heading", "Junk filter").await;
            let said = browser.read("dialog", "Rules").await;
            press(browser, &(Key::Escape + "")).await;
            browser.gone(PATIENCE, "dialog", "Rules").await;
            said.contains(&learnt).then_some(())
        })
        .await;
        palette(browser, "what the junk filter").await;
        browser.find("table", "What weighed most").await;
        browser.shoot("junk-explained").await;
        browser.fits("what the junk filter says").await;
        let said = browser.read("dialog", "What the junk filter says").await;
        assert!(said.contains("Junk, it says") && said.contains("pills"), "{said}");
        press(browser, &(Key::Escape + "")).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

/// Chooses a command in the palette by the beginning of its name.
async fn palette(browser: &Browser, name: &str) {
    press(browser, &(Key::Control + "k")).await;
    browser.find("dialog", "Command palette").await;
    press(browser, name).await;
    press(browser, &(Key::Enter + "")).await;
}

/// Presses Enter on something that takes the keyboard.
async fn enter(browser: &Browser, role: &str, name: &str) {
    let element = browser.find(role, Name::Begins(name)).await;
    element.send_keys(&(Key::Enter + "")).await.expect("it takes the keyboard");
}

/// Presses keys where the keyboard is, which is somewhere afterwards.
async fn press(browser: &Browser, keys: &str) {
    let element = browser.client().active_element().await.expect("the keyboard is somewhere");
    element.send_keys(keys).await.expect("keys are heard");
    until("the keyboard is on something", PATIENCE, async || {
        let active = browser.script("return document.activeElement.tagName", vec![]).await;
        (active != "BODY").then_some(())
    })
    .await;
}
