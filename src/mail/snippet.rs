//! The first words of a mail, for the third line of its row.

use std::borrow::Cow;

use memchr::memmem;

use super::bodies::{Plan, Preference, Shown};
use super::decode;
use super::display;
use super::flowed;
use super::html;
use super::parts::Structure;

/// Characters of a snippet.
const LONGEST: usize = 160;
/// Bytes of a body, still encoded, that are looked at first: in most mails words enough.
const FIRST_LOOK: usize = 512;
/// So many times as much is looked at next.
const LOOKS_FURTHER: usize = 4;
/// Bytes that are looked at at most: style sheets come first in HTML.
const LAST_LOOK: usize = 32 << 10;
const LAST_LOOK_AT_HTML: usize = 256 << 10;
/// Bodies of an alternative that are tried until one has words.
const MOST_TRIED: usize = 3;
/// A word longer than this with a scheme in it is a tracking link, not a word.
const LONGEST_LINK: usize = 60;

/// The first words of a mail; `rich` is what is shown of it.
pub(crate) fn of(structure: &Structure<'_>, rich: &Plan) -> String {
    let words = |plan: &Plan| {
        let tried = plan.shown.iter().take(MOST_TRIED);
        tried.map(|&shown| first_words(structure, shown)).find(|words| !words.is_empty())
    };
    // Some mailers send an empty plain text beside the HTML.
    words(&Plan::new(structure, Preference::Plain)).or_else(|| words(rich)).unwrap_or_default()
}

/// The first words of a part, of which no more is read than it takes to find them.
fn first_words(structure: &Structure<'_>, shown: Shown) -> String {
    let (number, is_html, last_look) = match shown {
        Shown::Text(number) => (number, false, LAST_LOOK),
        Shown::Html(number) => (number, true, LAST_LOOK_AT_HTML),
        Shown::Image(_) => return String::new(),
    };
    let Some(part) = structure.parts.get(number) else { return String::new() };
    let mut look = FIRST_LOOK;
    loop {
        let beginning = part.body.get(..look).unwrap_or(part.body);
        let content = part.encoding.decode(beginning);
        let is_cut = beginning.len() < part.body.len();
        let content = if is_cut { without_cut_character(&content) } else { &content };
        let text = decode::characters(content, part.charset());
        let text = if is_html {
            Cow::Owned(html::strip(&text))
        } else if is_flowed(&text) {
            Cow::Owned(flowed::unfold(&text, false))
        } else {
            text
        };
        let last = !is_cut || look >= last_look;
        match own_words(&text) {
            Some((own, is_full)) if last || is_full => return own,
            None if last => return all_words(&text),
            _ => look = (look * LOOKS_FURTHER).min(last_look),
        }
    }
}

/// Without the last character, if it is UTF-8: half of it might be missing, and would make it
/// doubtful that it is.
pub(crate) fn without_cut_character(bytes: &[u8]) -> &[u8] {
    let is_continuing = |byte: &&u8| matches!(**byte, 0x80..0xc0);
    let continuing = bytes.iter().rev().take(3).take_while(is_continuing).count();
    match bytes.get(..bytes.len() - continuing) {
        Some([cut @ .., 0xc0..=0xff] | cut) => cut,
        None => bytes,
    }
}

/// Whether a line goes on in the next (RFC 3676).
fn is_flowed(text: &str) -> bool {
    [" \r\n", " \n"].iter().any(|end| memmem::find(text.as_bytes(), end.as_bytes()).is_some())
}

/// The first words that the sender wrote, and whether there are more than fit; none where all is
/// quoted.
fn own_words(text: &str) -> Option<(String, bool)> {
    let own = own_lines(text);
    own.iter().any(|line| line.contains(char::is_alphanumeric)).then(|| line_of(own.into_iter()))
}

/// The first words, quoted or not.
fn all_words(text: &str) -> String {
    line_of(text.lines().map(|line| line.trim_start_matches(['>', ' ']))).0
}

fn line_of<'t>(lines: impl Iterator<Item = &'t str>) -> (String, bool) {
    let link = |word: &&str| !(word.len() > LONGEST_LINK && word.contains("://"));
    let words = lines.flat_map(str::split_whitespace).filter(link);
    display::line_of(words, LONGEST)
}

/// Lines that the sender wrote: no quotes, nor the line that introduces them, no signature, no
/// rules of dashes.
fn own_lines(text: &str) -> Vec<&str> {
    let mut own: Vec<&str> = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if matches!(line, "-- " | "--") || trimmed.starts_with("-----Original Message") {
            break;
        }
        if trimmed.starts_with('>') {
            // "On Monday Ada wrote:", often over two lines.
            while let Some(above) = own.pop_if(|above| above.ends_with(':') || above.starts_with("On ")) {
                if above.starts_with("On ") {
                    break;
                }
            }
        } else if trimmed.contains(|c: char| c.is_alphanumeric() || !c.is_ascii()) {
            own.push(trimmed);
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::{all_words, own_words};

    fn from_text(text: &str) -> String {
        own_words(text).map_or_else(|| all_words(text), |(own, _)| own)
    }

    #[test]
    fn quotes_signatures_and_rules_are_left_out() {
        let text = "Hello Bo,\n\n======\nyes.\n\nOn Mon, 3 May, Ada wrote:\n> shall we\n> go?\n\nSee you!\n-- \nBo\n";
        assert_eq!(from_text(text), "Hello Bo, yes. See you!");
        let text = "Yes\n\nOn Monday the third of May, Ada Lovelace\n<ada@example.org> wrote:\n\n> x\n";
        assert_eq!(from_text(text), "Yes");
    }

    #[test]
    fn a_mail_of_quotes_shows_them() {
        assert_eq!(from_text("> only this\n>> and this\n"), "only this and this");
    }

    #[test]
    fn long_links_are_no_words() {
        let text = format!("Read http://a.example or https://b.example/{} now", "x".repeat(80));
        assert_eq!(from_text(&text), "Read http://a.example or now");
    }
}
