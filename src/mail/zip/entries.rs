//! The names in a ZIP file, read from its central directory (APPNOTE.TXT, section 4.3.12).

use memchr::memmem;

/// Names that are read.
const MOST: usize = 5_000;
/// Bytes of a comment at the end of an archive.
const LONGEST_COMMENT: usize = u16::MAX as usize;

/// What can be said of the content of a ZIP file without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entries {
    /// The names in it.
    Listed(Vec<String>),
    /// What is in it cannot be looked at without a password.
    Encrypted,
    /// Its list is damaged, or in a form that is not read here.
    Unreadable,
}

/// The names in an archive.
pub(crate) fn entries(archive: &[u8]) -> Entries {
    listed(archive).unwrap_or(Entries::Unreadable)
}

fn listed(archive: &[u8]) -> Option<Entries> {
    let tail = archive.get(archive.len().saturating_sub(LONGEST_COMMENT + 22)..)?;
    let end = tail.get(memmem::rfind(tail, b"PK\x05\x06")?..)?;
    let count = number(end, 10, 2)?.min(MOST);
    let mut at = number(end, 16, 4)?;
    let mut names = Vec::with_capacity(count.min(64));
    for _ in 0..count {
        let entry = archive.get(at..)?;
        if !entry.starts_with(b"PK\x01\x02") {
            return None;
        }
        if number(entry, 8, 2)? & 1 == 1 {
            return Some(Entries::Encrypted);
        }
        let [name, extra, comment] = [number(entry, 28, 2)?, number(entry, 30, 2)?, number(entry, 32, 2)?];
        names.push(String::from_utf8_lossy(entry.get(46..46 + name)?).into_owned());
        at = at.checked_add(46 + name + extra + comment)?;
    }
    Some(Entries::Listed(names))
}

/// A little-endian number of so many bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + length)?;
    Some(bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
}
