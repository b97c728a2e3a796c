//! ZIP files: as little of them as saving several files and looking out for harm takes.

mod entries;
mod write;

pub(crate) use entries::{Entries, entries};
pub use write::zip;
