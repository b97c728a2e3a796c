//! A POP3 session with a server: a link, TLS if the account asks for it, and the protocol over it.
//!
//! [`Session::enter`] leads from nothing to an open maildrop and its [`Listing`]; it waits where the
//! server says that it is busy, and knows from [`Log`] what was learnt of the server before. From
//! then on commands go out with [`Session::send`] and come back with [`Session::reply`], in order.
//! The session itself sees to it that a server which takes one command at a time gets one at a time.
//! While something else has to be done first, [`Session::idle`] keeps the server from hanging up.
//!
//! Where a session fails in a way that another may not, [`Log::take_again`] says so once: open another
//! at once, with the same log.
//!
//! | file | subject |
//! | --- | --- |
//! | `entry` | the way in: what is sent when, and what is waited for |
//! | `refusal` | the server says no: whether that passes, and what the reader is told |
//! | `pause` | waiting until it lets us in |
//! | `probe` | the way in, one step after another, to see which works |
//! | `flight` | what is asked as soon as it is open |
//! | `listing` | what waits in the maildrop |
//! | `matching` | whether a message is the one that was asked for |
//! | `wire` | link, TLS and protocol as one |
//! | `silence` | how long the other side has said nothing |
//! | `log` | what is known of the server |
//! | `transcript`, `redaction` | what was said, without secrets |

mod entry;
mod flight;
mod listing;
mod log;
mod matching;
mod pause;
mod probe;
mod redaction;
mod refusal;
mod silence;
mod transcript;
mod wire;

use std::{collections::VecDeque, pin::pin, time::Duration};

use futures::future::{Either, select};

use super::{
    api::Quirk,
    platform::Platform,
    problem::{Peer, Problem},
};
use crate::protocol::pop3::{Capabilities, Command, Reply, Response};
use matching::{Matching, Verdict};
use wire::{Break, SILENCE, Wire};

pub(super) use listing::Listing;
pub(super) use log::Log;

/// After so long a silence with several commands in flight, a server that was not seen to cope with
/// that does not.
const SEVERAL_SILENCE: Duration = Duration::from_secs(15);

/// After so long a silence a server that was spoken to before its greeting, and has answered nothing, is
/// taken to have heard nothing.
const HASTE_SILENCE: Duration = Duration::from_secs(10);

/// So often something is said to a server that has nothing to do: some hang up after a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// A server that was told to delete answers when it has done so, which takes minutes where thousands of
/// messages lie in one file. Whoever hangs up before that may have nothing deleted at all, each time
/// anew. It is as long as a server has to wait for a client (RFC 1939, section 3).
const QUIT_SILENCE: Duration = Duration::from_secs(10 * 60);

/// After so many right answers with others in flight, earlier silences had other reasons.
const TRUSTED: u32 = 100;

/// So many commands in a row may be lost, and the answer to the one behind them is still known for
/// what it is.
const LOST: usize = 2;

/// An open maildrop.
pub(super) struct Entered<'p, P: Platform> {
    /// The session that holds it.
    pub(super) session: Session<'p, P>,
    /// What waits there.
    pub(super) listing: Listing,
}

/// An open session. Dropping it closes the connection; without QUIT the server deletes nothing.
pub(super) struct Session<'p, P: Platform> {
    platform: &'p P,
    wire: Wire<'p, P>,
    log: Log,
    capabilities: Capabilities,
    /// The server said, before the login or after it, that several commands may be in flight.
    announced: bool,
    /// They may be: it said so, or copes all the same.
    pipelining: bool,
    /// They were, at some time.
    overlapped: bool,
    /// They were, since the server last had nothing left to answer.
    entangled: bool,
    /// It spoke before the greeting, and no command was answered yet.
    hasty: bool,
    /// Right answers while others were in flight.
    trust: u32,
    /// Commands that wait for the answer to an earlier one.
    queue: VecDeque<Command>,
    matching: Matching,
}

