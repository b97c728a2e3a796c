//! What is known of a mail besides the mail, as mail clients write it into header fields.

use crate::mail::headers::{field_name, line_at};

/// Tags that are read of one mail.
const MOST_TAGS: usize = 64;
/// Bytes of a tag.
const LONGEST_TAG: usize = 200;

/// What is known of a mail besides the mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    /// It was read.
    pub read: bool,
    /// It has a star.
    pub starred: bool,
    /// It was answered.
    pub answered: bool,
    /// Names of its tags.
    pub tags: Vec<String>,
}

impl Flags {
    /// As header fields, without their line ends.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("Status: {}", if self.read { "RO" } else { "O" })];
        if self.answered || self.starred {
            let answered = if self.answered { "A" } else { "" };
            lines.push(format!("X-Status: {answered}{}", if self.starred { "F" } else { "" }));
        }
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|tag| escaped(tag)).collect();
            lines.push(format!("X-Keywords: {}", tags.join(" ")));
        }
        lines
    }

    /// From the header that `raw` begins with, whoever wrote it. Of other fields nothing is taken.
    #[must_use]
    pub fn of(raw: &[u8]) -> Self {
        let mut flags = Self::default();
        let mut at = 0;
        while let Some(line) = line_at(raw, at).filter(|line| !line.text.is_empty()) {
            flags.take(line.text);
            at = line.next;
        }
        flags
    }

    /// Takes what a line says; whether it is one of those that [`lines`](Self::lines) gives.
    pub(super) fn take(&mut self, line: &[u8]) -> bool {
        let Some(name) = field_name(line) else { return false };
        let value = line.get(name.len() + 1..).unwrap_or_default();
        match name.to_ascii_lowercase().as_slice() {
            b"status" => self.read |= value.contains(&b'R'),
            b"x-status" => {
                self.starred |= value.contains(&b'F');
                self.answered |= value.contains(&b'A');
            }
            b"x-keywords" => {
                let value = String::from_utf8_lossy(value);
                let room = MOST_TAGS.saturating_sub(self.tags.len());
                let tags = value.split_ascii_whitespace().filter(|tag| tag.len() <= 3 * LONGEST_TAG);
                self.tags.extend(tags.take(room).map(unescaped));
            }
            // Bits of nsMsgMessageFlags: read, replied, marked.
            b"x-mozilla-status" => {
                let text = String::from_utf8_lossy(value);
                let bits = u16::from_str_radix(text.trim(), 16).unwrap_or_default();
                self.read |= bits & 1 != 0;
                self.answered |= bits & 2 != 0;
                self.starred |= bits & 4 != 0;
                return false;
            }
            _ => return false,
        }
        true
    }
}

/// A tag as one word: spaces part tags.
fn escaped(tag: &str) -> String {
    let mut word = String::with_capacity(tag.len());
    for character in tag.chars() {
        if character == '%' || character.is_whitespace() || character.is_control() {
            let mut bytes = [0; 4];
            character.encode_utf8(&mut bytes).bytes().for_each(|byte| word.push_str(&format!("%{byte:02X}")));
        } else {
            word.push(character);
        }
    }
    word
}

fn unescaped(word: &str) -> String {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(meant) if byte == b'%' => {
                bytes.push(meant);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::Flags;

    #[test]
    fn flags_of_other_clients_are_read() {
        let of = |header: &str| Flags::of(header.as_bytes());
        let all = Flags { read: true, starred: true, answered: true, tags: Vec::new() };
        assert_eq!(of("From: a\nStatus: RO\r\nX-Status: AF\n\nbody"), all);
        assert_eq!(of("X-Mozilla-Status: 0007\n"), all);
        assert_eq!(of("X-Mozilla-Status: 0000\nStatus: O\n\nStatus: R"), Flags::default());
        assert_eq!(of("X-Keywords: a b%20c %zz  100%25\n").tags, ["a", "b c", "%zz", "100%"]);
    }
}
