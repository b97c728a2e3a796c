//! Proves that a reader can find out by keyboard alone what works with a server, before its settings are kept
//! and after, and that nothing is collected by it.

use fantoccini::key::Key;
use restante_dovecot::{Dovecot, mails};
use restante_end_to_end::{
    Browser, Messages, Name, Options, PATIENCE, Relay, RelayOptions, Scripted, screenshots, until,
};

const CHECK: &str = "Check of localhost";

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_checked_step_by_step_by_keyboard_alone() {
    let raw: Vec<Vec<u8>> = mails::generate(91, 2).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    let dovecot = Dovecot::start(restante_dovecot::Options::default()).expect("Dovecot");
    let allow = vec![("localhost".to_owned(), server.port()), ("localhost".to_owned(), dovecot.pop3s())];
    let relay = Relay::start(&RelayOptions { allow, ..RelayOptions::default() }).await;
    Browser::run("check-now", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().fill(browser).await;
        enter(browser, "button", "Check now").await;
        let told = comes_to(browser, "It works.").await;
        let wanted = [
            "Relay",
            "takes connections",
            "None: the relay",
            "It says “ready”",
            "PIPELINING",
            "Accepted, with USER and PASS",
            "2 messages",
            "each is collected once",
            "does not show headers alone",
        ];
        for part in wanted {
            assert!(told.contains(part), "{part} is missing in {told}");
        }
        browser.shoot("check-works").await;
        browser.fits("the check").await;
        press(browser, &(Key::Escape + "")).await;
        browser.gone(PATIENCE, "dialog", CHECK).await;
        assert_eq!(active(browser).await, "Check now", "the keyboard is where it was");
        assert_eq!(server.retrieved(), vec![Vec::<usize>::new()], "one session, and nothing was fetched");

        // Another server stands in the form now, which nobody vouches for.
        browser.choose("POP3 security", "TLS").await;
        browser.type_into("POP3 port", &dovecot.pop3s().to_string()).await;
        enter(browser, "button", "Check now").await;
        let told = comes_to(browser, "Encryption: failed").await;
        for part in ["a certificate you have not trusted", "takes connections", "Ask whoever runs the server"]
        {
            assert!(told.contains(part), "{part} is missing in {told}");
        }
        browser.shoot("check-failed").await;
        enter(browser, "button", "Check again").await;
        comes_to(browser, "Encryption: failed").await;
        assert_eq!(active(browser).await, "Check again", "the keyboard stays on the button");
        enter(browser, "button", "Close").await;
        browser.gone(PATIENCE, "dialog", CHECK).await;

        // Of an account that is kept, from its menu.
        browser.choose("POP3 security", "None").await;
        browser.type_into("POP3 port", &server.port().to_string()).await;
        browser.save_account().await;
        Messages(browser).reach(2, PATIENCE).await;
        browser.collected(1, PATIENCE).await;
        enter(browser, "button", "More for reader@example.org").await;
        browser.find("menuitem", "Remove account").await;
        browser.screenshot(&screenshots().join("account-menu.png")).await;
        enter(browser, "menuitem", "Check now").await;
        comes_to(browser, "It works.").await;
        enter(browser, "button", "Close").await;
        browser.gone(PATIENCE, "dialog", CHECK).await;
        assert_eq!(Messages(browser).total().await, Some(2));
        assert_eq!(server.retrieved(), vec![vec![], vec![2, 1], vec![]]);
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

/// What the check says once it says this.
async fn comes_to(browser: &Browser, said: &str) -> String {
    until(&format!("the check says {said:?}"), PATIENCE, async || {
        let text = browser.see("dialog", CHECK).await?.text().await.ok()?;
        text.contains(said).then_some(text)
    })
    .await
}

/// The words on what the keyboard is on.
async fn active(browser: &Browser) -> String {
    let words = browser.script("return document.activeElement.textContent.trim()", vec![]).await;
    words.as_str().unwrap_or_default().to_owned()
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
