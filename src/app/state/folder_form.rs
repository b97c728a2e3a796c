//! The reader's own folders: made, renamed, put elsewhere, removed.

use super::{Command, Dialog, Effect, Focus, Msg, State};
use crate::{
    engine::api::{Folder, Overview, Request},
    store::{AccountId, FolderId, OwnFolder},
};

/// A folder as the reader wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderForm {
    /// The folder; `None` for one that is to be made.
    pub id: Option<FolderId>,
    /// Its name, as it was typed.
    pub name: String,
    /// Where it is to be.
    pub place: FolderPlace,
    /// Of a saved search: what is searched for, as it was typed.
    pub query: Option<String>,
    /// There is no name, or nothing to search for, and saving was tried.
    pub is_refused: bool,
}

/// Where a folder of the reader's own can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderPlace {
    /// In no other, and shared by all accounts.
    Shared,
    /// In no other, and of this account.
    Of(AccountId),
    /// In this one.
    In(FolderId),
}

/// What is done with folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnFolders {
    /// "New folder".
    New,
    /// "Edit folder".
    Edit(FolderId),
    /// "Remove folder".
    Remove(FolderId),
    /// Those in it are not shown, or again.
    Fold(Folder, bool),
    /// What was kept of that, at the start.
    Folded(String),
    /// "Save this search".
    SaveSearch,
    /// What stands in the field of the name.
    Named(String),
    /// What stands in the field of the search.
    Searched(String),
    /// It is to be here.
    Place(FolderPlace),
    /// "Save folder".
    Save,
}

impl FolderForm {
    fn of(id: Option<FolderId>, folder: &OwnFolder) -> Self {
        let place = match (folder.parent, folder.account) {
            (Some(parent), _) => FolderPlace::In(parent),
            (None, Some(account)) => FolderPlace::Of(account),
            (None, None) => FolderPlace::Shared,
        };
        Self { id, name: folder.name.clone(), place, query: folder.query.clone(), is_refused: false }
    }

    /// Where it can be: not in itself, nor in what is in it, nor in a search.
    #[must_use]
    pub fn places(&self, overview: &Overview) -> Vec<FolderPlace> {
        let is_inside = |mut at: FolderId| {
            for _ in 0..=overview.own.len() {
                if Some(at) == self.id {
                    return true;
                }
                match overview.own_folder(at).and_then(|folder| folder.parent) {
                    Some(parent) => at = parent,
                    None => return false,
                }
            }
            true
        };
        let accounts = overview.accounts.iter().map(|(id, _)| FolderPlace::Of(*id));
        let own = overview.own.iter().filter(|(id, folder)| folder.query.is_none() && !is_inside(*id));
        [FolderPlace::Shared]
            .into_iter()
            .chain(accounts)
            .chain(own.map(|(id, _)| FolderPlace::In(*id)))
            .collect()
    }
}

