//! Charsets and content transfer encodings (RFC 2045, section 6).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::Encoding;

use super::error::SampleError;

/// A charset and the name it goes by in this mail.
#[derive(Debug, Clone)]
pub(super) struct Charset {
    pub(super) label: String,
    encoding: &'static Encoding,
}

impl Charset {
    pub(super) fn named(label: &str) -> Result<Self, SampleError> {
        let encoding = Encoding::for_label(label.as_bytes())
            .ok_or_else(|| SampleError::new(format!("charset={label} is not known")))?;
        Ok(Self { label: label.to_owned(), encoding })
    }

    /// The bytes of a text. Fails when a character has none in this charset.
    pub(super) fn encode(&self, text: &str) -> Result<Vec<u8>, SampleError> {
        let (bytes, _, lossy) = self.encoding.encode(text);
        // encoding_rs takes the ISO 8859 labels for the Windows pages that grew out of them; what
        // lies in 80 to 9F would be control characters to everybody else.
        let stray =
            self.label.starts_with("iso-8859-") && bytes.iter().any(|byte| (0x80..=0x9f).contains(byte));
        if lossy || stray {
            return Err(SampleError::new(format!("has characters that {} lacks", self.label)));
        }
        Ok(bytes.into_owned())
    }
}

/// A content transfer encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transfer {
    SevenBit,
    EightBit,
    QuotedPrintable,
    Base64,
}

impl Transfer {
    pub(super) fn named(name: &str) -> Result<Self, SampleError> {
        [Self::SevenBit, Self::EightBit, Self::QuotedPrintable, Self::Base64]
            .into_iter()
            .find(|transfer| transfer.name() == name)
            .ok_or_else(|| SampleError::new(format!("encoding={name} is not known")))
    }

    /// What these bytes can travel in and still be read by a person.
    pub(super) fn fitting(bytes: &[u8]) -> Self {
        // RFC 5322, section 2.1.1: no line has more than 998 characters.
        let short = bytes.split(|&byte| byte == b'\n').all(|line| line.len() <= 998);
        if bytes.is_ascii() && short { Self::SevenBit } else { Self::QuotedPrintable }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SevenBit => "7bit",
            Self::EightBit => "8bit",
            Self::QuotedPrintable => "quoted-printable",
            Self::Base64 => "base64",
        }
    }

    pub(super) fn encode(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::SevenBit | Self::EightBit => bytes.to_vec(),
            Self::QuotedPrintable => quoted_printable(bytes).into_bytes(),
            Self::Base64 => base64_lines(bytes).into_bytes(),
        }
    }
}

fn base64_lines(bytes: &[u8]) -> String {
    // 57 bytes make 76 characters.
    bytes.chunks(57).map(|chunk| STANDARD.encode(chunk) + "\r\n").collect()
}

fn quoted_printable(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let (line, end) = match line.strip_suffix(b"\r\n") {
            Some(line) => (line, "\r\n"),
            None => (line, ""),
        };
        let mut column = 0;
        for (&byte, after) in line.iter().zip(1..) {
            let last = after == line.len();
            let encoded = match byte {
                b'=' => "=3D".to_owned(),
                b' ' if last => "=20".to_owned(),
                b' '..=b'~' => char::from(byte).to_string(),
                _ => format!("={byte:02X}"),
            };
            // 76 columns with the equals sign of a soft break (RFC 2045, section 6.7).
            if column + encoded.len() > if last { 76 } else { 75 } {
                out.push_str("=\r\n");
                column = 0;
            }
            column += encoded.len();
            out.push_str(&encoded);
        }
        out.push_str(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_lines_are_short_and_keep_trailing_spaces() {
        let text = format!("caf\u{e9} = {} \r\nnext\r\n", "x".repeat(200));
        let encoded = quoted_printable(text.as_bytes());
        assert!(encoded.lines().all(|line| line.len() <= 76), "{encoded}");
        assert!(encoded.contains("=20\r\nnext\r\n") && encoded.starts_with("caf=C3=A9 =3D "));
    }

    #[test]
    fn a_charset_refuses_what_it_lacks() {
        let turkish = Charset::named("iso-8859-9").unwrap();
        assert_eq!(turkish.encode("\u{15f}i\u{15f}e").unwrap(), b"\xfei\xfee");
        assert!(turkish.encode("\u{201c}").is_err());
        assert!(turkish.encode("\u{43a}").is_err());
    }
}
