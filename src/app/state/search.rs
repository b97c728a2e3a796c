//! The search field, what completes it, and which view of a folder it and the order make.
//!
//! One question is asked at a time. What is typed meanwhile waits, and of that only the newest is asked:
//! so no keystroke waits for a clock, and none for an answer that nobody wants any more. The old rows stay
//! until the new ones come.

mod completing;

use std::rc::Rc;

use completing::byte_at;

use super::{Effect, Figure, Focus, Layout, List, Selection, Span, State, Visible};
use crate::{
    engine::api::{Folder, FolderCount, Order, Overview, Request, Rows, View},
    search,
};

/// What the reader does to search.
#[derive(Debug, Clone, PartialEq)]
pub enum OnSearch {
    /// The key that leads to the field.
    Focus,
    /// Something was typed.
    Typed {
        /// All of the field.
        text: String,
        /// Where the cursor is, in UTF-16 code units.
        cursor: u32,
        /// When, in milliseconds since the navigation.
        at: f64,
    },
    /// The keyboard goes through the completions: down, or up.
    Walk(bool),
    /// A completion was chosen.
    Complete(usize),
    /// Enter, or down with no completions: what is chosen, or else on to the results.
    Enter,
    /// Down: to the completions, or else on to the results.
    Down,
    /// Escape: leaves the completions, clears the field, goes back to the list.
    Escape,
    /// "Clear search".
    Clear,
    /// The keyboard has left the field.
    Left,
    /// In all mail, or in the folder.
    Everywhere(bool),
    /// What the list is sorted by.
    Sort(Order),
}

/// The search field, and what the list is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    text: String,
    everywhere: bool,
    completions: Vec<search::Completion>,
    /// The completion that the keyboard is at.
    chosen: Option<usize>,
    /// Of a folder, and of what is found.
    order: Order,
    found_order: Order,
    /// The view that was asked for, empty until its rows come.
    asked: Option<List>,
    /// They may never come: the worker had a problem.
    unsure: bool,
    /// The view to ask for when they have.
    next: Option<View>,
    /// The number of the last keystroke, and of those that led to what was asked and to what is to be.
    keystroke: u32,
    asked_by: Option<u32>,
    next_by: Option<u32>,
}

impl Search {
    /// What stands in the field.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Something is searched for.
    #[must_use]
    pub fn active(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// In all mail, not in the folder alone.
    #[must_use]
    pub const fn everywhere(&self) -> bool {
        self.everywhere
    }

    /// What may be meant: each as it is to be shown.
    #[must_use]
    pub fn completions(&self) -> Vec<String> {
        self.completions.iter().map(|completion| completion.text.trim_end().to_owned()).collect()
    }

    /// The place of the completion that the keyboard is at.
    #[must_use]
    pub const fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// What the list is sorted by.
    #[must_use]
    pub fn order(&self) -> Order {
        if self.active() { self.found_order } else { self.order }
    }

    /// The rows of another view are on their way.
    #[must_use]
    pub const fn waiting(&self) -> bool {
        self.asked.is_some()
    }

    fn view(&self, folder: Folder, gathered: bool) -> View {
        let query = self.active().then(|| self.text.clone());
        let gathered = gathered && query.is_none();
        let folder = if query.is_some() && self.everywhere { Folder::AllInboxes } else { folder };
        View { folder, query, order: self.order(), gathered }
    }

    /// What is asked now has to wait for the answer to what was asked before.
    const fn busy(&self) -> bool {
        self.asked.is_some() && !self.unsure
    }

    fn close(&mut self) {
        self.completions.clear();
        self.chosen = None;
    }
}

impl State {
    pub(super) fn on_search(&mut self, act: OnSearch) -> Vec<Effect> {
        match act {
            OnSearch::Focus => self.focus_search(),
            OnSearch::Typed { text, cursor, at } => self.typed(text, cursor, at),
            OnSearch::Walk(down) => {
                let count = self.search.completions.len();
                let last = count.checked_sub(1);
                self.search.chosen = match (self.search.chosen, down) {
                    (None, true) => last.map(|_| 0),
                    (None, false) => last,
                    (Some(at), true) => (at + 1 < count).then_some(at + 1),
                    (Some(at), false) => at.checked_sub(1),
                };
                Vec::new()
            }
            OnSearch::Complete(at) => self.complete(at),
            OnSearch::Enter => match self.search.chosen {
                Some(at) => self.complete(at),
                None => self.go_to_results(),
            },
            OnSearch::Down if self.search.completions.is_empty() => self.go_to_results(),
            OnSearch::Down => self.on_search(OnSearch::Walk(true)),
            OnSearch::Escape if self.search.chosen.is_some() => {
                self.search.close();
                Vec::new()
            }
            OnSearch::Escape if self.search.text.is_empty() => self.go_to_results(),
            OnSearch::Escape | OnSearch::Clear => {
                let mut effects = self.clear_search();
                effects.push(Effect::Focus(Focus::Search));
                effects
            }
            OnSearch::Left => {
                self.search.close();
                Vec::new()
            }
            OnSearch::Everywhere(everywhere) => {
                self.search.everywhere = everywhere;
                self.seek(None)
            }
            OnSearch::Sort(order) => {
                if self.search.active() {
                    self.search.found_order = order;
                } else {
                    self.search.order = order;
                }
                self.seek(None)
            }
        }
    }

