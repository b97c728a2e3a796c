//! The reader's own folders.

use super::catalogue::{Word, say};
/// Makes one.
pub const NEW_FOLDER: Word = Word("New folder");
/// Changes one.
pub const EDIT_FOLDER: Word = Word("Edit folder");
/// Takes one away.
pub const REMOVE_FOLDER: Word = Word("Remove folder");
/// What is done with the folder that is open.
pub const THIS_FOLDER: Word = Word("This folder");
/// The field of its name.
pub const FOLDER_NAME: Word = Word("Folder name");
/// Said where there is none.
pub const FOLDER_NEEDS_NAME: Word = Word("Give the folder a name.");
/// The list of places.
pub const FOLDER_PLACE: Word = Word("Where it is");
/// In no other, and of all accounts.
pub const FOLDER_SHARED: Word = Word("For all accounts");
/// Keeps what is searched for as a folder.
pub const SAVE_SEARCH: Word = Word("Save this search");
/// Changes such a folder.
pub const EDIT_SEARCH: Word = Word("Edit saved search");
/// The field of what it searches for.
pub const SEARCHES_FOR: Word = Word("Searches for");
/// Said where name or search are missing.
pub const SEARCH_NEEDS_ALL: Word = Word("Give it a name, and something to search for.");
/// Keeps it.
pub const SAVE_FOLDER: Word = Word("Save folder");

/// In no other, and of one account.
#[must_use]
pub fn folder_of(address: &str) -> String {
    say!("Only for {address}", address)
}

/// In another folder.
#[must_use]
pub fn folder_in(name: &str) -> String {
    say!("In {name}", name)
}
