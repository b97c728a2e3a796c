//! The MIME structure of a message (RFC 2046): one pass over the lines, one flat list of parts.
//!
//! mail-parser's own walk looks for a boundary anywhere in a line, starts over where one is
//! missing, and holds messages within messages as nested values: a hostile mail makes the first
//! wrong, the second quadratic and the third overflow the stack. Here a boundary is a whole
//! line, nothing is read twice and nothing nests.

use std::borrow::Cow;

use memchr::memmem;

use super::decode::Encoding;
use super::headers::{Headers, Line, Parameterised, line_at};

/// Parts of one mail; what comes after them is left out and the mail counts as not complete.
const MOST_PARTS: usize = 1_000;
/// Multiparts and messages within one another; deeper ones are leaves, not looked into.
const DEEPEST: usize = 50;
/// Bytes of a boundary: RFC 2046 allows 70.
const LONGEST_BOUNDARY: usize = 256;

/// A part of a message; the message itself is the first.
#[derive(Debug)]
pub(crate) struct Part<'x> {
    pub(crate) headers: Headers<'x>,
    /// In lower case, "type/subtype", valid as such.
    pub(crate) media_type: String,
    pub(crate) content_type: Option<Parameterised>,
    pub(crate) disposition: Option<Parameterised>,
    pub(crate) encoding: Encoding,
    pub(crate) kind: Kind,
    pub(crate) children: Vec<usize>,
    pub(crate) body: &'x [u8],
}

/// What a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Content.
    Leaf,
    /// Parts.
    Multipart,
    /// A message of its own, its only child.
    Message,
}

impl Part<'_> {
    pub(crate) fn decoded(&self) -> Cow<'_, [u8]> {
        self.encoding.decode(self.body)
    }

    /// The first bytes of the content, about as many as asked for.
    pub(crate) fn head(&self, bytes: usize) -> Vec<u8> {
        // Base64 takes a third more, and line ends.
        let coded = self.body.get(..bytes * 3 / 2).unwrap_or(self.body);
        self.encoding.decode(coded).into_owned()
    }

    pub(crate) fn is(&self, media_type: &str) -> bool {
        self.media_type == media_type
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.content_type.as_ref()?.parameter(name)
    }

    pub(crate) fn charset(&self) -> Option<&str> {
        self.parameter("charset")
    }

    /// The file name that the sender gave, as it stands.
    pub(crate) fn file_name(&self) -> Option<&str> {
        let named = self.disposition.as_ref().and_then(|one| one.parameter("filename"));
        named.or_else(|| self.parameter("name")).filter(|name| !name.trim().is_empty())
    }

    pub(crate) fn set_apart(&self) -> bool {
        self.disposition.as_ref().is_some_and(|one| one.value == "attachment")
    }
}

/// All parts of a message, each after its parent, children in order.
#[derive(Debug)]
pub(crate) struct Structure<'x> {
    pub(crate) parts: Vec<Part<'x>>,
    /// Whether every multipart was closed and no cap was met.
    pub(crate) complete: bool,
}

/// A multipart (with its boundary) or a message that the pass is inside of.
struct Open {
    part: usize,
    boundary: Option<Vec<u8>>,
}

impl<'x> Structure<'x> {
    pub(crate) fn parse(raw: &'x [u8]) -> Self {
        let mut structure = Self { parts: Vec::new(), complete: true };
        let mut open: Vec<Open> = Vec::new();
        let mut at = after_mbox_line(raw);
        // Every turn reads one part, beginning with its header.
        while let Some(next) = structure.part(raw, at, &mut open) {
            at = next;
        }
        structure
    }

