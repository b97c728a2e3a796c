//! From the bytes of a part to its content: transfer encodings (RFC 2045, section 6) and charsets.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

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
    pub(crate) fn decode(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Identity => bytes.to_vec(),
            Self::Base64 => base64(bytes),
            Self::QuotedPrintable => quoted_printable(bytes),
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
        let mut rest = if end.is_empty() { text } else { text.trim_ascii_end() };
        let mut soft = false;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            match (byte, after) {
                (b'=', []) => soft = true,
                (b'=', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                    (Some(high), Some(low)) => {
                        content.push(high << 4 | low);
                        rest = after;
                    }
                    _ => content.push(byte),
                },
                _ => content.push(byte),
            }
        }
        if !soft {
            content.extend_from_slice(end);
        }
    }
    content
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Text of `bytes` in the charset named, with line ends as `\n`.
///
/// Without a usable name, and for the name `us-ascii` that many mailers write over anything, it
/// is UTF-8 where the bytes are valid as such and windows-1252 otherwise.
pub(crate) fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let named = charset
        .map(|name| name.trim().trim_matches(['"', '\'']))
        .filter(|name| !name.eq_ignore_ascii_case("us-ascii") && !name.eq_ignore_ascii_case("utf-8"))
        .and_then(|name| charset_decoder(name.as_bytes()));
    let utf8 = charset.is_some_and(|name| name.eq_ignore_ascii_case("utf-8"));
    let text = match (named, std::str::from_utf8(bytes)) {
        (Some(decode), _) => decode(bytes),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) if utf8 => String::from_utf8_lossy(bytes).into_owned(),
        (None, Err(_)) => windows_1252(bytes),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    text.replace("\r\n", "\n")
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
