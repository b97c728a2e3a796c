//! What a filter judges a mail by: its header field by field, its words, its markup, where it leads.

use serde::{Deserialize, Serialize};

use super::decode;
use super::file_name;
use super::headers::Headers;
use super::html::{Census, census, strip};
use super::parts::{Kind, Part, Structure, after_mbox_line};
use super::reading::charset_of;
use super::snippet;

/// Bytes of text of one mail: who has not said by then what it is about does not want to.
const LONGEST_TEXT: usize = 64 << 10;
/// Bytes of one text, still encoded, that are looked at.
const LAST_LOOK: usize = 256 << 10;
/// Names of elements, and addresses, of one mail.
const MOST_MARKUP: usize = 500;
/// Texts and files of one mail.
const MOST_PIECES: usize = 200;

/// What a filter judges a mail by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// The fields of the header in order: names in lower case, values decoded, on one line, at most 4 KiB
    /// each.
    pub fields: Vec<(String, String)>,
    /// The words of all its texts, of plain ones and of HTML; at most 64 KiB.
    pub text: String,
    /// Names of the elements of its HTML, in lower case, each once.
    pub elements: Vec<String>,
    /// Where links and images of its HTML lead, as they are written, each once.
    pub addresses: Vec<String>,
    /// What it is made of, at most 200.
    pub pieces: Vec<Piece>,
}

/// A text or a file in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// "type/subtype" in lower case.
    pub media_type: String,
    /// The charset that it names, in lower case.
    pub charset: Option<String>,
    /// Its file name as the sender wrote it: not fit to be one.
    pub file_name: Option<String>,
}

/// Looks for what a filter judges by. Never fails: what is missing or broken is empty.
#[must_use]
pub fn evidence(raw: &[u8]) -> Evidence {
    let structure = Structure::parse(raw);
    let mut found = Evidence::default();
    if let Some(message) = structure.parts.first() {
        found.fields = named(&message.headers);
    }
    let mut markup = Census::default();
    for part in structure.parts.iter().filter(|part| part.kind == Kind::Leaf).take(MOST_PIECES) {
        found.pieces.push(Piece {
            media_type: part.media_type.clone(),
            charset: part.charset().map(str::to_ascii_lowercase),
            file_name: part.file_name().map(file_name::decoded),
        });
        if part.set_apart() || !part.media_type.starts_with("text/") || found.text.len() >= LONGEST_TEXT {
            continue;
        }
        let text = beginning(part);
        if part.is("text/html") {
            found.text.push_str(&strip(&text));
            let more = census(&text, MOST_MARKUP);
            markup.elements.extend(more.elements);
            markup.addresses.extend(more.addresses);
        } else {
            found.text.push_str(&text);
        }
        found.text.push('\n');
    }
    found.text.truncate(found.text.floor_char_boundary(LONGEST_TEXT));
    found.elements = markup.elements.into_iter().take(MOST_MARKUP).collect();
    found.addresses = markup.addresses.into_iter().take(MOST_MARKUP).collect();
    found
}

/// The fields of a mail's header, as in [`Evidence::fields`]. Nothing behind the header is looked at.
#[must_use]
pub fn named_fields(raw: &[u8]) -> Vec<(String, String)> {
    named(&Headers::parse(raw, after_mbox_line(raw), |_| false).0)
}

fn named(headers: &Headers<'_>) -> Vec<(String, String)> {
    let name = |name: &[u8]| String::from_utf8_lossy(name).to_ascii_lowercase();
    headers.fields().map(|(field, value)| (name(field), headers.decoded(value))).collect()
}

fn beginning(part: &Part<'_>) -> String {
    let body = part.body.get(..LAST_LOOK).unwrap_or(part.body);
    let content = part.encoding.decode(body);
    let cut = body.len() < part.body.len();
    let content = if cut { snippet::without_cut_character(&content) } else { &content };
    decode::characters(content, charset_of(part, content).as_deref()).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{evidence, named_fields};

    #[test]
    fn all_texts_are_read_and_fields_decoded() {
        let raw = concat!(
            "Subject: =?utf-8?q?caf=C3=A9?=\r\n au lait\r\nX-One: 1\r\n",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
            "--b\r\nContent-Type: text/plain; charset=ISO-8859-1\r\n\r\nna\u{ef}ve\r\n",
            "--b\r\nContent-Type: text/html\r\n\r\n<b>bold</b><img src=\"http://x.example/\">\r\n",
            "--b\r\nContent-Type: application/pdf; name=\"=?utf-8?q?=C3=A9.pdf?=\"\r\n\r\n%PDF\r\n--b--\r\n",
        );
        let found = evidence(raw.as_bytes());
        assert_eq!(found.fields[0], ("subject".to_owned(), "caf\u{e9} au lait".to_owned()));
        assert_eq!(found.fields[1], ("x-one".to_owned(), "1".to_owned()));
        assert!(found.text.contains("bold"), "{}", found.text);
        assert_eq!((found.elements, found.addresses.len()), (vec!["b".to_owned(), "img".to_owned()], 1));
        let types: Vec<_> = found.pieces.iter().map(|piece| piece.media_type.as_str()).collect();
        assert_eq!(types, ["text/plain", "text/html", "application/pdf"]);
        assert_eq!(found.pieces[2].file_name.as_deref(), Some("\u{e9}.pdf"));
        assert_eq!(named_fields(raw.as_bytes()), evidence(raw.as_bytes()).fields);
    }

    proptest! {
        #[test]
        fn anything_is_looked_at(raw in proptest::collection::vec(any::<u8>(), 0..400)) {
            let found = evidence(&raw);
            prop_assert_eq!(named_fields(&raw), found.fields);
        }
    }
}
