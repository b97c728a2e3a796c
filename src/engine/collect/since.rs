//! What is passed over: the first time a maildrop is collected, an account may want only what arrived
//! since a date.

use super::{Collecting, visit::Visit};
use crate::{
    engine::{api::Progress, identity::was_met, platform::Platform, problem::Problem},
    mail::{self, HeaderDigest, Summary},
    protocol::pop3::MessageNumber,
    store::{Account, Name, Wish},
};

/// Servers that list a part of what waits, and the next part when that was fetched: Gmail's, by whatever
/// name. They look like any other server that has little mail, so they are known by their names; others
/// are found out ([`Visit::is_another_batch`]).
const LISTING_BY_BATCHES: [&str; 2] = ["gmail.com", "googlemail.com"];

/// Whether this account's server is known to list by batches.
pub(super) fn lists_by_batches(account: &Account) -> bool {
    let host = account.pop3.host.trim_end_matches('.').to_ascii_lowercase();
    LISTING_BY_BATCHES
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Since when mail is collected the first time, in Unix seconds. Where what is passed over would keep the
/// next batch from being listed, all of it is collected: to fetch it and throw it away would lose it for
/// good if the server deletes what was fetched.
pub(super) fn since(account: &Account) -> Option<i64> {
    account.extent.since.filter(|_| !lists_by_batches(account))
}

impl<'e, P: Platform> Collecting<'e, P> {
    /// Passes over what is older than the account wants, if this is the first time. A server that shows
    /// no headers gives no dates: all of it is collected.
    pub(super) async fn pass_over(&self, visit: &mut Visit<'e, P>) -> Result<(), Problem> {
        let Some(since) = since(&self.account).filter(|_| visit.is_first()) else { return Ok(()) };
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
