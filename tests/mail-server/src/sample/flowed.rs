//! Text with a paragraph a line, and how it travels: format=flowed (RFC 3676) or hard-wrapped.

/// Lines are broken before this column, quote marks counted.
const WIDTH: usize = 72;

/// Breaks paragraphs softly: a line that ends in a space goes on in the next.
pub(super) fn flow(text: &str) -> String {
    wrap(text, true)
}

/// Breaks paragraphs for good.
pub(super) fn hard(text: &str) -> String {
    wrap(text, false)
}

/// Puts a quote mark before every paragraph and leaves the signature out.
pub(super) fn quote(text: &str) -> String {
    let (text, _) = split_signature(text);
    let quoted = text.trim_end().lines().map(|line| match line {
        "" => ">".to_owned(),
        line if line.starts_with('>') => format!(">{line}"),
        line => format!("> {line}"),
    });
    quoted.collect::<Vec<_>>().join("\n")
}

/// The text, and what follows the line `--`.
pub(super) fn split_signature(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once("\n--\n") {
        Some((text, signature)) => (text, Some(signature)),
        None => (text, None),
    }
}

/// The quote marks of a line, and the rest of it.
pub(super) fn split_quote(line: &str) -> (&str, &str) {
    let depth = line.bytes().take_while(|&byte| byte == b'>').count();
    let (marks, rest) = line.split_at_checked(depth).unwrap_or(("", line));
    (marks, if marks.is_empty() { rest } else { rest.strip_prefix(' ').unwrap_or(rest) })
}

fn wrap(text: &str, soft: bool) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 40);
    for line in text.lines() {
        if line == "--" {
            out.push_str("-- \r\n");
            continue;
        }
        let (marks, rest) = split_quote(line);
        let prefix = if marks.is_empty() { String::new() } else { format!("{marks} ") };
        for piece in pieces(rest, WIDTH.saturating_sub(prefix.len()).max(20), soft) {
            // RFC 3676, section 4.4: these would otherwise be taken for quotes, stuffing or mbox.
            let stuffed = piece.starts_with([' ', '>']) || piece.starts_with("From ");
            let stuffing = if soft && marks.is_empty() && stuffed { " " } else { "" };
            let line = format!("{prefix}{stuffing}{piece}");
            out.push_str(if marks.is_empty() || !piece.is_empty() { &line } else { marks });
            out.push_str("\r\n");
        }
    }
    out
}

/// A paragraph in lines; with `soft`, each but the last ends in a space.
fn pieces(paragraph: &str, width: usize, soft: bool) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut column = 0;
    for word in paragraph.split_inclusive(' ') {
        let length = word.trim_end().chars().count();
        if column > 0 && column + length > width {
            if let (false, Some(line)) = (soft, lines.last_mut()) {
                line.truncate(line.trim_end().len());
            }
            lines.push(String::new());
            column = 0;
        }
        column += word.chars().count();
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    if let Some(line) = lines.last_mut() {
        line.truncate(line.trim_end().len());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_the_soft_lines_gives_the_paragraphs_back() {
        let text = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen.\n\nFrom here on.\n> quoted";
        let flowed = flow(text);
        assert!(flowed.lines().all(|line| line.len() <= WIDTH + 1), "{flowed}");
        assert_eq!(
            flowed.replace(" \r\n", " "),
            text.replace("\nFrom", "\n From").replace('\n', "\r\n") + "\r\n"
        );
    }

    #[test]
    fn hard_lines_have_no_trailing_space_but_the_signature_mark() {
        let text = "word ".repeat(40) + "\n--\nRobin";
        let lines: Vec<String> = hard(&text).lines().map(str::to_owned).collect();
        assert!(lines.iter().all(|line| !line.ends_with(' ') || line == "-- "), "{lines:?}");
        assert!(lines.len() > 4);
    }

    #[test]
    fn quoting_nests_and_drops_the_signature() {
        assert_eq!(quote("Hello\n\n> before\n--\nBo"), "> Hello\n>\n>> before");
    }
}