impl<P: Platform> Session<'_, P> {
    /// What the server said it can do, after the login.
    pub(super) const fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Whether several commands may be in flight. Whoever sends several all the same sees them
    /// queued.
    pub(super) const fn pipelining(&self) -> bool {
        self.pipelining
    }

    /// Whom this session is with.
    pub(super) const fn peer(&self) -> &Peer {
        self.wire.peer()
    }

    /// Bytes that came over the link so far.
    pub(super) const fn received(&self) -> u64 {
        self.wire.received()
    }

    /// Sends a command with the next reply that is awaited.
    pub(super) fn send(&mut self, command: Command) {
        self.queue.push_back(command);
        self.pump();
    }

    /// The next reply. Dropping the future loses nothing.
    ///
    /// The server's words in it are fit to be shown: no secret is in them.
    pub(super) async fn reply(&mut self) -> Result<Reply, Problem> {
        self.reply_within(SILENCE).await.map_err(|broken| self.blame(broken))
    }

    async fn reply_within(&mut self, patience: Duration) -> Result<Reply, Break> {
        loop {
            self.pump();
            let several = self.wire.awaited() > 1;
            let patience = if several && !self.copes() { patience.min(SEVERAL_SILENCE) } else { patience };
            let patience = if self.hasty { patience.min(HASTE_SILENCE) } else { patience };
            let reply = self.wire.reply(patience).await?;
            self.hasty &= reply.command.is_none();
            self.match_up(&reply)?;
            self.entangled &= self.wire.awaited() > 0;
            // Only to be heard from: nobody else asks for it.
            if reply.command == Some(Command::Noop) {
                continue;
            }
            if several {
                self.trust += 1;
                if self.trust == TRUSTED {
                    self.log.learn(|learnt| learnt.stalls = 0);
                }
            }
            return Ok(reply);
        }
    }

    /// Whether the server was seen to answer more than the first of several commands.
    fn copes(&self) -> bool {
        self.trust > 1 || self.log.knows_pipelining_to_work()
    }

    /// A message that may be another than the one that was asked for ends the session.
    fn match_up(&mut self, reply: &Reply) -> Result<(), Break> {
        let (Some(Command::Retr(_, listed)), Ok(Response::Message(raw))) = (&reply.command, &reply.result)
        else {
            return Ok(());
        };
        let size = |command: &Command| match command {
            Command::Retr(_, listed) => Some(*listed),
            _ => None,
        };
        let others = || self.wire.in_flight().filter_map(size).take(LOST).collect::<Vec<_>>();
        let others = (self.entangled && raw.len() as u64 != *listed).then(others);
        if self.matching.compare(raw, *listed, others.as_deref(), &self.log) == Verdict::Likely {
            return Ok(());
        }
        self.log.again(|manner| manner.careful = true);
        let said = format!("It sent {} octets where {listed} were due.", raw.len());
        Err(Break::Failed(Problem::NotPop3(self.peer().clone(), said)))
    }

    /// Lets out what may be sent now.
    fn pump(&mut self) {
        while !self.queue.is_empty() && (self.pipelining || self.wire.awaited() == 0) {
            if let Some(command) = self.queue.pop_front() {
                self.wire.send(command);
            }
        }
        let several = self.wire.awaited() > 1;
        self.overlapped |= several;
        self.entangled |= several;
    }

    /// Does something that takes its time, such as storing, and says a word to the server now and
    /// then, so that it does not hang up. Replies to earlier commands are left for later, and so is
    /// the news of a connection that broke.
    pub(super) async fn idle<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            let pause = self.platform.sleep(KEEP_ALIVE);
            match select(work.as_mut(), pin!(pause)).await {
                Either::Left((done, _)) => return done,
                Either::Right(_) => {}
            }
            // Whoever has not answered yet has something to do.
            if self.wire.awaited() == 0 || self.pipelining {
                self.wire.send(Command::Noop);
                let _ = self.wire.flush();
            }
        }
    }

    /// What a break means: where several commands were in flight, that may be the reason.
    fn blame(&mut self, broken: Break) -> Problem {
        let peer = self.peer().clone();
        match broken {
            Break::Silent => {
                if self.wire.awaited() > 1 {
                    self.one_at_a_time();
                }
                Problem::TimedOut(peer)
            }
            Break::Violated(violated) => {
                if self.overlapped {
                    self.one_at_a_time();
                }
                Problem::NotPop3(peer, self.wire.redact(&violated.to_string()))
            }
            Break::Lost(problem) => {
                // Where it was never promised, hanging up is an answer to it.
                if self.wire.awaited() > 1 && !self.announced && !self.copes() {
                    self.one_at_a_time();
                }
                problem
            }
            Break::Failed(problem) => problem,
        }
    }

    /// The server gets one command at a time from now on: for ever if it never coped with more, or
    /// if it happened before; if not, in the next session. Where it was not let speak first, that is the
    /// reason, and says nothing of several commands.
    fn one_at_a_time(&mut self) {
        if !self.pipelining || self.hasty {
            return;
        }
        let never_coped = !self.copes();
        self.log.learn(|learnt| {
            learnt.stalls = learnt.stalls.saturating_add(1);
            learnt.no_pipelining |= never_coped || learnt.stalls > 1;
        });
        if self.log.learnt().no_pipelining {
            self.log.note(Quirk::PipeliningBroken);
        }
        self.log.again(|manner| manner.careful = true);
    }

    /// Says goodbye, and waits until the server has deleted what it was told to.
    pub(super) async fn quit(&mut self) -> Result<Reply, Problem> {
        self.send(Command::Quit);
        self.reply_within(QUIT_SILENCE).await.map_err(|broken| self.blame(broken))
    }

    /// Says goodbye without waiting for an answer: nothing depends on it.
    pub(super) fn leave(mut self) {
        // Behind whatever the server has not answered yet.
        self.wire.send(Command::Quit);
        self.wire.close();
    }
}
