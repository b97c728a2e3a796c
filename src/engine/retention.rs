//! What is to be deleted on the server, and why. Nothing here deletes.
//!
//! Whatever an account's retention says, only a message that is here whole and durable goes, and only
//! when its name means it and no other. What the server announces of deleting by itself (EXPIRE) is
//! nobody's reason. A reader's own order for one message goes before all that.

use std::cmp::Reverse;

use crate::{
    protocol::pop3::MessageNumber,
    store::{Bodies, Extent, Held, Leave, Retention, Wish},
};

const DAY: i64 = 86_400;

/// A message in the maildrop, as far as its fate hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lot {
    pub(super) number: MessageNumber,
    /// By the server's count.
    pub(super) octets: u64,
    pub(super) place: Place,
    pub(super) wish: Wish,
    /// Its name is the server's, and no other message's.
    pub(super) deletable: bool,
}

/// Where a message is beside the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Here, so much of it, since this moment (Unix seconds).
    Here(Held, i64),
    /// It was here, and was deleted here.
    Removed,
    /// It was never here.
    Nowhere,
}

/// A message that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doomed {
    pub(super) number: MessageNumber,
    pub(super) why: Why,
}

/// Why it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The reader said so, of this message.
    Order,
    /// The account's retention says so. The device must have promised to keep what it has.
    Retention,
}

/// What goes, of all that is listed.
pub(super) fn plan(retention: Retention, maildrop: &[Lot], now: i64) -> Vec<Doomed> {
    let kept = kept_for_being_new(retention.leave, maildrop);
    let fate = |lot: &Lot| {
        if !lot.deletable {
            return None;
        }
        match (lot.wish, lot.place) {
            (Wish::Delete, _) => Some(Why::Order),
            (Wish::Keep | Wish::PassOver | Wish::CollectAgain, _) => None,
            // Gone, and listed again: the server rolled back, or somebody put it there. What the account
            // says now holds, and what the reader had deleted by hand there may stay for it.
            (Wish::Policy | Wish::Gone, Place::Removed) => retention.follow.then_some(Why::Order),
            (Wish::Policy | Wish::Gone, Place::Here(Held::Whole, since)) => {
                let goes = match retention.leave {
                    Leave::All => false,
                    Leave::Nothing => true,
                    Leave::Days(days) => now.saturating_sub(since) >= i64::from(days) * DAY,
                    Leave::Newest(_) | Leave::NewestOctets(_) => lot.number < kept,
                };
                goes.then_some(Why::Retention)
            }
            (_, Place::Here(Held::Header | Held::PossiblyIncomplete, _) | Place::Nowhere) => None,
        }
    };
    maildrop.iter().filter_map(|lot| Some(Doomed { number: lot.number, why: fate(lot)? })).collect()
}

/// The number of the oldest message that stays because it is new; servers number in order of arrival.
fn kept_for_being_new(leave: Leave, maildrop: &[Lot]) -> MessageNumber {
    let mut newest: Vec<&Lot> = maildrop.iter().collect();
    newest.sort_unstable_by_key(|lot| Reverse(lot.number));
    let mut octets = 0_u64;
    let staying = match leave {
        Leave::Newest(count) => usize::try_from(count).unwrap_or(usize::MAX),
        Leave::NewestOctets(most) => {
            let fits = |lot: &&&Lot| {
                octets = octets.saturating_add(lot.octets);
                octets <= most
            };
            // Who keeps the newest wants to find it there, also when it is larger than all that is kept.
            newest.iter().take_while(fits).count().max(1)
        }
        Leave::All | Leave::Nothing | Leave::Days(_) => 0,
    };
    let oldest = newest.iter().take(staying).next_back();
    oldest.map_or(MessageNumber::MAX, |lot| lot.number)
}

