//! What is to be fetched, and how much of it.

use std::cmp::Reverse;

use super::visit::Visit;
use crate::{
    engine::{
        identity::{Is, Told, was_met},
        platform::Platform,
        retention::wants_whole,
    },
    protocol::pop3::{Command, MessageNumber},
    store::{Extent, Held, MessageId, Wish},
};

/// A message that is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) number: MessageNumber,
    /// Its place in the listing.
    pub(super) at: usize,
    /// By the server's count.
    pub(super) octets: u64,
    pub(super) part: Part,
    pub(super) task: Task,
}

/// Which of those that are wanted are fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    All,
    /// Those at which no sessions broke time and again.
    Harmless,
    /// The others.
    Breakers,
}

/// How much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All.
    Whole,
    /// Its header. All of it, if the server does not show headers.
    Header,
    /// Its header, if the server shows it: the whole message follows anyway.
    Foretaste,
}

/// What for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// It is new.
    New,
    /// To find out whether it is.
    Unsure,
    /// More is wanted of a message that is here, or the same again.
    Replace(MessageId),
}

impl Wanted {
    pub(super) fn command(&self) -> Command {
        match self.part {
            Part::Whole => Command::Retr(self.number, self.octets),
            Part::Header | Part::Foretaste => Command::Top(self.number, 0),
        }
    }

    /// Octets that are on their way when it is asked for.
    pub(super) const fn cost(&self) -> u64 {
        const HEADER: u64 = 4 << 10;
        match self.part {
            Part::Whole => self.octets,
            Part::Header | Part::Foretaste => HEADER,
        }
    }
}

impl<P: Platform> Visit<'_, P> {
    /// What is not here as it should be, newest first: servers number in order of arrival. Where sessions
    /// broke time and again comes last, so that it keeps nothing else out, and what broke one last comes
    /// very last.
    pub(super) fn wanted(&self, extent: Extent) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> =
            self.told.iter().enumerate().filter_map(|(at, told)| self.wants(at, told, extent)).collect();
        wanted.sort_by_key(|wanted| (self.place_among_breakers(wanted.at), Reverse(wanted.number)));
        wanted
    }

    /// Where a message stands among those at which sessions broke time and again, if it is one of them.
    pub(super) fn place_among_breakers(&self, at: usize) -> Option<usize> {
        self.log.place_among_breakers(self.listed.get(at)?)
    }

    /// The session broke when this was to come. The network may be to blame as well as the message, which
    /// loses nothing but its turn, and that not for the first time.
    pub(super) fn broke_at(&self, wanted: &Wanted) {
        self.listed.get(wanted.at).into_iter().for_each(|listed| self.log.broke_at(listed));
    }

    /// The one that is this message, whole.
    pub(super) fn wanted_whole(&self, id: MessageId) -> Option<Wanted> {
        let contents = self.engine().contents.borrow();
        let is_it = |told: &Told| {
            let name = told.name.as_ref().and_then(|uidl| contents.name(self.maildrop, uidl));
            told.is == Is::Known && name.is_some_and(|name| name.message == Some(id))
        };
        let at = self.told.iter().position(is_it)?;
        let told = self.told.get(at)?;
        let task = Task::Replace(id);
        Some(Wanted { number: told.number, at, octets: told.octets, part: Part::Whole, task })
    }

    fn wants(&self, at: usize, told: &Told, extent: Extent) -> Option<Wanted> {
        let contents = self.engine().contents.borrow();
        let name = told.name.as_ref().and_then(|uidl| contents.name(self.maildrop, uidl));
        let wanted = |part, task| Some(Wanted { number: told.number, at, octets: told.octets, part, task });
        let whole = wants_whole(extent, told.octets);
        match told.is {
            Is::Unsure => wanted(Part::Whole, Task::Unsure),
            Is::New => {
                // The reader may have said that it is to go unseen.
                let goes = name.is_some_and(|name| !was_met(name) && name.wish == Wish::Delete);
                let part = if whole || self.refuses_headers() { Part::Whole } else { Part::Header };
                if goes { None } else { wanted(part, Task::New) }
            }
            Is::Known => {
                let name = name?;
                match (name.wish, name.message) {
                    (Wish::CollectAgain, Some(id)) => wanted(Part::Whole, Task::Replace(id)),
                    (Wish::CollectAgain, None) => wanted(Part::Whole, Task::New),
                    (Wish::Delete | Wish::PassOver | Wish::Gone, _) | (_, None) => None,
                    (Wish::Policy | Wish::Keep, Some(id)) => {
                        let held = contents.brief(id)?.held;
                        if held == Held::Header && whole {
                            wanted(Part::Whole, Task::Replace(id))
                        } else {
                            None
                        }
                    }
                }
            }
        }
    }
}
