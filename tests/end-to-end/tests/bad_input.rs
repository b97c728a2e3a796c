//! Proves that whatever goes wrong is named, with its culprit and the next step, and leaves nothing
//! half-stored behind.

use std::{collections::BTreeSet, time::Duration};

use restante_dovecot::{Certificate, Dovecot, Session, mails};
use restante_end_to_end::{
    AccountForm, Browser, Messages, Name, Options, PATIENCE, Reading, Relay, RelayOptions, Scripted,
    Security, Step, free_port, until,
};

/// What is answered by another program on the way.
const ANSWER: Duration = Duration::from_secs(30);
/// Some mails from this machine.
const COLLECTING: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password() {
    let mut dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    dovecot.deliver(mails::generate(1, 3).iter().map(|mail| &mail.raw)).unwrap();
    let relay = relay("localhost", dovecot.pop3()).await;
    Browser::run("wrong-password", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        let form = AccountForm { password: "not-the-password", ..plain(dovecot.pop3()) };
        form.save(browser).await;
        browser.alert(ANSWER, &["localhost", "password", "settings"]).await;
        holds(browser, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_host() {
    let relay = relay("nowhere.invalid", 110).await;
    Browser::run("unknown-host", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        AccountForm { host: "nowhere.invalid", ..plain(110) }.save(browser).await;
        browser.alert(ANSWER, &["nowhere.invalid", "server", "check"]).await;
        holds(browser, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_where_nothing_listens() {
    let port = free_port();
    let relay = relay("localhost", port).await;
    Browser::run("refused-port", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        plain(port).save(browser).await;
        browser.alert(ANSWER, &["localhost", &port.to_string(), "refuse", "check"]).await;
        holds(browser, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_the_operator_has_not_listed() {
    let relay = relay("localhost", 110).await;
    Browser::run("not-allowed", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        AccountForm { host: "pop.example.org", ..plain(995) }.save(browser).await;
        browser.alert(ANSWER, &["relay", "RESTANTE_ALLOW=pop.example.org:995"]).await;
        holds(browser, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_went_away() {
    let relay = relay("localhost", 110).await;
    Browser::run("relay-down", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        plain(110).fill(browser).await;
        assert!(relay.stop().await.success());
        browser.save_account().await;
        browser.alert(ANSWER, &["relay", "try again"]).await;
        holds(browser, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_closes_in_the_middle_of_a_message() {
    let mails = mails::generate(8, 6);
    let raw = mails.iter().map(|mail| mail.raw.clone()).collect();
    let server = Scripted::start(raw, &[Step::CloseInMessageAfter(3)]).await;
    let relay = relay("localhost", server.port()).await;
    Browser::run("closes-in-message", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        plain(server.port()).save(browser).await;
        browser.alert(ANSWER, &["localhost", "closed", "3", "safe", "try again"]).await;
        holds(browser, 3).await;
        for number in 1..=3 {
            let name = Messages(browser).open(number).await;
            let mail = mails.iter().find(|mail| name.contains(&mail.word)).expect("one of them");
            Reading(browser).shows(&[&mail.subject, &mail.sentence]).await;
        }

        browser.click("button", "Get mail").await;
        Messages(browser).reach(6, COLLECTING).await;
        until("the alert is gone", PATIENCE, async || browser.alerts().await.is_empty().then_some(())).await;
        let mut words = BTreeSet::new();
        for number in 1..=6 {
            let name = Messages(browser).row(number).await.name;
            words.extend(mails.iter().filter(|mail| name.contains(&mail.word)).map(|mail| &mail.word));
        }
        assert_eq!(words.len(), 6, "each once");
    })
    .await;
    let retrieved = server.retrieved();
    let [first, second, ..] = &retrieved[..] else { panic!("two sessions: {retrieved:?}") };
    assert_eq!((first.len(), second.len()), (3, 3), "nothing is fetched twice: {retrieved:?}");
    assert_eq!(first.iter().chain(second).collect::<BTreeSet<_>>().len(), 6, "{retrieved:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_line_of_twenty_megabytes() {
    let server = Scripted::start(Vec::new(), &[Step::LongGreeting(20_000_000)]).await;
    let relay = relay("localhost", server.port()).await;
    Browser::run("long-line", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        plain(server.port()).save(browser).await;
        browser.alert(ANSWER, &["localhost", "POP3", "check"]).await;
        holds(browser, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_in_use() {
    let options = restante_dovecot::Options { lock_session: true, ..Default::default() };
    let mut dovecot = Dovecot::start(options).unwrap();
    dovecot.deliver(mails::generate(9, 2).iter().map(|mail| &mail.raw)).unwrap();
    let other = Session::log_in(&dovecot).unwrap();
    let relay = relay("localhost", dovecot.pop3()).await;
    Browser::run("mailbox-in-use", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        plain(dovecot.pop3()).save(browser).await;
        browser.alert(ANSWER, &["localhost", "in use", "try again"]).await;
        holds(browser, 0).await;
        drop(other);
        browser.click("button", "Get mail").await;
        Messages(browser).reach(2, COLLECTING).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_changed_after_it_was_trusted() {
    let mut dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    dovecot.deliver(mails::generate(10, 2).iter().map(|mail| &mail.raw)).unwrap();
    let relay = relay("localhost", dovecot.pop3s()).await;
    Browser::run("changed-certificate", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        AccountForm { security: Security::Tls, ..plain(dovecot.pop3s()) }.save(browser).await;
        browser.find("alertdialog", "Untrusted certificate").await;
        browser.click("button", "Trust this certificate").await;
        Messages(browser).reach(2, COLLECTING).await;
        assert!(dovecot.logged().contains("Login: "), "a login is to be seen in the log");

        dovecot.replace_certificate(Certificate::Localhost).unwrap();
        dovecot.deliver(mails::generate(11, 2).iter().map(|mail| &mail.raw)).unwrap();
        browser.click("button", "Get mail").await;
        browser.alert(ANSWER, &["localhost", "certificate", "password"]).await;
        assert!(browser.see("button", "Trust this certificate").await.is_none(), "an alarm, not a question");
        holds(browser, 2).await;
        let log = dovecot.logged();
        assert!(!log.contains("Login: ") && !log.contains("auth failed"), "no password was sent: {log}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_that_are_expired_or_for_another_name_are_named_as_such() {
    for (certificate, word) in [(Certificate::Expired, "expired"), (Certificate::WrongName, "another")] {
        let options = restante_dovecot::Options { certificate, ..Default::default() };
        let dovecot = Dovecot::start(options).unwrap();
        let relay = relay("localhost", dovecot.pop3s()).await;
        Browser::run(&format!("certificate-{word}"), Options::default(), async |browser| {
            browser.go(&relay.url()).await;
            AccountForm { security: Security::Tls, ..plain(dovecot.pop3s()) }.save(browser).await;
            let question = browser.read("alertdialog", "Untrusted certificate").await;
            let one_word: String = question.split_whitespace().collect();
            assert!(one_word.contains(dovecot.fingerprint()), "{question}");
            assert!(question.contains("localhost") && question.contains(word), "{question}");
            browser.click("button", "Cancel").await;
            browser.gone(PATIENCE, "alertdialog", Name::Any).await;
            let log = dovecot.logged();
            assert!(!log.contains("Login: ") && !log.contains("auth failed"), "no password was sent: {log}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_is_full() {
    const MAILS: usize = 100;
    let mails = mails::generate_large(12, MAILS, 300_000);
    let mut dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    dovecot.deliver(mails.iter().map(|mail| &mail.raw)).unwrap();
    let relay = relay("localhost", dovecot.pop3()).await;
    Browser::run("storage-full", Options::default(), async |browser| {
        // The mail has more than 40 MB; the page itself, which its service worker keeps, has a few.
        browser.set_quota(&relay.origin(), Some(15_000_000)).await;
        browser.go(&relay.url()).await;
        plain(dovecot.pop3()).save(browser).await;
        browser.alert(ANSWER, &["storage", "full", "room"]).await;
        let stored = Messages(browser).total().await.unwrap_or(0);
        println!("{stored} of {MAILS} fit");
        assert!(stored < MAILS, "not all of it fits");
        if stored > 0 {
            for number in [1, stored] {
                let name = Messages(browser).open(number).await;
                let mail = mails.iter().find(|mail| name.contains(&mail.word)).expect("one of them");
                Reading(browser).shows(&[&mail.subject, &mail.sentence]).await;
            }
        }
        assert_eq!(dovecot.left().unwrap(), MAILS);

        browser.set_quota(&relay.origin(), None).await;
        browser.click("button", "Get mail").await;
        Messages(browser).reach(MAILS, COLLECTING).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_opened_over_plain_http() {
    let port = free_port();
    let origins = vec![format!("http://insecure.test:{port}")];
    let relay = Relay::start(&RelayOptions { port, origins, ..RelayOptions::default() }).await;
    Browser::run("plain-http", Options::with_name("insecure.test"), async |browser| {
        browser.go(&format!("http://insecure.test:{port}/")).await;
        browser.alert(PATIENCE, &["HTTPS"]).await;
        assert!(browser.see("button", "Add account").await.is_none(), "nobody is asked for a password here");
    })
    .await;
    assert!(relay.stop().await.success());
}

async fn relay(host: &str, port: u16) -> Relay {
    let allow = vec![(host.to_owned(), port)];
    Relay::start(&RelayOptions { allow, ..RelayOptions::default() }).await
}

/// The account that most of these tests have: what goes wrong has nothing to do with TLS.
fn plain(port: u16) -> AccountForm<'static> {
    AccountForm {
        host: "localhost",
        port,
        security: Security::None,
        user: Dovecot::USER,
        password: Dovecot::PASSWORD,
    }
}

/// The list holds so many messages and can show the last of them.
async fn holds(browser: &Browser, messages: usize) {
    let counted = async || Messages(browser).total().await.unwrap_or(0);
    assert_eq!(counted().await, messages);
    if messages > 0 {
        Messages(browser).row(messages).await;
    }
}
