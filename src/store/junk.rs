//! What the junk filter has learnt, and from which messages: each can be taken back.

use std::{collections::BTreeMap, sync::Arc};

use super::{Change, MessageId};
use crate::junk::{Class, Lesson, Model};

/// The junk filter, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Junk {
    /// Shared, because whatever puts the store in order looks at all of it.
    model: Arc<Model>,
    taught: BTreeMap<MessageId, Class>,
    /// It sorts what comes in.
    pub(super) sorts: bool,
}

impl Default for Junk {
    fn default() -> Self {
        Self { model: Arc::default(), taught: BTreeMap::new(), sorts: true }
    }
}

impl Junk {
    /// What it knows.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What it learnt this message to be, if it learnt from it.
    #[must_use]
    pub fn taught(&self, id: MessageId) -> Option<Class> {
        self.taught.get(&id).copied()
    }

    /// Whether it sorts what comes in. As long as it has not learnt enough, that changes nothing.
    #[must_use]
    pub const fn sorts(&self) -> bool {
        self.sorts
    }

    pub(super) fn learn(&mut self, messages: Vec<(MessageId, Option<Class>)>, lesson: &Lesson) {
        Arc::make_mut(&mut self.model).apply(lesson);
        for (id, class) in messages {
            match class {
                Some(class) => self.taught.insert(id, class),
                None => self.taught.remove(&id),
            };
        }
    }

    /// A model that cannot be read is forgotten: the filter has to be taught anew.
    pub(super) fn know(&mut self, model: &[u8], messages: Vec<(MessageId, Class)>) {
        let model = Model::from_bytes(model);
        self.taught = if model.is_ok() { messages.into_iter().collect() } else { BTreeMap::new() };
        self.model = Arc::new(model.unwrap_or_default());
    }

    /// A message is gone. What was learnt from it stays.
    pub(super) fn forget(&mut self, id: MessageId) {
        self.taught.remove(&id);
    }

    /// Of all others likewise.
    pub(super) fn retain(&mut self, is_here: impl Fn(MessageId) -> bool) {
        self.taught.retain(|&id, _| is_here(id));
    }

    /// The changes that tell all of it.
    pub(super) fn all(&self) -> impl Iterator<Item = Change> {
        let knows = (*self.model != Model::default() || !self.taught.is_empty()).then(|| Change::JunkKnown {
            model: self.model.to_bytes(),
            messages: self.taught.iter().map(|(&id, &class)| (id, class)).collect(),
        });
        knows.into_iter().chain((!self.sorts).then_some(Change::JunkSorted(false)))
    }
}
