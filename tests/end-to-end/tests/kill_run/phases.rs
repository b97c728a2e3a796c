//! What is provoked, and the moment at which the browser is killed.

use std::time::{Duration, Instant};

use restante::{
    engine::api::{Folder, Request, View},
    store::AccountId,
};
use restante_end_to_end::{
    Browser, PATIENCE, Trace,
    trace::{Entry, Life},
};
use serde_json::json;

use super::{
    EARLIER, MOST_NEW, Phase, Run,
    earlier::{self, Version},
    letters::letters,
    stored::rows,
};

/// A journal with so many changes is compacted when nothing else goes on; some more than that.
const CHANGES: usize = 520;

/// How long, at most, the index of what is here takes, a compaction, an upgrade, and the beginning of a
/// page: in milliseconds, with some to spare, so that some kills come when it is over.
const INDEXING: u64 = 450;
const COMPACTION: u64 = 60;
const UPGRADE: u64 = 40;
const BEGINNING: u64 = 900;

/// How long until the engine has nothing else to do and compacts.
const IDLE: Duration = Duration::from_secs(60);

/// When the browser was killed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kill {
    pub(super) phase: Phase,
    /// How long after this.
    pub(super) moment: Duration,
    pub(super) since: &'static str,
}

/// The page deletes the index, and is loaded again when the test has its answer.
const FORGET_INDEX: &str = "
    return new Promise((done, failed) => {
        const opening = indexedDB.open('restante');
        opening.onsuccess = () => {
            const database = opening.result;
            const transaction = database.transaction(['segments'], 'readwrite', { durability: 'strict' });
            transaction.objectStore('segments').clear();
            transaction.oncomplete = () => {
                database.close();
                setTimeout(() => location.reload(), 20);
                done(true);
            };
            transaction.onabort = () => failed(transaction.error);
        };
    });
";

const GO: &str = "const [url] = arguments; setTimeout(() => location.assign(url), 20)";

impl Run {
    /// Provokes the phase, and kills the browser in it.
    pub(super) async fn kill_in(&mut self, phase: Phase, browser: &Browser, trace: &mut Trace) -> Kill {
        trace.from_now();
        let (since, most) = match phase {
            Phase::Collecting => self.collect(browser).await,
            Phase::Indexing => index(browser, trace).await,
            Phase::Compaction => compact(trace).await,
            Phase::Migration => self.migrate(browser, trace).await,
        };
        let began = Instant::now();
        let moment = Duration::from_micros(self.rng.u64(0..=most * 1_000));
        // To be killed then is what this is about.
        tokio::time::sleep(moment.saturating_sub(began.elapsed())).await;
        browser.kill().await;
        Kill { phase, moment, since }
    }

    async fn collect(&mut self, browser: &Browser) -> (&'static str, u64) {
        // The page heard nothing of its worker while the test asked.
        browser.reload().await;
        let new = self.rng.usize(1..=MOST_NEW);
        self.deliver(new);
        let is_slow = self.rng.bool();
        self.server.be_slow(is_slow);
        let button = browser.find("button", "Get mail").await;
        let button = serde_json::to_value(&button).expect("a reference");
        browser.script("arguments[0].click()", vec![button]).await;
        let most = u64::try_from(self.collecting.as_millis()).expect("it took moments");
        ("the beginning", if is_slow { most * 2 } else { most })
    }

    /// Opens a database of an earlier version, and waits for its upgrade in two of four turns.
    async fn migrate(&mut self, browser: &Browser, trace: &mut Trace) -> (&'static str, u64) {
        let before = self.kills.get(&Phase::Migration).copied().unwrap_or_default();
        let version = if before.is_multiple_of(2) { Version::One } else { Version::Two };
        let letters = letters(self.rng.u64(..), EARLIER);
        self.go_elsewhere(browser).await;
        earlier::make(browser, version, &letters).await;
        self.migrating = Some((version, letters));
        browser.script(GO, vec![json!(self.elsewhere(""))]).await;
        if before % 4 >= 2 {
            return ("the page was asked for", BEGINNING);
        }
        let is_upgrade = |entry: &Entry| matches!(entry, Entry::Upgrade { from } if *from == version as u32);
        trace.until("the database is brought up to date", PATIENCE, is_upgrade).await;
        ("the upgrade began", UPGRADE)
    }

    /// What was going on, as server and trace have it.
    pub(super) fn hit_by(&self, kill: Kill, lives: &[Life]) -> String {
        let last = lives.last().map(Vec::as_slice).unwrap_or_default();
        match kill.phase {
            Phase::Collecting => {
                let storing = if is_storing(last) { ", mail being stored" } else { "" };
                format!("{}{storing}", self.server.stage())
            }
            Phase::Indexing => "mail being read".to_owned(),
            Phase::Compaction => {
                let begun = last.iter().rposition(|entry| entry.begins_to_write("blocks"));
                let complete = begun.is_some_and(|begun| {
                    let Entry::Begin { transaction: number, .. } = last[begun] else { return false };
                    last[begun..]
                        .iter()
                        .any(|it| matches!(it, Entry::Complete { transaction } if *transaction == number))
                });
                if complete { "known to be complete" } else { "not known to be complete" }.to_owned()
            }
            Phase::Migration => {
                let version = self.migrating.as_ref().map(|(version, _)| *version as u8).unwrap_or_default();
                format!("from version {version}")
            }
        }
    }
}

/// Whether a transaction with mail was under way.
fn is_storing(life: &[Entry]) -> bool {
    let over = |number: u32| {
        life.iter().any(|entry| {
            matches!(entry, Entry::Complete { transaction } | Entry::Abort { transaction } if *transaction == number)
        })
    };
    life.iter().any(|entry| matches!(entry, Entry::Put { transaction, .. } if !over(*transaction)))
}

/// Begins to make the index anew.
async fn index(browser: &Browser, trace: &mut Trace) -> (&'static str, u64) {
    browser.script(FORGET_INDEX, Vec::new()).await;
    trace
        .until("mail is read to be indexed", PATIENCE, |entry| {
            matches!(entry, Entry::Begin { writes: false, stores, .. } if stores.iter().any(|it| it == "packs"))
        })
        .await;
    ("the first mail was read", INDEXING)
}

/// Fills the journal, and waits until it is put into blocks.
async fn compact(trace: &mut Trace) -> (&'static str, u64) {
    let inbox = View::of(Folder::Inbox(AccountId(1)));
    let mut rows = rows(trace, inbox, u32::MAX).await.rows;
    let mut done = 0;
    while done < CHANGES {
        let marks: Vec<Request> = rows
            .iter_mut()
            .map(|row| {
                row.read = !row.read;
                Request::MarkRead { messages: vec![row.id], read: row.read }
            })
            .collect();
        trace.tell(&marks).await;
        let mut left = marks.len();
        trace
            .until("the marks are kept", PATIENCE, |entry| {
                if entry.begins_to_write("blocks") {
                    // The journal was long already, and begins anew.
                    done = 0;
                } else if entry.begins_to_write("journal") {
                    (done, left) = (done + 1, left - 1);
                }
                left == 0
            })
            .await;
    }
    trace.until("a compaction begins", IDLE, |entry| entry.begins_to_write("blocks")).await;
    ("the compaction began", COMPACTION)
}
