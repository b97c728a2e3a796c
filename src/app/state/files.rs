//! Copies of mail as files, and mail from files. The worker makes a piece of a copy when the one before is where it
//! belongs, and asks for the bytes of files as it needs them.

use std::rc::Rc;

use super::{Dialog, Effect, State, Whom};
use crate::{
    app::words,
    engine::{
        api::{Brought, BroughtTo, Copied, FileKind, Folder, Offered, Request, Saving},
        problem::Problem,
    },
    mail,
    store::{AccountId, FolderId, MessageId},
};

/// What is saved and brought in, and what that came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    /// The copy that is being saved.
    pub saving: Option<SavingCopy>,
    /// The mail that is being brought in.
    pub bringing: Option<Bringing>,
    /// What the last one came to, until the reader has put that away.
    pub came_to: Option<CameTo>,
    /// The number of the last of them.
    last: u32,
}

/// A copy that is being saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavingCopy {
    number: u32,
    form: SaveForm,
    /// Messages that are in the file.
    pub done: u32,
    /// Messages that will be; `None` until the worker has said so.
    pub total: Option<u32>,
    headers_only: u32,
    missing: u32,
    /// All of it is written.
    is_whole: bool,
}

/// Mail that is being brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bringing {
    number: u32,
    /// Bytes of the files.
    pub size: u64,
    /// What it has come to so far.
    pub brought: Brought,
    to: FolderId,
    is_stopped: bool,
}

/// What something came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CameTo {
    /// A copy is saved.
    Saved {
        /// Messages that are in it.
        messages: u32,
        /// Messages that are left out, because only their headers are here.
        headers_only: u32,
        /// Messages whose bytes could not be read.
        missing: u32,
    },
    /// It could not be saved, or not to its end.
    NotSaved,
    /// Mail was brought in.
    Brought {
        /// What it came to.
        brought: Brought,
        /// Where to.
        to: FolderId,
        /// Why it ended early, if it did.
        problem: Option<Problem>,
    },
}

/// What a copy is to be saved of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Of these messages.
    Messages(Whom),
    /// Of the list: a folder, or what was found.
    List,
    /// Of all mail.
    Everything,
}

/// A copy as the reader wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveForm {
    what: Copied,
    /// What it is of, in words.
    pub title: String,
    /// As what.
    pub kind: FileKind,
}

/// Mail from files as the reader wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportForm {
    /// The files.
    pub files: Vec<Offered>,
    /// Where to.
    pub to: BroughtTo,
    /// There are no files, and it was tried.
    pub is_refused: bool,
}

/// What is done about files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnFiles {
    /// "Save a copy": asks as what.
    AskSave(Source),
    /// As this.
    Kind(FileKind),
    /// "Save".
    Save,
    /// There is a file to write into, or the reader has chosen none.
    Opened(u32, bool),
    /// The piece is written, or could not be.
    Written(u32, bool),
    /// All of it is where it belongs, or it is not.
    Closed(u32, bool),
    /// "Import mail": asks from where and where to; with these files, where they were dropped on the page.
    AskImport(Vec<Offered>),
    /// These files were chosen.
    Chose(Vec<Offered>),
    /// It is to be of this account.
    Account(AccountId),
    /// It is to be in this folder.
    Folder(FolderId),
    /// "Import".
    Import,
    /// Bytes of a file, for the worker; `None` where the browser does not give them out.
    Read(u32, Option<Rc<[u8]>>),
    /// "Stop" while a copy is saved.
    StopSaving,
    /// "Stop" while mail is brought in.
    StopImport,
    /// What it came to was put away.
    Dismiss,
}

impl SaveForm {
    /// What the file is to be called.
    fn name(&self) -> String {
        let safe = mail::message_file_name(&self.title);
        let ending = match self.kind {
            FileKind::Mbox => "mbox",
            FileKind::Zip => "zip",
        };
        format!("{}.{ending}", safe.strip_suffix(".eml").unwrap_or(&safe))
    }
}

