//! Proves that mail is read, marked, deleted, found and had back by keyboard alone; that the keys are
//! shown, changed and turned off, and kept; and that the keyboard is never lost.

use std::time::Duration;

use fantoccini::{Locator, key::Key};
use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};
use serde_json::{Value, json};

const COLLECTING: Duration = Duration::from_secs(60);
const MAILS: usize = 30;

/// The number and the name of the row with the keyboard.
const FOCUSED: &str = "
    const row = document.activeElement.closest('[role=row]');
    return row && [Number(row.ariaRowIndex), row.ariaLabel];
";

/// What has the keyboard.
const ACTIVE: &str = "
    const active = document.activeElement;
    return `${active.tagName} ${active.id} ${active.className} ${active.ariaLabel ?? ''}`;
";

/// Gives the keyboard to the frame of the message.
const TO_FRAME: &str = "
    const frame = document.querySelector('.message-frame:not([hidden])');
    frame?.contentWindow.focus();
    return document.activeElement === frame;
";

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_read_marked_deleted_and_found_by_keyboard_alone() {
    with_mail("keys-mail", designed(), async |browser| {
        let messages = Messages(browser);
        // With no place of its own, the keyboard comes to the list.
        press(browser, "j").await;
        at_row(browser, 1).await;
        press(browser, "j").await;
        press(browser, "j").await;
        at_row(browser, 3).await;
        press(browser, "k").await;
        let second = at_row(browser, 2).await;

        press(browser, "o").await;
        browser.find("heading", Name::Begins("")).await;
        browser.find("button", "Mark as unread").await;
        press(browser, &shifted("u")).await;
        browser.find("button", "Mark as read").await;
        assert!(at_row(browser, 2).await.starts_with("Unread"), "it is marked in the list, too");
        press(browser, &shifted("i")).await;
        browser.find("button", "Mark as unread").await;
        assert!(!at_row(browser, 2).await.starts_with("Unread"));
        press(browser, "u").await;
        browser.gone(PATIENCE, "button", "Mark as unread").await;
        at_row(browser, 2).await;

        // On the list, Delete and its sign delete the row with the keyboard.
        press(browser, "#").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        assert_ne!(at_row(browser, 2).await, second);
        press(browser, &(Key::Delete + "")).await;
        messages.reach(MAILS - 2, PATIENCE).await;
        at_row(browser, 2).await;
        press(browser, "z").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        press(browser, &(Key::Control + "z")).await;
        messages.reach(MAILS, PATIENCE).await;
        assert_eq!(at_row(browser, 2).await, second.trim_start_matches("Unread, "));

        // From within the frame of a message, the next one is opened.
        press(browser, &(Key::Enter + "")).await;
        let subject = subject(browser).await;
        press(browser, "g").await;
        press(browser, "o").await;
        until("the keyboard is at the subject", PATIENCE, async || {
            active(browser).await.contains(" subject ").then_some(())
        })
        .await;
        press_in_frame(browser, "j").await;
        until("the next message is open", PATIENCE, async || {
            let now = browser.client().find(Locator::Id("subject")).await.ok()?.text().await.ok()?;
            (!now.is_empty() && now != subject).then_some(())
        })
        .await;
        not_lost(browser).await;
        press_in_frame(browser, "#").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        at_row(browser, 3).await;
        press(browser, "z").await;
        messages.reach(MAILS, PATIENCE).await;

        // All of them.
        press(browser, "*").await;
        press(browser, "a").await;
        browser.find("toolbar", "Selected messages").await;
        press(browser, "#").await;
        messages.reach(0, PATIENCE).await;
        press(browser, "z").await;
        messages.reach(MAILS, PATIENCE).await;
        at_row(browser, 1).await;

        // What is typed into a field asks for nothing.
        press(browser, "/").await;
        press(browser, "jz#u?").await;
        let field = browser.find("searchbox combobox", "Search mail").await;
        assert_eq!(field.prop("value").await.ok().flatten().as_deref(), Some("jz#u?"));
        press(browser, &(Key::Escape + "")).await;
        press(browser, &(Key::Escape + "")).await;
        messages.reach(MAILS, PATIENCE).await;
        at_row(browser, 1).await;

        // To other places and back.
        press(browser, "g").await;
        press(browser, "h").await;
        browser.find("heading", "Storage").await;
        press(browser, "#").await;
        press(browser, "u").await;
        messages.reach(MAILS, PATIENCE).await;
        press(browser, "g").await;
        press(browser, "l").await;
        until("the keyboard is at a folder", PATIENCE, async || {
            active(browser).await.contains("folder").then_some(())
        })
        .await;
        press(browser, "g").await;
        press(browser, "j").await;
        at_row(browser, 1).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_found_by_what_they_are_called() {
    with_mail("keys-palette", written(), async |browser| {
        let messages = Messages(browser);
        press(browser, "j").await;
        press(browser, "j").await;
        at_row(browser, 2).await;
        press(browser, &(Key::Control + "k")).await;
        browser.find("combobox", "Command, folder or account").await;
        browser.find("option", Name::Begins("Delete")).await;
        browser.shoot("palette").await;
        browser.fits("the palette").await;
        press(browser, &(Key::Escape + "")).await;
        at_row(browser, 2).await;

        press(browser, &(Key::Control + "k")).await;
        browser.find("combobox", "Command, folder or account").await;
        press(browser, "dele").await;
        until("two are left", PATIENCE, async || {
            (browser.see_all("option", Name::Any).await.len() == 2).then_some(())
        })
        .await;
        press(browser, &(Key::Enter + "")).await;
        messages.reach(MAILS - 1, PATIENCE).await;
        at_row(browser, 2).await;

        for (typed, option, shown) in [
            ("undo", "Undo", None),
            ("stor", "Storage", Some("Storage")),
            ("inbox read", "Inbox", Some("Inbox")),
        ] {
            press(browser, &(Key::Control + "k")).await;
            browser.find("combobox", "Command, folder or account").await;
            press(browser, typed).await;
            until("it comes first", PATIENCE, async || {
                let first = browser.see_all("option", Name::Any).await.into_iter().next()?;
                first.text().await.ok()?.starts_with(option).then_some(())
            })
            .await;
            press(browser, &(Key::Enter + "")).await;
            browser.gone(PATIENCE, "dialog", "Command palette").await;
            if let Some(heading) = shown {
                browser.find("heading", heading).await;
            }
            not_lost(browser).await;
        }
        messages.reach(MAILS, PATIENCE).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_shown_changed_and_turned_off() {
    with_mail("keys-sheet", written(), async |browser| {
        press(browser, "j").await;
        press(browser, "?").await;
        browser.find("dialog", "Keyboard shortcuts").await;
        browser.shoot("shortcuts").await;
        browser.fits("the keys").await;

        // Those of another command, which loses them.
        change(browser, "Next message").await;
        press(browser, "x").await;
        browser.find("button", "Take them from “Select message”").await;
        browser.shoot("shortcuts-conflict").await;
        press(browser, &(Key::Enter + "")).await;
        browser.find("application", "New keys").await;
        press(browser, "y").await;
        browser.find("button", "Save").await;
        press(browser, "n").await;
        press(browser, &(Key::Enter + "")).await;
        browser.gone(PATIENCE, "application", "New keys").await;
        until("the keyboard is back", PATIENCE, async || {
            active(browser).await.contains("keys-of-next").then_some(())
        })
        .await;

        // What another one begins with, taken from it; and what nobody can take.
        change(browser, "Print").await;
        press(browser, "g").await;
        browser.find("button", Name::Begins("Take them from")).await;
        press(browser, &(Key::Escape + "")).await;
        browser.gone(PATIENCE, "application", "New keys").await;
        change(browser, "Print").await;
        press(browser, &(Key::Control + "w")).await;
        until("that it cannot be is said", PATIENCE, async || {
            let said = browser.script("return document.querySelector('.recorder .fault').innerText", vec![]);
            said.await.as_str()?.contains("needs this key").then_some(())
        })
        .await;
        assert!(browser.see("button", "Save").await.is_none());
        press(browser, &(Key::Escape + "")).await;
        press(browser, &(Key::Escape + "")).await;
        browser.gone(PATIENCE, "dialog", "Keyboard shortcuts").await;
        at_row(browser, 1).await;

        // The new keys hold, also after a reload; the old ones do not.
        browser.reload().await;
        Messages(browser).reach(MAILS, PATIENCE).await;
        press(browser, "y").await;
        press(browser, "n").await;
        at_row(browser, 1).await;
        press(browser, "j").await;
        press(browser, "y").await;
        press(browser, "n").await;
        at_row(browser, 2).await;

        // Another set, and none. The sheet is reached without keys, too.
        browser.click("button", "Keyboard shortcuts").await;
        browser.choose("Keys", "Like Thunderbird").await;
        browser.click("button", "Close").await;
        press(browser, "g").await;
        press(browser, "j").await;
        browser
            .script("document.querySelector('#messages [role=row][tabindex=\"0\"]').focus()", vec![])
            .await;
        press(browser, "f").await;
        at_row(browser, 3).await;
        press(browser, "?").await;
        browser.choose("Keys", "Off").await;
        browser.shoot("shortcuts-off").await;
        press(browser, &(Key::Escape + "")).await;
        browser.gone(PATIENCE, "dialog", "Keyboard shortcuts").await;
        at_row(browser, 3).await;
        press(browser, "fj/#?").await;
        press(browser, &(Key::Up + "")).await;
        at_row(browser, 2).await;
        assert_eq!(Messages(browser).total().await, Some(MAILS));
        assert!(browser.see("dialog", "Keyboard shortcuts").await.is_none());
    })
    .await;
}

/// Mails like those of people.
fn written() -> Vec<Vec<u8>> {
    mails::generate(67, MAILS).into_iter().map(|mail| mail.raw).collect()
}

/// Mails that are shown in a frame.
fn designed() -> Vec<Vec<u8>> {
    let mail = |number: usize| {
        format!(
            "From: Bo <bo@example.org>\r\nTo: reader@example.org\r\nSubject: Letter {number}\r\n\
             Date: Mon, 1 Jan 2024 10:{number:02}:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n\
             Content-Type: text/html; charset=utf-8\r\n\r\n<p>The <b>letter</b> of number {number}.</p>\r\n"
        )
        .into_bytes()
    };
    (0..MAILS).map(mail).collect()
}

/// A page with these mails, all of them here.
async fn with_mail(name: &str, raw: Vec<Vec<u8>>, test: impl AsyncFnOnce(&Browser)) {
    let server = Scripted::start(raw, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run(name, Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        browser.reload().await;
        Messages(browser).reach(MAILS, PATIENCE).await;
        test(browser).await;
    })
    .await;
    assert!(relay.stop().await.success());
}

/// Presses keys where the keyboard is; one like Shift is held to the end. Afterwards the keyboard is
/// somewhere, unless it was nowhere before.
async fn press(browser: &Browser, keys: &str) {
    let element = browser.client().active_element().await.expect("the keyboard is somewhere");
    let was_lost = active(browser).await.starts_with("BODY");
    element.send_keys(keys).await.expect("keys are heard");
    if !was_lost {
        not_lost(browser).await;
    }
}

/// The page is drawn, and the keyboard is on something.
async fn not_lost(browser: &Browser) {
    until("the keyboard is on something", PATIENCE, async || {
        (!active(browser).await.starts_with("BODY")).then_some(())
    })
    .await;
}

async fn active(browser: &Browser) -> String {
    let drawn = "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))";
    browser.script(drawn, vec![]).await;
    browser.script(ACTIVE, vec![]).await.as_str().expect("a text").to_owned()
}

fn shifted(key: &str) -> String {
    Key::Shift + key
}

/// Begins to change the keys of a command, by keyboard.
async fn change(browser: &Browser, command: &str) {
    let name = format!("Change the keys of {command}");
    let button = browser.find("button", Name::Is(&name)).await;
    button.send_keys(&(Key::Enter + "")).await.expect("it takes the keyboard");
    browser.find("application", "New keys").await;
}

/// Presses a key in the frame of the open message. WebDriver's own would take the keyboard out of it.
async fn press_in_frame(browser: &Browser, key: &str) {
    until("the keyboard is in the frame", PATIENCE, async || {
        browser.script(TO_FRAME, vec![]).await.as_bool()?.then_some(())
    })
    .await;
    for kind in ["keyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "text": if kind == "keyDown" { key } else { "" } });
        browser.devtools("Input.dispatchKeyEvent", event).await;
    }
}

async fn subject(browser: &Browser) -> String {
    until("a message is open", PATIENCE, async || {
        let text = browser.client().find(Locator::Id("subject")).await.ok()?.text().await.ok()?;
        (!text.is_empty()).then_some(text)
    })
    .await
}

/// The name of the row with the keyboard, once it has this number and its text.
async fn at_row(browser: &Browser, number: u64) -> String {
    until(&format!("the keyboard is at row {number}"), PATIENCE, async || {
        let row = browser.script(FOCUSED, vec![Value::Null]).await;
        let name = row[1].as_str()?.to_owned();
        (row[0].as_u64() == Some(number) && name != "Loading").then_some(name)
    })
    .await
}
