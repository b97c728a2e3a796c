//! The mails of a thread as they are read: the third and the last two steps of RFC 5256's
//! REFERENCES.

use super::Placed;
use super::forest::{Forest, Node};
use super::slots::Slot;
use super::tree::Tree;

/// The mails of a thread, which is made of these trees, by date: each before its answers, siblings
/// by date.
pub(super) fn list(forest: &Forest, trees: &[Slot<Tree>]) -> Vec<Placed> {
    let Joined { beside, host, beneath } = join(forest, trees);
    let mut placed = Vec::new();
    let mut left: Vec<(Slot<Node>, u32)> = Vec::new();
    let go_on_with = |left: &mut Vec<_>, mut siblings: Vec<Slot<Node>>, depth: u32| {
        siblings.sort_unstable_by_key(|&node| forest.nodes[node].mail.map(|mail| forest.age(mail)));
        left.extend(siblings.into_iter().rev().map(|node| (node, depth)));
    };
    go_on_with(&mut left, beside, 0);
    while let Some((node, depth)) = left.pop() {
        placed.extend(forest.nodes[node].mail.map(|mail| Placed { key: forest.mails[mail].key, depth }));
        let mut answers = forest.mails_below(node);
        if Some(node) == host {
            answers.extend_from_slice(&beneath);
        }
        go_on_with(&mut left, answers, depth + 1);
    }
    placed
}

/// How trees of the same subject become one.
struct Joined {
    /// Mails that answer none of the thread.
    beside: Vec<Slot<Node>>,
    /// One of them to whose answers belong ..
    host: Option<Slot<Node>>,
    /// .. these, too.
    beneath: Vec<Slot<Node>>,
}

/// Replies are put beneath the first mail that is none, until there is another that is none: from
/// then on nobody can say which of the two is meant, and they stand beside each other. So they do
/// where the mail that they all answer is missing, or where all are replies.
fn join(forest: &Forest, trees: &[Slot<Tree>]) -> Joined {
    let is_here = |node: Slot<Node>| forest.nodes[node].mail.is_some();
    let roots = || trees.iter().filter_map(|&tree| Some((tree, forest.trees[tree].root?)));
    let mut host = roots().find(|&(tree, _)| !forest.trees[tree].is_reply).map(|(_, root)| root);
    if !roots().all(|(_, root)| is_here(root)) {
        host = None;
    }
    let (mut beside, mut beneath) = (Vec::new(), Vec::new());
    let mut is_clear = host.is_some();
    for (tree, root) in roots() {
        is_clear &= forest.trees[tree].is_reply || Some(root) == host;
        if !is_here(root) {
            beside.extend(forest.mails_below(root));
        } else if is_clear && Some(root) != host {
            beneath.push(root);
        } else {
            beside.push(root);
        }
    }
    Joined { beside, host, beneath }
}
