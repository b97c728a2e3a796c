//! All header fields of a mail, for whoever wants to see them.

use serde::{Deserialize, Serialize};

use super::display;
use super::encoded_words;
use super::parts::Structure;

/// Bytes of a field that are looked at, and characters that are shown.
const LONGEST: usize = 16 << 10;
/// Bytes of all fields together; further fields are left out.
const MOST: usize = 1 << 20;

/// A header field as it can be read: on one line, its encoded words (RFC 2047) decoded, without what
/// is invisible or turns the reading direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderField {
    /// As the sender wrote it.
    pub name: String,
    /// Unfolded.
    pub value: String,
}

/// The header fields of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HeaderFields {
    /// In their order; a field that is repeated is here as often.
    pub fields: Vec<HeaderField>,
    /// False when a field was cut, or the last ones are left out, for there is too much.
    pub whole: bool,
}

/// The header fields of the mail itself, not those of its parts.
pub fn header_fields(raw: &[u8]) -> HeaderFields {
    let structure = Structure::parse(raw);
    let Some(headers) = structure.parts.first().map(|message| &message.headers) else {
        return HeaderFields { fields: Vec::new(), whole: true };
    };
    let mut shown = HeaderFields { fields: Vec::new(), whole: !headers.is_full() };
    let mut room = MOST;
    for (name, value) in headers.fields() {
        let decoded = encoded_words::decode(&headers.on_one_line(value, LONGEST));
        let name = display::line(&String::from_utf8_lossy(name), LONGEST);
        let line = display::line(&decoded, LONGEST);
        shown.whole &= value.len() <= LONGEST;
        let Some(left) = room.checked_sub(name.len() + line.len()) else {
            shown.whole = false;
            break;
        };
        room = left;
        shown.fields.push(HeaderField { name, value: line });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, MOST, header_fields};

    fn lines(raw: &[u8]) -> Vec<String> {
        header_fields(raw)
            .fields
            .into_iter()
            .map(|field| format!("{}: {}", field.name, field.value))
            .collect()
    }

    #[test]
    fn fields_are_in_their_order_unfolded_and_decoded() {
        let raw = b"Received: from a\r\n\tby b;\r\n  today\r\nreceived: from c\r\nSubject: =?utf-8?Q?Caf=C3=A9?=\r\n \
            =?utf-8?B?IPCfjbU=?=\r\nno field\r\nX-Empty:\r\nX-Raw: caf\xe9\r\n\r\nBody: no field\r\n";
        assert_eq!(
            lines(raw),
            [
                "Received: from a by b; today",
                "received: from c",
                "Subject: Caf\u{e9} \u{1f375}",
                "X-Empty: ",
                "X-Raw: caf\u{e9}",
            ]
        );
        assert!(header_fields(raw).whole);
    }

    #[test]
    fn nothing_hides_or_turns_what_stands_beside_it() {
        assert_eq!(lines("X: a\u{202e}b\u{200b}\0c\n\n".as_bytes()), ["X: abc"]);
        assert_eq!(lines(b"X: =?utf-8?Q?a=0D=0AY=3A_b?=\n\n"), ["X: a Y: b"], "a field is one row");
        assert_eq!(lines(b""), [""; 0]);
    }

    #[test]
    fn what_is_too_long_is_cut_and_said_to_be() {
        let long = header_fields(format!("X: {}\r\nY: b\r\n\r\n", "word ".repeat(1 << 20)).as_bytes());
        assert!(!long.whole);
        assert_eq!(long.fields.len(), 2);
        assert!(long.fields.iter().all(|field| field.value.chars().count() <= LONGEST + 1));
        let encoded = header_fields(format!("X: {}\r\n\r\n", "=?utf-8?Q?a?= ".repeat(1 << 18)).as_bytes());
        assert!(!encoded.whole && encoded.fields.len() == 1);
        let many = header_fields("X: y\r\n".repeat(100_000).as_bytes());
        assert!(!many.whole && many.fields.len() <= 1_000);
        let much = header_fields(format!("X: {}\r\n", "y".repeat(LONGEST - 8)).repeat(200).as_bytes());
        let size: usize = much.fields.iter().map(|field| field.name.len() + field.value.len()).sum();
        assert!(!much.whole && size <= MOST);
    }
}
