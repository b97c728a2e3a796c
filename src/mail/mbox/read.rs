//! Reading mbox as it comes in: ours, and that of other programs.

use std::fmt;

use memchr::memchr;

use super::flags::Flags;
use super::{ADDED, NO_LAST_END};

/// Bytes of one mail; a larger one is left out, and said to be.
pub const LARGEST_MAIL: usize = 256 << 20;
/// Bytes of a line that may part mails.
const LONGEST_SEPARATOR: usize = 1_000;
/// Lines that may have been added before a mail.
const MOST_ADDED: usize = 8;

/// A mail from an mbox file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The mail: where we wrote the file, byte for byte as it was.
    pub raw: Vec<u8>,
    /// What the file says of it.
    pub flags: Flags,
}

/// Why something in an mbox file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It does not begin as mbox files do: nothing of it is read.
    NotMbox,
    /// One mail is larger than [`LARGEST_MAIL`]; reading goes on behind it.
    TooLarge,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotMbox => "this is no mbox file: it does not begin with \"From \"",
            Self::TooLarge => "a mail of more than 256 MB was left out",
        })
    }
}

impl std::error::Error for Unreadable {}

/// Reads an mbox file piece by piece.
#[derive(Debug)]
pub struct Reader {
    state: State,
    /// A line whose end has not come yet.
    line: Vec<u8>,
    /// The mail being read, without quotes.
    mail: Vec<u8>,
    largest: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Mail,
    /// Of a mail that is too large.
    Skipping,
    NotMbox,
}

impl Default for Reader {
    fn default() -> Self {
        Self::with_largest(LARGEST_MAIL)
    }
}

impl Reader {
    /// One that leaves out mails of more than so many bytes.
    #[must_use]
    pub const fn with_largest(largest: usize) -> Self {
        Self { state: State::Start, line: Vec::new(), mail: Vec::new(), largest }
    }

    /// Takes the next piece of the file; gives the mails that end in it.
    pub fn push(&mut self, mut piece: &[u8]) -> Vec<Result<Imported, Unreadable>> {
        let mut found = Vec::new();
        while let Some((line, rest)) = memchr(b'\n', piece).and_then(|end| piece.split_at_checked(end + 1)) {
            piece = rest;
            if self.line.is_empty() {
                self.take(line, &mut found);
            } else {
                let mut whole = std::mem::take(&mut self.line);
                whole.extend_from_slice(line);
                self.take(&whole, &mut found);
                // Its memory serves the next.
                whole.clear();
                self.line = whole;
            }
        }
        self.keep(piece, &mut found);
        found
    }

    /// The file is over; gives the last mail.
    pub fn finish(mut self) -> Option<Result<Imported, Unreadable>> {
        let mut found = Vec::new();
        let last = std::mem::take(&mut self.line);
        if !last.is_empty() {
            self.take(&last, &mut found);
        }
        // A separator without a line end behind it ends a mail and begins an empty one.
        found.pop().or_else(|| self.end())
    }

    /// Keeps the beginning of a line, unless it is of nothing that is wanted.
    fn keep(&mut self, piece: &[u8], found: &mut Vec<Result<Imported, Unreadable>>) {
        let is_wanted = match self.state {
            State::Start | State::Mail => true,
            State::Skipping => self.line.len() < LONGEST_SEPARATOR,
            State::NotMbox => false,
        };
        if is_wanted {
            self.line.extend_from_slice(piece);
        }
        let is_no_start = |line: &[u8]| {
            !b"From ".starts_with(line.get(..5).unwrap_or(line)) || line.len() > LONGEST_SEPARATOR
        };
        if self.state == State::Start && is_no_start(&self.line) {
            self.refuse(found);
        } else if self.state == State::Mail && self.mail.len() + self.line.len() > self.largest {
            self.skip(found);
        }
    }

    /// Takes a whole line, its end included.
    fn take(&mut self, line: &[u8], found: &mut Vec<Result<Imported, Unreadable>>) {
        match self.state {
            State::NotMbox => {}
            State::Start if line.starts_with(b"From ") => self.state = State::Mail,
            State::Start => self.refuse(found),
            State::Mail | State::Skipping if is_separator(line) => {
                found.extend(self.end());
                self.state = State::Mail;
            }
            State::Skipping => {}
            State::Mail => {
                self.mail.extend_from_slice(unquoted(line));
                if self.mail.len() > self.largest {
                    self.skip(found);
                }
            }
        }
    }

    fn refuse(&mut self, found: &mut Vec<Result<Imported, Unreadable>>) {
        self.state = State::NotMbox;
        self.line = Vec::new();
        found.push(Err(Unreadable::NotMbox));
    }

    fn skip(&mut self, found: &mut Vec<Result<Imported, Unreadable>>) {
        self.state = State::Skipping;
        self.mail = Vec::new();
        self.line.truncate(LONGEST_SEPARATOR);
        found.push(Err(Unreadable::TooLarge));
    }

