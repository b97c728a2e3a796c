//! The reader's own folders.

/// Makes one.
pub const NEW_FOLDER: &str = "New folder";
/// Changes one.
pub const EDIT_FOLDER: &str = "Edit folder";
/// Takes one away.
pub const REMOVE_FOLDER: &str = "Remove folder";
/// What is done with the folder that is open.
pub const THIS_FOLDER: &str = "This folder";
/// The field of its name.
pub const FOLDER_NAME: &str = "Folder name";
/// Said where there is none.
pub const FOLDER_NEEDS_NAME: &str = "Give the folder a name.";
/// The list of places.
pub const FOLDER_PLACE: &str = "Where it is";
/// In no other, and of all accounts.
pub const FOLDER_SHARED: &str = "For all accounts";
/// Keeps what is searched for as a folder.
pub const SAVE_SEARCH: &str = "Save this search";
/// Changes such a folder.
pub const EDIT_SEARCH: &str = "Edit saved search";
/// The field of what it searches for.
pub const SEARCHES_FOR: &str = "Searches for";
/// Said where name or search are missing.
pub const SEARCH_NEEDS_ALL: &str = "Give it a name, and something to search for.";
/// Keeps it.
pub const SAVE_FOLDER: &str = "Save folder";

/// In no other, and of one account.
#[must_use]
pub fn folder_of(address: &str) -> String {
    format!("Only for {address}")
}

/// In another folder.
#[must_use]
pub fn folder_in(name: &str) -> String {
    format!("In {name}")
}
