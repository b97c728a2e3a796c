//! Proves that with TLS neither the relay nor anybody on either side of it can read a password or a
//! line of mail: everything that goes through it is recorded and searched. The same search finds all of
//! it when the account's security is "None", so it can see.

use std::{collections::BTreeSet, time::Duration};

use restante_dovecot::{
    Dovecot,
    mails::{self, Mail},
};
use restante_end_to_end::{
    AccountForm, Browser, Connection, Messages, Needles, Options, Recorder, Relay, RelayOptions, Security,
    websocket::{Talk, talk},
};

const MAILS: usize = 40;
const COLLECTING: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn with_tls_nothing_can_be_read_on_the_way() {
    for security in [Security::Tls, Security::StartTls] {
        let heard = collect(security).await;
        let needles = Needles::new(secrets(&heard));
        let streams = heard.streams();
        let carried: usize = heard.talks.iter().map(|talk| talk.down.len()).sum();
        assert!(carried > heard.mails.iter().map(|mail| mail.raw.len()).sum(), "{security:?}: all went here");
        for (place, bytes) in streams {
            let found = needles.found_in(bytes);
            let found: Vec<_> = found.iter().map(|secret| String::from_utf8_lossy(secret)).collect();
            assert!(found.is_empty(), "{security:?}, {place}: {found:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_tls_the_same_search_finds_everything() {
    let heard = collect(Security::None).await;
    let needles = Needles::new(secrets(&heard));
    let found = |streams: Vec<&[u8]>| {
        streams.into_iter().flat_map(|stream| needles.found_in(stream)).collect::<BTreeSet<_>>()
    };
    let behind = found(heard.behind.iter().flat_map(|c| [&c.up[..], &c.down]).collect());
    assert!(behind == needles.all(), "between relay and server: {} of them", behind.len());
    let before = found(heard.talks.iter().flat_map(|talk| [&talk.up[..], &talk.down]).collect());
    assert!(before == needles.all(), "between page and relay: {} of them", before.len());
}

/// What was recorded while mail was collected.
struct Heard {
    mails: Vec<Mail>,
    password: String,
    /// Between browser and relay.
    before: Vec<Connection>,
    /// The WebSockets among them, unmasked.
    talks: Vec<Talk>,
    /// Between relay and mail server.
    behind: Vec<Connection>,
}

impl Heard {
    fn streams(&self) -> Vec<(&'static str, &[u8])> {
        let mut streams: Vec<(&str, &[u8])> = Vec::new();
        for connection in &self.before {
            streams.push(("from browser to relay", &connection.up));
            streams.push(("from relay to browser", &connection.down));
        }
        for talk in &self.talks {
            streams.push(("from page to relay, unmasked", &talk.up));
            streams.push(("from relay to page, unmasked", &talk.down));
            streams.push(("all WebSocket messages", &talk.messages));
        }
        for connection in &self.behind {
            streams.push(("from relay to server", &connection.up));
            streams.push(("from server to relay", &connection.down));
        }
        streams
    }
}

async fn collect(security: Security) -> Heard {
    let mails = mails::generate(77, MAILS);
    let mut dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    dovecot.deliver(mails.iter().map(|mail| &mail.raw)).unwrap();
    let (before, behind) = (Recorder::listen().await, Recorder::listen().await);
    let port = if security == Security::Tls { dovecot.pop3s() } else { dovecot.pop3() };
    behind.forward_to((dovecot.address(), port).into());
    let origin = format!("http://{}", before.address());
    let options = RelayOptions {
        allow: vec![("localhost".to_owned(), behind.address().port())],
        origins: vec![origin.clone()],
        ..RelayOptions::default()
    };
    let relay = Relay::start(&options).await;
    before.forward_to(relay.address());

    let name = format!("relay-is-blind-{security:?}");
    Browser::run(&name, Options::default(), async |browser| {
        browser.go(&origin).await;
        let form = AccountForm {
            host: "localhost",
            port: behind.address().port(),
            security,
            user: Dovecot::USER,
            password: Dovecot::PASSWORD,
        };
        form.save(browser).await;
        let mut times = 1;
        if security != Security::None {
            // The first time ends at the certificate.
            times = 2;
            browser.find("alertdialog", "Untrusted certificate").await;
            browser.click("button", "Trust this certificate").await;
        }
        Messages(browser).reach(MAILS, COLLECTING).await;
        browser.collected(times, COLLECTING).await;
    })
    .await;
    assert!(relay.stop().await.success());
    let (before, behind) = (before.connections(), behind.connections());
    let talks: Vec<Talk> = before.iter().filter_map(talk).collect();
    assert!(!talks.is_empty() && !behind.is_empty(), "mail went through both recorders");
    Heard { mails, password: Dovecot::PASSWORD.to_owned(), before, talks, behind }
}

/// The password, and every mail's own word and lines.
fn secrets(heard: &Heard) -> Vec<Vec<u8>> {
    let mut secrets = BTreeSet::from([heard.password.clone().into_bytes()]);
    for mail in &heard.mails {
        secrets.insert(mail.word.clone().into_bytes());
        let raw = String::from_utf8_lossy(&mail.raw);
        let (_, body) = raw.split_once("\r\n\r\n").unwrap_or_default();
        // What any mail program writes may stand in the page's own files.
        let own = |line: &&str| line.len() >= 20 && !line.starts_with("--") && !line.starts_with("Content-");
        secrets.extend(body.split("\r\n").filter(own).map(|line| line.as_bytes().to_vec()));
    }
    assert!(secrets.len() > 10 * MAILS);
    secrets.into_iter().collect()
}
