//! The header block of a message or a part (RFC 5322, section 2.2), read lazily and within caps.
//!
//! Finding the fields is ours, so that the cost is one pass whatever the sender wrote; reading a
//! field's value is mail-parser's.

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;
use mail_parser::{Address, HeaderValue};
use memchr::memchr;

use super::date;
use super::decode;
use super::display;
use super::encoded_words;
use super::envelope::Mailbox;
pub(crate) use super::parameters::Parameterised;

/// Fields of one block beyond this many are not looked at.
const MOST_FIELDS: usize = 1_000;
/// Bytes of a field that holds text or one value.
const LONGEST_FIELD: usize = 4 << 10;
/// Bytes of a field that holds addresses or message ids.
const LONGEST_LIST: usize = 64 << 10;
/// Mailboxes read from the fields of one name.
const MOST_MAILBOXES: usize = 1_000;
/// Characters of a mailbox's name.
const LONGEST_NAME: usize = 200;
/// Bytes of an address: RFC 5321 allows 64 + 1 + 255. A longer one is dropped, not cut, for a
/// cut address is somebody else's.
const LONGEST_ADDRESS: usize = 320;
/// Message ids read from one field: the first, which names the thread, and the latest.
const MOST_IDS: usize = 100;
/// Bytes of a message id; a longer one is dropped.
const LONGEST_ID: usize = 998;

/// One line of `raw`: where it ends without its line end, and where the next begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'x> {
    pub(crate) text: &'x [u8],
    pub(crate) next: usize,
}

/// The line that begins at `from`; none at the end of `raw`.
pub(crate) fn line_at(raw: &[u8], from: usize) -> Option<Line<'_>> {
    let rest = raw.get(from..).filter(|rest| !rest.is_empty())?;
    let length = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    let text = rest.get(..length)?;
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    Some(Line { text, next: from + length })
}

/// The fields of a block, in order.
#[derive(Debug, Default)]
pub(crate) struct Headers<'x> {
    fields: Vec<(&'x [u8], &'x [u8])>,
    /// What bytes that are no UTF-8 are read as: the charset of the body, most likely.
    charset: Option<String>,
}

impl<'x> Headers<'x> {
    /// Reads the block that begins at `from`; gives it and the place where the body begins.
    ///
    /// The block ends at an empty line, before a line that `ends` says is a part's boundary, or
    /// at once where the very first line is no field. Later lines that are no field are skipped.
    pub(crate) fn parse(raw: &'x [u8], from: usize, ends: impl Fn(&[u8]) -> bool) -> (Self, usize) {
        let mut headers = Self::default();
        let mut at = from;
        // The field being read: its name, and where its value begins.
        let mut open: Option<(&[u8], usize)> = None;
        while let Some(line) = line_at(raw, at) {
            if !(open.is_some() && is_folded(line.text)) {
                headers.close(raw, open.take(), at);
                if line.text.is_empty() {
                    return (headers, line.next);
                }
                if ends(line.text) {
                    return (headers, at);
                }
                match field_name(line.text) {
                    Some(name) => open = Some((name, at + name.len())),
                    None if at == from => return (headers, at),
                    None => {}
                }
            }
            at = line.next;
        }
        headers.close(raw, open, at);
        (headers, at)
    }

