//! Copies of mail as files, and mail from files.

use super::{bytes, folder_name, messages, number, problem};
use crate::{
    app::state::CameTo,
    engine::{
        api::{Brought, FileFault, FileKind, Folder, Overview},
        problem::Problem,
    },
    store::FolderId,
};

/// Saves mail as a file.
pub const SAVE_COPY: &str = "Save a copy";
/// The same, of all mail.
pub const SAVE_EVERYTHING: &str = "Save a copy of everything";
/// What it is of then.
pub const ALL_MAIL: &str = "All mail";
/// As what.
pub const SAVE_AS: &str = "Save as";
/// Brings mail in from files.
pub const IMPORT: &str = "Import mail";
/// Begins it.
pub const IMPORT_NOW: &str = "Import";
/// What can be brought in.
pub const IMPORT_WHAT: &str = "Mail from .eml files, mbox files and ZIP archives of them. It stays on this device: nothing of it goes to a server, and nothing is deleted on one.";
/// The field of files.
pub const IMPORT_FILES: &str = "Files";
/// Said where there are none.
pub const IMPORT_NEEDS_FILES: &str = "Choose the files first.";
/// The list of accounts.
pub const IMPORT_ACCOUNT: &str = "Account";
/// The list of folders.
pub const IMPORT_FOLDER: &str = "Into the folder";
/// What is done with what was found.
pub const THIS_SEARCH: &str = "This search";
/// The name of the bar while a copy is saved.
pub const SAVING_COPY: &str = "Saving a copy";
/// The name of the bar while mail is brought in.
pub const IMPORTING: &str = "Importing mail";
/// Stops saving.
pub const STOP_SAVING: &str = "Stop saving";
/// Stops bringing in.
pub const STOP_IMPORTING: &str = "Stop importing";
/// The part of the screen about storage.
pub const COPIES: &str = "Copies";
/// What they are good for.
pub const COPIES_WHY: &str =
    "A copy as a file can be read by other mail programs, and brought back here with its flags.";

/// What a file becomes.
#[must_use]
pub const fn file_kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Mbox => "mbox",
        FileKind::Zip => "ZIP of .eml files",
    }
}

/// What that is good for.
#[must_use]
pub const fn file_kind_hint(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Mbox => "One file that most mail programs read; it says what was read, starred and tagged.",
        FileKind::Zip => {
            "A file for each message, in folders. Archives of any size; unpack it to open single messages."
        }
    }
}

/// The head of the dialog.
#[must_use]
pub fn save_copy_of(title: &str) -> String {
    format!("Save a copy: {title}")
}

/// How far saving is.
#[must_use]
pub fn saving(done: u32, total: Option<u32>) -> String {
    match total {
        Some(total) => format!("Saving a copy: {} of {}", number(done), messages(total)),
        None => "Saving a copy".to_owned(),
    }
}

/// How far bringing in is.
#[must_use]
pub fn importing(brought: &Brought, size: u64) -> String {
    let read = bytes(brought.read.min(size));
    format!("Importing mail: {} so far, {read} of {} read", messages(brought.messages), bytes(size))
}

/// The files that were chosen.
#[must_use]
pub fn files_chosen(count: usize, size: u64) -> String {
    match count {
        1 => format!("1 file, {}", bytes(size)),
        _ => format!("{count} files, {}", bytes(size)),
    }
}

/// What it came to, a sentence each.
#[must_use]
pub fn came_to(came_to: &CameTo, overview: &Overview) -> Vec<String> {
    match came_to {
        CameTo::Saved { messages: count, headers_only, missing } => saved(*count, *headers_only, *missing),
        CameTo::NotSaved => vec![
            "The copy was not saved to its end. See whether there is room where it goes, and save it again."
                .to_owned(),
        ],
        CameTo::Brought { brought, to, problem: ended } => {
            let mut said = brought_in(brought, *to, overview);
            match ended {
                Some(Problem::Stopped) => said.push("You stopped it; what came in stays.".to_owned()),
                Some(ended) => {
                    let telling = problem(ended, 0, None);
                    said.push(format!("{}.", telling.what));
                    said.push(telling.next);
                }
                None => {}
            }
            said
        }
    }
}

fn saved(saved: u32, headers_only: u32, missing: u32) -> Vec<String> {
    let mut said = vec![format!("Saved a copy of {}.", messages(saved))];
    if headers_only > 0 {
        let are = if headers_only == 1 { "was" } else { "were" };
        said.push(format!(
            "{} {are} left out: only the headers are here. Download them in full first.",
            messages(headers_only)
        ));
    }
    if missing > 0 {
        said.push(format!("{} could not be read. “Check and repair” says more.", messages(missing)));
    }
    said
}

fn brought_in(brought: &Brought, to: FolderId, overview: &Overview) -> Vec<String> {
    let Brought { messages: new, here, no_mail, tags_lost, unread, faults, .. } = brought;
    let folder = folder_name(Folder::Of(to), overview);
    let mut said = vec![format!("{} came in, to {folder}.", messages(*new))];
    let were = |count: u32| if count == 1 { "was" } else { "were" };
    if *here > 0 {
        said.push(format!("{} {} here already.", messages(*here), were(*here)));
    }
    if *no_mail > 0 {
        let files = if *no_mail == 1 { "1 file".to_owned() } else { format!("{} files", number(*no_mail)) };
        said.push(format!("{files} {} no mail.", were(*no_mail)));
    }
    if *tags_lost > 0 {
        said.push("There was no room for some tags: there can be 16.".to_owned());
    }
    said.extend(unread.iter().map(|(name, fault)| format!("{name}: {}", file_fault(*fault))));
    let unnamed = faults.saturating_sub(u32::try_from(unread.len()).unwrap_or(u32::MAX));
    if unnamed > 0 {
        said.push(format!("{} more could not be read.", number(unnamed)));
    }
    said
}

/// Why a file is not read, and what to do.
#[must_use]
pub const fn file_fault(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Refused => "the browser could not read it. Was it moved or changed? Choose it again.",
        FileFault::Damaged => "it is damaged, or its end is missing.",
        FileFault::Encrypted => "it has a password. Unpack it first.",
        FileFault::Method => "it is packed in a way that is not known here. Unpack it first.",
        FileFault::TooLarge => "a message in it has more than 256 MB.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_what_was_left_out_and_what_was_here() {
        let overview = Overview::default();
        let saved = CameTo::Saved { messages: 1_000, headers_only: 2, missing: 0 };
        assert_eq!(
            came_to(&saved, &overview),
            [
                "Saved a copy of 1,000 messages.",
                "2 messages were left out: only the headers are here. Download them in full first."
            ]
        );
        let brought = Brought {
            messages: 1,
            here: 2,
            no_mail: 1,
            unread: vec![("a.zip".to_owned(), FileFault::Encrypted)],
            faults: 3,
            ..Brought::default()
        };
        let brought = CameTo::Brought { brought, to: FolderId::ARCHIVE, problem: Some(Problem::Stopped) };
        assert_eq!(
            came_to(&brought, &overview),
            [
                "1 message came in, to Archive.",
                "2 messages were here already.",
                "1 file was no mail.",
                "a.zip: it has a password. Unpack it first.",
                "2 more could not be read.",
                "You stopped it; what came in stays."
            ]
        );
    }
}
