//! Which neighbouring nodes of a document are its signatures, and which are the quoted mail at its end.

use super::dom::{Content, Dom, Element, NodeId};
use super::lines::{Lines, lines, mailers_mark};
use crate::mail::{quotes, signatures};

/// Elements of a document that mailers call signatures; further ones stay as they are.
const MOST_SIGNATURES: usize = 50;
/// Bytes of text in such an element: some people write their answer below their signature, where it is
/// within the same element.
const LONGEST_SIGNATURE: usize = 1_500;

/// Neighbours that belong together: those from `first` to `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) parent: NodeId,
    pub(crate) first: NodeId,
    pub(crate) last: NodeId,
}

/// What of a document is not what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    /// The quote at the end, where it is a row of neighbours. None where there is no such quote, and
    /// where it shares an element with words of the sender's.
    pub(crate) quote: Option<Row>,
    /// The signatures, in no order; one may lie within another, or within the quote.
    pub(crate) signatures: Vec<Row>,
}

/// Looks for what is not what a document is about.
pub(crate) fn marks(dom: &Dom, body: NodeId) -> Marks {
    let Some(lines) = lines(dom, body) else { return Marks::default() };
    let mut signatures = named_signatures(dom, body);
    for range in signatures::in_lines(&lines.lines) {
        let first = lines.first.get(range.start).copied().flatten();
        let end = range.end.checked_sub(1).and_then(|last| lines.end.get(last));
        signatures.extend(first.zip(end).and_then(|(first, &end)| row(dom, body, &lines, first, end)));
    }
    Marks { quote: trailing_quote(dom, body, &lines), signatures }
}

fn trailing_quote(dom: &Dom, body: NodeId, lines: &Lines) -> Option<Row> {
    let found = quotes::trailing(&lines.lines)?;
    let end = *lines.end.get(found.end.checked_sub(1)?)?;
    // The lines above a quote may share an element with the answer: then they stay with it.
    (found.attribution..=found.quote).find_map(|line| {
        let first = lines.first.get(line).copied().flatten()?;
        row(dom, body, lines, first, end)
    })
}

/// The elements that the mailers which wrote them call signatures.
fn named_signatures(dom: &Dom, body: NodeId) -> Vec<Row> {
    let mut found = Vec::new();
    let mut around: Vec<NodeId> = Vec::new();
    let mut next = dom.first_child(body);
    while let Some(id) = next {
        let named = dom.element(id).is_some_and(is_signature);
        if named && found.len() < MOST_SIGNATURES && is_short(dom, id) {
            let parent = around.last().copied().unwrap_or(body);
            found.push(Row { parent, first: id, last: id });
        }
        next = match dom.first_child(id).filter(|_| !named) {
            Some(child) => {
                around.push(id);
                Some(child)
            }
            None => dom.next_sibling(id),
        };
        while next.is_none() {
            let Some(id) = around.pop() else { break };
            next = dom.next_sibling(id);
        }
    }
    found
}

fn is_signature(element: &Element) -> bool {
    let attribute = |name| element.attribute(name).unwrap_or_default();
    let (id, classes) = (attribute("id"), attribute("class"));
    // Outlook on the web puts "x_" before the names of what it quotes.
    let id = id.trim_start_matches("x_");
    let named = |class: &str| {
        let class = class.trim_start_matches("x_");
        matches!(class, "gmail_signature" | "moz-signature" | "protonmail_signature_block-user")
    };
    matches!(id, "AppleMailSignature" | "Signature" | "ms-outlook-mobile-signature")
        || classes.split_ascii_whitespace().any(named)
        || attribute("data-smartmail") == "gmail_signature"
}

/// Whether an element is as short as a signature, and quotes nothing.
fn is_short(dom: &Dom, element: NodeId) -> bool {
    let mut left = LONGEST_SIGNATURE;
    let mut next = vec![element];
    while let Some(id) = next.pop() {
        match dom.content(id) {
            Content::Text(text) => match left.checked_sub(text.trim().len()) {
                Some(rest) => left = rest,
                None => return false,
            },
            Content::Element(element) => {
                if mailers_mark(element).is_some() {
                    return false;
                }
                next.extend(dom.children(id));
            }
            Content::Root | Content::Ignored => {}
        }
    }
    left < LONGEST_SIGNATURE
}

/// The row of neighbours that hold the leaves from `first` up to `end`, and no others.
fn row(dom: &Dom, body: NodeId, lines: &Lines, first: usize, end: usize) -> Option<Row> {
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
        Some(Row { parent: *one.get(level - 1)?, first: *one.get(level)?, last: *other.get(level)? })
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
