//! Which trees are one thread though no reference says so: the fifth step of RFC 5256's REFERENCES,
//! which gathers the children of the root that have the same base subject.
//!
//! The same subject alone says less than a reference, and less still the longer ago it was: every
//! year has its "Happy birthday", and every night its "Backup done". So, beyond what the RFC says, a
//! tree is joined only to the one before it of the same subject, and only if it began soon enough
//! after it.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::forest::Forest;
use super::slots::Slot;
use super::tree::{Place, Tree};
use super::{Changes, ThreadId};

/// Seconds within which a reply or a forward is joined to what has the same subject: 30 days.
const REPLIED_WITHIN: u64 = 30 * 24 * 60 * 60;
/// Seconds within which anything else is: 6 hours. It is the same mail again, or its reply comes
/// from a clock that is slow.
const SAME_WITHIN: u64 = 6 * 60 * 60;

/// All trees that have a subject, by their places.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    trees: BTreeMap<Place, Slot<Tree>>,
    round: u32,
}

impl Gathering {
    /// Puts the trees that have grown in the place of those that are no more, and says to which
    /// threads that makes a difference. Costs as much as these threads have trees.
    pub(super) fn replace(&mut self, forest: &mut Forest, grown: &[Slot<Tree>]) -> Changes {
        // None that a tree begins with.
        self.round = self.round.wrapping_add(1).max(1);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut places = Vec::new();
        for stale in std::mem::take(&mut forest.stale) {
            let tree = forest.trees.remove(stale);
            before.extend(tree.thread);
            if let Some(place) = tree.place {
                self.trees.remove(&place);
                places.push(place);
            }
        }
        for &slot in grown {
            let tree = &mut forest.trees[slot];
            if let Some(place) = tree.place {
                self.trees.insert(place, slot);
                places.push(place);
            } else if tree.root.is_some() {
                tree.thread = Some(tree.smallest);
                tree.thread_mails = tree.mails;
                after.push(tree.smallest);
            }
        }
        for place in places {
            let at = self.trees.get(&place).copied();
            let around = [self.earlier(place).next(), at, self.later(place).next()];
            for tree in around.into_iter().flatten() {
                if forest.trees[tree].round != self.round {
                    let together = self.together(forest, tree);
                    let smallest = together.iter().map(|&tree| forest.trees[tree].smallest).min();
                    let mails = together.iter().map(|&tree| forest.trees[tree].mails).sum();
                    for tree in together {
                        let tree = &mut forest.trees[tree];
                        tree.round = self.round;
                        tree.thread_mails = mails;
                        before.extend(std::mem::replace(&mut tree.thread, smallest));
                    }
                    after.extend(smallest);
                }
            }
        }
        after.sort_unstable();
        after.dedup();
        before.sort_unstable();
        before.dedup();
        before.retain(|id| after.binary_search(id).is_err());
        let ids = |keys: Vec<u64>| keys.into_iter().map(ThreadId).collect();
        Changes { gone: ids(before), changed: ids(after) }
    }

    /// The trees of a tree's thread, by date.
    pub(super) fn together(&self, forest: &Forest, tree: Slot<Tree>) -> Vec<Slot<Tree>> {
        let mut together = vec![tree];
        let Some(place) = forest.trees[tree].place else { return together };
        let mut first = tree;
        for earlier in self
            .earlier(place)
            .take_while(|&earlier| is_joined(forest, earlier, std::mem::replace(&mut first, earlier)))
        {
            together.push(earlier);
        }
        together.reverse();
        let mut last = tree;
        for later in self
            .later(place)
            .take_while(|&later| is_joined(forest, std::mem::replace(&mut last, later), later))
        {
            together.push(later);
        }
        together
    }

    /// Trees of the same subject, the nearest first.
    fn earlier(&self, place: Place) -> impl Iterator<Item = Slot<Tree>> {
        let first = Place { date: i64::MIN, key: u64::MIN, ..place };
        self.trees.range(first..place).rev().map(|(_, &tree)| tree)
    }

    /// Trees of the same subject, the nearest first.
    fn later(&self, place: Place) -> impl Iterator<Item = Slot<Tree>> {
        let last = Place { date: i64::MAX, key: u64::MAX, ..place };
        self.trees.range((Bound::Excluded(place), Bound::Included(last))).map(|(_, &tree)| tree)
    }
}

/// Whether a tree is joined to the one before it of the same subject.
fn is_joined(forest: &Forest, earlier: Slot<Tree>, later: Slot<Tree>) -> bool {
    let (earlier, later) = (&forest.trees[earlier], &forest.trees[later]);
    let within = if later.is_reply { REPLIED_WITHIN } else { SAME_WITHIN };
    let apart = |one: Place, other: Place| one.date.abs_diff(other.date);
    earlier.place.zip(later.place).is_some_and(|(earlier, later)| apart(earlier, later) <= within)
}
