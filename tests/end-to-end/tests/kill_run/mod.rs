//! A run of kills: one profile, and the browsers that live and die in it.

mod earlier;
mod letters;
mod phases;
mod served;
mod stored;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use earlier::Version;
use fastrand::Rng;
use letters::{Letter, letters};
use phases::Kill;
use restante_end_to_end::{
    AccountForm, Browser, Messages, Name, Options, Order, Profile, Relay, RelayOptions, Security, Trace,
    trace::Life, until,
};
use restante_mail_server::MailServer;
use serde_json::Value;
use served::Server;
use stored::{Stored, told};

/// So many mails are here from the beginning on, so that there is something to index and to compact.
const FIRST: usize = 300;

/// So many come between two kills, at most, or are in a database of an earlier version.
const MOST_NEW: usize = 12;
const EARLIER: usize = 150;

/// How long one collecting may take.
const COLLECTING: Duration = Duration::from_secs(60);

const USER: &str = "ada@example.org";
const PASSWORD: &str = "open sesame";
const LEAVE: &str = "Leave messages on server";

/// What goes on when the browser is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Collecting,
    Indexing,
    Compaction,
    Migration,
}

/// The run.
pub(crate) struct Run {
    profile: Profile,
    relay: Relay,
    server: Server,
    rng: Rng,
    seed: u64,
    /// Every mail there is, and how many of them were sent.
    letters: Vec<Letter>,
    sent: usize,
    /// What the workers did, one after the other.
    lives: Vec<Life>,
    kills: BTreeMap<Phase, u32>,
    /// The last kill, and what it hit.
    last: Option<(Kill, String)>,
    /// The database of an earlier version that was being brought up to date when the browser was killed.
    migrating: Option<(Version, Vec<Letter>)>,
    /// What the kills hit.
    hit: BTreeMap<String, u32>,
    /// How long it takes to collect some mails.
    collecting: Duration,
    began: Instant,
    order: Order,
}

/// What the database holds, by its object stores.
const COUNTS: &str = "
    return indexedDB.databases().then(databases => {
        if (!databases.some(({ name }) => name === 'restante')) return null;
        return new Promise((done, failed) => {
            const opening = indexedDB.open('restante');
            opening.onerror = () => failed(opening.error);
            opening.onsuccess = () => {
                const database = opening.result;
                const stores = [...database.objectStoreNames];
                const transaction = database.transaction(stores);
                const counts = { version: database.version };
                for (const name of stores) {
                    transaction.objectStore(name).count().onsuccess = ({ target }) => counts[name] = target.result;
                }
                transaction.oncomplete = () => { database.close(); done(counts) };
            };
        });
    });
";

impl Run {
    /// A run with a fresh profile, and a server with mail.
    pub(crate) async fn new(seed: u64) -> Self {
        let server = MailServer::builder().account(USER, PASSWORD).start().await.expect("a server");
        let allow = vec![("localhost".to_owned(), server.pop3().port())];
        let relay = Relay::start(&RelayOptions { allow, ..RelayOptions::default() }).await;
        Self {
            profile: Profile::fresh().expect("a folder"),
            relay,
            server: Server::new(server),
            rng: Rng::with_seed(seed),
            seed,
            letters: letters(seed, 2_000),
            sent: 0,
            lives: Vec::new(),
            kills: BTreeMap::new(),
            last: None,
            migrating: None,
            hit: BTreeMap::new(),
            collecting: Duration::ZERO,
            began: Instant::now(),
            order: Order::default(),
        }
    }

