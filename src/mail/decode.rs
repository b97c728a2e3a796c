//! From the bytes of a part to its content: transfer encodings (RFC 2045, section 6) and charsets.

use std::borrow::Cow;

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

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// The runs of base64 letters between paddings: several encoded texts may follow one another.
fn groups(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    bytes
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
    let named = charset
        .map(|name| name.trim().trim_matches(['"', '\'']))
        .filter(|name| !name.eq_ignore_ascii_case("us-ascii") && !name.eq_ignore_ascii_case("utf-8"))
        .and_then(|name| charset_decoder(name.as_bytes()));
    let utf8 = charset.is_some_and(|name| name.eq_ignore_ascii_case("utf-8"));
    match (named, std::str::from_utf8(bytes)) {
        (Some(decode), _) => Cow::Owned(decode(bytes)),
        (None, Ok(text)) => Cow::Borrowed(text),
        (None, Err(_)) if utf8 => String::from_utf8_lossy(bytes),
        (None, Err(_)) => Cow::Owned(windows_1252(bytes)),
    }
}

pub(crate) fn windows_1252(bytes: &[u8]) -> String {
    match charset_decoder(b"windows-1252") {
        Some(decode) => decode(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
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
    fn charsets_are_guessed_only_where_none_is_usable() {
        assert_eq!(text(b"caf\xc3\xa9\r\n", None), "café\n");
        assert_eq!(text(b"caf\xe9", Some("us-ascii")), "café");
        assert_eq!(text(b"caf\xe9", Some("no-such-charset")), "café");
        assert_eq!(text(b"caf\xe9", Some("utf-8")), "caf\u{fffd}");
        assert_eq!(text(b"\xcf\xf0\xe8", Some("windows-1251")), "При");
        assert_eq!(text(b"\xa7A\xa6n", Some("Big5")), "你好");
    }
}
