//! A thousand sessions with a server that breaks the connection each time: at a random byte, or at
//! a command. In the end every mail is here exactly once and byte-equal, and none was deleted on
//! the server before it was durable.
//!
//! `RESTANTE_SEED` chooses another run.

mod native;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use fastrand::Rng;
use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante_dovecot::mails;
use restante_mail_server::{
    Quirk,
    fault::{Event, Moment, Seen},
};

const SESSIONS: u32 = 1_000;

/// So many mails come between two sessions, at most.
const MOST_NEW: usize = 4;

/// A connection that was cut is noticed on the other side in a moment.
const DEADLINE: Duration = Duration::from_secs(10);

/// What became of it all, for the report.
#[derive(Debug, Default)]
struct Tally {
    mails: usize,
    octets: usize,
    cut_at_bytes: u32,
    closed_at_commands: u32,
    crashes: u32,
    unbroken: u32,
    retrieved: usize,
    deleted: usize,
    problems: u32,
    /// How often a connection was closed at which command, and when.
    closed: BTreeMap<(String, u8), u32>,
    /// How often which command was heard.
    heard: BTreeMap<String, u32>,
}

#[test]
#[ignore = "long"]
fn a_thousand_broken_sessions() {
    let seed = std::env::var("RESTANTE_SEED").map_or(1, |seed| seed.parse().expect("a number"));
    run(async move {
        let began = Instant::now();
        let mut rng = Rng::with_seed(seed);
        let mut letters = mails::generate(seed, SESSIONS as usize * MOST_NEW).into_iter();
        let setup =
            Setup { around: 2, haste: 60, commit_takes: Duration::from_millis(1), ..Setup::deleting([]) };
        let mut trial = setup.begin().await;
        let mut tally = Tally::default();

        // Some faults lie beyond the end of their session and break nothing.
        for _ in 0..3 * SESSIONS {
            if tally.broken() == SESSIONS {
                break;
            }
            for mail in letters.by_ref().take(rng.usize(0..=MOST_NEW)) {
                trial.deliver(mail.raw);
            }
            break_a_session(&mut trial, &mut rng, &mut tally).await;
            if rng.u32(0..10) == 0 {
                crash_in_a_session(&mut trial, &mut rng, &mut tally).await;
            }
        }
        assert_eq!(tally.broken(), SESSIONS);
        trial.server.misbehave([]);
        let ended = trial.collect_until_well(5).await;
        assert_eq!(ended.problem, None);
        tally.note(&trial, &trial.server.take_log());

        trial.everything_is_here_once().await;
        assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
        tally.every_command_was_cut_off();
        tally.mails = trial.sent().len();
        tally.octets = trial.sent().iter().map(Vec::len).sum();
        println!("{}", tally.report(seed, began.elapsed()));
    });
}

/// Collects once, from a server that closes the connection in the middle.
async fn break_a_session(trial: &mut Trial, rng: &mut Rng, tally: &mut Tally) {
    let waiting = trial.server.maildrop();
    let octets: usize = waiting.iter().map(|mail| mail.len() + 100).sum();
    let commands = 8 + 2 * waiting.len() as u32;
    let fault = if rng.bool() {
        Quirk::CutAfter(rng.u64(0..=1_500 + octets as u64))
    } else {
        let moment = [Moment::Unheard, Moment::Unanswered, Moment::Answered][rng.usize(0..3)];
        Quirk::CloseAtCommand { command: rng.u32(1..=commands), moment }
    };
    let mut quirks = vec![fault];
    if rng.u32(0..4) == 0 {
        quirks.push(Quirk::NoPipelining);
    }
    if rng.u32(0..20) == 0 {
        quirks.push(Quirk::UpdateRollsBack);
    }
    // Names that are others each time, or numbers, or nobody's.
    match rng.u32(0..20) {
        0 | 1 => quirks.push(Quirk::UidlsChange),
        2 | 3 => quirks.push(Quirk::ReusedUidls),
        4 => quirks.push(Quirk::DuplicateUidls),
        _ => {}
    }
    trial.server.misbehave(quirks);

    let collected = trial.collect().await;
    let events = quiet(trial).await;
    let sessions: BTreeSet<u32> = events.iter().map(|event| event.session).collect();
    let quits = events.iter().filter(|event| event.seen == Seen::Command("QUIT".to_owned())).count();
    if collected.problem.is_none() && quits == sessions.len() {
        tally.unbroken += 1;
    } else if matches!(fault, Quirk::CutAfter(_)) {
        tally.cut_at_bytes += 1;
    } else {
        tally.closed_at_commands += 1;
    }
    if let Quirk::CloseAtCommand { command, moment } = fault {
        tally.note_closed(&events, command, moment);
    }
    tally.problems += u32::from(collected.problem.is_some());
    tally.note(trial, &events);
}

