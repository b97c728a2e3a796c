//! A run of broken sessions: what goes wrong in each, and what became of it all.

mod events;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::{Duration, Instant},
};

use events::{ended_with_quit, is_over, verb};
use fastrand::Rng;
use restante_dovecot::mails::{self, Mail};
use restante_end_to_end::{
    Browser, Messages, Name, Order, Reading, Relay, RelayOptions, Trace,
    trace::{CrashPoint, Served, Violation},
    until,
};
use restante_mail_server::{
    MailServer, Quirk,
    fault::{Event, Moment, Seen},
};

/// So many mails come between two sessions, at most.
const MOST_NEW: usize = 3;

/// How long one collecting may take.
const COLLECTING: Duration = Duration::from_secs(60);

/// A connection that was cut is noticed on the other side in a moment.
const DEADLINE: Duration = Duration::from_secs(10);

/// So slow is each answer of a session in whose middle something else happens.
const SLOW: Quirk = Quirk::Delay(Duration::from_millis(5));

/// What breaks a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Breakage {
    CutAtByte,
    CutInMail,
    ClosedAtCommand,
    RelayKilled,
    CrashedAnywhere,
    CrashedStoring,
    CrashedWhenStored,
}

/// What is to break one session after the other, again and again.
const TURNS: [Breakage; 12] = [
    Breakage::ClosedAtCommand,
    Breakage::CrashedWhenStored,
    Breakage::CutAtByte,
    Breakage::CutInMail,
    Breakage::RelayKilled,
    Breakage::CrashedStoring,
    Breakage::CutAtByte,
    Breakage::ClosedAtCommand,
    Breakage::CrashedAnywhere,
    Breakage::ClosedAtCommand,
    Breakage::CutAtByte,
    Breakage::ClosedAtCommand,
];

/// The run.
pub(crate) struct Run<'b> {
    browser: &'b Browser,
    trace: Trace,
    server: MailServer,
    relay: Option<Relay>,
    options: RelayOptions,
    rng: Rng,
    letters: std::vec::IntoIter<Mail>,
    /// Every mail that was sent, by its mark.
    sent: Vec<Vec<u8>>,
    /// The marks of what lies in the maildrop, by UIDL.
    maildrop: Vec<(String, u32)>,
    /// Every session there was.
    served: Vec<Served>,
    sessions: HashMap<u32, usize>,
    broken: BTreeMap<Breakage, u32>,
    /// The commands at which a connection was closed.
    closed_at: BTreeSet<String>,
    /// How often which command was heard.
    heard: BTreeMap<String, u32>,
    began: Instant,
    seed: u64,
    order: Order,
}

impl<'b> Run<'b> {
    /// A run with a browser that has an account with this server, and has collected from it once.
    pub(crate) async fn new(
        seed: u64,
        browser: &'b Browser,
        trace: Trace,
        server: MailServer,
        relay: Relay,
        options: RelayOptions,
    ) -> Self {
        let mut run = Self {
            browser,
            trace,
            server,
            relay: Some(relay),
            options,
            rng: Rng::with_seed(seed),
            letters: mails::generate(seed, 2_000).into_iter(),
            sent: Vec::new(),
            maildrop: Vec::new(),
            served: Vec::new(),
            sessions: HashMap::new(),
            broken: BTreeMap::new(),
            closed_at: BTreeSet::new(),
            heard: BTreeMap::new(),
            began: Instant::now(),
            seed,
            order: Order::default(),
        };
        let events = run.quiet().await;
        run.note(&events);
        run
    }

    /// Collects until so many sessions were broken.
    pub(crate) async fn break_sessions(&mut self, sessions: u32) {
        // Some faults lie beyond the end of their session and break nothing.
        for turn in 0..4 * sessions {
            let broken = self.broken.values().sum::<u32>();
            if broken == sessions {
                return;
            }
            let new = self.rng.usize(0..=MOST_NEW).max(usize::from(self.maildrop.is_empty()));
            self.deliver(new);
            let breakage = TURNS[turn as usize % TURNS.len()];
            match breakage {
                Breakage::CutAtByte | Breakage::CutInMail | Breakage::ClosedAtCommand => {
                    self.break_a_session(breakage).await;
                }
                Breakage::CrashedAnywhere => self.crash_in_a_session().await,
                Breakage::CrashedStoring => self.crash_at(CrashPoint::Storing, breakage).await,
                Breakage::CrashedWhenStored => self.crash_at(CrashPoint::Stored, breakage).await,
                Breakage::RelayKilled => self.kill_the_relay_in_a_session().await,
            }
        }
        panic!("most sessions did not break: {:?}", self.broken);
    }

