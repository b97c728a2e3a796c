//! Content lines: "NAME;PARAMETER=value:VALUE", as calendars (RFC 5545, section 3.1) and contact cards
//! (RFC 6350, section 3.3, and the older 2.1 and 3.0) are written.

use super::decode;
use super::decode::Encoding;
use super::display;

/// Lines of one file, unfolded.
const MOST_LINES: usize = 20_000;
/// Bytes of a line; what comes after is cut off.
const LONGEST_LINE: usize = 64 << 10;
/// Parameters of a line.
const MOST_PARAMETERS: usize = 32;

/// A property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Property {
    /// In upper case, without its group.
    pub(crate) name: String,
    /// Their names in upper case.
    parameters: Vec<(String, String)>,
    /// As it is written.
    pub(crate) value: String,
}

impl Property {
    /// The value of the first parameter of this name.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The values of all parameters of this name, in lower case; vCard 2.1 wrote them without it.
    pub(crate) fn types(&self) -> Vec<String> {
        let values = self.parameters.iter().filter(|(name, _)| name == "TYPE").map(|(_, value)| value);
        values.flat_map(|value| value.split(',')).map(|one| one.trim().to_ascii_lowercase()).collect()
    }

    /// The value as one line of text.
    pub(crate) fn line(&self, longest: usize) -> String {
        display::line(&unescaped(&self.value), longest)
    }

    /// The pieces of a structured value, which `;` separates, each one line of text.
    pub(crate) fn pieces(&self, longest: usize) -> Vec<String> {
        let mut pieces = vec![String::new()];
        let mut escaped = false;
        for character in self.value.chars() {
            if character == ';' && !escaped {
                pieces.push(String::new());
            } else if let Some(piece) = pieces.last_mut() {
                piece.push(character);
            }
            escaped = character == '\\' && !escaped;
        }
        pieces.iter().take(16).map(|piece| display::line(&unescaped(piece), longest)).collect()
    }
}

/// The properties of a text.
pub(crate) fn properties(text: &str) -> Vec<Property> {
    let mut properties = Vec::new();
    let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).peekable();
    while let Some(first) = lines.next() {
        let mut line = first.to_owned();
        // Quoted-printable of vCard 2.1 goes on behind a "=" at the end.
        let quoted = first
            .split(':')
            .next()
            .is_some_and(|name| name.to_ascii_uppercase().contains("QUOTED-PRINTABLE"));
        loop {
            let more = match lines.peek() {
                Some(next) if quoted && line.ends_with('=') => {
                    line.pop();
                    *next
                }
                Some(next) if next.starts_with([' ', '\t']) => next.get(1..).unwrap_or_default(),
                _ => break,
            };
            if line.len() < LONGEST_LINE {
                line.push_str(more);
            }
            lines.next();
        }
        line.truncate(line.floor_char_boundary(LONGEST_LINE));
        properties.extend(property(&line));
        if properties.len() >= MOST_LINES {
            break;
        }
    }
    properties
}

fn property(line: &str) -> Option<Property> {
    let mut quoted = false;
    let colon = line.find(|c: char| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (head, value) = line.split_at_checked(colon)?;
    let value = value.get(1..)?;
    let mut pieces = split(head, ';').into_iter();
    let name = pieces.next()?;
    let name = name.rsplit('.').next().unwrap_or(name).trim().to_ascii_uppercase();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    let parameters: Vec<(String, String)> = pieces
        .take(MOST_PARAMETERS)
        .map(|piece| match piece.split_once('=') {
            Some((name, value)) => {
                // RFC 6868 writes what may not stand in a parameter behind a "^".
                let value = value.replace('"', "").replace("^n", "\n").replace("^'", "\"").replace("^^", "^");
                (name.trim().to_ascii_uppercase(), value)
            }
            None => ("TYPE".to_owned(), piece.to_owned()),
        })
        .collect();
    let mut property = Property { name, parameters, value: value.to_owned() };
    let quoted =
        property.parameter("ENCODING").is_some_and(|one| one.eq_ignore_ascii_case("quoted-printable"))
            || property.types().iter().any(|one| one == "quoted-printable");
    if quoted {
        let bytes = Encoding::QuotedPrintable.decode(property.value.as_bytes()).into_owned();
        property.value = decode::text(&bytes, property.parameter("CHARSET").or(Some("utf-8")));
    }
    Some(property)
}

/// The pieces between separators that are not within quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c: char| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

/// Text without the backslashes that guard its commas, semicolons and line ends.
pub(crate) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    plain
}

/// Lines of text as they may be shown, at most so many characters.
pub(crate) fn paragraphs(text: &str, longest: usize) -> String {
    let mut shown = String::new();
    for line in text.lines() {
        let line = display::line(line, longest);
        if shown.len() + line.len() > longest {
            shown.push('…');
            break;
        }
        shown.push_str(&line);
        shown.push('\n');
    }
    shown.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::properties;

    #[test]
    fn lines_are_unfolded_and_taken_apart() {
        let text = "begin:vcard\r\nitem1.TEL;HOME;type=\"voice,cell\":+1\r\n 2\r\nX;A=\"a:b;c\":d:e\nno property\n\
            NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:caf=E9=\r\n au=\r\nlait\r\nN:a\\;b;c\\,d\\nE\r\n";
        let found = properties(text);
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["BEGIN", "TEL", "X", "NOTE", "N"]);
        assert_eq!(
            (found[1].value.as_str(), found[1].types()),
            ("+12", vec!["home".into(), "voice".into(), "cell".into()])
        );
        assert_eq!((found[2].value.as_str(), found[2].parameter("A")), ("d:e", Some("a:b;c")));
        assert_eq!(found[3].value, "café aulait");
        assert_eq!(found[4].pieces(99), ["a;b", "c,d E"]);
    }
}