/// Whether all of a message of so many octets is collected, or its header.
pub(super) const fn wants_whole(extent: Extent, octets: u64) -> bool {
    match extent.bodies {
        Bodies::Whole => true,
        Bodies::HeadersOnly => false,
        Bodies::UpTo(most) => octets <= most,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn lot(number: MessageNumber, octets: u64) -> Lot {
        let place = Place::Here(Held::Whole, NOW - 10 * DAY);
        Lot { number, octets, place, wish: Wish::Policy, deletable: true }
    }

    fn going(leave: Leave, maildrop: &[Lot]) -> Vec<MessageNumber> {
        let retention = Retention { leave, follow: false };
        plan(retention, maildrop, NOW).into_iter().map(|doomed| doomed.number).collect()
    }

    #[test]
    fn each_retention_leaves_what_it_says() {
        let old = |number| Lot { place: Place::Here(Held::Whole, NOW - 30 * DAY), ..lot(number, 100) };
        let maildrop = [old(1), old(2), lot(3, 100), lot(4, 100)];
        let nobody: [MessageNumber; 0] = [];
        assert_eq!(going(Leave::All, &maildrop), nobody);
        assert_eq!(going(Leave::Nothing, &maildrop), [1, 2, 3, 4]);
        assert_eq!(going(Leave::Days(30), &maildrop), [1, 2]);
        assert_eq!(going(Leave::Days(31), &maildrop), nobody);
        assert_eq!(going(Leave::Days(0), &maildrop), [1, 2, 3, 4]);
        assert_eq!(going(Leave::Newest(3), &maildrop), [1]);
        assert_eq!(going(Leave::Newest(0), &maildrop), [1, 2, 3, 4]);
        assert_eq!(going(Leave::Newest(9), &maildrop), nobody);
        assert_eq!(going(Leave::NewestOctets(299), &maildrop), [1, 2]);
        assert_eq!(going(Leave::NewestOctets(400), &maildrop), nobody);
        assert_eq!(going(Leave::NewestOctets(99), &maildrop), [1, 2, 3], "the newest stays, however large");
        assert_eq!(going(Leave::NewestOctets(99), &[]), nobody);
    }

    /// What is not here yet is among the newest all the same.
    #[test]
    fn the_newest_are_counted_in_the_maildrop() {
        let maildrop = [lot(1, 1), lot(2, 1), Lot { place: Place::Nowhere, ..lot(3, 1) }];
        assert_eq!(going(Leave::Newest(2), &maildrop), [1]);
    }

    #[test]
    fn a_deletion_here_is_followed_where_the_account_says_so() {
        let maildrop = [Lot { place: Place::Removed, ..lot(1, 1) }];
        assert_eq!(going(Leave::Nothing, &maildrop), Vec::<MessageNumber>::new());
        let followed = plan(Retention { leave: Leave::All, follow: true }, &maildrop, NOW);
        assert_eq!(followed, [Doomed { number: 1, why: Why::Order }]);
    }

    #[test]
    fn an_order_goes_before_the_retention() {
        let order = |wish| Lot { wish, ..lot(1, 1) };
        assert_eq!(going(Leave::All, &[order(Wish::Delete)]), [1]);
        let nowhere = Lot { place: Place::Nowhere, ..order(Wish::Delete) };
        assert_eq!(going(Leave::All, &[nowhere]), [1]);
        for wish in [Wish::Keep, Wish::PassOver, Wish::CollectAgain] {
            assert_eq!(going(Leave::Nothing, &[order(wish)]), Vec::<MessageNumber>::new());
        }
    }

    /// What was deleted there once and is listed again is no exception to what the account says now.
    #[test]
    fn what_was_gone_goes_by_the_retention() {
        let gone = Lot { wish: Wish::Gone, ..lot(1, 1) };
        let removed = Lot { place: Place::Removed, ..gone };
        let nobody: [MessageNumber; 0] = [];
        assert_eq!(going(Leave::All, &[gone]), nobody);
        assert_eq!(going(Leave::Days(11), &[gone]), nobody);
        assert_eq!(going(Leave::Nothing, &[gone]), [1]);
        assert_eq!(going(Leave::Nothing, &[removed]), nobody);
        let followed = plan(Retention { leave: Leave::All, follow: true }, &[removed], NOW);
        assert_eq!(followed, [Doomed { number: 1, why: Why::Order }]);
    }

    fn anything() -> impl Strategy<Value = Lot> {
        let held = prop_oneof![Just(Held::Whole), Just(Held::Header), Just(Held::PossiblyIncomplete)];
        let place = prop_oneof![
            (held, any::<i64>()).prop_map(|(held, since)| Place::Here(held, since)),
            Just(Place::Removed),
            Just(Place::Nowhere)
        ];
        let wish = prop_oneof![
            Just(Wish::Policy),
            Just(Wish::Keep),
            Just(Wish::Delete),
            Just(Wish::CollectAgain),
            Just(Wish::PassOver),
            Just(Wish::Gone)
        ];
        (any::<u32>(), any::<u64>(), place, wish, any::<bool>()).prop_map(
            |(number, octets, place, wish, deletable)| Lot { number, octets, place, wish, deletable },
        )
    }

    fn any_retention() -> impl Strategy<Value = Retention> {
        let leave = prop_oneof![
            Just(Leave::All),
            Just(Leave::Nothing),
            any::<u16>().prop_map(Leave::Days),
            any::<u32>().prop_map(Leave::Newest),
            any::<u64>().prop_map(Leave::NewestOctets)
        ];
        (leave, any::<bool>()).prop_map(|(leave, follow)| Retention { leave, follow })
    }

    proptest! {
        /// Nothing goes by the account's retention that is not here whole; nothing that is to stay, and
        /// nothing that cannot be told from others, goes at all.
        #[test]
        fn nothing_goes_that_would_be_lost(
            maildrop in prop::collection::vec(anything(), 0..20),
            retention in any_retention(),
            now in any::<i64>(),
        ) {
            for doomed in plan(retention, &maildrop, now) {
                let mut lots = maildrop.iter().filter(|lot| lot.number == doomed.number);
                let allowed = lots.any(|lot| {
                    let stays = matches!(lot.wish, Wish::Keep | Wish::PassOver | Wish::CollectAgain);
                    let by_hand = lot.wish == Wish::Delete
                        || (lot.place == Place::Removed && retention.follow);
                    let whole = matches!(lot.place, Place::Here(Held::Whole, _)) && retention.leave != Leave::All;
                    lot.deletable && !stays && match doomed.why {
                        Why::Order => by_hand,
                        Why::Retention => whole,
                    }
                });
                prop_assert!(allowed, "{doomed:?}");
            }
        }
    }
}
