//! Deleting on the server what is to go there. Nothing else may send DELE.
//!
//! A message goes only when it is durable here (or the reader gave it up unseen), and when it is that
//! very message: it was fetched in this session, or its header was seen in it. Where TOP does not show it,
//! the message is fetched once more and compared, because name and octets may be those of another that
//! nobody here has seen. That happens once to a message, for then it goes; what is very large is left
//! where it is instead. While records of the journal are lost nothing goes at all: what they said of what is
//! here, and of what the reader wants, may speak against it. What was deleted is
//! known as gone once the server has said `+OK` to QUIT; before that nothing is deleted at all
//! (RFC 1939, section 6), and the next session begins anew.

use std::{
    collections::{HashMap, VecDeque},
    pin::pin,
};

use futures::future::{Either, FutureExt, select};

use super::{Collecting, fetch::Ended, visit::Visit};
use crate::{
    engine::{
        identity::Is,
        platform::Platform,
        problem::Problem,
        retention::{self, Doomed, Why},
    },
    mail::HeaderDigest,
    protocol::pop3::{Command, MessageNumber},
    store::{Change, Commit, Maildrop, Uidl, Wish},
};

/// DELEs in flight at most.
const MOST_COMMANDS: usize = 200;

/// A message of more octets is not fetched once more to be compared.
const MOST_COMPARED: u64 = 64 << 20;

/// What has become of those that were to go.
#[derive(Debug, Default)]
pub(super) struct Doom {
    /// Each is what it was taken for.
    pub(super) certain: Vec<Doomed>,
    /// Among them was what is not here yet, under the name of what was to go.
    pub(super) found_new: bool,
    /// Some were not compared, because they may not be deleted anyway ([`Collecting::spare`]).
    pub(super) left_out: bool,
    /// Some were not looked at, because a session broke when they were; the next may.
    pub(super) put_off: bool,
}