    /// Takes the search back, and shows the folder again.
    pub(super) fn clear_search(&mut self) -> Vec<Effect> {
        self.search.close();
        if self.search.text.is_empty() {
            return Vec::new();
        }
        self.search.text.clear();
        self.seek(None)
    }

    /// The folder that is open is opened once more: it is shown as at first, all of it and the newest first.
    pub(super) fn begin_folder_anew(&mut self) -> Vec<Effect> {
        self.search.close();
        if self.search.text.is_empty() && self.search.order == Order::default() {
            return Vec::new();
        }
        self.search.text.clear();
        self.search.order = Order::default();
        self.seek(None)
    }

    /// There is somewhere else to search than the open folder.
    #[must_use]
    pub fn can_search_everywhere(&self) -> bool {
        let is_searched = |folder| match folder {
            Folder::AllInboxes | Folder::Snoozed => false,
            Folder::Of(id) => !id.is_put_away(),
            Folder::Inbox(_) => true,
        };
        let is_elsewhere = |count: &FolderCount| {
            count.total > 0 && is_searched(count.folder) && Some(count.folder) != self.folder()
        };
        let elsewhere = |overview: &Overview| overview.folders.iter().any(is_elsewhere);
        self.folder() != Some(Folder::AllInboxes) && self.overview.as_deref().is_some_and(elsewhere)
    }

    /// A folder is opened: nothing is searched for, and nothing of the former waits. Gives its view.
    pub(super) fn leave_search(&mut self, folder: Folder) -> View {
        self.search =
            Search { order: self.search.order, keystroke: self.search.keystroke, ..Search::default() };
        self.search.view(folder, self.preferences.gathered)
    }

    /// A search, or an order, that is come to from elsewhere; nothing of the former waits. Gives its view.
    pub(super) fn look_for(
        &mut self,
        folder: Folder,
        query: Option<String>,
        everywhere: bool,
        order: Order,
    ) -> View {
        let before = std::mem::take(&mut self.search);
        self.search = Search { order: before.order, keystroke: before.keystroke, ..Search::default() };
        match query {
            Some(text) => {
                (self.search.text, self.search.found_order, self.search.everywhere) =
                    (text, order, everywhere);
            }
            None => self.search.order = order,
        }
        self.search.view(folder, self.preferences.gathered)
    }

    /// Rows of the view that was asked for have come: they take the place of the old ones.
    pub(super) fn take_found(&mut self, rows: Rows) -> Vec<Effect> {
        let Some(list) = self.search.asked.take() else { return Vec::new() };
        let mut effects = Vec::new();
        let asked_by = self.search.asked_by.take();
        let next = self.search.next.take();
        // Who has cleared the field meanwhile wants the folder, and no flash of something else.
        let wanted = next.as_ref().is_none_or(|next| next.query.is_some() || rows.view.query.is_none());
        if wanted {
            let figures = vec![
                ("messages", Figure::Count(u64::from(rows.total))),
                ("characters", Figure::Count(characters(&rows.view))),
            ];
            if self.list.view() == Some(&rows.view) {
                effects.extend(self.take_window(rows));
            } else {
                let mut list = list.hiding_as(&self.list);
                list.see(Visible { first: 0, ..self.list.visible() });
                list.take(rows);
                self.list = Rc::new(list);
                self.selection = Selection::default();
                effects.push(Effect::Rewind);
            }
            effects.extend(asked_by.map(|number| Effect::End(Span::Search(number), figures)));
        } else {
            effects.extend(asked_by.map(|number| Effect::Drop(Span::Search(number))));
        }
        match next {
            Some(next) => effects.extend(self.ask_next(next)),
            None => effects.extend(self.look_again()),
        }
        effects
    }

