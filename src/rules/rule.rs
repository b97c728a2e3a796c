//! One rule: a name, a condition, what is to be done.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::condition::{Condition, How, Needs, Of};
use super::flat::Flat;
use super::pattern::Pattern;
use crate::mail::{Summary, mailing_list};

/// Characters of a rule's name.
pub const LONGEST_NAME: usize = 200;
/// Conditions of one rule, groups included.
pub const MOST_CONDITIONS: usize = 200;
/// Groups within groups.
pub const DEEPEST: usize = 8;
/// What one rule may do.
pub const MOST_ACTIONS: usize = 20;

/// What is to be done with a mail. Folders and tags are named by the store's number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Put it into this folder.
    Move(u32),
    /// Put a copy of it into this folder.
    Copy(u32),
    /// Give it this tag.
    Tag(u8),
    /// Give it a star.
    Star,
    /// Take it as read.
    MarkRead,
    /// Take it as junk.
    Junk,
    /// Leave it on the server, whatever the account says.
    LeaveOnServer,
    /// Delete it on the server once it is here.
    DeleteOnServer,
    /// Ask no further rules.
    Stop,
}

/// A rule; always well-formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Flat", into = "Flat")]
pub struct Rule {
    name: String,
    condition: Condition,
    actions: Vec<Action>,
    enabled: bool,
}

/// Why something is no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IllFormed {
    /// It has no name.
    NameEmpty,
    /// Its name is longer than 200 characters.
    NameTooLong,
    /// It does nothing.
    NoAction,
    /// It does more than 20 things.
    TooManyActions,
    /// It does two things that contradict each other: moves it to two places, leaves and deletes it.
    Contradiction,
    /// A group has nothing in it.
    GroupEmpty,
    /// More than 200 conditions.
    TooManyConditions,
    /// Groups are more than eight levels deep.
    TooDeep,
    /// There is nothing to compare with.
    PatternEmpty,
    /// What is to be compared with is longer than 1,000 bytes.
    PatternTooLong,
    /// No header field can have that name.
    FieldName,
    /// Conditions are missing or left over: what was stored is damaged.
    Damaged,
}

impl fmt::Display for IllFormed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NameEmpty => "give the rule a name",
            Self::NameTooLong => "give the rule a name of at most 200 characters",
            Self::NoAction => "say what the rule is to do",
            Self::TooManyActions => "a rule does at most 20 things: make two of it",
            Self::Contradiction => "two of the rule's actions contradict each other: take one of them away",
            Self::GroupEmpty => "a group of conditions is empty: fill it or take it away",
            Self::TooManyConditions => "a rule has at most 200 conditions: make two of it",
            Self::TooDeep => "groups of conditions are at most eight levels deep",
            Self::PatternEmpty => "say what the text is compared with",
            Self::PatternTooLong => "a text is compared with at most 1,000 bytes",
            Self::FieldName => "no header field can have that name",
            Self::Damaged => "the stored rule is damaged: make it anew",
        })
    }
}

impl std::error::Error for IllFormed {}

impl Rule {
    /// A rule, enabled.
    ///
    /// # Errors
    ///
    /// Says what has to be changed before it is one.
    pub fn new(name: &str, condition: Condition, actions: Vec<Action>) -> Result<Self, IllFormed> {
        let name = name.trim();
        if name.is_empty() {
            return Err(IllFormed::NameEmpty);
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(IllFormed::NameTooLong);
        }
        check_actions(&actions)?;
        check_condition(&condition)?;
        Ok(Self { name: name.to_owned(), condition, actions, enabled: true })
    }

    /// The rule that mail like this one suggests: by the mailing list that it came through, else by who sent
    /// it. None where it says neither.
    #[must_use]
    pub fn from_mail(summary: &Summary, header: &[u8], action: Action) -> Option<Self> {
        let list = mailing_list(header);
        let by_list = list.as_ref().and_then(|list| {
            let id = list.id.as_deref()?;
            Some((Of::ListId, id, list.name.as_deref().unwrap_or(id)))
        });
        let by_sender = || {
            let from = summary.from.iter().find(|from| !from.address.is_empty())?;
            Some((Of::Sender, from.address.as_str(), from.name.as_deref().unwrap_or(&from.address)))
        };
        let (of, pattern, name) = by_list.or_else(by_sender)?;
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let name = if name.trim().is_empty() { pattern.chars().take(LONGEST_NAME).collect() } else { name };
        let condition = Condition::Text(of, How::Is, Pattern::new(pattern).ok()?);
        Self::new(&name, condition, vec![action]).ok()
    }

    /// The same, enabled or not.
    #[must_use]
    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// What the reader calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it applies.
    #[must_use]
    pub const fn condition(&self) -> &Condition {
        &self.condition
    }

    /// What is to be done, in order.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// Whether it is asked at all.
    #[must_use]
    pub const fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// How much of a mail it looks at.
    #[must_use]
    pub fn needs(&self) -> Needs {
        self.condition.needs()
    }
}

fn check_actions(actions: &[Action]) -> Result<(), IllFormed> {
    if actions.iter().all(|action| *action == Action::Stop) && actions.len() != 1 {
        return Err(IllFormed::NoAction);
    }
    if actions.len() > MOST_ACTIONS {
        return Err(IllFormed::TooManyActions);
    }
    let contradicts = |one: &Action| {
        actions
            .iter()
            .any(|other| one != other && one.decides().is_some_and(|what| other.decides() == Some(what)))
    };
    if actions.iter().any(contradicts) { Err(IllFormed::Contradiction) } else { Ok(()) }
}

/// What only one action of a mail can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decides {
    /// The folder that it is in.
    Folder,
    /// Whether it stays on the server.
    Server,
}

impl Action {
    pub(super) const fn decides(self) -> Option<Decides> {
        match self {
            Self::Move(_) | Self::Junk => Some(Decides::Folder),
            Self::LeaveOnServer | Self::DeleteOnServer => Some(Decides::Server),
            Self::Copy(_) | Self::Tag(_) | Self::Star | Self::MarkRead | Self::Stop => None,
        }
    }
}

fn check_condition(condition: &Condition) -> Result<(), IllFormed> {
    // Without recursion: how deep it is is what has to be found out.
    let mut open = vec![(condition, 1)];
    let mut count = 0;
    while let Some((condition, depth)) = open.pop() {
        count += 1;
        if count > MOST_CONDITIONS {
            return Err(IllFormed::TooManyConditions);
        }
        if depth > DEEPEST {
            return Err(IllFormed::TooDeep);
        }
        match condition {
            Condition::All(several) | Condition::Any(several) if several.is_empty() => {
                return Err(IllFormed::GroupEmpty);
            }
            Condition::All(several) | Condition::Any(several) => {
                open.extend(several.iter().map(|one| (one, depth + 1)));
            }
            Condition::Not(one) => open.push((one, depth + 1)),
            _ => {}
        }
    }
    Ok(())
}
