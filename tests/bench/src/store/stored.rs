//! A store in the browser with so many mails, and what it is like to use it.

use std::time::{Duration, Instant};

use base64::{Engine, prelude::BASE64_STANDARD};
use fantoccini::wd::TimeoutConfiguration;
use restante::{
    engine::api::{Folder, Order, Request, View},
    store::AccountId,
};
use restante_bench::Samples;
use restante_dovecot::{Dovecot, Options, archive::Archive};
use restante_end_to_end::{
    AccountForm, Browser, Messages, Options as BrowserOptions, Relay, RelayOptions, Security, Workers, until,
};
use serde_json::{Value, json};

use crate::{QUERIES, SEED};

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// With so many mails the journal is surely worth to be folded into blocks.
const FOLDED: usize = 1_000;
/// How often the page is loaded again.
const RELOADS: usize = 7;
/// Messages that are opened.
const OPENED: usize = 60;
/// Queries that are typed.
const TYPED: usize = 12;
/// Rows that have to be on the screen, and a window that is high enough for them.
const ROWS: u32 = 60;
const HEIGHT: u32 = 6_000;

/// Notes when so many rows with text are on the screen, or all there are.
const WATCH_ROWS: &str = "
    window.benchRows = new Promise(done => {
        const look = () => {
            const grid = document.querySelector('[role=grid]');
            const total = Number(grid?.getAttribute('aria-rowcount'));
            const drawn = grid ? grid.querySelectorAll('[role=row]:not(.row-loading)').length : 0;
            if (total > 0 && drawn >= Math.min(total, 60)) {
                requestAnimationFrame(() => done(performance.now()));
                return;
            }
            requestAnimationFrame(look);
        };
        look();
    });
";

/// Waits until the store has been put in order: one record in the journal, and an index that stays as
/// it is.
const IN_ORDER: &str = "
    const open = () => new Promise((done, failed) => {
        const opening = indexedDB.open('restante');
        opening.onsuccess = () => done(opening.result);
        opening.onerror = () => failed(opening.error);
    });
    const asked = request => new Promise((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
    });
    return open().then(async database => {
        const transaction = database.transaction(['journal', 'segments']);
        const journal = await asked(transaction.objectStore('journal').count());
        const segments = await asked(transaction.objectStore('segments').getAllKeys());
        database.close();
        return [journal, JSON.stringify(segments)];
    });
";

/// Bytes of all segments.
const INDEX: &str = "
    return new Promise((done, failed) => {
        const opening = indexedDB.open('restante');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
            const all = opening.result.transaction('segments').objectStore('segments').getAll();
            all.onerror = () => failed(all.error);
            all.onsuccess = () => {
                opening.result.close();
                done(all.result.reduce((sum, segment) => sum + segment.byteLength, 0));
            };
        };
    });
";

/// Writes so many values of these bytes each to a database of its own, in strict transactions of 500,
/// which is about what IndexedDB can take: seconds.
const BARE_WRITES: &str = "
    const [sizes] = arguments;
    return new Promise((done, failed) => {
        const opening = indexedDB.open('bench');
        opening.onupgradeneeded = () => opening.result.createObjectStore('mails');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = async () => {
            const database = opening.result;
            const began = performance.now();
            for (let first = 0; first < sizes.length; first += 500) {
                await new Promise((stored, failed) => {
                    const transaction = database.transaction('mails', 'readwrite', { durability: 'strict' });
                    const mails = transaction.objectStore('mails');
                    for (let mail = first; mail < Math.min(first + 500, sizes.length); mail++) {
                        mails.put(new Uint8Array(sizes[mail]).fill(mail), mail);
                    }
                    transaction.oncomplete = stored;
                    transaction.onabort = () => failed(transaction.error);
                });
            }
            const seconds = (performance.now() - began) / 1000;
            database.close();
            indexedDB.deleteDatabase('bench').onsuccess = () => done(seconds);
        };
    });
