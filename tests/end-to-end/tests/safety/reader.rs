//! Somebody who collects mails and opens them one after the other.

use std::time::Duration;

use restante_end_to_end::{AccountForm, Browser, Messages, Relay, RelayOptions, Scripted, Security};
use serde_json::{Value, json};

/// Some hundreds of mails from this machine.
const COLLECTING: Duration = Duration::from_secs(60);

/// Clicks on the row of a number, scrolling towards it, and waits until its message is shown.
const OPEN: &str = "
    const [number] = arguments;
    const shown = () => performance.getEntriesByName('restante:open-message').length;
    const before = shown();
    const grid = document.querySelector('[aria-label=Messages][aria-rowcount]');
    const drawn = () => new Promise(done => requestAnimationFrame(done));
    return (async () => {
        let row = null;
        while (!(row = grid.querySelector(`[role=row][aria-rowindex=\"${number}\"]`))) {
            grid.querySelector('[role=row]:last-child').scrollIntoView();
            await drawn();
        }
        row.click();
        while (shown() === before) await drawn();
    })();
";

/// Goes with the keyboard to everything of the message that can be gone to, in its frames too, and
/// says where the last few things that can be seen are.
const VISIT: &str = "
    const places = [];
    const visit = (root, left, top) => {
        for (const element of root.querySelectorAll('*')) {
            const box = element.getBoundingClientRect();
            const inside = element.contentDocument?.body;
            if (inside) visit(inside, left + box.x, top + box.y);
            else if (box.width && box.height) places.push([left + box.x + 5, top + box.y + box.height / 2]);
            if (element.matches('a, [tabindex], summary, button')) element.focus({ preventScroll: true });
        }
    };
    visit(document.querySelector('section[aria-label=Message] article'), 0, 0);
    return places.filter(([x, y]) => x > 0 && y > 0 && x < innerWidth && y < innerHeight).slice(-4);
";

/// The product with a mailbox full of these mails.
pub(crate) struct Mailbox {
    /// The relay, which serves the page.
    pub(crate) relay: Relay,
    server: Scripted,
    count: usize,
}

impl Mailbox {
    /// Starts everything but the browser.
    pub(crate) async fn with(mails: Vec<Vec<u8>>) -> Self {
        let count = mails.len();
        let server = Scripted::start(mails, &[]).await;
        let allow = vec![("localhost".to_owned(), server.port())];
        let relay = Relay::start(&RelayOptions { allow, ..RelayOptions::default() }).await;
        Self { relay, server, count }
    }

    /// Collects all mails.
    pub(crate) async fn collect(&self, browser: &Browser) {
        browser.go(&self.relay.url()).await;
        let form = AccountForm {
            host: "localhost",
            port: self.server.port(),
            security: Security::None,
            user: "reader",
            password: "secret",
        };
        form.save(browser).await;
        Messages(browser).reach(self.count, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
    }

    /// Opens every mail; `look` is told when one is shown.
    pub(crate) async fn open_all(&self, browser: &Browser, mut look: impl AsyncFnMut()) {
        for number in 1..=self.count {
            browser.script(OPEN, vec![json!(number)]).await;
            look().await;
        }
    }
}

/// Moves pointer and keyboard over the message that is open.
pub(crate) async fn visit(browser: &Browser) {
    let places = browser.script(VISIT, Vec::new()).await;
    for place in places.as_array().map_or(&[][..], Vec::as_slice) {
        let moved = json!({ "type": "mouseMoved", "x": place[0], "y": place[1] });
        browser.devtools("Input.dispatchMouseEvent", moved).await;
    }
}
