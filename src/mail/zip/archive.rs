//! Writing an archive piece by piece: what is written need not be kept.

use std::collections::HashMap;

use super::write::{UTF_8, dos_time};
use crate::mail::file_name;
use crate::mail::mbox::Flags;

/// What it takes to read the archive: version 4.5, which has 64 bits for sizes and offsets.
const VERSION: u16 = 45;
/// What stands where a number of 32 or 16 bits is too small for it.
const ELSEWHERE_32: u32 = u32::MAX;
const ELSEWHERE_16: u16 = u16::MAX;
/// Header ID of the extra field that has the numbers then (section 4.5.3).
const ZIP64: u16 = 1;
/// Bytes of a path; folders that do not fit are left out.
const LONGEST_PATH: usize = 2_000;
/// Bytes of a comment.
const LONGEST_COMMENT: usize = 4_000;

/// An archive being written: mails as `.eml` files in folders, not compressed.
#[derive(Debug, Default)]
pub struct Archive {
    /// Bytes that were given out.
    written: u64,
    files: u64,
    directory: Vec<u8>,
    /// How often each name was given, by the name in lower case: file systems may not know the difference.
    taken: HashMap<String, u32>,
}

/// No archive can hold more: its offsets have 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl Archive {
    /// Gives the bytes of one more mail, which come next in the file.
    ///
    /// `folders` are the names of the folders around it, the outermost first, and `name` is the file's;
    /// both are made safe, and a name that was given before gets a number. What is known of the mail
    /// becomes the file's comment, as the lines that mbox files have. `arrived` is in Unix seconds.
    ///
    /// # Errors
    ///
    /// Where no more fits into any archive.
    pub fn mail(
        &mut self,
        folders: &[&str],
        name: &str,
        raw: &[u8],
        flags: &Flags,
        arrived: i64,
    ) -> Result<Vec<u8>, Full> {
        let path = self.free(path(folders, name));
        let size = u64::try_from(raw.len()).map_err(|_| Full)?;
        let crc = crc32fast::hash(raw);
        let (time, date) = dos_time(arrived);
        let mut about = Vec::with_capacity(26);
        for field in [VERSION, UTF_8, 0, time, date] {
            about.extend(field.to_le_bytes());
        }
        let large = size >= u64::from(ELSEWHERE_32);
        let short = if large { ELSEWHERE_32 } else { low(size) };
        for field in [crc, short, short] {
            about.extend(field.to_le_bytes());
        }
        about.extend(length(path.len()).to_le_bytes());

        let mut local = Vec::with_capacity(raw.len() + path.len() + 60);
        local.extend(b"PK\x03\x04");
        local.extend(&about);
        let extra = extra(&[large.then_some(size), large.then_some(size)]);
        local.extend(length(extra.len()).to_le_bytes());
        local.extend(path.as_bytes());
        local.extend(&extra);
        local.extend_from_slice(raw);

        let far = self.written >= u64::from(ELSEWHERE_32);
        let extra = self::extra(&[large.then_some(size), large.then_some(size), far.then_some(self.written)]);
        let mut comment = flags.lines().join("\n");
        comment.truncate(comment.floor_char_boundary(LONGEST_COMMENT));
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&about);
        self.directory.extend(length(extra.len()).to_le_bytes());
        self.directory.extend(length(comment.len()).to_le_bytes());
        // The first disk, no attributes.
        self.directory.extend([0; 8]);
        let offset = if far { ELSEWHERE_32 } else { low(self.written) };
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(path.as_bytes());
        self.directory.extend(&extra);
        self.directory.extend(comment.as_bytes());

        self.files += 1;
        self.written =
            u64::try_from(local.len()).ok().and_then(|more| self.written.checked_add(more)).ok_or(Full)?;
        Ok(local)
    }

    /// Gives the last bytes: the list of what is in it.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut end = self.directory;
        let (start, size) = (self.written, end.len() as u64);
        let needs_64 = start >= u64::from(ELSEWHERE_32)
            || size >= u64::from(ELSEWHERE_32)
            || self.files >= u64::from(ELSEWHERE_16);
        if needs_64 {
            // The end of the directory with 64 bits (4.3.14), and where it is (4.3.15).
            end.extend(b"PK\x06\x06");
            end.extend(44_u64.to_le_bytes());
            end.extend(VERSION.to_le_bytes());
            end.extend(VERSION.to_le_bytes());
            end.extend([0; 8]);
            for field in [self.files, self.files, size, start] {
                end.extend(field.to_le_bytes());
            }
            end.extend(b"PK\x06\x07\0\0\0\0");
            end.extend(start.saturating_add(size).to_le_bytes());
            end.extend(1_u32.to_le_bytes());
        }
        let files = if needs_64 { ELSEWHERE_16 } else { u16::try_from(self.files).unwrap_or(ELSEWHERE_16) };
        end.extend(b"PK\x05\x06\0\0\0\0");
        end.extend(files.to_le_bytes());
        end.extend(files.to_le_bytes());
        for field in [size, start] {
            end.extend((if needs_64 { ELSEWHERE_32 } else { low(field) }).to_le_bytes());
        }
        end.extend([0; 2]);
        end
    }

    /// The path, or with the next number before its ending.
    fn free(&mut self, path: String) -> String {
        let mut free = path.clone();
        loop {
            let count = self.taken.entry(free.to_lowercase()).or_default();
            *count += 1;
            if *count == 1 {
                return free;
            }
            // Of the name that was asked for, so that the next one goes on from here.
            let number = match self.taken.get_mut(&path.to_lowercase()) {
                Some(asked) if free != path => {
                    *asked += 1;
                    *asked
                }
                Some(asked) => *asked,
                None => 2,
            };
            free = match path.rsplit_once('.').filter(|(stem, _)| !stem.is_empty() && !stem.ends_with('/')) {
                Some((stem, ending)) => format!("{stem} ({number}).{ending}"),
                None => format!("{path} ({number})"),
            };
        }
    }
}

