//! Where the mail that is answered begins: the quote at the end of a mail, which may be folded away.
//!
//! A text and a document are both looked at as lines. A quote that is answered in its middle stays
//! open, and so does a mail that is nothing but a quote, or one that passes another on: folded, each
//! would hide what it is about.

mod words;

use std::ops::Range;

pub(crate) use words::is_forward;

/// Lines of a header or an attribution that are looked at together.
const LONGEST_HEADER: usize = 12;
/// Lines that an attribution may have been cut into.
const LONGEST_ATTRIBUTION: usize = 4;
/// Lines of a signature or a list's footer below a quote.
const LONGEST_FOOTER: usize = 12;

/// A line of a text or of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line<T> {
    pub(crate) text: T,
    pub(crate) mark: Mark,
}

/// What is known of a line besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    None,
    /// It is quoted: behind a `>`, or in an element that mailers quote with.
    Quoted,
    /// It is indented as quotes are.
    Indented,
    /// The mailer calls it the line that says who wrote what follows.
    Attribution,
    /// The mailer says that what follows, to the end, is another mail.
    Opens,
    /// As [`Opens`](Self::Opens), of a mail that is passed on.
    Forwards,
    /// A line across.
    Rule,
}

/// A quote at the end of a mail, in numbers of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trailing {
    /// Where it begins, with the lines that say whose it is.
    pub(crate) attribution: usize,
    /// Where its own words begin, at least as late.
    pub(crate) quote: usize,
    /// Where it ends: a signature may follow.
    pub(crate) end: usize,
}

/// The lines of a text, and which of them are quoted.
pub(crate) fn marked(text: &str) -> Vec<Line<&str>> {
    let mark = |line: &str| if line.starts_with('>') { Mark::Quoted } else { Mark::None };
    text.lines().map(|line| Line { text: line, mark: mark(line) }).collect()
}

/// The quote at the end of a plain text, as a range of its lines ([`str::lines`]); with the lines
/// before it that say whose it is.
pub fn trailing_quote(text: &str) -> Option<Range<usize>> {
    trailing(&marked(text)).map(|found| found.attribution..found.end)
}

/// The quote at the end of these lines.
pub(crate) fn trailing<T: AsRef<str>>(lines: &[Line<T>]) -> Option<Trailing> {
    let found = opened(lines)?.or_else(|| quoted(lines))?;
    let before = lines.get(..found.attribution)?;
    let own = |line: &Line<T>| {
        matches!(line.mark, Mark::None | Mark::Indented)
            && line.text.as_ref().chars().any(char::is_alphanumeric)
    };
    before.iter().any(own).then_some(found)
}

/// The other mail that begins at a line which says so, and goes on to the end. The outer none: it
/// is one that is passed on.
fn opened<T: AsRef<str>>(lines: &[Line<T>]) -> Option<Option<Trailing>> {
    for (number, line) in lines.iter().enumerate() {
        let text = words::plain(line.text.as_ref());
        let unquoted = !matches!(line.mark, Mark::Quoted | Mark::Rule);
        if line.mark == Mark::Forwards || (unquoted && words::is_forward_line(text)) {
            return None;
        }
        let opens = line.mark == Mark::Opens
            || (unquoted && (words::is_original_line(text) || words::is_yahoo_line(text)));
        let header = header(lines, number);
        if opens || header > 0 {
            // The name of the mailer's block, or a line across, belongs to it.
            let above = lines.get(..number).unwrap_or_default().iter().rev();
            let blank = |line: &&Line<T>| is_blank(line) || is_rule(line);
            let skipped = above.take_while(blank).count();
            let rules = lines.get(number - skipped..number).unwrap_or_default();
            let attribution = rules.iter().position(|line| is_rule(line)).map(|at| number - skipped + at);
            let below = lines.iter().skip(number + header.max(1)).take_while(|line| is_blank(line));
            return Some(Some(Trailing {
                attribution: attribution.unwrap_or(number),
                quote: number + header.max(1) + below.count(),
                end: lines.len(),
            }));
        }
    }
    Some(None)
}

