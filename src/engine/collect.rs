//! Collecting: everything in a maildrop that is not here yet is fetched, newest first, and made
//! durable in batches; only then is anything deleted on the server.

use std::{
    cmp::Reverse,
    collections::{HashMap, VecDeque},
    pin::pin,
    time::Duration,
};

use futures::future::{Either, FutureExt, LocalBoxFuture, pending, select};

use super::{
    Engine, StopSignal,
    api::{Notice, Progress},
    platform::{Platform, To},
    problem::Problem,
    session::{Entered, Log, Session},
};
use crate::{
    protocol::pop3::{Command, MessageNumber, Reply, Response, Sizes, Uidl, Uidls},
    store::{Account, AccountId, Held, Leave, MaildropId},
};

/// Octets that may be asked for before they are here. A link of 50 ms at 20 MB/s is full with it.
const IN_FLIGHT: u64 = 1 << 20;

/// Commands that may be in flight, however small their messages are: the server's buffer for them
/// is not endless.
const MOST_COMMANDS: usize = 500;

/// A batch goes to the store when it has so many messages or bytes, or is so old, whichever comes
/// first. One transaction of a hundred mails costs little more than one of a single mail.
const BATCH_MESSAGES: usize = 100;
const BATCH_BYTES: usize = 2 << 20;
const BATCH_MILLISECONDS: u64 = 250;

/// While a batch is being stored, the next may grow to this many bytes before fetching waits.
const MOST_WAITING: usize = 8 << 20;

/// The page hears of progress no more often than this.
const PROGRESS_MILLISECONDS: u64 = 100;

/// A message as it came.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) uidl: Uidl,
    pub(super) listed: u64,
    pub(super) raw: Vec<u8>,
    pub(super) held: Held,
}

/// What a session came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) messages: u32,
    pub(super) bytes: u64,
    pub(super) problem: Option<Problem>,
}

/// A message that waits on the server.
#[derive(Debug, Clone)]
struct Waiting {
    number: MessageNumber,
    octets: u64,
    uidl: Uidl,
    /// The server gives this name to several messages: it must never be deleted by that name.
    ambiguous: bool,
}

impl Waiting {
    fn fetched(self, raw: Vec<u8>, held: Held) -> Fetched {
        Fetched { uidl: self.uidl, listed: self.octets, raw, held }
    }
}

/// One run over an account's maildrop.
pub(super) struct Collecting<'e, P: Platform> {
    engine: &'e Engine<P>,
    id: AccountId,
    account: Account,
    maildrop: MaildropId,
    stop: StopSignal,
    log: Log,
    outcome: Outcome,
    /// What the server said of the messages that it would not give out.
    refused: Vec<String>,
    done: u32,
    total: u32,
    total_bytes: u64,
    bytes: u64,
    told_at: u64,
}

impl<'e, P: Platform> Collecting<'e, P> {
    pub(super) fn new(
        engine: &'e Engine<P>,
        id: AccountId,
        account: Account,
        maildrop: MaildropId,
        stop: StopSignal,
        log: Log,
    ) -> Self {
        Self {
            engine,
            id,
            account,
            maildrop,
            stop,
            log,
            outcome: Outcome::default(),
            refused: Vec::new(),
            done: 0,
            total: 0,
            total_bytes: 0,
            bytes: 0,
            told_at: 0,
        }
    }

    /// Collects until the maildrop is here, something goes wrong, or the reader says stop. What
    /// was stored until then stays.
    pub(super) async fn run(mut self, password: &str) -> Outcome {
        loop {
            self.outcome.problem = self.session(password).await.err();
            // What was stored until then stays.
            if !self.log.take_again() {
                return self.outcome;
            }
        }
    }

