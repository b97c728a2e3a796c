//! What a view with a query shows: found once, kept for the next window of it, found again when
//! something has changed.

use std::collections::{HashMap, VecDeque};

use super::{Index, facts::Known};
use crate::{
    engine::{
        api::{self, Marks, Order, Row, View},
        inbox::{Inboxes, Scope},
        saved::query_of,
    },
    search::{Excerpt, Field, Hit, Now, Query, find, marks},
    store::{Contents, MessageId},
};

/// So many are remembered: a page looks at one at a time.
const MOST: usize = 8;

/// The answers to the queries that were asked last.
#[derive(Debug, Default)]
pub(in crate::engine) struct Answers(VecDeque<Answer>);

/// The answer to a query.
#[derive(Debug)]
pub(super) struct Answer {
    view: View,
    pub(super) query: Query,
    pub(super) exact: bool,
    /// In the view's order. Where the query has phrases, those that were verified, as far as that went.
    pub(super) ids: Vec<MessageId>,
    /// Where the query has phrases: candidates in the view's order, from the first that was not verified on.
    pub(super) candidates: VecDeque<MessageId>,
    /// Whether the phrases are in these.
    verdicts: HashMap<MessageId, bool>,
    /// The part of the text with the words in it; `None` where they are not in it.
    pub(super) excerpts: HashMap<MessageId, Option<Excerpt>>,
    is_stale: bool,
}

impl Answers {
    /// Something has changed that may matter to them.
    pub(in crate::engine) fn are_stale(&mut self) {
        self.0.iter_mut().for_each(|answer| answer.is_stale = true);
    }

    /// This message is not what it was.
    pub(in crate::engine) fn forget(&mut self, id: MessageId) {
        for answer in &mut self.0 {
            answer.verdicts.remove(&id);
            answer.excerpts.remove(&id);
        }
    }

    /// The answer to a view's query as things are now.
    pub(super) fn of(
        &mut self,
        view: &View,
        index: &Index,
        contents: &Contents,
        inboxes: &mut Inboxes,
        now: Now,
    ) -> Option<&mut Answer> {
        let before = self.0.iter().position(|answer| answer.view == *view);
        let answer = match before.and_then(|at| self.0.remove(at)) {
            Some(answer) if !answer.is_stale => answer,
            before => Answer::new(view, before, index, contents, inboxes, now),
        };
        self.0.push_back(answer);
        if self.0.len() > MOST {
            self.0.pop_front();
        }
        self.0.back_mut()
    }
}

impl Answer {
    fn new(
        view: &View,
        before: Option<Self>,
        index: &Index,
        contents: &Contents,
        inboxes: &mut Inboxes,
        now: Now,
    ) -> Self {
        let (folder, query) = query_of(view, contents).unwrap_or((view.folder, String::new()));
        let query = Query::parse(&query, now);
        let sorted = inboxes.sorted(contents, Scope::searched(folder, &query), view.order);
        let (ids, exact) = if query.is_empty() {
            (sorted.collect(), true)
        } else {
            let found = find(&index.segments, &query, &Known::new(contents));
            let ranks = Ranks::of(&found.hits, contents.next_message());
            let ids = sorted.filter(|id| ranks.of_id(*id).is_some());
            let ids = if view.order == Order::Relevance { ranks.sort(ids) } else { ids.collect() };
            (ids, found.exact)
        };
        let (verdicts, excerpts) = before
            // A saved search can be changed.
            .filter(|before| before.exact == exact && before.query == query)
            .map_or_else(Default::default, |before| (before.verdicts, before.excerpts));
        let mut answer = Self {
            view: view.clone(),
            query,
            exact,
            ids,
            candidates: VecDeque::new(),
            verdicts,
            excerpts,
            is_stale: false,
        };
        if answer.query.has_phrases() {
            answer.candidates = std::mem::take(&mut answer.ids).into();
            answer.go_on();
        }
        answer
    }

    /// The phrases were looked for in these.
    pub(super) fn verified(&mut self, verdicts: impl IntoIterator<Item = (MessageId, bool)>) {
        self.verdicts.extend(verdicts);
        self.go_on();
    }

    fn go_on(&mut self) {
        let known = self.candidates.iter().map_while(|id| Some((*id, *self.verdicts.get(id)?)));
        let known: Vec<(MessageId, bool)> = known.collect();
        self.candidates.drain(..known.len());
        self.ids.extend(known.into_iter().filter(|(_, is_in)| *is_in).map(|(id, _)| id));
    }

    /// How it was found.
    pub(super) fn found(&self, index: &Index, contents: &Contents) -> api::Found {
        let verified = self.candidates.front().and_then(|&id| contents.brief(id)).map(|brief| brief.date);
        let reaches = index.reaches().max(verified);
        api::Found { forgiven: !self.exact, reaches }
    }

    /// Marks the hits in a row, and shows the part of the text where they are.
    pub(super) fn mark(&self, row: &mut Row) {
        let in_field = |text: &str, field| marks(text, &self.query, field, self.exact);
        row.marks = Marks {
            from: in_field(&row.from, Field::From),
            subject: in_field(&row.subject, Field::Subject),
            snippet: Vec::new(),
        };
        match self.excerpts.get(&row.id) {
            Some(Some(excerpt)) => {
                row.snippet.clone_from(&excerpt.text);
                row.marks.snippet.clone_from(&excerpt.marks);
            }
            _ => row.marks.snippet = in_field(&row.snippet, Field::Any),
        }
    }
}

/// The ranks of messages by their ids, which are counted from 1: to walk a sorted list past them takes
/// less time than to look up each of very many, and to sort them.
struct Ranks(Vec<u8>);

impl Ranks {
    fn of(hits: &[Hit], end: MessageId) -> Self {
        let mut ranks = vec![0; usize::try_from(end.0).unwrap_or_default()];
        for hit in hits {
            let place = usize::try_from(hit.id).ok().and_then(|at| ranks.get_mut(at));
            place.into_iter().for_each(|rank| *rank = hit.rank.saturating_add(1));
        }
        Self(ranks)
    }

    fn of_id(&self, id: MessageId) -> Option<u8> {
        let rank = usize::try_from(id.0).ok().and_then(|at| self.0.get(at));
        rank.and_then(|rank| rank.checked_sub(1))
    }

    /// Those with the greatest ranks first; equal ones stay in their order.
    fn sort(&self, ids: impl Iterator<Item = MessageId>) -> Vec<MessageId> {
        let mut by_rank: Vec<Vec<MessageId>> = Vec::new();
        for id in ids {
            let rank = usize::from(self.of_id(id).unwrap_or_default());
            if by_rank.len() <= rank {
                by_rank.resize_with(rank + 1, Vec::new);
            }
            by_rank.get_mut(rank).into_iter().for_each(|alike| alike.push(id));
        }
        by_rank.into_iter().rev().flatten().collect()
    }
}