    /// Collects what is left from a server that does everything right, and looks at it all.
    pub(crate) async fn end_well(&mut self) {
        self.server.misbehave([]);
        until("the maildrop is empty", COLLECTING, async || {
            self.get_mail().await;
            self.server.maildrop().is_empty().then_some(())
        })
        .await;
        let events = self.quiet().await;
        self.note(&events);
        assert_eq!(self.maildrop, [], "what the server deleted is what its sessions were told to");

        let messages = Messages(self.browser);
        messages.reach(self.sent.len(), COLLECTING).await;
        for number in [1, self.sent.len()] {
            messages.open(number).await;
            let source = Reading(self.browser).source().await;
            assert!(source.starts_with("X-Trial: "), "{source}");
        }
        let (mut here, mut sent) = (self.trace.sources().await, self.sent.clone());
        here.sort();
        sent.sort();
        assert!(here == sent, "every mail is here once and byte-equal: {}", differing(&here, &sent));

        let lives = self.trace.lives().await;
        match Order::of(lives, &self.served) {
            Ok(order) => self.order = order,
            Err(violations) => panic!("{}", told(&violations)),
        }
        let deleted = self.sent.len();
        assert!(self.order.deletions >= deleted, "{:?}: {deleted} mails were deleted", self.order);
        let all: u32 = self.broken.values().sum();
        if all >= 100 {
            self.every_command_was_cut_off();
        }
    }

    pub(crate) fn report(&self) -> String {
        format!(
            "fault run in the browser, seed {}: of {} sessions broken {:?}; {} mails of {} octets, fetched {} \
             times; each is here once and byte-equal; {} transactions wrote more than the search index, all \
             strict; {} DELEs left the page, each after the transactions with mail begun by then were complete \
             ({} for mail that a worker found stored by one that had crashed); {:.1} s",
            self.seed,
            self.served.len(),
            self.broken,
            self.sent.len(),
            self.sent.iter().map(Vec::len).sum::<usize>(),
            self.heard.get("RETR").unwrap_or(&0),
            self.order.writing,
            self.order.deletions,
            self.order.found,
            self.began.elapsed().as_secs_f64(),
        )
    }

    fn deliver(&mut self, count: usize) {
        for letter in self.letters.by_ref().take(count) {
            let mark = u32::try_from(self.sent.len()).unwrap();
            let raw = [Trace::mark(mark).as_bytes(), &letter.raw].concat();
            self.server.receive(raw.clone()).unwrap();
            self.sent.push(raw);
            self.maildrop.push((self.server.uidls().pop().unwrap(), mark));
        }
    }

    /// Collects once, from a server that closes the connection in the middle.
    async fn break_a_session(&mut self, breakage: Breakage) {
        let waiting = u32::try_from(self.maildrop.len()).unwrap();
        let octets: usize = self.server.maildrop().iter().map(|mail| mail.len() + 100).sum();
        let fault = match breakage {
            Breakage::CutAtByte => Quirk::CutAfter(self.rng.u64(0..=600 + octets as u64)),
            Breakage::CutInMail => {
                let nth = self.rng.u32(1..=waiting);
                Quirk::CutInRetrieval { nth, bytes: self.rng.usize(0..=octets / waiting as usize) }
            }
            _ => {
                let moment = [Moment::Unheard, Moment::Unanswered, Moment::Answered][self.rng.usize(0..3)];
                Quirk::CloseAtCommand { command: self.rng.u32(1..=7 + 2 * waiting), moment }
            }
        };
        let mut quirks = vec![fault];
        if self.rng.u32(0..4) == 0 {
            quirks.push(Quirk::NoPipelining);
        }
        if self.rng.u32(0..20) == 0 {
            quirks.push(Quirk::UpdateRollsBack);
        }
        self.server.misbehave(quirks);
        self.get_mail().await;
        let events = self.quiet().await;
        if let Quirk::CloseAtCommand { command, .. } = fault {
            self.note_closed(&events, command);
        }
        if !ended_with_quit(&events) {
            *self.broken.entry(breakage).or_default() += 1;
        }
        self.note(&events);
    }

    /// The worker ends in the middle of a session, and the page is loaded again.
    async fn crash_in_a_session(&mut self) {
        let done = self.count().await;
        self.begin_slowly().await;
        self.trace.crash().await;
        let finished = self.count().await > done;
        self.browser.reload().await;
        self.noted_as(Breakage::CrashedAnywhere, finished).await;
    }

    /// The worker ends at this point of storing mail, and the page is loaded again.
    async fn crash_at(&mut self, point: CrashPoint, breakage: Breakage) {
        self.deliver(1);
        self.server.misbehave([]);
        self.trace.crash_at(point).await;
        self.browser.click("button", "Get mail").await;
        self.trace.crashed().await;
        self.browser.reload().await;
        self.noted_as(breakage, false).await;
    }