/// Folders and the file, each safe.
fn path(folders: &[&str], name: &str) -> String {
    let mut path = String::new();
    for folder in folders {
        // A folder's name is no path: its slashes part words.
        let folder = file_name::safe(Some(&folder.replace(['/', '\\'], "-")), "");
        if path.len() + folder.len() < LONGEST_PATH {
            path.push_str(&folder);
            path.push('/');
        }
    }
    path + &file_name::safe(Some(&name.replace(['/', '\\'], "-")), "message/rfc822")
}

/// The numbers that are too large for their places; nothing where none is.
fn extra(large: &[Option<u64>]) -> Vec<u8> {
    let numbers: Vec<u8> = large.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
    if numbers.is_empty() {
        return numbers;
    }
    [&ZIP64.to_le_bytes()[..], &length(numbers.len()).to_le_bytes(), &numbers].concat()
}

/// A number that was seen to fit.
fn low(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(ELSEWHERE_32)
}

/// A length that a cap keeps small.
fn length(bytes: usize) -> u16 {
    u16::try_from(bytes).unwrap_or(ELSEWHERE_16)
}

#[cfg(test)]
mod tests {
    use super::{Archive, path};
    use crate::mail::mbox::Flags;
    use crate::mail::zip::{Directory, TAIL};

    #[test]
    fn paths_are_safe() {
        assert_eq!(path(&["Work", "a/b", "..", "con"], "../x\\y.eml"), "Work/a-b/attachment/_con/-x-y.eml");
        assert!(path(&["long"; 1_000], "a.eml").len() < super::LONGEST_PATH + 300);
    }

    #[test]
    fn names_are_told_apart_however_many() {
        let mut archive = Archive::default();
        let names: Vec<String> = ["a.eml", "A.eml", "a (2).eml", "a (2).eml", "a.eml"]
            .iter()
            .map(|name| archive.free((*name).to_owned()))
            .collect();
        let distinct: std::collections::HashSet<_> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
        for _ in 0..50_000 {
            archive.free("a.eml".to_owned());
        }
        assert_eq!(archive.taken.len(), 50_005);
    }

    /// Beyond 4 GiB, without writing as much: only where things are counts.
    #[test]
    fn what_is_far_behind_is_found() {
        const FAR: u64 = 5 << 30;
        let mut archive = Archive { written: FAR, ..Archive::default() };
        let flags = Flags { read: true, ..Flags::default() };
        let mut tail = archive.mail(&["Inbox"], "a.eml", b"mail", &flags, 0).unwrap();
        let size = tail.len() as u64;
        tail.extend(archive.finish());
        let length = FAR + tail.len() as u64;
        assert!(tail.len() < TAIL);
        let directory = Directory::find(&tail, length).unwrap();
        assert_eq!(directory.range.start, FAR + size);
        let at =
            |range: std::ops::Range<u64>| &tail[(range.start - FAR) as usize..(range.end - FAR) as usize];
        let entries = directory.entries(at(directory.range.clone())).unwrap();
        assert_eq!((entries[0].name.as_str(), entries.len()), ("Inbox/a.eml", 1));
        assert_eq!(entries[0].flags, Some(flags));
        let content = entries[0].content(at(entries[0].header())).unwrap();
        assert_eq!(content.unpack(at(content.range.clone()), 100).unwrap(), b"mail");
    }
}
