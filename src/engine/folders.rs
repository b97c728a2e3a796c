//! The reader's own folders: what they may be called, and where they may be.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::FilingFault;
use crate::store::{Account, AccountId, FolderId, OwnFolder};

/// So deep a folder may be in others, itself counted.
const DEEPEST: usize = 8;

/// So many can be made.
const MOST: usize = 1_000;

/// Characters of a name.
const LONGEST_NAME: usize = 100;

type Folders = BTreeMap<FolderId, OwnFolder>;

/// Whether mail can be filed in a folder.
pub(super) fn takes_mail(folders: &Folders, id: FolderId) -> bool {
    match folders.get(&id) {
        Some(folder) => folder.query.is_none(),
        None => FolderId::WELL_KNOWN.contains(&id),
    }
}

/// A name as it is kept: without spaces around it, and no longer than a name.
///
/// # Errors
/// When there is nothing left of it.
pub(super) fn named(name: &str) -> Result<String, FilingFault> {
    let name: String = name.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    let name = name.trim();
    if name.is_empty() { Err(FilingFault::NoName) } else { Ok(name.to_owned()) }
}

/// A folder as it is kept: with its name in order, and whose the folder is that it is in.
///
/// # Errors
/// When it cannot be called so, or not be there.
pub(super) fn placed(
    folders: &Folders,
    accounts: &BTreeMap<AccountId, Account>,
    id: FolderId,
    folder: OwnFolder,
) -> Result<OwnFolder, FilingFault> {
    if !id.is_own() {
        return Err(FilingFault::NoSuchFolder);
    }
    if folders.len() >= MOST && !folders.contains_key(&id) {
        return Err(FilingFault::TooMany);
    }
    let account = match folder.parent {
        None => folder.account,
        Some(parent) => {
            if parent == id || inside(folders, id).contains(&parent) {
                return Err(FilingFault::InsideItself);
            }
            let parent_folder = folders.get(&parent).filter(|folder| folder.query.is_none());
            let parent_folder = parent_folder.ok_or(FilingFault::NoSuchFolder)?;
            if above(folders, parent) + height(folders, id) > DEEPEST {
                return Err(FilingFault::TooDeep);
            }
            parent_folder.account
        }
    };
    if account.is_some_and(|account| !accounts.contains_key(&account)) {
        return Err(FilingFault::NoSuchFolder);
    }
    let name = named(&folder.name)?;
    let is_like_it = |(other, sibling): (&FolderId, &OwnFolder)| {
        *other != id
            && (sibling.parent, sibling.account) == (folder.parent, account)
            && sibling.name.to_lowercase() == name.to_lowercase()
    };
    if folders.iter().any(is_like_it) {
        return Err(FilingFault::NameTaken);
    }
    let query = folder.query.filter(|query| !query.trim().is_empty());
    Ok(OwnFolder { name, account, query, parent: folder.parent })
}

/// All folders that are in this one, however deep, each after those it is in.
pub(super) fn inside(folders: &Folders, id: FolderId) -> Vec<FolderId> {
    let mut found = vec![id];
    let mut seen = BTreeSet::from([id]);
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        next += 1;
        let children = folders.iter().filter(|(_, folder)| folder.parent == Some(parent));
        // Whatever is kept: a circle ends.
        found.extend(children.map(|(&id, _)| id).filter(|id| seen.insert(*id)));
    }
    found.remove(0);
    found
}

/// How deep a folder is in others, itself counted.
fn above(folders: &Folders, id: FolderId) -> usize {
    let parent = |id: &FolderId| folders.get(id)?.parent;
    std::iter::successors(Some(id), parent).take(DEEPEST + 1).count()
}

/// How deep those in a folder are, the folder counted.
fn height(folders: &Folders, id: FolderId) -> usize {
    let of = above(folders, id);
    let deepest = inside(folders, id).into_iter().map(|inside| above(folders, inside)).max();
    deepest.unwrap_or(of).saturating_sub(of) + 1
}

/// All of them in the order of the tree: each before those in it, by name. What is in a folder that is not
/// there stands by itself.
pub(super) fn tree(folders: &Folders) -> Vec<(FolderId, OwnFolder)> {
    let parent = |folder: &OwnFolder| folder.parent.filter(|parent| folders.contains_key(parent));
    let mut children: BTreeMap<Option<FolderId>, Vec<(String, FolderId)>> = BTreeMap::new();
    for (&id, folder) in folders {
        children.entry(parent(folder)).or_default().push((folder.name.to_lowercase(), id));
    }
    children.values_mut().for_each(|siblings| siblings.sort_unstable_by(|a, b| b.cmp(a)));
    let mut left = children.remove(&None).unwrap_or_default();
    let mut tree = Vec::with_capacity(folders.len());
    while let Some((_, id)) = left.pop() {
        tree.extend(folders.get(&id).map(|folder| (id, folder.clone())));
        left.extend(children.remove(&Some(id)).unwrap_or_default());
    }
    tree
}
