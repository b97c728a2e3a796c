//! The engine put to a server with quirks, and what must hold whatever it does.

use std::{collections::HashMap, rc::Rc, time::Duration};

use restante::{
    engine::{
        api::Request,
        problem::{Peer, Problem},
    },
    store::{Account, AccountId, Leave, Security, Server},
};
use restante_dovecot::mails;
use restante_mail_server::{
    MailServer, Quirk,
    fault::{Event, Seen},
};

use super::{
    reader::{Collected, Reader},
    store::{Mark, WatchedStore},
};

const USER: &str = "ada@example.org";
pub(crate) const PASSWORD: &str = "open sesame";

/// What a trial begins with.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) quirks: Vec<Quirk>,
    /// Ordinary mails before those of the quirks, and as many after them.
    pub(crate) around: usize,
    /// Mail is deleted on the server once it is here.
    pub(crate) deletes: bool,
    pub(crate) security: Security,
    /// What the reader gives as the password.
    pub(crate) password: String,
    /// What the password is.
    pub(crate) right_password: String,
    /// How many times as fast the engine's clock runs.
    pub(crate) haste: u32,
    /// How long a commit takes, by clocks other than the engine's.
    pub(crate) commit_takes: Duration,
    /// What else is set in the account.
    pub(crate) account: fn(&mut Account),
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            quirks: Vec::new(),
            around: 3,
            deletes: false,
            security: Security::None,
            password: PASSWORD.to_owned(),
            right_password: PASSWORD.to_owned(),
            haste: 1,
            commit_takes: Duration::ZERO,
            account: |_| (),
        }
    }
}

impl Setup {
    /// The plainest setup for these quirks.
    pub(crate) fn of(quirks: impl IntoIterator<Item = Quirk>) -> Self {
        Self { quirks: quirks.into_iter().collect(), ..Self::default() }
    }

    /// As `of`, with mail deleted on the server once it is here.
    pub(crate) fn deleting(quirks: impl IntoIterator<Item = Quirk>) -> Self {
        Self { deletes: true, ..Self::of(quirks) }
    }

    pub(crate) async fn begin(self) -> Trial {
        let mut ordinary = mails::generate(7, self.around * 2).into_iter().map(|mail| mail.raw);
        let mut server = MailServer::builder()
            .account(USER, &self.right_password)
            .mails(ordinary.by_ref().take(self.around).collect::<Vec<_>>());
        for &quirk in &self.quirks {
            server = server.quirk(quirk);
        }
        let server = server.mails(ordinary).start().await.unwrap();
        let reader = Reader::open(Rc::new(WatchedStore::default()), self.haste).await;
        reader.store().takes(self.commit_takes);
        reader.ask(Request::Persisted(true)).await;
        let sent = server.uidls().into_iter().zip(server.maildrop()).collect();
        Trial { server, reader, setup: self, sent, is_set_up: false }
    }
}

/// A server, a reader, and every mail that was ever sent to them.
pub(crate) struct Trial {
    pub(crate) server: MailServer,
    pub(crate) reader: Reader,
    setup: Setup,
    sent: Vec<(String, Vec<u8>)>,
    is_set_up: bool,
}

impl Trial {
    /// Collects once; the first time by setting up the account.
    pub(crate) async fn collect(&mut self) -> Collected {
        if std::mem::replace(&mut self.is_set_up, true) {
            return self.reader.collect().await;
        }
        self.reader.save(&account(self.peer(), &self.setup), &self.setup.password).await
    }

    /// Changes the account, which collects.
    pub(crate) async fn change(&mut self, change: fn(&mut Account)) -> Collected {
        let request = self.account_with(change);
        self.reader.ask(request).await;
        self.reader.collected()
    }

    /// The request that changes the account so.
    pub(crate) fn account_with(&mut self, change: fn(&mut Account)) -> Request {
        self.setup.account = change;
        let account = account(self.peer(), &self.setup);
        Request::SaveAccount { id: Some(AccountId(1)), account, password: None }
    }

    /// Collects until nothing is wrong, so many times at most; the last outcome.
    pub(crate) async fn collect_until_well(&mut self, most: u32) -> Collected {
        let mut messages = 0;
        for _ in 1..most {
            let collected = self.collect().await;
            messages += collected.messages;
            if collected.problem.is_none() {
                return Collected { messages, problem: None };
            }
        }
        let Collected { messages: last, problem } = self.collect().await;
        Collected { messages: messages + last, problem }
    }

    /// The tab is closed, or crashes, and is opened again: what is durable is all there is.
    pub(crate) async fn restart(&mut self) {
        let store = Rc::clone(self.reader.store());
        self.reader = Reader::open(store, self.setup.haste).await;
        self.reader.ask(Request::Persisted(true)).await;
    }

    /// The server as problems name it.
    pub(crate) fn peer(&self) -> Peer {
        let address =
            if self.setup.security == Security::Tls { self.server.pop3s() } else { self.server.pop3() };
        Peer { host: address.ip().to_string(), port: address.port() }
    }

    /// The outcome of a collecting in which so many came and nothing was wrong.
    pub(crate) const fn well(messages: usize) -> Collected {
        Collected { messages: messages as u32, problem: None }
    }

    /// The outcome of a collecting in which all came and nothing was wrong.
    pub(crate) const fn all(&self) -> Collected {
        Self::well(self.sent.len())
    }

