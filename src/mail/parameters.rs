//! Values with parameters, such as Content-Type (RFC 2045, section 5.1), and the parameters that RFC 2231
//! cuts into pieces, in whatever order they come and however they are mixed.

use std::collections::BTreeMap;

use super::decode;
use super::encoded_words;

/// Parameters of one field.
const MOST: usize = 300;

/// A field such as Content-Type or Content-Disposition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameterised {
    /// In lower case.
    pub(crate) value: String,
    /// What follows its slash, in lower case.
    pub(crate) sub: Option<String>,
    /// Their names in lower case.
    parameters: Vec<(String, String)>,
}

impl Parameterised {
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// `text` is the field's value on one line.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        // Some leave out the first semicolon.
        let end = text.find(|c: char| c == ';' || c.is_whitespace() || c == '(').unwrap_or(text.len());
        let (head, rest) = match text.split_at_checked(end) {
            Some((head, rest)) if !head.contains('=') => (head, rest),
            _ => ("", text),
        };
        let (value, sub) = match head.split_once('/') {
            Some((value, sub)) => (value, Some(sub)),
            None => (head, None),
        };
        let rest = without_comment(rest.trim_start());
        // "multipart/mixed; boundary" with a blank around its slash is written, too.
        let plain =
            |text: &str| text.trim_matches(|c: char| c == '"' || c.is_whitespace()).to_ascii_lowercase();
        let mut parameters = Vec::new();
        let mut pieces: BTreeMap<String, Pieces> = BTreeMap::new();
        for (name, value) in listed(rest) {
            match name.split_once('*') {
                None if !parameters.iter().any(|(one, _)| *one == name) => parameters.push((name, value)),
                None => {}
                Some((base, place)) => pieces.entry(base.to_owned()).or_default().add(place, value),
            }
        }
        // What is encoded is meant; the plain one is for old mailers.
        let encoded = pieces.into_iter().map(|(name, pieces)| (name, pieces.text()));
        let parameters = encoded.chain(parameters).collect();
        Self { value: plain(value), sub: sub.map(plain), parameters }
    }
}

fn without_comment(text: &str) -> &str {
    match text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

/// Names, in lower case, and values.
fn listed(text: &str) -> Vec<(String, String)> {
    let mut listed = Vec::new();
    let mut rest = text;
    while listed.len() < MOST {
        rest = rest.trim_start_matches(|c: char| c == ';' || c.is_whitespace());
        let Some(end) = rest.find(['=', ';']) else { break };
        let Some((name, after)) = rest.split_at_checked(end) else { break };
        // One without a value.
        let Some(after) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let (value, after) =
                    after.split_at_checked(after.find(';').unwrap_or(after.len())).unwrap_or((after, ""));
                (value.trim().to_owned(), after)
            }
        };
        let name = name.trim().to_ascii_lowercase();
        // An unquoted file name may have brackets; of all else they are comments.
        let value = match value.split_once(" (") {
            Some((value, _)) if !name.contains("name") => value.to_owned(),
            _ => value,
        };
        listed.push((name, value));
        rest = after;
    }
    listed
}

/// What stands before the closing quote, and what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, text.get(at + 1..).unwrap_or_default()),
            // Before all else it is a path of Windows, not a guard.
            '\\' => match characters.next_if(|&(_, next)| matches!(next, '"' | '\\')) {
                Some((_, next)) => value.push(next),
                None => value.push('\\'),
            },
            other => value.push(other),
        }
    }
    (value, "")
}

/// The pieces of one parameter, by their number, and whether each is encoded.
#[derive(Default)]
struct Pieces(BTreeMap<u16, (bool, String)>);

impl Pieces {
    /// `place` is what follows the first asterisk of the name: "", "0", "1*".
    fn add(&mut self, place: &str, value: String) {
        let (number, encoded) = match place.strip_suffix('*') {
            Some(number) => (number, true),
            None => (place, place.is_empty()),
        };
        let number = if number.is_empty() { Some(0) } else { number.trim().parse().ok() };
        if let Some(number) = number {
            self.0.entry(number).or_insert((encoded, value));
        }
    }

    fn text(self) -> String {
        let mut charset = None;
        let mut bytes = Vec::new();
        let mut any = false;
        for (place, (encoded, value)) in self.0.into_values().enumerate() {
            let mut value = value.as_str();
            if encoded && place == 0 {
                // charset'language'text
                let mut parts = value.splitn(3, '\'');
                if let (Some(name), Some(_), Some(text)) = (parts.next(), parts.next(), parts.next()) {
                    charset = Some(name.to_owned()).filter(|name| !name.is_empty());
                    value = text;
                }
            }
            any |= encoded;
            if encoded { bytes.extend(percent_decoded(value)) } else { bytes.extend(value.as_bytes()) }
        }
        let text = decode::characters(&bytes, charset.as_deref()).into_owned();
        // Some cut an encoded word into pieces.
        if !any && text.contains("=?") { encoded_words::decode(&text) } else { text }
    }
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match after {
            [high, low, after @ ..] if *first == b'%' && hex(high).is_some() && hex(low).is_some() => {
                bytes.push(hex(high).unwrap_or_default() << 4 | hex(low).unwrap_or_default());
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::Parameterised;

    #[test]
    fn values_and_parameters_are_told_apart() {
        let parsed =
            Parameterised::parse("Text/Plain (really); Charset=\"UTF-8\" ; format=flowed (x);flag; name=a;b");
        assert_eq!((parsed.value.as_str(), parsed.sub.as_deref()), ("text", Some("plain")));
        assert_eq!(parsed.parameter("charset"), Some("UTF-8"));
        assert_eq!(parsed.parameter("format"), Some("flowed"));
        assert_eq!(parsed.parameter("name"), Some("a"));
        assert_eq!(
            Parameterised::parse("text/plain charset=us-ascii").parameter("charset"),
            Some("us-ascii")
        );
        assert_eq!(Parameterised::parse("filename=x").parameter("filename"), Some("x"));
        assert_eq!(
            Parameterised::parse("a; name=\"C:\\dir\\x \\\"1\\\".txt\"").parameter("name"),
            Some("C:\\dir\\x \"1\".txt")
        );
        assert_eq!(Parameterised::parse("a; name=x (1).txt").parameter("name"), Some("x (1).txt"));
        assert_eq!(Parameterised::parse("a; b=\"c\" d=\"e\"").parameter("d"), Some("e"));
        assert_eq!(Parameterised::parse("attachment").value, "attachment");
    }
}
