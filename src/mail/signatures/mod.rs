//! Where the signature of a mail is: below its separator, or the line that a phone adds.
//!
//! A text and a document are both looked at as lines. A signature is short and has the sender's words
//! above it: what is long, or all there is, is no signature, whatever stands before it.

mod words;

use std::ops::Range;

use super::quotes::{self, Line, Mark};

/// Lines below the separator of RFC 3676, section 4.3, which nobody types by chance.
const MOST_LINES: usize = 24;
/// Their bytes: a long disclaimer is one, a mail is not.
const MOST_BYTES: usize = 3_000;
/// Lines below two dashes without the blank, which may also stand between the parts of a text.
const MOST_BELOW_DASHES: usize = 12;
/// Their bytes.
const MOST_BYTES_BELOW_DASHES: usize = 800;

/// How sure a line is that a signature begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// `-- `, as the RFC has it.
    Standard,
    /// Its blank was lost on the way, or never there.
    Dashes,
}

impl Separator {
    fn of(line: &str) -> Option<Self> {
        match line {
            "-- " | "--\u{a0}" => Some(Self::Standard),
            "--" | "\u{2014}" | "\u{2014} " | "\u{2013}" => Some(Self::Dashes),
            _ => None,
        }
    }
}

/// The signatures of a plain text as ranges of its lines ([`str::lines`]): the sender's, and one that
/// stands below the quoted mail at the end.
pub fn signatures(text: &str) -> Vec<Range<usize>> {
    in_lines(&quotes::marked(text))
}

/// The signatures among these lines.
pub(crate) fn in_lines<T: AsRef<str>>(lines: &[Line<T>]) -> Vec<Range<usize>> {
    let quote = quotes::trailing(lines);
    let other = quotes::other_mail(lines).unwrap_or(lines.len());
    let own_end = quote.as_ref().map_or(other, |quote| quote.attribution.min(other));
    let own = signature(lines, 0..own_end);
    let below = quote.and_then(|quote| signature(lines, quote.end..lines.len()));
    own.into_iter().chain(below).collect()
}

/// The signature that these lines end with.
fn signature<T: AsRef<str>>(lines: &[Line<T>], within: Range<usize>) -> Option<Range<usize>> {
    let separated = separated(lines, within.clone());
    let start = separated.or_else(|| added_by_a_device(lines, within.clone()))?;
    // All that is above counts: a signature below a quote has the quote above it.
    let above = lines.get(..start)?;
    above.iter().any(has_words).then_some(start..within.end)
}

fn separated<T: AsRef<str>>(lines: &[Line<T>], within: Range<usize>) -> Option<usize> {
    let first = first_short(lines, within.clone());
    let separator = |line: &Line<T>| {
        let own = matches!(line.mark, Mark::None | Mark::Indented);
        Separator::of(line.text.as_ref()).filter(|_| own)
    };
    // The second of several stands between the parts of a text, as the first did.
    let long = lines.get(within.start..first).unwrap_or_default();
    let mut dashes_seen = long.iter().any(|line| separator(line) == Some(Separator::Dashes));
    for (number, line) in lines.iter().enumerate().take(within.end).skip(first) {
        let Some(separator) = separator(line) else { continue };
        let below = lines.get(number + 1..within.end).unwrap_or_default();
        let fits = match separator {
            Separator::Standard => true,
            Separator::Dashes => {
                !std::mem::replace(&mut dashes_seen, true)
                    && Length::of(below).is_within(MOST_BELOW_DASHES, MOST_BYTES_BELOW_DASHES)
                    && below.iter().all(|line| line.mark != Mark::Quoted)
            }
        };
        if fits && below.iter().any(has_words) {
            return Some(number);
        }
    }
    None
}

/// The first line below which no more stands than a signature has. Only few separators come after it,
/// so that a mail of nothing else costs no more than another.
fn first_short<T: AsRef<str>>(lines: &[Line<T>], within: Range<usize>) -> usize {
    let mut below = Length::default();
    let region = lines.get(within.clone()).unwrap_or_default().iter().enumerate().rev();
    for (number, line) in region {
        if !below.is_within(MOST_LINES, MOST_BYTES) {
            return within.start + number + 1;
        }
        below.add(line);
    }
    within.start
}

/// The last line, where it is one that a telephone or a mailer adds.
fn added_by_a_device<T: AsRef<str>>(lines: &[Line<T>], within: Range<usize>) -> Option<usize> {
    let region = lines.get(within.clone())?;
    let last = region.iter().rposition(|line| !line.text.as_ref().trim().is_empty())?;
    let line = region.get(last)?;
    let own = matches!(line.mark, Mark::None | Mark::Indented);
    (own && words::is_added_by_a_device(line.text.as_ref())).then_some(within.start + last)
}

