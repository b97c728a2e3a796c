//! The messages that are chosen in the list, to do something with all of them.
//!
//! A range may be all of a hundred thousand messages, of which the page has some two hundred rows. The
//! worker names those that are not here, one question at a time; a step of one end through rows that are
//! here costs no more than the step.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
    rc::Rc,
};

use super::{Effect, Focus, List, State};
use crate::{
    engine::api::{Request, Row, View},
    store::MessageId,
};

/// What the reader does to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSelection {
    /// A row's box: chosen if it was not, and the other way round.
    Toggle(u32),
    /// The same by key, for the row with the keyboard.
    ToggleCursor,
    /// All from where the choosing began to this row, which was clicked on.
    To(u32),
    /// The same by a key, which moves the keyboard there.
    Step(u32),
    /// All of the view.
    All,
    /// All of the view that are like this.
    By(Criterion),
    /// "Clear".
    Clear,
    /// "Mark as read", or as unread.
    MarkRead(bool),
}

/// What messages are chosen by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// Not read.
    Unread,
    /// Read.
    Read,
    /// With a star.
    Starred,
    /// With attachments.
    Attachments,
    /// Larger than a megabyte.
    Large,
    /// Older than a month.
    OlderThanAMonth,
    /// Older than a year.
    OlderThanAYear,
    /// From the sender of the message that is open, or that the keyboard is at.
    Sender,
}

impl Criterion {
    /// The same as a search would say it.
    fn query(self, sender: &str) -> String {
        match self {
            Self::Unread => "is:unread".to_owned(),
            Self::Read => "is:read".to_owned(),
            Self::Starred => "is:starred".to_owned(),
            Self::Attachments => "has:attachment".to_owned(),
            Self::Large => "larger:1mb".to_owned(),
            Self::OlderThanAMonth => "before:1m".to_owned(),
            Self::OlderThanAYear => "before:1y".to_owned(),
            Self::Sender => format!("from:\"{}\"", sender.replace('"', " ")),
        }
    }
}

/// The messages that are chosen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// Each with the worker's number of its row when it was chosen.
    chosen: HashMap<MessageId, u32>,
    /// What else is in the conversations of those, where a row is a conversation.
    others: HashMap<MessageId, Vec<MessageId>>,
    /// Where a range begins.
    anchor: Option<End>,
    /// Exactly what stands from the anchor to here is chosen.
    head: Option<End>,
    asked: Option<Asked>,
    /// The range is to end here, once the worker has answered or the row has come.
    wanted: Option<u32>,
    /// Of the view only what this one has is to be chosen: the question, and the answer once it is here.
    only: Option<(View, Option<HashSet<MessageId>>)>,
}

/// One end of a range: a row, and its message where that has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct End {
    index: u32,
    id: Option<MessageId>,
}

/// What the worker was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    view: View,
    from: Option<MessageId>,
    to: Option<MessageId>,
    /// The worker's number of the first row.
    start: u32,
    head: End,
}

impl End {
    fn at(list: &List, index: u32) -> Self {
        Self { index, id: list.row(index).map(|row| row.id) }
    }

    /// The same, where it stands now.
    fn found(self, list: &List) -> Self {
        let here = self.id.and_then(|id| list.find(id)).map(|(index, _)| index);
        let index = here.unwrap_or(self.index);
        Self { index, id: self.id.or_else(|| list.row(index).map(|row| row.id)) }
    }
}

impl Selection {
    /// Nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// How many messages are chosen.
    #[must_use]
    pub fn count(&self) -> u32 {
        let others: usize = self.others.values().map(Vec::len).sum();
        u32::try_from(self.chosen.len() + others).unwrap_or(u32::MAX)
    }

    /// This one is.
    #[must_use]
    pub fn contains(&self, id: MessageId) -> bool {
        self.chosen.contains_key(&id)
    }

    /// Chooses one no more.
    pub(super) fn remove(&mut self, id: MessageId) {
        if self.chosen.remove(&id).is_some() {
            self.others.remove(&id);
            self.head = None;
        }
    }

