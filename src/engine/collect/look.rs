//! Looking at headers, with TOP: which some servers do not know, and others answer by half. What they do
//! not show can be had with RETR.

use std::collections::{HashMap, VecDeque};

use super::{
    visit::Visit,
    window::{MOST_COMMANDS, Window},
};
use crate::{
    engine::{Engine, api::Quirk, identity::Listed, platform::Platform, problem::Problem},
    mail::{self, HeaderDigest},
    protocol::pop3::{Command, MessageNumber, Reply, Response},
    store::{Change, Commit, MaildropId, Name, Uidl},
};

/// A header is taken to have so many octets before it is here.
const HEADER_OCTETS: u64 = 4 << 10;

/// From this size on, a header without its end may have been cut by the server: some end their answer
/// to TOP after 64 kB.
const CUT_FROM: usize = 32 << 10;

/// So many refusals of TOP, and nothing else, say that the server will not have it.
pub(super) const REFUSALS: usize = 20;

/// What is known of the server and TOP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Top {
    /// It announced it.
    Announced,
    /// It did not, and was not asked yet.
    Untried,
    /// It was asked, and did it.
    Works,
    /// It was asked, and refused.
    Refused,
}

impl<P: Platform> Visit<'_, P> {
    /// Whether the server shows headers without being tried first.
    pub(in crate::engine) fn shows_headers(&self) -> bool {
        matches!(self.top, Top::Announced | Top::Works)
    }

    /// Whether the server was asked for a header and refuses.
    pub(in crate::engine) fn refuses_headers(&self) -> bool {
        self.top == Top::Refused
    }

    /// Looks at the headers of these messages: each is handed to `see` when it comes; `None` when the
    /// server does not show it, or not to its end, or when it tells nothing.
    pub(in crate::engine) async fn look(
        &mut self,
        numbers: &[MessageNumber],
        mut see: impl FnMut(MessageNumber, Option<&[u8]>),
    ) -> Result<(), Problem> {
        let mut waiting: VecDeque<MessageNumber> = VecDeque::with_capacity(numbers.len());
        for &number in numbers {
            if self.sitting_out.contains(&number) { see(number, None) } else { waiting.push_back(number) }
        }
        let mut asked: VecDeque<MessageNumber> = VecDeque::new();
        let most = if self.session.pipelining() { MOST_COMMANDS } else { 1 };
        // A server that does not know TOP may hang up on many of them.
        let mut window = Window::new(if self.top == Top::Untried { 1 } else { most });
        let mut refusals = 0;
        loop {
            if window.is_low() && self.top != Top::Refused {
                window.open();
                while let Some(&number) = waiting.front().filter(|_| window.ask(HEADER_OCTETS)) {
                    self.session.send(Command::Top(number, 0));
                    asked.extend(waiting.pop_front());
                }
            }
            let Some(number) = asked.pop_front() else { break };
            let reply = self.looked(number).await?;
            window.answer(HEADER_OCTETS);
            match reply.result {
                Ok(Response::Message(raw)) => {
                    if self.top == Top::Untried {
                        window = Window::new(most);
                    }
                    self.top = Top::Works;
                    let tells = is_telling_header(&raw, self.octets(number));
                    if tells {
                        self.was_seen(number);
                    }
                    see(number, tells.then_some(raw.as_slice()));
                }
                Ok(_) => see(number, None),
                Err(_) => {
                    refusals += 1;
                    if self.top == Top::Untried || (self.top == Top::Announced && refusals >= REFUSALS) {
                        self.top = Top::Refused;
                        self.log.note(Quirk::NoTop);
                    }
                    see(number, None);
                }
            }
        }
        waiting.into_iter().for_each(|number| see(number, None));
        Ok(())
    }

    /// What the server says to the question for this message. If the session breaks there, the next does
    /// without: what looking at it tells is not worth that nothing else comes.
    async fn looked(&mut self, number: MessageNumber) -> Result<Reply, Problem> {
        let reply = self.session.reply().await;
        if reply.as_ref().is_err_and(is_broken)
            && let Some(listed) = self.listed(number)
        {
            self.log.broke_when_looking_at(listed);
        }
        reply
    }

    /// It was the network, if a session ever broke when this was to be seen.
    fn was_seen(&self, number: MessageNumber) {
        self.listed(number).into_iter().for_each(|listed| self.log.was_seen(listed));
    }

    /// Fetches these messages, each in whole, to see their headers: each digest is handed to `see`. What is
    /// refused, or has no end that is certain, is not seen.
    pub(super) async fn look_by_fetching(
        &mut self,
        numbers: &[MessageNumber],
        mut see: impl FnMut(MessageNumber, HeaderDigest),
    ) -> Result<(), Problem> {
        let numbers = numbers.iter().copied();
        let mut waiting: VecDeque<MessageNumber> =
            numbers.filter(|number| !self.sitting_out.contains(number)).collect();
        let mut asked: VecDeque<MessageNumber> = VecDeque::new();
        let mut window = Window::new(if self.session.pipelining() { MOST_COMMANDS } else { 1 });
        loop {
            if window.is_low() {
                window.open();
                while let Some(&number) = waiting.front().filter(|&&number| window.ask(self.octets(number))) {
                    self.session.send(Command::Retr(number, self.octets(number)));
                    asked.extend(waiting.pop_front());
                }
            }
            let Some(number) = asked.pop_front() else { break };
            let reply = self.looked(number).await?;
            window.answer(self.octets(number));
            if let Ok(Response::Message(raw)) = reply.result {
                self.was_seen(number);
                see(number, mail::header_digest(&raw));
            }
        }
        Ok(())
    }

    /// A header was asked for by other ways than [`Self::look`], and refused.
    pub(super) fn header_refused(&mut self) {
        if self.top != Top::Works {
            self.top = Top::Refused;
            self.log.note(Quirk::NoTop);
        }
    }

    fn octets(&self, number: MessageNumber) -> u64 {
        self.listed(number).map_or(0, |listed| listed.octets)
    }

    pub(super) fn listed(&self, number: MessageNumber) -> Option<&Listed> {
        self.listed.get(self.place(number)?)
    }
}

