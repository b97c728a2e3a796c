//! Reading an archive that need not be in memory: each step says which bytes the next one wants.
//!
//! ```text
//! the last TAIL bytes -> Directory -> its bytes -> Entry, Entry ... -> 30 bytes of one -> Content -> its bytes -> the file
//! ```

use std::fmt;
use std::ops::Range;

use memchr::memmem;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::mail::mbox::Flags;

/// Bytes at the end of an archive that say where its directory is: 22, a comment, and what 64 bits take.
pub const TAIL: usize = 22 + u16::MAX as usize + 20 + 56;
/// Files that are read.
const MOST_FILES: u64 = 2_000_000;
/// Bytes of a local header without its name (4.3.7).
const LOCAL: u64 = 30;

/// Why an archive, or a file in it, is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is no ZIP file, or its end is missing.
    NotZip,
    /// Its parts contradict each other, or are in places that it does not have.
    Damaged,
    /// It has a password.
    Encrypted,
    /// It is packed in a way that is not read here.
    Method,
    /// It is larger than was allowed.
    TooLarge,
    /// What came out is not what was put in.
    Checksum,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotZip => "this is no ZIP file, or its end is missing",
            Self::Damaged => "the ZIP file is damaged",
            Self::Encrypted => "the ZIP file has a password: unpack it first",
            Self::Method => "the ZIP file is packed in a way that cannot be read: unpack it first",
            Self::TooLarge => "a file in the ZIP file is too large",
            Self::Checksum => "a file in the ZIP file is damaged",
        })
    }
}

impl std::error::Error for Refused {}

/// Where the list of what is in an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// In the archive.
    pub range: Range<u64>,
    files: u64,
    /// Bytes of the archive.
    length: u64,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path as it stands there: not fit to be one.
    pub name: String,
    /// Bytes of it when it is unpacked, as the archive says.
    pub size: u64,
    /// What its comment says of it; `None` where it is no comment of ours.
    pub flags: Option<Flags>,
    packed: u64,
    method: u16,
    crc: u32,
    start: u64,
    encrypted: bool,
    length: u64,
}

/// Where the content of a file is, and how it is packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// In the archive.
    pub range: Range<u64>,
    method: u16,
    crc: u32,
    size: u64,
}

impl Directory {
    /// From the last bytes of an archive ([`TAIL`] of them, or all) and its length.
    ///
    /// # Errors
    ///
    /// Says why it cannot be read.
    pub fn find(tail: &[u8], length: u64) -> Result<Self, Refused> {
        let at = memmem::rfind(tail, b"PK\x05\x06").ok_or(Refused::NotZip)?;
        let end = Fields(tail.get(at..).unwrap_or_default());
        let short = (end.number(10, 2), end.number(12, 4), end.number(16, 4), end.number(20, 2));
        let (Some(mut files), Some(mut size), Some(mut start), Some(_comment)) = short else {
            return Err(Refused::NotZip);
        };
        if let Some(large) = Self::of_64_bits(tail, at, length) {
            (files, size, start) = large;
        }
        let range = start..start.checked_add(size).ok_or(Refused::Damaged)?;
        // An entry has 46 bytes at least.
        if range.end > length || files > MOST_FILES || files.saturating_mul(46) > size {
            return Err(Refused::Damaged);
        }
        Ok(Self { range, files, length })
    }

    /// Files, size and start, where they have 64 bits.
    fn of_64_bits(tail: &[u8], end: usize, length: u64) -> Option<(u64, u64, u64)> {
        let locator = tail.get(end.checked_sub(20)?..end).filter(|bytes| bytes.starts_with(b"PK\x06\x07"))?;
        let place = Fields(locator).number(8, 8)?;
        let skipped = length.checked_sub(u64::try_from(tail.len()).ok()?)?;
        let at = usize::try_from(place.checked_sub(skipped)?).ok()?;
        let record = tail.get(at..).filter(|bytes| bytes.starts_with(b"PK\x06\x06")).map(Fields)?;
        Some((record.number(32, 8)?, record.number(40, 8)?, record.number(48, 8)?))
    }

