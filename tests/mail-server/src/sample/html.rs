//! An HTML twin for a plain text, as mail programs make one.

use super::flowed;

/// The text as HTML: paragraphs, quotations, links, the signature.
pub(super) fn twin(text: &str) -> String {
    let (text, signature) = flowed::split_signature(text);
    let mut html = String::from("<!DOCTYPE html>\n<html><body>\n");
    let mut depth = 0;
    for line in text.lines() {
        let (marks, rest) = flowed::split_quote(line);
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
        if !rest.is_empty() {
            html.push_str(&format!("<p>{}</p>\n", linked(rest)));
        }
    }
    html.push_str(&"</blockquote>\n".repeat(depth));
    if let Some(signature) = signature {
        let lines: Vec<String> = signature.lines().map(linked).collect();
        html.push_str(&format!("<p style=\"color:#667\">-- <br>{}</p>\n", lines.join("<br>")));
    }
    html.push_str("</body></html>\n");
    html
}

fn linked(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        let escaped =
            word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
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
        let html = twin("a < b\n> q\n>> r\nsee https://example.org/x.\n--\nBo");
        assert!(html.contains("<p>a &lt; b</p>"));
        assert_eq!(html.matches("<blockquote").count(), 2);
        assert_eq!(html.matches("</blockquote>").count(), 2);
        assert!(html.contains("<a href=\"https://example.org/x\">https://example.org/x</a>."));
    }
}
