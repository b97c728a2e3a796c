//! Proves that a reader finds mail by a word of it, by keyboard alone: the field, what completes it, the
//! results with what was hit, and back. Leaves screenshots in `target/screenshots`.

use std::time::Duration;

use fantoccini::key::Key;
use restante_dovecot::mails;
use restante_end_to_end::{
    Browser, Element, Messages, Name, Options, PATIENCE, Reading, Relay, RelayOptions, Scripted, until,
};
use serde_json::Value;

const COLLECTING: Duration = Duration::from_secs(60);
const MAILS: usize = 60;

/// What is marked in the rows.
const MARKED: &str = "return [...document.querySelectorAll('#messages mark')].map(mark => mark.innerText)";
/// The figures of the searches that were measured.
const MEASURES: &str = "return performance.getEntriesByName('restante:search').map(({ detail, duration }) => ({ detail, duration }))";

#[tokio::test(flavor = "multi_thread")]
async fn a_word_leads_to_its_mail_and_back() {
    let mails = mails::generate(62, MAILS);
    let server = Scripted::start(mails.iter().map(|mail| mail.raw.clone()).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("search", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        for wanted in [&mails[7], &mails[41]] {
            messages.open(1).await;
            type_at(browser, "/").await;
            let field = browser.find("searchbox", "Search mail").await;
            assert_eq!(value(&field).await, "", "the key leads to the field and is not typed");
            type_at(browser, &wanted.word).await;
            messages.reach(1, PATIENCE).await;
            let row = messages.row(1).await;
            assert!(row.name.contains(&wanted.subject), "{:?} is not {:?}", row.name, wanted.subject);
            let marked = browser.script(MARKED, vec![]).await;
            let hits = marked.as_array().expect("a list");
            assert!(!hits.is_empty() && hits.iter().all(|hit| is(hit, &wanted.word)), "{hits:?}");

            type_at(browser, &(Key::Enter + "")).await;
            type_at(browser, &(Key::Enter + "")).await;
            Reading(browser).shows(&[&wanted.subject]).await;
            type_at(browser, "/").await;
            type_at(browser, &(Key::Escape + "")).await;
            messages.reach(MAILS, PATIENCE).await;
            assert_eq!(value(&field).await, "");
        }
        let measures = browser.script(MEASURES, vec![]).await;
        let measures = measures.as_array().expect("measures");
        assert!(measures.iter().any(|measure| measure["detail"]["messages"] == 1), "{measures:#?}");
        println!("keystroke to rows: {measures:#?}");
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_mailbox_is_searched_on_every_device() {
    let relay = Relay::start(&RelayOptions { demo: true, ..RelayOptions::default() }).await;
    Browser::run("search-demo", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.click("button", "Try the demo mailbox").await;
        browser.collected(1, COLLECTING).await;
        browser.gone(PATIENCE, "progressbar", Name::Any).await;
        let messages = Messages(browser);
        let total = messages.total().await.expect("a list");

        // An operator, by keyboard alone.
        let field = browser.find("searchbox", "Search mail").await;
        field.click().await.expect("the field can be reached");
        type_at(browser, "i").await;
        browser.find("listbox", "Suggestions").await;
        browser.shoot("completions").await;
        browser.fits("completions").await;
        type_at(browser, &(Key::Down + "")).await;
        until("the field says which is meant", PATIENCE, async || {
            let id = field.attr("aria-activedescendant").await.ok()??;
            let script = "return document.getElementById(arguments[0])?.ariaSelected";
            (browser.script(script, vec![id.into()]).await == "true").then_some(())
        })
        .await;
        type_at(browser, &(Key::Enter + "")).await;
        let completed = value(&field).await;
        assert!(completed.ends_with(':'), "{completed:?}");
        browser.find("option", Name::Begins(&completed)).await;
        type_at(browser, &(Key::Escape + "")).await;

        type_at(browser, "picnic").await;
        let found = until("less is shown", PATIENCE, async || {
            messages.total().await.filter(|found| *found > 0 && *found < total)
        })
        .await;
        messages.row(1).await;
        browser.shoot("search").await;
        browser.fits("results").await;
        messages.open(1).await;
        browser.shoot("search-open").await;
        browser.pretend(1280, 900, false).await;
        assert!(found > 1, "the picnic was talked over");

        let field = browser.find("searchbox", "Search mail").await;
        field.click().await.expect("the field can be reached");
        type_at(browser, " xqzvw").await;
        messages.reach(0, PATIENCE).await;
        browser.shoot("nothing-found").await;
        browser.click("button", "Clear search").await;
        messages.reach(total, PATIENCE).await;

        browser.click("button", "Sort by").await;
        browser.shoot("sort").await;
        browser.click("menuitemradio", "Largest").await;
        messages.open(1).await;
        type_at(browser, &(Key::Shift + &(Key::Down + "").repeat(3))).await;
        browser.find("toolbar", "Selected messages").await;
        browser.shoot("chosen").await;
        browser.fits("messages that are chosen").await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

/// Types where the keyboard is.
async fn type_at(browser: &Browser, keys: &str) {
    let active = browser.client().active_element().await.expect("the keyboard is somewhere");
    active.send_keys(keys).await.expect("keys are heard");
}

async fn value(field: &Element) -> String {
    field.prop("value").await.expect("a field").unwrap_or_default()
}

fn is(hit: &Value, word: &str) -> bool {
    hit.as_str().is_some_and(|hit| hit.eq_ignore_ascii_case(word))
}
