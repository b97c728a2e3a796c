//! Threads: which mails belong together, and who answers whom.
//!
//! This is RFC 5256's REFERENCES, which is Jamie Zawinski's algorithm, kept up to date as mails come
//! in any order and go again.
//!
//! ```text
//! Summary -> Threaded   digests of ids and of the base subject      threaded, subject
//!         -> forest     who names whom as parent                    forest
//!         -> trees      what hangs together by that                 tree
//!         -> threads    trees of the same subject joined            gathering
//!         -> rows       a thread's mails in order, with depths      listing
//! ```
//!
//! What comes out depends on the mails alone and not on the order in which they came. Where the RFC
//! lets the order decide, this does instead:
//!
//! - A mail itself says whom it answers, and that it answers nobody. What others' references say of
//!   its ancestors counts only while it is missing. So no forged list of references joins mails that
//!   are here; it can join no more than itself and ids that nobody has.
//! - Of contradicting references, and of mails with the same id, those of the smallest key win. A
//!   circle is cut above the mail with the largest.
//! - The same subject joins only what was sent soon after each other (`gathering`).
//!
//! A mail whose id another one has already stands by its own references and subject, as if it had
//! no id. For a mail that came twice that means: beside the first, if it is an answer or has a
//! subject.
//!
//! Nothing recurses; a mail costs as much as the threads it belongs to have mails, however deep they
//! are. Ids and subjects are kept as digests.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "ids, references and subjects are written by strangers"
)]

mod forest;
mod gathering;
mod listing;
mod slots;
mod subject;
#[cfg(test)]
mod tests;
mod threaded;
mod tree;

pub use subject::{BaseSubject, base_subject};
pub use threaded::Threaded;

use forest::Forest;
use gathering::Gathering;
use tree::Tree;

/// A thread, named by the smallest key in it: it keeps its name while that mail stays and none with
/// a smaller key joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(pub u64);

/// A mail in its thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The key by which it was added.
    pub key: u64,
    /// Answers are one deeper than what they answer. Where what several mails answer is missing, the
    /// thread has more than one of depth 0.
    pub depth: u32,
}

/// What adding and removing did to threads, each in order and none twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Threads that are no more. Their mails, if they are still here, are in threads below.
    pub gone: Vec<ThreadId>,
    /// Threads that are new, or may have other mails than before or the same in another order.
    pub changed: Vec<ThreadId>,
}

/// All mails in their threads.
#[derive(Debug, Default)]
pub struct Threads {
    forest: Forest,
    gathering: Gathering,
}

impl Threads {
    /// Adds a mail, in the place of the one with the same key if there is any. Of keys only the
    /// order counts; best is that in which mails were collected.
    pub fn add(&mut self, key: u64, mail: &Threaded) -> Changes {
        self.forest.add(key, mail);
        self.settle()
    }

    /// Adds many mails, at far less cost where they belong to the same threads.
    pub fn add_all(&mut self, mails: impl IntoIterator<Item = (u64, Threaded)>) -> Changes {
        for (key, mail) in mails {
            self.forest.add(key, &mail);
        }
        self.settle()
    }

    /// Removes a mail, if it is there.
    pub fn remove(&mut self, key: u64) -> Changes {
        self.remove_all([key])
    }

    /// Removes many mails, at far less cost where they belong to the same threads.
    pub fn remove_all(&mut self, keys: impl IntoIterator<Item = u64>) -> Changes {
        for key in keys {
            self.forest.remove(key);
        }
        self.settle()
    }

    /// Makes room for so many more mails, where they are added a few at a time.
    pub fn reserve(&mut self, more: usize) {
        self.forest.reserve(more);
    }

    /// The thread of a mail; `None` if there is no such mail. At once, however large the thread is.
    pub fn thread_of(&self, key: u64) -> Option<ThreadId> {
        self.tree_of(key)?.thread.map(ThreadId)
    }

    /// How many mails the thread of this one has; 0 if there is no such mail. At once, too.
    pub fn size_of(&self, key: u64) -> u32 {
        self.tree_of(key).map_or(0, |tree| tree.thread_mails)
    }

    /// The mails of a thread: each before its answers, siblings by date, then by key. None if there
    /// is no such thread.
    pub fn messages(&self, thread: ThreadId) -> Vec<Placed> {
        let node = self.forest.mail(thread.0).and_then(|mail| mail.node);
        let tree = node.and_then(|node| self.forest.nodes[node].tree);
        match tree.filter(|&tree| self.forest.trees[tree].thread == Some(thread.0)) {
            Some(tree) => listing::list(&self.forest, &self.gathering.together(&self.forest, tree)),
            None => Vec::new(),
        }
    }

    /// All threads, in no order.
    pub fn threads(&self) -> impl Iterator<Item = ThreadId> {
        let trees = self.forest.trees.iter().filter(|tree| tree.is_live);
        trees.filter(|tree| tree.thread == Some(tree.smallest)).map(|tree| ThreadId(tree.smallest))
    }

    /// Mails there are.
    pub fn len(&self) -> usize {
        self.forest.len()
    }

    /// Whether there are no mails.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn tree_of(&self, key: u64) -> Option<&Tree> {
        let node = self.forest.mail(key)?.node?;
        Some(&self.forest.trees[self.forest.nodes[node].tree?])
    }

    fn settle(&mut self) -> Changes {
        let grown = self.forest.regrow();
        self.gathering.replace(&mut self.forest, &grown)
    }
}