";

/// Waits for the newest measure of a name after so many: its milliseconds.
const MEASURE: &str = "
    const [name, before] = arguments;
    return new Promise(done => {
        const look = () => {
            const all = performance.getEntriesByName(name);
            if (all.length > before) done([all.length, all.at(-1).duration]);
            return all.length > before;
        };
        if (look()) return;
        new PerformanceObserver((_, observer) => look() && observer.disconnect()).observe({ type: 'measure' });
    });
";

const COUNT: &str = "return performance.getEntriesByName(arguments[0]).length";

/// Scrolls the list up and down, and notes the longest task meanwhile; the browser only tells of those
/// over 50 ms. A task made long on purpose proves first that it tells.
const SCROLL: &str = "
    window.benchLongestTask = 0;
    const grid = document.querySelector('[role=grid]');
    let step = 0;
    const scroll = () => {
        grid.scrollTop += 300 * (Math.floor(step++ / 200) % 2 ? -1 : 1);
        requestAnimationFrame(scroll);
    };
    return new Promise(done => {
        new PerformanceObserver(list => {
            for (const { duration } of list.getEntries()) {
                window.benchLongestTask = Math.max(window.benchLongestTask, duration);
            }
            if (window.benchLongestTask >= 100 && done) {
                window.benchLongestTask = 0;
                scroll();
                done = done();
            }
        }).observe({ type: 'longtask' });
        setTimeout(() => {
            const began = performance.now();
            while (performance.now() - began < 100);
        });
    });
";

/// What was measured of one store.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    mails: usize,
    /// Seconds from a reload to the rows.
    pub(crate) reload: Samples,
    /// Milliseconds from the click to the message.
    pub(crate) open: Samples,
    /// Milliseconds from a query to how many it finds, in the worker.
    pub(crate) found: Samples,
    /// Milliseconds from a query to its rows, in the worker.
    pub(crate) search: Samples,
    /// The same for two letters.
    pub(crate) prefixes: Samples,
    /// Milliseconds from a keystroke to the rows.
    pub(crate) typing: Samples,
    /// Seconds to collect all.
    pub(crate) collecting: f64,
    /// Seconds to write as much.
    pub(crate) bare_writes: f64,
    /// Bytes of the index.
    pub(crate) index: f64,
    /// Bytes that the worker uses.
    pub(crate) memory: f64,
    /// Milliseconds.
    pub(crate) longest_task: f64,
}

impl Figures {
    pub(crate) fn describe(&self) -> String {
        let mut text = format!("A store of {} mails: median, p95, highest\n", self.mails);
        for (name, samples) in [
            ("reload, s", &self.reload),
            ("open, ms", &self.open),
            ("which mails, in the worker, ms", &self.found),
            ("search in the worker, ms", &self.search),
            ("two letters, ms", &self.prefixes),
            ("typing, ms", &self.typing),
        ] {
            let (median, p95, highest) = (samples.median(), samples.percentile(95.0), samples.range().1);
            text += &format!("  {name}: {median:.2}, {p95:.2}, {highest:.2} of {}\n", samples.len());
        }
        text + &format!(
            "  collecting {:.1} s, bare writes {:.1} s, index {:.1} MB, worker {:.0} MB\n",
            self.collecting,
            self.bare_writes,
            self.index / 1e6,
            self.memory / 1e6
        )
    }
}

/// One store.
#[derive(Debug)]
pub(crate) struct Stored;

