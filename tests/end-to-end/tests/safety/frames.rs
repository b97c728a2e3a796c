//! Documents in frames that have all walls, some, or none.
//!
//! A wall is never taken down in the product: it has no switch for that. Here its parts are used
//! without one another.

use std::collections::BTreeSet;

use restante::mail::{RemoteImages, sanitise};
use restante_end_to_end::{Browser, Contact, Outside};
use serde_json::{Value, json};

use crate::{
    QUIET, RESTING,
    vectors::{Need, Vector},
};

/// What is there around a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walls {
    /// Nothing: what the sender wrote, in a frame like any other.
    None,
    /// The frame's sandbox, without its policy.
    Sandbox,
    /// The frame's policy, without its sandbox.
    Policy,
    /// The frame as it is, filled as the page fills it, with what the sender wrote.
    Frame,
    /// The same, but read from beginning to end as a document: so that a `body`, a shadow tree or a
    /// frameset becomes what it would be.
    FrameRead,
    /// What the sanitiser makes of it, in a frame like any other.
    Sanitiser,
}

/// The sandbox of the frame in which the page shows a mail.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-modals";

/// Shows documents in frames one below the other, and waits until all have loaded.
const SHOW: &str = "
    const [documents, sandbox, fill] = arguments;
    const loaded = documents.map(({ name, address, html }) => new Promise(done => {
        const frame = document.createElement('iframe');
        frame.id = name;
        frame.style.cssText = 'float:left; width:120px; height:60px; border:0';
        if (sandbox !== null) frame.sandbox = sandbox;
        let filled = false;
        frame.onload = () => {
            if (fill !== null && !filled) {
                filled = true;
                const inside = frame.contentDocument;
                if (fill === 'body') inside.body.innerHTML = html;
                else { inside.open(); inside.write(html); inside.close() }
            }
            done();
        };
        frame.src = address;
        document.body.append(frame);
    }));
    const long_enough = new Promise(done => setTimeout(done, 20000));
    return Promise.race([Promise.all(loaded), long_enough]).then(() => true);
";

/// Does what readers do in the frames of these names; for the pointer, says where to.
const ACT: &str = "
    const [name, need] = arguments;
    const frame = document.getElementById(name);
    frame.scrollIntoView({ block: 'center' });
    const inside = frame.contentDocument;
    if (!inside) return null;
    const find = selectors => selectors.map(selector => inside.querySelector(selector)).find(Boolean);
    if (need === 'focus') find(['input', 'a'])?.focus();
    if (need === 'click') {
        const element = find(['button', 'input', 'area', 'a text', 'a', 'mi', '[href]']);
        const init = { bubbles: true, cancelable: true, composed: true, view: frame.contentWindow };
        // What is opened is not waited for.
        setTimeout(() => element?.dispatchEvent(new MouseEvent('click', init)));
    }
    if (need === 'hover') {
        const [outer, inner] = [frame, find(['rect', 'a', 'p'])].map(element => element?.getBoundingClientRect());
        return inner ? [outer.x + inner.x + 5, outer.y + inner.y + 5] : null;
    }
    return null;
";

/// A document that is shown.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// By which its frame is known.
    pub(crate) name: String,
    /// What it is, where nothing protects.
    pub(crate) media_type: String,
    /// What the sender wrote.
    pub(crate) written: String,
}

impl Document {
    /// What the sanitiser leaves of it.
    pub(crate) fn sanitised(&self) -> String {
        sanitise(&self.written, RemoteImages::Blocked, &mut |_| None).document
    }
}

/// Shows all documents at once behind these walls. `page` is the address of the product's own page.
pub(crate) async fn show(
    browser: &Browser,
    outside: &Outside,
    page: &str,
    walls: Walls,
    documents: &[Document],
) {
    let (sandbox, fill) = match walls {
        Walls::None | Walls::Sanitiser => (None, None),
        Walls::Sandbox => (Some(SANDBOX), None),
        Walls::Policy => (None, Some("body")),
        Walls::Frame => (Some(SANDBOX), Some("body")),
        Walls::FrameRead => (Some(SANDBOX), Some("whole")),
    };
    let around = match fill {
        // The frame's document is the product's, which is shown on a page of its origin only.
        Some(_) => format!("{page}manifest.webmanifest"),
        None => outside.serve("/around", "text/html", "<!doctype html><title>Frames</title><body>"),
    };
    let shown: Vec<Value> = documents
        .iter()
        .map(|document| {
            let address = if fill.is_some() { "/message.html" } else { &address(outside, walls, document) };
            json!({ "name": document.name, "address": address, "html": document.written })
        })
        .collect();
    browser.go(&around).await;
    browser.script(SHOW, vec![json!(shown), json!(sandbox), json!(fill)]).await;
}

