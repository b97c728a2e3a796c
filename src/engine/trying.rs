//! Rules on demand: what they would do with the mail of a view, and doing it.

use std::collections::{BTreeMap, HashSet};

use super::{
    Engine,
    api::{Act, Notice, Step, Tried, Undo, View},
    breath::Breath,
    filing::count,
    inbox,
    platform::{Client, Platform, To},
    problem::Problem,
    rules::{self, Sorted},
    steps::Carrying,
};
use crate::{
    mail::HeaderDigest,
    rules::{Action, Needs, Rule, Rules},
    store::{Commit, Envelope, FolderId, MessageId, TagId, Wish},
};

/// So many of what would be done something with are shown.
const MOST_SHOWN: usize = 100;
/// How often it is told how far it is, in milliseconds.
const TELL: u64 = 250;

/// What rules would do, until they are tried again.
#[derive(Debug)]
pub(super) struct Trial {
    client: Client,
    /// Messages with what is to be done with each, in the view's order.
    sorted: Vec<(MessageId, Sorted)>,
}

impl<P: Platform> Engine<P> {
    /// Finds out what rules would do with the mail of a view; nothing is done. Another trial, or a stop, ends
    /// it.
    pub(super) async fn try_rules(&self, client: Client, rules: &Rules, view: &View) -> Result<(), Problem> {
        let trial = self.tries.get().wrapping_add(1);
        self.tries.set(trial);
        self.tried.replace(None);
        let ids = match self.is_found(view) {
            true => self.all_found(view).await?,
            false => self.inboxes.borrow_mut().range(&self.contents.borrow(), view, None, None),
        };
        let total = count(ids.len());
        let copied = self.in_folders_copied_to(rules);
        let breath = Breath::new(&self.platform);
        let mut sorted = Vec::new();
        let mut told_at = self.platform.milliseconds();
        let (mut left, mut done) = (ids.as_slice(), 0);
        while !left.is_empty() {
            let (some, rest) = left.split_at_checked(self.together(left)).unwrap_or((left, &[]));
            left = rest;
            done += some.len();
            let read = self.with_bytes(some, rules.needs()).await?;
            for (envelope, raw) in read {
                let now = self.platform.now();
                let mut made = rules::judge(rules, &self.contents.borrow(), &envelope, raw.as_deref(), now);
                made.copies.retain(|to| envelope.header.is_none_or(|it| !copied.contains(&(*to, it))));
                if made.does_anything(&envelope) {
                    sorted.push((envelope.id, made));
                }
                breath.take().await;
            }
            if self.tries.get() != trial {
                return Ok(());
            }
            if self.platform.milliseconds().saturating_sub(told_at) >= TELL {
                told_at = self.platform.milliseconds();
                self.platform.notify(To::One(client), Notice::Trying { done: count(done), total });
            }
        }
        let shown = sorted.iter().take(MOST_SHOWN);
        let shown = shown.filter_map(|(id, _)| self.contents.borrow().message(*id));
        let rows = shown.map(|envelope| inbox::row(&envelope)).collect();
        let tried = Tried { looked_at: total, matched: count(sorted.len()), rows };
        self.tried.replace(Some(Trial { client, sorted }));
        self.platform.notify(To::One(client), Notice::Tried(tried));
        Ok(())
    }

    /// Ends a trial.
    pub(super) fn stop_trying(&self) {
        self.tries.set(self.tries.get().wrapping_add(1));
        self.tried.replace(None);
    }

