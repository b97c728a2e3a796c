//! What was called what.

use std::{collections::HashMap, fmt};

use restante::junk::{Class, Opinion};

/// How many mails of each class were called what.
#[derive(Debug, Default)]
pub(crate) struct Tally(HashMap<(Class, Opinion), u32>);

impl Tally {
    /// One more mail.
    pub(crate) fn add(&mut self, class: Class, opinion: Opinion) {
        *self.0.entry((class, opinion)).or_default() += 1;
    }

    /// Of a hundred mails of a class, so many were called that.
    pub(crate) fn share(&self, class: Class, opinion: Opinion) -> f64 {
        f64::from(self.count(class, opinion)) * 100.0 / f64::from(self.all(class))
    }

    fn count(&self, class: Class, opinion: Opinion) -> u32 {
        self.0.get(&(class, opinion)).copied().unwrap_or_default()
    }

    fn all(&self, class: Class) -> u32 {
        self.0.iter().filter(|((of, _), _)| *of == class).map(|(_, count)| count).sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [good, junk] = [Class::Good, Class::Junk].map(|class| {
            let count = |opinion| self.count(class, opinion);
            format!(
                "{} ({} called good, {} unsure, {} junk)",
                self.all(class),
                count(Opinion::Good),
                count(Opinion::Unsure) + count(Opinion::Untrained),
                count(Opinion::Junk)
            )
        });
        write!(f, "good mails {good}, junk {junk}")
    }
}
