//! Proves that a newcomer sees mail with one click: "Try the demo mailbox" fills the list, and plain
//! and HTML mail can be read. Leaves screenshots in `target/screenshots`.

use std::time::Duration;

use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Reading, Relay, RelayOptions, until};

/// The demo mailbox comes from this machine.
const COLLECTING: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_mailbox_fills_and_can_be_read() {
    let relay = Relay::start(&RelayOptions { demo: true, ..RelayOptions::default() }).await;
    Browser::run("demo", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.shoot("first-run").await;
        browser.click("button", "Try the demo mailbox").await;
        browser.collected(1, COLLECTING).await;
        browser.gone(PATIENCE, "progressbar", Name::Any).await;
        assert_eq!(browser.alerts().await, [""; 0]);

        let messages = Messages(browser);
        let total = messages.total().await.expect("a list");
        assert!(total > 10, "a demo mailbox of {total}");
        browser.find("treeitem", Name::Begins("Inbox")).await;
        browser.shoot("list").await;

        let (mut plain, mut html) = (None, None);
        for number in 1..=total {
            let name = messages.open(number).await;
            let source = Reading(browser).source().await;
            let subject = subject_in_ascii(&source);
            // A row's name holds the subject, and so does the open message.
            if let Some(subject) = subject {
                assert!(name.contains(&subject), "row {number} is named {name:?}, not {subject:?}");
                Reading(browser).shows(&[&subject]).await;
            }
            match Reading(browser).framed().await {
                Some(_) if html.is_none() => {
                    let body = until("the frame holds text", PATIENCE, async || {
                        Reading(browser).framed().await.filter(|text| text.trim().len() > 20)
                    })
                    .await;
                    html = Some(body);
                    browser.shoot("html-message").await;
                }
                None if plain.is_none() => {
                    if let Some(line) = line_of_plain_text(&source) {
                        Reading(browser).shows(&[&line]).await;
                        plain = Some(line);
                        browser.shoot("plain-message").await;
                    }
                }
                _ => {}
            }
            if plain.is_some() && html.is_some() {
                break;
            }
        }
        assert!(plain.is_some(), "a mail of plain text");
        assert!(html.is_some(), "a mail with HTML");
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_sticks_out_of_a_narrow_window() {
    let relay = Relay::start(&RelayOptions { demo: true, ..RelayOptions::default() }).await;
    Browser::run("demo-narrow", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.find("button", "Try the demo mailbox").await;
        browser.fits("the first page").await;
        browser.click("button", "Try the demo mailbox").await;
        browser.collected(1, COLLECTING).await;
        browser.fits("the list").await;
        Messages(browser).open(1).await;
        browser.find("button", "View source").await;
        browser.fits("a message").await;
    })
    .await;
    assert!(relay.stop().await.success());
}

/// The subject, where it is written without encoding on one line.
fn subject_in_ascii(source: &str) -> Option<String> {
    let header = source.split("\n\n").next()?.replace('\r', "");
    let (_, rest) = header.split_once("\nSubject: ")?;
    let (subject, after) = rest.split_once('\n')?;
    (!subject.contains("=?") && !after.starts_with([' ', '\t'])).then(|| subject.trim().to_owned())
}

/// The first long line of a body that is plain text without encoding.
fn line_of_plain_text(source: &str) -> Option<String> {
    let source = source.replace('\r', "");
    let (header, body) = source.split_once("\n\n")?;
    let header = header.to_lowercase();
    let encoded =
        header.contains("multipart/") || header.contains("quoted-printable") || header.contains("base64");
    let line = body.lines().find(|line| line.is_ascii() && line.len() > 20 && !line.starts_with('>'))?;
    (!encoded).then(|| line.trim().to_owned())
}
