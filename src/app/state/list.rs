//! The message list: a window of a view that may hold a hundred thousand messages.

use std::{ops::Range, rc::Rc};

use super::hidden::Hidden;
use crate::{
    engine::api::{Found, Row, Rows, View},
    store::MessageId,
};

/// Rows asked for before and after the ones in view.
const MARGIN: u32 = 60;
/// A new window is asked for when fewer rows than these are left before or after the ones in view.
const RESERVE: u32 = 20;
/// Rows drawn before and after the ones in view.
const OVERSCAN: u32 = 8;
/// The most rows asked for at once: those in view may have thousands of hidden ones between them.
const LONGEST: u32 = 1_000;

/// The rows in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visible {
    /// The first, from 0.
    pub first: u32,
    /// How many, those cut by an edge included.
    pub count: u32,
}

impl Default for Visible {
    fn default() -> Self {
        Self { first: 0, count: 20 }
    }
}

/// The message list. What was deleted and can still be undone is hidden: its numbers are left out, so that
/// the rows below it close up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    view: Option<View>,
    total: u32,
    start: u32,
    rows: Vec<Rc<Row>>,
    loaded: bool,
    asked: Option<Range<u32>>,
    /// What was asked for before the last window came.
    answered: Option<Range<u32>>,
    visible: Visible,
    cursor: Cursor,
    hidden: Hidden,
    found: Option<Found>,
}

/// The row that has the keyboard. It is known by its message, so that it stays with it when mail
/// comes in above; by its number alone until that row has arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Cursor {
    index: u32,
    row: Option<Rc<Row>>,
}

impl List {
    /// The list of a view, empty until its rows come.
    #[must_use]
    pub fn of(view: Option<View>, visible: Visible) -> Self {
        Self { view, visible: Visible { first: 0, ..visible }, ..Self::default() }
    }

    /// The same, hiding what another list hides.
    #[must_use]
    pub fn hiding_as(self, other: &Self) -> Self {
        Self { hidden: other.hidden.in_another_view(), ..self }
    }

    /// Hides messages that stand at these numbers of the worker's, as far as that is known. The keyboard
    /// stays where it is, or goes to the row that comes next.
    pub fn hide(&mut self, messages: &[(Option<u32>, MessageId)]) {
        let at = self.hidden.stands_at(self.cursor.index);
        self.hidden.hide(messages);
        self.hidden.seen(self.start, &self.rows);
        self.point(self.hidden.shown_at(at));
    }

    /// Shows messages again that were hidden, and gives the keyboard to the first of them that is here.
    pub fn show(&mut self, messages: &[MessageId]) {
        let at = self.hidden.stands_at(self.cursor.index);
        let rows = (self.start..).zip(&self.rows).filter(|(_, row)| self.hidden.contains(row.id));
        let before: Vec<(u32, MessageId)> = rows.map(|(at, row)| (at, row.id)).collect();
        self.hidden.show(messages);
        let first = before.into_iter().find(|(_, id)| !self.hidden.contains(*id));
        self.point(self.hidden.shown_at(first.map_or(at, |(at, _)| at)));
    }

    /// Hidden messages are deleted now.
    pub fn go(&mut self, messages: &[MessageId]) {
        self.hidden.go(messages);
    }

    /// Shows messages again that could not be deleted. The keyboard stays where it is.
    pub fn keep(&mut self, messages: &[MessageId]) {
        let at = self.hidden.stands_at(self.cursor.index);
        self.hidden.show(messages);
        self.point(self.hidden.shown_at(at));
    }

    /// What it shows.
    #[must_use]
    pub const fn view(&self) -> Option<&View> {
        self.view.as_ref()
    }

