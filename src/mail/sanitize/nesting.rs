//! Whether an element may be written where it stands, so that it is read where it was written.
//!
//! The HTML parser closes, moves or ignores elements by what is open around them. The tree of the
//! first parse follows those rules, until an element between two others is left out: then
//! `<p><object><p>` would become a paragraph within a paragraph, which no parser gives back. A
//! document that is read differently from how it was checked is how sanitisers have been beaten,
//! so what would be moved is not written. (HTML Standard, 13.2.6.4.7 and following.)

/// Elements open at most; deeper ones are unwrapped. Browsers stop at about 500; and what is
/// written must not be too deep for our own parser, which counts formatting elements twice.
const DEEPEST: usize = 150;

/// Whether the parser would make `name` the next child of the innermost open element, closing
/// and moving nothing. `open` is all that is open, the outermost first.
pub(super) fn allowed(name: &str, open: &[&str]) -> bool {
    let parent = open.last().copied().unwrap_or_default();
    let scope = || open.iter().rev().take_while(|name| !is_cell(name)).copied();
    // Table parts have one place each, and nothing else has a place between them.
    let placed = match name {
        "caption" | "colgroup" | "tbody" | "thead" | "tfoot" => parent == "table",
        "tr" => matches!(parent, "tbody" | "thead" | "tfoot"),
        "td" | "th" => parent == "tr",
        "col" => parent == "colgroup",
        _ => !between_cells(parent),
    };
    let separate = match name {
        "a" | "nobr" => !scope().any(|one| one == name),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => !is_heading(parent),
        "li" => !reaches(open, |one| one == "li"),
        "dd" | "dt" => !reaches(open, |one| matches!(one, "dd" | "dt")),
        _ => true,
    };
    let paragraph = closes_paragraph(name) && scope().any(|one| one == "p");
    // A table that was begun is gone through with, to its cells: there is no text but in them.
    let fits = open.len() < DEEPEST || between_cells(parent);
    fits && placed && separate && !paragraph
}

/// Whether text other than white space would be moved out of `parent`.
pub(super) fn between_cells(parent: &str) -> bool {
    matches!(parent, "table" | "tbody" | "thead" | "tfoot" | "tr" | "colgroup")
}

/// What ends the search for an open element: a cell is a world of its own.
fn is_cell(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption")
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether the parser, on its way out for a list item to close, comes upon one.
fn reaches(open: &[&str], item: impl Fn(&str) -> bool) -> bool {
    for name in open.iter().rev() {
        if item(name) {
            return true;
        }
        if is_special(name) && !matches!(*name, "address" | "div" | "p") {
            return false;
        }
    }
    false
}

fn closes_paragraph(name: &str) -> bool {
    is_heading(name)
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "center"
                | "dd"
                | "details"
                | "dir"
                | "div"
                | "dl"
                | "dt"
                | "figcaption"
                | "figure"
                | "footer"
                | "header"
                | "hgroup"
                | "hr"
                | "li"
                | "main"
                | "menu"
                | "nav"
                | "ol"
                | "p"
                | "pre"
                | "section"
                | "summary"
                | "table"
                | "ul"
        )
}

/// The "special" elements among those that are written.
fn is_special(name: &str) -> bool {
    closes_paragraph(name)
        || is_cell(name)
        || matches!(name, "br" | "col" | "colgroup" | "img" | "tbody" | "tfoot" | "thead" | "tr" | "wbr")
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn nothing_is_written_where_the_parser_would_move_it() {
        for (name, open) in [
            ("div", &["p"][..]),
            ("table", &["div", "p", "b"]),
            ("a", &["a", "b"]),
            ("h2", &["h1"]),
            ("li", &["ul", "li", "div"]),
            ("dt", &["dl", "dd", "span"]),
            ("td", &["div"]),
            ("tr", &["table"]),
            ("b", &["table"]),
        ] {
            assert!(!allowed(name, open), "{name} in {open:?}");
        }
        for (name, open) in [
            ("p", &["p", "table", "tbody", "tr", "td"][..]),
            ("a", &["a", "table", "tbody", "tr", "td"]),
            ("li", &["ul", "li", "ul"]),
            ("span", &["p"]),
            ("h2", &["h1", "b"]),
            ("col", &["table", "colgroup"]),
        ] {
            assert!(allowed(name, open), "{name} in {open:?}");
        }
    }
}
