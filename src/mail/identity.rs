//! Knowing a message again by its header, where the server gives it no name or another one.

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::headers::{Line, field_name, is_folded, line_at};
use super::parts::is_mbox_line;

/// Bytes that count; what follows is not looked at.
const MOST_COUNTED: usize = 256 << 10;
/// Bytes of the content that count where no field does.
const MOST_COUNTED_OF_CONTENT: usize = 1 << 10;

/// What servers add to a message or change in it whenever it is looked at, in lower case.
const CHANGING: [&str; 7] =
    ["content-length", "lines", "status", "x-keywords", "x-status", "x-uid", "x-uidl"];
/// How the names of further such fields begin: X-IMAP and X-IMAPbase, X-Mozilla-Status and others.
const CHANGING_FAMILIES: [&str; 2] = ["x-imap", "x-mozilla-"];

/// A digest over the header of a message: the first half of a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HeaderDigest(pub [u8; 16]);

/// The digest by which a message is known again: the same for all of it (RETR) and for its header
/// alone (TOP with no lines), and from one access to the next.
///
/// What counts are the fields in their order, up to the first empty line after a field. A field's
/// name counts in lower case and its value byte by byte, but for white space: none at the end of a
/// line, one blank for every other run of it, so that folding makes no difference. Line ends (CRLF,
/// LF, CR CR LF), empty lines and mbox's "From " before the header do not count, nor do fields that
/// servers write themselves (Status, X-UIDL, Content-Length and the like). At most the first
/// 256 KiB of what counts are looked at.
///
/// Of a message without a field that counts it is a digest of the first 1 KiB of its content
/// instead. Such messages cannot be told apart, nor known again, by their header alone: see
/// [`tells_its_message`].
pub fn header_digest(raw: &[u8]) -> HeaderDigest {
    let (counted, at) = counted_fields(raw, MOST_COUNTED);
    if counted.room < MOST_COUNTED {
        return counted.digest();
    }
    let mut at = at;
    let mut counted = Counted::new(MOST_COUNTED_OF_CONTENT);
    while let Some(line) = line_at(raw, at).filter(|_| counted.room > 0) {
        if !line.text.trim_ascii().is_empty() {
            counted.line(line.text);
        }
        at = line.next;
    }
    counted.digest()
}

/// Whether a message can be known again by this header alone, as TOP shows it: a field in it counts.
/// What digest the message has cannot be seen otherwise, for its content is in that.
pub fn tells_its_message(header: &[u8]) -> bool {
    // The first byte that counts is enough.
    counted_fields(header, 1).0.room == 0
}

/// What counts in the header, up to so many bytes of it, and where the header ends.
fn counted_fields(raw: &[u8], most: usize) -> (Counted, usize) {
    let mut at = 0;
    while let Some(line) =
        line_at(raw, at).filter(|line| line.text.trim_ascii().is_empty() || is_mbox_line(line.text))
    {
        at = line.next;
    }
    let mut counted = Counted::new(most);
    // Whether the field counts that a folded line goes on.
    let mut open: Option<bool> = None;
    while let Some(Line { text, next }) = line_at(raw, at) {
        // Of CR CR LF one CR is left.
        if text.iter().all(|&byte| byte == b'\r') || counted.room == 0 {
            break;
        }
        if let Some(counts) = open.filter(|_| is_folded(text)) {
            if counts {
                counted.folded(text);
            }
        } else if let Some(name) = field_name(text) {
            let counts = !changes(name.trim_ascii_end());
            open = Some(counts);
            if counts {
                counted.field(name.trim_ascii_end(), text.get(name.len() + 1..).unwrap_or_default());
            }
        } else if open.is_some() {
            open = Some(true);
            counted.line(text);
        } else {
            // A message that begins with anything but a field has no header.
            break;
        }
        at = next;
    }
    (counted, at)
}

/// Whether servers write this field themselves.
fn changes(name: &[u8]) -> bool {
    let family = |family: &&str| {
        name.get(..family.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(family.as_bytes()))
    };
    CHANGING.iter().any(|one| name.eq_ignore_ascii_case(one.as_bytes()))
        || CHANGING_FAMILIES.iter().any(family)
}