    /// The files, from the bytes of the directory; folders left out.
    ///
    /// # Errors
    ///
    /// Where the bytes are no directory.
    pub fn entries(&self, bytes: &[u8]) -> Result<Vec<Entry>, Refused> {
        let mut entries = Vec::new();
        let mut rest = bytes;
        for _ in 0..self.files {
            let (entry, after) = self.entry(rest).ok_or(Refused::Damaged)?;
            rest = after;
            if !entry.name.ends_with('/') {
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    fn entry<'x>(&self, bytes: &'x [u8]) -> Option<(Entry, &'x [u8])> {
        let fields = Fields(bytes.strip_prefix(b"PK\x01\x02").map(|_| bytes)?);
        let length = |at| usize::try_from(fields.number(at, 2)?).ok();
        let (name, rest) = bytes.get(46..)?.split_at_checked(length(28)?)?;
        let (extra, rest) = rest.split_at_checked(length(30)?)?;
        let (comment, rest) = rest.split_at_checked(length(32)?)?;
        let mut large = zip64(extra);
        let mut number = |at| match fields.number(at, 4)? {
            number if number == u64::from(u32::MAX) => large.next().or(Some(number)),
            number => Some(number),
        };
        // In the order of the extra field: the size first, although it stands second.
        let (size, packed, start) = (number(24)?, number(20)?, number(42)?);
        let entry = Entry {
            name: String::from_utf8_lossy(name).into_owned(),
            size,
            flags: comment.starts_with(b"Status: ").then(|| Flags::of(comment)),
            packed,
            method: u16::try_from(fields.number(10, 2)?).ok()?,
            crc: u32::try_from(fields.number(16, 4)?).ok()?,
            start,
            encrypted: fields.number(8, 2)? & 1 == 1,
            length: self.length,
        };
        Some((entry, rest))
    }
}

impl Entry {
    /// Where its local header is.
    #[must_use]
    pub const fn header(&self) -> Range<u64> {
        self.start..self.start.saturating_add(LOCAL)
    }

    /// Where its content is, from the bytes of its local header.
    ///
    /// # Errors
    ///
    /// Says why it cannot be read.
    pub fn content(&self, header: &[u8]) -> Result<Content, Refused> {
        if self.encrypted {
            return Err(Refused::Encrypted);
        }
        if !matches!(self.method, STORED | DEFLATED) {
            return Err(Refused::Method);
        }
        let start = || {
            let fields = header.starts_with(b"PK\x03\x04").then_some(Fields(header))?;
            self.header().end.checked_add(fields.number(26, 2)?)?.checked_add(fields.number(28, 2)?)
        };
        let start = start().ok_or(Refused::Damaged)?;
        let end = start.checked_add(self.packed).filter(|&end| end <= self.length).ok_or(Refused::Damaged)?;
        Ok(Content { range: start..end, method: self.method, crc: self.crc, size: self.size })
    }
}

/// Compression methods (4.4.5).
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

impl Content {
    /// The file, of at most so many bytes, from the bytes in its [`range`](Self::range).
    ///
    /// # Errors
    ///
    /// Says why it cannot be read.
    pub fn unpack(&self, bytes: &[u8], most: usize) -> Result<Vec<u8>, Refused> {
        if usize::try_from(self.size).is_ok_and(|size| size > most) || usize::try_from(self.size).is_err() {
            return Err(Refused::TooLarge);
        }
        let file = match self.method {
            DEFLATED => decompress_to_vec_with_limit(bytes, most).map_err(|_| Refused::Damaged)?,
            _ if bytes.len() > most => return Err(Refused::TooLarge),
            _ => bytes.to_vec(),
        };
        let is_whole = u64::try_from(file.len()) == Ok(self.size) && crc32fast::hash(&file) == self.crc;
        if is_whole { Ok(file) } else { Err(Refused::Checksum) }
    }
}

/// Little-endian numbers at their places.
#[derive(Clone, Copy)]
struct Fields<'x>(&'x [u8]);

impl Fields<'_> {
    fn number(&self, at: usize, length: usize) -> Option<u64> {
        let bytes = self.0.get(at..at.checked_add(length)?)?;
        Some(bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }
}

/// The numbers of 64 bits in an extra field.
fn zip64(extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut rest = extra;
    let mut numbers: &[u8] = &[];
    while let (Some(id), Some(length)) = (Fields(rest).number(0, 2), Fields(rest).number(2, 2)) {
        let length = usize::try_from(length).unwrap_or_default();
        let Some(field) = rest.get(4..4 + length) else { break };
        if id == 1 {
            numbers = field;
            break;
        }
        rest = rest.get(4 + length..).unwrap_or_default();
    }
    numbers.chunks_exact(8).filter_map(|chunk| Fields(chunk).number(0, 8))
}
