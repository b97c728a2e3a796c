//! Proves that a reader can collect headers alone, sees that the rest is missing, and gets it on request.

use std::time::Duration;

use restante_dovecot::{Dovecot, mails};
use restante_end_to_end::{AccountForm, Browser, Messages, Options, PATIENCE, Reading, Relay, Security};

const MAILS: usize = 3;
const COLLECTING: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_a_message_comes_when_the_reader_asks_for_it() {
    let mut dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    let mails = mails::generate(71, MAILS);
    dovecot.deliver(mails.iter().map(|mail| &mail.raw)).unwrap();
    let relay = Relay::to(dovecot.pop3s()).await;
    Browser::run("headers-only", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        let form = AccountForm {
            host: "localhost",
            port: dovecot.pop3s(),
            security: Security::Tls,
            user: Dovecot::USER,
            password: Dovecot::PASSWORD,
        };
        form.fill(browser).await;
        browser.choose("How much to collect", "Headers only").await;
        browser.save_account().await;
        browser.find("alertdialog", "Untrusted certificate").await;
        browser.click("button", "Trust this certificate").await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(2, COLLECTING).await;

        let name = messages.open(1).await;
        assert!(name.contains("header only"), "{name}");
        let mail = mails.iter().find(|mail| name.contains(&mail.word)).expect("one of them");
        Reading(browser).shows(&["Only the header is here.", &mail.subject]).await;
        let text = Reading(browser).text().await.expect("a message");
        assert!(!text.contains(&mail.sentence), "the body has not been fetched: {text}");

        browser.click("button", "Download full message").await;
        Reading(browser).shows(&[&mail.subject, &mail.sentence]).await;
        browser.gone(PATIENCE, "button", "Download full message").await;
        let name = messages.row(1).await.name;
        assert!(!name.contains("header only"), "{name}");
        assert!(messages.row(2).await.name.contains("header only"), "the others stay as they are");
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
    assert_eq!(dovecot.left().unwrap(), MAILS);
}
