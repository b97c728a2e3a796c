//! What is passed over: the first time a maildrop is collected, an account may want only what arrived
//! since a date.
//!
//! A server that lists by batches lists the next messages when those before them were fetched. What is
//! passed over there is fetched and thrown away, or nothing else would ever be listed. Whether a server
//! is one of these is found out with the smallest: it is not listed again. The first time is over when
//! nothing more is listed.

use std::{collections::VecDeque, pin::pin};

use futures::future::{Either, select};

use super::{
    Collecting, Errand,
    fetch::Ended,
    visit::Visit,
    wanted::{Part, Task, Wanted},
    window::{MOST_COMMANDS, Window},
};
use crate::{
    engine::{
        api::Progress,
        identity::{Is, was_met},
        platform::Platform,
        problem::Problem,
        session::Lists,
    },
    mail::{self, HeaderDigest, Summary},
    protocol::pop3::MessageNumber,
    store::{Name, Uidl, Wish},
};

impl<'e, P: Platform> Collecting<'e, P> {
    /// Passes over what is older than the account wants, if this is the first time. A server that shows
    /// no headers gives no dates: all of it is collected.
    pub(super) async fn pass_over(&self, visit: &mut Visit<'e, P>) -> Result<(), Problem> {
        let Some(since) = self.account.extent.since else { return Ok(()) };
        if let Lists::Fetched(uidl) = self.log.lists() {
            let is_listed = visit.listed.iter().any(|listed| listed.uidl.as_ref() == Some(&uidl));
            self.log.found_to_list(if is_listed { Lists::All } else { Lists::ByBatches });
        }
        if !visit.is_first() && self.log.lists() != Lists::ByBatches {
            return Ok(());
        }
        self.tell(Progress::Comparing);
        let unknown = visit.told.iter().filter(|told| told.is != Is::Known);
        let mut numbers: Vec<_> = unknown.map(|told| told.number).collect();
        numbers.reverse();
        let old = visit.older(&numbers, since).await?;
        let now = self.engine.platform.now();
        for (number, digest) in old {
            let Some(at) = visit.place(number) else { continue };
            let Some(told) = visit.told.get(at) else { continue };
            let octets = told.octets;
            let Some(uidl) = told.name.clone().or_else(|| visit.name(at, digest)) else { continue };
            let name = Name {
                message: None,
                listed: octets,
                header: Some(digest),
                since: now,
                wish: Wish::PassOver,
            };
            visit.pass_over(at, uidl, name);
        }
        Ok(())
    }

    /// Makes the server list what comes after the messages that were passed over: all of these, or one to
    /// find out whether that is how it lists. Whether another session may bring more; `None` when the
    /// reader said stop.
    pub(super) async fn make_room(
        &mut self,
        visit: &mut Visit<'e, P>,
        brought: bool,
    ) -> Result<Option<bool>, Problem> {
        if self.errand != Errand::Everything || self.account.extent.since.is_none() {
            return Ok(Some(false));
        }
        let mut passed_over = visit.passed_over();
        let is_by_batches = match self.log.lists() {
            Lists::ByBatches => true,
            Lists::Unknown if !brought || self.is_known_for_batches() => {
                passed_over.sort_unstable_by_key(|wanted| wanted.octets);
                passed_over.truncate(1);
                false
            }
            Lists::Unknown | Lists::Fetched(_) | Lists::All => return Ok(Some(false)),
        };
        if passed_over.is_empty() {
            if is_by_batches && !brought {
                self.log.found_to_list(Lists::All);
            }
            return Ok(Some(is_by_batches && brought));
        }
        let mut fetched = None;
        if self.throw_away(visit, passed_over, &mut fetched).await? == Ended::Stopped {
            return Ok(None);
        }
        // It will be listed again if this server is another sort, or does it no longer.
        let found = fetched.map_or(Lists::All, Lists::Fetched);
        let is_worth_it = found != Lists::All && (is_by_batches || visit.has_only_passed_over());
        self.log.found_to_list(found);
        Ok(Some(is_worth_it))
    }

    /// Fetches these and keeps nothing of them; the name of one that came is told.
    async fn throw_away(
        &mut self,
        visit: &mut Visit<'e, P>,
        wanted: Vec<Wanted>,
        fetched: &mut Option<Uidl>,
    ) -> Result<Ended, Problem> {
        let mut window = Window::new(if visit.session.pipelining() { MOST_COMMANDS } else { 1 });
        self.expect(&wanted);
        let mut wanted: VecDeque<Wanted> = wanted.into();
        let mut asked: VecDeque<Wanted> = VecDeque::new();
        loop {
            if window.is_low() {
                window.open();
                while let Some(next) = wanted.front().filter(|next| window.ask(next.cost())) {
                    visit.session.send(next.command());
                    asked.extend(wanted.pop_front());
                }
            }
            let Some(next) = asked.pop_front() else { return Ok(Ended::Whole) };
            let reply = match select(self.stop.clone(), pin!(visit.session.reply())).await {
                Either::Left(_) => return Ok(Ended::Stopped),
                Either::Right((reply, _)) => reply,
            };
            match reply {
                Ok(reply) if reply.result.is_ok() => *fetched = visit.servers_name(next.at).cloned(),
                Ok(_) => {}
                Err(problem) => {
                    visit.broke_at(&next);
                    return Err(problem);
                }
            }
            window.answer(next.cost());
            self.done += 1;
            self.bytes = self.bytes.saturating_add(next.octets);
            self.tell_fetching();
        }
    }
}

impl<P: Platform> Visit<'_, P> {
    /// Whether nothing was ever collected from this maildrop.
    pub(super) fn is_first(&self) -> bool {
        !self.engine().contents.borrow().names_of(self.maildrop).any(|(_, name)| was_met(name))
    }

    /// Whether all that was met in this maildrop was passed over.
    fn has_only_passed_over(&self) -> bool {
        let contents = self.engine().contents.borrow();
        contents.names_of(self.maildrop).all(|(_, name)| name.wish == Wish::PassOver || !was_met(name))
    }

    /// What is listed and was passed over, as it would be fetched; not where sessions break.
    fn passed_over(&self) -> Vec<Wanted> {
        let contents = self.engine().contents.borrow();
        let is_passed_over =
            |uidl: &Uidl| contents.name(self.maildrop, uidl).is_some_and(|name| name.wish == Wish::PassOver);
        let told = self.told.iter().enumerate().filter(|(at, told)| {
            told.is == Is::Known
                && told.name.as_ref().is_some_and(is_passed_over)
                && self.servers_name(*at).is_some()
                && self.place_among_breakers(*at).is_none()
        });
        told.map(|(at, told)| Wanted {
            number: told.number,
            at,
            octets: told.octets,
            part: Part::Whole,
            task: Task::New,
        })
        .collect()
    }

    /// Those of these messages that are older, by their headers.
    pub(super) async fn older(
        &mut self,
        numbers: &[MessageNumber],
        since: i64,
    ) -> Result<Vec<(MessageNumber, HeaderDigest)>, Problem> {
        let mut older = Vec::new();
        self.look(numbers, |number, header| {
            if let Some(header) = header.filter(|header| is_older(&mail::summarise(header), since)) {
                older.push((number, mail::header_digest(header)));
            }
        })
        .await?;
        Ok(older)
    }
}

/// Whether a message arrived before this moment. One that does not say when is as good as new.
pub(super) fn is_older(summary: &Summary, since: i64) -> bool {
    summary.received.or(summary.date).is_some_and(|date| date < since)
}
