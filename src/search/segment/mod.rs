//! Segments: immutable pieces of the index.
//!
//! ```text
//! "RSTSEARC" | version u32 | documents u32 | checksum u64 | lengths: 7 × u64 | ids | 5 × terms | postings
//! ```
//!
//! Numbers are little-endian; the checksum (XXH64) is over everything behind it, with the version
//! and the number of documents as its seed, and verified once, when a segment is opened.
//!
//! - **ids**: the message ids, ascending, as differences in LEB128. A document is known by its place
//!   in them.
//! - **terms**: a [dictionary](dictionary::Dictionary) for each [`Field`].
//! - **postings**: the longer lists of documents, wherever a dictionary says.

mod build;
mod dictionary;
mod merge;
mod postings;
mod write;

use std::ops::Range;
use std::sync::Arc;

use twox_hash::XxHash64;

use super::bitmap::Bitmap;
use super::typo::OneTypo;

pub use build::Builder;
use dictionary::Dictionary;
pub use merge::{Weight, due, merge, merge_in_steps};
use postings::Cursor;

const MAGIC: [u8; 8] = *b"RSTSEARC";
const VERSION: u32 = 1;
/// The term, which no text has, of mails of which not only the header was indexed.
const WHOLE: &str = "\0";
/// Ids, five dictionaries, postings.
const SECTIONS: usize = 7;

/// Where in a mail a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Everywhere, the text included.
    Any,
    /// Who sent it.
    From,
    /// Who it was sent to.
    To,
    /// Its subject.
    Subject,
    /// The names of its attachments.
    Attachment,
}

impl Field {
    pub(super) const ALL: [Self; 5] = [Self::Any, Self::From, Self::To, Self::Subject, Self::Attachment];
}

/// Bytes that are no segment, or no longer one. The mails are still there: index them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damaged {
    /// Not the beginning of a segment.
    NoSegment,
    /// Written by a version that did it otherwise.
    OtherVersion(u32),
    /// Torn, or bits flipped.
    Corrupt,
}

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSegment => f.write_str("this is no piece of a search index"),
            Self::OtherVersion(version) => {
                write!(f, "this piece of the search index has version {version}, not {VERSION}")
            }
            Self::Corrupt => f.write_str("this piece of the search index is damaged"),
        }
    }
}

impl std::error::Error for Damaged {}

/// A segment in memory.
#[derive(Debug, Clone)]
pub struct Segment {
    bytes: Arc<Vec<u8>>,
    ids: Vec<u64>,
    terms: [Range<usize>; Field::ALL.len()],
    postings: Range<usize>,
}

impl Segment {
    /// Opens what [`Builder::finish`] or [`merge()`] gave: reads all of it once, for the checksum.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Damaged> {
        let mut header = Cursor::new(&bytes);
        if header.take() != Some(MAGIC) {
            return Err(Damaged::NoSegment);
        }
        let version = u32::from_le_bytes(header.take().ok_or(Damaged::Corrupt)?);
        if version != VERSION {
            return Err(Damaged::OtherVersion(version));
        }
        let documents = u32::from_le_bytes(header.take().ok_or(Damaged::Corrupt)?);
        let checksum = u64::from_le_bytes(header.take().ok_or(Damaged::Corrupt)?);
        if checksum != checksum_of(documents, header.rest()) {
            return Err(Damaged::Corrupt);
        }
        Self::of_sound(bytes, documents).ok_or(Damaged::Corrupt)
    }

    /// Of bytes whose checksum is right; even so nothing is taken for granted.
    fn of_sound(bytes: Vec<u8>, documents: u32) -> Option<Self> {
        let mut header = Cursor::new(&bytes);
        header.bytes(MAGIC.len() + 4 + 4 + 8)?;
        let mut lengths = [0; SECTIONS];
        for length in &mut lengths {
            *length = usize::try_from(u64::from_le_bytes(header.take()?)).ok()?;
        }
        let mut start = bytes.len() - header.rest().len();
        let end = lengths.iter().try_fold(start, |end, &length| end.checked_add(length))?;
        if end != bytes.len() {
            return None;
        }
        let [messages, terms @ .., postings] = lengths.map(|length| {
            let range = start..start + length;
            start = range.end;
            range
        });
        let ids = ids(bytes.get(messages)?, documents)?;
        let segment = Self { ids, terms, postings, bytes: Arc::new(bytes) };
        Field::ALL.iter().all(|&field| segment.dictionary(field).is_some()).then_some(segment)
    }

    /// Its bytes, as they were opened.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The messages in it, ascending.
    #[must_use]
    pub fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// Those of them of which not only the header was indexed, ascending.
    #[must_use]
    pub fn whole(&self) -> Vec<u64> {
        let mut whole = Bitmap::new(self.documents());
        self.with_term(Field::Any, WHOLE, &mut whole);
        whole.iter().filter_map(|document| self.ids.get(document as usize).copied()).collect()
    }

    pub(super) fn documents(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    fn dictionary(&self, field: Field) -> Option<Dictionary<'_>> {
        let terms = self.bytes.get(self.terms.get(field as usize)?.clone())?;
        Dictionary::new(terms, self.bytes.get(self.postings.clone())?, self.documents())
    }

    /// Adds the documents that have this very term.
    pub(super) fn with_term(&self, field: Field, term: &str, into: &mut Bitmap) {
        if let Some(postings) = self.dictionary(field).and_then(|all| all.get(term.as_bytes())) {
            postings.add_to(into);
        }
    }

    /// Adds the documents that have a term that begins so.
    pub(super) fn with_prefix(&self, field: Field, prefix: &str, into: &mut Bitmap) {
        let Some(mut entries) = self.dictionary(field).map(|all| all.from(prefix.as_bytes())) else { return };
        while let Some(postings) = entries.postings()
            && entries.term().starts_with(prefix.as_bytes())
        {
            postings.add_to(into);
            entries.advance();
        }
    }

    /// Adds the documents that have a term that is near to a word.
    pub(super) fn with_typo(&self, field: Field, typo: &OneTypo, into: &mut Bitmap) {
        let Some(mut entries) = self.dictionary(field).map(|all| all.from(b"")) else { return };
        let mut walk = typo.walk();
        while let Some(postings) = entries.postings() {
            if walk.accepts(entries.term()) {
                postings.add_to(into);
            }
            match walk.next_hope() {
                Some(term) => entries.seek(&term),
                None => entries.advance(),
            }
        }
    }
}

fn checksum_of(documents: u32, rest: &[u8]) -> u64 {
    XxHash64::oneshot(u64::from(documents) << 32 | u64::from(VERSION), rest)
}

/// The ids, which have to be as many as documents, and ascending.
fn ids(bytes: &[u8], documents: u32) -> Option<Vec<u64>> {
    let mut cursor = Cursor::new(bytes);
    // An id has at least one byte: no more memory than there are bytes.
    let mut ids = Vec::with_capacity(bytes.len().min(documents as usize));
    for number in 0..documents {
        let step = cursor.number()?;
        let before = if number == 0 { 0 } else { ids.last().copied()? };
        if number > 0 && step == 0 {
            return None;
        }
        ids.push(u64::checked_add(before, step)?);
    }
    cursor.rest().is_empty().then_some(ids)
}

#[cfg(test)]
mod tests;
