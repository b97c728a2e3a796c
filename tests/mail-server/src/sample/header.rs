//! Header fields on the wire: encoded where they must be, and folded.

use super::encoded_word::{self, Style};
use super::error::SampleError;
use super::transfer::Charset;

/// Lines are folded before this column where a space allows it (RFC 5322, section 2.1.1).
const WIDTH: usize = 78;

/// Fields that hold addresses: in them only the names may be encoded.
const ADDRESSES: [&str; 6] = ["From", "To", "Cc", "Reply-To", "Sender", "Resent-From"];

/// A header field with its line end.
pub(super) fn field(name: &str, value: &str, charset: &Charset, style: Style) -> Result<String, SampleError> {
    let value = if ADDRESSES.contains(&name) {
        let mailboxes: Result<Vec<String>, _> =
            split(value).into_iter().map(|mailbox| encode_name(mailbox, charset, style)).collect();
        mailboxes?.join(", ")
    } else {
        encoded_word::encode(value, charset, style)?
    };
    Ok(fold(name, &value))
}

/// A header field of ASCII text, folded at its spaces.
pub(super) fn fold(name: &str, value: &str) -> String {
    let mut out = format!("{name}:");
    let mut column = out.len();
    for (number, word) in value.split(' ').enumerate() {
        if number > 0 && !word.is_empty() && column + 1 + word.len() > WIDTH {
            out.push_str("\r\n");
            column = 0;
        }
        out.push(' ');
        out.push_str(word);
        column += 1 + word.len();
    }
    out.push_str("\r\n");
    out
}

/// Splits at the commas that are not quoted.
fn split(list: &str) -> Vec<&str> {
    let mut quoted = false;
    let mailboxes = list.split(|character| {
        quoted ^= character == '"';
        character == ',' && !quoted
    });
    mailboxes.map(str::trim).collect()
}

fn encode_name(mailbox: &str, charset: &Charset, style: Style) -> Result<String, SampleError> {
    match mailbox.split_once('<') {
        Some((name, address)) if !name.is_ascii() => {
            let name = name.trim().trim_matches('"');
            Ok(format!("{} <{address}", encoded_word::encode(name, charset, style)?))
        }
        _ => Ok(mailbox.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_encoded_and_quoted_commas_do_not_split() {
        let utf8 = Charset::named("utf-8").unwrap();
        let field = field("To", "\"Marsh, Robin\" <a@b>, J\u{fc}rgen <c@d>", &utf8, Style::Q).unwrap();
        assert_eq!(field, "To: \"Marsh, Robin\" <a@b>, =?utf-8?Q?J=C3=BCrgen?= <c@d>\r\n");
    }

    #[test]
    fn long_fields_are_folded_at_spaces() {
        let folded = fold("Subject", &"word ".repeat(40));
        assert!(folded.lines().all(|line| line.len() <= WIDTH));
        assert!(folded.lines().skip(1).all(|line| line.starts_with(' ')));
    }
}
