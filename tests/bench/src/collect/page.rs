//! Restante in the browser, as a reader uses it: a fresh profile, a new account, and what the page
//! itself measures, which is from the reader's click until the last mail is durable.

use std::time::Duration;

use fantoccini::wd::TimeoutConfiguration;
use restante_dovecot::Dovecot;
use restante_end_to_end::{AccountForm, Browser, Messages, Options, PATIENCE, Security};
use serde_json::{Value, json};

use crate::{
    maildrop::Maildrop,
    memory,
    task::{Drop, Figures, Kind, Way},
    world::ROUND_TRIP,
};

/// How long a collecting may take.
const PATIENCE_FOR_ALL: Duration = Duration::from_secs(300);

/// Waits, without asking again and again, until the page has measured its collecting so many times.
const MEASURED: &str = "
    const [times] = arguments;
    return new Promise(done => {
        const look = () => {
            const measure = performance.getEntriesByName('restante:collect')[times - 1];
            if (measure) done({ detail: measure.detail, duration: measure.duration });
            return measure;
        };
        if (look()) return;
        new PerformanceObserver((_, observer) => look() && observer.disconnect())
            .observe({ type: 'measure' });
    });
";

/// Notes when the login is over, which is when the page says what comes after it, and when fifty
/// messages are listed and those in view can be read.
const WATCH_FIRST_SCREEN: &str = "
    const before = ['Connecting', 'Logging in'];
    window.benchFirstScreen = new Promise(done => {
        let login;
        const look = (_, observer) => {
            const words = document.querySelector('[role=progressbar]')?.getAttribute('aria-valuetext');
            if (login === undefined && words && !before.includes(words)) login = performance.now();
            const grid = document.querySelector('[role=grid]');
            if (login === undefined || !(Number(grid?.getAttribute('aria-rowcount')) >= 50)) return;
            const rows = [...grid.querySelectorAll('[role=row]')];
            if (rows.length === 0 || rows.some(row => row.innerText.trim() === '')) return;
            observer.disconnect();
            done(performance.now() - login);
        };
        new MutationObserver(look)
            .observe(document.body, { subtree: true, childList: true, attributes: true });
    });
";

/// Notes the longest task of the page's thread from now on; the browser only tells of those over 50 ms.
/// A task made long on purpose proves first that it tells.
const WATCH_TASKS: &str = "
    window.benchLongestTask = 0;
    return new Promise(done => {
        new PerformanceObserver(list => {
            for (const { duration } of list.getEntries()) {
                window.benchLongestTask = Math.max(window.benchLongestTask, duration);
            }
            if (window.benchLongestTask >= 100 && done) {
                window.benchLongestTask = 0;
                done = done();
            }
        }).observe({ type: 'longtask' });
        setTimeout(() => {
            const began = performance.now();
            while (performance.now() - began < 100);
        });
    });
";

/// Collects everything into a new profile. Few mails come to a reader who has collected from that
/// account before: its maildrop was empty then, and what is measured is the second collecting.
///
/// # Panics
/// When not all mails came.
pub(crate) async fn collect(url: &str, maildrop: &mut Maildrop, drop: Drop, way: Way) -> Figures {
    let again = drop == Drop::Few;
    if again {
        maildrop.empty();
    }
    Browser::run("bench-collect", Options::default(), async |browser| {
        let patience = TimeoutConfiguration::new(Some(PATIENCE_FOR_ALL), Some(PATIENCE_FOR_ALL), None);
        browser.client().update_timeouts(patience).await.expect("the driver waits longer");
        browser.go(url).await;
        let form = AccountForm {
            host: "localhost",
            port: maildrop.port(way),
            security: Security::Tls,
            user: Dovecot::USER,
            password: Dovecot::PASSWORD,
        };
        form.save(browser).await;
        // The first collecting ends with the question about the certificate; the answer begins the one
        // that is measured.
        browser.find("alertdialog", "Untrusted certificate").await;
        let mut figures = Figures::new();
        let everything = (drop, way) == (Drop::Many, Way::FarServer);
        if everything {
            browser.script(WATCH_FIRST_SCREEN, Vec::new()).await;
        }
        let memory = (drop == Drop::Large).then(memory::begin);
        if memory.is_some() {
            browser.script(WATCH_TASKS, Vec::new()).await;
        }
        browser.click("button", "Trust this certificate").await;
        let whole = if again {
            measured(browser, 2, 0).await;
            maildrop.refill();
            browser.click("button", "Get mail").await;
            measured(browser, 3, maildrop.messages).await
        } else {
            measured(browser, 2, maildrop.messages).await
        };
        figures.push((Kind::Whole, whole));
        if let Some(before) = memory {
            #[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
            let multiple = memory::growth(&before) as f64 / maildrop.bytes as f64;
            figures.push((Kind::Memory, multiple));
            let longest = browser.script("return window.benchLongestTask", Vec::new()).await;
            figures.push((Kind::LongestTask, longest.as_f64().expect("milliseconds")));
        }
        Messages(browser).reach(maildrop.messages, PATIENCE).await;
        if everything {
            let first = browser.script("return window.benchFirstScreen", Vec::new()).await;
            figures.push((Kind::FirstScreen, first.as_f64().expect("milliseconds") / 1000.0));
            let turns = maildrop.far().turns();
            browser.click("button", "Get mail").await;
            figures.push((Kind::NothingNew, measured(browser, 3, 0).await));
            // What is said last is still on its way.
            tokio::time::sleep(2 * ROUND_TRIP).await;
            #[expect(clippy::cast_precision_loss, reason = "a small count")]
            figures.push((Kind::Turns, (maildrop.far().turns() - turns) as f64));
        }
        figures
    })
    .await
}

/// Seconds of the collecting with this number, which must have brought so many mails.
async fn measured(browser: &Browser, number: usize, messages: usize) -> f64 {
    let measure: Value = browser.script(MEASURED, vec![json!(number)]).await;
    if measure["detail"]["messages"].as_u64() != Some(messages as u64) {
        panic!("{measure} instead of {messages} messages; alerts: {:?}", browser.alerts().await);
    }
    measure["duration"].as_f64().expect("milliseconds") / 1000.0
}
