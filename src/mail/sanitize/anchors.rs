//! What the links of a document say to a reader: their words, without the markup between.

use std::collections::HashMap;
use std::ops::Range;

use super::elements::{Fate, fate};
use crate::mail::display::is_invisible;
use crate::mail::html::{Content, Dom, NodeId};
use crate::mail::links::MOST_WORDS;

/// Bytes of words of one document that are looked at: links within links have the same words again.
const MOST: usize = 1 << 20;

/// The words of the `a` elements that have an address.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    of: HashMap<NodeId, Range<usize>>,
    looked_at: usize,
}

impl Words {
    /// Reads them, in one walk over what is within `body`.
    pub(super) fn of(dom: &Dom, body: NodeId) -> Self {
        let mut words = Self::default();
        let mut next = dom.first_child(body);
        // The elements around, and where their words begin if they are links.
        let mut around: Vec<(NodeId, Option<usize>)> = Vec::new();
        let mut within = 0_usize;
        while let Some(id) = next {
            let entered = match dom.content(id) {
                Content::Text(text) if within > 0 => {
                    words.push(text);
                    None
                }
                Content::Element(element) => {
                    let name = element.html_name().filter(|name| fate(name) != Fate::Dropped);
                    name.map(|name| {
                        let is_link = name == "a" && element.attribute("href").is_some();
                        if within > 0 {
                            words.push(if keeps_words_whole(name) { "" } else { " " });
                            words
                                .push(element.attribute("alt").filter(|_| name == "img").unwrap_or_default());
                        }
                        within += usize::from(is_link);
                        is_link.then_some(words.text.len())
                    })
                }
                _ => None,
            };
            next = match entered {
                Some(start) => {
                    around.push((id, start));
                    dom.first_child(id)
                }
                None => dom.next_sibling(id),
            };
            while next.is_none() {
                let Some((id, start)) = around.pop() else { break };
                if let Some(start) = start {
                    within = within.saturating_sub(1);
                    words.of.insert(id, start..words.text.len());
                }
                next = dom.next_sibling(id);
            }
        }
        words
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
    pub(super) fn next(&mut self, id: NodeId) -> Option<&str> {
        let text = self.text.get(self.of.get(&id)?.clone())?;
        let end = text.char_indices().nth(MOST_WORDS).map_or(text.len(), |(end, _)| end);
        self.looked_at += end;
        text.get(..end).filter(|_| self.looked_at <= MOST)
    }
}

/// Elements that change the looks of letters within a word, or mark a place to break it.
fn keeps_words_whole(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
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
