//! Proves that mail collected over TLS from a real server is all there, byte for byte, and stays so
//! without relay, server and network: a thousand mails, half of them real ones where the corpus is.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    time::Duration,
};

use restante_dovecot::{
    Dovecot,
    corpora::{Corpus, with_crlf},
    mails::{self, Mail},
};
use restante_end_to_end::{AccountForm, Browser, Messages, Name, Options, Reading, Relay, Security};

/// Of each kind.
const MAILS: usize = 500;
/// How many are opened.
const OPENED: usize = 10;
/// A busy machine of two cores does it in a fraction of this.
const COLLECTING: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_mails_are_collected_over_tls_and_readable_offline() {
    let generated = mails::generate(2024, MAILS);
    let real = real_mails();
    let sources = Sources::new(&generated, &real);
    let mut dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    // Old and new, generated and real are mixed on the server.
    let (mut one, mut other) = (generated.iter(), real.iter());
    for _ in 0..MAILS {
        dovecot.deliver(one.next().map(|mail| &mail.raw)).unwrap();
        dovecot.deliver(other.next()).unwrap();
    }
    let total = generated.len() + real.len();
    assert_eq!(dovecot.left().unwrap(), total);
    let relay = Relay::to(dovecot.pop3s()).await;

    Browser::run("collect-offline", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        let form = AccountForm {
            host: "localhost",
            port: dovecot.pop3s(),
            security: Security::Tls,
            user: Dovecot::USER,
            password: Dovecot::PASSWORD,
        };
        form.save(browser).await;
        let question = browser.read("alertdialog", "Untrusted certificate").await;
        // It may be broken between pairs.
        let shown: String = question.split_whitespace().collect();
        assert!(shown.contains(dovecot.fingerprint()), "{} is not in: {shown}", dovecot.fingerprint());
        browser.click("button", "Trust this certificate").await;
        Messages(browser).reach(total, COLLECTING).await;
        // The first time ended at the certificate.
        let collected = browser.collected(2, COLLECTING).await;
        let bytes: usize = generated.iter().map(|mail| &mail.raw).chain(&real).map(Vec::len).sum();
        assert_eq!((collected.messages, collected.bytes), (total as u64, bytes as u64));
        let seconds = collected.milliseconds / 1000.0;
        #[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
        let rates = (collected.messages as f64 / seconds, collected.bytes as f64 / seconds / 1e6);
        println!("collected {total} mails in {seconds:.2} s: {:.0} mails/s, {:.2} MB/s", rates.0, rates.1);
        browser.gone(Duration::from_secs(20), "progressbar", Name::Any).await;
        assert_eq!(dovecot.left().unwrap(), total, "mail is left on the server");

        let online = open_ten(browser, total, &sources).await;
        browser.script("return navigator.serviceWorker.ready.then(() => true)", vec![]).await;
        assert!(relay.stop().await.success());
        dovecot.stop().unwrap();
        browser.reload().await;
        Messages(browser).reach(total, Duration::from_secs(20)).await;
        let offline = open_ten(browser, total, &sources).await;
        assert_eq!(online, offline, "the same mails in the same rows");
    })
    .await;
}

/// Opens ten messages spread over the list, compares each with its source, and says which they were.
async fn open_ten(browser: &Browser, total: usize, sources: &Sources<'_>) -> Vec<usize> {
    let mut opened = Vec::new();
    for step in 0..OPENED {
        let number = 1 + step * (total - 1) / (OPENED - 1);
        let row = Messages(browser).open(number).await;
        let source = Reading(browser).source().await;
        let which =
            sources.find(&source).unwrap_or_else(|| panic!("row {number} {row:?} is no mail sent: {source}"));
        if let Some(mail) = sources.generated.get(which) {
            assert!(row.contains(&mail.subject), "row {number} is named {row:?}, not {:?}", mail.subject);
            assert!(row.contains(&mail.from_name), "row {number} is named {row:?}, not {:?}", mail.from_name);
            let wanted = [&mail.subject, &mail.from_name, &mail.from_address, &mail.sentence];
            Reading(browser).shows(&wanted.map(String::as_str)).await;
        }
        opened.push(which);
    }
    assert_eq!(opened.iter().collect::<BTreeSet<_>>().len(), OPENED, "ten different mails: {opened:?}");
    opened
}

/// All mails by their source as it is shown; the generated ones come first.
struct Sources<'a> {
    generated: &'a [Mail],
    numbers: HashMap<String, usize>,
}

impl<'a> Sources<'a> {
    fn new(generated: &'a [Mail], real: &[Vec<u8>]) -> Self {
        let raw = generated.iter().map(|mail| &mail.raw).chain(real);
        let numbers = raw.zip(0..).map(|(raw, number)| (shown(raw), number));
        Self { generated, numbers: numbers.collect() }
    }

    fn find(&self, source: &str) -> Option<usize> {
        self.numbers.get(source).copied()
    }
}

/// How a source is shown: as UTF-8 where it is that, else a character a byte; a line's end is a line's
/// end on the screen.
fn shown(raw: &[u8]) -> String {
    let text = String::from_utf8(raw.to_vec())
        .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect());
    text.replace("\r\n", "\n")
}

/// Real mails as a POP3 server sends them, spread over the whole corpus; none where it is absent.
fn real_mails() -> Vec<Vec<u8>> {
    let Some(corpus) = Corpus::find("spamassassin").unwrap() else { return Vec::new() };
    let mut files = corpus.files("data").unwrap();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    let mut seen = BTreeSet::new();
    let mut mails = Vec::new();
    for file in files.iter().step_by(files.len() / (MAILS + MAILS / 5)) {
        let mail = with_crlf(&fs::read(file).unwrap());
        // The corpus holds some mails twice.
        if mails.len() < MAILS && seen.insert(mail.clone()) {
            mails.push(mail);
        }
    }
    assert_eq!(mails.len(), MAILS);
    mails
}
