//! The mail server, and what it was told.

use std::{collections::BTreeSet, time::Duration};

use restante_end_to_end::{
    trace::{Entry, Life, Served},
    until,
};
use restante_mail_server::{
    MailServer, Quirk,
    fault::{Event, Seen},
};

/// A connection that was cut is noticed on the other side in a moment.
const DEADLINE: Duration = Duration::from_secs(10);

/// So slow is each answer of a server that is.
const SLOW: Quirk = Quirk::Delay(Duration::from_millis(5));

/// A server whose mails have marks.
pub(super) struct Server {
    server: MailServer,
    /// The marks of what lies in the maildrop, by UIDL.
    maildrop: Vec<(String, u32)>,
    /// Events since the last time that they were noted.
    events: Vec<Event>,
    /// The sessions there were, as far as the page knows of them.
    sessions: Vec<Served>,
    /// The marks of the mails that it was told to delete.
    told: BTreeSet<u32>,
}

impl Server {
    pub(super) fn new(server: MailServer) -> Self {
        let (maildrop, events, sessions, told) = (Vec::new(), Vec::new(), Vec::new(), BTreeSet::new());
        Self { server, maildrop, events, sessions, told }
    }

    pub(super) fn port(&self) -> u16 {
        self.server.pop3().port()
    }

    pub(super) fn receive(&mut self, raw: Vec<u8>, mark: usize) {
        self.server.receive(raw).expect("it takes mail");
        let uidl = self.server.uidls().pop().expect("the mail's");
        self.maildrop.push((uidl, u32::try_from(mark).expect("they are few")));
    }

    pub(super) fn be_slow(&self, slow: bool) {
        self.server.misbehave(slow.then_some(SLOW));
    }

    pub(super) fn behave(&self) {
        self.server.misbehave([]);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.server.maildrop().is_empty() && self.maildrop.is_empty()
    }

    /// The marks of all mails that it was ever told to delete, whether it did or not.
    pub(super) fn told(&self) -> BTreeSet<u32> {
        self.told.clone()
    }

    pub(super) fn sessions(&self) -> &[Served] {
        &self.sessions
    }

    /// Waits until no session goes on.
    pub(super) async fn quiet(&mut self) {
        let count = |events: &[Event], seen: &Seen| events.iter().filter(|it| it.seen == *seen).count();
        until("no session goes on without a client", DEADLINE, async || {
            let log = self.server.log();
            (count(&log, &Seen::Connected) == count(&log, &Seen::Closed)).then_some(())
        })
        .await;
        self.events.extend(self.server.take_log());
    }

    /// How far the last session came, of those that were not noted.
    pub(super) fn stage(&self) -> &'static str {
        let Some(Event { session, .. }) = self.events.last() else { return "no connection yet" };
        let events = || self.events.iter().filter(|event| event.session == *session);
        let heard = |verb: &str| {
            events().any(|event| matches!(&event.seen, Seen::Command(line) if line.starts_with(verb)))
        };
        if events().any(|event| matches!(event.seen, Seen::Deleted(_))) {
            "all deleted"
        } else if heard("QUIT") {
            "QUIT was heard"
        } else if heard("DELE") {
            "DELE was heard"
        } else if heard("RETR") {
            "RETR was heard"
        } else {
            "before the first RETR"
        }
    }

    /// Notes what was seen since the last time, while the page's workers did this.
    pub(super) fn note(&mut self, lives: &[Life]) {
        let mut sessions: Vec<(u32, Served)> = Vec::new();
        for event in std::mem::take(&mut self.events) {
            let at = sessions.iter().position(|(number, _)| *number == event.session).unwrap_or_else(|| {
                sessions.push((event.session, Served::default()));
                sessions.len() - 1
            });
            let served = &mut sessions[at].1;
            match event.seen {
                Seen::LoggedIn => served.numbered = self.maildrop.iter().map(|(_, mark)| *mark).collect(),
                Seen::Deleted(uidls) => self.maildrop.retain(|(uidl, _)| !uidls.contains(uidl)),
                Seen::Command(line) => {
                    if let Some(number) = line.strip_prefix("DELE ") {
                        let number: usize = number.parse().expect("a number");
                        self.told.insert(served.numbered[number - 1]);
                        served.deletions.push(line);
                    }
                }
                Seen::Connected | Seen::Response(_) | Seen::Closed => {}
            }
        }
        let opened = lives.iter().flatten().filter(|entry| matches!(entry, Entry::Opened { .. })).count();
        // A page that was killed may not have heard that the server was reached.
        let unknown = sessions.split_off(opened.min(sessions.len()));
        assert!(unknown.iter().all(|(_, served)| served.deletions.is_empty()), "{unknown:?}");
        self.sessions.extend(sessions.into_iter().map(|(_, served)| served));
    }
}
