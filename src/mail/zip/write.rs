//! A ZIP file of files as they are, not compressed: attachments mostly are compressed already.

use std::collections::HashSet;

use crate::mail::calendar::civil;

/// The most files of one archive: their number has 16 bits.
const MOST_FILES: usize = 60_000;
/// Names are UTF-8 (general purpose bit 11).
pub(super) const UTF_8: u16 = 1 << 11;
/// What it takes to read the archive: version 2.0.
const VERSION: u16 = 20;

/// Packs files under their names into one archive, in order. Of files with the same name, as file
/// systems without regard to case see it, the later ones get a number.
///
/// `modified` is the time that all of them get, in Unix seconds. Nothing where there are too many
/// files, or more than 4 GiB of them.
pub fn zip(files: &[(String, Vec<u8>)], modified: Option<i64>) -> Option<Vec<u8>> {
    let total: usize = files.iter().map(|(name, content)| content.len() + 2 * name.len() + 200).sum();
    // Offsets and sizes have 32 bits.
    if files.len() > MOST_FILES || u32::try_from(total).is_err() {
        return None;
    }
    let (time, date) = dos_time(modified.unwrap_or_default());
    let mut archive = Vec::with_capacity(total);
    let mut directory = Vec::new();
    let mut taken = HashSet::new();
    for (name, content) in files {
        let name = free_name(name, &mut taken);
        let offset = u32::try_from(archive.len()).ok()?;
        let size = u32::try_from(content.len()).ok()?;
        let mut about = Vec::with_capacity(26);
        for field in [VERSION, UTF_8, 0, time, date] {
            about.extend(field.to_le_bytes());
        }
        for field in [crc32fast::hash(content), size, size] {
            about.extend(field.to_le_bytes());
        }
        about.extend(u16::try_from(name.len()).ok()?.to_le_bytes());
        about.extend([0; 2]);

        archive.extend(b"PK\x03\x04");
        archive.extend(&about);
        archive.extend(name.as_bytes());
        archive.extend(content);

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&about);
        // No comment, the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(archive.len()).ok()?;
    let count = u16::try_from(files.len()).ok()?;
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(u32::try_from(directory.len()).ok()?.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    Some(archive)
}

/// The name, or the first of "name (2).txt", "name (3).txt" and so on that is free.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut free = name.to_owned();
    let mut number = 1;
    while !taken.insert(free.to_lowercase()) {
        number += 1;
        free = format!("{stem} ({number}){ending}");
    }
    free
}

/// A time of day and a date as MS-DOS has them, in UTC; they begin with the year 1980.
pub(super) fn dos_time(seconds: i64) -> (u16, u16) {
    let days = seconds.div_euclid(86_400);
    let of_day = u32::try_from(seconds.rem_euclid(86_400)).unwrap_or_default();
    let (year, month, day) = civil(days);
    if !(1980..=2107).contains(&year) {
        return (0, 1 << 5 | 1);
    }
    let time = (of_day / 3600) << 11 | (of_day / 60 % 60) << 5 | (of_day % 60 / 2);
    let date = (year - 1980) << 9 | month << 5 | day;
    (u16::try_from(time).unwrap_or_default(), u16::try_from(date).unwrap_or(1 << 5 | 1))
}

#[cfg(test)]
mod tests {
    use super::super::{Entries, entries};
    use super::{dos_time, zip};

    #[test]
    fn files_of_one_name_are_told_apart() {
        let files =
            ["a.txt", "A.TXT", "a (2).txt", "b", "b", ".c", ".c"].map(|name| (name.to_owned(), vec![1]));
        let archive = zip(&files, None).expect("small enough");
        let Entries::Listed(names) = entries(&archive) else { panic!("a list of names") };
        assert_eq!(names, ["a.txt", "A (2).TXT", "a (2) (2).txt", "b", "b (2)", ".c", ".c (2)"]);
    }

    #[test]
    fn times_are_those_of_dos() {
        let days = |year: u16, month: u16, day: u16| (year - 1980) << 9 | month << 5 | day;
        assert_eq!(dos_time(1_709_210_096), (12 << 11 | 34 << 5 | (56 / 2), days(2024, 2, 29)));
        assert_eq!(dos_time(0), (0, days(1980, 1, 1)));
        assert_eq!(dos_time(i64::MAX).1, days(1980, 1, 1));
    }
}
