//! Proves that a reader can see and copy what is known of the server, and that no secret is in it.

use std::time::Duration;

use restante_dovecot::{Dovecot, mails};
use restante_end_to_end::{AccountForm, Browser, Messages, Options, PATIENCE, Relay, Security, until};

const COLLECTING: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_report_says_what_the_server_is_and_keeps_the_password_out() {
    let options =
        restante_dovecot::Options { mechanisms: Some("plain login"), ..restante_dovecot::Options::default() };
    let mut dovecot = Dovecot::start(options).unwrap();
    dovecot.deliver(mails::generate(61, 2).iter().map(|mail| &mail.raw)).unwrap();
    let relay = Relay::to(dovecot.pop3s()).await;
    Browser::run("report", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.set_permission("clipboard-write", "granted").await;
        browser.set_permission("clipboard-read", "granted").await;
        let form = AccountForm {
            host: "localhost",
            port: dovecot.pop3s(),
            security: Security::Tls,
            user: Dovecot::USER,
            password: Dovecot::PASSWORD,
        };
        form.save(browser).await;
        browser.find("alertdialog", "Untrusted certificate").await;
        browser.click("button", "Trust this certificate").await;
        Messages(browser).reach(2, COLLECTING).await;
        browser.collected(2, COLLECTING).await;

        browser.click("button", "More for reader@example.org").await;
        browser.click("menuitem", "Server report").await;
        let card = until("the report is there", PATIENCE, async || {
            let text = browser.see("dialog", "Server report").await?.text().await.ok()?;
            text.contains("Announced before the login").then_some(text)
        })
        .await;
        let wanted = ["localhost", "TLS 1.3", dovecot.fingerprint(), "Dovecot", "SASL PLAIN LOGIN", "QUIT"];
        for part in wanted {
            assert!(card.contains(part), "{part} is missing in {card}");
        }
        browser.click("button", "Copy report").await;
        until("it is copied", PATIENCE, async || {
            let text = browser.see("dialog", "Server report").await?.text().await.ok()?;
            text.contains("Copied.").then_some(())
        })
        .await;
        let copied = browser.script("return navigator.clipboard.readText()", vec![]).await;
        let copied = copied.as_str().expect("a text");
        for part in wanted {
            assert!(copied.contains(part), "{part} is missing in {copied}");
        }
        // As it stands, and as AUTH PLAIN would send it.
        let plain = "AHJlYWRlcgBLcmFuaWNoLTQxLVBvc3RsYWdlcm5k";
        for secret in [Dovecot::PASSWORD, plain] {
            assert!(!copied.contains(secret) && !card.contains(secret), "{copied}");
        }
    })
    .await;
    assert!(relay.stop().await.success());
}
