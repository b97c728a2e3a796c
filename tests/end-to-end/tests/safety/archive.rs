//! Six thousand real mails, opened one after the other: each shows something, none asks anybody for
//! anything, and it is quick.

use std::fs;

use restante_end_to_end::{Browser, Outside};
use serde_json::json;

use crate::{QUIET, corpora, reader::Mailbox};

/// Opens the mails of these rows and gives the milliseconds of each, and the subjects of those that show
/// nothing but their header.
const OPEN_ALL: &str = "
    const [first, last] = arguments;
    const measures = () => performance.getEntriesByName('restante:open-message');
    const grid = document.querySelector('[aria-label=Messages][aria-rowcount]');
    const drawn = () => new Promise(done => requestAnimationFrame(done));
    return (async () => {
        const times = [], empty = [];
        for (let number = first; number <= last; number++) {
            const before = measures().length;
            let row = null;
            while (!(row = grid.querySelector(`[role=row][aria-rowindex=\"${number}\"]:not(.row-loading)`))) {
                grid.querySelector('[role=row]:last-child').scrollIntoView();
                await drawn();
            }
            row.click();
            while (measures().length === before) await drawn();
            times.push(measures().at(-1).duration);
            const article = document.querySelector('section[aria-label=Message] article');
            const frames = [...article.querySelectorAll('iframe:not([hidden])')];
            const bodies = article.querySelector('.bodies');
            const seen = bodies.innerText.trim() || article.querySelector('.attachments')
                || frames.some(({ contentDocument: { body } }) => body.innerText.trim() || body.querySelector('img'));
            if (!seen) empty.push(document.querySelector('#subject').innerText);
        }
        return [times, empty];
    })();
";

/// So many are opened before the test looks again, well within the driver's patience.
const AT_ONCE: usize = 200;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "corpora; run by make test-long"]
async fn every_real_mail_shows_something_and_asks_nobody() {
    let Some(folder) = corpora::unpack("spamassassin") else { return };
    let mut paths = corpora::files(&folder.path().join("data"));
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let mails: Vec<_> = paths.iter().filter_map(|path| fs::read(path).ok()).map(over_the_wire).collect();
    assert_eq!(mails.len(), 6_046);
    let count = mails.len();
    let outside = Outside::start().await;
    let mailbox = Mailbox::with(mails).await;
    Browser::run("archive", outside.options(), async |browser| {
        mailbox.collect(browser).await;
        let (mut times, mut empty) = (Vec::new(), Vec::new());
        for first in (1..=count).step_by(AT_ONCE) {
            let last = (first + AT_ONCE - 1).min(count);
            let opened = browser.script(OPEN_ALL, vec![json!(first), json!(last)]).await;
            times.extend(opened[0].as_array().expect("times").iter().filter_map(serde_json::Value::as_f64));
            empty.extend(opened[1].as_array().expect("subjects").iter().map(ToString::to_string));
        }
        assert_eq!(times.len(), count);
        times.sort_by(f64::total_cmp);
        println!(
            "{count} mails opened: median {:.1} ms, p95 {:.1} ms, highest {:.1} ms",
            times[count / 2],
            times[count * 95 / 100],
            times[count - 1]
        );
        assert_eq!(empty, [""; 0], "each shows something");
        assert_eq!(outside.quiet(QUIET).await, [], "nobody hears of it");
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(mailbox.relay.stop().await.success());
}

/// With the line ends that mail has on its way.
fn over_the_wire(mail: Vec<u8>) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = mail.split(|byte| *byte == b'\n').collect();
    // What stands behind the last line end is no line.
    lines.pop_if(|last| last.is_empty());
    lines.into_iter().flat_map(|line| [line.strip_suffix(b"\r").unwrap_or(line), b"\r\n"].concat()).collect()
}