/// Whether a session ended of itself.
pub(super) const fn is_broken(problem: &Problem) -> bool {
    matches!(problem, Problem::ConnectionLost(_) | Problem::TimedOut(_) | Problem::NotPop3(..))
}

/// Whether an answer to TOP has all of the header, and the header tells its message from others. One
/// without a field of its own does not: nothing may be concluded from it, least of all that a message is
/// another.
pub(super) fn is_telling_header(raw: &[u8], octets: u64) -> bool {
    let ends = raw.ends_with(b"\n\n") || raw.ends_with(b"\n\r\n") || raw.ends_with(b"\n\r\r\n");
    let is_whole = ends || raw.len() < CUT_FROM || (octets > 0 && raw.len() as u64 >= octets);
    is_whole && mail::tells_its_message(raw)
}

impl<P: Platform> Engine<P> {
    /// Computes the digests of headers that were not kept with their names: mail that was collected
    /// before they were.
    pub(super) async fn learn_headers(&self, maildrop: MaildropId) -> Result<(), Problem> {
        let missing: Vec<_> = {
            let contents = self.contents.borrow();
            let names = contents.names_of(maildrop).filter(|(_, name)| name.header.is_none());
            names.filter_map(|(uidl, name)| Some((uidl.clone(), name.message?))).collect()
        };
        let mut learnt = HashMap::new();
        for (uidl, id) in missing {
            if let Some(Ok(raw)) = self.raw_or_not(id).await? {
                learnt.insert(uidl, mail::header_digest(&raw));
            }
        }
        self.commit(|contents| {
            let named = |(uidl, header): (Uidl, HeaderDigest)| {
                let name = contents.name(maildrop, &uidl)?.clone();
                Some(Change::Named { maildrop, uidl, name: Name { header: Some(header), ..name } })
            };
            Commit { changes: learnt.into_iter().filter_map(named).collect(), ..Commit::default() }
        })
        .await
    }
}
