//! Proves that every place of the page has an address that leads back to it, and that the page looks as the
//! reader chose: theme, rows, arrangement, and the sizes of the panes by keyboard and pointer. Leaves
//! screenshots in `target/screenshots`.

use std::time::Duration;

use fantoccini::{Locator, key::Key};
use restante_dovecot::mails;
use restante_end_to_end::{
    Browser, Element, Messages, Name, Options, PATIENCE, Reading, Relay, RelayOptions, Scripted, until,
};
use serde_json::{Value, json};

const COLLECTING: Duration = Duration::from_secs(60);
const MAILS: usize = 40;

/// The page's ground in the frame that is painted first.
const AT_FIRST: &str = "
    requestAnimationFrame(() => {
        globalThis.atFirst = getComputedStyle(document.documentElement).backgroundColor;
    });
";
const GROUND: &str = "return getComputedStyle(document.documentElement).backgroundColor";
/// The box of an element.
const BOX: &str = "
    const { left, top, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();
    return { left, top, width, height };
";

#[tokio::test(flavor = "multi_thread")]
async fn every_place_has_an_address_that_leads_back_to_it() {
    let mails = mails::generate(71, MAILS);
    let server = Scripted::start(mails.iter().map(|mail| mail.raw.clone()).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("addresses", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        let inbox = address_like(browser, |address| address.starts_with("#/inbox/")).await;

        // A message: reload, back, forward.
        let second = subject(&mails, &messages.open(2).await);
        let one = address_like(browser, |address| address.starts_with(&format!("{inbox}/message/"))).await;
        browser.reload().await;
        Reading(browser).shows(&[second]).await;
        messages.reach(MAILS, PATIENCE).await;
        assert_eq!(address(browser).await, one);
        let third = subject(&mails, &messages.open(3).await);
        Reading(browser).shows(&[third]).await;
        let other = address_like(browser, |address| address != one).await;
        browser.client().back().await.expect("there is a way back");
        address_like(browser, |address| address == inbox).await;
        browser.find("region", "Message").await;
        Reading(browser).shows(&["Choose a message"]).await;
        browser.client().forward().await.expect("there is a way forward");
        Reading(browser).shows(&[third]).await;
        assert_eq!(address(browser).await, other, "the third took the place of the second");

        // A search.
        browser.client().back().await.expect("there is a way back");
        let wanted = &mails[11];
        let field = browser.find("searchbox", "Search mail").await;
        field.send_keys(&wanted.word).await.expect("keys are heard");
        messages.reach(1, PATIENCE).await;
        let found =
            address_like(browser, |address| address.ends_with(&format!("?search={}", wanted.word))).await;
        browser.reload().await;
        messages.reach(1, PATIENCE).await;
        let field = browser.find("searchbox", "Search mail").await;
        assert_eq!(field.prop("value").await.expect("a field").as_deref(), Some(wanted.word.as_str()));
        messages.open(1).await;
        let bookmark =
            address_like(browser, |address| address.contains("/message/") && address.contains("search="))
                .await;
        browser.client().back().await.expect("there is a way back");
        address_like(browser, |address| address == found).await;
        browser.client().back().await.expect("there is a way back");
        messages.reach(MAILS, PATIENCE).await;
        address_like(browser, |address| address == inbox).await;

        // A bookmark, in a page of its own.
        let page = browser.client().new_window(true).await.expect("another page").handle;
        browser.client().switch_to_window(page).await.expect("it can be reached");
        browser.go(&format!("{}{bookmark}", relay.url())).await;
        Reading(browser).shows(&[&wanted.subject]).await;
        messages.reach(1, PATIENCE).await;

        // The other screens.
        browser.click("button", "Storage").await;
        address_like(browser, |address| address == "#/storage").await;
        browser.reload().await;
        browser.find("heading", "Storage").await;
        browser.client().back().await.expect("there is a way back");
        Reading(browser).shows(&[&wanted.subject]).await;

        // What is not here any more.
        browser.go(&format!("{}{inbox}/message/987654", relay.url())).await;
        browser.alert(PATIENCE, &["not here any more"]).await;
        address_like(browser, |address| address == inbox).await;
        messages.reach(MAILS, PATIENCE).await;
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn back_on_a_phone_is_the_browsers_own() {
    let mails = mails::generate(72, 5);
    let server = Scripted::start(mails.iter().map(|mail| mail.raw.clone()).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("phone-back", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(5, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        browser.pretend(390, 844, false).await;
        let inbox = address(browser).await;
        let before = browser.script("return history.length", vec![]).await.as_u64().expect("a number");

        let opened = subject(&mails, &messages.open(2).await);
        Reading(browser).shows(&[opened]).await;
        browser.click("button", "Back").await;
        address_like(browser, |address| address == inbox).await;
        messages.row(2).await;
        let after = browser.script("return history.length", vec![]).await.as_u64().expect("a number");
        assert_eq!(after, before + 1, "going back adds nothing to the way");
        browser.client().forward().await.expect("there is a way forward");
        Reading(browser).shows(&[opened]).await;
        browser.client().back().await.expect("there is a way back");
        messages.row(2).await;
        address_like(browser, |address| address == inbox).await;

        // After a reload too.
        messages.open(2).await;
        browser.reload().await;
        Reading(browser).shows(&[opened]).await;
        browser.click("button", "Back").await;
        messages.row(2).await;
        address_like(browser, |address| address == inbox).await;
        let after = browser.script("return history.length", vec![]).await.as_u64().expect("a number");
        assert_eq!(after, before + 1, "nor does it after a reload");

        // Where all of it can be changed, on a phone.
        browser.click("button", "Folders").await;
        browser.click("button", "Appearance").await;
        browser.find("radio", "Dark").await;
        browser.shoot("appearance").await;
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_looks_as_the_reader_chose_before_it_is_painted() {
    let mails = mails::generate(73, MAILS);
    let server = Scripted::start(mails.iter().map(|mail| mail.raw.clone()).collect(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("appearance", Options::default(), async |browser| {
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": AT_FIRST })).await;
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        let light = browser.script(GROUND, vec![]).await;

        // At once, without a reload.
        choose(browser, &["Dark", "One line", "List above"]).await;
        let dark = browser.script(GROUND, vec![]).await;
        assert_ne!(light, dark);
        assert_eq!(row_height(browser).await, 32.0);
        let [list, reader] = [of(browser, ".list-pane").await, of(browser, ".reading-pane").await];
        assert!(
            reader["top"].as_f64()
                >= list["top"].as_f64().zip(list["height"].as_f64()).map(|(top, height)| top + height),
            "the list stands above: {list} {reader}"
        );
        assert_eq!(list["width"], reader["width"]);
        messages.row(MAILS).await;
        messages.open(1).await;
        browser.shoot("classic-compact").await;

        browser.reload().await;
        messages.reach(MAILS, PATIENCE).await;
        let at_first = browser.script("return atFirst", vec![]).await;
        assert_eq!(at_first, dark);
        assert_eq!(row_height(browser).await, 32.0);

        choose(browser, &["Light", "Two lines", "Side by side"]).await;
        assert_eq!(row_height(browser).await, 60.0);
        messages.row(MAILS).await;
        messages.row(1).await;
        browser.shoot("medium").await;
        browser.pretend(1280, 900, true).await;
        assert_eq!(browser.script(GROUND, vec![]).await, light, "what was chosen holds on a dark device");
        choose(browser, &["System", "Three lines"]).await;
        assert_eq!(browser.script(GROUND, vec![]).await, dark);
        browser.pretend(1280, 900, false).await;
        assert_eq!(browser.script(GROUND, vec![]).await, light, "and the device may change");
        assert_eq!(row_height(browser).await, 84.0);
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn separators_are_moved_by_keys_and_by_the_pointer() {
    let relay = Relay::start(&RelayOptions { demo: true, ..RelayOptions::default() }).await;
    Browser::run("separators", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.click("button", "Try the demo mailbox").await;
        browser.collected(1, COLLECTING).await;
        browser.gone(PATIENCE, "progressbar", Name::Any).await;

        for (pane, name) in [(".sidebar", "sidebar"), (".list-pane", "list-width")] {
            let usual = size(browser, pane, "width").await;
            let separator = separator(browser, name).await;
            assert_eq!(separator.attr("aria-orientation").await.expect("one").as_deref(), Some("vertical"));
            separator.send_keys(&(Key::Right + "").repeat(2)).await.expect("keys are heard");
            assert_eq!(size(browser, pane, "width").await, usual + 32.0, "{pane}");
            value(&separator, "aria-valuenow", usual + 32.0).await;
            separator.send_keys(&(Key::Home + "")).await.expect("keys are heard");
            let least = size(browser, pane, "width").await;
            value(&separator, "aria-valuemin", least).await;
            assert!(least < usual);
            separator.send_keys(&(Key::End + "")).await.expect("keys are heard");
            let most = size(browser, pane, "width").await;
            value(&separator, "aria-valuemax", most).await;
            browser.fits("the widest pane").await;
            browser.reload().await;
            Messages(browser).row(1).await;
            assert_eq!(size(browser, pane, "width").await, most, "{pane} is kept");

            // From right to left, a key moves it the way it points.
            browser.script("document.documentElement.dir = 'rtl'", vec![]).await;
            let separator = self::separator(browser, name).await;
            separator.send_keys(&(Key::Right + "")).await.expect("keys are heard");
            assert_eq!(size(browser, pane, "width").await, most - 16.0);
            if name == "list-width" {
                browser.shoot("mirrored").await;
                browser.fits("the mirrored page").await;
            }
            browser.script("document.documentElement.removeAttribute('dir')", vec![]).await;

            // The pointer draws it, and resets it.
            let at = of(browser, &format!(".separator-{name}")).await;
            let (x, y) = (middle(&at, "left", "width"), middle(&at, "top", "height"));
            drag(browser, (x, y), (x - 40.0, y)).await;
            assert_eq!(size(browser, pane, "width").await, most - 56.0);
            let separator = self::separator(browser, name).await;
            let reset = "arguments[0].dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))";
            browser.script(reset, vec![serde_json::to_value(&separator).expect("an element")]).await;
            assert_eq!(size(browser, pane, "width").await, usual, "{pane} as at first");
        }

        choose(browser, &["List above"]).await;
        let usual = size(browser, ".list-pane", "height").await;
        let separator = separator(browser, "list-height").await;
        assert_eq!(separator.attr("aria-orientation").await.expect("one").as_deref(), Some("horizontal"));
        separator.send_keys(&(Key::Up + "")).await.expect("keys are heard");
        assert_eq!(size(browser, ".list-pane", "height").await, usual - 16.0);
        Messages(browser).open(1).await;
        browser.shoot("classic").await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

/// The subject of the mail that a row is of.
fn subject<'m>(mails: &'m [mails::Mail], row: &str) -> &'m str {
    let mail = mails.iter().find(|mail| row.contains(&mail.subject));
    &mail.unwrap_or_else(|| panic!("no mail is {row:?}")).subject
}

async fn address(browser: &Browser) -> String {
    browser.script("return location.hash", vec![]).await.as_str().expect("a text").to_owned()
}

/// Waits until the address is so.
async fn address_like(browser: &Browser, fits: impl Fn(&str) -> bool) -> String {
    until("the address is another", PATIENCE, async || {
        Some(address(browser).await).filter(|address| fits(address))
    })
    .await
}

/// Opens "Appearance", chooses, and closes it.
async fn choose(browser: &Browser, choices: &[&str]) {
    browser.click("button", "Appearance").await;
    for choice in choices {
        let radio = browser.find("radio", *choice).await;
        radio.click().await.expect("it can be chosen");
    }
    browser.click("button", "Close").await;
    browser.gone(PATIENCE, "dialog", "Appearance").await;
}

async fn row_height(browser: &Browser) -> f64 {
    Messages(browser).row(1).await;
    size(browser, "#messages [role=row]", "height").await
}

async fn of(browser: &Browser, selector: &str) -> Value {
    browser.script(BOX, vec![selector.into()]).await
}

async fn size(browser: &Browser, selector: &str, side: &str) -> f64 {
    of(browser, selector).await[side].as_f64().expect("a length").round()
}

fn middle(of: &Value, from: &str, length: &str) -> f64 {
    of[from].as_f64().expect("a place") + of[length].as_f64().expect("a length") / 2.0
}

async fn separator(browser: &Browser, name: &str) -> Element {
    let selector = format!("[role=separator].separator-{name}");
    browser.client().find(Locator::Css(&selector)).await.expect("a separator")
}

/// Waits until those who do not see it are told this.
async fn value(separator: &Element, name: &str, wanted: f64) {
    until(&format!("{name} is {wanted}"), PATIENCE, async || {
        let told: f64 = separator.attr(name).await.ok()??.parse().ok()?;
        ((told - wanted).abs() < 1.0).then_some(())
    })
    .await;
}

async fn drag(browser: &Browser, from: (f64, f64), to: (f64, f64)) {
    let steps = [("mousePressed", from), ("mouseMoved", to), ("mouseReleased", to)];
    for (kind, (x, y)) in steps {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        browser.devtools("Input.dispatchMouseEvent", event).await;
    }
}
