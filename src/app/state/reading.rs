//! Folders, their messages, and the one that is read.

use std::rc::Rc;

use super::{
    Bytes, Deletion, Dialog, Effect, Figure, Focus, Layout, List, Reader, Search, Selection, Span, State,
    Visible,
};
use crate::{
    engine::api::{Folder, Message, Overview, Request, Rows},
    mail::{self, Body},
    store::{Held, MessageId, Wish},
};

impl State {
    pub(super) fn take_overview(&mut self, overview: Overview) -> Vec<Effect> {
        let first = self.overview.is_none();
        let accounts = count(overview.accounts.len());
        let messages = overview.folders.iter().filter(|count| count.folder != Folder::AllInboxes);
        let messages = messages.map(|count| u64::from(count.total)).sum();
        let mut over = self.under_way(&overview.collecting);
        self.demo_asked &= overview.accounts.is_empty();
        let known = |id| overview.accounts.iter().any(|(known, _)| *known == id);
        self.maildrop = self.maildrop.take().filter(|maildrop| known(maildrop.account));
        self.overview = Some(Rc::new(overview));
        over.extend(self.refresh_usage());

        let mut effects = over;
        if first {
            let figures = vec![("accounts", Figure::Count(accounts)), ("messages", Figure::Count(messages))];
            effects.push(Effect::End(Span::Startup, figures));
        }
        let folders = self.overview.as_ref().map_or(&[][..], |overview| &overview.folders);
        let stays = folders.iter().any(|count| Some(count.folder) == self.folder());
        match folders.first().map(|count| count.folder) {
            Some(folder) if !stays => effects.extend(self.open_first(folder)),
            None => {
                self.list = Rc::new(List::of(None, self.list.visible()));
                self.forget_address();
                (self.opened, self.search) = (None, Search::default());
                self.selection = Selection::default();
                self.reader = None;
                self.drawer = false;
            }
            Some(_) => {}
        }
        effects
    }

    pub(super) fn take_rows(&mut self, rows: Rows) -> Vec<Effect> {
        if self.asked_for(&rows.view) {
            self.take_found(rows)
        } else if self.list.view() == Some(&rows.view) {
            self.take_window(rows)
        } else {
            Vec::new()
        }
    }

    /// Rows of the view that is shown.
    pub(super) fn take_window(&mut self, rows: Rows) -> Vec<Effect> {
        let first = !self.list.loaded();
        let total = u64::from(rows.total);
        let list = Rc::make_mut(&mut self.list);
        let before = list.total();
        let moved = list.take(rows);
        if !first {
            self.selection.moved(i64::from(list.total()) - i64::from(before));
        }
        // While the rows of another view are on their way, the worker attends to that one.
        let missing = if self.search.waiting() { None } else { list.wanted_after_answer() };
        let returned = self.returning.as_ref().and_then(|back| list.first_of(|id| back.contains(&id)));
        if let Some(index) = returned {
            list.point(index);
            self.returning = None;
        }
        let open = self.reader.as_ref().and_then(|reader| list.find(reader.id));
        let (at, row) = open.map(|(at, row)| (at, Rc::clone(row))).unzip();
        if let Some(at) = at.filter(|_| first) {
            list.point(at);
        }
        let mut effects: Vec<Effect> = returned.map(Effect::Reveal).into_iter().collect();
        if let (Some(reader), Some(row)) = (&mut self.reader, row) {
            (reader.read, reader.starred, reader.filed) = (row.read, row.starred, row.filed);
            // The rest of it has come: what is open is the header alone.
            if reader.message.as_ref().is_some_and(|message| message.held != row.held) {
                effects.push(Effect::Send(Request::open(reader.id)));
            }
        }
        if self.reader.as_ref().is_some_and(|reader| reader.message.is_some()) {
            effects.extend(self.ask_for_conversation());
        }
        if moved != 0 {
            effects.push(Effect::Follow(moved));
        }
        if first {
            effects.push(Effect::End(Span::OpenFolder, vec![("messages", Figure::Count(total))]));
        }
        effects.extend(missing.and_then(|window| self.ask(window)));
        effects.extend(self.extend_as_wanted());
        effects
    }

    pub(super) fn open_folder(&mut self, folder: Folder) -> Vec<Effect> {
        self.drawer = false;
        self.maildrop = None;
        self.storage = None;
        if self.opened == Some(folder) {
            return self.begin_folder_anew();
        }
        self.opened = Some(folder);
        let view = self.leave_search(folder);
        self.selection = Selection::default();
        self.reader = None;
        let mut list = List::of(Some(view), self.list.visible()).hiding_as(&self.list);
        let window = list.look(list.visible());
        self.list = Rc::new(list);
        let ask = window.and_then(|window| self.ask(window));
        [Effect::Begin(Span::OpenFolder), Effect::Rewind].into_iter().chain(ask).collect()
    }

    /// These rows are in view. While the rows of another view are on their way, none of the old one are
    /// asked for: the worker attends to one view.
    pub(super) fn look(&mut self, visible: Visible) -> Vec<Effect> {
        let list = Rc::make_mut(&mut self.list);
        if self.search.waiting() {
            list.see(visible);
            return Vec::new();
        }
        let window = list.look(visible);
        window.and_then(|window| self.ask(window)).into_iter().collect()
    }

