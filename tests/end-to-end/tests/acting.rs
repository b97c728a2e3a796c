//! Proves that what can be done with messages is done by keyboard alone, is seen at once, is heard by whoever
//! does not see, and is still so after a reload: stars, tags, pins, putting off, moving, copying; and that
//! messages are chosen by what they are.

use std::time::Duration;

use fantoccini::key::Key;
use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};
use serde_json::json;

const COLLECTING: Duration = Duration::from_secs(60);
const MAILS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_done_with_messages_by_keyboard_alone() {
    with_mail("acting", async |browser| {
        let messages = Messages(browser);
        press(browser, "j").await;
        press(browser, "j").await;
        press(browser, "k").await;
        let first = at(browser, 1, |_| true).await;
        let first = first.trim_start_matches("Unread, ").to_owned();
        let first = first.split(", ").nth(1).expect("a subject").to_owned();

        press(browser, "s").await;
        at(browser, 1, |name| name.contains("starred")).await;
        press(browser, "s").await;
        at(browser, 1, |name| !name.contains("starred")).await;
        press(browser, "s").await;
        at(browser, 1, |name| name.contains("starred")).await;

        // A tag is made and given.
        press(browser, "l").await;
        browser.find("dialog", "Tags of this message").await;
        press(browser, &format!("Harbour{}", Key::Enter + "")).await;
        browser.find("checkbox", "Harbour").await;
        let tag = browser.find("checkbox", "Harbour").await;
        tag.send_keys(" ").await.expect("it takes the keyboard");
        press(browser, &(Key::Escape + "")).await;
        browser.gone(PATIENCE, "dialog", "Tags of this message").await;
        at(browser, 1, |name| name.contains("tagged Harbour")).await;

        // It stays at the top when the second one is put there, too.
        press(browser, "j").await;
        press(browser, "j").await;
        let third = at(browser, 3, |_| true).await;
        press(browser, "+").await;
        until("it stands before all others", PATIENCE, async || {
            let name = messages.row(1).await.name;
            (name.contains("pinned") && name.starts_with(&third)).then_some(())
        })
        .await;
        press(browser, "+").await;
        until("it stands where it was", PATIENCE, async || {
            (messages.row(3).await.name == third).then_some(())
        })
        .await;

        // Moved by typing where to, and had back.
        press(browser, "v").await;
        browser.find("dialog", "Move message to").await;
        press(browser, "arch").await;
        press(browser, &(Key::Enter + "")).await;
        messages.reach(MAILS - 1, PATIENCE).await;
        press(browser, "z").await;
        messages.reach(MAILS, PATIENCE).await;
        at(browser, 3, |name| name == third).await;

        // Into a folder that is made on the way; the copy is one of its own.
        press(browser, &(Key::Shift + "c")).await;
        browser.find("dialog", "Copy message to").await;
        press(browser, "Boats").await;
        browser.find("option", "New folder “Boats”").await;
        press(browser, &(Key::Enter + "")).await;
        browser.find("treeitem", Name::Begins("Boats")).await;
        messages.reach(MAILS, PATIENCE).await;

        // Put off until a time that is typed.
        press(browser, "b").await;
        browser.find("dialog", "Snooze message").await;
        let snooze = browser.find("button", "Snooze").await;
        snooze.send_keys(&(Key::Enter + "")).await.expect("it takes the keyboard");
        until("a time is asked for", PATIENCE, async || {
            let said = "return document.querySelector('dialog [role=alert]')?.textContent";
            browser.script(said, vec![]).await.as_str()?.starts_with("Choose a time").then_some(())
        })
        .await;
        press(browser, &(Key::Escape + "")).await;
        browser.gone(PATIENCE, "dialog", "Snooze message").await;

        // Into the Trash, and from there for good.
        press(browser, "#").await;
        messages.reach(MAILS - 1, PATIENCE).await;
        press(browser, "k").await;
        press(browser, &(Key::Shift + &(Key::Delete + ""))).await;
        browser.find("alertdialog", "Delete this message for good?").await;
        press(browser, &(Key::Escape + "")).await;
        browser.gone(PATIENCE, "alertdialog", "Delete this message for good?").await;
        messages.reach(MAILS - 1, PATIENCE).await;

        browser.reload().await;
        messages.reach(MAILS - 1, PATIENCE).await;
        until("star and tag are kept", PATIENCE, async || {
            let name = messages.row(1).await.name;
            let is_it = name.contains(&first) && name.contains("starred") && name.contains("tagged Harbour");
            is_it.then_some(())
        })
        .await;
        browser.click("treeitem", Name::Begins("Boats")).await;
        messages.reach(1, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_chosen_by_what_they_are_and_put_off_together() {
    with_mail("acting-some", async |browser| {
        let messages = Messages(browser);
        messages.open(2).await;
        messages.open(4).await;
        browser.click("button", "Select some").await;
        browser.click("menuitem", "Read").await;
        selected(browser, "2 selected").await;
    })
    .await;
    with_mail("acting-snoozed", async |browser| {
        let messages = Messages(browser);
        messages.open(2).await;
        browser.click("button", "Select some").await;
        browser.click("menuitem", "Unread").await;
        selected(browser, &format!("{} selected", MAILS - 1)).await;
        browser.click("button", "More").await;
        browser.click("menuitem", "Snooze: Tomorrow morning").await;
        messages.reach(1, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Snoozed")).await;
        messages.reach(MAILS - 1, PATIENCE).await;
        browser.click("button", "Undo").await;
        messages.reach(0, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Inbox")).await;
        messages.reach(MAILS, PATIENCE).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_dragged_onto_folders() {
    with_mail("acting-dragged", async |browser| {
        let messages = Messages(browser);
        messages.open(2).await;
        browser.script(DRAG, vec![json!(2), json!("Archive")]).await;
        messages.reach(MAILS - 1, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Archive")).await;
        messages.reach(1, PATIENCE).await;
        browser.script(DRAG, vec![json!(1), json!("Inbox")]).await;
        messages.reach(0, PATIENCE).await;
        browser.click("treeitem", Name::Begins("Inbox")).await;
        messages.reach(MAILS, PATIENCE).await;
        browser.find("treeitem", Name::Begins("Archive")).await;
        let left = browser.script("return document.querySelectorAll('.drop-here').length", vec![]).await;
        assert_eq!(left, 0, "no folder looks as if something were over it");
    })
    .await;
}

/// Drags a row onto a folder, as the browser would tell of it.
const DRAG: &str = "
    const [number, folder] = arguments;
    const row = document.querySelector(`[role=row][aria-rowindex=\"${number}\"]`);
    const onto = [...document.querySelectorAll('[role=treeitem]')]
        .find(item => item.getAttribute('aria-label').startsWith(folder));
    const dataTransfer = new DataTransfer();
    const tell = (element, kind) =>
        element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
    if (!row.draggable) throw new Error('it cannot be dragged');
    tell(row, 'dragstart');
    if (tell(onto, 'dragover')) throw new Error('nothing may be dropped there');
    tell(onto, 'drop');
";

async fn with_mail(name: &str, test: impl AsyncFnOnce(&Browser)) {
    let raw = mails::generate(43, MAILS).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run(name, Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        test(browser).await;
    })
    .await;
    assert!(relay.stop().await.success());
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

/// The name of the row with the keyboard, once it has this number and is so.
async fn at(browser: &Browser, number: u64, is_it: impl Fn(&str) -> bool) -> String {
    const FOCUSED: &str = "
        const row = document.activeElement.closest('[role=row]');
        return [Number(row?.getAttribute('aria-rowindex') ?? 0), row?.getAttribute('aria-label') ?? ''];
    ";
    until(&format!("the keyboard is at row {number}, as wanted"), PATIENCE, async || {
        let row = browser.script(FOCUSED, vec![]).await;
        let name = row[1].as_str()?.to_owned();
        (row[0].as_u64() == Some(number) && name != "Loading" && is_it(&name)).then_some(name)
    })
    .await
}

async fn selected(browser: &Browser, wanted: &str) {
    until(wanted, PATIENCE, async || {
        let bar = browser.see("toolbar", Name::Is("Selected messages")).await?;
        bar.text().await.ok()?.contains(wanted).then_some(())
    })
    .await;
}