    fn close(&mut self, raw: &'x [u8], open: Option<(&'x [u8], usize)>, end: usize) {
        if let Some((name, start)) = open
            && self.fields.len() < MOST_FIELDS
            && let Some(value) = raw.get(start..end)
        {
            let value = value.trim_ascii_start();
            self.fields.push((name.trim_ascii_end(), value.strip_prefix(b":").unwrap_or(value)));
        }
    }

    pub(crate) fn assume_charset(&mut self, charset: Option<&str>) {
        self.charset = charset.map(str::to_owned);
    }

    /// Names and values, in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'x [u8], &'x [u8])> {
        self.fields.iter().copied()
    }

    /// Whether there may be more fields than are looked at.
    pub(crate) fn is_full(&self) -> bool {
        self.fields.len() >= MOST_FIELDS
    }

    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &'x [u8]> {
        self.fields
            .iter()
            .filter(move |(field, _)| field.eq_ignore_ascii_case(name.as_bytes()))
            .map(|&(_, value)| value)
    }

    /// A value as mail-parser wants it: UTF-8, not longer than `longest`, with a line end.
    fn prepared<'v>(&self, value: &'v [u8], longest: usize) -> Cow<'v, [u8]> {
        let line = value.trim_ascii_start();
        let end = line.get(line.trim_ascii_end().len()..);
        // It is already. mail-parser skips a CR wherever it stands.
        if matches!(end, Some(b"\n" | b"\r\n")) && line.len() <= longest && line.is_ascii() {
            return Cow::Borrowed(line);
        }
        let cut = value.len() > longest;
        let value = value.get(..longest).unwrap_or(value).trim_ascii();
        let mut prepared = match (std::str::from_utf8(value), self.charset.as_deref()) {
            (Ok(_), _) => value.to_vec(),
            (Err(end), _) if cut && end.error_len().is_none() => {
                value.get(..end.valid_up_to()).unwrap_or_default().to_vec()
            }
            (Err(_), Some(charset)) => decode::text(value, Some(charset)).into_bytes(),
            (Err(_), None) => decode::windows_1252(value).into_bytes(),
        };
        prepared.push(b'\n');
        Cow::Owned(prepared)
    }

    /// The first field of this name as text, its encoded words (RFC 2047) decoded.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        Some(self.decoded(self.all(name).next()?)).filter(|text| !text.is_empty())
    }

    /// The value of a field of this block as text on one line, its encoded words decoded; at most 4 KiB of
    /// it.
    pub(crate) fn decoded(&self, value: &[u8]) -> String {
        encoded_words::decode(&self.line(value))
    }

    fn line(&self, value: &[u8]) -> String {
        self.on_one_line(value, LONGEST_FIELD)
    }

    /// A field's value on one line, of `longest` of its bytes.
    pub(crate) fn on_one_line(&self, value: &[u8], longest: usize) -> String {
        let value = self.prepared(value, longest);
        let value = String::from_utf8_lossy(&value);
        let lines: Vec<&str> = value.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join(" ")
    }

    /// The mailboxes of all fields of this name, groups taken apart.
    pub(crate) fn mailboxes(&self, name: &str) -> Vec<Mailbox> {
        let mut mailboxes = Vec::new();
        for value in self.all(name) {
            let value = quoted_within(joined_words(self.prepared(value, LONGEST_LIST)));
            let HeaderValue::Address(addresses) = MessageStream::new(&value).parse_address() else {
                continue;
            };
            let list = match addresses {
                Address::List(list) => list,
                Address::Group(groups) => groups.into_iter().flat_map(|group| group.addresses).collect(),
            };
            let room = MOST_MAILBOXES.saturating_sub(mailboxes.len());
            mailboxes.extend(
                list.iter().filter_map(|one| mailbox(one.name.as_deref(), one.address.as_deref())).take(room),
            );
        }
        mailboxes
    }

    /// The message ids of the first field of this name, without their angle brackets.
    pub(crate) fn ids(&self, name: &str) -> Vec<String> {
        let Some(value) = self.all(name).next() else { return Vec::new() };
        // The end of a long list names the nearest ancestors: cut from the front.
        let value = value.get(value.len().saturating_sub(LONGEST_LIST)..).unwrap_or(value);
        let value = self.prepared(value, LONGEST_LIST);
        let ids = match MessageStream::new(&value).parse_id() {
            HeaderValue::Text(id) => vec![id],
            HeaderValue::TextList(ids) => ids,
            _ => Vec::new(),
        };
        let mut ids: Vec<String> = ids
            .iter()
            .map(|id| display::address(id))
            .filter(|id| !id.is_empty() && id.len() <= LONGEST_ID)
            .collect();
        if ids.len() > MOST_IDS {
            ids.drain(1..ids.len() - (MOST_IDS - 1));
        }
        ids
    }

    /// The first field of this name as a date, in Unix seconds.
    pub(crate) fn date(&self, name: &str) -> Option<i64> {
        timestamp(&self.prepared(self.all(name).next()?, LONGEST_FIELD))
    }

    /// When the last server on the way took the mail: the date of the topmost Received.
    pub(crate) fn received(&self) -> Option<i64> {
        let value = self.prepared(self.all("received").next()?, LONGEST_FIELD);
        timestamp(value.rsplit(|&byte| byte == b';').next()?)
    }

    /// The first field of this name as a value with parameters (RFC 2045, RFC 2231).
    pub(crate) fn parameterised(&self, name: &str) -> Option<Parameterised> {
        Some(Parameterised::parse(&self.line(self.all(name).next()?)))
    }
}

/// Fields of which every mail has one, in lower case.
const TELLING: [&str; 7] = ["from", "date", "message-id", "received", "return-path", "subject", "to"];
/// Lines that are looked at to find one of them.
const MOST_LINES: usize = 500;

/// Whether a file that begins so is a mail: it begins with a header, and one of its fields is a mail's.
pub fn is_mail(start: &[u8]) -> bool {
    let mut at = 0;
    for number in 0..MOST_LINES {
        let Some(line) = line_at(start, at).filter(|line| !line.text.is_empty()) else { return false };
        let name = field_name(line.text);
        // A field, or more of the one before.
        if name.is_none() && (number == 0 || !is_folded(line.text)) {
            return false;
        }
        if name.is_some_and(|name| {
            TELLING.iter().any(|known| name.trim_ascii_end().eq_ignore_ascii_case(known.as_bytes()))
        }) {
            return true;
        }
        at = line.next;
    }
    false
}

/// Whether a line goes on with the field of the line before.
pub(crate) fn is_folded(line: &[u8]) -> bool {
    line.starts_with(b" ") || line.starts_with(b"\t")
}

/// The name at the start of a line that is a field: up to the colon, without it.
pub(crate) fn field_name(line: &[u8]) -> Option<&[u8]> {
    let name = line.get(..memchr(b':', line)?)?;
    let token = name.trim_ascii_end();
    (!token.is_empty() && token.iter().all(u8::is_ascii_graphic)).then_some(name)
}