    /// Asks for the rows in view that are not here, now that the list has changed.
    pub(super) fn look_again(&mut self) -> Vec<Effect> {
        self.look(self.list.visible())
    }

    pub(super) fn ask(&self, window: std::ops::Range<u32>) -> Option<Effect> {
        let view = self.list.view()?.clone();
        let count = window.end.saturating_sub(window.start);
        Some(Effect::Send(Request::Rows { view, start: window.start, count }))
    }

    pub(super) fn open_row(&mut self, index: u32) -> Vec<Effect> {
        let Some(row) = self.list.row(index).cloned() else { return Vec::new() };
        let list = Rc::make_mut(&mut self.list);
        list.point(index);
        list.mark(|id| id == row.id, true);
        self.selection.begin_at(list, index);
        let same = self.reader.as_ref().is_some_and(|reader| reader.id == row.id && reader.message.is_some());
        let mut effects = Vec::new();
        if !same {
            self.reader = Some(Reader::of(row.id));
            effects.push(Effect::Drop(Span::OpenMessage));
            effects.push(Effect::Begin(Span::OpenMessage));
            effects.push(Effect::Send(Request::open(row.id)));
        }
        if let Some(reader) = &mut self.reader {
            reader.read = true;
        }
        if !row.read {
            // Of a conversation, all of it is open.
            let messages = self.list.messages(index);
            effects.push(Effect::Send(Request::MarkRead { messages, read: true }));
        }
        if self.layout == Layout::Phone {
            effects.push(Effect::Focus(Focus::Message));
        }
        effects
    }

    pub(super) fn message_shown(&mut self, id: MessageId) -> Vec<Effect> {
        let reader = self.reader.as_ref().filter(|reader| reader.id == id);
        let Some(message) = reader.and_then(|reader| reader.message.as_ref()) else { return Vec::new() };
        vec![Effect::End(Span::OpenMessage, vec![("bytes", Figure::Count(message.size))])]
    }

    pub(super) fn take_message(&mut self, message: Message) -> Vec<Effect> {
        let Some(reader) = self.reader.as_mut().filter(|reader| reader.id == message.id) else {
            return Vec::new();
        };
        let ask = |body: &Body| match body {
            Body::Image { attachment } => {
                Some(Effect::Send(Request::Attachment { message: message.id, index: *attachment }))
            }
            Body::Text(_) | Body::Html(_) | Body::Calendar(_) | Body::Bounce(_) | Body::Card(_) => None,
        };
        let mut effects: Vec<Effect> = message.reading.bodies.iter().filter_map(ask).collect();
        reader.downloading &= message.held == Held::Header;
        reader.bytes = Bytes::Here;
        (reader.starred, reader.filed) = (message.starred, message.filed);
        reader.message = Some(Rc::new(message));
        effects.extend(self.ask_for_conversation());
        effects
    }

    pub(super) fn mark_read(&mut self, read: bool) -> Vec<Effect> {
        let Some(reader) = &mut self.reader else { return Vec::new() };
        reader.read = read;
        let id = reader.id;
        Rc::make_mut(&mut self.list).mark(|one| one == id, read);
        vec![Effect::Send(Request::MarkRead { messages: vec![id], read })]
    }

    /// "Download full message".
    pub(super) fn download_full(&mut self) -> Vec<Effect> {
        let Some(reader) = self.reader.as_mut().filter(|reader| !reader.downloading) else {
            return Vec::new();
        };
        reader.downloading = true;
        vec![Effect::Send(Request::DownloadFull(reader.id))]
    }

    /// What is to become of the open message on the server. A deletion waits until "Undo" has passed.
    pub(super) fn wish(&mut self, wish: Wish) -> Vec<Effect> {
        let Some(reader) = &mut self.reader else { return Vec::new() };
        let id = reader.id;
        if wish == Wish::Delete {
            return if self.goes_there(id) { Vec::new() } else { self.postpone(Deletion::There(vec![id])) };
        }
        if wish == Wish::CollectAgain && reader.bytes != Bytes::Here {
            reader.bytes = Bytes::Asked;
        }
        if let Some(message) = &mut reader.message {
            Rc::make_mut(message).wish = wish;
        }
        // Of two wishes the later one holds.
        self.deletions.retain(|postponed| *postponed.deletion != Deletion::There(vec![id]));
        vec![Effect::Send(Request::Wish { messages: vec![id], wish })]
    }

    pub(super) fn go_back(&mut self) -> Vec<Effect> {
        if self.storage.is_some() {
            return self.close_storage();
        }
        if self.maildrop.is_some() {
            return self.close_maildrop();
        }
        if !self.selection.is_empty() {
            self.selection = Selection::default();
            return vec![Effect::Focus(Focus::List)];
        }
        let open = self.reader.take().is_some();
        if open { vec![Effect::Focus(Focus::List)] } else { self.clear_search() }
    }

    pub(super) fn save_source(&self) -> Vec<Effect> {
        let Some(Dialog::Source(id, Some(bytes))) = &self.dialog else { return Vec::new() };
        let subject = self.list.find(*id).map(|(_, row)| row.subject.as_str()).unwrap_or_default();
        vec![Effect::Save { name: mail::message_file_name(subject), bytes: Rc::clone(bytes) }]
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
