//! What is passed over: the first time a maildrop is collected, an account may want only what arrived
//! since a date.

use super::{Collecting, visit::Visit};
use crate::{
    engine::{api::Progress, identity::was_met, platform::Platform, problem::Problem},
    mail::{self, HeaderDigest, Summary},
    protocol::pop3::MessageNumber,
    store::{Name, Wish},
};

impl<'e, P: Platform> Collecting<'e, P> {
    /// Passes over what is older than the account wants, if this is the first time. A server that shows
    /// no headers gives no dates: all of it is collected.
    pub(super) async fn pass_over(&self, visit: &mut Visit<'e, P>) -> Result<(), Problem> {
        let Some(since) = self.account.extent.since.filter(|_| visit.is_first()) else { return Ok(()) };
        self.tell(Progress::Comparing);
        let mut numbers: Vec<_> = visit.told.iter().map(|told| told.number).collect();
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
}

impl<P: Platform> Visit<'_, P> {
    /// Whether nothing was ever collected from this maildrop.
    pub(super) fn is_first(&self) -> bool {
        !self.engine().contents.borrow().names_of(self.maildrop).any(|(_, name)| was_met(name))
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