/// The line at which another mail begins, answered or passed on, where a line says so.
pub(crate) fn other_mail<T: AsRef<str>>(lines: &[Line<T>]) -> Option<usize> {
    (0..lines.len()).find(|&number| {
        let Some(line) = lines.get(number) else { return false };
        let text = words::plain(line.text.as_ref());
        let said = matches!(line.mark, Mark::None | Mark::Indented | Mark::Attribution)
            && (words::is_forward_line(text) || words::is_original_line(text) || words::is_yahoo_line(text));
        said || matches!(line.mark, Mark::Opens | Mark::Forwards) || header(lines, number) > 0
    })
}

/// How many lines a copy of a mail's header has that begins here: "From: ", "Sent: ", "To: ", in any
/// language; 0 where there is none.
fn header<T: AsRef<str>>(lines: &[Line<T>], from: usize) -> usize {
    let first = lines.get(from).filter(|line| matches!(line.mark, Mark::None | Mark::Indented | Mark::Opens));
    let field = |line: &Line<T>| words::field(words::plain(line.text.as_ref()));
    if !first.and_then(field).is_some_and(words::Field::begins) {
        return 0;
    }
    let (mut known, mut length, mut gap) = (Vec::new(), 0, 0);
    for (number, line) in lines.iter().skip(from).take(LONGEST_HEADER).enumerate() {
        match field(line).filter(|_| line.mark != Mark::Quoted) {
            Some(field) => {
                if !known.contains(&field) {
                    known.push(field);
                }
                (length, gap) = (number + 1, 0);
            }
            // A long list of recipients goes on for some lines; between paragraphs there is a blank.
            None => gap += 1,
        }
        if gap > 3 {
            break;
        }
    }
    let who_and_when = known.contains(&words::Field::From) && known.len() >= 3;
    if who_and_when { length } else { 0 }
}

/// The quoted lines below which nothing of the sender's stands but a signature.
fn quoted<T: AsRef<str>>(lines: &[Line<T>]) -> Option<Trailing> {
    let certain = lines.iter().rposition(|line| line.mark == Mark::Quoted);
    let last = match certain {
        Some(last) => last,
        // What is merely indented is a quote where somebody is said to have written it.
        None => lines.iter().rposition(|line| line.mark == Mark::Indented)?,
    };
    let kind = lines.get(last)?.mark;
    let after = lines.get(last + 1..)?;
    if !is_footer(after) {
        return None;
    }
    let above = lines.get(..=last)?;
    // From the last line upwards: quoted, or blank between quoted ones.
    let mut quote = last;
    for (number, line) in above.iter().enumerate().rev() {
        if line.mark == kind {
            quote = number;
        } else if !is_blank(line) {
            break;
        }
    }
    let above = lines.get(..quote)?;
    let attribution = attribution(above);
    if kind == Mark::Indented && attribution.is_none() {
        return None;
    }
    Some(Trailing { attribution: attribution.unwrap_or(quote), quote, end: last + 1 })
}

/// The first of the last lines, where they say who wrote what follows.
fn attribution<T: AsRef<str>>(lines: &[Line<T>]) -> Option<usize> {
    let blank = lines.iter().rev().take_while(|line| is_blank(line)).count();
    let last = lines.len() - blank;
    if blank > 3 || last == 0 {
        return None;
    }
    let lines = lines.get(..last)?;
    let named =
        lines.iter().rev().take(LONGEST_ATTRIBUTION).take_while(|line| line.mark == Mark::Attribution);
    let named = named.count();
    if named > 0 {
        return Some(last - named);
    }
    let candidates = lines
        .iter()
        .rev()
        .take(LONGEST_ATTRIBUTION)
        .take_while(|line| !is_blank(line) && matches!(line.mark, Mark::None | Mark::Indented));
    let (mut joined, mut weak) = (String::new(), None);
    for (above, line) in candidates.enumerate() {
        joined = format!("{} {joined}", line.text.as_ref().trim());
        match words::attribution(joined.trim()) {
            Some(words::Attribution::WithTime) => return Some(last - above - 1),
            Some(words::Attribution::Bare) if above == 0 => weak = Some(last - 1),
            _ => {}
        }
    }
    weak
}