/// What counts, on its way into the digest.
struct Counted {
    digest: Context,
    /// Bytes that may still count.
    room: usize,
    line: Vec<u8>,
}

impl Counted {
    fn new(room: usize) -> Self {
        Self { digest: Context::new(&SHA256), room, line: Vec::new() }
    }

    fn field(&mut self, name: &[u8], value: &[u8]) {
        self.line.push(b'\n');
        self.line.extend(name.iter().map(u8::to_ascii_lowercase));
        self.line.push(b':');
        self.folded(value);
    }

    /// Adds a line of its own. No other byte that counts is a line end, so that none is confused.
    fn line(&mut self, text: &[u8]) {
        self.line.push(b'\n');
        self.folded(text);
    }

    /// Adds to the line before: each run of white space as one blank, none at the end.
    fn folded(&mut self, text: &[u8]) {
        let room = self.room;
        let mut words = text.split(u8::is_ascii_whitespace).map(|word| word.get(..room).unwrap_or(word));
        self.line.extend_from_slice(words.next().unwrap_or_default());
        for word in words.filter(|word| !word.is_empty()) {
            if self.line.len() >= room {
                break;
            }
            self.line.push(b' ');
            self.line.extend_from_slice(word);
        }
        self.line.truncate(room);
        self.digest.update(&self.line);
        self.room -= self.line.len();
        self.line.clear();
    }