    async fn session(&mut self, password: &str) -> Result<(), Problem> {
        let stop = self.stop.clone();
        let (mut session, maildrop) = match select(pin!(self.open(password)), stop).await {
            Either::Left((opened, _)) => opened?,
            Either::Right(_) => return Ok(()),
        };

        let wanted = self.wanted(&maildrop);
        self.total = self.done.saturating_add(u32::try_from(wanted.len()).unwrap_or(u32::MAX));
        self.total_bytes = wanted.iter().fold(0, |sum, waiting| sum.saturating_add(waiting.octets));
        let fetched = self.fetch(&mut session, wanted).await?;
        if fetched == Ended::Stopped {
            session.leave();
            return Ok(());
        }

        self.tell(Progress::Finishing);
        if !self.leaves_all() {
            self.delete_what_is_here(&mut session, &maildrop).await?;
        }
        let peer = session.peer().clone();
        if self.leaves_all() {
            session.leave();
        } else {
            // Only this +OK says that the deletions were carried out. If they were not, the next
            // session deletes again.
            session.ask(Command::Quit).await?;
        }
        match self.refused.last() {
            None => Ok(()),
            Some(text) => Err(Problem::MessagesRefused {
                peer,
                messages: u32::try_from(self.refused.len()).unwrap_or(u32::MAX),
                text: text.clone(),
            }),
        }
    }

    async fn open(&self, password: &str) -> Result<(Session<'e, P>, Vec<Waiting>), Problem> {
        let tell = |progress| self.tell(progress);
        let entered =
            Session::enter(&self.engine.platform, &self.account, password, &self.log, &tell).await?;
        let Entered { session, listing } = entered;
        // A server without UIDL: its messages could not be known again.
        let refused = || Problem::ServerRefused(session.peer().clone(), String::new());
        let uidls = listing.uidls.ok_or_else(refused)?;
        Ok((session, maildrop(uidls, listing.sizes.unwrap_or_default())))
    }

    /// What is not here yet, newest first: servers number in order of arrival.
    fn wanted(&self, maildrop: &[Waiting]) -> VecDeque<Waiting> {
        let mut wanted: Vec<Waiting> = maildrop
            .iter()
            .filter(|waiting| !self.engine.knows(self.maildrop, &waiting.uidl))
            .cloned()
            .collect();
        wanted.sort_by_key(|waiting| Reverse(waiting.number));
        wanted.into()
    }

    /// Fetches with several commands in flight where the server announced that it copes, and
    /// stores one batch while the next comes in.
    async fn fetch(
        &mut self,
        session: &mut Session<'_, P>,
        mut wanted: VecDeque<Waiting>,
    ) -> Result<Ended, Problem> {
        let most = if session.pipelining() { MOST_COMMANDS } else { 1 };
        let before = session.received();
        let mut asked: VecDeque<Waiting> = VecDeque::new();
        let mut asked_octets = 0;
        let mut batch = Batch::new(self.engine.platform.milliseconds());
        let mut storing: Option<Storing<'_>> = None;

        let ended = loop {
            while let Some(next) = wanted.front() {
                let full = asked.len() >= most || next.octets.saturating_add(asked_octets) > IN_FLIGHT;
                if !asked.is_empty() && full {
                    break;
                }
                session.send(Command::Retr(next.number, next.octets));
                asked_octets = next.octets.saturating_add(asked_octets);
                asked.extend(wanted.pop_front());
            }
            if asked.is_empty() {
                break Ok(Ended::Whole);
            }

            match self.next_event(session, &mut storing, &batch).await {
                Event::Stored(result) => {
                    storing = None;
                    self.stored(result?);
                }
                Event::Old => {}
                Event::Stop => break Ok(Ended::Stopped),
                Event::Reply(Err(problem)) => break Err(problem),
                Event::Reply(Ok(reply)) => {
                    let Some(message) = asked.pop_front() else { continue };
                    asked_octets = asked_octets.saturating_sub(message.octets);
                    match reply.result {
                        Ok(Response::Message(raw)) => batch.add(message.fetched(raw, Held::Whole)),
                        Ok(Response::Unended(raw)) => {
                            batch.add(message.fetched(raw, Held::PossiblyIncomplete));
                        }
                        Ok(_) => {}
                        // This one stays where it is; the others can still be had.
                        Err(negative) => self.refused.push(negative.text),
                    }
                }
            }
            self.bytes = session.received() - before;
            self.tell_fetching();
            let now = self.engine.platform.milliseconds();
            if storing.is_none() && batch.is_due(now) {
                storing = Some(self.store(std::mem::replace(&mut batch, Batch::new(now))));
            }
        };

        // What came in whole is kept, however the fetching ended.
        if let Some(store) = storing.take() {
            self.stored(session.idle(store).await?);
        }
        if !batch.messages.is_empty() {
            let store = self.store(batch);
            self.stored(session.idle(store).await?);
        }
        ended
    }

