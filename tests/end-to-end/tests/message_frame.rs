//! Proves that the frame of HTML mail is loaded once and shows one message after the other, and that
//! nothing of a message stays in it.

use std::time::Duration;

use restante_end_to_end::{Browser, Messages, Options, PATIENCE, Reading, Relay, Scripted, until};

const COLLECTING: Duration = Duration::from_secs(60);

/// From the newest: each is drawn a day before the one above it.
fn mails() -> Vec<Vec<u8>> {
    let mail = |day: u32, kind: &str, body: &str| {
        format!(
            "From: Ada <ada@example.org>\r\nTo: reader@example.org\r\nSubject: Letter {day}\r\n\
             Date: {day:02} Oct 2026 10:00:00 +0000\r\nMessage-ID: <{day}@example.org>\r\n\
             MIME-Version: 1.0\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{body}\r\n"
        )
        .into_bytes()
    };
    let long = "<p style='height: 300px'>A tall paragraph</p>".repeat(9);
    vec![
        mail(9, "text/html", &format!("<style>p {{ color: rgb(1, 2, 3) }}</style><p>The first</p>{long}")),
        mail(8, "text/plain", "Between them"),
        mail(7, "text/html", "<p>The second</p>"),
        mail(6, "text/html", "<p>The second</p>"),
    ]
}

/// Marks the document of the frame; says whether it was marked already.
const MARK: &str = "
    const root = document.querySelector('.message-frame').contentDocument.documentElement;
    const marked = root.dataset.marked === 'yes';
    root.dataset.marked = 'yes';
    return marked;
";

/// What the document of the frame holds, and how high the frame is.
const HELD: &str = "
    const frame = document.querySelector('.message-frame');
    return [frame.contentDocument.body.innerHTML, frame.clientHeight, frame.clientHeight ?
        frame.contentWindow.getComputedStyle(frame.contentDocument.querySelector('p')).color : ''];
";

const SHOWN: &str = "return performance.getEntriesByName('restante:open-message', 'measure').length";

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_stays_and_nothing_in_it_does() {
    let server = Scripted::start(mails(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("message-frame", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(4, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        // It waits before it is needed.
        until("a frame waits", PATIENCE, async || {
            let waits = "return document.querySelector('.message-frame')?.contentDocument?.body != null";
            browser.script(waits, Vec::new()).await.as_bool()?.then_some(())
        })
        .await;
        assert_eq!(browser.script(MARK, Vec::new()).await, false);

        messages.open(1).await;
        Reading(browser).shows(&["Letter 9", "The first"]).await;
        let first = browser.script(HELD, Vec::new()).await;
        assert_eq!(first[2], "rgb(1, 2, 3)");
        assert!(first[1].as_u64() > Some(2_700), "as high as what it holds: {first}");

        messages.open(2).await;
        Reading(browser).shows(&["Letter 8", "Between them"]).await;
        assert_eq!(Reading(browser).framed().await, None, "no frame is to be seen");
        assert_eq!(browser.script(HELD, Vec::new()).await, serde_json::json!(["", 0, ""]));

        messages.open(3).await;
        Reading(browser).shows(&["Letter 7", "The second"]).await;
        let second = browser.script(HELD, Vec::new()).await;
        assert_ne!(second[2], "rgb(1, 2, 3)", "styles go with their message");
        assert!(second[1].as_u64() < Some(200), "and so does the height: {second}");
        assert_eq!(browser.script(MARK, Vec::new()).await, true, "it is the document that waited");

        // One that is alike to the letter is shown, too.
        let before = browser.script(SHOWN, Vec::new()).await.as_u64();
        messages.open(4).await;
        Reading(browser).shows(&["Letter 6", "The second"]).await;
        until("it is told to be shown", PATIENCE, async || {
            (browser.script(SHOWN, Vec::new()).await.as_u64() > before).then_some(())
        })
        .await;
    })
    .await;
    assert!(relay.stop().await.success());
}