    /// Sets up an account that leaves nothing on the server, and collects what is there, in peace.
    pub(crate) async fn begin(&mut self) {
        let profile = self.profile.clone();
        Browser::run_in(&profile, "kill-run", Options::default(), async |browser| {
            self.prepare(browser).await;
            let mut trace = Trace::begin(browser).await;
            browser.go(&self.relay.url()).await;
            self.deliver(FIRST);
            self.set_up(browser).await;
            self.deliver(MOST_NEW);
            let began = Instant::now();
            browser.click("button", "Get mail").await;
            browser.collected(2, COLLECTING).await;
            self.collecting = began.elapsed();
            browser.gone(COLLECTING, "progressbar", Name::Any).await;
            self.server.quiet().await;
            let lives = trace.lives().await.to_vec();
            self.note(lives);
        })
        .await;
    }

    /// Starts the browser, looks whether all is well since the last kill, and kills it in this phase.
    pub(crate) async fn be_killed(&mut self, phase: Phase) {
        let profile = self.profile.clone();
        Browser::run_in(&profile, "kill-run", Options::default(), async |browser| {
            let mut trace = self.look(browser).await;
            let kill = self.kill_in(phase, browser, &mut trace).await;
            let lives = trace.of_the_killed().await;
            self.server.quiet().await;
            let hit = self.hit_by(kill, &lives);
            self.last = Some((kill, hit));
            *self.kills.entry(phase).or_default() += 1;
            self.note(lives);
        })
        .await;
    }

    /// Collects what is left, in peace, and looks at it all.
    pub(crate) async fn end_well(&mut self) {
        let profile = self.profile.clone();
        Browser::run_in(&profile, "kill-run", Options::default(), async |browser| {
            let mut trace = self.look(browser).await;
            browser.reload().await;
            self.server.behave();
            browser.click("button", "Get mail").await;
            browser.collected(1, COLLECTING).await;
            browser.gone(COLLECTING, "progressbar", Name::Any).await;
            self.server.quiet().await;
            let lives = trace.lives().await.to_vec();
            self.note(lives);
            assert!(self.server.is_empty(), "the server deleted what it was told to delete");
            let stored = self.check(browser, &mut trace, &self.letters[..self.sent]).await;
            assert_eq!(stored.len(), self.sent, "every mail is here");
        })
        .await;
        match Order::of(&self.lives, self.server.sessions()) {
            Ok(order) => self.order = order,
            Err(violations) => {
                let lines: Vec<String> = violations.iter().take(20).map(ToString::to_string).collect();
                panic!("{} times the trace shows what must not be:\n{}", violations.len(), lines.join("\n"));
            }
        }
        assert!(self.order.deletions >= self.sent, "{:?}: {} mails were deleted", self.order, self.sent);
    }

    pub(crate) fn report(&self) -> String {
        format!(
            "kill run, seed {}: {} kills {:?}, which hit {:#?}; {} mails collected, each is here once and \
             byte-equal, listed once, indexed once; {} transactions wrote mail or what is known of it, all \
             strict; {} DELEs left the page, each after a complete transaction with its mail ({} of mail \
             that was found stored after a kill); {:.1} s",
            self.seed,
            self.kills.values().sum::<u32>(),
            self.kills,
            self.hit,
            self.sent,
            self.order.writing,
            self.order.deletions,
            self.order.found,
            self.began.elapsed().as_secs_f64(),
        )
    }

    /// What a page is told of its site's storage holds from its next beginning, so it is told before.
    async fn prepare(&self, browser: &Browser) {
        browser.go(&format!("{}manifest.webmanifest", self.relay.url())).await;
        browser.set_permission("persistent-storage", "granted").await;
    }

    async fn set_up(&self, browser: &Browser) {
        let (host, port) = ("localhost", self.server.port());
        let form = AccountForm { host, port, security: Security::None, user: USER, password: PASSWORD };
        form.fill(browser).await;
        browser.click("checkbox", LEAVE).await;
        until("the box is cleared", COLLECTING, async || {
            (!browser.see("checkbox", LEAVE).await?.is_selected().await.ok()?).then_some(())
        })
        .await;
        browser.save_account().await;
        browser.collected(1, COLLECTING).await;
        browser.gone(COLLECTING, "progressbar", Name::Any).await;
    }

