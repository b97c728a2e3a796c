//! Proves that no script of a mail runs: not in its body, its subject, its sender's name, or the name of
//! a file, whatever is done to what is shown of it.
//!
//! So that this means something, the same HTML is shown first where nothing protects, and it is counted
//! how much of it runs; then behind one wall at a time.

use std::collections::BTreeSet;

use crate::{
    alarm, corpora,
    frames::{Document, Walls, show},
    mail::Mail,
    reader::Mailbox,
    vectors::scripts,
};
use restante_end_to_end::{Browser, Outside, Relay, RelayOptions};

/// So many milliseconds without an alarm are enough: all that is said to run does within them.
const QUIET: u32 = 1500;
/// The same for a single mail; what comes later is noticed when the last was opened.
const GLANCE: u32 = 0;
/// Frames in one page.
const FRAMES: usize = 130;

/// What is to be seen of a page that nobody else has a say in: how many windows of the product's are there,
/// where it is, and where the frames of the mail are.
const UNTOUCHED: &str = "
    const frames = [...document.querySelectorAll('section[aria-label=Message] iframe')];
    return [location.pathname, ...new Set(frames.map(frame => frame.contentWindow.location.pathname))];
";

fn own() -> Vec<Document> {
    let documents = scripts().into_iter().map(|vector| Document {
        media_type: vector.media_type().to_owned(),
        written: vector.content("script", 0),
        name: vector.name,
    });
    documents.collect()
}

/// The names of those that run behind these walls.
async fn ran(
    browser: &Browser,
    outside: &Outside,
    page: &str,
    walls: Walls,
    documents: &[Document],
) -> BTreeSet<String> {
    let mut ran = BTreeSet::new();
    for documents in documents.chunks(FRAMES) {
        show(browser, outside, page, walls, documents).await;
        ran.extend(alarm::provoke(browser, QUIET).await);
    }
    println!("{walls:?}: of {} vectors {} run", documents.len(), ran.len());
    ran
}

/// Reads mails that carry these in all places, and proves that nothing runs.
async fn read(browser: &Browser, mailbox: &Mailbox) {
    mailbox.collect(browser).await;
    _ = browser.console().await;
    let mut opened = 0;
    mailbox
        .open_all(browser, async |subject| {
            let ran = alarm::provoke(browser, GLANCE).await;
            assert!(ran.is_empty(), "{subject}: {ran:?}");
            let places = browser.script(UNTOUCHED, Vec::new()).await;
            assert_eq!(places, serde_json::json!(["/", "/message.html"]), "{subject}");
            opened += 1;
        })
        .await;
    let ran = alarm::provoke(browser, QUIET).await;
    assert!(ran.is_empty(), "{ran:?}");
    assert_eq!(browser.client().windows().await.expect("windows").len(), 1);
    // The frame had nothing to stop: the sanitiser leaves no script.
    let console = browser.console().await;
    let stopped =
        |line: &&String| line.contains("Blocked script") || line.contains("Content Security Policy");
    assert_eq!(console.iter().filter(stopped).collect::<Vec<_>>(), [""; 0]);
    println!("in mails: of {opened} vectors 0 run");
}

fn mails(documents: &[Document]) -> Vec<Vec<u8>> {
    let mail = |document: &Document| {
        let html = document.written.as_str();
        Mail { subject: html, from: html, body: (html, "html"), file: Some((html, "text/html", html)) }
            .bytes()
    };
    documents.iter().map(mail).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_script_runs_where_nothing_protects_and_none_behind_a_wall() {
    let outside = Outside::start().await;
    let relay = Relay::start(&RelayOptions::default()).await;
    Browser::run("scripts-behind-walls", outside.options(), async |browser| {
        alarm::set(browser).await;
        let documents = own();
        let unprotected = ran(browser, &outside, &relay.url(), Walls::None, &documents).await;
        for vector in scripts() {
            let runs = unprotected.contains(&vector.name);
            assert_eq!(runs, vector.silent.is_none(), "{}: {:?}", vector.name, vector.silent);
        }
        for walls in [Walls::Frame, Walls::Sanitiser] {
            let ran = ran(browser, &outside, &relay.url(), walls, &documents).await;
            assert!(ran.is_empty(), "{walls:?}: {ran:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_script_of_a_mail_runs() {
    let outside = Outside::start().await;
    let mailbox = Mailbox::with(mails(&own())).await;
    Browser::run("scripts", outside.options(), async |browser| {
        alarm::set(browser).await;
        read(browser, &mailbox).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "corpora; run by make test-long"]
async fn nothing_that_others_have_collected_runs() {
    let outside = Outside::start().await;
    let relay = Relay::start(&RelayOptions::default()).await;
    let documents = Browser::run("scripts-collected", outside.options(), async |browser| {
        alarm::set(browser).await;
        let documents: Vec<Document> = corpora::scripts(browser, &outside)
            .await?
            .into_iter()
            .map(|(name, written)| Document { name, media_type: "text/html".to_owned(), written })
            .collect();
        assert!(documents.len() >= 372, "{}", documents.len());
        let unprotected = ran(browser, &outside, &relay.url(), Walls::None, &documents).await;
        // Most are for browsers of long ago.
        assert!(unprotected.len() >= 70, "{}", unprotected.len());
        for walls in [Walls::Sandbox, Walls::Policy, Walls::Frame, Walls::FrameRead, Walls::Sanitiser] {
            let ran = ran(browser, &outside, &relay.url(), walls, &documents).await;
            assert!(ran.is_empty(), "{walls:?}: {ran:?}");
        }
        Some(documents)
    })
    .await;
    let Some(documents) = documents else { return };
    let mailbox = Mailbox::with(mails(&documents)).await;
    Browser::run("scripts-collected-in-mails", outside.options(), async |browser| {
        alarm::set(browser).await;
        read(browser, &mailbox).await;
    })
    .await;
}
