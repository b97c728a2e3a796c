//! Copies of mail as files, and mail from files.

use super::catalogue::{Word, count, say};
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
pub const SAVE_COPY: Word = Word("Save a copy");
/// The same, of all mail.
pub const SAVE_EVERYTHING: Word = Word("Save a copy of everything");
/// What it is of then.
pub const ALL_MAIL: Word = Word("All mail");
/// As what.
pub const SAVE_AS: Word = Word("Save as");
/// Brings mail in from files.
pub const IMPORT: Word = Word("Import mail");
/// Begins it.
pub const IMPORT_NOW: Word = Word("Import");
/// What can be brought in.
pub const IMPORT_WHAT: Word = Word(
    "Mail from .eml files, mbox files and ZIP archives of them. It stays on this device: nothing of it goes to a server, and nothing is deleted on one.",
);
/// The field of files.
pub const IMPORT_FILES: Word = Word("Files");
/// Said where there are none.
pub const IMPORT_NEEDS_FILES: Word = Word("Choose the files first.");
/// The list of accounts.
pub const IMPORT_ACCOUNT: Word = Word("Account");
/// The list of folders.
pub const IMPORT_FOLDER: Word = Word("Into the folder");
/// What is done with what was found.
pub const THIS_SEARCH: Word = Word("This search");
/// The name of the bar while a copy is saved.
pub const SAVING_COPY: Word = Word("Saving a copy");
/// The name of the bar while mail is brought in.
pub const IMPORTING: Word = Word("Importing mail");
/// Stops saving.
pub const STOP_SAVING: Word = Word("Stop saving");
/// Stops bringing in.
pub const STOP_IMPORTING: Word = Word("Stop importing");
/// The part of the screen about storage.
pub const COPIES: Word = Word("Copies");
/// What they are good for.
pub const COPIES_WHY: Word =
    Word("A copy as a file can be read by other mail programs, and brought back here with its flags.");

/// What a file becomes.
#[must_use]
pub fn file_kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Mbox => say!("mbox"),
        FileKind::Zip => say!("ZIP of .eml files"),
    }
}

/// What that is good for.
#[must_use]
pub fn file_kind_hint(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Mbox => {
            say!("One file that most mail programs read; it says what was read, starred and tagged.")
        }
        FileKind::Zip => {
            say!(
                "A file for each message, in folders. Archives of any size; unpack it to open single messages."
            )
        }
    }
}

/// The head of the dialog.
#[must_use]
pub fn save_copy_of(title: &str) -> String {
    say!("Save a copy: {title}", title)
}

/// How far saving is.
#[must_use]
pub fn saving(done: u32, total: Option<u32>) -> String {
    match total {
        Some(total) => {
            say!("Saving a copy: {count} of {messages}", count = number(done), messages = messages(total))
        }
        None => say!("Saving a copy").to_owned(),
    }
}

/// How far bringing in is.
#[must_use]
pub fn importing(brought: &Brought, size: u64) -> String {
    let read = bytes(brought.read.min(size));
    say!(
        "Importing mail: {messages} so far, {read} of {size} read",
        read,
        messages = messages(brought.messages),
        size = bytes(size)
    )
}

/// The files that were chosen.
#[must_use]
pub fn files_chosen(count: usize, size: u64) -> String {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    count!(count, "1 file, {size}", "{count} files, {size}", size = bytes(size))
}

/// What it came to, a sentence each.
#[must_use]
pub fn came_to(came_to: &CameTo, overview: &Overview) -> Vec<String> {
    match came_to {
        CameTo::Saved { messages: count, headers_only, missing } => saved(*count, *headers_only, *missing),
        CameTo::NotSaved => vec![
            say!("The copy was not saved to its end. See whether there is room where it goes, and save it again.")
                .to_owned(),
        ],
        CameTo::Brought { brought, to, problem: ended } => {
            let mut said = brought_in(brought, *to, overview);
            match ended {
                Some(Problem::Stopped) => said.push(say!("You stopped it; what came in stays.").to_owned()),
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
    let mut said = vec![say!("Saved a copy of {messages}.", messages = messages(saved))];
    if headers_only > 0 {
        said.push(count!(
            headers_only,
            "1 message was left out: only the header is here. Download it in full first.",
            "{count} messages were left out: only the headers are here. Download them in full first."
        ));
    }
    if missing > 0 {
        said.push(say!(
            "{messages} could not be read. “Check and repair” says more.",
            messages = messages(missing)
        ));
    }
    said
}

fn brought_in(brought: &Brought, to: FolderId, overview: &Overview) -> Vec<String> {
    let Brought { messages: new, here, no_mail, tags_lost, unread, faults, .. } = brought;
    let folder = folder_name(Folder::Of(to), overview);
    let mut said = vec![say!("{messages} came in, to {folder}.", folder, messages = messages(*new))];
    if *here > 0 {
        said.push(count!(*here, "1 message was here already.", "{count} messages were here already."));
    }
    if *no_mail > 0 {
        said.push(count!(*no_mail, "1 file was no mail.", "{count} files were no mail."));
    }
    if *tags_lost > 0 {
        said.push(say!("There was no room for some tags: there can be 16.").to_owned());
    }
    said.extend(unread.iter().map(|(name, fault)| format!("{name}: {}", file_fault(*fault))));
    let unnamed = faults.saturating_sub(u32::try_from(unread.len()).unwrap_or(u32::MAX));
    if unnamed > 0 {
        said.push(say!("{count} more could not be read.", count = number(unnamed)));
    }
    said
}

/// Why a file is not read, and what to do.
#[must_use]
pub fn file_fault(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Refused => {
            say!("the browser could not read it. Was it moved or changed? Choose it again.")
        }
        FileFault::Damaged => say!("it is damaged, or its end is missing."),
        FileFault::Encrypted => say!("it has a password. Unpack it first."),
        FileFault::Method => say!("it is packed in a way that is not known here. Unpack it first."),
        FileFault::TooLarge => say!("a message in it has more than 256 MB."),
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
