//! A word or phrase of a query, sought in a text.

use std::ops::Range;

use super::query::Word;
use super::tokens::Part;
use super::typo::{OneTypo, SHORTEST};

/// The places where a word's parts follow one another, found as a text's parts go by.
pub(super) struct Sequence<'q> {
    parts: &'q [String],
    /// The last may go on.
    prefix: bool,
    /// The same parts, with an error forgiven; empty where none is.
    typos: Vec<Option<OneTypo>>,
    /// How many parts were found in a row, and where the first of them begins; the oldest first.
    open: Vec<(usize, usize)>,
}

impl<'q> Sequence<'q> {
    /// `exact`: no typing error is forgiven.
    pub(super) fn new(word: &'q Word, exact: bool) -> Self {
        let last = word.parts.len().saturating_sub(1);
        let typo = |(place, part): (usize, &String)| {
            let long = part.chars().count() >= SHORTEST;
            long.then(|| OneTypo::new(part, word.prefix && place == last))
        };
        Self {
            parts: &word.parts,
            prefix: word.prefix,
            typos: if exact { Vec::new() } else { word.parts.iter().enumerate().map(typo).collect() },
            open: Vec::new(),
        }
    }

    /// Takes the next part of the text; gives the place of a hit that ends with it.
    pub(super) fn take(&mut self, part: &Part<'_>) -> Option<Range<usize>> {
        let mut open = std::mem::take(&mut self.open);
        open.push((0, part.range.start));
        open.retain_mut(|(found, _)| {
            *found += 1;
            self.matches(*found - 1, part)
        });
        let whole = open.first().filter(|(found, _)| *found == self.parts.len()).map(|&(_, start)| start);
        open.retain(|(found, _)| *found < self.parts.len());
        self.open = open;
        whole.map(|start| start..part.range.end)
    }

    fn matches(&self, place: usize, part: &Part<'_>) -> bool {
        let Some(wanted) = self.parts.get(place) else { return false };
        let goes_on = self.prefix && place + 1 == self.parts.len();
        part.text == wanted
            || (goes_on && part.text.starts_with(wanted.as_str()))
            || self
                .typos
                .get(place)
                .is_some_and(|typo| typo.as_ref().is_some_and(|typo| typo.accepts(part.text)))
    }
}
