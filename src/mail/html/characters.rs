//! Characters by their name or number: `&amp;`, `&#8211;`.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Letters of the longest name, that of a contour integral.
const LONGEST_NAME: usize = 31;
/// Letters of the longest name that may go without its semicolon.
const LONGEST_BARE_NAME: usize = 6;

/// Text with the characters that it names.
pub(super) fn characters(text: &str) -> Cow<'_, str> {
    let mut parts = text.split('&');
    let first = parts.next().unwrap_or_default();
    if first.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    written.push_str(first);
    for part in parts {
        let after = match part.strip_prefix('#') {
            Some(number) => numbered(number, &mut written),
            None => named(part, &mut written),
        };
        match after {
            Some(after) => written.push_str(after),
            None => written.extend(["&", part]),
        }
    }
    Cow::Owned(written)
}

/// Writes the character of this number; gives what follows it.
fn numbered<'x>(number: &'x str, written: &mut String) -> Option<&'x str> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let after = digits.trim_start_matches(|c: char| c.is_digit(radix));
    let digits = digits.strip_suffix(after).filter(|digits| !digits.is_empty())?;
    // Too large for a number is too large for a character.
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    // Numbers of windows-1252 are written by many.
    let replaced =
        code.checked_sub(0x80).and_then(|code| *C1_REPLACEMENTS.get(usize::try_from(code).ok()?)?);
    let character = replaced.or(char::from_u32(code)).filter(|&c| c != '\0');
    written.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(after.strip_prefix(';').unwrap_or(after))
}

/// Writes the characters of this name, there may be two; gives what follows it.
fn named<'x>(part: &'x str, written: &mut String) -> Option<&'x str> {
    let letters = part.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let bare = (2..=letters.min(LONGEST_BARE_NAME)).rev();
    std::iter::once(letters + 1).chain(bare).find_map(|length| {
        let (name, after) = part.split_at_checked(length)?;
        // Beginnings of names are in the table, too, without a character.
        let &(first, second) = NAMED_ENTITIES.get(name).filter(|&&(first, _)| first != 0)?;
        written.extend(char::from_u32(first));
        written.extend(char::from_u32(second).filter(|&c| c != '\0'));
        Some(after)
    })
}
