//! Which neighbouring nodes of a document are the quoted mail at its end.

use super::dom::{Dom, NodeId};
use super::lines::{Lines, lines};
use crate::mail::quotes;

/// Neighbours that are a quote together: those from `first` to `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fold {
    pub(crate) parent: NodeId,
    pub(crate) first: NodeId,
    pub(crate) last: NodeId,
}

/// The quote at the end of a document, where it is a row of neighbours. None where there is no such
/// quote, and where it shares an element with words of the sender's.
pub(crate) fn trailing_quote(dom: &Dom, body: NodeId) -> Option<Fold> {
    let lines = lines(dom, body)?;
    let found = quotes::trailing(&lines.lines)?;
    let end = *lines.end.get(found.end.checked_sub(1)?)?;
    // The lines above a quote may share an element with the answer: then they stay with it.
    (found.attribution..=found.quote).find_map(|line| {
        let first = lines.first.get(line).copied().flatten()?;
        row(dom, body, &lines, first, end)
    })
}

/// The row of neighbours that hold the leaves from `first` up to `end`, and no others.
fn row(dom: &Dom, body: NodeId, lines: &Lines, first: usize, end: usize) -> Option<Fold> {
    let leaf = |number: usize| lines.leaves.get(number).copied();
    let before = first.checked_sub(1).and_then(leaf).map(|leaf| path(dom, body, leaf));
    let after = leaf(end).map(|leaf| path(dom, body, leaf));
    let (one, other) = (path(dom, body, leaf(first)?), path(dom, body, leaf(end.checked_sub(1)?)?));
    // The outermost level at which the two ends are apart from what is before and after.
    let alone = |level: usize, path: &[NodeId], beside: &Option<Vec<NodeId>>| {
        beside.as_ref().is_none_or(|beside| beside.get(level) != path.get(level))
    };
    (1..one.len().min(other.len())).find_map(|level| {
        let same_parent = one.get(level - 1) == other.get(level - 1);
        if !same_parent || !alone(level, &one, &before) || !alone(level, &other, &after) {
            return None;
        }
        Some(Fold { parent: *one.get(level - 1)?, first: *one.get(level)?, last: *other.get(level)? })
    })
}

/// From the body down to a node.
fn path(dom: &Dom, body: NodeId, leaf: NodeId) -> Vec<NodeId> {
    let mut path = vec![leaf];
    let mut next = leaf;
    while next != body
        && let Some(parent) = dom.parent(next)
    {
        path.push(parent);
        next = parent;
    }
    path.reverse();
    path
}
