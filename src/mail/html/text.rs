//! HTML as plain text: for snippets, for search, for quoting in an answer.

use super::dom::{Content, Dom, Element, NodeId};

/// Bytes of text that are made of one document.
const LONGEST: usize = 1 << 20;
/// Quote marks before a line: a quote within eight quotes is no longer counted.
const DEEPEST_QUOTE: usize = 8;

/// The text of a document: paragraphs as lines, quotes behind `>`, list items behind a dash.
/// Elements that their own style hides are left out.
pub(crate) fn text(dom: &Dom) -> String {
    let mut writer = Writer::default();
    let mut next = dom.first_child(Dom::DOCUMENT);
    // The elements around `next`.
    let mut around: Vec<NodeId> = Vec::new();
    while let Some(id) = next {
        if writer.text.len() > LONGEST {
            break;
        }
        let entered = match dom.content(id) {
            Content::Text(text) => {
                writer.write(text);
                None
            }
            Content::Element(element) if shown(element) => {
                writer.enter(element.html_name().unwrap_or_default(), element.attribute("alt"));
                Some(id)
            }
            _ => None,
        };
        next = match entered {
            Some(id) => {
                around.push(id);
                dom.first_child(id)
            }
            None => dom.next_sibling(id),
        };
        while next.is_none() {
            let Some(id) = around.pop() else { break };
            if let Some(element) = dom.element(id) {
                writer.leave(element.html_name().unwrap_or_default());
            }
            next = dom.next_sibling(id);
        }
    }
    writer.finish()
}

pub(super) fn shown(element: &Element) -> bool {
    let Some(name) = element.html_name() else { return false };
    !is_left_out(name) && !is_hidden(element)
}

/// Elements whose content is no text of the document.
pub(super) fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "title"
            | "template"
            | "noscript"
            | "noframes"
            | "noembed"
            | "iframe"
            | "textarea"
            | "select"
            | "datalist"
            | "object"
            | "audio"
            | "video"
            | "canvas"
            | "xml"
    )
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attribute("style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || element.attribute("hidden").is_some()
}

/// Writes the text of a document as its elements begin and end.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    /// Line ends owed before the next word.
    lines: usize,
    space: bool,
    quotes: usize,
    preformatted: usize,
}

impl Writer {
    pub(super) fn write(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.lines += 1;
                }
                if !line.is_empty() {
                    self.begin();
                    self.text.push_str(line);
                }
            }
            return;
        }
        let blank = |c: char| c.is_ascii_whitespace();
        self.space |= text.starts_with(blank);
        for word in text.split(blank).filter(|word| !word.is_empty()) {
            self.begin();
            self.text.push_str(word);
            self.space = true;
        }
        self.space = text.ends_with(blank) || (self.space && text.trim_matches(blank).is_empty());
    }

    /// Writes what is owed before a word.
    fn begin(&mut self) {
        if self.lines > 0 || self.text.is_empty() {
            let lines = if self.text.is_empty() { 0 } else { self.lines.min(2) };
            let quotes = ">".repeat(self.quotes.min(DEEPEST_QUOTE));
            for line in 0..=lines {
                if line > 0 {
                    self.text.push('\n');
                }
                if line == lines && !quotes.is_empty() {
                    self.text.push_str(&quotes);
                    self.text.push(' ');
                }
            }
        } else if self.space {
            self.text.push(' ');
        }
        (self.lines, self.space) = (0, false);
    }

    fn at_least(&mut self, lines: usize) {
        self.lines = self.lines.max(lines);
        self.space = false;
    }

    /// Begins an element of this name, and of this alternative text.
    pub(super) fn enter(&mut self, name: &str, alt: Option<&str>) {
        self.at_least_for(name);
        match name {
            "br" => self.lines += 1,
            "pre" => self.preformatted += 1,
            "blockquote" => self.quotes += 1,
            "li" => {
                self.begin();
                self.text.push_str("- ");
            }
            "hr" => {
                self.begin();
                self.text.push_str("---");
                self.lines = 1;
            }
            "img" => {
                if let Some(alt) = alt.filter(|alt| !alt.trim().is_empty()) {
                    self.write(alt);
                }
            }
            "td" | "th" => self.space = true,
            _ => {}
        }
    }

    /// Ends an element of this name.
    pub(super) fn leave(&mut self, name: &str) {
        self.at_least_for(name);
        match name {
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            _ => {}
        }
    }

    pub(super) fn finish(self) -> String {
        let mut text = self.text;
        text.truncate(text.trim_end().len());
        text
    }

    fn at_least_for(&mut self, name: &str) {
        if parts_paragraphs(name) {
            self.at_least(2);
        } else if parts_lines(name) {
            self.at_least(1);
        }
    }
}

/// Whether an element begins and ends a line.
pub(super) fn breaks_line(name: &str) -> bool {
    parts_paragraphs(name) || parts_lines(name)
}

fn parts_paragraphs(name: &str) -> bool {
    matches!(name, "p" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "pre")
}

fn parts_lines(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "table"
            | "tr"
            | "li"
            | "dt"
            | "dd"
            | "center"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "address"
            | "hr"
            | "form"
            | "fieldset"
            | "figure"
            | "figcaption"
            | "main"
            | "nav"
            | "aside"
            | "details"
            | "summary"
            | "dir"
            | "menu"
            | "caption"
    )
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::mail::html::parse;

    fn of(html: &str) -> String {
        text(&parse(html).0)
    }

    #[test]
    fn blocks_become_lines_and_quotes_keep_their_marks() {
        let html = "<style>p{}</style><p>One\n two</p><div>three<br>four</div>\
            <blockquote>old<blockquote>older</blockquote></blockquote><ul><li>a<li>b</ul>";
        assert_eq!(of(html), "One two\n\nthree\nfour\n\n> old\n\n>> older\n\n- a\n- b");
    }

    #[test]
    fn spaces_fold_and_preformatted_text_does_not() {
        assert_eq!(of("a <b> b</b>c<i>d</i> \n e<td>f"), "a bcd ef");
        assert_eq!(of("<pre>\n a\n  b</pre>"), "a\n  b".replacen('a', " a", 1));
        assert_eq!(of("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), "a b\nc");
    }

    #[test]
    fn what_is_hidden_is_left_out() {
        let html = "<div style='display : NONE'>peek</div>seen<img alt='a map'>";
        assert_eq!(of(html), "seena map");
    }
}