    /// Waits for whatever comes first. Dropping any of the futures loses nothing.
    async fn next_event(
        &self,
        session: &mut Session<'_, P>,
        storing: &mut Option<Storing<'_>>,
        batch: &Batch,
    ) -> Event {
        let is_storing = storing.is_some();
        let stored = async {
            match storing.as_mut() {
                Some(store) => store.await,
                None => pending().await,
            }
        };
        if is_storing && batch.bytes > MOST_WAITING {
            return Event::Stored(session.idle(stored).await);
        }
        // What is here in whole must not wait for a server that has fallen silent.
        let old = async {
            if is_storing || batch.messages.is_empty() {
                pending().await
            } else {
                self.engine.platform.sleep(Duration::from_millis(BATCH_MILLISECONDS)).await;
            }
        };
        let (stored, reply, old) = (pin!(stored), pin!(session.reply()), pin!(old));
        match select(select(stored, reply), select(old, self.stop.clone())).await {
            Either::Left((Either::Left((result, _)), _)) => Event::Stored(result),
            Either::Left((Either::Right((reply, _)), _)) => Event::Reply(reply),
            Either::Right((Either::Left(_), _)) => Event::Old,
            Either::Right((Either::Right(_), _)) => Event::Stop,
        }
    }

    /// The future of a batch becoming durable; it does not borrow from `self`.
    fn store(&self, batch: Batch) -> Storing<'e> {
        let (engine, id, maildrop) = (self.engine, self.id, self.maildrop);
        let (messages, bytes) = (batch.messages.len(), batch.bytes);
        async move {
            engine.keep(id, maildrop, batch.messages).await?;
            Ok(Stored { messages: u32::try_from(messages).unwrap_or(u32::MAX), bytes: bytes as u64 })
        }
        .boxed_local()
    }

    fn stored(&mut self, stored: Stored) {
        self.done += stored.messages;
        self.outcome.messages += stored.messages;
        self.outcome.bytes += stored.bytes;
        self.told_at = 0;
        self.tell_fetching();
    }

    fn leaves_all(&self) -> bool {
        self.account.retention.leave != Leave::Nothing
    }

    /// Deletes what is durable here. Nothing else may send DELE.
    async fn delete_what_is_here(
        &self,
        session: &mut Session<'_, P>,
        maildrop: &[Waiting],
    ) -> Result<(), Problem> {
        if !self.engine.is_persistent() {
            return Err(Problem::DeletionRefused(session.peer().clone()));
        }
        let here = maildrop
            .iter()
            .filter(|waiting| !waiting.ambiguous && self.engine.holds_whole(self.maildrop, &waiting.uidl))
            // Alone now, but not always: which of them is left?
            .filter(|waiting| !self.engine.knows(self.maildrop, &numbered(waiting.uidl.clone(), 2)));
        let pipelining = session.pipelining();
        let mut owed = 0_u32;
        for message in here {
            session.send(Command::Dele(message.number));
            owed += 1;
            if !pipelining || owed >= 200 {
                session.reply().await?;
                owed -= 1;
            }
        }
        for _ in 0..owed {
            // A refused DELE leaves the message there; the next session tries again.
            session.reply().await?;
        }
        Ok(())
    }

    fn tell_fetching(&mut self) {
        let now = self.engine.platform.milliseconds();
        if now.saturating_sub(self.told_at) >= PROGRESS_MILLISECONDS {
            self.told_at = now;
            self.tell(Progress::Fetching {
                done: self.done,
                total: self.total,
                bytes: self.bytes,
                total_bytes: self.total_bytes,
            });
        }
    }

    fn tell(&self, progress: Progress) {
        self.engine.platform.notify(To::All, Notice::Progress { account: self.id, progress });
    }
}

