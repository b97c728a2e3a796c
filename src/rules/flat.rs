//! A rule as it is stored: its conditions in a row, so that reading it does not recurse however it was damaged.

use serde::{Deserialize, Serialize};

use super::condition::{Condition, How, Of};
use super::pattern::Pattern;
use super::rule::{Action, DEEPEST, IllFormed, MOST_CONDITIONS, Rule};

/// A rule as it is stored.
#[derive(Serialize, Deserialize)]
pub(super) struct Flat {
    name: String,
    /// Each group before what is in it.
    conditions: Vec<Node>,
    actions: Vec<Action>,
    enabled: bool,
}

#[derive(Serialize, Deserialize)]
enum Node {
    All(u32),
    Any(u32),
    Not,
    Text(Of, How, Pattern),
    LargerThan(u64),
    OlderThan(u32),
    HasAttachment,
    Account(u32),
}

impl From<Rule> for Flat {
    fn from(rule: Rule) -> Self {
        let mut conditions = Vec::new();
        flatten(rule.condition(), &mut conditions);
        Self {
            name: rule.name().to_owned(),
            conditions,
            actions: rule.actions().to_vec(),
            enabled: rule.is_enabled(),
        }
    }
}

impl TryFrom<Flat> for Rule {
    type Error = IllFormed;

    fn try_from(flat: Flat) -> Result<Self, IllFormed> {
        if flat.conditions.len() > MOST_CONDITIONS {
            return Err(IllFormed::TooManyConditions);
        }
        let mut nodes = flat.conditions.into_iter();
        let condition = grow(&mut nodes, DEEPEST)?;
        if nodes.next().is_some() {
            return Err(IllFormed::Damaged);
        }
        Ok(Self::new(&flat.name, condition, flat.actions)?.enabled(flat.enabled))
    }
}

fn flatten(condition: &Condition, nodes: &mut Vec<Node>) {
    let count = |several: &[Condition]| u32::try_from(several.len()).unwrap_or(u32::MAX);
    match condition {
        Condition::All(several) => {
            nodes.push(Node::All(count(several)));
            several.iter().for_each(|one| flatten(one, nodes));
        }
        Condition::Any(several) => {
            nodes.push(Node::Any(count(several)));
            several.iter().for_each(|one| flatten(one, nodes));
        }
        Condition::Not(one) => {
            nodes.push(Node::Not);
            flatten(one, nodes);
        }
        Condition::Text(of, how, pattern) => nodes.push(Node::Text(of.clone(), *how, pattern.clone())),
        Condition::LargerThan(bytes) => nodes.push(Node::LargerThan(*bytes)),
        Condition::OlderThan(days) => nodes.push(Node::OlderThan(*days)),
        Condition::HasAttachment => nodes.push(Node::HasAttachment),
        Condition::Account(account) => nodes.push(Node::Account(*account)),
    }
}

/// The condition that begins a row, at most so deep.
fn grow(nodes: &mut impl Iterator<Item = Node>, room: usize) -> Result<Condition, IllFormed> {
    let room = room.checked_sub(1).ok_or(IllFormed::TooDeep)?;
    let node = nodes.next().ok_or(IllFormed::Damaged)?;
    // A false count ends where the row does.
    let mut several = |count: u32| (0..count).map(|_| grow(nodes, room)).collect::<Result<Vec<_>, _>>();
    Ok(match node {
        Node::All(count) => Condition::All(several(count)?),
        Node::Any(count) => Condition::Any(several(count)?),
        Node::Not => Condition::Not(Box::new(several(1)?.pop().ok_or(IllFormed::Damaged)?)),
        Node::Text(of, how, pattern) => Condition::Text(of, how, pattern),
        Node::LargerThan(bytes) => Condition::LargerThan(bytes),
        Node::OlderThan(days) => Condition::OlderThan(days),
        Node::HasAttachment => Condition::HasAttachment,
        Node::Account(account) => Condition::Account(account),
    })
}