    /// Reads the part that begins at `at`; gives the place where the next begins.
    fn part(&mut self, raw: &'x [u8], at: usize, open: &mut Vec<Open>) -> Option<usize> {
        if self.parts.len() >= MOST_PARTS {
            self.complete = false;
            return None;
        }
        let (headers, start) = Headers::parse(raw, at, |line| delimiter(line, open).is_some());
        let parent = open.last().map(|open| open.part);
        let part = self.push(headers, parent, raw.get(start..).unwrap_or_default());
        let (kind, boundary) = self.container(part, open.len());
        let empty = line_at(raw, start).is_none_or(|line| delimiter(line.text, open).is_some());
        let kind = if kind == Kind::Message && empty { Kind::Leaf } else { kind };
        if let Some(part) = self.parts.get_mut(part) {
            part.kind = kind;
        }
        let mut leaf = match kind {
            Kind::Leaf => Some(part),
            Kind::Multipart | Kind::Message => {
                open.push(Open { part, boundary });
                None
            }
        };
        if kind == Kind::Message {
            return Some(start);
        }
        // On to the line that ends this part, past the ends of those around it.
        let mut at = start;
        while let Some((dashes, line)) = dashed_line(raw, at, open) {
            if let Some((level, last)) = delimiter(line.text, open) {
                let end = without_line_end(raw, dashes);
                let inner = open.drain(level + 1..).map(|open| open.part);
                for part in leaf.take().into_iter().chain(inner) {
                    self.end(part, raw, end);
                }
                if !last {
                    return Some(line.next);
                }
                if let Some(closed) = open.pop() {
                    self.end(closed.part, raw, line.next);
                }
            }
            at = line.next;
        }
        if open.iter().any(|open| open.boundary.is_some()) {
            self.complete = false;
        }
        None
    }

    fn push(&mut self, mut headers: Headers<'x>, parent: Option<usize>, body: &'x [u8]) -> usize {
        let number = self.parts.len();
        let parent = parent.and_then(|parent| self.parts.get_mut(parent));
        let digest = parent.as_ref().is_some_and(|parent| parent.is("multipart/digest"));
        if let Some(parent) = parent {
            parent.children.push(number);
        }
        let content_type = headers.parameterised("content-type");
        let default = if digest { "message/rfc822" } else { "text/plain" };
        let media_type = match &content_type {
            Some(one) => media_type(one).unwrap_or_else(|| default.to_owned()),
            None => default.to_owned(),
        };
        headers.assume_charset(content_type.as_ref().and_then(|one| one.parameter("charset")));
        let encoding = headers.text("content-transfer-encoding");
        self.parts.push(Part {
            media_type,
            disposition: headers.parameterised("content-disposition"),
            encoding: Encoding::named(encoding.as_deref().unwrap_or_default()),
            kind: Kind::Leaf,
            children: Vec::new(),
            content_type,
            headers,
            body,
        });
        number
    }

    /// Whether a part holds others; and between which boundaries, if it does.
    fn container(&self, part: usize, depth: usize) -> (Kind, Option<Vec<u8>>) {
        let Some(part) = self.parts.get(part).filter(|_| depth < DEEPEST) else {
            return (Kind::Leaf, None);
        };
        let boundary = part.parameter("boundary").map(|one| one.trim_ascii_end().as_bytes().to_vec());
        match boundary.filter(|one| !one.is_empty() && one.len() <= LONGEST_BOUNDARY) {
            Some(boundary) if part.media_type.starts_with("multipart/") => (Kind::Multipart, Some(boundary)),
            // A message may not be encoded as a whole (RFC 2046, section 5.2.1); one that is
            // stays a file.
            _ if (part.is("message/rfc822") || part.is("message/global"))
                && part.encoding == Encoding::Identity =>
            {
                (Kind::Message, None)
            }
            _ => (Kind::Leaf, None),
        }
    }

    fn end(&mut self, part: usize, raw: &'x [u8], end: usize) {
        if let Some(part) = self.parts.get_mut(part) {
            let start = raw.len() - part.body.len();
            part.body = raw.get(start..end).unwrap_or_default();
        }
    }
}

/// The first line at or after `at` that may delimit an open multipart, and where it begins.
fn dashed_line<'x>(raw: &'x [u8], at: usize, open: &[Open]) -> Option<(usize, Line<'x>)> {
    if open.iter().all(|open| open.boundary.is_none()) {
        return None;
    }
    let rest = raw.get(at..)?;
    let dashes = if rest.starts_with(b"--") { at } else { at + memmem::find(rest, b"\n--")? + 1 };
    Some((dashes, line_at(raw, dashes)?))
}

/// Which open multipart a line delimits, the innermost first, and whether it ends it.
fn delimiter(line: &[u8], open: &[Open]) -> Option<(usize, bool)> {
    let line = line.strip_prefix(b"--")?.trim_ascii_end();
    open.iter().enumerate().rev().find_map(|(level, open)| {
        match line.strip_prefix(open.boundary.as_deref()?)? {
            b"" => Some((level, false)),
            b"--" => Some((level, true)),
            _ => None,
        }
    })
}