/// Serves a document behind no wall or the sanitiser, and gives its address.
fn address(outside: &Outside, walls: Walls, document: &Document) -> String {
    if walls == Walls::Sanitiser {
        // As the page's frame has it around what it is filled with.
        let html = format!("<!doctype html><meta charset=utf-8><body>{}</body>", document.sanitised());
        return outside.serve(&format!("/sanitised/{}", document.name), "text/html; charset=utf-8", html);
    }
    let media_type = format!("{}; charset=utf-8", document.media_type);
    outside.serve(&format!("/written/{}", document.name), &media_type, document.written.as_str())
}

/// Who was heard of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Whose host got a request.
    pub(crate) requested: BTreeSet<String>,
    /// Whose host was looked up, and no more.
    pub(crate) looked_up: BTreeSet<String>,
}

impl Heard {
    fn new(contacts: &[Contact]) -> Self {
        let mut heard = Self::default();
        for contact in contacts {
            let Some(label) = contact.label().map(str::to_owned) else { continue };
            match contact {
                Contact::Request { .. } => heard.requested.insert(label),
                Contact::LookUp { .. } => heard.looked_up.insert(label),
            };
        }
        heard.looked_up.retain(|label| !heard.requested.contains(label));
        heard
    }

    /// All of them.
    pub(crate) fn all(&self) -> BTreeSet<&str> {
        self.requested.union(&self.looked_up).map(String::as_str).collect()
    }
}

/// Shows vectors behind walls, does what they need, and says who was heard of.
pub(crate) async fn heard(
    browser: &Browser,
    outside: &Outside,
    page: &str,
    walls: Walls,
    vectors: &[Vector],
) -> Heard {
    let run = format!("{walls:?}").to_lowercase();
    let document = |vector: &Vector| Document {
        name: vector.name.clone(),
        media_type: vector.media_type().to_owned(),
        written: vector.content(&run, outside.port()),
    };
    let (alone, framed): (Vec<&Vector>, Vec<&Vector>) = vectors.iter().partition(|vector| vector.alone);
    let documents: Vec<Document> = framed.iter().map(|vector| document(vector)).collect();
    _ = outside.take();
    show(browser, outside, page, walls, &documents).await;
    // What is clicked on may open a window, and in the one behind it the pointer is slow.
    let (clicked, others): (Vec<&Vector>, Vec<&Vector>) =
        framed.into_iter().partition(|vector| vector.needs == Some(Need::Click));
    for vector in others.into_iter().chain(clicked) {
        act(browser, outside, vector).await;
    }
    browser.print().await;
    let mut contacts = outside.quiet(QUIET).await;
    // The product's frame is always one.
    if matches!(walls, Walls::None | Walls::Sanitiser) {
        for vector in alone {
            browser.go(&address(outside, walls, &document(vector))).await;
            if vector.needs == Some(Need::Print) {
                browser.print().await;
            }
            outside.hears(&vector.name, QUIET).await;
            contacts.extend(outside.take());
        }
    }
    Heard::new(&contacts)
}

async fn act(browser: &Browser, outside: &Outside, vector: &Vector) {
    let need = match vector.needs {
        None | Some(Need::Print) => return,
        Some(Need::Hover) => "hover",
        Some(Need::Focus) => "focus",
        Some(Need::Click) => "click",
    };
    let place = browser.script(ACT, vec![json!(vector.name), json!(need)]).await;
    if let [x, y] = place.as_array().map_or(&[][..], Vec::as_slice) {
        browser.point(x, y).await;
        // The pointer stays there for a while.
        outside.hears(&vector.name, RESTING).await;
    }
}
