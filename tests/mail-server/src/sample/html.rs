//! An HTML twin for a plain text, as mail programs and newsletter senders make one.

use super::error::SampleError;
use super::flowed;

/// Frames for newsletters and shops; `html=NAME` puts a text into one. A frame has `{{subject}}`
/// and `{{content}}` in it.
const LAYOUTS: &[(&str, &str)] = &[
    ("almanac", include_str!("../../mails/layouts/almanac.html")),
    ("kettle", include_str!("../../mails/layouts/kettle.html")),
    ("receipt", include_str!("../../mails/layouts/receipt.html")),
];

/// The text as HTML in a layout, or bare for `auto`.
pub(super) fn twin(layout: &str, subject: &str, text: &str) -> Result<String, SampleError> {
    if layout == "auto" {
        return Ok(format!("<!DOCTYPE html>\n<html><body>\n{}</body></html>\n", content(text)));
    }
    let (_, frame) = LAYOUTS
        .iter()
        .find(|(known, _)| *known == layout)
        .ok_or_else(|| SampleError::new(format!("no layout is called {layout}")))?;
    Ok(frame.replace("{{subject}}", &escape(subject)).replace("{{content}}", &content(text)))
}

/// What encloses lines of one kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Paragraph,
    List,
    Table,
}

/// Paragraphs, quotations (`>`), headings (`## `), lists (`* `), tables (`| a | b`) and links.
fn content(text: &str) -> String {
    let (text, signature) = flowed::split_signature(text);
    let mut html = String::new();
    let (mut depth, mut block) = (0, Block::Paragraph);
    for line in text.lines() {
        let (marks, rest) = flowed::split_quote(line);
        let kind = match rest {
            _ if rest.starts_with("* ") => Block::List,
            _ if rest.starts_with("| ") => Block::Table,
            _ => Block::Paragraph,
        };
        if kind != block || depth != marks.len() {
            html.push_str(end(block));
            block = Block::Paragraph;
        }
        while depth < marks.len() {
            html.push_str(
                "<blockquote style=\"margin:0 0 0 .5em;padding-left:.8em;border-left:2px solid #9ab\">\n",
            );
            depth += 1;
        }
        while depth > marks.len() {
            html.push_str("</blockquote>\n");
            depth -= 1;
        }
        if kind != block {
            html.push_str(begin(kind));
            block = kind;
        }
        html.push_str(&element(rest));
    }
    html.push_str(end(block));
    html.push_str(&"</blockquote>\n".repeat(depth));
    if let Some(signature) = signature {
        let lines: Vec<String> = signature.lines().map(linked).collect();
        html.push_str(&format!("<p style=\"color:#667\">-- <br>{}</p>\n", lines.join("<br>")));
    }
    html
}

fn begin(block: Block) -> &'static str {
    match block {
        Block::Paragraph => "",
        Block::List => "<ul>\n",
        Block::Table => "<table class=\"rows\" cellspacing=\"0\" width=\"100%\">\n",
    }
}

fn end(block: Block) -> &'static str {
    match block {
        Block::Paragraph => "",
        Block::List => "</ul>\n",
        Block::Table => "</table>\n",
    }
}

fn element(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else if let Some(heading) = line.strip_prefix("## ") {
        format!("<h2>{}</h2>\n", escape(heading))
    } else if let Some(item) = line.strip_prefix("* ") {
        format!("<li>{}</li>\n", linked(item))
    } else if let Some(row) = line.strip_prefix("| ") {
        let row = row.strip_suffix(" |").unwrap_or(row);
        let cells: String = row.split(" | ").map(|cell| format!("<td>{}</td>", linked(cell))).collect();
        format!("<tr>{cells}</tr>\n")
    } else {
        format!("<p>{}</p>\n", linked(line))
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn linked(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        let escaped = escape(word);
        if word.starts_with("https://") {
            let link = escaped.trim_end_matches(['.', ',', ')']);
            let after = escaped.strip_prefix(link).unwrap_or_default();
            format!("<a href=\"{link}\">{link}</a>{after}")
        } else {
            escaped
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_nest_and_text_is_escaped() {
        let html = content("a < b\n> q\n>> r\nsee https://example.org/x.\n--\nBo");
        assert!(html.contains("<p>a &lt; b</p>"));
        assert_eq!(html.matches("<blockquote").count(), 2);
        assert_eq!(html.matches("</blockquote>").count(), 2);
        assert!(html.contains("<a href=\"https://example.org/x\">https://example.org/x</a>."));
    }

    #[test]
    fn lists_and_tables_are_closed() {
        let html = content("* one\n* two\n| a | b |\n> * quoted");
        assert_eq!((html.matches("<ul>").count(), html.matches("</ul>").count()), (2, 2));
        assert_eq!((html.matches("<table").count(), html.matches("</table>").count()), (1, 1));
        assert!(html.contains("<td>a</td><td>b</td>"));
    }
}
