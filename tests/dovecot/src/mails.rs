//! Mail of many shapes, the same for the same seed, with what a reader must show of each.

pub(crate) mod encoding;
mod prose;

use std::collections::HashSet;

use fastrand::Rng;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc2822};

use encoding::{base64_lines, encoded_words, quoted_printable};
use prose::Tongue;

/// 2024-01-01 00:00:00 UTC, when the first mail was sent.
const BEGINNING: i64 = 1_704_067_200;

/// One mail and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// As it lies on the server, lines ended by CRLF.
    pub raw: Vec<u8>,
    /// The subject as a reader must see it.
    pub subject: String,
    /// The sender's name as a reader must see it.
    pub from_name: String,
    /// The sender's address.
    pub from_address: String,
    /// A sentence of the body as a reader must see it, alone on its line or in its paragraph.
    pub sentence: String,
    /// A word that no other mail has; subject and sentence have it.
    pub word: String,
}

/// How the body is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Ascii,
    Utf8,
    QuotedPrintable,
    Base64,
    Alternative,
    Attachment,
    Html,
}

/// So many of a hundred mails have this shape.
const SHAPES: [(Shape, u32); 7] = [
    (Shape::Ascii, 30),
    (Shape::Utf8, 10),
    (Shape::QuotedPrintable, 15),
    (Shape::Base64, 5),
    (Shape::Alternative, 20),
    (Shape::Attachment, 12),
    (Shape::Html, 8),
];

/// Makes `count` mails, each sent some hours after the one before. Their sizes are log-normal around
/// 4 kB; some hold lines that begin with a dot, or lines of more than 2,000 characters.
#[must_use]
pub fn generate(seed: u64, count: usize) -> Vec<Mail> {
    series(seed, count, &|rng| (pick_shape(rng), size(rng)))
}

/// As [`generate`], but each with an attachment of `size` bytes that no compression makes smaller.
#[must_use]
pub fn generate_large(seed: u64, count: usize, size: usize) -> Vec<Mail> {
    series(seed, count, &|_| (Shape::Attachment, size))
}

/// Mails whose shape, and size of the attachment if they have one, are chosen by `choose`.
fn series(seed: u64, count: usize, choose: &dyn Fn(&mut Rng) -> (Shape, usize)) -> Vec<Mail> {
    let mut rng = Rng::with_seed(seed);
    let mut words = HashSet::new();
    let mut sent = BEGINNING;
    let mut mails = Vec::with_capacity(count);
    while mails.len() < count {
        let word = prose::new_word(&mut rng);
        if words.insert(word.clone()) {
            sent += rng.i64(600..40_000);
            let (shape, attached) = choose(&mut rng);
            mails.push(mail(&mut rng, word, sent, shape, attached));
        }
    }
    mails
}

fn mail(rng: &mut Rng, word: String, sent: i64, shape: Shape, attached: usize) -> Mail {
    let tongue = if shape == Shape::Ascii { Tongue::English } else { Tongue::any(rng) };
    let subject = prose::subject(rng, tongue, &word);
    let sentence = prose::sentence_with(tongue, &word);
    let (from_name, from_address) = prose::sender(rng, tongue);
    let date = OffsetDateTime::from_unix_timestamp(sent)
        .ok()
        .and_then(|date| date.checked_add(Duration::seconds(rng.i64(0..60))))
        .and_then(|date| date.format(&Rfc2822).ok())
        .unwrap_or_else(|| "Mon, 01 Jan 2024 00:00:00 +0000".to_owned());
    let length = size(rng);
    let text = Text::new(rng, tongue, &sentence, length);
    let mut raw = format!(
        "Return-Path: <{from_address}>\r\n\
         Received: from mx.example.net (mx.example.net [192.0.2.7])\r\n\
         \tby pop.example.org with ESMTPS id {word};\r\n\
         \t{date}\r\n\
         Date: {date}\r\n\
         From: {} <{from_address}>\r\n\
         To: Reader <reader@example.org>\r\n\
         Subject: {}\r\n\
         Message-ID: <{word}.{sent}@example.net>\r\n\
         MIME-Version: 1.0\r\n",
        encoded_words(&from_name, "From: ".len()),
        encoded_words(&subject, "Subject: ".len()),
    );
    raw.push_str(&body(rng, shape, attached, &text, &word));
    Mail { raw: raw.into_bytes(), subject, from_name, from_address, sentence, word }
}

/// A body before it is encoded: paragraphs, each a few lines.
struct Text {
    paragraphs: Vec<Vec<String>>,
}

impl Text {
    fn new(rng: &mut Rng, tongue: Tongue, sentence: &str, size: usize) -> Self {
        let mut paragraphs = vec![vec![sentence.to_owned()]];
        let mut length = sentence.len();
        if rng.u32(..100) < 15 {
            paragraphs.push([".", "..", ".hidden", ".. and so on"].map(str::to_owned).to_vec());
        }
        if rng.u32(..100) < 10 {
            let mut line = String::new();
            while line.len() < 2_000 {
                line.push_str(&prose::sentence(rng, tongue));
                line.push(' ');
            }
            length += line.len();
            paragraphs.push(vec![line.trim_end().to_owned()]);
        }
        while length < size {
            let lines: Vec<String> = (0..rng.usize(1..7)).map(|_| prose::sentence(rng, tongue)).collect();
            length += lines.iter().map(|line| line.len() + 2).sum::<usize>();
            paragraphs.push(lines);
        }
        Self { paragraphs }
    }

