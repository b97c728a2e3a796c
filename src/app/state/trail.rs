//! Where the reader has been: the page's address follows what it shows, and what it shows follows the
//! address, when the reader goes back or forward, reloads, or opens a bookmark.
//!
//! The browser tells what its history holds to nobody, so each entry is given a number, and what the page
//! itself has put there is kept here. What closes something goes back, where the entry behind is what then
//! shows: so "Back" on the page and the browser's own are one.

use std::{collections::BTreeMap, rc::Rc};

use super::{
    Bytes, Dialog, Effect, Focus, Layout, List, Maildrop, OnMaildrop, OnStorage, Place, Reader, Route,
    Selection, Span, State,
};
use crate::{
    engine::{
        api::{Folder, Order, Request},
        problem::Problem,
    },
    store::MessageId,
};

/// Where the reader has been.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Trail {
    /// The number of the history's entry.
    at: u32,
    /// What the page put into the entries.
    entries: BTreeMap<u32, Route>,
    /// What the address says; `None` where that has to be written.
    here: Option<Route>,
    /// The browser is going back because the page asked for it.
    going_back: bool,
    /// To be shown once there is an overview.
    wanted: Option<Route>,
}

/// What the page writes into each entry of the history, to know it again after a reload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The number of the entry.
    pub number: u32,
    /// The address of the entry behind it, where the page wrote that.
    pub behind: Option<String>,
}

/// What becomes of the history's entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryEntry {
    /// It stays, and this is the next.
    Next,
    /// It becomes this one.
    Same,
}

impl State {
    /// The page's address has changed, or was read for the first time. `note`: what the page wrote into the
    /// history's entry, if it did.
    pub(super) fn take_address(&mut self, address: &str, note: Option<Note>) -> Vec<Effect> {
        let route = Route::parse(address);
        let asked = std::mem::take(&mut self.trail.going_back);
        match note {
            Some(Note { number, behind }) => {
                self.trail.at = number;
                let behind = behind.and_then(|address| Route::parse(&address));
                if let Some((before, route)) = number.checked_sub(1).zip(behind) {
                    self.trail.entries.insert(before, route);
                }
            }
            // A link, or an address that was typed.
            None if self.overview.is_some() => self.trail.at = self.trail.at.saturating_add(1),
            None => {}
        }
        if asked {
            // It shows already, or what was opened since then.
            self.trail.here = route;
            return Vec::new();
        }
        self.trail.here = None;
        let Some(route) = route else { return Vec::new() };
        if self.overview.is_none() {
            self.trail.wanted = Some(route);
            return Vec::new();
        }
        self.visit(route)
    }

    /// Writes the address of what is shown now, if it is another one. To be asked after every change.
    pub fn keep_address(&mut self) -> Option<Effect> {
        if self.trail.going_back {
            return None;
        }
        let route = self.route()?;
        let Trail { at, entries, here, .. } = &mut self.trail;
        if here.as_ref() == Some(&route) {
            return None;
        }
        let behind = at.checked_sub(1).and_then(|behind| entries.get(&behind));
        let entry = match here {
            Some(before) if route.is_behind(before) && behind == Some(&route) => {
                self.trail.going_back = true;
                self.trail.here = Some(route);
                return Some(Effect::GoBack);
            }
            Some(before) if !route.replaces(before) => HistoryEntry::Next,
            _ => HistoryEntry::Same,
        };
        if entry == HistoryEntry::Next {
            *at = at.saturating_add(1);
            // What was ahead is no more.
            entries.split_off(at);
        }
        entries.insert(*at, route.clone());
        let behind = at.checked_sub(1).and_then(|behind| entries.get(&behind)).map(Route::address);
        let note = Note { number: *at, behind };
        let effect = Effect::Address { address: route.address(), note, entry };
        *here = Some(route);
        Some(effect)
    }

    /// There are folders, and none of them is open: what the address says, or else the first.
    pub(super) fn open_first(&mut self, first: Folder) -> Vec<Effect> {
        match self.trail.wanted.take() {
            Some(route @ Route::Mail(_)) => self.visit(route),
            Some(route) => self.open_folder(first).into_iter().chain(self.visit(route)).collect(),
            None => self.open_folder(first),
        }
    }

    /// There are no folders any more.
    pub(super) fn forget_address(&mut self) {
        self.trail.wanted = None;
    }

