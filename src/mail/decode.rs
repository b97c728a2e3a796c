//! From the bytes of a part to its content: transfer encodings (RFC 2045, section 6) and charsets.

use std::borrow::Cow;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use memchr::memchr;

/// How the bytes of a part were made fit for mail (Content-Transfer-Encoding).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// 7bit, 8bit, binary, or a name that nobody knows: the bytes are the content.
    Identity,
    Base64,
    QuotedPrintable,
}

impl Encoding {
    pub(crate) fn named(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            _ => Self::Identity,
        }
    }

    /// The content. Damaged encodings give what can be read of them rather than nothing: mailing
    /// lists append footers to base64, and hand-written quoted-printable has stray `=`.
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Identity => Cow::Borrowed(bytes),
            Self::Base64 => Cow::Owned(base64(bytes)),
            Self::QuotedPrintable => Cow::Owned(quoted_printable(bytes)),
        }
    }

    /// How many bytes [`decode`](Self::decode) gives, without keeping them.
    pub(crate) fn decoded_size(self, bytes: &[u8]) -> usize {
        match self {
            Self::Identity => bytes.len(),
            Self::Base64 => groups(bytes).map(|group| group.len() * 3 / 4).sum(),
            Self::QuotedPrintable => quoted_printable(bytes).len(),
        }
    }
}

/// Letters of a line of base64 that no word has.
const LONG_LINE: usize = 40;

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Without the words that a mailing list has put below: they begin behind the last line that is long, and
/// the shorter one that may follow it, and no encoder writes them.
fn without_footer(bytes: &[u8]) -> &[u8] {
    let clean = |line: &[u8]| line.iter().all(|&byte| is_base64(byte) || byte == b'=');
    let (mut end, mut open, mut at) = (None, false, 0);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        at += line.len();
        let text = line.trim_ascii();
        if clean(text) && (text.len() >= LONG_LINE || (open && !text.is_empty())) {
            (end, open) = (Some(at), text.len() >= LONG_LINE);
        } else {
            open = false;
        }
    }
    let Some((encoded, below)) = end.and_then(|end| bytes.split_at_checked(end)) else { return bytes };
    let is_words = |line: &[u8]| {
        let text = line.trim_ascii();
        text.starts_with(b"--") || text.starts_with(b"__") || (text.contains(&b' ') && !clean(text))
    };
    if below.split(|&byte| byte == b'\n').any(is_words) { encoded } else { bytes }
}

/// The runs of base64 letters between paddings: several encoded texts may follow one another.
fn groups(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    without_footer(bytes)
        .split(|&byte| byte == b'=')
        .map(|group| group.iter().copied().filter(|&byte| is_base64(byte)).collect::<Vec<u8>>())
        .filter(|group| group.len() > 1)
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    groups(bytes).filter_map(|group| base64_decode(&group)).fold(Vec::new(), |mut content, group| {
        if content.is_empty() {
            group
        } else {
            content.extend(group);
            content
        }
    })
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let (text, end) = match line {
            [text @ .., b'\r', b'\n'] => (text, &b"\r\n"[..]),
            [text @ .., b'\n'] => (text, &b"\n"[..]),
            text => (text, &b""[..]),
        };
        // White space before a line end was added on the way (RFC 2045, section 6.7, rule 3).
        let text = if end.is_empty() { text } else { text.trim_ascii_end() };
        let (mut rest, mut soft) = (text, false);
        while let Some((plain, coded)) = memchr(b'=', rest).and_then(|at| rest.split_at_checked(at)) {
            content.extend_from_slice(plain);
            rest = match coded {
                [_, high, low, after @ ..] if let (Some(high), Some(low)) = (hex(*high), hex(*low)) => {
                    content.push(high << 4 | low);
                    after
                }
                [_] => {
                    soft = true;
                    &[]
                }
                [_, after @ ..] => {
                    content.push(b'=');
                    after
                }
                [] => &[],
            };
        }
        content.extend_from_slice(rest);
        if !soft {
            content.extend_from_slice(end);
        }
    }
    content
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// Text of `bytes` in the charset named, with line ends as `\n`.
pub(crate) fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let text = characters(bytes, charset);
    text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n")
}

