//! Nothing that a mail can say changes a pixel outside of its frame.
//!
//! The same mailbox is read twice, once with an innocent body in every mail. Where that can be seen outside
//! of the frame, both pictures are left among the screenshots. Afterwards the walls are taken down: what
//! the sender wrote stands on the page itself, where it does what it was written for.
//!
//! Some of these mails hide all they hold: for just these the plain text is offered.

use std::path::PathBuf;

use restante_end_to_end::{Browser, Options, screenshots};
use serde_json::{Value, json};

use crate::{
    mailbox::{self, WINDOW},
    picture::{Picture, Place},
    sections::{Section, sections},
};

/// All bodies are as long as this, so that all mails have the same size.
const LENGTH: usize = 4_000;

const INNOCENT: &str = "<p>The figures of the week are in, and they are good.</p><p>See you on Monday.</p>";

/// How to take the ways to hide, cover and imitate.
fn vectors() -> Vec<Section> {
    sections(include_str!("chrome.txt"))
}

/// A body, made longer by a comment that nobody sees.
fn padded(body: &str) -> String {
    let left = LENGTH.checked_sub(body.len() + 7).expect("a short body");
    format!("{body}<!--{}-->", ". ".repeat(left).get(..left).expect("so many"))
}

/// The edges of the frame and of the pane that scrolls it: left, top, right, bottom.
const EDGES: &str = "
    const frame = document.querySelector('iframe[title=\"Message body\"]');
    let pane = frame.parentElement;
    while (!/auto|scroll/.test(getComputedStyle(pane).overflowY)) pane = pane.parentElement;
    return [frame, pane].map(element => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return [left, top, right, bottom];
    });
";

/// What was on the screen while a mail was open.
struct Look {
    png: Vec<u8>,
    frame: Place,
    pane: Place,
    /// Restante says that there is nothing to be seen, and offers the plain text.
    offered: bool,
}

async fn screenshot(browser: &Browser) -> Vec<u8> {
    browser.client().screenshot().await.expect("a screenshot")
}

async fn look(browser: &Browser) -> Look {
    let edges = browser.script(EDGES, Vec::new()).await;
    let pane = Place::new(&edges[1]);
    let whole = Place::new(&edges[0]);
    // What is scrolled away is not on the screen.
    let frame = Place { bottom: whole.bottom.min(pane.bottom), ..whole };
    let inside = pane.left <= frame.left && frame.right <= pane.right && pane.top <= frame.top;
    assert!(inside, "the frame {frame:?} stands in its pane {pane:?}");
    let offered = mailbox::offers_text(browser).await;
    Look { png: screenshot(browser).await, frame, pane, offered }
}

/// Where the pictures of what differs are left.
fn pictures() -> PathBuf {
    screenshots().join("chrome")
}

fn keep(name: &str, before: &Look, after: &Look) {
    let folder = pictures();
    std::fs::create_dir_all(&folder).expect("a folder");
    let name = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    for (kind, look) in [("innocent", before), ("hostile", after)] {
        std::fs::write(folder.join(format!("{name}-{kind}.png")), &look.png).expect("written");
    }
}

/// Opens a mail with each of these bodies, and gives what was to be seen. `then` is called before the end.
async fn read(name: &str, bodies: &[&str], then: impl AsyncFnOnce(&Browser)) -> Vec<Look> {
    let bodies: Vec<String> = bodies.iter().map(|body| padded(body)).collect();
    // A long mail has a scroll bar beside it, which takes room from what is above it. That is no lie.
    let flags = vec!["--hide-scrollbars".to_owned()];
    let options = Options { window: WINDOW, flags, ..Options::default() };
    mailbox::collected(name, options, &bodies, async |browser| {
        let mut looks = Vec::new();
        for number in 1..=bodies.len() {
            mailbox::open(browser, number, bodies.len() - number).await;
            looks.push(look(browser).await);
        }
        then(browser).await;
        looks
    })
    .await
}

/// Puts what a sender wrote onto the page itself, in place of the frame; or takes it away again.
const ON_THE_PAGE: &str = "
    const [html] = arguments;
    document.getElementById('on-the-page')?.remove();
    const frame = document.querySelector('.message-frame');
    frame.style.display = html === null ? '' : 'none';
    if (html !== null) {
        const div = document.createElement('div');
        div.id = 'on-the-page';
        div.innerHTML = html;
        frame.after(div);
    }
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
";

/// The vectors that change the chrome where no wall is.
async fn without_walls(browser: &Browser, vectors: &[Section]) -> Vec<&'static str> {
    browser.devtools("Page.setBypassCSP", json!({ "enabled": true })).await;
    browser.reload().await;
    mailbox::ready(browser, vectors.len()).await;
    mailbox::open(browser, 1, 0).await;
    let innocent = look(browser).await;
    let body = Place {
        bottom: innocent.pane.bottom,
        left: innocent.pane.left,
        right: innocent.pane.right,
        ..innocent.frame
    };
    let before = Picture::read(&innocent.png);
    let mut changed = Vec::new();
    for vector in vectors {
        browser.script(ON_THE_PAGE, vec![json!(vector.text)]).await;
        let hostile = Picture::read(&screenshot(browser).await);
        if before.differing(&hostile, |x, y| body.holds(x, y)).is_some() {
            changed.push(vector.name);
        }
    }
    browser.script(ON_THE_PAGE, vec![Value::Null]).await;
    changed
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_mail_changes_what_is_around_it() {
    let vectors = vectors();
    assert!(vectors.len() >= 25, "{} vectors", vectors.len());
    let innocent = read("chrome-innocent", &vec![INNOCENT; vectors.len()], async |_| {}).await;
    let hostile: Vec<&str> = vectors.iter().map(|vector| vector.text).collect();
    let mut changing = Vec::new();
    let hostile = read("chrome-hostile", &hostile, async |browser| {
        changing = without_walls(browser, &vectors).await;
    })
    .await;

    let (mut failed, mut offered) = (Vec::new(), Vec::new());
    for ((vector, before), after) in vectors.iter().zip(&innocent).zip(&hostile) {
        let name = vector.name;
        if after.offered {
            offered.push(name);
        }
        // Where it is, that stands in the body's place, above the frame.
        let body = if after.offered {
            Place {
                left: before.pane.left,
                right: before.pane.right,
                bottom: before.pane.bottom,
                ..before.frame
            }
        } else {
            assert_eq!(before.frame.top, after.frame.top, "{name}: the frame begins where it did");
            before.frame
        };
        let frames = |x, y| body.holds(x, y) || after.frame.holds(x, y);
        let differing = Picture::read(&before.png).differing(&Picture::read(&after.png), frames);
        if let Some(differing) = differing {
            failed.push(format!("{name}: {differing:?}"));
            keep(name, before, after);
        }
    }
    println!("the plain text is offered for {offered:?}");
    println!(
        "{} hostile mails: {} change pixels outside of the frame; on the page itself {} would",
        vectors.len(),
        failed.len(),
        changing.len()
    );
    assert!(failed.is_empty(), "pictures are in {}: {failed:#?}", pictures().display());
    let hide: Vec<&str> =
        vectors.iter().filter(|vector| vector.note == "hides").map(|vector| vector.name).collect();
    assert_eq!(offered, hide, "the plain text is offered where nothing can be read");
    // Otherwise the silence above would mean nothing.
    for vector in &vectors {
        let quiet = vector.note.starts_with("quiet");
        assert_eq!(changing.contains(&vector.name), !quiet, "{} on the page itself", vector.name);
    }
}