    /// All that are chosen, in the order of the list, then those that are no rows of their own; then none
    /// is.
    pub(super) fn take(&mut self) -> Vec<(Option<u32>, MessageId)> {
        let Self { chosen, others, .. } = std::mem::take(self);
        let mut chosen: Vec<(u32, MessageId)> = chosen.into_iter().map(|(id, at)| (at, id)).collect();
        chosen.sort_unstable();
        let others = others.into_values().flatten().map(|id| (None, id));
        chosen.into_iter().map(|(at, id)| (Some(at), id)).chain(others).collect()
    }

    /// All that are chosen, in the order of the list, then those that are no rows of their own.
    pub(super) fn placed(&self) -> Vec<(Option<u32>, MessageId)> {
        let mut chosen: Vec<(u32, MessageId)> = self.chosen.iter().map(|(id, at)| (*at, *id)).collect();
        chosen.sort_unstable();
        let others = self.others.values().flatten().map(|id| (None, *id));
        chosen.into_iter().map(|(at, id)| (Some(at), id)).chain(others).collect()
    }

    /// A range that may follow begins here.
    pub(super) fn begin_at(&mut self, list: &List, index: u32) {
        *self = Self { anchor: Some(End::at(list, index)), ..Self::default() };
    }

    /// The keyboard went elsewhere: without a choice so far, a range begins where it is then.
    pub(super) fn leave(&mut self) {
        if self.is_empty() {
            *self = Self::default();
        }
    }

    /// The worker had a problem, and may not answer.
    pub(super) fn give_up(&mut self) {
        (self.asked, self.wanted) = (None, None);
    }

    /// Rows came in above those that are known.
    pub(super) fn moved(&mut self, grown: i64) {
        for end in [&mut self.anchor, &mut self.head].into_iter().flatten() {
            let index = i64::from(end.index).saturating_add(grown).max(0);
            end.index = u32::try_from(index).unwrap_or(u32::MAX);
        }
    }

    fn toggle(&mut self, list: &List, index: u32) {
        let Some(row) = list.row(index) else { return };
        if self.chosen.contains_key(&row.id) {
            self.leave_out(row.id);
        } else {
            self.take_in(list, index, row);
        }
        self.anchor = Some(End::at(list, index));
        (self.head, self.asked, self.wanted) = (None, None, None);
    }

    /// Chooses what stands from the anchor to this row, and nothing else. Gives what the worker has to be
    /// asked for that.
    fn extend(&mut self, list: &List, index: u32) -> Option<Request> {
        if list.total() == 0 {
            return None;
        }
        let index = index.min(list.total().saturating_sub(1));
        let anchor = self.anchor.unwrap_or_else(|| End::at(list, list.cursor())).found(list);
        self.anchor = Some(anchor);
        self.wanted = None;
        let head = End::at(list, index);
        let range = anchor.index.min(index)..=anchor.index.max(index);
        if let Some(old) = self.head.map(|head| head.found(list).index) {
            let step = old.min(index)..=old.max(index);
            if is_here(list, &step) {
                self.choose(list, step, &range);
                self.head = Some(head);
                return None;
            }
        }
        if is_here(list, &range) {
            self.clear();
            self.choose(list, range.clone(), &range);
            (self.head, self.asked) = (Some(head), None);
            return None;
        }
        // What was chosen stays so until the worker has answered.
        self.head = None;
        let (first, last) = if anchor.index <= index { (anchor, head) } else { (head, anchor) };
        // A number may be old by the time it is answered: where the message is known, it is the end.
        let from = (first.id.is_some() || first.index > 0).then_some(first.id);
        let is_before_last = last.index.saturating_add(1) < list.total();
        let to = (last.id.is_some() || is_before_last).then_some(last.id);
        if self.asked.is_some() || from == Some(None) || to == Some(None) {
            self.wanted = Some(index);
            return None;
        }
        let start = from.map_or(0, |_| list.stands_at(first.index));
        self.ask(list, [from.flatten(), to.flatten()], start, head)
    }

