//! What all rules together want of a mail.

use serde::{Deserialize, Serialize};

use super::condition::Needs;
use super::rule::{Action, Rule};
use super::subject::Subject;

/// A reader's rules, in the order in which they are asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rules(pub Vec<Rule>);

/// What rules want of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Which rules apply, by their places.
    pub rules: Vec<usize>,
    /// What is to be done, each once. Of several that decide the same – the folder, what becomes of it on
    /// the server – the first; [`Action::Stop`] is not among them.
    pub actions: Vec<Action>,
}

impl Rules {
    /// How much of a mail has to be read to ask them all; none where there are none to ask.
    #[must_use]
    pub fn needs(&self) -> Option<Needs> {
        self.0.iter().filter(|rule| rule.is_enabled()).map(Rule::needs).max()
    }

    /// Whether any of them cannot be asked by a header alone.
    #[must_use]
    pub fn wants_whole(&self) -> bool {
        self.0.iter().any(|rule| rule.is_enabled() && rule.condition().wants_whole())
    }

    /// Asks them in order.
    #[must_use]
    pub fn judge(&self, subject: &Subject<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        for (place, rule) in self.0.iter().enumerate().filter(|(_, rule)| rule.is_enabled()) {
            if rule.condition().holds(subject) != Some(true) {
                continue;
            }
            outcome.rules.push(place);
            for &action in rule.actions().iter().filter(|action| **action != Action::Stop) {
                outcome.take(action);
            }
            if rule.actions().contains(&Action::Stop) {
                break;
            }
        }
        outcome
    }
}

impl Outcome {
    fn take(&mut self, action: Action) {
        let decided = action.decides();
        let is_taken = |other: &Action| *other == action || (decided.is_some() && other.decides() == decided);
        if !self.actions.iter().any(is_taken) {
            self.actions.push(action);
        }
    }
}
