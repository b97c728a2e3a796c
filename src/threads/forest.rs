//! Who answers whom, as the references say: the first two steps of RFC 5256's REFERENCES.
//!
//! Every message id that a mail has or refers to is a node, and so is every mail that has no id or
//! one that another mail has already. What a node's parent is follows from all mails there are, and
//! not from the order in which they came:
//!
//! - Of a mail that is here: its last reference. It is the one who knows, so it has no parent if it
//!   names none, whatever others say.
//! - Of a mail that is missing: what stands before it in the references of the first mail, by key,
//!   that has it behind another.
//!
//! A node has one parent at most. So what hangs together is a tree but for at most one circle,
//! which is cut where a tree is grown ([`super::tree`]).

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU64;

use super::slots::{Slot, Slots};
use super::threaded::{IdDigest, MOST_REFERENCES, Threaded};
use super::tree::Tree;

/// A mail that is here.
#[derive(Debug, Default)]
pub(super) struct Mail {
    pub(super) key: u64,
    pub(super) date: i64,
    pub(super) subject: Option<NonZeroU64>,
    pub(super) is_reply: bool,
    /// Nodes of its references: none twice, not its own id.
    ancestors: Box<[Slot<Node>]>,
    /// `None` before it has one, and once it is removed.
    pub(super) node: Option<Slot<Node>>,
}

/// A mail that is here or missing.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// `None` for a mail that has none.
    pub(super) id: Option<IdDigest>,
    /// The mail, if it is here.
    pub(super) mail: Option<Slot<Mail>>,
    pub(super) parent: Option<Slot<Node>>,
    first_child: Option<Slot<Node>>,
    /// The parent's other children.
    next: Option<Slot<Node>>,
    previous: Option<Slot<Node>>,
    /// The tree it was last seen in.
    pub(super) tree: Option<Slot<Tree>>,
    /// Mails whose first reference this is.
    heads: u32,
    /// Mails that have it behind another reference, by key.
    followers: Vec<Slot<Mail>>,
    /// Whether the way to the top of its tree, which is being looked for, came by here.
    pub(super) is_on_the_way: bool,
}

impl Node {
    /// Whether anything speaks of it.
    pub(super) fn is_needed(&self) -> bool {
        self.mail.is_some() || self.heads > 0 || !self.followers.is_empty()
    }
}

/// All mails and who answers whom. What changes is noted for [`Forest::regrow`].
#[derive(Debug, Default)]
pub(super) struct Forest {
    pub(super) mails: Slots<Mail>,
    pub(super) nodes: Slots<Node>,
    pub(super) trees: Slots<Tree>,
    by_key: HashMap<u64, Slot<Mail>>,
    by_id: HashMap<IdDigest, Slot<Node>>,
    /// All mails of an id that more than one has: the first has the node.
    doubles: HashMap<IdDigest, BTreeMap<u64, Slot<Mail>>>,
    /// Nodes around which something has changed.
    pub(super) changed: Vec<Slot<Node>>,
    /// Trees that are no more what they were; none twice.
    pub(super) stale: Vec<Slot<Tree>>,
}

impl Forest {
    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Room for so many more mails.
    pub(super) fn reserve(&mut self, more: usize) {
        self.mails.reserve(more);
        self.nodes.reserve(more);
        self.by_key.reserve(more);
        self.by_id.reserve(more);
    }

    pub(super) fn mail(&self, key: u64) -> Option<&Mail> {
        self.by_key.get(&key).map(|&mail| &self.mails[mail])
    }

    /// Whether nothing is left that takes room.
    #[cfg(test)]
    pub(super) fn is_bare(&self) -> bool {
        let is_used = self.nodes.iter().any(Node::is_needed) || self.trees.iter().any(|tree| tree.is_live);
        !is_used && self.by_key.is_empty() && self.by_id.is_empty() && self.doubles.is_empty()
    }

    /// Lets a mail in, in the place of one with the same key.
    pub(super) fn add(&mut self, key: u64, threaded: &Threaded) {
        self.remove(key);
        let mut ancestors: Vec<Slot<Node>> =
            Vec::with_capacity(threaded.ancestors.len().min(MOST_REFERENCES));
        for &id in threaded.ancestors.iter().take(MOST_REFERENCES) {
            if Some(id) != threaded.id {
                let node = self.node_of(id);
                if !ancestors.contains(&node) {
                    ancestors.push(node);
                }
            }
        }
        let mail = self.mails.insert(Mail {
            key,
            date: threaded.date,
            subject: threaded.subject,
            is_reply: threaded.is_reply,
            ancestors: ancestors.clone().into_boxed_slice(),
            node: None,
        });
        self.by_key.insert(key, mail);
        for (at, &ancestor) in ancestors.iter().enumerate() {
            if at == 0 {
                self.nodes[ancestor].heads += 1;
            } else {
                let place = self.place_among_followers(ancestor, key);
                self.nodes[ancestor].followers.insert(place, mail);
            }
        }
        match threaded.id {
            Some(id) => self.claim(id, mail),
            None => self.seat_apart(mail, None),
        }
        for ancestor in ancestors {
            self.relink(ancestor);
        }
    }

    /// Whether there was such a mail to be removed.
    pub(super) fn remove(&mut self, key: u64) -> bool {
        let Some(mail) = self.by_key.remove(&key) else { return false };
        let ancestors = std::mem::take(&mut self.mails[mail].ancestors);
        for (at, &ancestor) in ancestors.iter().enumerate() {
            if at == 0 {
                self.nodes[ancestor].heads -= 1;
            } else {
                let place = self.place_among_followers(ancestor, key);
                self.nodes[ancestor].followers.remove(place);
            }
        }
        for &ancestor in &ancestors {
            self.relink(ancestor);
        }
        self.give_up(mail);
        for &ancestor in &ancestors {
            self.drop_unless_needed(ancestor);
        }
        self.mails.remove(mail);
        true
    }