    /// What was to be read is not here any more: its list is.
    pub(super) fn leave_missing(&mut self, problem: &Problem) {
        let opening = |reader: &Reader| reader.message.is_none() && reader.bytes == Bytes::Here;
        if *problem == Problem::NoSuchMessage
            && self.dialog.is_none()
            && self.reader.as_ref().is_some_and(opening)
        {
            self.reader = None;
        }
    }

    /// Shows another list, in place of what was looked at.
    pub(super) fn show(
        &mut self,
        folder: Folder,
        query: Option<String>,
        everywhere: bool,
        order: Order,
    ) -> Vec<Effect> {
        self.storage = None;
        self.reader = None;
        self.opened = Some(folder);
        self.selection = Selection::default();
        let view = self.look_for(folder, query, everywhere, order);
        let mut list = List::of(Some(view), self.list.visible()).hiding_as(&self.list);
        let window = list.look(list.visible());
        self.list = Rc::new(list);
        let ask = window.and_then(|window| self.ask(window));
        [Effect::Begin(Span::OpenFolder), Effect::Rewind].into_iter().chain(ask).collect()
    }

    /// What the page shows; `None` where there is nothing that an address could lead to.
    fn route(&self) -> Option<Route> {
        if self.storage.is_some() {
            return Some(Route::Storage);
        }
        if let Some(maildrop) = &self.maildrop {
            return (!maildrop.from_form()).then_some(Route::Server(maildrop.account));
        }
        let (folder, view) = (self.folder()?, self.list.view()?);
        let everywhere = view.query.is_some() && view.folder != folder;
        let message = self.reader.as_ref().map(|reader| reader.id);
        Some(Route::Mail(Place {
            folder,
            search: view.query.clone(),
            everywhere,
            order: view.order,
            message,
        }))
    }

    /// Goes to an address.
    fn visit(&mut self, route: Route) -> Vec<Effect> {
        self.drawer = false;
        // What is being filled in stays.
        self.dialog = self.dialog.take().filter(|dialog| matches!(dialog, Dialog::Account(_)));
        match route {
            Route::Storage => self.on_storage(OnStorage::Open),
            Route::Server(id) if self.account(id).is_some() => {
                let shown = |maildrop: &Rc<Maildrop>| maildrop.account == id && !maildrop.from_form();
                if self.maildrop.as_ref().is_some_and(shown) {
                    return Vec::new();
                }
                self.on_maildrop(OnMaildrop::Open(id))
            }
            Route::Server(_) => {
                self.alert(None, 0, Problem::NothingThere);
                Vec::new()
            }
            Route::Mail(place) => self.visit_place(place),
        }
    }

    fn visit_place(&mut self, place: Place) -> Vec<Effect> {
        let folders = self.overview.as_ref().map_or(&[][..], |overview| &overview.folders);
        let here = folders.iter().any(|count| count.folder == place.folder);
        let Some(first) = folders.first().map(|count| count.folder) else { return Vec::new() };
        let place = if here {
            place
        } else {
            self.alert(None, 0, Problem::NothingThere);
            Place::of(first)
        };
        (self.storage, self.maildrop) = (None, None);
        let shown = self.opened == Some(place.folder)
            && !self.search.waiting()
            && self.list.view() == Some(&place.view(self.preferences.gathered));
        let mut effects = Vec::new();
        if !shown {
            effects = self.show(place.folder, place.search, place.everywhere, place.order);
        }
        match place.message.filter(|id| !self.list.hides(*id)) {
            Some(id) => effects.extend(self.open_known(id)),
            None if self.reader.take().is_some() => effects.push(Effect::Focus(Focus::List)),
            None => {}
        }
        effects
    }

    /// Opens a message that was open before, wherever it stands. It is not marked as read: who has marked
    /// it as unread meanwhile wants that.
    fn open_known(&mut self, id: MessageId) -> Vec<Effect> {
        if self.reader.as_ref().is_some_and(|reader| reader.id == id) {
            return Vec::new();
        }
        let mut reader = Reader::of(id);
        if let Some((index, row)) = self.list.find(id).map(|(index, row)| (index, row.read)) {
            reader.read = row;
            Rc::make_mut(&mut self.list).point(index);
        }
        self.reader = Some(reader);
        let on_phone = (self.layout == Layout::Phone).then_some(Effect::Focus(Focus::Message));
        [Effect::Drop(Span::OpenMessage), Effect::Begin(Span::OpenMessage), Effect::Send(Request::open(id))]
            .into_iter()
            .chain(on_phone)
            .collect()
    }
}
