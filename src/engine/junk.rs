//! Teaching the junk filter: by what the reader puts into Junk and takes out of it, and by mail that was read
//! and kept.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Engine,
    api::{JunkFilter, Notice, Step},
    breath::Breath,
    platform::{Client, Platform, To},
    problem::Problem,
};
use crate::{
    junk::{Class, Lesson, Model, Tokens},
    store::{Brief, Change, Commit, Contents, FolderId, Held, MessageId},
};

/// Messages that are learnt from in one commit.
const AT_ONCE: usize = 50;

/// Who calls ten thousand mails junk at once teaches little with most of them.
const MOST_WAITING: usize = 2_000;

/// What is still to be learnt: what each of these is, or that it tells nothing (any more).
#[derive(Debug, Default)]
pub(super) struct ToLearn {
    messages: BTreeMap<MessageId, Option<Class>>,
    is_learning: bool,
}

/// What the filter is to learn from steps before they are carried out: those that put mail into Junk, or back
/// among what is wanted. Where they undo others, what was learnt by those is taken back.
pub(super) fn lessons(steps: &[Step], contents: &Contents, is_undo: bool) -> Vec<(MessageId, Option<Class>)> {
    let moves = steps.iter().filter_map(|step| match step {
        Step::Move { messages, to } => Some((messages, *to)),
        _ => None,
    });
    let lessons = moves.flat_map(|(messages, to)| {
        let briefs = messages.iter().filter_map(|id| contents.brief(*id));
        briefs.filter_map(move |brief| {
            let class = match (brief.filed.folder, to) {
                (from, to) if from == to => return None,
                (_, FolderId::JUNK) => Class::Junk,
                // What goes from Junk into the Trash is no less junk.
                (FolderId::JUNK, to) if to != FolderId::TRASH => Class::Good,
                _ => return None,
            };
            Some((brief.id, Some(class).filter(|_| !is_undo)))
        })
    });
    lessons.collect()
}

impl<P: Platform> Engine<P> {
    /// Learns, in the time that is left.
    pub(super) async fn learn(&self, lessons: Vec<(MessageId, Option<Class>)>) -> Result<(), Problem> {
        {
            let mut to_learn = self.to_learn.borrow_mut();
            let room = MOST_WAITING.saturating_sub(to_learn.messages.len());
            let (said, taken_back): (Vec<_>, Vec<_>) =
                lessons.into_iter().partition(|(_, class)| class.is_some());
            to_learn.messages.extend(said.into_iter().take(room).chain(taken_back));
            if to_learn.messages.is_empty() || to_learn.is_learning {
                return Ok(());
            }
            to_learn.is_learning = true;
        }
        let learnt = self.learn_all().await;
        self.to_learn.borrow_mut().is_learning = false;
        self.tell_rules(To::All);
        learnt
    }

    async fn learn_all(&self) -> Result<(), Problem> {
        let breath = Breath::new(&self.platform);
        // What cannot be read is not tried again and again.
        let mut tried = BTreeSet::new();
        loop {
            let next = self.next_lessons(&tried);
            tried.extend(next.keys().copied());
            if next.is_empty() {
                return Ok(());
            }
            let ids: Vec<MessageId> = next.keys().copied().collect();
            let mut told = Vec::new();
            for (id, raw) in self.readable(&ids).await? {
                told.extend(raw.map(|raw| (id, Tokens::of(&raw))));
                breath.take().await;
            }
            self.commit_quietly(|contents| {
                let mut lesson = Lesson::default();
                let mut messages = Vec::new();
                for (id, tokens) in told {
                    let class = next.get(&id).copied().flatten();
                    let before = contents.junk().taught(id);
                    if before == class || contents.brief(id).is_none() {
                        continue;
                    }
                    if let Some(before) = before {
                        lesson = lesson.and(&Lesson::of(&tokens, before).reversed());
                    }
                    if let Some(class) = class {
                        lesson = lesson.and(&Lesson::of(&tokens, class));
                    }
                    messages.push((id, class));
                }
                let changes =
                    if messages.is_empty() { Vec::new() } else { vec![Change::Taught { messages, lesson }] };
                Commit { changes, ..Commit::default() }
            })
            .await?;
        }
    }

    /// What is learnt next: what the reader has said, then, as long as more junk than wanted mail is known,
    /// what was read and kept.
    fn next_lessons(&self, tried: &BTreeSet<MessageId>) -> BTreeMap<MessageId, Option<Class>> {
        let contents = self.contents.borrow();
        let filter = contents.junk();
        let mut to_learn = self.to_learn.borrow_mut();
        let mut next = BTreeMap::new();
        while next.len() < AT_ONCE
            && let Some((id, class)) = to_learn.messages.pop_first()
        {
            let is_whole = contents.brief(id).is_some_and(|brief| brief.held == Held::Whole);
            if is_whole && filter.taught(id) != class {
                next.insert(id, class);
            }
        }
        if next.is_empty() {
            let (good, junk) = filter.model().learnt();
            let wanting = usize::try_from(junk.saturating_sub(good)).unwrap_or(usize::MAX).min(AT_ONCE);
            let is_kept = |brief: &Brief| {
                let folder = brief.filed.folder;
                let is_of_others =
                    folder == FolderId::INBOX || folder == FolderId::ARCHIVE || folder.is_own();
                let is_new = filter.taught(brief.id).is_none() && !tried.contains(&brief.id);
                is_of_others && brief.read && brief.held == Held::Whole && is_new
            };
            if wanting > 0 {
                let mut kept: Vec<Brief> = contents.briefs().filter(is_kept).collect();
                kept.sort_unstable_by_key(|brief| Reverse((brief.date, brief.id)));
                next.extend(kept.into_iter().take(wanting).map(|brief| (brief.id, Some(Class::Good))));
            }
        }
        next
    }

    /// Says what the filter makes of a message, and why.
    pub(super) async fn explain_junk(&self, client: Client, id: MessageId) -> Result<(), Problem> {
        let (_, raw) = self.stored(id).await?;
        let verdict = self.contents.borrow().junk().model().judge(&Tokens::of(&raw));
        let taught = self.contents.borrow().junk().taught(id);
        self.platform.notify(To::One(client), Notice::JunkVerdict { message: id, verdict, taught });
        Ok(())
    }

    /// Whether the filter sorts what comes in.
    pub(super) async fn sort_junk(&self, sorts: bool) -> Result<(), Problem> {
        self.commit(|_| Commit { changes: vec![Change::JunkSorted(sorts)], ..Commit::default() }).await?;
        self.tell_rules(To::All);
        Ok(())
    }

    /// The filter is as if it had never learnt anything.
    pub(super) async fn forget_junk(&self) -> Result<(), Problem> {
        self.to_learn.borrow_mut().messages.clear();
        let nothing = Change::JunkKnown { model: Model::default().to_bytes(), messages: Vec::new() };
        self.commit(|_| Commit { changes: vec![nothing], ..Commit::default() }).await?;
        self.tell_rules(To::All);
        Ok(())
    }

    /// Says which rules there are, and how it is with the filter.
    pub(super) fn tell_rules(&self, to: To) {
        let contents = self.contents.borrow();
        let (good, junk) = contents.junk().model().learnt();
        let filter = JunkFilter { sorts: contents.junk().sorts(), good, junk };
        self.platform.notify(to, Notice::Rules { rules: contents.rules().clone(), filter });
    }
}
