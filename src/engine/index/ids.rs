//! A set of messages, a bit for each: their ids are counted from 1.

use crate::store::{Contents, Damage, MessageId};

/// Some messages.
#[derive(Debug, Default, Clone)]
pub(super) struct Ids(Vec<u64>);

impl Ids {
    /// All messages that are here, and those that may be in blocks that cannot be read.
    pub(super) fn of(contents: &Contents) -> Self {
        let mut ids = Self::default();
        contents.briefs().for_each(|brief| ids.insert(brief.id));
        let end = contents.next_message();
        for damage in contents.damages() {
            if let Damage::Block { mark, .. } = damage {
                (mark.first.0..=mark.last.0.min(end.0)).map(MessageId).for_each(|id| ids.insert(id));
            }
        }
        ids
    }

    pub(super) fn insert(&mut self, id: MessageId) {
        let Some((word, bit)) = place(id) else { return };
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0.get_mut(word).into_iter().for_each(|word| *word |= bit);
    }

    pub(super) fn contains(&self, id: MessageId) -> bool {
        place(id).is_some_and(|(word, bit)| self.0.get(word).is_some_and(|word| word & bit != 0))
    }
}

fn place(id: MessageId) -> Option<(usize, u64)> {
    Some((usize::try_from(id.0 / 64).ok()?, 1 << (id.0 % 64)))
}