    /// The relay is killed in the middle of a session, and started again.
    async fn kill_the_relay_in_a_session(&mut self) {
        let done = self.count().await;
        self.begin_slowly().await;
        self.relay.take().expect("it runs").kill().await;
        self.browser.collected(done + 1, COLLECTING).await;
        self.relay = Some(Relay::start(&self.options).await);
        self.noted_as(Breakage::RelayKilled, false).await;
    }

    /// Begins to collect from a slow server, and returns in the middle of that.
    async fn begin_slowly(&mut self) {
        self.server.misbehave([SLOW]);
        let before = self.server.log().len();
        let events = self.rng.usize(6..=12 + 2 * self.maildrop.len());
        self.browser.click("button", "Get mail").await;
        let heard = async {
            // Or it was over sooner.
            while self.server.log().len() < before + events && !is_over(&self.server.log()) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(DEADLINE, heard).await.expect("the server hears commands");
    }

    async fn noted_as(&mut self, breakage: Breakage, finished: bool) {
        let events = self.quiet().await;
        if !finished && !ended_with_quit(&events) {
            *self.broken.entry(breakage).or_default() += 1;
        }
        self.note(&events);
    }

    /// Presses "Get mail" and waits until that has come to its end, good or bad.
    async fn get_mail(&self) {
        let done = self.count().await;
        self.browser.click("button", "Get mail").await;
        self.browser.collected(done + 1, COLLECTING).await;
        self.browser.gone(COLLECTING, "progressbar", Name::Any).await;
    }

    /// How often the page has collected since it was loaded.
    async fn count(&self) -> usize {
        let count = "return performance.getEntriesByName('restante:collect').length";
        self.browser.script(count, Vec::new()).await.as_u64().unwrap().try_into().unwrap()
    }

    /// The events since the last time, when every session is closed.
    async fn quiet(&self) -> Vec<Event> {
        let closed = async {
            while !is_over(&self.server.log()) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(DEADLINE, closed).await.expect("no session goes on without a client");
        self.server.take_log()
    }

    fn note(&mut self, events: &[Event]) {
        for event in events {
            let next = self.served.len();
            let session = *self.sessions.entry(event.session).or_insert(next);
            if session == next {
                self.served.push(Served::default());
            }
            let served = &mut self.served[session];
            match &event.seen {
                Seen::LoggedIn => served.numbered = self.maildrop.iter().map(|(_, mark)| *mark).collect(),
                Seen::Deleted(uidls) => self.maildrop.retain(|(uidl, _)| !uidls.contains(uidl)),
                Seen::Command(line) => {
                    if line.starts_with("DELE") {
                        served.deletions.push(line.clone());
                    }
                    *self.heard.entry(verb(line)).or_default() += 1;
                }
                Seen::Connected | Seen::Response(_) | Seen::Closed => {}
            }
        }
    }

    fn note_closed(&mut self, events: &[Event], command: u32) {
        let sessions: BTreeSet<u32> = events.iter().map(|event| event.session).collect();
        for session in sessions {
            let events = events.iter().filter(|event| event.session == session);
            let mut commands = events.filter_map(|event| match &event.seen {
                Seen::Command(line) => Some(verb(line)),
                _ => None,
            });
            self.closed_at.extend(commands.nth(command as usize - 1));
        }
    }

    /// Each command that is heard often was one at which a connection was closed.
    fn every_command_was_cut_off(&self) {
        let common = self.heard.iter().filter(|(_, count)| **count > 20).map(|(verb, _)| verb);
        for verb in common {
            assert!(self.closed_at.contains(verb), "no session was closed at {verb}: {:?}", self.closed_at);
        }
        for verb in ["RETR", "DELE", "QUIT"] {
            assert!(self.closed_at.contains(verb), "{:?}", self.closed_at);
        }
    }
}

fn differing(here: &[Vec<u8>], sent: &[Vec<u8>]) -> String {
    let begins = |mail: &Vec<u8>| mail[..mail.len().min(40)].escape_ascii().to_string();
    let only = |one: &[Vec<u8>], other: &[Vec<u8>]| -> Vec<String> {
        one.iter().filter(|mail| !other.contains(mail)).map(begins).collect()
    };
    format!(
        "{} here, {} sent; only here: {:?}; only sent: {:?}",
        here.len(),
        sent.len(),
        only(here, sent),
        only(sent, here)
    )
}

fn told(violations: &[Violation]) -> String {
    let lines = violations.iter().take(20).map(|violation| format!("\n  {violation}"));
    format!("{} times the trace shows what must not be:{}", violations.len(), lines.collect::<String>())
}
