//! What is known of an account's server: what was learnt of it before, and what the last session
//! with it showed. Engine and session share it, so that it outlasts a session that failed.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use super::transcript::Transcript;
use crate::{
    engine::{
        api::{Expiry, Quirk, TlsReport},
        identity::Listed,
    },
    protocol::pop3::{Capabilities, Expire, MessageNumber},
    store::{Learnt, Uidl},
};

/// A handle to it; clones share it.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Log(Rc<RefCell<Known>>);

#[derive(Debug, Default)]
struct Known {
    learnt: Learnt,
    manner: Manner,
    /// Another session, in another manner, may do better than the one that failed.
    again: bool,
    greeting: Greeting,
    /// Seconds that the server wants between two logins, as it said at the last one.
    login_delay: Option<u32>,
    /// It refused a part of its listing for as long as anybody waits, and is not waited for any more.
    half_listed: bool,
    lists: Lists,
    report: SessionReport,
    transcript: Transcript,
    /// The messages at which one session broke, as long as the engine runs.
    suspects: Vec<Breaker>,
    /// Those at which several did; the last of them comes last.
    breakers: Vec<Breaker>,
    /// Those at which they broke when it was only to be seen which message it is.
    unseen: Vec<Breaker>,
    /// TOP has shown another header than RETR, as long as the engine runs.
    top_differs: bool,
}

/// A message at which a session broke.
#[derive(Debug)]
enum Breaker {
    /// By the server's name for it.
    Named(Uidl),
    /// By its number and octets, where the server gives none. Nothing is deleted there by us, so that
    /// numbers seldom change; one that has come to be another's costs that one its turn.
    Nameless(MessageNumber, u64),
}

impl Breaker {
    fn new(listed: &Listed) -> Self {
        let nameless = Self::Nameless(listed.number, listed.octets);
        listed.uidl.clone().map_or(nameless, Self::Named)
    }

    fn is(&self, listed: &Listed) -> bool {
        match (self, &listed.uidl) {
            (Self::Named(uidl), Some(listed)) => uidl == listed,
            (Self::Nameless(number, octets), None) => (*number, *octets) == (listed.number, listed.octets),
            _ => false,
        }
    }
}

/// Whether a server lists messages only when those that it listed before were fetched, as long as the
/// engine runs. It matters where some are passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::engine) enum Lists {
    #[default]
    Unknown,
    /// This one was fetched: it is not listed again if it does.
    Fetched(Uidl),
    /// It does.
    ByBatches,
    /// It does not, or has listed all.
    All,
}

/// Whether the server's greeting is waited for before anything is said, in this worker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Greeting {
    #[default]
    Awaited,
    /// The last session was all in one turn, and nothing in it hung on the greeting.
    Known,
    /// A session that did not wait for it failed.
    Insisted,
}

/// How the server is treated for the rest of one collecting, after something went wrong in it that
/// may have had other reasons.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Manner {
    /// One command at a time, and nothing that was remembered is relied on.
    pub(super) careful: bool,
    /// The login comes alone.
    pub(super) login_apart: bool,
    /// CAPA is not asked.
    pub(super) without_capa: bool,
    /// It hung up where it had to say what it thinks of the password.
    pub(super) hung_up: bool,
}

/// What the last session showed. No secret is in it.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct SessionReport {
    /// The server's greeting; empty where it did not come to that.
    pub(in crate::engine) greeting: String,
    /// Lines of its answer to CAPA before the login; `None` when it has none.
    pub(in crate::engine) before_login: Option<Vec<String>>,
    /// The same after the login.
    pub(in crate::engine) after_login: Option<Vec<String>>,
    /// TLS, where there was a handshake.
    pub(in crate::engine) tls: Option<TlsReport>,
    /// How the reader was logged in.
    pub(in crate::engine) login: Option<String>,
    /// When the server deletes messages by itself, where it says.
    pub(in crate::engine) expire: Option<Expiry>,
    /// Seconds that have to pass between two logins, where it says.
    pub(in crate::engine) login_delay: Option<u32>,
    /// What had to be worked around, in any session of this worker.
    pub(in crate::engine) quirks: BTreeSet<Quirk>,
    /// Who said what, a line each.
    pub(in crate::engine) transcript: Vec<String>,
}

impl Known {
    /// What the server says of itself, to those it knows if it tells them apart.
    fn said(&self) -> Capabilities {
        let lines = self.learnt.after_login.as_ref().filter(|lines| !lines.is_empty());
        let lines = lines.or(self.learnt.before_login.as_ref());
        Capabilities::remembered(lines.cloned().unwrap_or_default())
    }
}

impl Log {
    /// A collecting begins; this was learnt before.
    pub(in crate::engine) fn begin(&self, learnt: Learnt) {
        let mut known = self.0.borrow_mut();
        known.learnt = learnt;
        known.manner = Manner::default();
        known.again = false;
        known.transcript = Transcript::default();
        let quirks = std::mem::take(&mut known.report.quirks);
        known.report = SessionReport { quirks, ..SessionReport::default() };
    }

    /// What was learnt of the server, now.
    pub(in crate::engine) fn learnt(&self) -> Learnt {
        self.0.borrow().learnt.clone()
    }

