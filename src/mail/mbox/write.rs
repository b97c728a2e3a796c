//! Writing mbox: an entry a mail, one after another.

use memchr::memchr;

use super::flags::Flags;
use super::{ADDED, NO_LAST_END};
use crate::mail::calendar::civil;
use crate::mail::headers::line_at;

/// Bytes of an address (RFC 5321).
const LONGEST_SENDER: usize = 320;

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A mail and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept<'m> {
    /// The mail, byte for byte.
    pub raw: &'m [u8],
    /// What is known besides.
    pub flags: &'m Flags,
    /// The address of who sent it.
    pub sender: &'m str,
    /// When it arrived, in Unix seconds.
    pub arrived: i64,
}

/// A mail as it stands in an mbox file. A file is any number of them, so that each can be written and forgotten
/// before the next is read.
#[must_use]
pub fn entry(mail: &Kept<'_>) -> Vec<u8> {
    let raw = mail.raw;
    let first = memchr(b'\n', raw).and_then(|end| raw.get(..end));
    let line_end: &[u8] = if first.is_some_and(|line| line.ends_with(b"\r")) { b"\r\n" } else { b"\n" };
    let flags = mail.flags.lines();
    let has_last_end = raw.is_empty() || raw.ends_with(b"\n");

    let mut written = Vec::with_capacity(raw.len() + 200);
    let mut add = |pieces: &[&[u8]]| pieces.iter().for_each(|piece| written.extend_from_slice(piece));
    add(&[b"From ", sender(mail.sender).as_bytes(), b" ", time(mail.arrived).as_bytes(), line_end]);
    let note = if has_last_end { b"".as_slice() } else { NO_LAST_END };
    add(&[ADDED, flags.len().to_string().as_bytes(), note, line_end]);
    flags.iter().for_each(|line| add(&[line.as_bytes(), line_end]));

    let mut at = 0;
    while let Some(line) = line_at(raw, at) {
        let whole = raw.get(at..line.next).unwrap_or_default();
        add(&[if is_quotable(whole) { b">" } else { b"" }, whole]);
        at = line.next;
    }
    add(&[if has_last_end { b"" } else { b"\n" }, line_end]);
    written
}

/// Whether a line begins as a separator does, or as one that is quoted.
fn is_quotable(line: &[u8]) -> bool {
    let quotes = line.iter().take_while(|&&byte| byte == b'>').count();
    line.get(quotes..).is_some_and(|rest| rest.starts_with(b"From "))
}

/// One word.
fn sender(address: &str) -> &str {
    let is_word =
        (1..=LONGEST_SENDER).contains(&address.len()) && address.bytes().all(|byte| byte.is_ascii_graphic());
    if is_word { address } else { "MAILER-DAEMON" }
}

/// As asctime writes it, in UTC: `Fri Jan  1 00:00:00 2021`.
fn time(seconds: i64) -> String {
    // Years of four digits.
    let seconds = seconds.clamp(0, 253_402_300_799);
    let days = seconds.div_euclid(86_400);
    let (year, month, day) = civil(days);
    let name =
        |names: &[&'static str], at: Option<usize>| at.and_then(|at| names.get(at)).copied().unwrap_or("Jan");
    let weekday = name(&DAYS, usize::try_from(days.rem_euclid(7)).ok());
    let month = name(&MONTHS, usize::try_from(month).ok().and_then(|month| month.checked_sub(1)));
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{weekday} {month} {day:2} {hour:02}:{minute:02}:{second:02} {year:04}")
}

#[cfg(test)]
mod tests {
    use super::{Flags, Kept, entry, time};

    #[test]
    fn an_entry_is_what_other_clients_read() {
        let flags = Flags { read: true, starred: true, answered: false, tags: vec!["to do".to_owned()] };
        let raw = b"Subject: a\r\n\r\nFrom here\r\n>From there";
        let mail = Kept { raw, flags: &flags, sender: "a@x.example", arrived: 1_609_459_200 };
        assert_eq!(
            String::from_utf8(entry(&mail)).unwrap(),
            "From a@x.example Fri Jan  1 00:00:00 2021\r\n\
             X-Restante-Added: 3; last line without end\r\nStatus: RO\r\nX-Status: F\r\nX-Keywords: to%20do\r\n\
             Subject: a\r\n\r\n>From here\r\n>>From there\n\r\n"
        );
    }

    #[test]
    fn times_are_those_of_asctime() {
        assert_eq!(time(0), "Thu Jan  1 00:00:00 1970");
        assert_eq!(time(1_709_210_096), "Thu Feb 29 12:34:56 2024");
        assert_eq!(time(i64::MIN), time(0));
        assert_eq!(time(i64::MAX), "Fri Dec 31 23:59:59 9999");
    }
}
