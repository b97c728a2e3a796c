//! Fetching: many commands in flight, and one batch being stored while the next comes in.

use std::{collections::VecDeque, pin::pin, time::Duration};

use futures::future::{Either, FutureExt, LocalBoxFuture, OptionFuture, pending, select};

use super::{
    Collecting,
    batch::{self, Batch, Fetched, Stored},
    look::{is_broken, is_telling_header},
    visit::Visit,
    wanted::{Part, Task, Wanted},
    window::{MOST_COMMANDS, Window},
};
use crate::{
    engine::{
        identity::{Finding, Is},
        platform::Platform,
        problem::Problem,
        session::Session,
        writing::TELL_MILLISECONDS,
    },
    mail,
    protocol::pop3::{Reply, Response},
    store::Held,
};

/// While a batch is being stored, the next may grow to this many bytes before fetching waits.
const MOST_WAITING: usize = 8 << 20;

/// So many replies that are here already are taken in a row before anything else is looked after.
const IN_A_ROW: u32 = 64;

/// A delivery of so many octets, in a session, is indexed in the step that stores it: the few mails of most
/// sessions. Of a larger one that would be felt: mail is stored first, and can be searched a moment later.
const INDEXED_AT_ONCE: u64 = 256 << 10;

/// How a fetching ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Whole,
    Stopped,
}

type Storing<'e> = LocalBoxFuture<'e, Result<Stored, Problem>>;

enum Event {
    Reply(Result<Reply, Problem>),
    Stored(Result<Stored, Problem>),
    /// Messages have waited long enough for others to be stored with.
    Old,
    /// The pages have waited long enough to hear what was stored.
    Tell,
    Stop,
}

/// What fetching waits for besides the server. Dropping any of the futures loses nothing.
struct Awaited<'e> {
    storing: Option<Storing<'e>>,
    old: Option<LocalBoxFuture<'e, ()>>,
    tell: Option<LocalBoxFuture<'e, ()>>,
}

impl<'e, P: Platform> Collecting<'e, P> {
    /// Fetches all of these and makes them durable; however it ends, what came in whole is kept.
    pub(super) async fn fetch(
        &mut self,
        visit: &mut Visit<'e, P>,
        wanted: Vec<Wanted>,
    ) -> Result<Ended, Problem> {
        let mut wanted: VecDeque<Wanted> = wanted.into();
        let most = if visit.session.pipelining() { MOST_COMMANDS } else { 1 };
        let mut window = Window::new(most);
        let before = visit.session.received();
        let bytes_before = self.bytes;
        let mut asked: VecDeque<Wanted> = VecDeque::new();
        let mut batch = Batch::new(self.engine.platform.milliseconds());
        let mut awaited = Awaited { storing: None, old: None, tell: None };
        let mut in_a_row = 0;
        let mut tasted = wanted.iter().filter(|wanted| wanted.part == Part::Foretaste).count();

        let ended = loop {
            if window.is_low() {
                window.open();
                while let Some(next) = wanted.front().filter(|next| window.ask(next.cost())) {
                    visit.session.send(next.command());
                    asked.extend(wanted.pop_front());
                }
            }
            if asked.is_empty() {
                break Ok(Ended::Whole);
            }

            let here = if in_a_row < IN_A_ROW && awaited.storing.is_none() {
                visit.session.reply().now_or_never()
            } else {
                None
            };
            in_a_row = if here.is_some() { in_a_row + 1 } else { 0 };
            let event = match here {
                Some(reply) => Event::Reply(reply),
                None => self.next_event(&mut visit.session, &mut awaited, &batch).await,
            };
            match event {
                Event::Stored(result) => {
                    awaited.storing = None;
                    match result {
                        Ok(stored) => self.stored(visit, &stored),
                        Err(problem) => break Err(problem),
                    }
                }
                Event::Old => awaited.old = None,
                Event::Tell => {
                    awaited.tell = None;
                    self.engine.tell_changes_in_time();
                }
                Event::Stop => break Ok(Ended::Stopped),
                Event::Reply(Err(problem)) => break Err(problem),
                Event::Reply(Ok(reply)) => {
                    let Some(message) = asked.pop_front() else { continue };
                    window.answer(message.cost());
                    if message.part == Part::Foretaste {
                        tasted -= 1;
                    }
                    let was_last = message.part == Part::Foretaste && tasted == 0;
                    if let Some(again) = self.take(visit, message, reply, &mut batch) {
                        wanted.push_front(again);
                    }
                    if was_last {
                        // The first screens are complete.
                        batch.hurry();
                    }
                }
            }
            self.bytes = bytes_before + (visit.session.received() - before);
            self.tell_fetching();
            let now = self.engine.platform.milliseconds();
            if awaited.storing.is_none() && batch.is_due(now) {
                awaited.old = None;
                awaited.storing = Some(self.store(visit, std::mem::replace(&mut batch, Batch::new(now))));
            }
        };

        if ended.as_ref().is_err_and(is_broken)
            && let Some(next) = asked.front()
        {
            visit.broke_at(next);
        }
        if let Some(store) = awaited.storing.take() {
            let stored = visit.session.idle(store).await?;
            self.stored(visit, &stored);
        }
        if !batch.is_empty() {
            let store = self.store(visit, batch);
            let stored = visit.session.idle(store).await?;
            self.stored(visit, &stored);
        }
        self.engine.tell_changes();
        ended
    }