/// The line end before a boundary belongs to the boundary (RFC 2046, section 5.1.1).
fn without_line_end(raw: &[u8], at: usize) -> usize {
    let before = raw.get(..at).unwrap_or(raw);
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    before.strip_suffix(b"\r").unwrap_or(before).len()
}

/// Past the "From " line that mbox files and some servers put before a message.
pub(crate) fn after_mbox_line(raw: &[u8]) -> usize {
    match line_at(raw, 0) {
        Some(line) if is_mbox_line(line.text) => line.next,
        _ => 0,
    }
}

pub(crate) fn is_mbox_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

fn media_type(content_type: &Parameterised) -> Option<String> {
    let valid = |name: &str| {
        !name.is_empty()
            && name.len() <= 127
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    match (content_type.value.as_str(), content_type.sub.as_deref()) {
        (kind, Some(sub)) if valid(kind) && valid(sub) => Some(format!("{kind}/{sub}")),
        // Pine and others of the early days wrote the type alone.
        ("text", _) => Some("text/plain".to_owned()),
        (kind, _) if valid(kind) => Some("application/octet-stream".to_owned()),
        _ => None,
    }
}

/// What a part without parts of its own is, for those who walk a whole message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// "type/subtype", in lower case.
    pub media_type: String,
    /// Bytes of the decoded content.
    pub size: u64,
}

/// All leaves of a message, also those of messages within it, in order; at most 1,000.
pub fn leaves(raw: &[u8]) -> Vec<Leaf> {
    let parts = Structure::parse(raw).parts;
    let leaf = |part: &Part<'_>| Leaf {
        media_type: part.media_type.clone(),
        size: part.encoding.decoded_size(part.body) as u64,
    };
    parts.iter().filter(|part| part.kind == Kind::Leaf).map(leaf).collect()
}

#[cfg(test)]
mod tests {
    use super::Structure;

    fn shape(raw: &str) -> (Vec<(String, String)>, bool) {
        let structure = Structure::parse(raw.as_bytes());
        let part = |part: &super::Part<'_>| {
            (part.media_type.clone(), String::from_utf8_lossy(part.body).into_owned())
        };
        (structure.parts.iter().skip(1).map(part).collect(), structure.complete)
    }

    #[test]
    fn a_boundary_is_a_whole_line() {
        let (parts, complete) = shape(concat!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble --b\r\n--b\r\n\r\n",
            "one --b\r\n--bb\r\n--b \t\r\n\r\ntwo\r\n--b--\r\nepilogue\r\n--b\r\n"
        ));
        let bodies: Vec<_> = parts.iter().map(|(_, body)| body.as_str()).collect();
        assert_eq!(bodies, ["one --b\r\n--bb", "two"]);
        assert!(complete);
    }

    #[test]
    fn an_outer_boundary_closes_what_was_left_open_within() {
        let (parts, complete) = shape(concat!(
            "Content-Type: multipart/mixed; boundary=out\n\n--out\n",
            "Content-Type: multipart/alternative; boundary=in\n\n--in\n\nplain\n",
            "--out\nContent-Type: image/png\n\npicture\n--out--\n"
        ));
        let types: Vec<_> = parts.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(types, ["multipart/alternative", "text/plain", "image/png"]);
        assert_eq!(parts.get(1).map(|part| part.1.as_str()), Some("plain"));
        assert!(complete);
    }

    #[test]
    fn a_cut_message_says_so() {
        let cut = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhalf a sent";
        let (parts, complete) = shape(cut);
        assert_eq!(parts.first().map(|part| part.1.as_str()), Some("half a sent"));
        assert!(!complete);
    }

    #[test]
    fn nesting_and_number_are_capped() {
        let deep = "Content-Type: message/rfc822\n\n".repeat(100_000);
        assert!(Structure::parse(deep.as_bytes()).parts.len() < 60);
        let many = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(10_000));
        let structure = Structure::parse(many.as_bytes());
        assert_eq!(structure.parts.len(), super::MOST_PARTS);
        assert!(!structure.complete);
    }
}