    fn deliver(&mut self, count: usize) {
        for letter in &self.letters[self.sent..self.sent + count] {
            self.server.receive(letter.raw.clone(), self.sent);
            self.sent += 1;
        }
    }

    fn note(&mut self, lives: Vec<Life>) {
        self.server.note(&lives);
        self.lives.extend(lives);
    }

    /// Opens the page, and holds what is stored against what was sent and what the server was told.
    async fn look(&mut self, browser: &Browser) -> Trace {
        self.prepare(browser).await;
        let mut counts = browser.script(COUNTS, Vec::new()).await;
        let mut trace = Trace::begin(browser).await;
        if let Some((_, letters)) = self.migrating.take() {
            counts = self.go_elsewhere(browser).await;
            browser.go(&self.elsewhere("")).await;
            let stored = self.check_all(browser, &mut trace, &letters).await;
            assert_eq!(stored.len(), letters.len());
        }
        browser.go(&self.relay.url()).await;
        let stored = self.check(browser, &mut trace, &self.letters[..self.sent]).await;
        trace.found(stored.marks());
        if let Some((kill, hit)) = self.last.take() {
            let hit = format!("{:?}, {hit}{}", kill.phase, after(kill.phase, &counts));
            println!(
                "kill {} of seed {}: {} ms after {}: {hit}; {} mails are here",
                self.kills.values().sum::<u32>(),
                self.seed,
                kill.moment.as_millis(),
                kill.since,
                stored.len()
            );
            *self.hit.entry(hit).or_default() += 1;
        }
        trace
    }

    /// Checks the mail of the account with the server.
    async fn check(&self, browser: &Browser, trace: &mut Trace, letters: &[Letter]) -> Stored {
        self.check_with(browser, trace, letters, &self.server.told()).await
    }

    /// Checks mail of which the server was told long ago that all is to be deleted.
    async fn check_all(&self, browser: &Browser, trace: &mut Trace, letters: &[Letter]) -> Stored {
        let all = (0..).take(letters.len()).collect();
        self.check_with(browser, trace, letters, &all).await
    }

    async fn check_with(
        &self,
        browser: &Browser,
        trace: &mut Trace,
        letters: &[Letter],
        told_of: &BTreeSet<u32>,
    ) -> Stored {
        let listed = until("the page lists what is here", COLLECTING, async || {
            Messages(browser).total().await.filter(|total| *total > 0)
        })
        .await;
        let mut rng = Rng::with_seed(self.seed ^ self.sent as u64);
        let words: Vec<String> =
            rng.choose_multiple(letters.iter(), 3).into_iter().map(|letter| letter.word.clone()).collect();
        let stored = Stored::read(browser, trace, &words).await;
        let wrongs = stored.wrongs(letters, told_of);
        assert!(wrongs.is_empty(), "after {:?}: {}", self.last, told(&wrongs));
        assert_eq!(listed, stored.len(), "the page's list is the worker's");
        stored
    }

    /// The same relay under its other name: another origin in the same profile.
    fn elsewhere(&self, path: &str) -> String {
        format!("http://localhost:{}/{path}", self.relay.address().port())
    }

    /// Goes to the other origin, without its page; what its database holds.
    async fn go_elsewhere(&self, browser: &Browser) -> Value {
        browser.go(&self.elsewhere("manifest.webmanifest")).await;
        browser.script(COUNTS, Vec::new()).await
    }
}

/// What a kill left of what it hit.
fn after(phase: Phase, counts: &Value) -> String {
    match phase {
        Phase::Collecting => String::new(),
        Phase::Indexing => format!(", {} segments were kept", counts["segments"]),
        Phase::Compaction if counts["journal"].as_u64() < Some(10) => {
            ", the journal was begun anew".to_owned()
        }
        Phase::Compaction => ", the journal was as before".to_owned(),
        Phase::Migration => format!(", of version {} then", counts["version"]),
    }
}