impl Stored {
    /// Collects so many mails in a fresh profile and measures; `more` come in the end, while the list
    /// scrolls.
    ///
    /// # Panics
    /// When anything does not come.
    pub(crate) async fn measure(mails: usize, more: Option<usize>) -> Figures {
        let mut dovecot = Dovecot::start(Options::default()).expect("Dovecot starts");
        let mut archive = Archive::new(SEED, mails + more.unwrap_or(0));
        let mut sizes = Vec::with_capacity(mails);
        dovecot
            .deliver(archive.by_ref().take(mails).inspect(|raw| sizes.push(raw.len())))
            .expect("delivered");
        let allow = vec![("localhost".to_owned(), dovecot.pop3s())];
        let relay = Relay::start(&RelayOptions { allow: allow.clone(), ..RelayOptions::default() }).await;
        let port = relay.address().port();
        println!("{mails} mails, {:.1} MB", sizes.iter().sum::<usize>() as f64 / 1e6);
        Browser::run("bench-store", BrowserOptions::default(), async |browser| {
            let patience = TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), None);
            browser.client().update_timeouts(patience).await.expect("the driver waits longer");
            let workers = Workers::begin_with(browser, include_str!("worker.js")).await;
            let mut figures = Figures { mails, ..Figures::default() };
            browser.go(&relay.url()).await;
            figures.collecting = collect(browser, dovecot.pop3s()).await;
            Messages(browser).reach(mails, PATIENCE).await;
            println!("  collected in {:.1} s", figures.collecting);
            in_order(browser, mails).await;
            let index = browser.script(INDEX, Vec::new()).await;
            figures.index = index.as_f64().expect("bytes");
            let bare = browser.script(BARE_WRITES, vec![json!(sizes)]).await;
            figures.bare_writes = bare.as_f64().expect("seconds");

            browser.script("return navigator.serviceWorker.ready.then(() => true)", Vec::new()).await;
            relay.kill().await;
            browser.pretend(1280, HEIGHT, false).await;
            browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH_ROWS })).await;
            for _ in 0..RELOADS {
                browser.reload().await;
                let rows = browser.script("return window.benchRows", Vec::new()).await;
                figures.reload.add(rows.as_f64().expect("milliseconds") / 1000.0);
            }
            println!("  reload {:.2} s", figures.reload.median());
            browser.pretend(1280, 900, false).await;
            figures.open = open(browser, mails).await;
            println!("  open p95 {:.1} ms", figures.open.percentile(95.0));
            // It opens when it is first asked.
            ask(&workers, &["a".to_owned()], 0).await;
            figures.found = ask(&workers, &Archive::queries(SEED, QUERIES), 0).await;
            figures.search = ask(&workers, &Archive::queries(SEED, QUERIES), ROWS).await;
            figures.prefixes = ask(&workers, &prefixes(), ROWS).await;
            println!("  search p95 {:.2} ms", figures.search.percentile(95.0));
            #[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
            let memory = (workers.heap().await + wasm(&workers).await) as f64;
            figures.memory = memory;
            figures.typing = type_queries(browser).await;
            println!("  typing p95 {:.1} ms", figures.typing.percentile(95.0));

            if let Some(more) = more {
                dovecot.deliver(archive.by_ref()).expect("mails are delivered");
                let relay = Relay::start(&RelayOptions { allow, port, ..RelayOptions::default() }).await;
                browser.reload().await;
                Messages(browser).reach(mails, PATIENCE).await;
                browser.script(SCROLL, Vec::new()).await;
                browser.click("button", "Get mail").await;
                Messages(browser).reach(mails + more, PATIENCE).await;
                let longest = browser.script("return window.benchLongestTask", Vec::new()).await;
                figures.longest_task = longest.as_f64().expect("milliseconds");
                relay.kill().await;
            }
            figures
        })
        .await
    }
}

/// Seconds of collecting everything, as the page measures it.
async fn collect(browser: &Browser, port: u16) -> f64 {
    let form = AccountForm {
        host: "localhost",
        port,
        security: Security::Tls,
        user: Dovecot::USER,
        password: Dovecot::PASSWORD,
    };
    form.save(browser).await;
    browser.find("alertdialog", "Untrusted certificate").await;
    browser.click("button", "Trust this certificate").await;
    measure(browser, "restante:collect", 1).await.1 / 1000.0
}

