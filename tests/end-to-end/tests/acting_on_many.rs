//! How long it takes until everything that can be done with ten thousand chosen messages is seen, and the
//! longest task of the page meanwhile. The figures are printed, and mean something on a machine that does
//! nothing else: `cargo test -p restante-end-to-end --test acting_on_many -- --ignored --nocapture`.

use std::time::Duration;

use restante_end_to_end::{Browser, Messages, Options, Relay, Scripted};
use serde_json::{Value, json};

const COLLECTING: Duration = Duration::from_secs(240);
const MAILS: usize = 10_000;

/// Does something, and says how long it took until a condition held and was drawn, and the longest task.
const MEASURE: &str = "
    const [act, condition] = arguments;
    const tasks = [];
    const observer = new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration)));
    observer.observe({ type: 'longtask' });
    const holds = new Function(`return ${condition}`);
    const begin = performance.now();
    new Function(act)();
    return new Promise((done, failed) => {
        const look = () => {
            if (performance.now() - begin > 20000) return failed(new Error(`not seen: ${condition}`));
            if (!holds()) return requestAnimationFrame(look);
            const seen = performance.now() - begin;
            setTimeout(() => { observer.disconnect(); done([seen, Math.max(0, ...tasks)]); }, 400);
        };
        look();
    });
";

/// Chooses all of the list.
const CHOOSE: &str = "
    const row = document.querySelector('[role=row][tabindex=\"0\"]');
    row.focus();
    row.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', ctrlKey: true, bubbles: true, cancelable: true }));
";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "its figures mean something on a quiet machine only"]
async fn everything_that_is_done_with_ten_thousand_is_seen_at_once() {
    let raw = (1..=MAILS).map(|number| {
        format!(
            "From: Writer {} <w{number}@example.org>\r\nSubject: Letter {number}\r\nMessage-ID: <{number}@example.org>\r\n\
             Date: Mon, 1 Jan 2024 {:02}:{:02}:{:02} +0000\r\n\r\nThe letter of number {number}.\r\n",
            number % 97,
            number / 3600 % 24,
            number / 60 % 60,
            number % 60
        )
        .into_bytes()
    });
    let server = Scripted::start(raw.collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("acting-on-many", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        let all = format!("document.querySelector('#messages, [role=grid]').ariaRowCount === '{MAILS}'");
        let none = "document.querySelector('[role=grid]').ariaRowCount === '0'";
        let tool = |name: &str| {
            format!("document.querySelector('[role=toolbar] button[aria-label=\"{name}\"]').click()")
        };
        let undo = "[...document.querySelectorAll('.toast-button')].at(-1).click()";
        let chosen = format!("document.querySelector('.chosen-count')?.textContent.includes('{}')", "10,000");
        for (what, act, seen, way_back, back) in [
            (
                "mark as read",
                tool("Mark as read"),
                "!document.querySelector('.row.unread')",
                undo,
                "document.querySelector('.row.unread')",
            ),
            ("archive", tool("Archive"), none, undo, all.as_str()),
            ("delete", tool("Delete"), none, undo, all.as_str()),
            (
                "star",
                menu("Star"),
                "document.querySelector('.row-star')",
                undo,
                "!document.querySelector('.row-star')",
            ),
            (
                "pin",
                menu("Pin to the top"),
                "document.querySelector('.row-pin')",
                undo,
                "!document.querySelector('.row-pin')",
            ),
            ("snooze", menu("Snooze: Tomorrow morning"), none, undo, all.as_str()),
        ] {
            if browser.script("return !document.querySelector('.chosen-count')", vec![]).await == true {
                measure(browser, "choose all", CHOOSE, &chosen).await;
            }
            measure(browser, what, &act, seen).await;
            measure(browser, &format!("undo: {what}"), way_back, back).await;
        }
    })
    .await;
    assert!(relay.stop().await.success());
}

/// Opens the menu of what else can be done, and chooses this.
fn menu(item: &str) -> String {
    format!(
        "const menu = document.getElementById('chosen-menu');
         [...menu.querySelectorAll('.menu-item')].find(it => it.textContent.trim() === '{item}').click()"
    )
}

async fn measure(browser: &Browser, what: &str, act: &str, condition: &str) {
    let figures = browser.script(MEASURE, vec![json!(act), json!(condition)]).await;
    let figure = |at: usize| figures.get(at).and_then(Value::as_f64).expect("a figure");
    println!("{what:28} seen after {:6.1} ms, longest task {:6.1} ms", figure(0), figure(1));
}
