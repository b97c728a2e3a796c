//! The dry run: what a collecting would delete on the server, with nothing collected and nothing
//! deleted. It has to leave out whatever `delete`, `since` and `spare` would.

use std::collections::{HashMap, HashSet};

use super::{
    look::REFUSALS,
    since::{is_older, since},
    visit::Visit,
};
use crate::{
    engine::{
        platform::Platform,
        problem::Problem,
        retention::{Doomed, Lot, Place, Why, plan, wants_whole},
    },
    mail::{HeaderDigest, Summary},
    protocol::pop3::MessageNumber,
    store::{Account, Extent, Held, Retention, Wish},
};

/// Headers that were looked at in this session.
pub(in crate::engine) type Looked = HashMap<MessageNumber, (Summary, HeaderDigest)>;

impl<P: Platform> Visit<'_, P> {
    /// The numbers of what would go under this retention once all was collected that would be. Headers
    /// are asked for only where it hangs on them.
    pub(in crate::engine) async fn would_go(
        &mut self,
        account: &Account,
        retention: Retention,
        looked: &Looked,
    ) -> Result<HashSet<MessageNumber>, Problem> {
        let now = self.engine().platform.now();
        let (mut lots, mut fetched) = (self.lots(), HashSet::new());
        for lot in &mut lots {
            if let Some(collected) = collected(*lot, account.extent, now) {
                *lot = collected;
                fetched.insert(lot.number);
            }
        }
        if !self.engine().may_delete_there() {
            return Ok(HashSet::new());
        }
        let mut doomed = plan(retention, &lots, now);
        if !self.engine().is_persistent() {
            doomed.retain(|doomed| doomed.why == Why::Order);
        }
        if let Some(since) = since(account).filter(|_| self.is_first()) {
            self.spare_passed_over(&mut doomed, since, looked).await?;
        }
        let is_unseen = |doomed: &Doomed| {
            let told = self.place(doomed.number).and_then(|at| self.told.get(at));
            let was_seen = looked.contains_key(&doomed.number) || told.is_some_and(|told| told.seen);
            !was_seen && !fetched.contains(&doomed.number)
        };
        let unseen = doomed.iter().copied().filter(is_unseen).map(|doomed| doomed.number).collect();
        self.spare_doubtful(&mut doomed, &unseen).await?;
        if self.refuses_headers() {
            let is_large_enough = |lot: &Lot| wants_whole(account.extent, lot.octets);
            let wanted: HashSet<MessageNumber> =
                lots.iter().filter(|lot| is_large_enough(lot)).map(|lot| lot.number).collect();
            doomed.retain(|doomed| doomed.why == Why::Order || wanted.contains(&doomed.number));
        }
        Ok(doomed.into_iter().map(|doomed| doomed.number).collect())
    }

    /// What the first collecting passes over stays.
    async fn spare_passed_over(
        &mut self,
        doomed: &mut Vec<Doomed>,
        since: i64,
        looked: &Looked,
    ) -> Result<(), Problem> {
        let unknown = doomed.iter().map(|doomed| doomed.number).filter(|number| !looked.contains_key(number));
        let unknown: Vec<MessageNumber> = unknown.collect();
        let older = self.older(&unknown, since).await?;
        let older: HashSet<MessageNumber> = older.into_iter().map(|(number, _)| number).collect();
        let is_older = |number| match looked.get(&number) {
            Some((summary, _)) => is_older(summary, since),
            None => older.contains(&number),
        };
        // What the reader gave up goes all the same.
        doomed.retain(|doomed| doomed.why == Why::Order || !is_older(doomed.number));
        Ok(())
    }

    /// What is here goes when its header says that it is what it is taken for. Where the server shows
    /// none, it would be fetched to be compared, which is not done here: name and octets have to do.
    async fn spare_doubtful(
        &mut self,
        doomed: &mut Vec<Doomed>,
        unseen: &HashSet<MessageNumber>,
    ) -> Result<(), Problem> {
        let probes = doomed.iter().map(|doomed| doomed.number).filter(|number| unseen.contains(number));
        // Before they are deleted all are looked at. To know what would go, a maildrop of thousands need
        // not be: as many as show that the server will not have it are enough.
        let probes: Vec<MessageNumber> = probes.take(REFUSALS).collect();
        let mut shown = HashMap::new();
        self.look(&probes, |number, header| {
            shown.insert(number, header.is_some());
        })
        .await?;
        let others_are_shown = !self.refuses_headers();
        doomed.retain(|doomed| {
            let number = doomed.number;
            let told = self.place(number).and_then(|at| self.told.get(at));
            let is_shown = || shown.get(&number).copied().unwrap_or(others_are_shown);
            let is_dark_and_goes = || match told {
                Some(told) if self.knows_header(told) => self.is_worth_comparing(number),
                Some(told) => self.is_told_by_name(told),
                None => false,
            };
            !unseen.contains(&number) || is_shown() || is_dark_and_goes()
        });
        Ok(())
    }
}

/// What becomes of a message that would be collected whole; `None` if it would not.
fn collected(lot: Lot, extent: Extent, now: i64) -> Option<Lot> {
    let is_collected = match (lot.wish, lot.place) {
        (Wish::PassOver | Wish::Delete | Wish::Gone, _) => false,
        (Wish::CollectAgain, _) => true,
        (_, Place::Nowhere | Place::Here(Held::Header, _)) => wants_whole(extent, lot.octets),
        _ => false,
    };
    let since = match lot.place {
        Place::Here(_, since) => since,
        Place::Removed | Place::Nowhere => now,
    };
    let wish = if lot.wish == Wish::CollectAgain { Wish::Policy } else { lot.wish };
    is_collected.then_some(Lot { place: Place::Here(Held::Whole, since), wish, ..lot })
}
