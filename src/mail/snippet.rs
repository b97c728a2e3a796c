//! The first words of a mail, for the third line of its row.

use super::bodies::{Plan, Preference, Shown};
use super::decode;
use super::display;
use super::flowed;
use super::html::{self, Hidden};
use super::parts::{Part, Structure};

/// Characters of a snippet.
const LONGEST: usize = 160;
/// Bytes of a body, still encoded, that are looked at: style sheets come first in HTML.
const LOOKED_AT: usize = 32 << 10;
const LOOKED_AT_IN_HTML: usize = 256 << 10;
/// Bodies of an alternative that are tried until one has words.
const MOST_TRIED: usize = 3;
/// A word longer than this with a scheme in it is a tracking link, not a word.
const LONGEST_LINK: usize = 60;

pub(crate) fn of(structure: &Structure<'_>) -> String {
    // Some mailers send an empty plain text beside the HTML.
    let plans = [Preference::Plain, Preference::Rich].map(|preference| Plan::new(structure, preference));
    let shown = plans.iter().flat_map(|plan| plan.shown.iter().take(MOST_TRIED));
    let snippets = shown.filter_map(|shown| match *shown {
        Shown::Text(number) => {
            let text = beginning(structure.parts.get(number)?, LOOKED_AT);
            Some(from_text(&flowed::unfold(&text, false)))
        }
        Shown::Html(number) => {
            let html = beginning(structure.parts.get(number)?, LOOKED_AT_IN_HTML);
            Some(from_text(&html::text(&html::parse(&html).0, Hidden::Kept)))
        }
        Shown::Image(_) => None,
    });
    snippets.into_iter().find(|snippet| !snippet.is_empty()).unwrap_or_default()
}

fn beginning(part: &Part<'_>, longest: usize) -> String {
    let bytes = part.body.get(..longest).unwrap_or(part.body);
    decode::text(&part.encoding.decode(bytes), part.charset())
}

/// The first words of a text: its own, or those it quotes where it has none.
fn from_text(text: &str) -> String {
    let own = own_lines(text);
    let words = if own.iter().any(|line| line.contains(char::is_alphanumeric)) {
        own.join(" ")
    } else {
        text.lines().map(|line| line.trim_start_matches(['>', ' '])).collect::<Vec<_>>().join(" ")
    };
    let link = |word: &&str| !(word.len() > LONGEST_LINK && word.contains("://"));
    let words: Vec<&str> = words.split_whitespace().filter(link).collect();
    display::line(&words.join(" "), LONGEST)
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
    use super::from_text;

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
