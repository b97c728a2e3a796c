//! Messages that the list leaves out, because they were deleted and that can still be undone. It may
//! be all of a hundred thousand: what every row asks for is a binary search, and what is as long as the
//! list happens only when a deletion is made or undone.

use std::{
    collections::{BTreeMap, HashSet},
    rc::Rc,
};

use crate::{engine::api::Row, store::MessageId};

/// What is hidden, and where it stands in the worker's numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hidden {
    ids: Rc<HashSet<MessageId>>,
    /// Those that are known to be in this view: ascending by number, no number twice.
    gaps: Rc<Vec<(u32, MessageId)>>,
    /// Those that the worker was told to delete, in that order: they will be missing in its numbers.
    going: Rc<Vec<MessageId>>,
}

impl Hidden {
    /// The same messages, in a view that has not told where they stand.
    pub(super) fn in_another_view(&self) -> Self {
        Self { ids: Rc::clone(&self.ids), gaps: Rc::default(), going: Rc::clone(&self.going) }
    }

    pub(super) fn contains(&self, id: MessageId) -> bool {
        self.ids.contains(&id)
    }

    /// How many rows of the view are left out.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.gaps.len()).unwrap_or(u32::MAX)
    }

    /// The worker's number of the row that is shown under this one.
    pub(super) fn stands_at(&self, index: u32) -> u32 {
        // Before the gap of place n stand n gaps and the rest of its number in rows.
        let (mut low, mut high) = (0, self.gaps.len());
        while low < high {
            let middle = low.midpoint(high);
            let above = self.gaps.get(middle).map_or(u32::MAX, |(at, _)| at.saturating_sub(short(middle)));
            if above <= index { low = middle + 1 } else { high = middle }
        }
        index.saturating_add(short(low))
    }

    /// The number under which the worker's row is shown.
    pub(super) fn shown_at(&self, at: u32) -> u32 {
        at.saturating_sub(short(self.gaps.partition_point(|(gap, _)| *gap < at)))
    }

    /// Hides messages that stand at these numbers of the worker's; without one, what is not known to be
    /// in this view.
    pub(super) fn hide(&mut self, messages: &[(Option<u32>, MessageId)]) {
        let ids = Rc::make_mut(&mut self.ids);
        let gaps = Rc::make_mut(&mut self.gaps);
        for (at, id) in messages {
            if ids.insert(*id)
                && let Some(at) = at
            {
                gaps.push((*at, *id));
            }
        }
        gaps.sort_unstable();
        // Numbers from before more mail came may have been given twice.
        let mut free = 0;
        for (at, _) in gaps {
            *at = (*at).max(free);
            free = at.saturating_add(1);
        }
    }

    /// Hides these no more.
    pub(super) fn show(&mut self, messages: &[MessageId]) {
        let ids = Rc::make_mut(&mut self.ids);
        for id in messages {
            ids.remove(id);
        }
        Rc::make_mut(&mut self.gaps).retain(|(_, id)| ids.contains(id));
        Rc::make_mut(&mut self.going).retain(|id| ids.contains(id));
    }

    /// The worker is told to delete these.
    pub(super) fn go(&mut self, messages: &[MessageId]) {
        Rc::make_mut(&mut self.going).extend(messages.iter().filter(|id| self.ids.contains(id)));
    }

    /// Mail came in at the top, or went: so did the gaps move that the next window does not show.
    pub(super) fn moved(&mut self, grown: i64) {
        let gone = usize::try_from(grown.min(0).unsigned_abs()).unwrap_or(usize::MAX);
        let gone = gone.saturating_sub(self.leave(gone));
        if grown == 0 || self.gaps.is_empty() {
            return;
        }
        let gaps = Rc::make_mut(&mut self.gaps);
        let new = u32::try_from(grown.max(0)).unwrap_or(u32::MAX);
        for (at, _) in &mut *gaps {
            *at = at.saturating_add(new);
        }
        // Still fewer messages: what was hidden has been deleted, most likely. The window tells of its part.
        gaps.truncate(gaps.len().saturating_sub(gone));
    }

    /// So many messages are gone: the first that were to go, those first that are known to be in this view.
    /// The gaps below them move up. Returns how many that explains.
    fn leave(&mut self, gone: usize) -> usize {
        if gone == 0 || self.going.is_empty() {
            return 0;
        }
        let known: HashSet<MessageId> = self.gaps.iter().map(|(_, id)| *id).collect();
        let in_view = self.going.iter().filter(|id| known.contains(id));
        let elsewhere = self.going.iter().filter(|id| !known.contains(id));
        let left: HashSet<MessageId> = in_view.chain(elsewhere).take(gone).copied().collect();
        Rc::make_mut(&mut self.going).retain(|id| !left.contains(id));
        let mut above = 0;
        Rc::make_mut(&mut self.gaps).retain_mut(|(at, id)| {
            let leaves = left.contains(id);
            above += u32::from(leaves);
            *at = at.saturating_sub(above);
            !leaves
        });
        left.len()
    }

    /// The worker's rows from this number on: now it is known for certain what is hidden among them.
    pub(super) fn seen(&mut self, start: u32, rows: &[Rc<Row>]) {
        if self.ids.is_empty() {
            return;
        }
        let end = start.saturating_add(short(rows.len()));
        let found: BTreeMap<MessageId, u32> = (start..)
            .zip(rows)
            .filter(|(_, row)| self.ids.contains(&row.id))
            .map(|(at, row)| (row.id, at))
            .collect();
        let first = self.gaps.partition_point(|(at, _)| *at < start);
        let last = self.gaps.partition_point(|(at, _)| *at < end);
        let known = self.gaps.get(first..last).unwrap_or_default();
        if known.len() == found.len() && known.iter().all(|(at, id)| found.get(id) == Some(at)) {
            return;
        }
        let mut gaps: Vec<(u32, MessageId)> = self.gaps.to_vec();
        gaps.retain(|(at, id)| !(start..end).contains(at) && !found.contains_key(id));
        gaps.extend(found.iter().map(|(id, at)| (*at, *id)));
        gaps.sort_unstable();
        self.gaps = Rc::new(gaps);
    }
}

fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hidden(at: &[u32]) -> Hidden {
        let mut hidden = Hidden::default();
        hidden.hide(&at.iter().map(|at| (Some(*at), MessageId(u64::from(*at)))).collect::<Vec<_>>());
        hidden
    }

    #[test]
    fn numbers_given_twice_make_as_many_gaps_as_there_are_messages() {
        let mut hidden = hidden(&[]);
        hidden.hide(&[(3, 1), (3, 2), (4, 3), (3, 1)].map(|(at, id)| (Some(at), MessageId(id))));
        assert_eq!((hidden.count(), hidden.stands_at(2), hidden.stands_at(3)), (3, 2, 6));
    }

    #[test]
    fn what_was_to_go_leaves_and_the_others_move_up() {
        let mut hidden = hidden(&[3, 5, 70, 80]);
        hidden.go(&[MessageId(70), MessageId(3)]);
        hidden.moved(-2);
        assert_eq!(*hidden.gaps, [(4, MessageId(5)), (78, MessageId(80))]);
        assert!(hidden.going.is_empty());
        // What nobody here has told to go: the last, most likely.
        hidden.moved(-1);
        assert_eq!(*hidden.gaps, [(4, MessageId(5))]);
    }

    #[test]
    fn a_hundred_thousand_are_hidden_and_had_back() {
        let all: Vec<u32> = (0..100_000).collect();
        let mut hidden = hidden(&all);
        assert_eq!((hidden.count(), hidden.stands_at(0), hidden.shown_at(70_000)), (100_000, 100_000, 0));
        hidden.show(&(0..100_000).map(MessageId).collect::<Vec<_>>());
        assert_eq!(hidden, Hidden::default());
    }

    proptest! {
        #[test]
        fn every_row_that_is_shown_has_a_number_and_back(
            gaps in prop::collection::btree_set(0_u32..60, 0..40)
        ) {
            let hidden = hidden(&gaps.iter().copied().collect::<Vec<_>>());
            let stand: Vec<u32> = (0..80).filter(|at| !gaps.contains(at)).collect();
            for (index, at) in (0..).zip(stand) {
                prop_assert_eq!(hidden.stands_at(index), at);
                prop_assert_eq!(hidden.shown_at(at), index);
            }
        }
    }
}
