//! The ways in which the words of a link may be read, once marks stand in them for the elements around.

use crate::mail::links::{PARTED, Words, is_host_letter};

/// An element begins or ends within a line.
pub(super) const JOIN: char = '\u{1}';
/// An element begins or ends that stands in lines of its own, if its style does not say otherwise.
pub(super) const BREAK: char = '\u{2}';
/// White space, and nothing else between two elements.
pub(super) const BLANK: char = '\u{3}';
/// What may be out of sight begins, and ends.
pub(super) const HIDE: char = '\u{4}';
pub(super) const SHOW: char = '\u{5}';
/// The words of the link itself begin or end.
const EDGE: char = '\u{6}';

/// Control characters are in no words, so these are marks.
pub(super) const fn is_mark(character: char) -> bool {
    matches!(character, '\u{0}'..='\u{6}')
}

/// Reads the words of a link that stand between those of its neighbours.
///
/// They are read as the elements around them part them; and with nothing between, for styles can join
/// what stands in several lines; and so without what may be hidden; and from the last to the first
/// where their order may be another.
pub(super) fn readings([before, words, after]: [&str; 3], turned: bool, any_case: bool) -> Words {
    let mut joined = vec![own(&joined(before, words, after, any_case, true))];
    if words.contains(HIDE) || before.contains(HIDE) || after.contains(HIDE) {
        joined.push(own(&self::joined(before, words, after, any_case, false)));
    }
    let turned = turned.then(|| {
        let all = [before, words, after].concat();
        let runs: Vec<&str> = all.split(is_mark).filter(|run| !run.trim().is_empty()).collect();
        let turned = runs.into_iter().rev().map(|run| format!("{run}{PARTED}"));
        without_sentences(&turned.collect::<String>(), any_case)
    });
    Words { plain: plain(words), joined, turned }
}

/// With spaces where lines end.
fn plain(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            BREAK | BLANK => plain.push(' '),
            mark if is_mark(mark) => {}
            other => plain.push(other),
        }
    }
    plain
}

/// Without any space at the borders of elements, but for [`PARTED`] where one is to be expected.
fn joined(before: &str, words: &str, after: &str, any_case: bool, with_hidden: bool) -> String {
    let mut hidden = 0_usize;
    let mut out = String::with_capacity(before.len() + words.len() + after.len());
    let edge = std::iter::once(EDGE);
    for character in before.chars().chain(edge.clone()).chain(words.chars()).chain(edge).chain(after.chars())
    {
        match character {
            HIDE => hidden += 1,
            SHOW => hidden = hidden.saturating_sub(1),
            EDGE => out.push(EDGE),
            _ if hidden > 0 && !with_hidden => {}
            JOIN => {}
            BREAK | BLANK => out.push(PARTED),
            other => out.push(other),
        }
    }
    without_sentences(&out, any_case)
}

/// A new line that begins with a capital letter begins a sentence, and is no end of a name.
fn without_sentences(joined: &str, any_case: bool) -> String {
    let mut characters = joined.chars().peekable();
    let mut out = String::with_capacity(joined.len());
    let mut parted = false;
    while let Some(character) = characters.next() {
        let mut next = || characters.peek().copied();
        let begins = character.is_uppercase() && next().is_some_and(|next| !next.is_uppercase());
        if parted && begins && !any_case {
            out.push(' ');
        }
        parted = character == PARTED || (parted && character == EDGE);
        out.push(character);
    }
    out
}

/// What is the link's, with what may go on before and after it of the same name.
fn own(joined: &str) -> String {
    let mut parts = joined.split(EDGE);
    let [before, words, after] = [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
    let goes_on = |c: char| c == PARTED || is_host_letter(c);
    let seen = words.trim_matches(PARTED);
    let first = before.rsplit(|c| !goes_on(c)).next().filter(|_| seen.starts_with(goes_on));
    let last = after.split(|c| !goes_on(c)).next().filter(|_| seen.ends_with(goes_on));
    [first.unwrap_or_default(), words, last.unwrap_or_default()].concat()
}
