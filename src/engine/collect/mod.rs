//! Collecting: a maildrop is brought here as its account says, and what is durable here is deleted
//! there as its account says.
//!
//! | file | subject |
//! | --- | --- |
//! | `visit` | an open maildrop, and which message is which in it |
//! | `look` | looking at headers |
//! | `wanted` | what is to be fetched, and how much of it |
//! | `window` | how much is asked for before it is here |
//! | `fetch` | fetching it |
//! | `batch` | making it durable |
//! | `unfilled` | taking back headers whose bodies found no room |
//! | `since` | what is passed over the first time |
//! | `delete` | deleting on the server |
//! | `dry_run` | what would be deleted there |

mod batch;
mod delete;
mod dry_run;
mod fetch;
mod look;
mod since;
mod unfilled;
mod visit;
mod wanted;
mod window;

use std::pin::pin;

use futures::future::{Either, select};

use super::{
    Engine, StopSignal,
    api::{Notice, Progress},
    identity::Told,
    platform::{Platform, To},
    problem::{Peer, Problem},
    retention::Why,
    session::Log,
};
use crate::store::{Account, AccountId, MaildropId, MessageId};
use delete::Doom;
pub(super) use dry_run::Looked;
use fetch::Ended;
pub(super) use visit::{Visit, Way};
use wanted::{Part, Task, Wanted, Which};

/// The page hears of progress no more often than this.
const PROGRESS_MILLISECONDS: u64 = 250;

/// The headers of so many messages are fetched before the bodies, so that the first screens fill at
/// once: where the bodies have so many octets that they would take their time.
const FORETASTE_MESSAGES: usize = 50;
const FORETASTE_FROM: u64 = 256 << 10;

/// A server that lists by batches is visited so many times in one collecting, at most.
const MOST_SESSIONS: u32 = 200;

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// All that the account wants.
    Everything,
    /// Deleting what the reader gave up, and nothing else.
    Deleting,
    /// Fetching this one whole, and nothing else.
    One(MessageId),
}

/// What a collecting came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) messages: u32,
    pub(super) bytes: u64,
    pub(super) problem: Option<Problem>,
}

/// One run over an account's maildrop.
pub(super) struct Collecting<'e, P: Platform> {
    engine: &'e Engine<P>,
    id: AccountId,
    account: Account,
    maildrop: MaildropId,
    errand: Errand,
    /// The first message that it brings has this id, or a later one.
    first: MessageId,
    stop: StopSignal,
    log: Log,
    outcome: Outcome,
    /// What the server said of the messages that it would not give out.
    refused: Vec<String>,
    /// Messages were left on the server that a rule wanted deleted there.
    spared: bool,
    /// Messages at which sessions break are left for another session.
    puts_off: bool,
    /// This one is for them.
    tries_breakers: bool,
    done: u32,
    total: u32,
    total_bytes: u64,
    bytes: u64,
    told_at: u64,
}

impl<'e, P: Platform> Collecting<'e, P> {
    pub(super) fn new(
        engine: &'e Engine<P>,
        (id, account): (AccountId, Account),
        maildrop: MaildropId,
        errand: Errand,
        stop: StopSignal,
        log: Log,
    ) -> Self {
        Self {
            engine,
            id,
            account,
            maildrop,
            errand,
            first: engine.contents.borrow().next_message(),
            stop,
            log,
            outcome: Outcome::default(),
            refused: Vec::new(),
            spared: false,
            puts_off: false,
            tries_breakers: false,
            done: 0,
            total: 0,
            total_bytes: 0,
            bytes: 0,
            told_at: 0,
        }
    }

    /// Collects until the maildrop is here, something goes wrong, or the reader says stop. What
    /// was stored until then stays.
    pub(super) async fn run(mut self, secret: &str) -> Outcome {
        for _ in 0..MOST_SESSIONS {
            let more = match self.session(secret).await {
                Ok(more) => more,
                Err(problem) => {
                    self.outcome.problem = Some(problem);
                    false
                }
            };
            // Where a session fails in a way that another may not, it is tried at once.
            let again = self.log.take_again();
            let puts_off = std::mem::take(&mut self.puts_off);
            if !more && !again {
                if !puts_off {
                    break;
                }
                // All else is done, and what was to go is gone: nothing is lost if this session breaks.
                self.tries_breakers = true;
            }
            self.outcome.problem = None;
            self.refused.clear();
        }
        self.outcome
    }

    /// One session; whether another may bring more.
    async fn session(&mut self, secret: &str) -> Result<bool, Problem> {
        let stop = self.stop.clone();
        let mut visit = match select(pin!(self.enter(secret)), stop.clone()).await {
            Either::Left((visit, _)) => visit?,
            Either::Right(_) => return Ok(false),
        };
        visit.keep_names().await?;
        let peer = visit.session.peer().clone();
        if matches!(self.errand, Errand::One(_)) {
            let ended = self.fetch_all(&mut visit, Which::All).await?;
            visit.session.leave();
            return if ended == Ended::Stopped {
                Ok(false)
            } else {
                self.all_were_given_out(peer).map(|()| false)
            };
        }
        let brought = self.outcome.messages;
        let goes_on = visit.is_another_batch || since::lists_by_batches(&self.account);
        let mut which = if self.tries_breakers { Which::All } else { Which::Harmless };
        let (doom, refusal, more, puts_off) = loop {
            let Some(mut doom) = self.fetch_and_doom(&mut visit, which).await? else {
                visit.session.leave();
                return Ok(false);
            };
            let refusal = self.spare(&mut doom, &peer);
            let more = goes_on && self.errand == Errand::Everything && self.outcome.messages > brought;
            let puts_off = which == Which::Harmless && !self.wanted(&visit, Which::Breakers).is_empty();
            if !puts_off || more || !doom.certain.is_empty() {
                break (doom, refusal, more, puts_off);
            }
            // This session has nothing else to do: no other is needed.
            which = Which::Breakers;
        };
        let put_off = doom.put_off;
        if self.delete(visit, doom.certain).await? == Ended::Stopped {
            return Ok(false);
        }
        self.puts_off = puts_off;
        self.all_were_given_out(peer)?;
        // What else is to go is gone by now, and what a look broke at last time is not to stay for ever.
        refusal.map_or(Ok(more || put_off), Err)
    }

