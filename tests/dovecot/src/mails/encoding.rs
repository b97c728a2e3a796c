//! How text and bytes are written into mail: RFC 2045, section 6, and RFC 2047.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Lines of an encoded body are no longer than this (RFC 2045).
const LINE: usize = 76;
/// An encoded word is no longer than this (RFC 2047, section 2).
const WORD: usize = 75;

/// Base64 in lines of 76, each with CRLF.
pub(crate) fn base64_lines(bytes: &[u8]) -> String {
    bytes.chunks(LINE / 4 * 3).map(|chunk| STANDARD.encode(chunk) + "\r\n").collect()
}

/// Quoted-printable; the line breaks (CRLF) of the text stay line breaks.
pub(crate) fn quoted_printable(text: &str) -> String {
    let mut encoded = String::new();
    for line in text.split_inclusive("\r\n") {
        let (line, end) = line.strip_suffix("\r\n").map_or((line, ""), |line| (line, "\r\n"));
        let mut width = 0;
        for (at, byte) in line.bytes().enumerate() {
            let last = at + 1 == line.len();
            let plain = byte != b'=' && (b'!'..=b'~').contains(&byte) || byte == b' ' && !last;
            let unit = if plain { char::from(byte).to_string() } else { format!("={byte:02X}") };
            // One place is kept for the sign of a soft line break.
            if width + unit.len() > LINE - 1 {
                encoded.push_str("=\r\n");
                width = 0;
            }
            width += unit.len();
            encoded.push_str(&unit);
        }
        encoded.push_str(end);
    }
    encoded
}

/// A header's text: as it is where it is ASCII, else as encoded words, folded; `column` characters
/// stand before it on its line. Text of few letters outside ASCII is written in "Q", other in "B".
pub(crate) fn encoded_words(text: &str, column: usize) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let foreign = text.chars().filter(|letter| !letter.is_ascii()).count();
    let few = foreign * 4 < text.chars().count();
    let encode = |piece: &str| {
        if few {
            format!("=?utf-8?q?{}?=", q(piece))
        } else {
            format!("=?utf-8?b?{}?=", STANDARD.encode(piece))
        }
    };
    let mut words = Vec::new();
    let mut piece = String::new();
    for letter in text.chars() {
        piece.push(letter);
        let room = if words.is_empty() { WORD.saturating_sub(column) } else { WORD };
        if encode(&piece).len() > room && piece.chars().count() > 1 {
            piece.pop();
            words.push(encode(&piece));
            piece = letter.to_string();
        }
    }
    words.push(encode(&piece));
    words.join("\r\n ")
}

/// The "Q" encoding, with only the letters that are safe in every place (RFC 2047, section 5).
fn q(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b' ' => "_".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("={byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_keeps_lines_short_and_spaces_at_their_end_safe() {
        assert_eq!(quoted_printable("a=b \r\nü."), "a=3Db=20\r\n=C3=BC.");
        let long = quoted_printable(&"é".repeat(200));
        assert!(long.split("\r\n").all(|line| line.len() <= 76), "{long}");
        assert_eq!(long.replace("=\r\n", "").matches("=C3=A9").count(), 200);
    }

    #[test]
    fn encoded_words_are_short_and_folded() {
        assert_eq!(encoded_words("plain", 9), "plain");
        assert_eq!(encoded_words("Grüße aus Köln", 9), "=?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=");
        assert_eq!(encoded_words("日本", 9), "=?utf-8?b?5pel5pys?=");
        let long = encoded_words(&"日本語".repeat(30), 9);
        assert!(
            long.split("\r\n ").count() > 3 && long.split("\r\n ").all(|word| word.len() <= 75),
            "{long}"
        );
    }
}
