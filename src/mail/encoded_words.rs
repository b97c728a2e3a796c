//! Encoded words (RFC 2047) as they are really written: next to letters, within quotes, with spaces
//! inside, cut off at the end, and with a character's bytes in two of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::decode::{self, Encoding};

/// A word: its charset, and its bytes.
struct Word<'t> {
    charset: &'t str,
    bytes: Vec<u8>,
    /// What follows it.
    rest: &'t str,
}

/// Text with its encoded words decoded. White space between two of them goes.
pub(crate) fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    each(text, |piece| match piece {
        Piece::Plain(plain) => decoded.push_str(plain),
        Piece::Encoded(charset, bytes) => decoded.push_str(&decode::characters(&bytes, Some(charset))),
    });
    decoded
}

/// Encoded words that follow one another made one, so that a character's bytes stand together: for
/// those who decode one word at a time.
pub(crate) fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    each(text, |piece| match piece {
        Piece::Plain(plain) => joined.push_str(plain),
        Piece::Encoded(charset, bytes) => {
            joined.extend(["=?", charset, "?B?", &STANDARD.encode(bytes), "?="]);
        }
    });
    joined
}

enum Piece<'t> {
    Plain(&'t str),
    Encoded(&'t str, Vec<u8>),
}

fn each<'t>(text: &'t str, mut take: impl FnMut(Piece<'t>)) {
    let mut rest = text;
    let mut open: Option<(&str, Vec<u8>)> = None;
    while let Some((plain, marked)) = rest.find("=?").and_then(|at| rest.split_at_checked(at)) {
        let Some(word) = word(marked) else {
            let (mark, after) = marked.split_at_checked(2).unwrap_or((marked, ""));
            if let Some((charset, bytes)) = open.take() {
                take(Piece::Encoded(charset, bytes));
            }
            take(Piece::Plain(plain));
            take(Piece::Plain(mark));
            rest = after;
            continue;
        };
        match &mut open {
            Some((charset, bytes))
                if plain.trim().is_empty() && charset.eq_ignore_ascii_case(word.charset) =>
            {
                join(bytes, &word.bytes, charset);
            }
            _ => {
                let after_word = open.is_some();
                if let Some((charset, bytes)) = open.take() {
                    take(Piece::Encoded(charset, bytes));
                }
                if !(after_word && plain.trim().is_empty()) {
                    take(Piece::Plain(plain));
                }
                open = Some((word.charset, word.bytes));
            }
        }
        rest = word.rest;
    }
    if let Some((charset, bytes)) = open {
        take(Piece::Encoded(charset, bytes));
    }
    take(Piece::Plain(rest));
}

/// Puts the bytes of two words together.
fn join(bytes: &mut Vec<u8>, next: &[u8], charset: &str) {
    // A word of ISO-2022-JP ends in ASCII, and the next turns away from that at once: for the Encoding
    // Standard, which knows no words, that is an error.
    const ASCII: &[u8] = b"\x1b(B";
    if charset.to_ascii_lowercase().starts_with("iso-2022-jp")
        && next.starts_with(b"\x1b")
        && bytes.ends_with(ASCII)
    {
        bytes.truncate(bytes.len() - ASCII.len());
    }
    bytes.extend(next);
}

/// The word at the beginning of a text: `=?charset?Q?text?=`.
fn word(text: &str) -> Option<Word<'_>> {
    let (charset, after) = text.strip_prefix("=?")?.split_once('?')?;
    // RFC 2231 adds a language.
    let charset = charset.split('*').next().unwrap_or_default();
    let named = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:+()".contains(&byte);
    if charset.is_empty() || charset.len() > 40 || !charset.bytes().all(named) {
        return None;
    }
    let (encoding, after) = after.split_once('?')?;
    // Cut off, the word ends where the text does.
    let (coded, rest) = match after.find("?=") {
        // "=?utf-8?Q??=" is empty; but in "=?utf-8?Q?=41?=" the first "?=" is not the end.
        Some(0)
            if after.get(2..).is_some_and(|after| after.contains("?="))
                && encoding.eq_ignore_ascii_case("q") =>
        {
            let end = after.get(1..)?.find("?=")? + 1;
            (after.get(..end)?, after.get(end + 2..)?)
        }
        Some(end) => (after.get(..end)?, after.get(end + 2..)?),
        None if !after.contains("=?") => (after.trim_end(), ""),
        None => return None,
    };
    let bytes = match encoding {
        "Q" | "q" => Encoding::QuotedPrintable.decode(coded.replace('_', " ").as_bytes()).into_owned(),
        "B" | "b" => Encoding::Base64.decode(coded.as_bytes()).into_owned(),
        _ => return None,
    };
    Some(Word { charset, bytes, rest })
}

#[cfg(test)]
mod tests {
    use super::{decode, joined};

    #[test]
    fn words_are_decoded_as_they_are_really_written() {
        for (text, decoded) in [
            ("no words = here?", "no words = here?"),
            ("=?utf-8?Q?caf=C3=A9_!?= and =?utf-8?b?dGVh?=", "café ! and tea"),
            ("=?utf-8?q?=C3?= =?UTF-8?q?=A9?=", "é"),
            ("=?utf-8?B?5pel5pys?=\r\n =?utf-8?B?6Kqe?=", "日本語"),
            ("=?utf-8?B?4?= =?utf-8?B?4?=", ""),
            ("H=?ISO-8859-1?B?9g==?=hn", "Höhn"),
            ("\"=?utf-8?Q?A,_B?=\"", "\"A, B\""),
            ("=?utf-8?Q?with spaces inside?=", "with spaces inside"),
            ("=?utf-8?Q?cut_o", "cut o"),
            ("=?utf-8*en?Q?language?=", "language"),
            ("=?utf-8?Q?=41?=", "A"),
            ("=?utf-8?Q??= x", " x"),
            ("=?no-such?Q?caf=E9?=", "café"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本日本"),
            ("=?utf-8?X?a?= =?a b?Q?x?=", "=?utf-8?X?a?= =?a b?Q?x?="),
            ("=?=?utf-8?Q?x?=", "=?x"),
        ] {
            assert_eq!(super::decode(text), decoded, "{text}");
        }
        assert_eq!(decode(&joined("=?utf-8?q?=C3?= =?utf-8?q?=A9?= x")), "é x");
        assert_eq!(joined("\"A\" <a@b.c>"), "\"A\" <a@b.c>");
    }
}
