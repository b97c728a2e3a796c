//! Copies saved as files, and mail brought in from files: what is asked first, how far it is, what it came to.

use std::rc::Rc;

use super::{Dialog, Effect, State, Whom};
use crate::{
    engine::{
        api::{FileToRead, Folder, Imported, Packing, Request, Saved},
        problem::Problem,
    },
    store::{AccountId, FolderId},
};

/// What is saved, and how far that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// Which mail.
    pub saved: Saved,
    /// How.
    pub packing: Packing,
    /// How far it is.
    pub stage: SavingStage,
}

/// How far a saving is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavingStage {
    /// It is still to be said how.
    Asking,
    /// So many of so many messages are in it.
    UnderWay(u32, u32),
    /// So many messages are in it, so many were left out.
    Over(u32, u32),
}

/// What is brought in, and how far that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importing {
    /// The files; none until some are chosen.
    pub files: Vec<FileToRead>,
    /// Whose mail it will be.
    pub account: AccountId,
    /// Where it is put; `None`: where an archive says.
    pub to: Option<FolderId>,
    /// How far it is.
    pub stage: ImportingStage,
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportingStage {
    /// It is still to be said what.
    Asking,
    /// Bytes read, of so many, and messages found.
    UnderWay(u64, u64, u32),
    /// What it came to, or why it ended early.
    Over(Result<Imported, Problem>),
}

/// What is done with files.
#[derive(Debug, Clone, PartialEq)]
pub enum OnFiles {
    /// "Save a copy" of the messages that are chosen, or of the one that is open.
    SaveChosen,
    /// "Save a copy" of what the list shows.
    SaveView,
    /// "Save a copy of everything".
    SaveEverything,
    /// How.
    Packing(Packing),
    /// "Save".
    Save,
    /// "Bring in mail".
    Import,
    /// These files were chosen.
    Chosen(Vec<FileToRead>),
    /// Whose it will be.
    Account(AccountId),
    /// Where it is put.
    To(Option<FolderId>),
    /// "Bring in".
    Begin,
    /// Bytes of a file; `None` where it cannot be read.
    Read(u32, u64, Option<Rc<[u8]>>),
    /// "Stop".
    Stop,
}

impl State {
    pub(super) fn on_files(&mut self, act: OnFiles) -> Vec<Effect> {
        match act {
            OnFiles::SaveChosen => {
                let messages = self.meant(Whom::Chosen);
                if messages.is_empty() { Vec::new() } else { self.ask_to_save(Saved::Messages(messages)) }
            }
            OnFiles::SaveView => {
                let view = self.list.view().cloned();
                view.map_or_else(Vec::new, |view| self.ask_to_save(Saved::View(view)))
            }
            OnFiles::SaveEverything => self.ask_to_save(Saved::Everything),
            OnFiles::Packing(packing) => {
                if let Some(Dialog::Saving(saving)) = &mut self.dialog {
                    saving.packing = packing;
                }
                Vec::new()
            }
            OnFiles::Save => {
                let Some(Dialog::Saving(saving)) = &mut self.dialog else { return Vec::new() };
                saving.stage = SavingStage::UnderWay(0, 0);
                let (saved, packing) = (saving.saved.clone(), saving.packing);
                vec![Effect::DropPieces, Effect::Send(Request::SaveCopy { saved, packing })]
            }
            OnFiles::Import => {
                let first = self.accounts().first().map(|(id, _)| *id);
                let of_folder = match self.folder() {
                    Some(Folder::Inbox(id)) => Some(id),
                    _ => None,
                };
                if let Some(account) = of_folder.or(first) {
                    let (files, to, stage) = (Vec::new(), None, ImportingStage::Asking);
                    self.dialog = Some(Dialog::Importing(Importing { files, account, to, stage }));
                }
                Vec::new()
            }
            OnFiles::Chosen(files) => self.with_import(|import| import.files = files),
            OnFiles::Account(account) => self.with_import(|import| import.account = account),
            OnFiles::To(to) => self.with_import(|import| import.to = to),
            OnFiles::Begin => {
                let Some(Dialog::Importing(import)) = &mut self.dialog else { return Vec::new() };
                if import.files.is_empty() {
                    return Vec::new();
                }
                import.stage = ImportingStage::UnderWay(0, 0, 0);
                let Importing { files, account, to, .. } = import.clone();
                vec![Effect::Send(Request::Import { files, account, to })]
            }
            OnFiles::Read(file, start, bytes) => {
                let bytes = bytes.map(|bytes| bytes.to_vec());
                vec![Effect::Send(Request::FileBytes { file, start, bytes })]
            }
            OnFiles::Stop => self.stop_files(),
        }
    }

    /// What is under way ends, as its dialog is closed.
    pub(super) fn stop_files(&mut self) -> Vec<Effect> {
        match &mut self.dialog {
            Some(Dialog::Saving(saving)) if matches!(saving.stage, SavingStage::UnderWay(..)) => {
                saving.stage = SavingStage::Asking;
                vec![Effect::DropPieces, Effect::Send(Request::MoreCopy(false))]
            }
            Some(Dialog::Importing(import)) if matches!(import.stage, ImportingStage::UnderWay(..)) => {
                vec![Effect::Send(Request::StopImport)]
            }
            _ => Vec::new(),
        }
    }

    fn ask_to_save(&mut self, saved: Saved) -> Vec<Effect> {
        self.drawer = false;
        let saving = Saving { saved, packing: Packing::default(), stage: SavingStage::Asking };
        self.dialog = Some(Dialog::Saving(saving));
        Vec::new()
    }

    fn with_import(&mut self, change: impl FnOnce(&mut Importing)) -> Vec<Effect> {
        if let Some(Dialog::Importing(import)) = &mut self.dialog {
            change(import);
        }
        Vec::new()
    }

    /// A piece of a copy; nobody waits for it any more where its dialog is gone.
    pub(super) fn take_piece(&mut self, done: u32, total: u32, bytes: Vec<u8>) -> Vec<Effect> {
        let Some(Dialog::Saving(saving)) = &mut self.dialog else {
            return vec![Effect::DropPieces, Effect::Send(Request::MoreCopy(false))];
        };
        saving.stage = SavingStage::UnderWay(done, total);
        vec![Effect::KeepPiece(bytes.into()), Effect::Send(Request::MoreCopy(true))]
    }

    pub(super) fn copy_saved(&mut self, messages: u32, left_out: u32) -> Vec<Effect> {
        let Some(Dialog::Saving(saving)) = &mut self.dialog else { return vec![Effect::DropPieces] };
        saving.stage = SavingStage::Over(messages, left_out);
        let (name, media_type) = match saving.packing {
            Packing::Mbox => ("restante.mbox", "application/mbox"),
            Packing::Zip => ("restante.zip", "application/zip"),
        };
        vec![Effect::SavePieces { name, media_type }]
    }

    pub(super) fn take_importing(&mut self, done: u64, total: u64, messages: u32) -> Vec<Effect> {
        self.with_import(|import| {
            if matches!(import.stage, ImportingStage::UnderWay(..)) {
                import.stage = ImportingStage::UnderWay(done, total, messages);
            }
        })
    }

    pub(super) fn take_imported(&mut self, result: Result<Imported, Problem>) -> Vec<Effect> {
        if !matches!(self.dialog, Some(Dialog::Importing(_))) {
            result.err().into_iter().for_each(|problem| self.take_problem(problem));
            return Vec::new();
        }
        self.with_import(|import| import.stage = ImportingStage::Over(result))
    }
}