fn is_blank<T: AsRef<str>>(line: &Line<T>) -> bool {
    line.mark != Mark::Rule && line.text.as_ref().chars().all(|c| c.is_whitespace() || c == '\u{200b}')
}

fn is_rule<T: AsRef<str>>(line: &Line<T>) -> bool {
    let text = line.text.as_ref().trim();
    line.mark == Mark::Rule || (text.len() >= 3 && text.bytes().all(|byte| matches!(byte, b'_' | b'-')))
}

/// Whether these lines are a signature, the footer of a mailing list, or nothing.
fn is_footer<T: AsRef<str>>(lines: &[Line<T>]) -> bool {
    let mut lines = lines.iter().skip_while(|line| is_blank(line));
    let Some(first) = lines.next() else { return true };
    let signature = matches!(first.text.as_ref(), "-- " | "--\u{a0}" | "--");
    let list = is_rule(first) && first.text.as_ref().len() >= 8;
    (signature || list) && lines.filter(|line| !is_blank(line)).count() <= LONGEST_FOOTER
}

#[cfg(test)]
mod tests {
    use super::trailing_quote;

    fn folded(text: &str) -> Option<String> {
        let lines: Vec<&str> = text.lines().collect();
        trailing_quote(text).map(|range| lines[range].join("\n"))
    }

    #[test]
    fn a_quote_at_the_end_goes_with_the_lines_that_say_whose_it_is() {
        for (attribution, quote) in [
            ("On Mon, 2 Apr 2012 at 18:26, Ada <ada@example.org> wrote:\n", "> Hi"),
            (
                "On Mon, 2 Apr 2012 at 18:26, Ada Lovelace of London\n<ada@example.org> wrote:\n\n",
                "> Hi\n\n>> Ho",
            ),
            ("Am 02.04.2012 um 18:26 schrieb Ada:\n", "> Hallo"),
            ("Le 2 avr. 2012 à 18:26, Ada a écrit :\n\n", "> Salut"),
            ("2012年4月2日 18:26 Ada <ada@example.org>:\n", "> 你好"),
            ("Ada wrote:\n", "> Hi"),
            ("", "> Hi"),
            ("-----Ursprüngliche Nachricht-----\n", "Von: Ada\nHallo"),
            ("________________________________\n", "From: Ada\nSent: Monday\nTo: Bo\nSubject: x\n\nHi"),
            ("", "*De :* Ada\n*Envoyé :* lundi\n*À :* Bo\n*Objet :* x\n\nSalut"),
            ("--- On Wed, 4/4/12, ada@example.org <ada@example.org> wrote:\n\n", "Hi"),
        ] {
            let quoted = format!("{attribution}{quote}");
            assert_eq!(folded(&format!("Yes.\n\n{quoted}")).as_deref(), Some(quoted.as_str()));
        }
    }

    #[test]
    fn a_signature_below_a_quote_stays() {
        assert_eq!(folded("Yes.\n> Hi\n\n-- \nAda\n").as_deref(), Some("> Hi"));
        let list = "Yes.\n> Hi\n_______________________________________________\nA list\nhttp://example.org";
        assert_eq!(folded(list).as_deref(), Some("> Hi"));
    }

    #[test]
    fn what_a_mail_is_about_stays_open() {
        for text in [
            "> Hi\nYes.",
            "Yes.\n> Hi\nNo.\n> Ho\nPerhaps.",
            "> only a quote",
            "On Mon, 2 Apr 2012 at 18:26, Ada <ada@example.org> wrote:\n> Hi",
            "See below.\n---------- Forwarded message ---------\nFrom: Ada\nDate: today\nTo: Bo\n\nHi",
            "FYI\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: Ada\nDatum: heute\nAn: Bo\n\n> Hi",
            "From: here\nto there, and back.",
            "The plan for today:\n  one\n  two",
            "",
        ] {
            assert_eq!(folded(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_of_several_quotes_is_folded_where_nothing_answers_it() {
        assert_eq!(folded("> Hi\nYes.\n> the rest\n> of it\n").as_deref(), Some("> the rest\n> of it"));
        assert_eq!(folded("The plan for 2012:\n> Hi").as_deref(), Some("> Hi"), "no attribution");
    }
}