/// Collects, and goes away without a word when the server has heard some more lines.
async fn crash_in_a_session(trial: &mut Trial, rng: &mut Rng, tally: &mut Tally) {
    trial.server.misbehave([]);
    let lines = rng.usize(1..=10 + 2 * trial.server.maildrop().len());
    tokio::select! {
        biased;
        () = heard(trial.server.log().len() + lines, trial) => {}
        _ = trial.reader.collect() => {}
    }
    trial.restart().await;
    let events = quiet(trial).await;
    tally.crashes += 1;
    tally.note(trial, &events);
}

/// Returns when the server's log has so many events. Unlike the collecting it runs beside, it never ends
/// by itself otherwise.
async fn heard(events: usize, trial: &Trial) {
    while trial.server.log().len() < events {
        tokio::task::yield_now().await;
    }
}

/// The events since the last time, when every session is closed.
async fn quiet(trial: &Trial) -> Vec<Event> {
    let began = Instant::now();
    loop {
        let events = trial.server.log();
        let count = |seen: &Seen| events.iter().filter(|event| event.seen == *seen).count();
        if count(&Seen::Connected) == count(&Seen::Closed) {
            return trial.server.take_log();
        }
        assert!(began.elapsed() < DEADLINE, "a session goes on without a client");
        tokio::task::yield_now().await;
    }
}

impl Tally {
    const fn broken(&self) -> u32 {
        self.cut_at_bytes + self.closed_at_commands
    }

    fn note(&mut self, trial: &Trial, events: &[Event]) {
        self.deleted += trial.none_was_deleted_too_early(events);
        for verb in events.iter().filter_map(verb) {
            self.retrieved += usize::from(verb == "RETR");
            *self.heard.entry(verb).or_default() += 1;
        }
    }

    fn note_closed(&mut self, events: &[Event], command: u32, moment: Moment) {
        let sessions: BTreeSet<u32> = events.iter().map(|event| event.session).collect();
        for session in sessions {
            let events = events.iter().filter(|event| event.session == session);
            if let Some(verb) = events.filter_map(verb).nth(command as usize - 1) {
                *self.closed.entry((verb, moment as u8)).or_default() += 1;
            }
        }
    }

    /// Each command that is heard often was one at which a connection was closed, at each of the
    /// three moments.
    fn every_command_was_cut_off(&self) {
        let common: BTreeSet<&String> =
            self.heard.iter().filter(|(_, count)| **count > SESSIONS / 10).map(|(verb, _)| verb).collect();
        assert!(common.iter().any(|verb| *verb == "RETR") && common.iter().any(|verb| *verb == "QUIT"));
        for verb in common {
            for moment in [Moment::Unheard, Moment::Unanswered, Moment::Answered] {
                let closed = self.closed.get(&(verb.clone(), moment as u8));
                assert!(closed.is_some(), "no session was closed at {verb}, {moment:?}");
            }
        }
    }

    fn report(&self, seed: u64, took: Duration) -> String {
        format!(
            "fault run, seed {seed}: {} sessions cut at a byte, {} closed at a command, {} unbroken; {} \
             ended with a problem; {} crashes besides; {} mails of {} octets, fetched {} times, deleted {}; \
             each is here once and byte-equal, none was deleted before it was durable; {:.1} s",
            self.cut_at_bytes,
            self.closed_at_commands,
            self.unbroken,
            self.problems,
            self.crashes,
            self.mails,
            self.octets,
            self.retrieved,
            self.deleted,
            took.as_secs_f64(),
        )
    }
}

fn verb(event: &Event) -> Option<String> {
    match &event.seen {
        Seen::Command(line) => line.split(' ').next().map(str::to_owned),
        _ => None,
    }
}
