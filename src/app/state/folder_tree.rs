//! The tree of folders: which is in which, and what of it is folded.

use std::collections::BTreeSet;

use super::{Effect, Place, Route, State};
use crate::{
    engine::api::{Folder, FolderCount, Overview},
    store::FolderId,
};

/// A folder where it stands in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// The folder.
    pub count: FolderCount,
    /// In so many others.
    pub depth: usize,
    /// Whether those in it are folded away; `None` where there are none.
    pub folded: Option<bool>,
}

impl Overview {
    /// The folders that are seen, from the first to the last, without those in what is folded.
    #[must_use]
    pub fn branches(&self, folded: &BTreeSet<Folder>) -> Vec<Branch> {
        let mut branches = Vec::new();
        for count in self.folders.iter().filter(|count| self.parent(count.folder).is_none()) {
            self.grow(*count, 0, folded, &mut branches);
        }
        branches
    }

    fn grow(&self, count: FolderCount, depth: usize, folded: &BTreeSet<Folder>, into: &mut Vec<Branch>) {
        // Folders are at most so deep in each other; what claims to be deeper goes round in a circle.
        if depth > self.folders.len() || !is_shown(&count) {
            return;
        }
        let inside = || self.folders.iter().filter(|other| self.parent(other.folder) == Some(count.folder));
        let is_folded = folded.contains(&count.folder);
        let has_more = inside().any(is_shown);
        into.push(Branch { count, depth, folded: has_more.then_some(is_folded) });
        if !is_folded {
            inside().for_each(|other| self.grow(*other, depth + 1, folded, into));
        }
    }

    /// The folder that this one is in: all inboxes for an account's, an account's inbox for its own folders.
    fn parent(&self, folder: Folder) -> Option<Folder> {
        let has = |folder: Folder| self.folders.iter().any(|count| count.folder == folder);
        let parent = match folder {
            Folder::AllInboxes | Folder::Snoozed => None,
            Folder::Inbox(_) => Some(Folder::AllInboxes),
            Folder::Of(id) => {
                let own = self.own_folder(id)?;
                own.parent.map(Folder::Of).or(own.account.map(Folder::Inbox))
            }
        };
        parent.filter(|parent| has(*parent))
    }
}

/// Whether a folder is in the tree: those that mail is put into always, the others while they hold some.
fn is_shown(count: &FolderCount) -> bool {
    match count.folder {
        Folder::AllInboxes
        | Folder::Inbox(_)
        | Folder::Of(FolderId::ARCHIVE | FolderId::JUNK | FolderId::TRASH) => true,
        Folder::Of(id) => id.is_own() || count.total > 0,
        Folder::Snoozed => count.total > 0,
    }
}

impl State {
    /// Folds a folder, or unfolds it; that is kept on this device.
    pub(super) fn fold(&mut self, folder: Folder, folded: bool) -> Vec<Effect> {
        if folded {
            self.folded.insert(folder);
        } else {
            self.folded.remove(&folder);
        }
        let addresses = self.folded.iter().map(|folder| Route::Mail(Place::of(*folder)).address());
        vec![Effect::KeepFolded(addresses.collect::<Vec<String>>().join(" "))]
    }

    /// What was kept of it.
    pub(super) fn take_folded(&mut self, kept: &str) {
        let routes = kept.split(' ').filter_map(Route::parse);
        self.folded = routes
            .filter_map(|route| match route {
                Route::Mail(place) => Some(place.folder),
                Route::Storage | Route::Server(_) => None,
            })
            .collect();
    }
}