    /// Sends one more mail.
    pub(crate) fn deliver(&mut self, raw: Vec<u8>) {
        self.server.receive(raw).unwrap();
        let newest = self.server.uidls().pop().zip(self.server.maildrop().pop());
        self.sent.extend(newest);
    }

    /// The mails that were ever sent, oldest first.
    pub(crate) fn sent(&self) -> Vec<Vec<u8>> {
        self.sent.iter().map(|(_, raw)| raw.clone()).collect()
    }

    /// Every mail that was sent is here, once and as it was sent, and nothing else is.
    pub(crate) async fn everything_is_here_once(&self) {
        self.everything_is_here_once_as(<[u8]>::to_vec).await;
    }

    /// The same, where the server does not send mails as they are: both are looked at through `seen`.
    pub(crate) async fn everything_is_here_once_as(&self, seen: impl Fn(&[u8]) -> Vec<u8>) {
        let here = tally(self.reader.sources().await.iter().map(|raw| seen(raw)));
        let sent = tally(self.sent.iter().map(|(_, raw)| seen(raw)));
        for (raw, count) in &sent {
            assert_eq!(here.get(raw), Some(count), "so often is this mail here: {}", beginning(raw));
        }
        for raw in here.keys() {
            assert!(sent.contains_key(raw), "this was never sent: {}", beginning(raw));
        }
    }

    /// Every mail that was sent is here or still on the server; what is here is here once, and whole;
    /// and nothing was deleted on the server before it was durable here.
    pub(crate) async fn nothing_is_lost_or_doubled(&self) {
        let (here, left) = (tally(self.reader.sources().await), tally(self.server.maildrop()));
        let sent = tally(self.sent());
        for (raw, count) in &sent {
            let (here, left) = (here.get(raw).unwrap_or(&0), left.get(raw).unwrap_or(&0));
            assert!(here <= count, "doubled: {}", beginning(raw));
            assert!(here + left >= *count, "lost: {}", beginning(raw));
        }
        for raw in here.keys() {
            assert!(sent.contains_key(raw), "this was never sent: {}", beginning(raw));
        }
        self.nothing_was_deleted_too_early();
    }

    /// Each mail that the server deleted was durable here at that moment.
    pub(crate) fn nothing_was_deleted_too_early(&self) {
        self.none_was_deleted_too_early(&self.server.log());
    }

    /// The same of the mails that were deleted in these events; how many there were.
    pub(crate) fn none_was_deleted_too_early(&self, events: &[Event]) -> usize {
        let mut deleted = 0;
        for event in events {
            let Seen::Deleted(uidls) = &event.seen else { continue };
            deleted += uidls.len();
            for uidl in uidls {
                let (_, raw) = self.sent.iter().find(|(name, _)| name == uidl).expect("a mail that was sent");
                let durable = self.reader.store().durable_since(Mark::of(raw));
                let in_time = durable.is_some_and(|since| since <= event.at);
                assert!(in_time, "deleted before it was durable: {}", beginning(raw));
            }
        }
        deleted
    }

    /// Nothing was deleted on the server.
    pub(crate) fn nothing_was_deleted(&self) {
        assert_eq!(self.server.maildrop().len(), self.sent.len(), "mails left on the server");
    }

    /// The subjects of the list, sorted.
    pub(crate) async fn subjects(&self) -> Vec<String> {
        let mut subjects: Vec<String> = self.reader.rows().await.into_iter().map(|row| row.subject).collect();
        subjects.sort();
        subjects
    }

    /// The lines that clients said and that begin so, in their order.
    pub(crate) fn said(&self, beginning: &str) -> Vec<String> {
        self.events_of(beginning).into_iter().map(|(_, line)| line).collect()
    }

    /// The same with the events.
    pub(crate) fn events_of(&self, beginning: &str) -> Vec<(Event, String)> {
        let log = self.server.log().into_iter();
        log.filter_map(|event| match event.seen.clone() {
            Seen::Command(line) if line.starts_with(beginning) => Some((event, line)),
            _ => None,
        })
        .collect()
    }

    /// The number of the last session.
    pub(crate) fn last_session(&self) -> u32 {
        self.server.log().last().map_or(0, |event| event.session)
    }

    /// A password, or what proves that one is known, never went over the wire.
    pub(crate) fn no_password_was_sent(&self) {
        assert_eq!(self.said("PASS"), Vec::<String>::new());
        assert_eq!(self.said("AUTH"), Vec::<String>::new());
    }
}

/// How often each mail is there.
fn tally(mails: impl IntoIterator<Item = Vec<u8>>) -> HashMap<Vec<u8>, usize> {
    let mut tally = HashMap::new();
    for raw in mails {
        *tally.entry(raw).or_default() += 1;
    }
    tally
}

/// As much of a mail as a failing test shows.
fn beginning(raw: &[u8]) -> String {
    raw[..raw.len().min(200)].escape_ascii().to_string()
}

/// The problem of a collecting that must have one.
pub(crate) fn problem(collected: Collected) -> Problem {
    collected.problem.expect("a problem that names the culprit")
}

fn account(peer: Peer, setup: &Setup) -> Account {
    let pop3 = Server { host: peer.host, port: peer.port, security: setup.security };
    let leave = if setup.deletes { Leave::Nothing } else { Leave::All };
    let mut account = Account::new(USER, USER, pop3).leaving(leave).in_plaintext();
    (setup.account)(&mut account);
    account
}
