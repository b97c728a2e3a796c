//! What hangs together by references, with a top: a child of the root in RFC 5256's REFERENCES.

use std::num::NonZeroU64;

use super::forest::{Forest, Mail, Node};
use super::slots::Slot;

/// Nodes that hang together. A tree is never changed, but grown anew from its nodes.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The node from which all others are reached.
    pub(super) top: Option<Slot<Node>>,
    /// What is left of the top once missing mails are pruned: a mail, or a missing mail under which
    /// there are several; `None` if no mail of the tree is here.
    pub(super) root: Option<Slot<Node>>,
    /// Where its first mail puts it among the trees of the same subject, if that mail has one. The
    /// first mail is the root, or the first under it.
    pub(super) place: Option<Place>,
    /// Whether the first mail is a reply or a forward.
    pub(super) is_reply: bool,
    /// The smallest key in it.
    pub(super) smallest: u64,
    /// How many mails it has.
    pub(super) mails: u32,
    /// The thread that it is in, once it has been put in one.
    pub(super) thread: Option<u64>,
    /// How many mails that thread has.
    pub(super) thread_mails: u32,
    /// False once it is no more what it was.
    pub(super) is_live: bool,
    /// The last round of gathering that came by.
    pub(super) round: u32,
}

/// Where a tree stands among all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) subject: NonZeroU64,
    pub(super) date: i64,
    pub(super) key: u64,
}

impl Forest {
    /// Grows the trees anew around which something has changed, at the cost of looking at each of
    /// their nodes; says which.
    pub(super) fn regrow(&mut self) -> Vec<Slot<Tree>> {
        let mut grown = Vec::new();
        for node in std::mem::take(&mut self.changed) {
            let is_grown = self.nodes[node].tree.is_some_and(|tree| self.trees[tree].is_live);
            if self.nodes[node].is_needed() && !is_grown {
                let top = self.top(node);
                grown.push(self.grow(top));
            }
        }
        grown
    }

    /// The top of what a node hangs together with.
    fn top(&mut self, node: Slot<Node>) -> Slot<Node> {
        let mut top = node;
        loop {
            self.nodes[top].is_on_the_way = true;
            match self.nodes[top].parent {
                Some(parent) if self.nodes[parent].is_on_the_way => return self.cut(top),
                Some(parent) => top = parent,
                None => return top,
            }
        }
    }

    /// Where a circle is cut: above a missing mail if there is one, for nobody knows better than the
    /// mail itself whom it answers; else above the mail that came last, by key.
    fn cut(&self, node: Slot<Node>) -> Slot<Node> {
        let rank = |node: Slot<Node>| {
            let Node { mail, id, .. } = self.nodes[node];
            (mail.is_none(), mail.map(|mail| self.mails[mail].key), id)
        };
        let next = |&at: &Slot<Node>| self.nodes[at].parent.filter(|&parent| parent != node);
        std::iter::successors(Some(node), next).max_by_key(|&at| rank(at)).unwrap_or(node)
    }

    fn grow(&mut self, top: Slot<Node>) -> Slot<Tree> {
        let tree = self.trees.insert(Tree { top: Some(top), ..Tree::default() });
        let mut smallest = u64::MAX;
        let mut mails = 0;
        let mut left = vec![top];
        while let Some(node) = left.pop() {
            left.extend(self.children(node).filter(|&child| child != top));
            let place = &mut self.nodes[node];
            place.tree = Some(tree);
            place.is_on_the_way = false;
            if let Some(mail) = place.mail {
                smallest = smallest.min(self.mails[mail].key);
                mails += 1;
            }
        }
        let (root, first) = match self.nodes[top].mail {
            Some(mail) => (Some(top), Some(mail)),
            None => self.root_below(top),
        };
        let first = first.map(|first| &self.mails[first]);
        let place =
            first.and_then(|&Mail { subject, date, key, .. }| Some(Place { subject: subject?, date, key }));
        let is_reply = first.is_some_and(|first| first.is_reply);
        self.trees[tree] =
            Tree { top: Some(top), root, place, is_reply, smallest, mails, is_live: true, ..Tree::default() };
        tree
    }

    /// What is left of a missing top, and the first mail of it.
    fn root_below(&self, top: Slot<Node>) -> (Option<Slot<Node>>, Option<Slot<Mail>>) {
        let mails = self.mails_below(top);
        let first = mails.iter().filter_map(|&node| self.nodes[node].mail).min_by_key(|&mail| self.age(mail));
        match mails.as_slice() {
            [] => (None, None),
            &[only] => (Some(only), first),
            _ => (Some(top), first),
        }
    }

    /// The mails next below a node: in the place of each missing one those below it.
    pub(super) fn mails_below(&self, node: Slot<Node>) -> Vec<Slot<Node>> {
        let top = self.nodes[node].tree.and_then(|tree| self.trees[tree].top);
        let mut mails = Vec::new();
        let mut missing = vec![node];
        while let Some(node) = missing.pop() {
            // In a circle the top is somebody's child.
            for child in self.children(node).filter(|&child| Some(child) != top) {
                if self.nodes[child].mail.is_some() { mails.push(child) } else { missing.push(child) }
            }
        }
        mails
    }

    /// What siblings are sorted by: when they were sent, then by key.
    pub(super) fn age(&self, mail: Slot<Mail>) -> (i64, u64) {
        let Mail { date, key, .. } = self.mails[mail];
        (date, key)
    }
}