    /// Chooses those of the rows that are in the range, and the others not.
    fn choose(&mut self, list: &List, rows: RangeInclusive<u32>, range: &RangeInclusive<u32>) {
        for index in rows {
            let Some(row) = list.row(index) else { continue };
            if range.contains(&index) {
                self.take_in(list, index, row);
            } else {
                self.leave_out(row.id);
            }
        }
    }

    fn take_in(&mut self, list: &List, index: u32, row: &Row) {
        self.chosen.insert(row.id, list.stands_at(index));
        if !row.others.is_empty() {
            self.others.insert(row.id, row.others.clone());
        }
    }

    fn leave_out(&mut self, id: MessageId) {
        self.chosen.remove(&id);
        self.others.remove(&id);
    }

    fn clear(&mut self) {
        self.chosen.clear();
        self.others.clear();
    }

    fn all(&mut self, list: &List) -> Option<Request> {
        let last = list.total().checked_sub(1)?;
        self.anchor = Some(End::at(list, 0));
        self.head = None;
        if is_here(list, &(0..=last)) {
            self.clear();
            self.choose(list, 0..=last, &(0..=last));
            return None;
        }
        self.ask(list, [None, None], 0, End::at(list, last))
    }

    /// Chooses all of the view that another view has, too. That one is asked for first, then all of this
    /// one, for the order that its rows stand in.
    fn by(&mut self, list: &List, sought: &str) -> Option<Request> {
        let view = list.view()?;
        let query = match &view.query {
            Some(query) => format!("{query} {sought}"),
            None => sought.to_owned(),
        };
        let only = View { query: Some(query), ..view.clone() };
        *self = Self { only: Some((only.clone(), None)), ..Self::default() };
        Some(Request::Range { view: only, from: None, to: None })
    }

    /// The worker says what the other view has: now all of this one is asked for.
    fn take_only(&mut self, list: &List, view: &View, messages: &[MessageId]) -> Option<Request> {
        let (_, found) = self.only.as_mut().filter(|(asked, found)| asked == view && found.is_none())?;
        *found = Some(messages.iter().copied().collect());
        let last = list.total().checked_sub(1)?;
        self.ask(list, [None, None], 0, End::at(list, last))
    }

    fn ask(&mut self, list: &List, ends: [Option<MessageId>; 2], start: u32, head: End) -> Option<Request> {
        let view = list.view()?.clone();
        let [from, to] = ends;
        self.asked = Some(Asked { view: view.clone(), from, to, start, head });
        Some(Request::Range { view, from, to })
    }

    /// The worker's answer. One that was not asked for, or for another view, is none.
    fn answered(
        &mut self,
        list: &List,
        view: &View,
        ends: [Option<MessageId>; 2],
        messages: &[MessageId],
        others: Vec<(MessageId, Vec<MessageId>)>,
    ) {
        let asked = self.asked.take_if(|asked| asked.view == *view && [asked.from, asked.to] == ends);
        let Some(asked) = asked.filter(|_| list.view() == Some(view) && !messages.is_empty()) else { return };
        let placed = messages.iter().zip(asked.start..).filter(|(id, _)| !list.hides(**id));
        let only = self.only.take().and_then(|(_, found)| found);
        let others: HashMap<MessageId, Vec<MessageId>> = others.into_iter().collect();
        // A conversation is chosen, all of it, where one of its messages is meant.
        let is_meant = |id: &MessageId| {
            let others = others.get(id).into_iter().flatten();
            only.as_ref()
                .is_none_or(|only| only.contains(id) || others.into_iter().any(|id| only.contains(id)))
        };
        let placed = placed.filter(|(id, _)| is_meant(id));
        self.chosen = placed.map(|(id, at)| (*id, at)).collect();
        self.others = others.into_iter().filter(|(id, _)| self.chosen.contains_key(id)).collect();
        self.head = Some(asked.head).filter(|_| only.is_none());
    }
}

