//! The one place where the page's state changes.

use std::rc::Rc;

use super::{
    AccountForm, Alert, Change, Config, Dialog, Doubt, Effect, Figure, Focus, Layout, List, Picture, Reader,
    Span, State, Visible,
};
use crate::{
    app::words,
    engine::{
        api::{Folder, Notice, Overview, Progress, Request, Rows},
        problem::Problem,
    },
    mail::Body,
    store::{Account, AccountId, MessageId},
};

/// Everything that can happen to the page.
#[derive(Debug, Clone)]
pub enum Msg {
    /// The relay said what it is; an empty one where it did not answer.
    Config(Config),
    /// The browser said whether it keeps this site's storage.
    StorageKept(bool),
    /// There is more room, or less.
    Layout(Layout),
    /// The worker said something.
    Notice(Notice),

    /// "Add account".
    AddAccount,
    /// "Account settings".
    EditAccount(AccountId),
    /// "Try the demo mailbox".
    TryDemo,
    /// Something was done to the account form.
    Form(Change),
    /// The box "Leave messages on server".
    LeaveOnServer(bool),
    /// "Save account".
    SaveAccount,
    /// "Remove account", asked for.
    AskRemoval,
    /// "Remove account", confirmed or not.
    Remove(bool),
    /// The dialog was put away.
    CloseDialog,

    /// A folder was chosen.
    OpenFolder(Folder),
    /// The folders slide in, or away.
    Drawer(bool),
    /// These rows of the list are in view.
    Look(Visible),
    /// The keyboard is at this row.
    Point(u32),
    /// A key moves the keyboard to this row.
    Step(u32),
    /// A row was opened.
    OpenRow(u32),
    /// The message is on the screen.
    MessageShown(MessageId),
    /// Back to the list.
    CloseMessage,
    /// "Mark as unread", or as read.
    MarkRead(bool),
    /// "View source".
    ViewSource,
    /// "Save as .eml".
    SaveSource,
    /// An attachment's "Save".
    SaveAttachment(u32),

    /// "Get mail".
    GetMail,
    /// "Stop".
    Stop(AccountId),
    /// "Try again": an alert's account.
    TryAgain(u32),
    /// An alert was put away.
    Dismiss(u32),
    /// "Trust this certificate", or "Cancel".
    Trust(bool),
    /// "Reload".
    Reload,
}

