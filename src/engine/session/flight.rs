//! What a server is asked besides the login: what it can do, and, as soon as the maildrop is open,
//! what is there.

use std::time::Duration;

use super::{Break, Listing, Session};
use crate::{
    engine::{platform::Platform, problem::Problem},
    protocol::pop3::{Capabilities, Command, Reply, Response},
};

/// A server that has not answered CAPA for so long does not know what to make of it.
const CAPA_SILENCE: Duration = Duration::from_secs(15);

/// What is asked behind the login, in this order.
pub(super) struct Flight {
    pub(super) with_capa: bool,
    /// All of it was asked.
    pub(super) is_off: bool,
    /// What the server can do, after the login; nothing if it did not say.
    pub(super) after: Capabilities,
    pub(super) listing: Listing,
    /// The server's words in refusing LIST.
    pub(super) refusal: String,
}

impl Flight {
    pub(super) fn new(with_capa: bool) -> Self {
        let (after, listing) = (Capabilities::default(), Listing::default());
        Self { with_capa, is_off: false, after, listing, refusal: String::new() }
    }

    pub(super) fn take_off<P: Platform>(&mut self, session: &mut Session<'_, P>) {
        if self.with_capa {
            session.send(Command::Capa);
        }
        session.send(Command::Uidl);
        session.send(Command::List);
        // A turn of its own is too much for it.
        if session.pipelining {
            session.send(Command::Stat);
        }
        self.is_off = true;
    }

    pub(super) async fn land<P: Platform>(&mut self, session: &mut Session<'_, P>) -> Result<(), Problem> {
        while session.is_busy() {
            let reply = session.reply().await?;
            match (reply.command, reply.result) {
                (Some(Command::Capa), Ok(Response::Capabilities(after))) => self.after = after,
                (Some(Command::List), Err(negative)) => self.refusal = negative.text,
                (_, result) => self.listing.take(result),
            }
        }
        Ok(())
    }
}

impl<P: Platform> Session<'_, P> {
    /// Asks the server what it can do; nothing if it does not say.
    pub(super) async fn ask_capabilities(&mut self) -> Result<Capabilities, Problem> {
        self.send(Command::Capa);
        match self.reply_within(CAPA_SILENCE).await {
            Ok(Reply { result: Ok(Response::Capabilities(capabilities)), .. }) => Ok(capabilities),
            // A server from before RFC 2449.
            Ok(_) => Ok(Capabilities::default()),
            Err(Break::Silent) => {
                self.log.again(|manner| manner.without_capa = true);
                Err(Problem::TimedOut(self.peer().clone()))
            }
            Err(broken) => Err(self.blame(broken)),
        }
    }

    /// Whether an answer is to come.
    fn is_busy(&self) -> bool {
        self.wire.awaited() > 0 || self.wire.has_reply() || !self.queue.is_empty()
    }
}