    /// The worker had a problem: what was asked may not be answered any more.
    pub(super) fn seek_again(&mut self) -> Vec<Effect> {
        self.search.unsure = self.search.asked.is_some();
        self.selection.give_up();
        let Some(next) = self.search.next.take() else { return Vec::new() };
        let given_up = self.search.asked_by.take().map(|number| Effect::Drop(Span::Search(number)));
        given_up.into_iter().chain(self.ask_next(next)).collect()
    }

    fn focus_search(&mut self) -> Vec<Effect> {
        // What was filled in must not be lost to a slip of the finger.
        if self.list.view().is_none() || self.maildrop.as_ref().is_some_and(|maildrop| maildrop.from_form()) {
            return Vec::new();
        }
        self.drawer = false;
        self.maildrop = None;
        self.storage = None;
        if self.layout == Layout::Phone {
            self.reader = None;
        }
        vec![Effect::Focus(Focus::Search)]
    }

    fn typed(&mut self, text: String, cursor: u32, at: f64) -> Vec<Effect> {
        let cursor = byte_at(&text, cursor);
        self.search.text = text;
        self.search.chosen = None;
        self.search.completions = self.complete_at(cursor);
        let number = self.search.keystroke.wrapping_add(1);
        self.search.keystroke = number;
        [Effect::BeginAt(Span::Search(number), at)].into_iter().chain(self.seek(Some(number))).collect()
    }

    fn go_to_results(&mut self) -> Vec<Effect> {
        self.search.close();
        vec![Effect::Focus(Focus::List)]
    }

    /// Asks for the view that the field, the folder and the order make now, or lets it wait. `by`: the
    /// keystroke that led to it.
    pub(super) fn seek(&mut self, by: Option<u32>) -> Vec<Effect> {
        let Some(folder) = self.folder() else { return Vec::new() };
        let view = self.search.view(folder, self.preferences.gathered);
        // Nobody waits for these any more.
        let mut over: Vec<u32> = self.search.next_by.take().into_iter().collect();
        self.search.next = None;
        let mut ask = None;
        if let Some(asked) = self.search.asked.as_ref().filter(|_| self.search.busy()) {
            if asked.view() == Some(&view) {
                over.extend(by);
            } else {
                (self.search.next, self.search.next_by) = (Some(view), by);
            }
        } else if self.search.asked.is_none() && self.list.view() == Some(&view) {
            over.extend(by);
        } else {
            over.extend(self.search.asked_by.take());
            self.search.asked_by = by;
            ask = self.ask_for(view);
        }
        over.into_iter().map(|number| Effect::Drop(Span::Search(number))).chain(ask).collect()
    }

    fn ask_next(&mut self, view: View) -> Option<Effect> {
        self.search.asked_by = self.search.next_by.take();
        self.ask_for(view)
    }

    fn ask_for(&mut self, view: View) -> Option<Effect> {
        let mut list = List::of(Some(view.clone()), self.list.visible());
        let window = list.look(list.visible())?;
        self.search.asked = Some(list);
        self.search.unsure = false;
        let count = window.end.saturating_sub(window.start);
        Some(Effect::Send(Request::Rows { view, start: window.start, count }))
    }

    /// Whether these rows are of the view that was asked for.
    pub(super) fn asked_for(&self, view: &View) -> bool {
        self.search.asked.as_ref().and_then(List::view) == Some(view)
    }
}

fn characters(view: &View) -> u64 {
    view.query.as_ref().map_or(0, |query| u64::try_from(query.chars().count()).unwrap_or(u64::MAX))
}