    /// What the last session showed, and what was learnt before it.
    pub(in crate::engine) fn report(&self) -> SessionReport {
        let known = self.0.borrow();
        let said = known.said();
        let lines = |lines: &Option<Vec<String>>| lines.clone().filter(|lines| !lines.is_empty());
        let expiry = |expire: Expire| expire.days.map_or(Expiry::Never, Expiry::Days);
        SessionReport {
            before_login: lines(&known.learnt.before_login),
            after_login: lines(&known.learnt.after_login),
            expire: said.expire().map(expiry),
            login_delay: said.login_delay().map(|delay| delay.seconds),
            transcript: known.transcript.lines(),
            ..known.report.clone()
        }
    }

    /// The server let us in at this moment (Unix seconds), and wants so many seconds to pass before the
    /// next login.
    pub(super) fn logged_in(&self, at: i64, delay: Option<u32>) {
        let known = &mut *self.0.borrow_mut();
        known.login_delay = delay;
        known.learnt.logged_in = delay.map(|_| at);
    }

    /// Seconds that have to pass between two logins, where the server says.
    pub(super) fn login_delay(&self) -> Option<u32> {
        let known = self.0.borrow();
        known.login_delay.or_else(|| known.said().login_delay().map(|delay| delay.seconds))
    }

    /// Whether a listing of which the server refuses a part for now has to do.
    pub(super) fn makes_do_with_half(&self) -> bool {
        self.0.borrow().half_listed
    }

    /// From now on it has; or it has no longer, because the server has listed all.
    pub(super) fn make_do_with_half(&self, makes_do: bool) {
        self.0.borrow_mut().half_listed = makes_do;
    }

    /// Notes something that had to be worked around.
    pub(in crate::engine) fn note(&self, quirk: Quirk) {
        self.0.borrow_mut().report.quirks.insert(quirk);
    }

    /// Whether the session that failed should be followed by another at once; asked once, it is no
    /// more.
    pub(in crate::engine) fn take_again(&self) -> bool {
        std::mem::take(&mut self.0.borrow_mut().again)
    }

    /// Whether the greeting need not be waited for.
    pub(super) fn knows_the_greeting(&self) -> bool {
        self.0.borrow().greeting == Greeting::Known
    }

    /// A session was all in one turn, and nothing in it hung on the greeting.
    pub(super) fn greeting_said_nothing(&self) {
        let greeting = &mut self.0.borrow_mut().greeting;
        if *greeting == Greeting::Awaited {
            *greeting = Greeting::Known;
        }
    }

    /// A session failed that did not wait for the greeting, and should be followed by one that does.
    pub(super) fn wait_for_the_greeting(&self) {
        let mut known = self.0.borrow_mut();
        known.greeting = Greeting::Insisted;
        known.again = true;
    }

    /// Whether the server lists by batches.
    pub(in crate::engine) fn lists(&self) -> Lists {
        self.0.borrow().lists.clone()
    }

    /// What was found out about it.
    pub(in crate::engine) fn found_to_list(&self, lists: Lists) {
        self.0.borrow_mut().lists = lists;
    }

    /// Whether several commands at once were ever answered rightly.
    pub(super) fn knows_pipelining_to_work(&self) -> bool {
        self.0.borrow().learnt.pipelining_works
    }

    /// A session broke when it was this message's turn. The first time the network is to blame: it says
    /// nothing of the message, whose turn comes again.
    pub(in crate::engine) fn broke_at(&self, listed: &Listed) {
        let known = &mut *self.0.borrow_mut();
        if !known.suspects.iter().any(|suspect| suspect.is(listed)) {
            known.suspects.push(Breaker::new(listed));
            return;
        }
        let breakers = &mut known.breakers;
        breakers.retain(|breaker| !breaker.is(listed));
        breakers.push(Breaker::new(listed));
    }

    /// A session broke when it was to be seen which message this is: it is not looked at any more.
    pub(in crate::engine) fn broke_when_looking_at(&self, listed: &Listed) {
        self.0.borrow_mut().unseen.push(Breaker::new(listed));
        self.broke_at(listed);
    }

    /// Whether sessions may break when it is only to be seen which message this is.
    pub(in crate::engine) fn breaks_when_looked_at(&self, listed: &Listed) -> bool {
        self.0.borrow().unseen.iter().any(|breaker| breaker.is(listed))
    }

    /// Where this message stands among those at which sessions broke more than once, if it is one of them.
    pub(in crate::engine) fn place_among_breakers(&self, listed: &Listed) -> Option<usize> {
        self.0.borrow().breakers.iter().position(|breaker| breaker.is(listed))
    }

    /// TOP has shown another header of a message than RETR.
    pub(in crate::engine) fn top_differs(&self) {
        self.0.borrow_mut().top_differs = true;
        self.note(Quirk::TopDiffers);
    }

    /// Whether TOP may show other headers than RETR.
    pub(in crate::engine) fn mistrusts_top(&self) -> bool {
        self.0.borrow().top_differs
    }

    pub(super) fn learn(&self, change: impl FnOnce(&mut Learnt)) {
        change(&mut self.0.borrow_mut().learnt);
    }

    pub(super) fn manner(&self) -> Manner {
        self.0.borrow().manner
    }

    /// Another session may do better, in the manner that `change` leads to.
    pub(super) fn again(&self, change: impl FnOnce(&mut Manner)) {
        let mut known = self.0.borrow_mut();
        change(&mut known.manner);
        known.again = true;
    }

    pub(super) fn show(&self, change: impl FnOnce(&mut SessionReport)) {
        change(&mut self.0.borrow_mut().report);
    }

    pub(super) fn write(&self, line: impl FnOnce(&mut Transcript)) {
        line(&mut self.0.borrow_mut().transcript);
    }
}
