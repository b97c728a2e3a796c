//! Copies of mail as files, and mail from files. The worker makes a piece of a copy when the one before is where it
//! belongs, and asks for the bytes of files as it needs them.

mod importing;
mod saving;

use std::rc::Rc;

use self::saving::give_up;
use super::{Dialog, Effect, State, Whom};
use crate::{
    engine::{
        api::{Brought, BroughtTo, Copied, FileKind, Offered, Request},
        problem::Problem,
    },
    store::{AccountId, FolderId},
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
}