    /// How many messages it shows.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.total.saturating_sub(self.hidden.count())
    }

    /// Of a view with a query: how it was found.
    #[must_use]
    pub const fn found(&self) -> Option<Found> {
        self.found
    }

    /// The worker has answered for this folder.
    #[must_use]
    pub fn loaded(&self) -> bool {
        self.loaded
    }

    /// The rows in view, as last reported.
    #[must_use]
    pub fn visible(&self) -> Visible {
        self.visible
    }

    /// The number of the row that has the keyboard.
    #[must_use]
    pub fn cursor(&self) -> u32 {
        self.cursor.index.min(self.total().saturating_sub(1))
    }

    /// The numbers of the rows to draw: those in view and some around them. The row with the
    /// keyboard is drawn besides, wherever it is, or the keyboard would be lost with it.
    #[must_use]
    pub fn drawn(&self) -> Range<u32> {
        let end = self.visible.first.saturating_add(self.visible.count).saturating_add(OVERSCAN);
        let end = end.min(self.total());
        self.visible.first.saturating_sub(OVERSCAN).min(end)..end
    }

    /// A row, where it has arrived. The one with the keyboard stays, wherever the window goes.
    #[must_use]
    pub fn row(&self, index: u32) -> Option<&Rc<Row>> {
        let held = || self.cursor.row.as_ref().filter(|_| self.cursor.index == index);
        self.in_window(index).or_else(held)
    }

    /// The messages of a row: one, or those of a conversation that are in the folder.
    #[must_use]
    pub fn messages(&self, index: u32) -> Vec<MessageId> {
        let row = self.row(index);
        row.map_or_else(Vec::new, |row| [row.id].into_iter().chain(row.others.iter().copied()).collect())
    }

    /// A message's row and its number, where it has arrived.
    #[must_use]
    pub fn find(&self, id: MessageId) -> Option<(u32, &Rc<Row>)> {
        let (at, row) = (self.start..).zip(&self.rows).find(|(_, row)| row.id == id)?;
        (!self.hidden.contains(id)).then(|| (self.hidden.shown_at(at), row))
    }

    /// The worker's number of a row.
    #[must_use]
    pub fn stands_at(&self, index: u32) -> u32 {
        self.hidden.stands_at(index)
    }

    /// A message is left out.
    #[must_use]
    pub fn hides(&self, id: MessageId) -> bool {
        self.hidden.contains(id)
    }

    /// Takes the rows in view; returns the window to ask for, if one is needed.
    pub fn look(&mut self, visible: Visible) -> Option<Range<u32>> {
        self.visible = visible;
        self.wanted()
    }

    /// Takes the rows in view, without asking for any.
    pub fn see(&mut self, visible: Visible) {
        self.visible = visible;
    }

    /// Gives the keyboard to a row, within the folder.
    pub fn point(&mut self, index: u32) {
        let index = index.min(self.total().saturating_sub(1));
        self.cursor = Cursor { index, row: self.row(index).cloned() };
    }

    /// Takes a window; returns by how many rows the ones in view have moved down.
    pub fn take(&mut self, window: Rows) -> i64 {
        let anchor = self.in_window(self.visible.first).map(|row| row.id);
        let before = self.total();
        let was_loaded = std::mem::replace(&mut self.loaded, true);
        if was_loaded {
            self.hidden.moved(i64::from(window.total) - i64::from(self.total));
        }
        self.total = window.total;
        self.start = window.start;
        self.found = window.found;
        self.answered = self.asked.take();
        self.rows = self.merge(window.rows);
        self.hidden.seen(self.start, &self.rows);
        let grown = i64::from(self.total()) - i64::from(before);

        let moved = match anchor.and_then(|id| self.find(id)) {
            Some((index, _)) => i64::from(index) - i64::from(self.visible.first),
            None if was_loaded && self.visible.first > 0 && anchor.is_some() => grown,
            None => 0,
        };
        self.cursor = match self.cursor.row.take() {
            None => Cursor { row: self.in_window(self.cursor.index).cloned(), ..self.cursor },
            Some(row) => match self.find(row.id) {
                Some((index, row)) => Cursor { index, row: Some(Rc::clone(row)) },
                None => Cursor { index: shifted(self.cursor.index, grown), row: Some(row) },
            },
        };
        moved
    }

    /// Marks rows as read or unread at once; the worker's own word follows.
    pub fn mark(&mut self, marked: impl Fn(MessageId) -> bool, read: bool) {
        let held = self.cursor.row.iter_mut();
        for row in self.rows.iter_mut().chain(held).filter(|row| row.read != read && marked(row.id)) {
            Rc::make_mut(row).read = read;
        }
    }

    /// These go: the keyboard goes on to the next row that stays, else to the one before.
    pub fn step_off(&mut self, goes: impl Fn(MessageId) -> bool) {
        let cursor = self.cursor();
        if !self.row(cursor).is_some_and(|row| goes(row.id)) {
            return;
        }
        let stays = |index: &u32| self.in_window(*index).is_some_and(|row| !goes(row.id));
        let next = (cursor..self.total()).find(stays);
        if let Some(index) = next.or_else(|| (0..cursor).rev().find(stays)) {
            self.point(index);
        }
    }

    /// Changes rows at once; the worker's own word follows.
    pub fn change(&mut self, is_meant: impl Fn(MessageId) -> bool, change: impl Fn(&mut Row)) {
        let held = self.cursor.row.iter_mut();
        for row in self.rows.iter_mut().chain(held).filter(|row| is_meant(row.id)) {
            change(Rc::make_mut(row));
        }
    }

    /// The first row of these that has arrived.
    #[must_use]
    pub fn first_of(&self, is_meant: impl Fn(MessageId) -> bool) -> Option<u32> {
        let row = self.rows.iter().find(|row| is_meant(row.id))?;
        self.find(row.id).map(|(index, _)| index)
    }

    /// The rows that have arrived.
    pub fn rows(&self) -> impl Iterator<Item = &Rc<Row>> {
        self.rows.iter()
    }

    fn in_window(&self, index: u32) -> Option<&Rc<Row>> {
        self.rows.get(usize::try_from(self.hidden.stands_at(index).checked_sub(self.start)?).ok()?)
    }

    /// Rows that have not changed stay the same allocation, so that they are not drawn again.
    fn merge(&self, new: Vec<Row>) -> Vec<Rc<Row>> {
        let mut old = self.rows.iter();
        new.into_iter()
            .map(|row| {
                let same = old.clone().position(|known| known.id == row.id);
                let known = same.and_then(|at| old.nth(at));
                known.filter(|known| ***known == row).map_or_else(|| Rc::new(row), Rc::clone)
            })
            .collect()
    }

    /// The window to ask for now that one has come, if one is needed and it is not that very one.
    pub fn wanted_after_answer(&mut self) -> Option<Range<u32>> {
        let window = self.wanted();
        if window.is_some() && window == self.answered {
            self.asked = None;
            return None;
        }
        window
    }

    fn wanted(&mut self) -> Option<Range<u32>> {
        self.view.as_ref()?;
        let Range { start: first, end } = self.standing();
        let here = self.asked.clone().unwrap_or_else(|| {
            self.start..self.start.saturating_add(u32::try_from(self.rows.len()).unwrap_or(u32::MAX))
        });
        let enough_above = here.start <= first.saturating_sub(RESERVE);
        let last = if self.loaded { self.total } else { u32::MAX };
        let enough_below = here.end >= end.saturating_add(RESERVE).min(last);
        if enough_above && enough_below {
            return None;
        }
        let window = first.saturating_sub(MARGIN)..end.saturating_add(MARGIN);
        self.asked = Some(window.clone());
        Some(window)
    }

    /// The worker's numbers of the rows in view; where too many hidden ones stand between them, of those
    /// around the middle.
    fn standing(&self) -> Range<u32> {
        let Visible { first, count } = self.visible;
        let last = first.saturating_add(count);
        let last = if self.loaded { last.min(self.total()) } else { last };
        let end = last.checked_sub(1).map_or(0, |last| self.hidden.stands_at(last).saturating_add(1));
        let start = self.hidden.stands_at(first).min(end);
        if end - start <= LONGEST {
            return start..end;
        }
        let middle = self.hidden.stands_at(first.saturating_add(count / 2));
        middle.saturating_sub(count)..middle.saturating_add(count)
    }
}

fn shifted(index: u32, by: i64) -> u32 {
    u32::try_from(i64::from(index).saturating_add(by).max(0)).unwrap_or(u32::MAX)
}