    /// Waits for whatever comes first.
    async fn next_event(
        &self,
        session: &mut Session<'_, P>,
        awaited: &mut Awaited<'e>,
        batch: &Batch,
    ) -> Event {
        if let Some(storing) = awaited.storing.as_mut()
            && batch.bytes() > MOST_WAITING
        {
            return Event::Stored(session.idle(storing).await);
        }
        let engine = self.engine;
        let wait = |milliseconds| engine.platform.sleep(Duration::from_millis(milliseconds)).boxed_local();
        // What is here in whole must not wait for a server that has fallen silent.
        if awaited.old.is_none() && awaited.storing.is_none() && !batch.is_empty() {
            awaited.old = Some(wait(batch::MILLISECONDS));
        }
        if awaited.tell.is_none() && self.engine.has_untold_changes() {
            awaited.tell = Some(wait(TELL_MILLISECONDS));
        }
        let stored = pin!(or_never(awaited.storing.as_mut()));
        let (old, tell) = (pin!(or_never(awaited.old.as_mut())), pin!(or_never(awaited.tell.as_mut())));
        let reply = pin!(session.reply());
        match select(select(stored, reply), select(select(old, tell), self.stop.clone())).await {
            Either::Left((Either::Left((result, _)), _)) => Event::Stored(result),
            Either::Left((Either::Right((reply, _)), _)) => Event::Reply(reply),
            Either::Right((Either::Left((Either::Left(_), _)), _)) => Event::Old,
            Either::Right((Either::Left((Either::Right(_), _)), _)) => Event::Tell,
            Either::Right((Either::Right(_), _)) => Event::Stop,
        }
    }

    /// Takes a message into the batch; one that has to be asked for in another way comes back.
    fn take(
        &mut self,
        visit: &mut Visit<'e, P>,
        message: Wanted,
        reply: Reply,
        batch: &mut Batch,
    ) -> Option<Wanted> {
        let (raw, held) = match (reply.result, message.part) {
            (Ok(Response::Message(raw)), Part::Whole) => (raw, Held::Whole),
            // Where it ends is a guess.
            (Ok(Response::Unended(raw)), Part::Whole) => (raw, Held::PossiblyIncomplete),
            (Ok(Response::Message(raw)), Part::Header | Part::Foretaste) => {
                if !is_telling_header(&raw, message.octets) {
                    return instead(message);
                }
                (raw, Held::Header)
            }
            (Err(_), Part::Header | Part::Foretaste) => {
                visit.header_refused();
                return instead(message);
            }
            // This one stays where it is; the others can still be had.
            (Err(negative), Part::Whole) => {
                self.refused.push(negative.text);
                return None;
            }
            (Ok(_), _) => return None,
        };
        if message.part != Part::Foretaste {
            self.done += 1;
        }
        let again = self.sort(visit, message, raw, held, batch);
        self.done = self.done.saturating_sub(u32::from(again.is_some()));
        again
    }