impl State {
    /// Lets it happen.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Config(config) => {
                self.config = Some(Rc::new(config));
                Vec::new()
            }
            Msg::StorageKept(kept) => self.storage_kept(kept),
            Msg::Layout(layout) => {
                self.layout = layout;
                self.drawer = false;
                Vec::new()
            }
            Msg::Notice(notice) => self.hear(notice),

            Msg::AddAccount => self.show_form(AccountForm::new()),
            Msg::EditAccount(id) => match self.account(id).map(|account| AccountForm::of(id, account)) {
                Some(form) => self.show_form(form),
                None => Vec::new(),
            },
            Msg::TryDemo => self.try_demo(),
            Msg::Form(change) => {
                self.with_form(|form| form.change(change));
                Vec::new()
            }
            Msg::LeaveOnServer(leave) => self.leave_on_server(leave),
            Msg::SaveAccount => self.save_account(),
            Msg::AskRemoval => {
                self.with_form(|form| form.removing = true);
                Vec::new()
            }
            Msg::Remove(sure) => self.remove(sure),
            Msg::CloseDialog => {
                self.dialog = None;
                Vec::new()
            }

            Msg::OpenFolder(folder) => self.open_folder(folder),
            Msg::Drawer(open) => {
                self.drawer = open && self.layout != Layout::Desk;
                Vec::new()
            }
            Msg::Look(visible) => {
                let window = Rc::make_mut(&mut self.list).look(visible);
                window.and_then(|window| self.ask(window)).into_iter().collect()
            }
            Msg::Point(index) => {
                Rc::make_mut(&mut self.list).point(index);
                Vec::new()
            }
            Msg::Step(index) => {
                Rc::make_mut(&mut self.list).point(index);
                vec![Effect::Reveal(self.list.cursor())]
            }
            Msg::OpenRow(index) => self.open_row(index),
            Msg::MessageShown(id) => self.message_shown(id),
            Msg::CloseMessage => {
                let open = self.reader.take().is_some();
                if open { vec![Effect::Focus(Focus::List)] } else { Vec::new() }
            }
            Msg::MarkRead(read) => self.mark_read(read),
            Msg::ViewSource => {
                let Some(id) = self.reader.as_ref().map(|reader| reader.id) else { return Vec::new() };
                self.dialog = Some(Dialog::Source(id, None));
                vec![Effect::Send(Request::Source(id))]
            }
            Msg::SaveSource => self.save_source(),
            Msg::SaveAttachment(index) => {
                let Some(reader) = &mut self.reader else { return Vec::new() };
                reader.saving.insert(index);
                vec![Effect::Send(Request::Attachment { message: reader.id, index })]
            }

            Msg::GetMail => self.get_mail(),
            Msg::Stop(id) => vec![Effect::Send(Request::Stop(id))],
            Msg::TryAgain(number) => {
                let account = self.dismiss(number).and_then(|alert| alert.account);
                account.map_or_else(Vec::new, |id| self.collect(id, Request::Collect(Some(id))))
            }
            Msg::Dismiss(number) => {
                self.dismiss(number);
                Vec::new()
            }
            Msg::Trust(trusted) => self.answer_doubt(trusted),
            Msg::Reload => vec![Effect::Reload],
        }
    }

    fn hear(&mut self, notice: Notice) -> Vec<Effect> {
        match notice {
            Notice::Overview(overview) => self.take_overview(overview),
            Notice::AccountSaved(id) => self.account_saved(id),
            Notice::Rows(rows) => self.take_rows(rows),
            Notice::Message(message) => {
                let Some(reader) = self.reader.as_mut().filter(|reader| reader.id == message.id) else {
                    return Vec::new();
                };
                let ask = |body: &Body| match body {
                    Body::Image { attachment } => {
                        Some(Effect::Send(Request::Attachment { message: message.id, index: *attachment }))
                    }
                    Body::Text(_) | Body::Html(_) => None,
                };
                let images = message.reading.bodies.iter().filter_map(ask).collect();
                reader.message = Some(Rc::new(*message));
                images
            }
            Notice::Attachment { message, index, name, media_type, bytes } => {
                let Some(reader) = self.reader.as_mut().filter(|reader| reader.id == message) else {
                    return Vec::new();
                };
                let bytes: Rc<[u8]> = bytes.into();
                if reader.saving.remove(&index) {
                    return vec![Effect::Save { name, bytes }];
                }
                reader.images.insert(index, Picture { media_type, bytes });
                Vec::new()
            }
            Notice::Source { message, bytes } => {
                if let Some(Dialog::Source(id, source)) = &mut self.dialog
                    && *id == message
                {
                    *source = Some(bytes.into());
                }
                Vec::new()
            }
            Notice::Progress { account, progress } => {
                self.collecting.insert(account, progress);
                vec![Effect::Begin(Span::Collect(account))]
            }
            Notice::Collected { account, messages, bytes, problem, .. } => {
                self.collected(account, messages, bytes, problem)
            }
            Notice::Problem(problem) => {
                self.take_problem(problem);
                Vec::new()
            }
        }
    }

    // What the store says.

    fn take_overview(&mut self, overview: Overview) -> Vec<Effect> {
        let first = self.overview.is_none();
        let accounts = count(overview.accounts.len());
        let messages = overview.folders.iter().filter(|count| matches!(count.folder, Folder::Inbox(_)));
        let messages = messages.map(|count| u64::from(count.total)).sum();
        self.collecting.retain(|id, _| overview.accounts.iter().any(|(known, _)| known == id));
        self.demo_asked &= overview.accounts.is_empty();
        self.overview = Some(Rc::new(overview));

        let mut effects = Vec::new();
        if first {
            let figures = vec![("accounts", Figure::Count(accounts)), ("messages", Figure::Count(messages))];
            effects.push(Effect::End(Span::Startup, figures));
        }
        let folders = self.overview.as_ref().map_or(&[][..], |overview| &overview.folders);
        let stays = folders.iter().any(|count| Some(count.folder) == self.folder());
        match folders.first().map(|count| count.folder) {
            Some(folder) if !stays => effects.extend(self.open_folder(folder)),
            None => {
                self.list = Rc::new(List::of(None, self.list.visible()));
                self.reader = None;
                self.drawer = false;
            }
            Some(_) => {}
        }
        effects
    }

    fn take_rows(&mut self, rows: Rows) -> Vec<Effect> {
        if self.folder() != Some(rows.folder) {
            return Vec::new();
        }
        let first = !self.list.loaded();
        let total = u64::from(rows.total);
        let list = Rc::make_mut(&mut self.list);
        let moved = list.take(rows);
        let read = self.reader.as_ref().and_then(|reader| list.find(reader.id)).map(|(_, row)| row.read);
        if let (Some(reader), Some(read)) = (&mut self.reader, read) {
            reader.read = read;
        }
        let mut effects = Vec::new();
        if moved != 0 {
            effects.push(Effect::Follow(moved));
        }
        if first {
            effects.push(Effect::End(Span::OpenFolder, vec![("messages", Figure::Count(total))]));
        }
        effects
    }

    // Folders and messages.

    fn open_folder(&mut self, folder: Folder) -> Vec<Effect> {
        self.drawer = false;
        if self.folder() == Some(folder) {
            return Vec::new();
        }
        self.reader = None;
        let mut list = List::of(Some(folder), self.list.visible());
        let window = list.look(list.visible());
        self.list = Rc::new(list);
        let ask = window.and_then(|window| self.ask(window));
        [Effect::Begin(Span::OpenFolder), Effect::Rewind].into_iter().chain(ask).collect()
    }

    fn ask(&self, window: std::ops::Range<u32>) -> Option<Effect> {
        let folder = self.folder()?;
        let count = window.end.saturating_sub(window.start);
        Some(Effect::Send(Request::Rows { folder, start: window.start, count }))
    }

    fn open_row(&mut self, index: u32) -> Vec<Effect> {
        let Some(row) = self.list.row(index).cloned() else { return Vec::new() };
        let list = Rc::make_mut(&mut self.list);
        list.point(index);
        list.mark(row.id, true);
        let same = self.reader.as_ref().is_some_and(|reader| reader.id == row.id && reader.message.is_some());
        let mut effects = Vec::new();
        if !same {
            self.reader = Some(Reader::of(row.id));
            effects.push(Effect::Drop(Span::OpenMessage));
            effects.push(Effect::Begin(Span::OpenMessage));
            effects.push(Effect::Send(Request::Open(row.id)));
        }
        if let Some(reader) = &mut self.reader {
            reader.read = true;
        }
        if !row.read {
            effects.push(Effect::Send(Request::MarkRead { messages: vec![row.id], read: true }));
        }
        if self.layout == Layout::Phone {
            effects.push(Effect::Focus(Focus::Message));
        }
        effects
    }

    fn message_shown(&mut self, id: MessageId) -> Vec<Effect> {
        let reader = self.reader.as_ref().filter(|reader| reader.id == id);
        let Some(message) = reader.and_then(|reader| reader.message.as_ref()) else { return Vec::new() };
        vec![Effect::End(Span::OpenMessage, vec![("bytes", Figure::Count(message.size))])]
    }

    fn mark_read(&mut self, read: bool) -> Vec<Effect> {
        let Some(reader) = &mut self.reader else { return Vec::new() };
        reader.read = read;
        let id = reader.id;
        Rc::make_mut(&mut self.list).mark(id, read);
        vec![Effect::Send(Request::MarkRead { messages: vec![id], read })]
    }

    fn save_source(&self) -> Vec<Effect> {
        let Some(Dialog::Source(id, Some(bytes))) = &self.dialog else { return Vec::new() };
        let subject = self.list.find(*id).map(|(_, row)| row.subject.as_str()).unwrap_or_default();
        vec![Effect::Save { name: words::source_file(subject), bytes: Rc::clone(bytes) }]
    }

    // Accounts.

    fn show_form(&mut self, form: AccountForm) -> Vec<Effect> {
        self.drawer = false;
        self.dialog = Some(Dialog::Account(Box::new(form)));
        Vec::new()
    }

    fn with_form(&mut self, act: impl FnOnce(&mut AccountForm)) {
        if let Some(Dialog::Account(form)) = &mut self.dialog {
            act(form);
        }
    }

    fn try_demo(&mut self) -> Vec<Effect> {
        let demo = self.config.as_ref().and_then(|config| config.demo.clone());
        let Some(demo) = demo.filter(|_| !self.demo_asked) else { return Vec::new() };
        self.demo_asked = true;
        self.save(None, demo.account(words::DEMO_READER), Some(demo.password))
    }

    fn leave_on_server(&mut self, leave: bool) -> Vec<Effect> {
        let kept = self.storage_kept;
        let mut effects = Vec::new();
        self.with_form(|form| {
            if leave || kept {
                form.leave_on_server = leave;
            } else {
                form.keeping_asked = true;
                effects.push(Effect::KeepStorage);
            }
        });
        effects
    }

    fn storage_kept(&mut self, kept: bool) -> Vec<Effect> {
        self.storage_kept = kept;
        self.with_form(|form| {
            // The box that was to be cleared is cleared now that it may be.
            if kept && std::mem::take(&mut form.keeping_asked) {
                form.leave_on_server = false;
            }
        });
        vec![Effect::Send(Request::Persisted(kept))]
    }

    fn save_account(&mut self) -> Vec<Effect> {
        let Some(Dialog::Account(form)) = &mut self.dialog else { return Vec::new() };
        form.tried = true;
        if form.saving {
            return Vec::new();
        }
        if let Some(field) = form.first_fault() {
            return vec![Effect::Focus(Focus::Field(field))];
        }
        let Some(account) = form.account() else { return Vec::new() };
        form.saving = true;
        form.problem = None;
        let password = (!form.password.is_empty()).then(|| form.password.clone());
        let id = form.id;
        self.save(id, account, password)
    }

    fn save(&self, id: Option<AccountId>, account: Account, password: Option<String>) -> Vec<Effect> {
        let first = self.accounts().is_empty();
        let mut effects = vec![
            Effect::Begin(Span::SaveAccount),
            Effect::Send(Request::SaveAccount { id, account, password }),
        ];
        if first && !self.storage_kept {
            effects.push(Effect::KeepStorage);
        }
        effects
    }

    fn account_saved(&mut self, id: AccountId) -> Vec<Effect> {
        let mut added = false;
        if let Some(Dialog::Account(form)) = &self.dialog
            && form.saving
        {
            added = form.id.is_none();
            self.dialog = None;
        }
        self.collecting.insert(id, Progress::Connecting);
        self.forget_alerts(id);
        let mut effects = vec![Effect::Rename(Span::SaveAccount, Span::Collect(id))];
        let known = self
            .overview
            .as_ref()
            .is_some_and(|overview| overview.folders.iter().any(|count| count.folder == Folder::Inbox(id)));
        if added && known {
            effects.extend(self.open_folder(Folder::Inbox(id)));
        }
        effects
    }

    fn remove(&mut self, sure: bool) -> Vec<Effect> {
        let mut id = None;
        self.with_form(|form| {
            form.removing = false;
            id = form.id;
        });
        let Some(id) = id.filter(|_| sure) else { return Vec::new() };
        self.dialog = None;
        self.collecting.remove(&id);
        self.forget_alerts(id);
        self.doubts.retain(|doubt| doubt.account != id);
        vec![Effect::Drop(Span::Collect(id)), Effect::Send(Request::RemoveAccount(id))]
    }

    // Collecting.

    fn get_mail(&mut self) -> Vec<Effect> {
        let idle = self.accounts().iter().map(|(id, _)| *id).filter(|id| !self.collecting.contains_key(id));
        let idle: Vec<AccountId> = idle.collect();
        if idle.is_empty() {
            return Vec::new();
        }
        let mut effects = vec![Effect::Send(Request::Collect(None))];
        for id in idle {
            self.collecting.insert(id, Progress::Connecting);
            self.forget_alerts(id);
            effects.push(Effect::Begin(Span::Collect(id)));
        }
        effects
    }

    fn collect(&mut self, id: AccountId, request: Request) -> Vec<Effect> {
        self.collecting.insert(id, Progress::Connecting);
        self.forget_alerts(id);
        vec![Effect::Begin(Span::Collect(id)), Effect::Send(request)]
    }

    fn collected(
        &mut self,
        id: AccountId,
        messages: u32,
        bytes: u64,
        problem: Option<Problem>,
    ) -> Vec<Effect> {
        self.collecting.remove(&id);
        self.forget_alerts(id);
        match problem {
            Some(Problem::UntrustedCertificate(peer, certificate)) => {
                self.doubts.retain(|doubt| doubt.account != id);
                self.doubts.push_back(Doubt { account: id, peer, certificate });
            }
            Some(problem) => self.alert(Some(id), messages, problem),
            None => {}
        }
        let account = self.account(id).map(|account| account.address.clone()).unwrap_or_default();
        let figures = vec![
            ("account", Figure::Name(account)),
            ("messages", Figure::Count(u64::from(messages))),
            ("bytes", Figure::Count(bytes)),
        ];
        vec![Effect::End(Span::Collect(id), figures)]
    }

    fn answer_doubt(&mut self, trusted: bool) -> Vec<Effect> {
        let Some(Doubt { account, peer, certificate }) = self.doubts.pop_front() else { return Vec::new() };
        if trusted {
            return self.collect(account, Request::Trust { account, pin: certificate.pin });
        }
        self.alert(Some(account), 0, Problem::UntrustedCertificate(peer, certificate));
        Vec::new()
    }

    // Problems.

    fn take_problem(&mut self, problem: Problem) {
        self.demo_asked = false;
        match &mut self.dialog {
            // The form is still there to be mended, and the page behind it cannot be reached.
            Some(Dialog::Account(form)) if form.saving => {
                form.saving = false;
                form.problem = Some(problem);
            }
            Some(Dialog::Source(..)) if problem == Problem::NoSuchMessage => {
                self.dialog = None;
                self.alert(None, 0, problem);
            }
            _ => self.alert(None, 0, problem),
        }
    }

    fn alert(&mut self, account: Option<AccountId>, stored: u32, problem: Problem) {
        self.alerts.retain(|alert| alert.account != account || alert.problem != problem);
        self.last_alert = self.last_alert.wrapping_add(1);
        self.alerts.push(Alert { number: self.last_alert, account, stored, problem });
    }

    fn forget_alerts(&mut self, id: AccountId) {
        self.alerts.retain(|alert| alert.account != Some(id));
    }

    fn dismiss(&mut self, number: u32) -> Option<Alert> {
        let at = self.alerts.iter().position(|alert| alert.number == number)?;
        Some(self.alerts.remove(at))
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