/// The next measure of this name after so many.
async fn measure(browser: &Browser, name: &str, before: u64) -> (u64, f64) {
    let measure = browser.script(MEASURE, vec![json!(name), json!(before)]).await;
    (measure[0].as_u64().expect("a count"), measure[1].as_f64().expect("milliseconds"))
}

async fn count(browser: &Browser, name: &str) -> u64 {
    browser.script(COUNT, vec![json!(name)]).await.as_u64().expect("a count")
}

async fn in_order(browser: &Browser, mails: usize) {
    let mut last = (Value::Null, Instant::now());
    until("the store is put in order", PATIENCE, async || {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = browser.script(IN_ORDER, Vec::new()).await;
        if now[1] != last.0 {
            last = (now[1].clone(), Instant::now());
        }
        // A short journal stays. Merging is looked at every second.
        ((now[0] == 1 || mails < FOLDED) && last.1.elapsed() > Duration::from_secs(8)).then_some(())
    })
    .await;
}

/// Opens messages all over the list.
async fn open(browser: &Browser, mails: usize) -> Samples {
    let mut rng = fastrand::Rng::with_seed(SEED);
    let mut samples = Samples::default();
    let mut before = count(browser, "restante:open-message").await;
    let mut last = 0;
    for _ in 0..OPENED {
        let number = rng.usize(1..=mails);
        // What is open already is not opened.
        if number == last {
            continue;
        }
        last = number;
        Messages(browser).open(number).await;
        let (now, milliseconds) = measure(browser, "restante:open-message", before).await;
        before = now;
        samples.add(milliseconds);
    }
    samples
}

/// Asks the worker for so many rows: milliseconds of each answer.
async fn ask(workers: &Workers, queries: &[String], rows: u32) -> Samples {
    let packed: Vec<[String; 2]> = queries
        .iter()
        .map(|query| {
            let view = View {
                query: Some(query.clone()),
                order: Order::Newest,
                ..View::of(Folder::Inbox(AccountId(1)))
            };
            let pack = |bytes: Result<Vec<u8>, postcard::Error>| {
                BASE64_STANDARD.encode(bytes.expect("it can be packed"))
            };
            let request = Request::Rows { view: view.clone(), start: 0, count: rows };
            [pack(postcard::to_stdvec(&request)), pack(postcard::to_stdvec(&view))]
        })
        .collect();
    let packed = json!(packed).to_string();
    workers.evaluate(&format!("void restanteBench.ask({packed})")).await;
    let times = until("all queries are answered", PATIENCE, async || {
        let times = workers.evaluate("restanteBench.times()").await;
        times.as_array().cloned()
    })
    .await;
    let mut samples = Samples::default();
    times.iter().for_each(|time| samples.add(time.as_f64().expect("milliseconds")));
    samples
}

/// Bytes of the worker's wasm.
async fn wasm(workers: &Workers) -> u64 {
    workers.evaluate("restanteBench.memory()").await.as_u64().expect("bytes")
}

/// All pairs of letters.
fn prefixes() -> Vec<String> {
    let letters = || 'a'..='z';
    letters().flat_map(|one| letters().map(move |other| format!("{one}{other}"))).collect()
}

/// Types queries letter by letter: milliseconds from each keystroke to its rows.
async fn type_queries(browser: &Browser) -> Samples {
    let mut samples = Samples::default();
    // Whoever asked in the page's stead has left it waiting.
    browser.reload().await;
    let field = browser.find("searchbox", "Search mail").await;
    for query in Archive::queries(SEED + 9, TYPED) {
        for letter in query.chars() {
            let before = count(browser, "restante:search").await;
            field.send_keys(&letter.to_string()).await.expect("it takes keys");
            samples.add(measure(browser, "restante:search", before).await.1);
        }
        browser
            .script("arguments[0].select()", vec![serde_json::to_value(&field).expect("an element")])
            .await;
    }
    samples
}
