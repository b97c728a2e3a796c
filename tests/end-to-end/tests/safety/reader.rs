//! Somebody who collects mails and opens them one after the other.

use std::time::Duration;

use restante_end_to_end::{AccountForm, Browser, Messages, Relay, RelayOptions, Scripted, Security};
use serde_json::json;

use crate::RESTING;

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
        return document.querySelector('#subject').innerText;
    })();
";

/// Goes with the keyboard to everything of the message that can be gone to, in its frames too, and
/// says where the first link and the last thing are that can be seen.
const VISIT: &str = "
    const places = [];
    const visit = (root, left, top) => {
        for (const element of root.querySelectorAll('*')) {
            const box = element.getBoundingClientRect();
            const inside = element.contentDocument?.body;
            if (inside) visit(inside, left + box.x, top + box.y);
            else if (box.width && box.height) {
                const [x, y] = [left + box.x + 5, top + box.y + box.height / 2];
                places.push({ x, y, link: element.localName === 'a' });
            }
            if (element.matches('a, [tabindex], summary, button')) element.focus({ preventScroll: true });
        }
    };
    visit(document.querySelector('section[aria-label=Message] article'), 0, 0);
    const seen = places.filter(({ x, y }) => x > 0 && y > 0 && x < innerWidth && y < innerHeight);
    return [seen.at(-1), seen.find(({ link }) => link)].filter(Boolean);
";

/// Looks at every file that may be looked at, and puts it away again.
const LOOK_AT_FILES: &str = "
    const drawn = () => new Promise(done => requestAnimationFrame(done));
    const article = document.querySelector('section[aria-label=Message] article');
    return (async () => {
        let looked = 0;
        for (const button of article.querySelectorAll('.attachment-actions button[aria-label^=Show]')) {
            button.click();
            let shown = null;
            while (!(shown = document.querySelector('dialog.preview :is(pre, img, audio, video, a)'))) await drawn();
            if (shown.localName === 'img') await shown.decode().catch(() => {});
            document.querySelector('dialog.preview .primary').click();
            while (document.querySelector('dialog.preview')) await drawn();
            looked += 1;
        }
        return looked;
    })();
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

    /// Opens every mail; `look` is told the subject when one is shown.
    pub(crate) async fn open_all(&self, browser: &Browser, mut look: impl AsyncFnMut(&str)) {
        for number in 1..=self.count {
            let subject = browser.script(OPEN, vec![json!(number)]).await;
            look(subject.as_str().unwrap_or_default()).await;
        }
    }
}

/// Looks at the files of the message that is open, and moves pointer and keyboard over it.
pub(crate) async fn visit(browser: &Browser) {
    browser.script(LOOK_AT_FILES, Vec::new()).await;
    let places = browser.script(VISIT, Vec::new()).await;
    for place in places.as_array().map_or(&[][..], Vec::as_slice) {
        browser.point(&place["x"], &place["y"]).await;
        if place["link"] == true {
            // Nothing is waited for: it takes this long to think about whether to follow it.
            tokio::time::sleep(RESTING).await;
        }
    }
}
