//! ZIP files: saving several files as one, reading mails back from one, and looking out for harm.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `write` | a few files, in memory |
//! | `archive` | any number of mails in folders, one by one, of any size (ZIP64) |
//! | `open` | what is in an archive that need not be in memory, and one file of it |
//! | `entries` | the names alone |
//!
//! APPNOTE.TXT of PKWARE is the format's description; sections are those of version 6.3.

mod archive;
mod entries;
mod open;
mod write;

pub use archive::{Archive, Full};
pub(crate) use entries::{Entries, entries};
pub use open::{Content, Directory, Entry, Refused, TAIL};
pub use write::zip;