/// mail-parser decodes one word at a time.
fn joined_words(value: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match std::str::from_utf8(&value) {
        Ok(text) if text.matches("=?").nth(1).is_some() => {
            Cow::Owned(encoded_words::joined(text).into_bytes())
        }
        _ => value,
    }
}

/// mail-parser takes a bracket within quotes for the end of an address that begins with a quoted string:
/// `<"a@b.example> "@c.example>` is of c.example (RFC 5322, section 3.4.1). Such brackets are left out.
fn quoted_within(value: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let (mut is_quoted, mut is_within, mut is_escaped) = (false, false, false);
    let mut is_kept = |&byte: &u8| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match byte {
            b'\\' if is_quoted && !was_escaped => is_escaped = true,
            b'"' if !was_escaped => is_quoted = !is_quoted,
            b'<' | b'>' if is_quoted => return !is_within,
            b'<' => is_within = true,
            b'>' => is_within = false,
            _ => {}
        }
        true
    };
    let kept: Vec<u8> = value.iter().copied().filter(&mut is_kept).collect();
    // A quotation mark that is alone is a letter.
    if is_quoted || kept.len() == value.len() { value } else { Cow::Owned(kept) }
}

fn mailbox(name: Option<&str>, address: Option<&str>) -> Option<Mailbox> {
    let name =
        name.map(|name| if name.contains("=?") { encoded_words::decode(name) } else { name.to_owned() });
    let name = name.map(|name| display::line(&name, LONGEST_NAME)).filter(|name| !name.is_empty());
    let mut address = display::address(address.unwrap_or_default());
    // What stands in quotes before the @ is no name.
    let name = match name {
        Some(local) if address.starts_with('@') => {
            address = format!("\"{}\"{address}", display::address(&local));
            None
        }
        name => name,
    };
    if address.len() > LONGEST_ADDRESS || (name.is_none() && address.is_empty()) {
        return None;
    }
    Some(Mailbox { name: name.filter(|name| *name != address), address })
}

fn timestamp(value: &[u8]) -> Option<i64> {
    date::parse(&String::from_utf8_lossy(value))
}

#[cfg(test)]
mod tests {
    use super::Headers;

    fn headers(block: &str) -> Headers<'_> {
        Headers::parse(block.as_bytes(), 0, |_| false).0
    }

    #[test]
    fn folded_and_odd_lines_are_read() {
        let block = "Subject : one\r\n two\r\nno field here\r\nTO: a@b.c\r\n\r\nbody";
        let (headers, body) = Headers::parse(block.as_bytes(), 0, |_| false);
        assert_eq!(headers.text("subject").as_deref(), Some("one two"));
        assert_eq!(headers.mailboxes("to").len(), 1);
        assert_eq!(block.get(body..), Some("body"));
    }

    #[test]
    fn dates_are_unix_seconds() {
        let at = |value: &str| headers(&format!("Date: {value}\n\n")).date("date");
        assert_eq!(at("Thu, 1 Jan 1970 01:00:00 +0100"), Some(0));
        assert_eq!(at("1 Jan 70 00:00:60 GMT (UTC)"), Some(59));
        assert_eq!(at("Fri, 21 Nov 1997 09:55:06 -0600"), Some(880_127_706));
        assert_eq!(at("Thu, 1 Jan 1970 00:00:05"), Some(5), "without a zone it is UTC");
        assert_eq!(at("Thu, 22 Aug 0102 12:07:35 +0800"), at("22 Aug 2002 12:07:35 +0800"));
        assert_eq!(at("some day"), None);
        let received = "Received: from a (b; c) by d; Thu, 1 Jan 1970 00:00:07 +0000\nReceived: x; y\n\n";
        assert_eq!(headers(received).received(), Some(7));
    }

    #[test]
    fn a_long_list_of_ids_keeps_its_first_and_its_latest() {
        let list = (0..500).map(|n| format!("<{n}@x>")).collect::<Vec<_>>().join("\r\n ");
        let ids = headers(&format!("References: {list}\r\n\r\n")).ids("references");
        assert_eq!(ids.len(), 100);
        assert_eq!(ids.first().map(String::as_str), Some("0@x"));
        assert_eq!(ids.last().map(String::as_str), Some("499@x"));
    }

    #[test]
    fn an_address_too_long_to_be_one_is_dropped_whole() {
        let list = format!("To: {}@example.org, b@example.org\n\n", "a".repeat(400));
        let to = headers(&list).mailboxes("to");
        assert_eq!(to.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), ["b@example.org"]);
    }

    #[test]
    fn bytes_without_a_charset_are_read_as_the_body_is() {
        let mut block = Headers::parse(b"Subject: \xcf\xf0\xe8\r\n\r\n", 0, |_| false).0;
        assert_eq!(block.text("subject").as_deref(), Some("Ïðè"));
        block.assume_charset(Some("windows-1251"));
        assert_eq!(block.text("subject").as_deref(), Some("При"));
    }
}
