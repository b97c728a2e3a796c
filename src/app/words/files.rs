//! Copies that are saved, and mail that is brought in.

use super::{bytes, messages, number};
use crate::{
    app::state::SavingStage,
    engine::api::{Imported, Packing, Saved},
};

/// Saves a copy.
pub const SAVE_COPY: &str = "Save a copy";
/// The same of all there is.
pub const SAVE_EVERYTHING: &str = "Save a copy of everything";
/// How it is packed.
pub const PACKING: &str = "As";
/// What happens to mail of which only the header is here.
pub const SAVE_HINT: &str = "Mail of which only the header is here is left out.";
/// Brings mail in from files.
pub const IMPORT: &str = "Bring in mail";
/// What can be brought in.
pub const IMPORT_HINT: &str = "Files of single mails (.eml), mbox files, and ZIP archives of either. What is here already stays as it is.";
/// The field of the files.
pub const IMPORT_FILES: &str = "Files";
/// The list of accounts.
pub const IMPORT_ACCOUNT: &str = "For";
/// The list of folders.
pub const IMPORT_TO: &str = "Into";
/// As an archive says.
pub const IMPORT_AS_SAVED: &str = "The folders they were saved from";
/// Begins.
pub const IMPORT_NOW: &str = "Bring in";
/// Ends what is under way.
pub const STOP_FILES: &str = "Stop";
/// The part of the storage about it.
pub const COPIES: &str = "Copies";
/// What they are for.
pub const COPIES_HOW: &str = "A copy can be read by other mail programs, and brought in again here.";

/// How a copy is packed.
#[must_use]
pub const fn packing(packing: Packing) -> &'static str {
    match packing {
        Packing::Mbox => "One file (mbox)",
        Packing::Zip => "Single mails (ZIP)",
    }
}

/// Which mail is saved.
#[must_use]
pub fn saved(saved: &Saved) -> String {
    match saved {
        Saved::Messages(ids) => {
            format!("A copy of {}.", messages(u32::try_from(ids.len()).unwrap_or(u32::MAX)))
        }
        Saved::View(_) => "A copy of all that the list shows.".to_owned(),
        Saved::Everything => "A copy of all mail on this device.".to_owned(),
    }
}

/// How far a saving is.
#[must_use]
pub fn saving(stage: SavingStage) -> String {
    match stage {
        SavingStage::Asking => String::new(),
        SavingStage::UnderWay(done, total) => format!("{} of {}", number(done), messages(total)),
        SavingStage::Over(saved, 0) => format!("{} saved.", messages(saved)),
        SavingStage::Over(saved, left_out) => {
            format!(
                "{} saved; {} left out, of which only the header is here.",
                messages(saved),
                number(left_out)
            )
        }
    }
}

/// How far an import is.
#[must_use]
pub fn importing(done: u64, total: u64, found: u32) -> String {
    format!("{} of {} read, {} found", bytes(done), bytes(total), messages(found))
}

/// What an import came to.
#[must_use]
pub fn imported(report: &Imported) -> String {
    let mut said = format!("{} brought in.", messages(report.messages));
    if report.known > 0 {
        said.push_str(&format!(" {} were here already.", number(report.known)));
    }
    if report.unreadable > 0 {
        said.push_str(&format!(" {} could not be read.", number(report.unreadable)));
    }
    said
}

/// Files of which nothing could be read.
#[must_use]
pub fn nothing_in(files: &[String]) -> String {
    format!("Nothing could be read of {}.", files.join(", "))
}