    fn digest(self) -> HeaderDigest {
        HeaderDigest(self.digest.finish().as_ref().first_chunk().copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{header_digest, tells_its_message};

    const MAIL: &str = "Received: from a by b;\r\n\tThu, 1 Jan 1970 00:00:10 +0000\r\n\
        Subject: One  two\r\nFrom: a@b.c\r\n\r\nbody\r\n";

    #[track_caller]
    fn assert_same(one: &str, other: &str) {
        assert_eq!(header_digest(one.as_bytes()), header_digest(other.as_bytes()), "{one:?} and {other:?}");
    }

    #[track_caller]
    fn assert_differ(one: &str, other: &str) {
        assert_ne!(header_digest(one.as_bytes()), header_digest(other.as_bytes()), "{one:?} and {other:?}");
    }

    #[test]
    fn a_message_and_its_header_alone_are_the_same() {
        let (header, _) = MAIL.split_once("body").unwrap();
        assert_same(MAIL, header);
        assert_same(MAIL, header.trim_end());
        assert_same(MAIL, &MAIL.replace("body", "another body\r\n\r\nSubject: of a mail within"));
        assert_same("Subject: x", "Subject: x\r\n");
    }

    #[test]
    fn line_ends_make_no_difference() {
        assert_same(MAIL, &MAIL.replace("\r\n", "\n"));
        assert_same(MAIL, &MAIL.replace("\r\n", "\r\r\n"));
        assert_same("Hello\r\n\r\nBo\r\n", "Hello\n\nBo\n");
    }

    #[test]
    fn what_servers_write_makes_no_difference() {
        for field in [
            "X-UIDL: 17",
            "x-uid: 4",
            "Status: RO",
            "X-Status: A",
            "X-Keywords:",
            "X-Mozilla-Status: 0001",
            "X-MOZILLA-KEYS: a\r\n b",
            "Content-Length : 5",
            "Lines: 1",
            "X-IMAP: 1 2",
            "X-IMAPbase: 1 2",
        ] {
            assert_same(MAIL, &format!("{field}\r\n{MAIL}"));
            assert_same(MAIL, &MAIL.replacen("Subject", &format!("{field}\r\nSubject"), 1));
            assert_same(MAIL, &MAIL.replacen("\r\n\r\n", &format!("\r\n{field}\r\n\r\n"), 1));
        }
        for field in ["Delivered-To: a@b.c", "X-UIDLS: 17", "X-Ima: 1", "Statu: x", "X-Mailer: x"] {
            assert_differ(MAIL, &format!("{field}\r\n{MAIL}"));
        }
    }

    #[test]
    fn what_stands_around_the_header_makes_no_difference() {
        assert_same(MAIL, &format!("\r\n \r\n{MAIL}"));
        assert_same(MAIL, &format!("From a@b.c Thu Jan  1 00:00:10 1970\n{MAIL}"));
        assert_same(MAIL, &format!("\n>From a\r\nFrom b\r\n\r\n{MAIL}"));
        assert_same(MAIL, &MAIL.replacen("\r\n\r\n", "\r\n\r\n\r\n", 1));
    }

    #[test]
    fn names_have_no_case_and_values_do() {
        assert_same(MAIL, &MAIL.replace("Subject", "sUBJECT"));
        assert_same(MAIL, &MAIL.replace("Subject:", "Subject :"));
        assert_differ(MAIL, &MAIL.replace("One", "one"));
        assert_differ("Subject: caf\u{e9}", "Subject: caf\u{c9}");
    }

    #[test]
    fn white_space_is_one_blank_and_none_at_the_end_of_a_line() {
        assert_same(MAIL, &MAIL.replace("\r\n\tThu", " Thu"));
        assert_same(MAIL, &MAIL.replace("\r\n\tThu", " \t\r\n   Thu"));
        assert_same(MAIL, &MAIL.replace("One  two", "One two \t"));
        assert_same(MAIL, &MAIL.replace("One  two", "One\r\n \r\n two"));
        assert_differ(MAIL, &MAIL.replace("One  two", "Onetwo"));
    }

    #[test]
    fn every_line_and_their_order_count() {
        assert_differ(MAIL, &MAIL.replace(":10 +0000", ":11 +0000"));
        assert_differ("A: 1\nB: 2\n\n", "B: 2\nA: 1\n\n");
        assert_differ("A: 1\nB: 2\n\n", "A: 1 B: 2\n\n");
        assert_differ("A: 1\nno field\n\n", "A: 1\n\n");
        assert_differ("Status: x\nA: 1\n\n", "Status: x\n A: 1\n\n");
        assert_differ("A:\n\n", "B:\n\n");
    }

    #[test]
    fn only_the_first_of_a_very_long_header_counts() {
        let long = |size: usize, last: &str| format!("A: {}{last}\n\n", "x".repeat(size));
        assert_differ(&long(super::MOST_COUNTED - 5, "a"), &long(super::MOST_COUNTED - 5, "b"));
        assert_same(&long(super::MOST_COUNTED, "a"), &long(super::MOST_COUNTED, "b"));
    }

    #[test]
    fn without_a_header_the_first_of_the_content_counts() {
        assert_differ("Hello Bo\r\nhow are you?", "Hello Bo\r\nwhere are you?");
        assert_differ("\r\none", "\r\ntwo");
        assert_same("Hello\r\n", "Status: RO\r\nX-UIDL: 3\r\n\r\nHello\r\n");
        let long = |last: &str| format!("{}{last}", "word ".repeat(300));
        assert_same(&long("a"), &long("b"));
        assert_same("", "\r\n");
    }

    #[test]
    fn a_header_without_a_field_that_counts_tells_nothing() {
        for header in
            ["", "\r\n", "From a\r\n\r\n", "Status: RO\r\nX-UIDL: 3\r\n\r\n", "no field\r\nA: b\r\n\r\n"]
        {
            assert!(!tells_its_message(header.as_bytes()), "{header:?}");
        }
        for header in ["A:\r\n\r\n", "\r\nA: b\r\n\r\n", "Status: RO\r\nA: b\r\n\r\n", MAIL] {
            assert!(tells_its_message(header.as_bytes()), "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_the_same_alone_and_with_a_body(
            header in "([A-Za-z-]{1,8}[ ]?:|Status:|From |[ \t]|\r\n|[a-z(,;]|\\PC){0,40}",
            body in "\\PC{0,20}",
        ) {
            let header = format!("A: b\r\n{}", header.replace("\r\n\r\n", "\r\n"));
            let header = header.trim_end_matches("\r\n");
            let whole = format!("{header}\r\n\r\n{body}");
            prop_assert_eq!(header_digest(whole.as_bytes()), header_digest(header.as_bytes()));
            prop_assert!(tells_its_message(header.as_bytes()));
        }

        #[test]
        fn any_bytes_have_a_digest(raw in proptest::collection::vec(any::<u8>(), 0..200)) {
            header_digest(&raw);
        }
    }
}
