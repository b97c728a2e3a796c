//! Sessions, one at a time for each account and each maildrop, which is open to one only.

use futures::{
    channel::oneshot,
    future::{FutureExt, Shared, join},
};

use super::{
    Engine, StopSignal,
    api::{Notice, Progress},
    collect::{Collecting, Errand, Outcome},
    platform::{Platform, To},
    problem::{Peer, Problem},
    session::Log,
};
use crate::store::{Account, AccountId, Held, Maildrop, MaildropId, MessageId};

/// A session that goes on, or is about to.
#[derive(Debug)]
pub(super) struct Running {
    /// It collects, and the pages see how far it is.
    collects: bool,
    /// It does something else and has to wait, which the pages see, too.
    waits: bool,
    /// Where it knocks, whichever account's session it is; `None` if it does not.
    door: Option<Maildrop>,
    stop: Option<oneshot::Sender<()>>,
    ended: Shared<oneshot::Receiver<()>>,
}

/// The right to open an account's maildrop, until it is dropped.
pub(super) struct Turn<'e, P: Platform> {
    engine: &'e Engine<P>,
    id: AccountId,
    pub(super) stop: StopSignal,
    /// Whoever waits hears of it when this is dropped.
    _ending: oneshot::Sender<()>,
}

impl<P: Platform> Drop for Turn<'_, P> {
    fn drop(&mut self) {
        let running = self.engine.running.borrow_mut().remove(&self.id);
        if running.is_some_and(|running| running.waits) {
            self.engine.greet(To::All);
        }
    }
}

/// An account with all that a session takes.
pub(super) struct Prepared {
    pub(super) account: Account,
    pub(super) maildrop: MaildropId,
    pub(super) secret: String,
    pub(super) log: Log,
}

impl<P: Platform> Engine<P> {
    /// Whose mail is being collected, or waits for the server in another session.
    pub(super) fn collecting(&self) -> Vec<AccountId> {
        let running = self.running.borrow();
        let is_seen = |running: &Running| running.collects || running.waits;
        running.iter().filter(|(_, running)| is_seen(running)).map(|(&id, _)| id).collect()
    }

    /// Tells how far a session is that does something else than collecting. The page of whoever asked for
    /// it waits for an answer; only that the server makes it wait has to be said. Once it is over, the
    /// overview says so.
    pub(super) fn tell_besides(&self, id: AccountId, progress: Progress) {
        let (waited, waits) = {
            let mut running = self.running.borrow_mut();
            let Some(running) = running.get_mut(&id) else { return };
            let waited = running.waits;
            running.waits = match progress {
                Progress::Waiting { .. } => true,
                // The next try may end as the last one did.
                Progress::Connecting | Progress::LoggingIn | Progress::Listing => waited,
                Progress::Comparing | Progress::Fetching { .. } | Progress::Finishing => false,
            };
            (waited, running.waits)
        };
        if waits {
            self.platform.notify(To::All, Notice::Progress { account: id, progress });
        } else if waited {
            self.greet(To::All);
        }
    }

    /// Whether this account's mail is being collected.
    pub(super) fn is_collecting(&self, id: AccountId) -> bool {
        self.running.borrow().get(&id).is_some_and(|running| running.collects)
    }