    /// The mail that was read until here.
    fn end(&mut self) -> Option<Result<Imported, Unreadable>> {
        let mail = std::mem::take(&mut self.mail);
        match self.state {
            State::Mail => Some(Ok(imported(mail))),
            State::Start => Some(Err(Unreadable::NotMbox)),
            State::Skipping | State::NotMbox => None,
        }
    }
}

/// Whether a line parts mails: it names a sender and a time. In mail that others did not quote, lines that
/// merely begin with the word stay.
fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ").filter(|rest| rest.len() <= LONGEST_SEPARATOR) else {
        return false;
    };
    let digits = |word: &[u8], count: usize| word.len() == count && word.iter().all(u8::is_ascii_digit);
    let words = || rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let is_clock = |word: &[u8]| {
        let mut parts = word.split(|&byte| byte == b':');
        parts.next().is_some_and(|hour| digits(hour, 2))
            && parts.next().is_some_and(|minute| digits(minute, 2))
    };
    words().any(is_clock) && words().any(|word| digits(word, 4))
}

/// A line without one of the quotes that were put before `From `.
fn unquoted(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|&&byte| byte == b'>').count();
    match line.strip_prefix(b">") {
        Some(less) if line.get(quotes..).is_some_and(|rest| rest.starts_with(b"From ")) => less,
        _ => line,
    }
}

/// A mail without what was put around it.
fn imported(mut mail: Vec<u8>) -> Imported {
    // The empty line before the next separator. Some programs leave it out at the end of a file.
    for end in [b"\r\n".as_slice(), b"\n"] {
        let before = mail.strip_suffix(end);
        if let Some(length) =
            before.filter(|before| before.is_empty() || before.ends_with(b"\n")).map(<[u8]>::len)
        {
            mail.truncate(length);
            break;
        }
    }
    match added(&mail) {
        Some(added) => {
            if !added.has_last_end && mail.ends_with(b"\n") {
                mail.pop();
            }
            let raw = mail.split_off(added.length.min(mail.len()));
            Imported { raw, flags: added.flags }
        }
        None => {
            let flags = Flags::of(&mail);
            Imported { raw: mail, flags }
        }
    }
}

/// What we put before a mail.
struct Added {
    length: usize,
    flags: Flags,
    has_last_end: bool,
}

fn added(mail: &[u8]) -> Option<Added> {
    let mut lines = mail.split_inclusive(|&byte| byte == b'\n');
    let first = lines.next()?;
    let note = first.strip_prefix(ADDED)?.trim_ascii_end();
    let (count, has_last_end) = match note.strip_suffix(NO_LAST_END) {
        Some(count) => (count, false),
        None => (note, true),
    };
    let count: usize = std::str::from_utf8(count).ok()?.parse().ok().filter(|&count| count <= MOST_ADDED)?;
    let mut added = Added { length: first.len(), flags: Flags::default(), has_last_end };
    for line in lines.take(count) {
        // Other programs may have taken away their fields, to write them elsewhere.
        if !added.flags.take(line.trim_ascii_end()) {
            break;
        }
        added.length += line.len();
    }
    Some(added)
}

#[cfg(test)]
mod tests {
    use super::{Reader, Unreadable};

    fn read(file: &str) -> Vec<Result<String, Unreadable>> {
        let mut reader = Reader::with_largest(100);
        let mut found = reader.push(file.as_bytes());
        found.extend(reader.finish());
        found.into_iter().map(|one| one.map(|mail| String::from_utf8(mail.raw).unwrap())).collect()
    }

    const FROM: &str = "From a@x Fri Jan  1 00:00:00 2021\n";

    #[test]
    fn files_of_other_programs_are_read() {
        let ok = |text: &str| Ok(text.to_owned());
        let two = format!("{FROM}A: 1\n\nFrom time to time\n>From b\n\n{FROM}B: 2\n\nlast");
        assert_eq!(read(&two), [ok("A: 1\n\nFrom time to time\nFrom b\n"), ok("B: 2\n\nlast")]);
        assert_eq!(read(&format!("{FROM}a\n{FROM}b\n\n")), [ok("a\n"), ok("b\n")], "no empty line between");
        assert_eq!(read("From somebody\na\r\n\r\n"), [ok("a\r\n")], "the first line has no time");
        assert_eq!(read("Subject: a\n\nb"), [Err(Unreadable::NotMbox)]);
        assert_eq!(read(""), [Err(Unreadable::NotMbox)]);
        assert_eq!(read("Fro"), [Err(Unreadable::NotMbox)]);
    }

    #[test]
    fn what_is_too_large_is_left_out_alone() {
        let long = "x".repeat(200);
        for body in [format!("{long}\n"), "line\n".repeat(50), long] {
            let found = read(&format!("{FROM}{body}\n{FROM}small\n\n"));
            assert_eq!(found, [Err(Unreadable::TooLarge), Ok("small\n".to_owned())]);
        }
    }
}