impl State {
    pub(super) fn on_files(&mut self, act: OnFiles) -> Vec<Effect> {
        match act {
            OnFiles::AskSave(source) => {
                self.ask_save(source);
                Vec::new()
            }
            OnFiles::Kind(kind) => {
                if let Some(Dialog::SaveCopy(form)) = &mut self.dialog {
                    form.kind = kind;
                }
                Vec::new()
            }
            OnFiles::Save => self.begin_saving(),
            OnFiles::Opened(number, is_open) => self.opened(number, is_open),
            OnFiles::Written(number, is_written) => self.written(number, is_written),
            OnFiles::Closed(number, is_there) => {
                if let Some(copy) = self.files.saving.take_if(|copy| copy.number == number) {
                    let SavingCopy { done: messages, headers_only, missing, .. } = copy;
                    let saved = CameTo::Saved { messages, headers_only, missing };
                    self.files.came_to = Some(if is_there { saved } else { CameTo::NotSaved });
                }
                Vec::new()
            }
            OnFiles::StopSaving => {
                let stopped = self.files.saving.take();
                stopped.map_or_else(Vec::new, |copy| give_up(copy.number))
            }
            OnFiles::AskImport(files) => {
                self.ask_import(files);
                Vec::new()
            }
            OnFiles::Chose(files) => {
                self.with_import(|form| (form.files, form.is_refused) = (files, false));
                Vec::new()
            }
            OnFiles::Account(account) => {
                self.with_import(|form| form.to.account = account);
                Vec::new()
            }
            OnFiles::Folder(folder) => {
                self.with_import(|form| form.to.folder = folder);
                Vec::new()
            }
            OnFiles::Import => self.begin_import(),
            OnFiles::Read(number, bytes) => {
                vec![Effect::Send(Request::Gives { number, bytes: bytes.map(|bytes| bytes.to_vec()) })]
            }
            OnFiles::StopImport => self.files.bringing.as_mut().map_or_else(Vec::new, |bringing| {
                bringing.is_stopped = true;
                vec![Effect::Send(Request::StopBringingIn(bringing.number))]
            }),
            OnFiles::Dismiss => {
                self.files.came_to = None;
                Vec::new()
            }
        }
    }

    fn ask_save(&mut self, source: Source) {
        let Some(overview) = &self.overview else { return };
        // One at a time.
        if self.files.saving.is_some() {
            return;
        }
        let (what, title) = match source {
            Source::Messages(whom) => {
                let messages: Vec<MessageId> = self.meant(whom);
                let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
                (Copied::Messages(messages), words::messages(count))
            }
            Source::List => {
                let Some(view) = self.list.view() else { return };
                let title = match &view.query {
                    Some(query) => query.clone(),
                    None => words::folder_name(view.folder, overview).to_owned(),
                };
                (Copied::View(view.clone()), title)
            }
            Source::Everything => (Copied::Everything, words::ALL_MAIL.to_owned()),
        };
        if what != Copied::Messages(Vec::new()) {
            self.dialog = Some(Dialog::SaveCopy(SaveForm { what, title, kind: FileKind::Mbox }));
        }
    }

    fn begin_saving(&mut self) -> Vec<Effect> {
        let Some(Dialog::SaveCopy(form)) = self.dialog.take() else { return Vec::new() };
        self.files.last = self.files.last.wrapping_add(1);
        let number = self.files.last;
        let name = form.name();
        let copy =
            SavingCopy { number, form, done: 0, total: None, headers_only: 0, missing: 0, is_whole: false };
        self.files.saving = Some(copy);
        self.files.came_to = None;
        vec![Effect::OpenFile { number, name }]
    }

    fn saving(&mut self, number: u32) -> Option<&mut SavingCopy> {
        self.files.saving.as_mut().filter(|copy| copy.number == number)
    }

    fn opened(&mut self, number: u32, is_open: bool) -> Vec<Effect> {
        let overview = self.overview.clone().unwrap_or_default();
        let Some(copy) = self.saving(number) else { return Vec::new() };
        if !is_open {
            self.files.saving = None;
            return Vec::new();
        }
        let well_known =
            FolderId::WELL_KNOWN.map(|id| words::folder_name(Folder::Of(id), &overview).to_owned());
        vec![Effect::Send(Request::SaveCopy {
            number,
            what: copy.form.what.clone(),
            kind: copy.form.kind,
            folders: well_known.to_vec(),
        })]
    }

    pub(super) fn take_saving(&mut self, number: u32, saving: Saving) -> Vec<Effect> {
        let Some(copy) = self.saving(number) else { return Vec::new() };
        match saving {
            Saving::Begun { messages, headers_only, .. } => {
                (copy.total, copy.headers_only) = (Some(messages), headers_only);
                vec![Effect::Send(Request::SaveMore(number))]
            }
            Saving::Piece { bytes, messages, missing, is_last } => {
                (copy.done, copy.missing, copy.is_whole) = (messages, missing, is_last);
                vec![Effect::WriteFile { number, bytes: bytes.into() }]
            }
            Saving::Failed => {
                self.files.saving = None;
                self.files.came_to = Some(CameTo::NotSaved);
                vec![Effect::DropFile(number)]
            }
        }
    }