    /// Waits until nobody has the maildrop open.
    pub(super) async fn turn(&self, id: AccountId, collects: bool) -> Turn<'_, P> {
        loop {
            // The settings may have changed during the wait.
            let door = self.contents.borrow().accounts().get(&id).map(door);
            let ended = match self.take_turn(id, door, collects) {
                Ok(turn) => return turn,
                Err(ended) => ended,
            };
            let _ = ended.await;
        }
    }

    /// Waits until nobody has the maildrop open to which these settings lead; `waits` is called where somebody
    /// has.
    pub(super) async fn turn_at(&self, id: AccountId, account: &Account, waits: impl Fn()) -> Turn<'_, P> {
        loop {
            let ended = match self.take_turn(id, Some(door(account)), false) {
                Ok(turn) => return turn,
                Err(ended) => ended,
            };
            waits();
            let _ = ended.await;
        }
    }

    /// Stops whatever goes on with an account's maildrop, until nothing does. No session comes of it.
    pub(super) async fn last_turn(&self, id: AccountId) -> Turn<'_, P> {
        loop {
            if let Ok(turn) = self.take_turn(id, None, false) {
                return turn;
            }
            self.stop(id).await;
        }
    }

    /// The right to open the maildrop, or the end of the session that has it.
    fn take_turn(
        &self,
        id: AccountId,
        door: Option<Maildrop>,
        collects: bool,
    ) -> Result<Turn<'_, P>, Shared<oneshot::Receiver<()>>> {
        let mut running = self.running.borrow_mut();
        let is_at = |other: &&Running| door.is_some() && other.door == door;
        if let Some(other) = running.get(&id).or_else(|| running.values().find(is_at)) {
            return Err(other.ended.clone());
        }
        let (stop, stopped) = oneshot::channel();
        let (ending, ended) = oneshot::channel();
        running.insert(id, Running { collects, waits: false, door, stop: Some(stop), ended: ended.shared() });
        Ok(Turn { engine: self, id, stop: stopped.shared(), _ending: ending })
    }

    /// Collects, unless that is already going on.
    pub(super) async fn collect(&self, id: AccountId) {
        if !self.is_collecting(id) {
            self.collect_anew(id).await;
        }
    }

    /// Collects in a session that begins from now on.
    pub(super) async fn collect_anew(&self, id: AccountId) {
        let turn = self.turn(id, true).await;
        if !self.contents.borrow().accounts().contains_key(&id) {
            return;
        }
        self.began_collecting(id);
        let began = self.platform.milliseconds();
        let since = self.before_arrivals(id);
        let outcome = self.run(&turn, Errand::Everything).await;
        drop(turn);
        since.into_iter().for_each(|since| self.tell_arrivals(id, since));
        self.platform.notify(
            To::All,
            Notice::Collected {
                account: id,
                messages: outcome.messages,
                bytes: outcome.bytes,
                milliseconds: self.platform.milliseconds().saturating_sub(began),
                problem: outcome.problem,
            },
        );
    }

    /// Deletes on the server what the reader gave up.
    pub(super) async fn delete_on_server(&self, id: AccountId) -> Result<(), Problem> {
        if !self.may_delete_there() {
            let contents = self.contents.borrow();
            let settings = contents.accounts().get(&id).ok_or(Problem::NoSuchMessage)?;
            let peer = Peer { host: settings.pop3.host.clone(), port: settings.pop3.port };
            return Err(Problem::DeletionDoubted(peer));
        }
        let turn = self.turn(id, false).await;
        self.run(&turn, Errand::Deleting).await.problem.map_or(Ok(()), Err)
    }

    /// Fetches the rest of a message of which only a part is here.
    pub(super) async fn download(&self, id: MessageId) -> Result<(), Problem> {
        let account = self.contents.borrow().brief(id).ok_or(Problem::NoSuchMessage)?.account;
        let turn = self.turn(account, false).await;
        let moved = {
            let contents = self.contents.borrow();
            let brief = contents.brief(id).ok_or(Problem::NoSuchMessage)?;
            if brief.held == Held::Whole {
                return Ok(());
            }
            let settings = contents.accounts().get(&account).ok_or(Problem::NoSuchMessage)?;
            let now = contents.maildrop(&Maildrop::of(account, settings));
            let peer = Peer { host: settings.pop3.host.clone(), port: settings.pop3.port };
            (now != Some(brief.maildrop)).then_some(peer)
        };
        if let Some(peer) = moved {
            return Err(Problem::GoneFromServer(peer));
        }
        self.run(&turn, Errand::One(id)).await.problem.map_or(Ok(()), Err)
    }

    async fn run(&self, turn: &Turn<'_, P>, errand: Errand) -> Outcome {
        match self.prepare(turn.id).await {
            Ok(Prepared { account, maildrop, secret, log }) => {
                let whose = (turn.id, account);
                let collecting =
                    Collecting::new(self, whose, maildrop, errand, turn.stop.clone(), log.clone());
                // What comes before the index is open is indexed later.
                let (mut outcome, _) = join(collecting.run(&secret), self.open_index()).await;
                let remembered = self.remember(turn.id, maildrop, &log).await;
                outcome.problem = outcome.problem.or(remembered.err());
                outcome
            }
            Err(problem) => Outcome { problem: Some(problem), ..Outcome::default() },
        }
    }

    /// What a session with an account's server takes.
    pub(super) async fn prepare(&self, id: AccountId) -> Result<Prepared, Problem> {
        let account = self.contents.borrow().accounts().get(&id).cloned().ok_or(Problem::NoSuchMessage)?;
        self.is_not_retired(id)?;
        let maildrop = self.maildrop(id, &account).await?;
        let secret = self.password(id).await?;
        let log = self.log(maildrop);
        log.begin(log.learnt());
        Ok(Prepared { account, maildrop, secret, log })
    }

    /// Nobody knocks for an account that is retired.
    pub(super) fn is_not_retired(&self, id: AccountId) -> Result<(), Problem> {
        let contents = self.contents.borrow();
        let retired = contents.accounts().get(&id).filter(|_| contents.is_retired(id));
        retired.map_or(Ok(()), |account| Err(Problem::AccountRetired(account.address.clone())))
    }

    /// Stops what goes on with an account's maildrop, and waits until what came in is stored.
    pub(super) async fn stop(&self, id: AccountId) {
        let ended = {
            let mut running = self.running.borrow_mut();
            let Some(running) = running.get_mut(&id) else { return };
            running.stop.take();
            running.ended.clone()
        };
        let _ = ended.await;
    }
}

/// The maildrop as its server knows it: two accounts may have the same.
fn door(account: &Account) -> Maildrop {
    Maildrop::of(AccountId(0), account)
}