    /// Does what the last trial of this page came to, all that is undone together.
    pub(super) async fn apply_tried(&self, client: Client) -> Result<(), Problem> {
        let Some(Trial { sorted, .. }) = self.tried.take().filter(|trial| trial.client == client) else {
            return Ok(());
        };
        let messages = count(sorted.len());
        let mut copies: BTreeMap<FolderId, Vec<MessageId>> = BTreeMap::new();
        for (id, made) in &sorted {
            made.copies.iter().for_each(|to| copies.entry(*to).or_default().push(*id));
        }
        let mut made = Vec::new();
        for (to, messages) in copies {
            self.copy_all(&messages, to, &mut made).await?;
        }
        let wished = |wish| {
            let wished = sorted.iter().filter(move |(_, made)| made.wish == Some(wish));
            wished.map(|(id, _)| *id).collect::<Vec<MessageId>>()
        };
        let (goes, stays) = (wished(Wish::Delete), wished(Wish::Keep));
        let mut carried = Ok(Vec::new());
        self.commit(|contents| match Carrying::all(contents, steps(&sorted)) {
            Ok(Carrying { changes, forget, undo, .. }) => {
                carried = Ok(undo);
                Commit { changes, forget, ..Commit::default() }
            }
            Err(fault) => {
                carried = Err(fault);
                Commit::default()
            }
        })
        .await?;
        let mut undo = carried.map_err(Problem::Filing)?;
        if !made.is_empty() {
            undo.push(Step::DeleteCopies(made));
        }
        let act = Act::Sorted { messages, goes, stays };
        self.platform.notify(To::One(client), Notice::Done { act, undo: Undo(undo) });
        Ok(())
    }

    /// What is in the folders that rules copy mail to: it is not copied there again.
    fn in_folders_copied_to(&self, rules: &Rules) -> HashSet<(FolderId, HeaderDigest)> {
        let actions = rules.0.iter().filter(|rule| rule.is_enabled()).flat_map(Rule::actions);
        let copied_to = |action: &Action| match action {
            Action::Copy(id) => Some(FolderId(*id)),
            _ => None,
        };
        let to: HashSet<FolderId> = actions.filter_map(copied_to).collect();
        if to.is_empty() {
            return HashSet::new();
        }
        let contents = self.contents.borrow();
        let there = contents.briefs().filter(|brief| to.contains(&brief.filed.folder));
        there.filter_map(|brief| Some((brief.filed.folder, contents.label(brief.id)?.header?))).collect()
    }

    /// Messages with as much of them as has to be looked at; what cannot be read is looked at as it is listed.
    async fn with_bytes(
        &self,
        ids: &[MessageId],
        needs: Option<Needs>,
    ) -> Result<Vec<(Envelope, Option<Vec<u8>>)>, Problem> {
        let raws = if needs.is_some_and(|needs| needs > Needs::Summary) {
            self.readable(ids).await?
        } else {
            ids.iter().map(|id| (*id, None)).collect()
        };
        let contents = self.contents.borrow();
        Ok(raws.into_iter().filter_map(|(id, raw)| Some((contents.message(id)?, raw))).collect())
    }
}

/// What is done with messages, all of a kind together.
fn steps(sorted: &[(MessageId, Sorted)]) -> Vec<Step> {
    let mut moves: BTreeMap<FolderId, Vec<MessageId>> = BTreeMap::new();
    let mut tags: BTreeMap<TagId, Vec<MessageId>> = BTreeMap::new();
    let (mut read, mut starred) = (Vec::new(), Vec::new());
    for (id, made) in sorted {
        made.folder.into_iter().for_each(|to| moves.entry(to).or_default().push(*id));
        made.tags.iter().for_each(|tag| tags.entry(tag).or_default().push(*id));
        read.extend(made.read.then_some(*id));
        starred.extend(made.starred.then_some(*id));
    }
    let moves = moves.into_iter().map(|(to, messages)| Step::Move { messages, to });
    let tags = tags.into_iter().map(|(tag, messages)| Step::Tag { messages, tag, set: true });
    let read = (!read.is_empty()).then_some(Step::MarkRead { messages: read, read: true });
    let starred = (!starred.is_empty()).then_some(Step::Star { messages: starred, starred: true });
    moves.chain(tags).chain(read).chain(starred).collect()
}
