//! What a server is asked besides the login: what it can do, and, as soon as the maildrop is open,
//! what is there.

use std::time::Duration;

use super::{Break, Listing, Session, refusal::passes};
use crate::{
    engine::{platform::Platform, problem::Problem},
    protocol::pop3::{Capabilities, Command, Negative, Reply, Response},
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
    /// How the server refused UIDL or LIST: the one of them that passes, if one does.
    pub(super) refusal: Option<Negative>,
}

impl Flight {
    pub(super) fn new(with_capa: bool) -> Self {
        let (after, listing) = (Capabilities::default(), Listing::default());
        Self { with_capa, is_off: false, after, listing, refusal: None }
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
                (Some(Command::Uidl | Command::List), Err(negative)) => {
                    if !self.is_refused_for_now() {
                        self.refusal = Some(negative);
                    }
                }
                (_, result) => self.listing.take(result),
            }
        }
        Ok(())
    }

    /// Whether UIDL or LIST would be answered at another time. What the server keeps to itself today is
    /// nothing that it does not have: without names mail would be fetched again to be recognised.
    pub(super) fn is_refused_for_now(&self) -> bool {
        self.refusal.as_ref().and_then(passes).is_some()
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