    fn written(&mut self, number: u32, is_written: bool) -> Vec<Effect> {
        let Some(copy) = self.saving(number) else { return Vec::new() };
        if is_written {
            let whole = copy.is_whole;
            return vec![if whole {
                Effect::CloseFile(number)
            } else {
                Effect::Send(Request::SaveMore(number))
            }];
        }
        self.files.saving = None;
        self.files.came_to = Some(CameTo::NotSaved);
        give_up(number)
    }

    fn ask_import(&mut self, files: Vec<Offered>) {
        // The files of one that goes on are not to be mistaken for others.
        let can = self.files.bringing.is_none() && (self.dialog.is_none() || files.is_empty());
        let Some((account, _)) = self.accounts().first().filter(|_| can) else { return };
        let mut to = BroughtTo { account: *account, folder: FolderId::ARCHIVE };
        match self.folder() {
            Some(Folder::Inbox(account)) => to = BroughtTo { account, folder: FolderId::INBOX },
            Some(Folder::Of(folder)) if self.folders_to_import_to().contains(&folder) => to.folder = folder,
            _ => {}
        }
        self.dialog = Some(Dialog::Import(ImportForm { files, to, is_refused: false }));
    }

    /// The folders that mail can be brought into.
    #[must_use]
    pub fn folders_to_import_to(&self) -> Vec<FolderId> {
        let own = self.overview.iter().flat_map(|overview| &overview.own);
        let own = own.filter(|(_, folder)| folder.query.is_none()).map(|(id, _)| *id);
        let known = [FolderId::INBOX, FolderId::ARCHIVE, FolderId::SENT, FolderId::JUNK, FolderId::TRASH];
        known.into_iter().chain(own).collect()
    }

    fn with_import(&mut self, change: impl FnOnce(&mut ImportForm)) {
        if let Some(Dialog::Import(form)) = &mut self.dialog {
            change(form);
        }
    }

    fn begin_import(&mut self) -> Vec<Effect> {
        let Some(Dialog::Import(form)) = &mut self.dialog else { return Vec::new() };
        if form.files.is_empty() {
            form.is_refused = true;
            return Vec::new();
        }
        let ImportForm { files, mut to, .. } = form.clone();
        self.dialog = None;
        // A folder of one account has no mail of another.
        let own = self.overview.as_ref().and_then(|overview| overview.own_folder(to.folder));
        to.account = own.and_then(|folder| folder.account).unwrap_or(to.account);
        self.files.last = self.files.last.wrapping_add(1);
        let number = self.files.last;
        let size = files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.size));
        let brought = Brought::default();
        self.files.bringing = Some(Bringing { number, size, brought, to: to.folder, is_stopped: false });
        self.files.came_to = None;
        vec![Effect::UseFiles(true), Effect::Send(Request::BringIn { number, files, to })]
    }

    /// The worker wants bytes of a file.
    pub(super) fn take_wants(&self, number: u32, file: u32, from: u64, to: u64) -> Vec<Effect> {
        match self.files.bringing.as_ref().filter(|bringing| bringing.number == number) {
            Some(bringing) if !bringing.is_stopped => vec![Effect::ReadFile { number, file, from, to }],
            _ => vec![Effect::Send(Request::StopBringingIn(number))],
        }
    }

    pub(super) fn take_bringing(&mut self, number: u32, brought: Brought) {
        if let Some(bringing) = self.files.bringing.as_mut().filter(|bringing| bringing.number == number) {
            bringing.brought = brought;
        }
    }

    pub(super) fn take_brought(
        &mut self,
        number: u32,
        brought: Brought,
        problem: Option<Problem>,
    ) -> Vec<Effect> {
        let ended = self.files.bringing.take_if(|bringing| bringing.number == number);
        let Some(Bringing { to, .. }) = ended else { return Vec::new() };
        self.files.came_to = Some(CameTo::Brought { brought, to, problem });
        vec![Effect::UseFiles(false)]
    }
}

fn give_up(number: u32) -> Vec<Effect> {
    vec![Effect::Send(Request::StopSaving(number)), Effect::DropFile(number)]
}