    fn plain(&self) -> String {
        let paragraphs: Vec<String> =
            self.paragraphs.iter().map(|lines| format!("{}\r\n", lines.join("\r\n"))).collect();
        paragraphs.join("\r\n")
    }

    fn html(&self) -> String {
        // No word of the prose needs escaping.
        let paragraphs: Vec<String> =
            self.paragraphs.iter().map(|lines| format!("<p>{}</p>\r\n", lines.join("<br>\r\n"))).collect();
        format!(
            "<!DOCTYPE html>\r\n<html><head><style>p {{ color: #234 }}</style></head>\r\n\
             <body>\r\n{}</body></html>\r\n",
            paragraphs.concat()
        )
    }
}

fn body(rng: &mut Rng, shape: Shape, attached: usize, text: &Text, word: &str) -> String {
    match shape {
        Shape::Ascii => part("text/plain; charset=us-ascii", "7bit", &text.plain()),
        Shape::Utf8 => part("text/plain; charset=utf-8", "8bit", &text.plain()),
        Shape::QuotedPrintable => encoded_text("plain", &text.plain()),
        Shape::Base64 => part("text/plain; charset=utf-8", "base64", &base64_lines(text.plain().as_bytes())),
        Shape::Html => encoded_text("html", &text.html()),
        Shape::Alternative => multipart(
            "alternative",
            word,
            &[encoded_text("plain", &text.plain()), encoded_text("html", &text.html())],
        ),
        Shape::Attachment => {
            let bytes: Vec<u8> = (0..attached).map(|_| rng.u8(..)).collect();
            let file = format!(
                "application/octet-stream; name=\"{word}.bin\"\r\n\
                 Content-Disposition: attachment; filename=\"{word}.bin\""
            );
            multipart(
                "mixed",
                word,
                &[encoded_text("plain", &text.plain()), part(&file, "base64", &base64_lines(&bytes))],
            )
        }
    }
}

fn part(media_type: &str, encoding: &str, content: &str) -> String {
    format!("Content-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{content}")
}

fn encoded_text(subtype: &str, content: &str) -> String {
    let media_type = format!("text/{subtype}; charset=utf-8");
    part(&media_type, "quoted-printable", &quoted_printable(content))
}

fn multipart(subtype: &str, word: &str, parts: &[String]) -> String {
    let boundary = format!("=_{word}");
    let parts: Vec<String> = parts.iter().map(|part| format!("--{boundary}\r\n{part}\r\n")).collect();
    format!(
        "Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n{}--{boundary}--\r\n",
        parts.concat()
    )
}

fn pick_shape(rng: &mut Rng) -> Shape {
    let mut lot = rng.u32(..SHAPES.iter().map(|(_, share)| *share).sum::<u32>());
    for (shape, share) in SHAPES {
        if lot < share {
            return shape;
        }
        lot -= share;
    }
    Shape::Ascii
}

/// A size in bytes, log-normal: the median is 4 kB, one in forty is over 28 kB or under 600 bytes.
fn size(rng: &mut Rng) -> usize {
    // Box and Muller's way from two even numbers to a normal one.
    let (radius, angle) = ((-2.0 * (1.0 - rng.f64()).ln()).sqrt(), std::f64::consts::TAU * rng.f64());
    let size = 4096.0 * (radius * angle.cos()).exp();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let size = size.clamp(200.0, 400_000.0) as usize;
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_mails_and_another_seed_others() {
        assert_eq!(generate(1, 50), generate(1, 50));
        assert_ne!(generate(1, 50), generate(2, 50));
    }

    #[test]
    fn mails_are_as_varied_as_promised() {
        let mails = generate(7, 1_000);
        let has = |needle: &str| {
            mails.iter().filter(|mail| String::from_utf8_lossy(&mail.raw).contains(needle)).count()
        };
        for needle in [
            "=?utf-8?b?",
            "=?utf-8?q?",
            "multipart/alternative",
            "multipart/mixed",
            "charset=us-ascii",
            "8bit",
            "\r\n.\r\n",
            "\r\n..\r\n",
            "text/html",
        ] {
            assert!(has(needle) > 10, "{needle:?} in {} of 1000", has(needle));
        }
        let long = mails.iter().filter(|mail| mail.raw.split(|&b| b == b'\n').any(|line| line.len() > 2_000));
        assert!(long.count() > 10);
        let words: HashSet<&str> = mails.iter().map(|mail| mail.word.as_str()).collect();
        assert_eq!(words.len(), mails.len());
        let mut sizes: Vec<usize> = mails.iter().map(|mail| mail.raw.len()).collect();
        sizes.sort_unstable();
        assert!((3_000..9_000).contains(&sizes[500]), "median {}", sizes[500]);
        assert!(sizes[990] > 30_000 && sizes[10] < 2_000, "{} {}", sizes[990], sizes[10]);
    }

    #[test]
    fn subject_and_sentence_hold_the_word() {
        for mail in generate(3, 200) {
            assert!(mail.subject.contains(&mail.word) && mail.sentence.contains(&mail.word));
        }
    }

    #[test]
    fn every_line_ends_in_crlf_and_header_lines_are_short_ascii() {
        for mail in generate(4, 500) {
            assert!(mail.raw.ends_with(b"\r\n"));
            for line in mail.raw.split(|&byte| byte == b'\n') {
                assert!(line.is_empty() || line.ends_with(b"\r") && !line[..line.len() - 1].contains(&b'\r'));
            }
            let raw = String::from_utf8(mail.raw).unwrap();
            let (header, _) = raw.split_once("\r\n\r\n").unwrap();
            assert!(header.is_ascii() && header.lines().all(|line| line.len() <= 998), "{header}");
        }
    }
}