type Storing<'e> = LocalBoxFuture<'e, Result<Stored, Problem>>;

struct Stored {
    messages: u32,
    bytes: u64,
}

enum Event {
    Reply(Result<Reply, Problem>),
    Stored(Result<Stored, Problem>),
    /// Messages have waited long enough for others to be stored with.
    Old,
    Stop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Whole,
    Stopped,
}

/// Messages on their way to the store.
struct Batch {
    messages: Vec<Fetched>,
    bytes: usize,
    since: u64,
}

impl Batch {
    const fn new(now: u64) -> Self {
        Self { messages: Vec::new(), bytes: 0, since: now }
    }

    fn add(&mut self, message: Fetched) {
        self.bytes += message.raw.len();
        self.messages.push(message);
    }

    fn is_due(&self, now: u64) -> bool {
        let old = now.saturating_sub(self.since) >= BATCH_MILLISECONDS;
        self.messages.len() >= BATCH_MESSAGES
            || self.bytes >= BATCH_BYTES
            || (old && !self.messages.is_empty())
    }
}

/// A message without a size is taken to be small; one without a name is left alone, because it could
/// not be known again.
fn maildrop(uidls: Uidls, sizes: Sizes) -> Vec<Waiting> {
    let uidls: Vec<(MessageNumber, Uidl)> =
        uidls.into_iter().filter_map(|(number, uidl)| Some((number, uidl?))).collect();
    let sizes: HashMap<MessageNumber, u64> = sizes.into_iter().collect();
    let mut seen: HashMap<Uidl, u32> = HashMap::new();
    for (_, uidl) in &uidls {
        *seen.entry(uidl.clone()).or_default() += 1;
    }
    let mut occurrence: HashMap<Uidl, u32> = HashMap::new();
    uidls
        .into_iter()
        .map(|(number, uidl)| {
            let ambiguous = seen.get(&uidl).is_some_and(|&count| count > 1);
            let octets = sizes.get(&number).copied().unwrap_or_default();
            let count = occurrence.entry(uidl.clone()).or_default();
            *count += 1;
            Waiting { number, octets, uidl: numbered(uidl, *count), ambiguous }
        })
        .collect()
}

/// The name under which the n-th message of one UIDL is kept. The first keeps the plain name: it
/// may have been alone when it was collected. No server can give the others: a UIDL has no NUL.
fn numbered(uidl: Uidl, n: u32) -> Uidl {
    if n == 1 { uidl } else { Uidl([&uidl.0[..], b"\0", n.to_string().as_bytes()].concat()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_under_one_name_are_all_fetched_and_never_deleted() {
        let name = |text: &str| Uidl(text.as_bytes().to_vec());
        let uidls = vec![(1, Some(name("a"))), (2, Some(name("b"))), (3, Some(name("a"))), (4, None)];
        let drop = maildrop(uidls, vec![(1, 10), (3, 30)]);
        let seen: Vec<_> = drop.iter().map(|w| (w.number, w.octets, w.ambiguous)).collect();
        assert_eq!(seen, [(1, 10, true), (2, 0, false), (3, 30, true)]);
        assert_ne!(drop[0].uidl, drop[2].uidl);
        assert_eq!(drop[1].uidl, name("b"));
    }
}
