//! What is passed over: the first time a maildrop is collected, an account may want only what arrived
//! since a date.

use super::{Collecting, visit::Visit};
use crate::{
    engine::{api::Progress, identity::was_met, platform::Platform, problem::Problem},
    mail,
    store::{Name, Wish},
};

impl<'e, P: Platform> Collecting<'e, P> {
    /// Passes over what is older than the account wants, if this is the first time. A server that shows
    /// no headers gives no dates: all of it is collected.
    pub(super) async fn pass_over(&self, visit: &mut Visit<'e, P>) -> Result<(), Problem> {
        let Some(since) = self.account.extent.since else { return Ok(()) };
        let is_first = !self.engine.contents.borrow().names_of(self.maildrop).any(|(_, name)| was_met(name));
        if !is_first {
            return Ok(());
        }
        self.tell(Progress::Comparing);
        let mut numbers: Vec<_> = visit.told.iter().map(|told| told.number).collect();
        numbers.reverse();
        let mut old = Vec::new();
        visit
            .look(&numbers, |number, header| {
                let Some(header) = header else { return };
                let summary = mail::summarise(header);
                if summary.received.or(summary.date).is_some_and(|date| date < since) {
                    old.push((number, mail::header_digest(header)));
                }
            })
            .await?;
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
