//! Accounts and folders, as they are now.

use serde::{Deserialize, Serialize};

use super::{Damaged, Folder};
use crate::store::{Account, AccountId, FolderId, OwnFolder, Tag, TagId};

/// Accounts and folders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Overview {
    /// In the reader's order, those that are retired behind the others.
    pub accounts: Vec<(AccountId, Account)>,
    /// The colours that the reader chose, by account.
    pub colours: Vec<(AccountId, u8)>,
    /// Accounts from which nothing is collected any more.
    pub retired: Vec<AccountId>,
    /// In the order of the tree: the inboxes, then the well-known folders, each of them always, then the
    /// reader's own.
    pub folders: Vec<FolderCount>,
    /// The reader's own folders, each before those in it. What a saved search finds is not counted.
    pub own: Vec<(FolderId, OwnFolder)>,
    /// The tags.
    pub tags: Vec<(TagId, Tag)>,
    /// Whose mail is being collected right now, or would be looked at but for a server that makes it wait.
    /// Whoever waits for others waits in vain: that is over, or the tab that did the work was closed.
    pub collecting: Vec<AccountId>,
    /// What is kept here and cannot be read.
    pub damaged: Damaged,
}

impl Overview {
    /// One of the reader's own folders.
    #[must_use]
    pub fn own_folder(&self, id: FolderId) -> Option<&OwnFolder> {
        self.own.iter().find(|(known, _)| *known == id).map(|(_, folder)| folder)
    }

    /// Whether nothing is collected from an account any more.
    #[must_use]
    pub fn is_retired(&self, id: AccountId) -> bool {
        self.retired.contains(&id)
    }

    /// Which of the page's colours an account has, of so many: the reader's choice, or else another than its
    /// neighbours'.
    #[must_use]
    pub fn colour(&self, id: AccountId, of: u8) -> u8 {
        let chosen = self.colours.iter().find(|(known, _)| *known == id).map(|(_, colour)| *colour);
        let by_itself = || u8::try_from(id.0.saturating_sub(1) % u32::from(of.max(1))).unwrap_or_default();
        chosen.filter(|colour| *colour < of).unwrap_or_else(by_itself)
    }

    /// In how many others a folder is.
    #[must_use]
    pub fn depth(&self, id: FolderId) -> usize {
        let parent = |id: &FolderId| self.own_folder(*id)?.parent;
        std::iter::successors(parent(&id), parent).take(self.own.len()).count()
    }
}

/// A folder and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderCount {
    /// Which folder.
    pub folder: Folder,
    /// Messages in it.
    pub total: u32,
    /// Of these, not read.
    pub unread: u32,
}