    pub(super) fn children(&self, of: Slot<Node>) -> impl Iterator<Item = Slot<Node>> {
        std::iter::successors(self.nodes[of].first_child, |&child| self.nodes[child].next)
    }

    fn node_of(&mut self, id: IdDigest) -> Slot<Node> {
        let nodes = &mut self.nodes;
        *self.by_id.entry(id).or_insert_with(|| nodes.insert(Node { id: Some(id), ..Node::default() }))
    }

    fn place_among_followers(&self, of: Slot<Node>, key: u64) -> usize {
        self.nodes[of].followers.partition_point(|&mail| self.mails[mail].key < key)
    }

    /// Gives a mail the node of its id, unless that belongs to one with a smaller key: then, as RFC
    /// 5256 has it, the mail counts as one without an id.
    fn claim(&mut self, id: IdDigest, mail: Slot<Mail>) {
        let node = self.node_of(id);
        let Some(owner) = self.nodes[node].mail else { return self.seat(mail, node) };
        let (key, owners) = (self.mails[mail].key, self.mails[owner].key);
        self.doubles.entry(id).or_default().extend([(key, mail), (owners, owner)]);
        let (first, other) = if key < owners { (mail, owner) } else { (owner, mail) };
        self.seat_apart(other, Some(id));
        if first == mail {
            self.seat(mail, node);
        }
    }

    /// Takes the node from a mail, and gives it to the next that has the id.
    fn give_up(&mut self, mail: Slot<Mail>) {
        let Some(node) = self.mails[mail].node else { return };
        let heir = self.heir(mail, node);
        self.unseat(node);
        if let Some(heir) = heir {
            if let Some(apart) = self.mails[heir].node {
                self.unseat(apart);
                self.drop_unless_needed(apart);
            }
            self.seat(heir, node);
        }
        self.drop_unless_needed(node);
    }

    /// Who has a mail's node next.
    fn heir(&mut self, mail: Slot<Mail>, node: Slot<Node>) -> Option<Slot<Mail>> {
        let id = self.nodes[node].id?;
        let doubles = self.doubles.get_mut(&id)?;
        doubles.remove(&self.mails[mail].key);
        let next = doubles.values().next().copied();
        if doubles.len() < 2 {
            self.doubles.remove(&id);
        }
        next.filter(|_| self.by_id.get(&id) == Some(&node))
    }

    fn seat(&mut self, mail: Slot<Mail>, node: Slot<Node>) {
        self.nodes[node].mail = Some(mail);
        self.mails[mail].node = Some(node);
        self.note(node);
        self.relink(node);
    }

    /// Puts a mail at a node that nobody can refer to.
    fn seat_apart(&mut self, mail: Slot<Mail>, id: Option<IdDigest>) {
        let node = self.nodes.insert(Node { id, ..Node::default() });
        self.seat(mail, node);
    }

    fn unseat(&mut self, node: Slot<Node>) {
        self.nodes[node].mail = None;
        self.note(node);
        self.relink(node);
    }

    /// A node that is not needed has no children, for whoever says who the parent of a child is
    /// refers to that parent.
    fn drop_unless_needed(&mut self, node: Slot<Node>) {
        if self.nodes[node].is_needed() {
            return;
        }
        debug_assert!(self.nodes[node].first_child.is_none() && self.nodes[node].parent.is_none());
        self.note(node);
        if let Some(id) = self.nodes.remove(node).id
            && self.by_id.get(&id) == Some(&node)
        {
            self.by_id.remove(&id);
        }
    }

    /// The parent of a node, as whoever knows best says.
    fn named_parent(&self, node: Slot<Node>) -> Option<Slot<Node>> {
        let Node { mail, followers, .. } = &self.nodes[node];
        if let Some(mail) = *mail {
            return self.mails[mail].ancestors.last().copied();
        }
        let ancestors = &self.mails[*followers.first()?].ancestors;
        let place = ancestors.iter().position(|&ancestor| ancestor == node)?;
        ancestors.get(place.checked_sub(1)?).copied()
    }

    /// Puts a node below the parent that it has now.
    fn relink(&mut self, node: Slot<Node>) {
        let (had, parent) = (self.nodes[node].parent, self.named_parent(node));
        if had == parent {
            return;
        }
        self.note(node);
        if let Some(had) = had {
            self.note(had);
            let Node { next, previous, .. } = self.nodes[node];
            match previous {
                Some(previous) => self.nodes[previous].next = next,
                None => self.nodes[had].first_child = next,
            }
            if let Some(next) = next {
                self.nodes[next].previous = previous;
            }
        }
        let first = parent.and_then(|parent| {
            self.note(parent);
            self.nodes[parent].first_child.replace(node)
        });
        if let Some(first) = first {
            self.nodes[first].previous = Some(node);
        }
        let links = &mut self.nodes[node];
        (links.parent, links.previous, links.next) = (parent, None, first);
    }

    /// Notes that something has changed around a node, and that its tree is no more what it was.
    fn note(&mut self, node: Slot<Node>) {
        self.changed.push(node);
        if let Some(tree) = self.nodes[node].tree
            && std::mem::take(&mut self.trees[tree].is_live)
        {
            self.stale.push(tree);
        }
    }
}