    /// Finds out what a message is that is here now, and puts into the batch what is to be kept. One that
    /// cannot be told yet comes back, to be asked for in another way.
    fn sort(
        &self,
        visit: &mut Visit<'e, P>,
        message: Wanted,
        raw: Vec<u8>,
        held: Held,
        batch: &mut Batch,
    ) -> Option<Wanted> {
        let Wanted { number, at, octets, part, task } = message.clone();
        let is_foretaste = part == Part::Foretaste;
        let digest = mail::header_digest(&raw);
        let tasted = visit.tasted(number);
        if is_foretaste {
            visit.taste(number, digest);
        } else if tasted.is_some_and(|tasted| tasted != digest) {
            visit.log.top_differs();
        }
        let (uidl, replaces) = match task {
            Task::New if !visit.was_shown_otherwise(number, digest) => match visit.told.get(at)?.name.clone()
            {
                Some(uidl) => match visit.header_of(at, &uidl) {
                    Some(None) => return None,
                    header => (uidl, header.flatten()),
                },
                None => (visit.name(at, digest)?, None),
            },
            // By the header that TOP showed it was new, and that is not its header.
            Task::New | Task::Unsure => {
                let (told, renamed) = visit.recognise(at, digest, mail::tells_its_message(&raw))?;
                batch.found_out(renamed);
                let uidl = told.name.clone()?;
                let is_new = told.is == Is::New;
                *visit.told.get_mut(at)? = told;
                let replaces = visit.lacks_body(&uidl).filter(|_| !is_new);
                if !is_new && replaces.is_none() {
                    return None;
                }
                (uidl, replaces)
            }
            Task::Replace(id) => {
                let uidl = visit.told.get(at)?.name.clone()?;
                let (before, header) = {
                    let contents = self.engine.contents.borrow();
                    (contents.brief(id)?.held, contents.label(id)?.header)
                };
                if before == Held::Whole && held != Held::Whole {
                    // What is here is better.
                    batch.found_out(vec![Finding::CameInVain { uidl }]);
                    return None;
                }
                if part == Part::Header {
                    visit.show(number, Some(digest));
                    return Some(Wanted { part: Part::Whole, ..message });
                }
                let fits = header.is_none_or(|header| header == digest);
                // What is here of it is what TOP has shown, which need not be what RETR shows.
                let of_top = before == Held::Header && !fits;
                if of_top && !visit.log.mistrusts_top() && !visit.was_asked_for(number) {
                    visit.show(number, None);
                    return Some(Wanted { part: Part::Header, ..message });
                }
                let is_shown = header.is_some_and(|header| visit.was_shown_as(number, header));
                if is_shown {
                    visit.was_shown_otherwise(number, digest);
                }
                let is_same = fits || is_shown || (of_top && visit.log.mistrusts_top());
                if !is_same {
                    batch.found_out(visit.release(&uidl));
                }
                (uidl, is_same.then_some(id))
            }
        };
        let told = visit.told.get_mut(at)?;
        told.name = Some(uidl.clone());
        told.seen = true;
        // Not before it is durable does its name stand for it.
        told.is = if replaces.is_some() { told.is } else { Is::New };
        batch.add(Fetched {
            replaces,
            held,
            is_foretaste,
            tasted,
            ..Fetched::new(number, uidl, octets, digest, raw, self.total_bytes <= INDEXED_AT_ONCE)
        });
        None
    }

    /// The future of a batch becoming durable; it does not borrow from `self`.
    fn store(&self, visit: &Visit<'e, P>, batch: Batch) -> Storing<'e> {
        batch.store(self.engine, self.id, visit.maildrop).boxed_local()
    }

    fn stored(&mut self, visit: &mut Visit<'e, P>, stored: &Stored) {
        visit.stored(stored);
        self.spared |= stored.spared;
        self.outcome.messages += stored.messages;
        self.outcome.bytes += stored.bytes;
        self.told_at = 0;
        self.tell_fetching();
    }
}

/// Without its header, all of it; a foretaste is not insisted on.
fn instead(message: Wanted) -> Option<Wanted> {
    (message.part == Part::Header).then_some(Wanted { part: Part::Whole, ..message })
}

async fn or_never<T>(future: Option<impl Future<Output = T>>) -> T {
    match OptionFuture::from(future).await {
        Some(value) => value,
        None => pending().await,
    }
}