    /// Fetches these, and says what is to go then; `None` when the reader said stop.
    async fn fetch_and_doom(
        &mut self,
        visit: &mut Visit<'e, P>,
        which: Which,
    ) -> Result<Option<Doom>, Problem> {
        if self.fetch_all(visit, which).await? == Ended::Stopped {
            return Ok(None);
        }
        self.tell(Progress::Finishing);
        let only = (self.errand == Errand::Deleting).then_some(Why::Order);
        let doom = self.doom(visit, only).await?;
        let found_new = doom.as_ref().is_some_and(|doom| doom.found_new);
        if !found_new || self.errand != Errand::Everything {
            return Ok(doom);
        }
        if self.fetch_all(visit, which).await? == Ended::Stopped {
            return Ok(None);
        }
        self.doom(visit, only).await
    }

    /// Whether the server gave out all that was asked for.
    fn all_were_given_out(&self, peer: Peer) -> Result<(), Problem> {
        let Some(text) = self.refused.last() else { return Ok(()) };
        let messages = u32::try_from(self.refused.len()).unwrap_or(u32::MAX);
        Err(Problem::MessagesRefused { peer, messages, text: text.clone() })
    }

    async fn enter(&self, secret: &str) -> Result<Visit<'e, P>, Problem> {
        let tell = |progress| self.tell(progress);
        let (account, maildrop, log) = (&self.account, self.maildrop, &self.log);
        let way = Way { account, maildrop, secret, log, tell: &tell };
        let mut visit = Visit::begin(self.engine, way).await?;
        if self.errand == Errand::Everything {
            self.pass_over(&mut visit).await?;
        }
        Ok(visit)
    }

    /// What an errand to the whole maildrop wants of it.
    fn wanted(&self, visit: &Visit<'e, P>, which: Which) -> Vec<Wanted> {
        if self.errand != Errand::Everything {
            return Vec::new();
        }
        let mut wanted = visit.wanted(self.account.extent);
        wanted.retain(|wanted| match which {
            Which::All => true,
            Which::Harmless => visit.place_among_breakers(wanted.at).is_none(),
            Which::Breakers => visit.place_among_breakers(wanted.at).is_some(),
        });
        wanted
    }

    /// Fetches what the errand wants.
    async fn fetch_all(&mut self, visit: &mut Visit<'e, P>, which: Which) -> Result<Ended, Problem> {
        let wanted = match self.errand {
            Errand::Everything | Errand::Deleting => self.wanted(visit, which),
            Errand::One(id) => match visit.wanted_whole(id) {
                Some(wanted) => vec![wanted],
                None => return Err(Problem::GoneFromServer(visit.session.peer().clone())),
            },
        };
        self.total = self.done.saturating_add(u32::try_from(wanted.len()).unwrap_or(u32::MAX));
        let octets = wanted.iter().filter(|wanted| wanted.part == Part::Whole).map(|wanted| wanted.octets);
        self.total_bytes = octets.fold(self.bytes, u64::saturating_add);
        let wanted = [foretaste(visit, &wanted), wanted].concat();
        let ended = self.fetch(visit, wanted).await;
        if ended == Err(Problem::StorageFull) {
            // There may be no room for this either; the problem is the same then.
            let _ = self.take_back_unfilled(visit).await;
        }
        ended
    }

    /// Takes out what may not be deleted because the browser has not promised to keep what is here; the
    /// reader's own orders stand.
    fn spare(&self, doom: &mut Doom, peer: &Peer) -> Option<Problem> {
        if self.engine.is_persistent() {
            return None;
        }
        let before = doom.certain.len();
        doom.certain.retain(|doomed| doomed.why == Why::Order);
        (self.spared || doom.left_out || doom.certain.len() < before)
            .then(|| Problem::DeletionRefused(peer.clone()))
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
        if self.errand == Errand::Everything {
            self.engine.platform.notify(To::All, Notice::Progress { account: self.id, progress });
        } else {
            self.engine.tell_besides(self.id, progress);
        }
    }
}

/// The newest messages, whose headers are to be here before all else.
fn foretaste<P: Platform>(visit: &Visit<'_, P>, wanted: &[Wanted]) -> Vec<Wanted> {
    let is_new = |wanted: &&Wanted| wanted.task == Task::New && wanted.part == Part::Whole;
    // What was looked at to find out whether it is here may turn out to be, once it has come whole.
    let is_told = |told: &Told| told.name.is_some() && !told.seen && !visit.was_asked_for(told.number);
    let named = |wanted: &&Wanted| visit.told.get(wanted.at).is_some_and(is_told);
    let is_harmless = |wanted: &&Wanted| visit.place_among_breakers(wanted.at).is_none();
    let newest = wanted.iter().filter(is_new).filter(named).filter(is_harmless).take(FORETASTE_MESSAGES);
    let newest: Vec<Wanted> =
        newest.map(|wanted| Wanted { part: Part::Foretaste, ..wanted.clone() }).collect();
    let octets = newest.iter().fold(0_u64, |sum, wanted| sum.saturating_add(wanted.octets));
    let pays = octets > FORETASTE_FROM && visit.shows_headers() && visit.session.pipelining();
    if pays { newest } else { Vec::new() }
}