/// The characters of `bytes` in the charset named.
///
/// Without a usable name, and for the name `us-ascii` that many mailers write over anything, it
/// is UTF-8 where the bytes are valid as such and windows-1252 otherwise.
pub(crate) fn characters<'x>(bytes: &'x [u8], charset: Option<&str>) -> Cow<'x, str> {
    let name = charset.map(|name| name.trim().trim_matches(['"', '\''])).unwrap_or_default();
    let ascii = name.eq_ignore_ascii_case("us-ascii") || name.eq_ignore_ascii_case("ascii");
    let named = charset_named(name).filter(|_| !ascii);
    match (named, std::str::from_utf8(bytes)) {
        (Some(Charset::Standard(encoding)), Ok(text)) if encoding == UTF_8 => Cow::Borrowed(text),
        (Some(charset), _) => Cow::Owned(charset.decode(bytes)),
        (None, Ok(text)) => Cow::Borrowed(text),
        (None, Err(_)) => Cow::Owned(windows_1252(bytes)),
    }
}

/// A charset that can be read.
enum Charset {
    /// One of the Encoding Standard. mail-parser has tables of its own for those of one byte, with
    /// mistakes (`iso-8859-7` and `koi8-u`, for two).
    Standard(&'static encoding_rs::Encoding),
    /// One that browsers do not know and mail does: UTF-7, code page 850.
    Other(fn(&[u8]) -> String),
}

fn charset_named(name: &str) -> Option<Charset> {
    let standard = encoding_rs::Encoding::for_label(name.as_bytes()).map(Charset::Standard);
    standard.or_else(|| charset_decoder(name.as_bytes()).map(Charset::Other))
}

impl Charset {
    fn decode(&self, bytes: &[u8]) -> String {
        match self {
            Self::Other(decode) => decode(bytes),
            Self::Standard(encoding) => {
                // Which UTF-16 it is the text itself says best.
                let marked = encoding_rs::Encoding::for_bom(bytes).map(|(marked, _)| marked);
                let utf_16 = |one: &&'static encoding_rs::Encoding| [UTF_16LE, UTF_16BE].contains(one);
                let encoding = marked.filter(|one| utf_16(one) && utf_16(encoding)).unwrap_or(encoding);
                encoding.decode_without_bom_handling(bytes).0.into_owned()
            }
        }
    }
}

pub(crate) fn windows_1252(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Encoding, text};

    #[test]
    fn damaged_encodings_give_what_can_be_read() {
        for (encoding, coded, content) in [
            (Encoding::Base64, "aGVs\r\nbG8=", "hello"),
            (Encoding::Base64, "aGk=aGk=", "hihi"),
            (Encoding::Base64, "a-G*V#s b G 8", "hello"),
            (Encoding::Base64, "", ""),
            (Encoding::QuotedPrintable, "caf=C3=A9 =\r\nau lait  \r\n", "café au lait\r\n"),
            (Encoding::QuotedPrintable, "a=b =zz =4", "a=b =zz =4"),
            (Encoding::QuotedPrintable, "end=", "end"),
        ] {
            assert_eq!(String::from_utf8_lossy(&encoding.decode(coded.as_bytes())), content, "{coded}");
            assert_eq!(encoding.decoded_size(coded.as_bytes()), content.len(), "{coded}");
        }
    }

    #[test]
    fn the_footer_of_a_list_is_no_base64() {
        let long = "aGVsbG8g".repeat(8);
        let content = "hello ".repeat(8);
        for (coded, decoded) in [
            (format!("{long}\r\naGk=\r\n\r\n-----\r\nA list of letters\r\n"), format!("{content}hi")),
            (format!("{long}\n_____________\nList mailing list\nhttp://example.org\n"), content.clone()),
            (format!("{long}\naGk\n\nThis mail is sponsored by:\nNobody\n"), format!("{content}hi")),
            // Letters that went astray are no footer, nor is what only looks short.
            (format!("{long}\naG!k=\n"), format!("{content}hi")),
            (format!("{long}\n\naGk=\n"), format!("{content}hi")),
            (format!("{long}\n> {long}\n{long}\n"), content.repeat(3)),
        ] {
            assert_eq!(
                String::from_utf8_lossy(&Encoding::Base64.decode(coded.as_bytes())),
                decoded,
                "{coded}"
            );
            assert_eq!(Encoding::Base64.decoded_size(coded.as_bytes()), decoded.len(), "{coded}");
        }
    }

    #[test]
    fn charsets_are_guessed_only_where_none_is_usable() {
        assert_eq!(text(b"caf\xc3\xa9\r\n", None), "café\n");
        assert_eq!(text(b"caf\xe9", Some("us-ascii")), "café");
        assert_eq!(text(b"caf\xe9", Some("no-such-charset")), "café");
        assert_eq!(text(b"caf\xe9", Some("utf-8")), "caf\u{fffd}");
        assert_eq!(text(b"\xcf\xf0\xe8", Some("windows-1251")), "При");
        assert_eq!(text(b"\xa7A\xa6n", Some("Big5")), "你好");
    }
}
