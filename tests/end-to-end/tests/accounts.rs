//! Proves that accounts are put in order, coloured, retired and set up again by keyboard alone, that all of
//! that is kept, and that no mail is lost or doubled by it.

use std::time::Duration;

use fantoccini::key::Key;
use restante_dovecot::mails;
use restante_end_to_end::{
    Browser, DEVICES, Messages, Name, Options, PATIENCE, Relay, RelayOptions, Scripted, screenshots, until,
};

const COLLECTING: Duration = Duration::from_secs(60);
const HOME: &str = "reader@home.example";
const WORK: &str = "reader@work.example";

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_ordered_coloured_retired_and_set_up_again() {
    let raw = |seed| mails::generate(seed, 2).into_iter().map(|mail| mail.raw).collect::<Vec<Vec<u8>>>();
    let (home, work) = (Scripted::start(raw(92), &[]).await, Scripted::start(raw(93), &[]).await);
    let allow = vec![("localhost".to_owned(), home.port()), ("localhost".to_owned(), work.port())];
    let relay = Relay::start(&RelayOptions { allow, ..RelayOptions::default() }).await;
    Browser::run("accounts", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        for (count, (server, address)) in (1..).zip([(&home, HOME), (&work, WORK)]) {
            server.form().fill(browser).await;
            browser.type_into("Email address", address).await;
            browser.save_account().await;
            browser.collected(count, COLLECTING).await;
        }
        browser.click("treeitem", Name::Begins("All inboxes")).await;
        let messages = Messages(browser);
        messages.reach(4, PATIENCE).await;
        in_order(browser, [HOME, WORK]).await;

        // The second one up, and the keyboard stays with it.
        choose(browser, WORK, "Move up").await;
        in_order(browser, [WORK, HOME]).await;
        until("the keyboard is on its menu", PATIENCE, async || {
            let label = browser.script("return document.activeElement.ariaLabel", vec![]).await;
            (label.as_str()? == format!("More for {WORK}")).then_some(())
        })
        .await;
        browser.reload().await;
        in_order(browser, [WORK, HOME]).await;

        // A colour by its name.
        enter(browser, "button", &format!("Account settings for {WORK}")).await;
        let colour = browser.find("radio", "Purple").await;
        colour.send_keys(" ").await.expect("it takes the keyboard");
        for (width, height) in DEVICES {
            for dark in [false, true] {
                browser.pretend(width, height, dark).await;
                let into_view = "document.querySelector('.colour-choices').scrollIntoView({ block: 'end' })";
                browser.script(into_view, vec![]).await;
                let shade = if dark { "dark" } else { "light" };
                let file = screenshots().join(format!("account-colour-{width}-{shade}.png"));
                browser.screenshot(&file).await;
            }
        }
        browser.fits("the account's settings").await;
        enter(browser, "button", "Save account").await;
        browser.gone(PATIENCE, "button", "Save account").await;
        until("its mail and its name have the colour", PATIENCE, async || {
            let with_it = "return document.querySelectorAll('.row.account-3, .account-dot.account-3').length";
            (browser.script(with_it, vec![]).await == 3).then_some(())
        })
        .await;
        browser.reload().await;
        enter(browser, "button", &format!("Account settings for {WORK}")).await;
        assert!(browser.find("radio", "Purple").await.is_selected().await.unwrap());
        press(browser, &(Key::Escape + "")).await;

        // Removed, and its mail kept.
        choose(browser, WORK, "Remove account").await;
        let question = browser.read("alertdialog", "Remove this account?").await;
        assert!(question.contains("Nothing is deleted on the server"), "{question}");
        browser.shoot("account-removal").await;
        browser.fits("the question").await;
        enter(browser, "button", "Remove it, keep its mail").await;
        in_order(browser, [HOME, &format!("{WORK}, retired")]).await;
        browser.shoot("account-retired").await;
        let (width, height) = DEVICES[0];
        browser.pretend(width, height, false).await;
        enter(browser, "button", "Folders").await;
        browser.find("treeitem", Name::Begins("Inbox")).await;
        browser.screenshot(&screenshots().join("account-retired-folders.png")).await;
        browser.pretend(1280, 900, false).await;
        browser.reload().await;
        browser.click("treeitem", Name::Begins(&format!("Inbox {WORK}, retired"))).await;
        messages.reach(2, PATIENCE).await;
        let sessions = work.retrieved().len();
        enter(browser, "button", "Get mail").await;
        browser.collected(1, COLLECTING).await;
        assert_eq!(work.retrieved().len(), sessions, "nobody knocks for it");

        // Set up again: only the password is missing.
        choose(browser, WORK, "Set up again").await;
        let form = browser.read("dialog", "Set up again").await;
        assert!(form.contains("does not come twice"), "{form}");
        browser.shoot("account-again").await;
        enter(browser, "button", "Save account").await;
        browser.type_into("Password", "password").await;
        enter(browser, "button", "Save account").await;
        browser.gone(PATIENCE, "button", "Save account").await;
        in_order(browser, [WORK, HOME]).await;
        browser.collected(2, COLLECTING).await;
        assert!(work.retrieved().len() > sessions);
        browser.click("treeitem", Name::Begins("All inboxes")).await;
        messages.reach(4, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

/// The inboxes stand so in the tree.
async fn in_order(browser: &Browser, addresses: [&str; 2]) {
    let names = addresses.map(|address| format!("Inbox {address}"));
    until(&format!("the tree has {names:?}"), PATIENCE, async || {
        let labels = "return [...document.querySelectorAll('[role=treeitem]')].map(item => item.ariaLabel)";
        let labels = browser.script(labels, vec![]).await;
        let labels = labels.as_array()?.iter().filter_map(|label| label.as_str());
        let inboxes: Vec<&str> = labels.filter(|label| label.starts_with("Inbox ")).collect();
        let stand = inboxes.len() == 2
            && inboxes.iter().zip(&names).all(|(inbox, name)| {
                inbox.strip_prefix(name.as_str()).is_some_and(|rest| !rest.starts_with(','))
            });
        stand.then_some(())
    })
    .await;
}

/// Chooses from an account's menu.
async fn choose(browser: &Browser, address: &str, item: &str) {
    enter(browser, "button", &format!("More for {address}")).await;
    enter(browser, "menuitem", item).await;
}

/// Presses Enter on something that takes the keyboard.
async fn enter(browser: &Browser, role: &str, name: &str) {
    let element = browser.find(role, Name::Is(name)).await;
    element.send_keys(&(Key::Enter + "")).await.expect("it takes the keyboard");
}

/// Presses keys where the keyboard is.
async fn press(browser: &Browser, keys: &str) {
    let element = browser.client().active_element().await.expect("the keyboard is somewhere");
    element.send_keys(keys).await.expect("keys are heard");
}