impl<'e, P: Platform> Collecting<'e, P> {
    /// What goes, and is certain to be what it is taken for; `None` when the reader said stop.
    pub(super) async fn doom(
        &self,
        visit: &mut Visit<'e, P>,
        only: Option<Why>,
    ) -> Result<Option<Doom>, Problem> {
        if !self.engine.may_delete_there() {
            visit.keep_names().await?;
            return Ok(Some(Doom::default()));
        }
        let now = self.engine.platform.now();
        let mut doomed = retention::plan(self.account.retention, &visit.lots(), now);
        doomed.retain(|doomed| only.is_none_or(|why| doomed.why == why));
        let is_seen = |visit: &Visit<'_, P>, number| {
            visit.place(number).and_then(|at| visit.told.get(at)).is_some_and(|told| told.seen)
        };
        let unseen: Vec<MessageNumber> =
            doomed.iter().map(|doomed| doomed.number).filter(|&number| !is_seen(visit, number)).collect();
        if !unseen.is_empty() {
            self.engine.learn_headers(visit.maildrop).await?;
        }
        let mut seen = match select(self.stop.clone(), pin!(visit.identify(&unseen))).await {
            Either::Left(_) => return Ok(None),
            Either::Right((seen, _)) => seen?,
        };
        let is_put_off = |number: &MessageNumber| {
            visit.sitting_out.contains(number)
                && visit.listed(*number).is_some_and(|listed| visit.log.may_be_looked_at(listed))
        };
        let mut doom = Doom { put_off: unseen.iter().any(is_put_off), ..Doom::default() };
        let is_dark = |doomed: &&Doomed| seen.get(&doomed.number) == Some(&None);
        let dark = doomed.iter().filter(is_dark).filter(|doomed| visit.is_worth_comparing(doomed.number));
        // Without the device's promise it stays: to fetch it in each session would be in vain.
        let may_go = |doomed: &&Doomed| doomed.why == Why::Order || self.engine.is_persistent();
        let (dark, left_out): (Vec<&Doomed>, Vec<&Doomed>) = dark.partition(may_go);
        doom.left_out = !left_out.is_empty();
        let dark: Vec<MessageNumber> = dark.into_iter().map(|doomed| doomed.number).collect();
        let compare = visit.look_by_fetching(&dark, |number, digest| {
            seen.insert(number, Some(digest));
        });
        match select(self.stop.clone(), pin!(compare)).await {
            Either::Left(_) => return Ok(None),
            Either::Right((compared, _)) => compared?,
        }
        for doomed in doomed {
            let certain = match seen.get(&doomed.number) {
                None => true,
                Some(digest) => visit.is_certain(doomed.number, *digest),
            };
            if certain {
                doom.certain.push(doomed);
            } else {
                doom.found_new |= visit
                    .place(doomed.number)
                    .and_then(|at| visit.told.get(at))
                    .is_some_and(|told| told.is == Is::New);
            }
        }
        if visit.refuses_headers() {
            // It came whole for want of its header only: that is no reason for it to go.
            doom.certain.retain(|doomed| doomed.why == Why::Order || self.wants_body(visit, doomed.number));
        }
        visit.keep_names().await?;
        Ok(Some(doom))
    }

    fn wants_body(&self, visit: &Visit<'e, P>, number: MessageNumber) -> bool {
        let told = visit.place(number).and_then(|at| visit.told.get(at));
        told.is_some_and(|told| retention::wants_whole(self.account.extent, told.octets))
    }

    /// Takes out what would not go any more: wishes and the account may have changed since the session
    /// began.
    fn spare_by_now(&self, visit: &Visit<'e, P>, doomed: &mut Vec<Doomed>) {
        let contents = self.engine.contents.borrow();
        let account = contents
            .accounts()
            .get(&self.id)
            .filter(|account| contents.maildrop(&Maildrop::of(self.id, account)) == Some(self.maildrop))
            .filter(|_| contents.lost_records() == 0);
        let Some(account) = account else { return doomed.clear() };
        let goes = retention::plan(account.retention, &visit.lots(), self.engine.platform.now());
        let goes: HashMap<MessageNumber, Why> =
            goes.into_iter().map(|doomed| (doomed.number, doomed.why)).collect();
        // An order needs less than the retention, so it may come in its place.
        doomed.retain(|doomed| {
            goes.get(&doomed.number).is_some_and(|&why| why == doomed.why || why == Why::Order)
        });
    }

    /// Deletes these and says goodbye; that they are gone is kept. The reader can stop it: until QUIT is
    /// sent nothing is deleted then, and after that nobody waits for it any more.
    pub(super) async fn delete(
        &self,
        mut visit: Visit<'e, P>,
        mut doomed: Vec<Doomed>,
    ) -> Result<Ended, Problem> {
        self.spare_by_now(&visit, &mut doomed);
        if doomed.is_empty() {
            visit.session.leave();
            return Ok(Ended::Whole);
        }
        let most = if visit.session.pipelining() { MOST_COMMANDS } else { 1 };
        let mut waiting: VecDeque<MessageNumber> = doomed.iter().map(|doomed| doomed.number).collect();
        let mut asked: VecDeque<MessageNumber> = VecDeque::new();
        let mut deleted: Vec<MessageNumber> = Vec::new();
        loop {
            if asked.len() <= most / 2 {
                while asked.len() < most
                    && let Some(number) = waiting.pop_front()
                {
                    visit.session.send(Command::Dele(number));
                    asked.push_back(number);
                }
            }
            let Some(number) = asked.pop_front() else { break };
            // A DELE that is refused leaves the message where it is.
            match select(self.stop.clone(), pin!(visit.session.reply())).await {
                Either::Left(_) => return Ok(Ended::Stopped),
                Either::Right((reply, _)) => {
                    if reply?.result.is_ok() {
                        deleted.push(number);
                    }
                }
            }
        }
        // The answers come before it: nobody can take it back.
        if self.stop.clone().now_or_never().is_some() {
            return Ok(Ended::Stopped);
        }
        let peer = visit.session.peer().clone();
        // Whether it is done is not known when the wait is broken off: the next session sees it.
        let farewell = match select(self.stop.clone(), pin!(visit.session.quit())).await {
            Either::Left(_) => return Ok(Ended::Stopped),
            Either::Right((reply, _)) => reply?,
        };
        if let Err(negative) = farewell.result {
            return Err(Problem::ServerRefused(peer, negative.text));
        }
        let maildrop = visit.maildrop;
        let named = |number| visit.told.get(visit.place(number)?)?.name.clone();
        let uidls: Vec<Uidl> = deleted.into_iter().filter_map(named).collect();
        self.engine
            .commit(|_| {
                let changes = vec![Change::Wished { maildrop, uidls, wish: Wish::Gone }];
                Commit { changes, ..Commit::default() }
            })
            .await?;
        Ok(Ended::Whole)
    }
}

impl<P: Platform> Visit<'_, P> {
    /// Whether a message whose header the server would not show is to be fetched to find out whether it
    /// may go: what it is said to be is here to be compared with. Where headers are refused altogether, and
    /// its name already speaks against it, it stays.
    pub(super) fn is_worth_comparing(&self, number: MessageNumber) -> bool {
        let told = self.place(number).and_then(|at| self.told.get(at));
        told.is_some_and(|told| {
            self.knows_header(told)
                && told.octets <= MOST_COMPARED
                && (!self.refuses_headers() || self.is_told_by_name(told))
        })
    }

    /// Whether a message that is to go, and whose header was looked at now, is what its name says. If
    /// it is another, it is new, and nobody's wish holds for it.
    fn is_certain(&mut self, number: MessageNumber, digest: Option<HeaderDigest>) -> bool {
        let Some(at) = self.place(number) else { return false };
        let Some(told) = self.told.get(at) else { return false };
        let Some(digest) = digest else {
            // Nobody knows more of a message that was never here: name and octets are what was chosen.
            let certain = !self.knows_header(told) && self.is_told_by_name(told);
            // An order that cannot be carried out is not to keep its message from being collected.
            let uidl = told.name.clone().filter(|_| !certain);
            let unwished = uidl.and_then(|uidl| self.without_wish(uidl));
            self.found_out(unwished);
            return certain;
        };
        let same = self.is_header_of(told, digest);
        let uidl = told.name.clone();
        if let Some(told) = self.told.get_mut(at) {
            told.seen = same;
            if !same {
                told.is = Is::New;
            }
        }
        if let Some(uidl) = uidl.filter(|_| !same) {
            let found_out = self.release(&uidl).into_iter().chain(self.without_wish(uidl));
            let found_out: Vec<_> = found_out.collect();
            self.found_out(found_out);
        }
        same
    }
}