/// All of these rows have arrived.
fn is_here(list: &List, rows: &RangeInclusive<u32>) -> bool {
    rows.clone().all(|index| list.row(index).is_some())
}

impl State {
    pub(super) fn on_selection(&mut self, act: OnSelection) -> Vec<Effect> {
        let list = Rc::clone(&self.list);
        let request = match act {
            OnSelection::Toggle(index) => {
                self.selection.toggle(&list, index);
                Rc::make_mut(&mut self.list).point(index);
                None
            }
            OnSelection::ToggleCursor => {
                self.selection.toggle(&list, list.cursor());
                None
            }
            OnSelection::To(index) => {
                let request = self.selection.extend(&list, index);
                Rc::make_mut(&mut self.list).point(index);
                return request.map(Effect::Send).into_iter().chain([Effect::Focus(Focus::List)]).collect();
            }
            OnSelection::Step(index) => {
                let request = self.selection.extend(&list, index);
                Rc::make_mut(&mut self.list).point(index);
                let reveal = Effect::Reveal(self.list.cursor());
                return request.map(Effect::Send).into_iter().chain([reveal]).collect();
            }
            OnSelection::All => self.selection.all(&list),
            OnSelection::By(criterion) => {
                let sender = self.sender_to_choose().unwrap_or_default();
                self.selection.by(&list, &criterion.query(&sender))
            }
            OnSelection::Clear => {
                self.selection = Selection::default();
                return vec![Effect::Focus(Focus::List)];
            }
            OnSelection::MarkRead(read) => return self.mark_chosen(read),
        };
        request.map(Effect::Send).into_iter().collect()
    }

    /// The worker names the messages of a range.
    pub(super) fn take_range(
        &mut self,
        view: &View,
        ends: [Option<MessageId>; 2],
        messages: &[MessageId],
        others: Vec<(MessageId, Vec<MessageId>)>,
    ) -> Vec<Effect> {
        if let Some(request) = self.selection.take_only(&self.list, view, messages) {
            return vec![Effect::Send(request)];
        }
        self.selection.answered(&self.list, view, ends, messages, others);
        self.extend_as_wanted()
    }

    /// Goes on with a range that had to wait for the worker's answer, or for a row.
    pub(super) fn extend_as_wanted(&mut self) -> Vec<Effect> {
        let wanted = self.selection.wanted.filter(|_| self.selection.asked.is_none());
        let request = wanted.and_then(|index| self.selection.extend(&self.list, index));
        request.map(Effect::Send).into_iter().collect()
    }

    /// There is a message whose sender's others could be chosen.
    #[must_use]
    pub fn can_choose_sender(&self) -> bool {
        self.sender_to_choose().is_some()
    }

    fn sender_to_choose(&self) -> Option<String> {
        let message = self.reader.as_ref().and_then(|reader| reader.message.as_ref());
        let open = message.and_then(|message| message.reading.summary.from.first());
        let open = open.map(|from| from.address.clone()).filter(|address| !address.is_empty());
        let row = || self.list.row(self.list.cursor()).map(|row| row.from.clone());
        open.or_else(row).filter(|sender| !sender.trim().is_empty())
    }

    fn mark_chosen(&mut self, read: bool) -> Vec<Effect> {
        let Self { selection, list, reader, .. } = self;
        if selection.is_empty() {
            return Vec::new();
        }
        Rc::make_mut(list).mark(|id| selection.contains(id), read);
        if let Some(reader) = reader.as_mut().filter(|reader| selection.contains(reader.id)) {
            reader.read = read;
        }
        let others = selection.others.values().flatten();
        let mut messages: Vec<MessageId> = selection.chosen.keys().chain(others).copied().collect();
        messages.sort_unstable();
        vec![Effect::Send(Request::MarkRead { messages, read })]
    }
}
