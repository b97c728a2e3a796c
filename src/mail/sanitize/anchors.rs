//! What the links of a document say to a reader: their words, without the markup between.

use std::collections::HashMap;
use std::ops::Range;

use super::elements::{Fate, fate};
use super::layout::{Effects, Layout};
use super::readings::{BLANK, BREAK, HIDE, JOIN, SHOW, is_mark, readings};
use crate::mail::display::is_invisible;
use crate::mail::html::{Content, Dom, Element, NodeId};
use crate::mail::links::{MOST_WORDS, Words};

/// Bytes of words of one document that are looked at: links within links have the same words again.
const MOST: usize = 1 << 20;
/// Bytes of one link's words with its marks; one that has more is none.
const LONGEST: usize = 16 * MOST_WORDS;
/// Bytes of the links beside one that are looked at.
const MOST_BESIDE: usize = 200;

/// The words of the `a` elements that have an address, with marks where elements begin and end.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    text: String,
    of: HashMap<NodeId, Anchor>,
    /// Where runs of links begin: within one there is nothing to be seen but links.
    runs: Vec<usize>,
    layout: Layout,
    /// Where the words stood when the last element began that may turn their order.
    turned_at: Option<usize>,
    looked_at: usize,
}

#[derive(Debug, Clone)]
struct Anchor {
    words: Range<usize>,
    /// The number of its run, from 1.
    run: usize,
    turned: bool,
}

/// An element that the walk is within.
struct Around {
    id: NodeId,
    /// Where its words begin, if it is a link.
    start: Option<usize>,
    /// What stands at both of its ends.
    border: char,
    hides: bool,
    turns: bool,
}

impl Anchors {
    /// Reads them, in one walk over what is within `body`.
    pub(super) fn of(dom: &Dom, body: NodeId, layout: Layout) -> Self {
        let mut anchors = Self { layout, runs: vec![0], ..Self::default() };
        let mut next = dom.first_child(body);
        let mut around: Vec<Around> = Vec::new();
        let mut within = 0_usize;
        while let Some(id) = next {
            let entered = match dom.content(id) {
                Content::Text(text) => {
                    anchors.text(text, within > 0);
                    None
                }
                Content::Element(element) => {
                    let name = element.html_name().filter(|name| fate(name) != Fate::Dropped);
                    let turned = around.last().is_some_and(|outer| outer.turns);
                    name.map(|name| anchors.enter(id, name, element, within > 0, turned))
                }
                _ => None,
            };
            next = match entered {
                Some(entered) => {
                    within += usize::from(entered.start.is_some());
                    around.push(entered);
                    dom.first_child(id)
                }
                None => dom.next_sibling(id),
            };
            while next.is_none() {
                let Some(left) = around.pop() else { break };
                within = within.saturating_sub(usize::from(left.start.is_some()));
                anchors.leave(&left);
                next = dom.next_sibling(left.id);
            }
        }
        anchors
    }

    fn enter(&mut self, id: NodeId, name: &str, element: &Element, within: bool, turned: bool) -> Around {
        let is_link = name == "a" && element.attribute("href").is_some();
        let looks_on = within || is_link || may_turn(element);
        let own = if looks_on { self.layout.of(name, element) } else { Effects::default() };
        self.layout.changes_case |= own.changes_case;
        let turns = own.turns || turned;
        if turns {
            self.turned_at = Some(self.text.len());
        }
        // The cells of one link touch; those of several are several buttons.
        let joins = if within { own.joins || own.hides } else { own.joins && !matches!(name, "td" | "th") };
        let border = if keeps_words_whole(name) || joins { JOIN } else { BREAK };
        self.mark(border);
        let hides = own.hides && within;
        if hides {
            self.text.push(HIDE);
        }
        let start = is_link.then_some(self.text.len());
        if let Some(alt) = element.attribute("alt").filter(|_| within && name == "img") {
            // Seen where the image is not.
            self.text.push(HIDE);
            self.push(alt);
            self.text.push(SHOW);
        }
        Around { id, start, border, hides, turns }
    }

    fn leave(&mut self, left: &Around) {
        if let Some(start) = left.start {
            let turned = left.turns || self.turned_at.is_some_and(|at| at >= start);
            let words = start..self.text.len();
            self.of.insert(left.id, Anchor { words, run: self.runs.len(), turned });
        }
        if left.hides {
            self.text.push(SHOW);
        }
        self.mark(left.border);
    }

    fn mark(&mut self, border: char) {
        if !self.text.ends_with([BREAK, border]) {
            self.text.push(border);
        }
    }

    fn text(&mut self, text: &str, within: bool) {
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            if !self.text.ends_with([BLANK, ' ']) {
                self.text.push(BLANK);
            }
        } else if within {
            self.push(text);
        } else if self.runs.last() != Some(&self.text.len()) {
            self.runs.push(self.text.len());
        }
    }

    /// Takes text as it is seen: in one line, without what is invisible, which could fill any cap.
    fn push(&mut self, text: &str) {
        for character in text.chars().filter(|&c| c.is_whitespace() || !is_invisible(c)) {
            match character.is_whitespace() {
                true if self.text.ends_with(' ') => {}
                true => self.text.push(' '),
                false => self.text.push(character),
            }
        }
    }

    /// The words of a link; none where too many were asked for already.
    pub(super) fn next(&mut self, id: NodeId) -> Option<Words> {
        let Anchor { words, run, turned } = self.of.get(&id)?.clone();
        let text = self.text.get(words.clone())?;
        let seen = |&(_, c): &(usize, char)| !is_mark(c);
        let end = text.char_indices().filter(seen).nth(MOST_WORDS).map_or(text.len(), |(end, _)| end);
        self.looked_at += end + 2 * MOST_BESIDE;
        if end > LONGEST || self.looked_at > MOST {
            return None;
        }
        let begins = self.runs.get(run.checked_sub(1)?).copied().unwrap_or_default().min(words.start);
        let ends = self.runs.get(run).copied().unwrap_or(self.text.len()).max(words.end);
        let before = last_bytes(self.text.get(begins..words.start)?);
        let after = if end < text.len() { "" } else { first_bytes(self.text.get(words.end..ends)?) };
        Some(readings([before, text.get(..end)?, after], turned, self.layout.changes_case))
    }
}

/// Whether an element that is no part of a link may matter to those within it, by a glance at its style.
fn may_turn(element: &Element) -> bool {
    let style = element.attribute("style").unwrap_or_default().to_ascii_lowercase();
    element.attribute("dir").is_some()
        || ["\\", "float", "reverse", "rtl", "writing", "order", "transform"]
            .iter()
            .any(|one| style.contains(one))
}

fn last_bytes(text: &str) -> &str {
    let from = text.len().saturating_sub(MOST_BESIDE);
    let from = (from..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    text.get(from..).unwrap_or_default()
}

fn first_bytes(text: &str) -> &str {
    let end = text.len().min(MOST_BESIDE);
    let end = (0..=end).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

/// Elements that change the looks of letters within a word, or mark a place to break it.
fn keeps_words_whole(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "big"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "nobr"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    ) || fate(name) == Fate::Unwrapped
}