impl State {
    pub(super) fn on_folders(&mut self, act: OnFolders) -> Vec<Effect> {
        match act {
            OnFolders::Fold(folder, folded) => return self.fold(folder, folded),
            OnFolders::Folded(ref kept) => self.take_folded(kept),
            _ => {}
        }
        let Some(overview) = self.overview.clone() else { return Vec::new() };
        match act {
            OnFolders::Fold(..) | OnFolders::Folded(_) => Vec::new(),
            OnFolders::New => {
                let folder = OwnFolder { name: String::new(), parent: None, account: None, query: None };
                self.dialog = Some(Dialog::Folder(FolderForm::of(None, &folder)));
                Vec::new()
            }
            OnFolders::Edit(id) => {
                if let Some(folder) = overview.own_folder(id) {
                    self.dialog = Some(Dialog::Folder(FolderForm::of(Some(id), folder)));
                }
                Vec::new()
            }
            OnFolders::Remove(id) => {
                let is_open = self.folder() == Some(Folder::Of(id));
                let back = overview.folders.first().filter(|_| is_open).map(|first| first.folder);
                let mut effects = back.map(|folder| self.open_folder(folder)).unwrap_or_default();
                effects.push(Effect::Send(Request::RemoveFolder(id)));
                effects.push(Effect::Focus(Focus::List));
                effects
            }
            OnFolders::SaveSearch => {
                if let Some(query) = self.search_to_save(&overview) {
                    let name = self.search.text().trim().to_owned();
                    let folder = OwnFolder { name, parent: None, account: None, query: Some(query) };
                    self.dialog = Some(Dialog::Folder(FolderForm::of(None, &folder)));
                }
                Vec::new()
            }
            OnFolders::Searched(text) => {
                self.with_folder_form(|form| (form.query, form.is_refused) = (Some(text), false));
                Vec::new()
            }
            OnFolders::Named(name) => {
                self.with_folder_form(|form| (form.name, form.is_refused) = (name, false));
                Vec::new()
            }
            OnFolders::Place(place) => {
                self.with_folder_form(|form| form.place = place);
                Vec::new()
            }
            OnFolders::Save => self.save_folder(),
        }
    }

    fn with_folder_form(&mut self, change: impl FnOnce(&mut FolderForm)) {
        if let Some(Dialog::Folder(form)) = &mut self.dialog {
            change(form);
        }
    }

    fn save_folder(&mut self) -> Vec<Effect> {
        let Some(Dialog::Folder(form)) = &mut self.dialog else { return Vec::new() };
        let name = form.name.trim().to_owned();
        let query = form.query.as_ref().map(|query| query.trim().to_owned());
        if name.is_empty() || query.as_ref().is_some_and(String::is_empty) {
            form.is_refused = true;
            return Vec::new();
        }
        let (parent, account) = match form.place {
            FolderPlace::Shared => (None, None),
            FolderPlace::Of(account) => (None, Some(account)),
            FolderPlace::In(parent) => (Some(parent), None),
        };
        let id = form.id;
        self.dialog = None;
        vec![Effect::Send(Request::SaveFolder { id, folder: OwnFolder { name, parent, account, query } })]
    }

    /// What is searched for, so that it finds the same in all mail; `None` where nothing is.
    fn search_to_save(&self, overview: &Overview) -> Option<String> {
        let text = Some(self.search.text().trim()).filter(|text| !text.is_empty())?;
        let quoted = |operator: &str, name: &str| format!("{operator}:\"{}\"", name.replace('"', ""));
        let within = match self.folder().filter(|_| !self.search.everywhere()) {
            None | Some(Folder::AllInboxes | Folder::Snoozed) => None,
            Some(Folder::Inbox(id)) => {
                self.account(id).map(|account| format!("in:inbox {}", quoted("account", &account.address)))
            }
            Some(Folder::Of(id)) => match overview.own_folder(id) {
                Some(OwnFolder { query: Some(query), .. }) => Some(query.clone()),
                Some(OwnFolder { name, .. }) => Some(quoted("in", name)),
                None => id.search_name().map(|name| format!("in:{name}")),
            },
        };
        Some(within.map_or_else(|| text.to_owned(), |within| format!("{within} {text}")))
    }

    /// The folder of the reader's own that is open.
    #[must_use]
    pub fn own_folder(&self) -> Option<FolderId> {
        let Some(Folder::Of(id)) = self.folder() else { return None };
        let overview = self.overview.as_ref()?;
        overview.own_folder(id).map(|_| id)
    }
}

/// What leads to it.
pub(super) fn msg(command: Command, state: &State) -> Option<Msg> {
    let act = match command {
        Command::NewFolder => OnFolders::New,
        Command::SaveSearch if state.search.active() => OnFolders::SaveSearch,
        Command::EditFolder => OnFolders::Edit(state.own_folder()?),
        Command::RemoveFolder => OnFolders::Remove(state.own_folder()?),
        _ => return None,
    };
    Some(Msg::Folders(act))
}
