//! What a reader is asked before something is done that cannot simply be had back: deleting for good, and
//! until when mail is put off.

use std::rc::Rc;

use crate::store::MessageId;

/// Messages that are to be deleted for good, and what is known of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasing {
    /// Each with the worker's number of its row, as far as that is known.
    pub messages: Rc<Vec<(Option<u32>, MessageId)>>,
    /// How many of them a server has still.
    pub there: u32,
    /// Their account deletes on the server what is deleted here.
    pub follows: bool,
}

impl Erasing {
    /// How many messages.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.messages.len()).unwrap_or(u32::MAX)
    }
}

/// Messages that are to be put off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snoozing {
    /// Which.
    pub messages: Vec<MessageId>,
    /// What stands in the field.
    pub text: String,
    /// It is no time to come.
    pub is_refused: bool,
}

impl Snoozing {
    pub(super) const fn of(messages: Vec<MessageId>) -> Self {
        Self { messages, text: String::new(), is_refused: false }
    }
}
