//! Proves when mail may leave the server: only after the browser has promised to keep what is stored
//! here, and then all of it, with nothing lost.

use std::{collections::BTreeSet, time::Duration};

use restante_dovecot::{Dovecot, mails};
use restante_end_to_end::{
    AccountForm, Browser, Messages, Options, PATIENCE, Reading, Relay, Security, until,
};

const MAILS: usize = 120;
const COLLECTING: Duration = Duration::from_secs(60);
const LEAVE: &str = "Leave messages on server";

#[tokio::test(flavor = "multi_thread")]
async fn with_the_browsers_promise_of_before_all_mail_comes_here_and_leaves_the_server() {
    all_mail_moves(Promise::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_browsers_promise_asked_for_now_all_mail_comes_here_and_leaves_the_server() {
    all_mail_moves(Promise::Asked).await;
}

/// When the browser promises to keep what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// Before the page asks.
    Before,
    /// When the page asks, because the box is to be cleared.
    Asked,
}

async fn all_mail_moves(promise: Promise) {
    let (mut dovecot, relay) = start().await;
    let mails = mails::generate(5, MAILS);
    dovecot.deliver(mails.iter().map(|mail| &mail.raw)).unwrap();
    Browser::run(&format!("delete-{promise:?}"), Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        if promise == Promise::Before {
            browser.set_permission("persistent-storage", "granted").await;
            // What was promised holds from the page's next beginning.
            browser.reload().await;
        }
        form(&dovecot).fill(browser).await;
        browser.set_permission("persistent-storage", "granted").await;
        assert!(browser.find("checkbox", LEAVE).await.is_selected().await.unwrap(), "leaving is the default");
        browser.click("checkbox", LEAVE).await;
        until("the box is cleared", PATIENCE, async || {
            (!browser.see("checkbox", LEAVE).await?.is_selected().await.ok()?).then_some(())
        })
        .await;
        browser.save_account().await;
        browser.find("alertdialog", "Untrusted certificate").await;
        browser.click("button", "Trust this certificate").await;
        Messages(browser).reach(MAILS, COLLECTING).await;
        // The first time ended at the certificate.
        browser.collected(2, COLLECTING).await;
        until("Dovecot's maildrop is empty", PATIENCE, async || (dovecot.left().unwrap() == 0).then_some(()))
            .await;
        assert_eq!(browser.alerts().await, [""; 0]);

        browser.reload().await;
        Messages(browser).reach(MAILS, PATIENCE).await;
        let mut words = BTreeSet::new();
        for number in 1..=MAILS {
            let name = Messages(browser).row(number).await.name;
            words.extend(mails.iter().filter(|mail| name.contains(&mail.word)).map(|mail| &mail.word));
        }
        assert_eq!(words.len(), MAILS, "every mail has its row");
        for number in [1, MAILS / 2, MAILS] {
            let name = Messages(browser).open(number).await;
            let mail = mails.iter().find(|mail| name.contains(&mail.word)).expect("one of them");
            Reading(browser).shows(&[&mail.subject, &mail.sentence]).await;
        }
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_it_the_box_stays_and_says_why() {
    let (mut dovecot, relay) = start().await;
    dovecot.deliver(mails::generate(6, 3).iter().map(|mail| &mail.raw)).unwrap();
    Browser::run("delete-denied", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.set_permission("persistent-storage", "denied").await;
        form(&dovecot).fill(browser).await;
        browser.click("checkbox", LEAVE).await;
        until("the reason is shown", PATIENCE, async || {
            let text =
                browser.see("dialog form main", restante_end_to_end::Name::Any).await?.text().await.ok()?;
            let text = text.to_lowercase();
            ["browser", "promise", "server"].iter().all(|word| text.contains(word)).then_some(())
        })
        .await;
        assert!(browser.find("checkbox", LEAVE).await.is_selected().await.unwrap());
        browser.save_account().await;
        browser.find("alertdialog", "Untrusted certificate").await;
        browser.click("button", "Trust this certificate").await;
        // The first time ended at the certificate.
        browser.collected(2, COLLECTING).await;
        Messages(browser).reach(3, COLLECTING).await;
    })
    .await;
    assert!(relay.stop().await.success());
    assert_eq!(dovecot.left().unwrap(), 3);
}

async fn start() -> (Dovecot, Relay) {
    let dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    let relay = Relay::to(dovecot.pop3s()).await;
    (dovecot, relay)
}

fn form(dovecot: &Dovecot) -> AccountForm<'_> {
    AccountForm {
        host: "localhost",
        port: dovecot.pop3s(),
        security: Security::Tls,
        user: Dovecot::USER,
        password: Dovecot::PASSWORD,
    }
}
