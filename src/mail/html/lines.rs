//! A document as lines, for those who look where the quoted mail begins.

use super::dom::{Content, Dom, Element, NodeId};
use super::text::{breaks_line, shown};
use crate::mail::quotes::{Line, Mark};

/// Bytes of text that are looked at; a longer document is not folded.
const LONGEST: usize = 1 << 20;

/// The lines of a document, and where they stand in it.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub(crate) lines: Vec<Line<String>>,
    /// For each line, the first of its leaves; none where it begins within one.
    pub(crate) first: Vec<Option<usize>>,
    /// What can be seen, in order: texts, images, lines across.
    pub(crate) leaves: Vec<NodeId>,
    /// For each line, the number of leaves up to its end.
    pub(crate) end: Vec<usize>,
    /// Whether the line that is written is empty, and may be given a mark.
    open: bool,
    pending: Option<Mark>,
}

/// None: the document is too long.
pub(crate) fn lines(dom: &Dom, body: NodeId) -> Option<Lines> {
    let mut found = Lines::default();
    let mut size = 0;
    let mut next = dom.first_child(body);
    // The elements around `next`, and how their content is marked.
    let mut around: Vec<(NodeId, Mark)> = Vec::new();
    while let Some(id) = next {
        let mark = around.last().map_or(Mark::None, |&(_, mark)| mark);
        let mut inner = None;
        match dom.content(id) {
            Content::Text(text) => {
                size += text.len();
                if size > LONGEST {
                    return None;
                }
                let preformatted = around.iter().any(|&(id, _)| is_pre(dom, id));
                found.text(id, text, mark, preformatted);
            }
            Content::Element(element) if shown(element) => {
                inner = found.enter(id, element, mark);
            }
            _ => {}
        }
        next = match inner {
            Some(mark) => {
                around.push((id, mark));
                dom.first_child(id)
            }
            None => dom.next_sibling(id),
        };
        while next.is_none() {
            let Some((id, _)) = around.pop() else { break };
            if dom.element(id).and_then(Element::html_name).is_some_and(breaks_line) {
                found.close();
            }
            next = dom.next_sibling(id);
        }
    }
    found.close();
    Some(found)
}

fn is_pre(dom: &Dom, id: NodeId) -> bool {
    dom.element(id).and_then(Element::html_name) == Some("pre")
}

impl Lines {
    fn text(&mut self, id: NodeId, text: &str, mark: Mark, preformatted: bool) {
        let blank = |text: &str| text.chars().all(|c| c.is_whitespace() && c != '\u{a0}');
        if blank(text) {
            if let Some(line) = self.lines.last_mut().filter(|_| self.open) {
                line.text.push(' ');
            }
            return;
        }
        let leaf = self.leaves.len();
        self.leaves.push(id);
        let mut pieces = vec![text];
        if preformatted {
            pieces = text.split('\n').collect();
        }
        for (number, piece) in pieces.into_iter().enumerate() {
            if number > 0 {
                self.close();
            }
            self.begin((number == 0).then_some(leaf), mark);
            if let Some(line) = self.lines.last_mut() {
                for word in piece.split_ascii_whitespace() {
                    if !(line.text.is_empty() || line.text.ends_with(' ')) && starts_apart(piece, word) {
                        line.text.push(' ');
                    }
                    line.text.push_str(word);
                }
                if piece.ends_with(|c: char| c.is_ascii_whitespace()) {
                    line.text.push(' ');
                }
                // Some mailers quote with marks in HTML, too.
                if line.text.starts_with('>') && line.mark == Mark::None {
                    line.mark = Mark::Quoted;
                }
            }
            self.ends();
        }
    }

    /// Something that can be seen and is no text.
    fn leaf(&mut self, id: NodeId, mark: Mark) {
        let leaf = self.leaves.len();
        self.leaves.push(id);
        self.begin(Some(leaf), mark);
        self.ends();
    }

    fn begin(&mut self, leaf: Option<usize>, mark: Mark) {
        if !self.open {
            let mark = self.pending.take().unwrap_or(mark);
            self.lines.push(Line { text: String::new(), mark });
            self.first.push(leaf);
            self.end.push(self.leaves.len());
            self.open = true;
        }
    }

    fn ends(&mut self) {
        if let Some(end) = self.end.last_mut() {
            *end = self.leaves.len();
        }
    }

    fn close(&mut self) {
        self.open = false;
    }

    /// How the content of an element is marked; none where it has none.
    fn enter(&mut self, id: NodeId, element: &Element, around: Mark) -> Option<Mark> {
        let name = element.html_name().unwrap_or_default();
        if breaks_line(name) {
            self.close();
        }
        match name {
            "br" => {
                // An empty line has no leaf of its own.
                if !self.open {
                    self.lines.push(Line { text: String::new(), mark: Mark::None });
                    self.first.push(None);
                    self.end.push(self.leaves.len());
                }
                self.close();
                return None;
            }
            "img" => {
                self.leaf(id, around);
                return None;
            }
            "hr" => {
                if let Some(mark) = mailers_mark(element) {
                    self.pending = Some(mark);
                }
                self.leaf(id, Mark::Rule);
                self.close();
                return None;
            }
            _ => {}
        }
        match mailers_mark(element) {
            Some(mark @ (Mark::Opens | Mark::Forwards)) => {
                self.close();
                self.pending = Some(mark);
                Some(around)
            }
            Some(mark) if around != Mark::Quoted => Some(mark),
            Some(_) => Some(around),
            None => Some(around),
        }
    }
}

/// Whether there is white space before a word of a piece.
fn starts_apart(piece: &str, word: &str) -> bool {
    !piece.starts_with(word) || piece.as_ptr() != word.as_ptr()
}

/// What an element is to the mailer that wrote it.
pub(super) fn mailers_mark(element: &Element) -> Option<Mark> {
    let name = element.html_name().unwrap_or_default();
    let attribute = |name| element.attribute(name).unwrap_or_default();
    let id = attribute("id");
    // Outlook on the web puts "x_" before the names of what it quotes.
    let id = id.strip_prefix("x_").unwrap_or(id);
    let has = |class: &str| attribute("class").split_ascii_whitespace().any(|one| one == class);
    if name == "blockquote" {
        let cited = attribute("type").eq_ignore_ascii_case("cite")
            || element.attribute("cite").is_some()
            || ["gmail_quote", "protonmail_quote", "tutanota_quote", "clean_bq", "yahoo_quoted"]
                .iter()
                .any(|one| has(one));
        return Some(if cited { Mark::Quoted } else { Mark::Indented });
    }
    if has("moz-forward-container") {
        return Some(Mark::Forwards);
    }
    let opens = matches!(
        id,
        "divRplyFwdMsg"
            | "OLK_SRC_BODY_SECTION"
            | "zwchr"
            | "stopSpelling"
            | "isForwardContent"
            | "ms-outlook-mobile-reference-message"
            | "mail-editor-reference-message-container"
    ) || has("yahoo_quoted")
        || has("ms-outlook-mobile-reference-message")
        || has("gmx_quote")
        || has("zmail_extra")
        || (name == "div" && matches!(attribute("name"), "quote" | "messageReplySection"));
    if opens {
        return Some(Mark::Opens);
    }
    let attributes = ["gmail_quote", "gmail_attr", "moz-cite-prefix", "protonmail_quote", "airmail_on"];
    attributes.iter().any(|one| has(one)).then_some(Mark::Attribution)
}
