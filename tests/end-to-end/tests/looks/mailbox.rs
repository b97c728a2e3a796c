//! A mailbox of designed mails, collected and opened by the product itself.

use std::time::Duration;

use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};
use serde_json::json;

const COLLECTING: Duration = Duration::from_secs(60);

/// How large the window is.
pub(crate) const WINDOW: (u32, u32) = (1280, 900);

/// A mail with a designed body and a plain text; the first is the newest.
fn mail(number: usize, body: &str) -> Vec<u8> {
    let body = body.replace('\n', "\r\n");
    let (day, minute) = (28 - number / 60, 59 - number % 60);
    format!(
        "From: Ada Lovelace <ada@example.org>\r\nTo: reader@example.org\r\nSubject: The figures\r\n\
         Date: {day:02} Oct 2024 10:{minute:02}:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nThe figures of the week are in, and they are good.\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}\r\n--b--\r\n"
    )
    .into_bytes()
}

/// Starts a browser, and gives it to the test when mails with these bodies are collected. They stand in
/// the list in this order.
pub(crate) async fn collected<T>(
    name: &str,
    options: Options,
    bodies: &[String],
    test: impl AsyncFnOnce(&Browser) -> T,
) -> T {
    let mails = bodies.iter().enumerate().map(|(number, body)| mail(number, body)).collect();
    let server = Scripted::start(mails, &[]).await;
    let relay = Relay::to(server.port()).await;
    let outcome = Browser::run(name, options, async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        browser.collected(1, COLLECTING).await;
        until("no bar says that mail is collected", PATIENCE, async || {
            browser.see("progressbar", Name::Any).await.is_none().then_some(())
        })
        .await;
        ready(browser, bodies.len()).await;
        test(browser).await
    })
    .await;
    assert!(relay.stop().await.success());
    outcome
}

/// Waits until all mails are in the list and nothing moves.
pub(crate) async fn ready(browser: &Browser, mails: usize) {
    Messages(browser).reach(mails, COLLECTING).await;
    browser.pretend(WINDOW.0, WINDOW.1, false).await;
}

/// Clicks on a row, and waits until its message is shown, so many others are left unread, and nothing
/// moves any more. A row is read at once; the figures in the list's head and beside the folder follow
/// when the worker has counted, a frame or more later.
const OPEN: &str = "
    const [number, unread] = arguments;
    const drawn = () => new Promise(done => requestAnimationFrame(done));
    const grid = document.querySelector('[aria-label=Messages][aria-rowcount]');
    const shown = () => performance.getEntriesByName('restante:open-message').length;
    const left = () => Number(/^\\((\\d+)\\)/.exec(document.title)?.[1] ?? 0);
    const find = () => grid.querySelector(`[role=row][aria-rowindex=\"${number}\"]`);
    return (async () => {
        const before = shown();
        while (!find()) {
            grid.querySelector('[role=row]:last-child').scrollIntoView();
            await drawn();
        }
        find().scrollIntoView({ block: 'nearest' });
        await drawn();
        find().click();
        while (shown() === before || find()?.matches('.unread') || left() !== unread) await drawn();
        const moving = document.getAnimations()
            .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity);
        await Promise.all(moving.map(animation => animation.finished.catch(() => {})));
        await drawn();
        await drawn();
        return true;
    })();
";

/// Opens the mail of this number, counted from 1, which leaves so many unread.
pub(crate) async fn open(browser: &Browser, number: usize, unread: usize) {
    browser.script(OPEN, vec![json!(number), json!(unread)]).await;
}

const OFFERED: &str = "return document.querySelector('.bodies [role=status] button') !== null";

/// Whether Restante says that nothing of the open mail can be seen, and offers its plain text.
pub(crate) async fn offers_text(browser: &Browser) -> bool {
    browser.script(OFFERED, Vec::new()).await == true
}