/// How much is written in lines, blank ones aside.
#[derive(Debug, Clone, Copy, Default)]
struct Length {
    lines: usize,
    bytes: usize,
}

impl Length {
    fn of<T: AsRef<str>>(lines: &[Line<T>]) -> Self {
        let mut length = Self::default();
        lines.iter().for_each(|line| length.add(line));
        length
    }

    fn add<T: AsRef<str>>(&mut self, line: &Line<T>) {
        let written = line.text.as_ref().trim();
        self.lines += usize::from(!written.is_empty());
        self.bytes += written.len();
    }

    const fn is_within(self, lines: usize, bytes: usize) -> bool {
        self.lines <= lines && self.bytes <= bytes
    }
}

fn has_words<T: AsRef<str>>(line: &Line<T>) -> bool {
    line.text.as_ref().chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::signatures;

    /// The lines of the signatures, each joined.
    fn muted(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.lines().collect();
        signatures(text).into_iter().map(|range| lines[range].join("\n").trim_end().to_owned()).collect()
    }

    #[test]
    fn a_signature_begins_at_its_separator() {
        for separator in ["-- ", "--\u{a0}", "--", "\u{2014}"] {
            let signature = format!("{separator}\nAda Lovelace\n\nLondon");
            assert_eq!(muted(&format!("Yes.\n\n{signature}\n")), [signature]);
        }
        assert_eq!(muted("Yes.\n-- \nAda\n> no quote\nBo"), ["-- \nAda\n> no quote\nBo"]);
    }

    #[test]
    fn a_signature_ends_where_another_mail_begins() {
        assert_eq!(
            muted("Yes.\n--\nAda\n\nBo wrote:\n> Hi\n> --\n> Bo\n-- \nA list"),
            ["--\nAda", "-- \nA list"]
        );
        let forward =
            "See below.\n-- \nAda\n---------- Forwarded message ---------\nFrom: Bo\nDate: x\nTo: Ada\n\nHi";
        assert_eq!(muted(forward), ["-- \nAda"]);
        let header =
            "Yes.\n-- \nAda\n\nFrom: Bo\nSent: today\nTo: Ada\nSubject: x\n\nHi\n\nSent from my iPhone";
        assert_eq!(muted(header), ["-- \nAda"]);
    }

    #[test]
    fn what_a_device_adds_is_muted() {
        for line in [
            "Sent from my iPhone",
            "Sent from my Samsung Galaxy smartphone.",
            "Sent from Outlook for iOS<https://example.org/o>",
            "Get Outlook for Android<https://example.org/o>",
            "Von meinem iPhone gesendet",
            "Gesendet von Outlook für Android",
            "Envoyé de mon iPad",
            "Enviado desde mi iPhone",
            "Enviado do meu iPhone",
            "Inviato da iPhone",
            "Verstuurd vanaf mijn iPhone",
            "Skickat från min iPhone",
            "Sendt fra min iPhone",
            "Lähetetty iPhonesta",
            "Wysłane z iPhone’a",
            "Odesláno z iPhonu",
            "Отправлено с iPhone",
            "iPhone’umdan gönderildi",
            "iPhoneから送信",
            "从我的iPhone发送",
            "나의 iPhone에서 보냄",
        ] {
            assert_eq!(muted(&format!("Yes.\n\n{line}\n\n")), [line]);
            assert_eq!(muted(&format!("Yes.\n\n{line}\n\nBo wrote:\n> Hi")), [line]);
        }
    }

    #[test]
    fn a_body_is_never_muted() {
        let long =
            |separator: &str, lines: usize| format!("Yes.\n{separator}\n{}", "A line.\n".repeat(lines));
        for text in [
            "-- \nall there is".to_owned(),
            "Sent from my iPhone".to_owned(),
            "\n\n--\nAda".to_owned(),
            long("--", 13),
            long("-- ", 25),
            format!("Yes.\n--\n{}", "one long paragraph ".repeat(60)),
            format!("Yes.\n-- \n{}", "one very long paragraph ".repeat(150)),
            "Part one.\n--\nPart two.\n".to_owned() + &"More of it.\n".repeat(20) + "--\nPart three.",
            "Yes.\n--\n> an answer to this\n> comes below\nNo, it does not.".to_owned(),
            "Yes.\n---\nNo.".to_owned(),
            "Yes.\n-- \n\n".to_owned(),
            "The parcel was\nSent from my aunt in Leeds".to_owned(),
            "Look:\nSent from my iPhone\nis what it says below each of them.".to_owned(),
            "I wonder whether this was sent from my iPhone".to_owned(),
            "> Yes.\n> -- \n> Ada\nNo.".to_owned(),
            String::new(),
        ] {
            assert_eq!(muted(&text), [""; 0], "{text}");
        }
    }
}
