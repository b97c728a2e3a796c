//! Twenty years of somebody's mail: many small mails, most of them in conversations, in words that are
//! as rare and as frequent as those of people. The same for the same seed.

use std::fmt::Write as _;

use fastrand::Rng;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use crate::mails::encoding::{base64_lines, encoded_words, quoted_printable};

/// 2006-01-01 00:00:00 UTC, when the first mail was sent.
const BEGINNING: i64 = 1_136_073_600;
/// Twenty years, over which the mails are spread.
const SPAN: i64 = 20 * 365 * 24 * 60 * 60;
/// Words of each language. By the law of word frequencies most occur in a handful of mails.
const WORDS: usize = 40_000;
/// People who write.
const PEOPLE: usize = 3_000;
/// An answer answers one of so many mails before it.
const RECENT: usize = 200;
/// Of a hundred mails so many are answers ...
const ANSWERS: u32 = 45;
/// ... so many are HTML beside plain text ...
const HTML: u32 = 25;
/// ... and so many have a file.
const FILES: u32 = 10;
/// References that are written.
const REFERENCES: usize = 12;

/// A language: what its words are made of, and how often it is written, of a hundred mails.
struct Language {
    share: u32,
    syllables: &'static [&'static str],
    /// Between two words.
    space: &'static str,
}

const LANGUAGES: [Language; 6] = [
    Language {
        share: 55,
        syllables: &[
            "al", "an", "ar", "be", "co", "da", "de", "en", "er", "es", "fa", "go", "ha", "in", "ke", "la",
            "le", "ma", "me", "no", "on", "or", "pa", "re", "ro", "sa", "se", "st", "ta", "te", "ti", "un",
            "ve", "wo",
        ],
        space: " ",
    },
    Language {
        share: 20,
        syllables: &[
            "ab", "ans", "bei", "chen", "der", "ein", "fah", "ge", "häu", "keit", "lich", "mög", "nis",
            "ört", "prü", "ren", "sch", "straß", "tung", "über", "ver", "wär", "zeit", "zu",
        ],
        space: " ",
    },
    Language {
        share: 8,
        syllables: &["ça", "dé", "eau", "fran", "gé", "ille", "lè", "men", "nou", "où", "pro", "qui", "tion"],
        space: " ",
    },
    Language {
        share: 7,
        syllables: &[
            "бе", "во", "го", "да", "жи", "за", "ка", "ло", "ми", "на", "по", "ра", "ст", "ть", "че", "ют",
        ],
        space: " ",
    },
    Language {
        share: 6,
        syllables: &[
            "日", "本", "語", "会", "議", "明", "後", "予", "定", "変", "更", "新", "しい", "です", "ます",
        ],
        space: "",
    },
    Language {
        share: 4,
        syllables: &["אב", "בית", "דבר", "הו", "כן", "לי", "מה", "נו", "עם", "שלו", "תי"],
        space: " ",
    },
];

/// The mails of an archive, one after the other, the oldest first.
#[derive(Debug)]
pub struct Archive {
    rng: Rng,
    vocabulary: Vocabulary,
    people: Vec<(String, String)>,
    /// What can still be answered, the oldest first.
    recent: Vec<Sent>,
    number: usize,
    count: usize,
}

/// What an answer has to know of what it answers.
#[derive(Debug, Clone)]
struct Sent {
    id: String,
    references: Vec<String>,
    subject: String,
    language: usize,
    /// Its first lines.
    beginning: String,
}

impl Archive {
    /// Of so many mails.
    #[must_use]
    pub fn new(seed: u64, count: usize) -> Self {
        let mut rng = Rng::with_seed(seed);
        let vocabulary = Vocabulary::new(&mut rng);
        let people = (0..PEOPLE).map(|number| person(&mut rng, &vocabulary, number)).collect();
        Self { rng, vocabulary, people, recent: Vec::new(), number: 0, count }
    }

    /// What people may look for: one to four words, the last of them cut short every second time. They
    /// are as frequent as in the mails, but for the most frequent, which nobody looks for by itself.
    #[must_use]
    pub fn queries(seed: u64, count: usize) -> Vec<String> {
        let mut rng = Rng::with_seed(seed);
        let vocabulary = Vocabulary::new(&mut rng);
        let mut rng = Rng::with_seed(seed + 1);
        let query = |_| {
            // What is looked for with one word is rarer than what stands beside three others.
            let words = 1 + rng.usize(..4);
            // Only languages that put spaces between words.
            let language = rng.usize(..4);
            let mut words: Vec<String> = (0..words)
                .map(|_| vocabulary.word(&mut rng, language, 400 / (words * words)).to_owned())
                .collect();
            if rng.bool()
                && let Some(last) = words.last_mut()
            {
                let most = last.chars().count();
                *last = last.chars().take(rng.usize(2.min(most)..=most)).collect();
            }
            words.join(" ")
        };
        (0..count).map(query).collect()
    }

    fn mail(&mut self) -> Vec<u8> {
        let rng = &mut self.rng;
        let answered = (rng.u32(..100) < ANSWERS && !self.recent.is_empty())
            .then(|| self.recent[rng.usize(..self.recent.len())].clone());
        let language = answered.as_ref().map_or_else(|| pick_language(rng), |sent| sent.language);
        let subject = match &answered {
            Some(sent) if sent.subject.starts_with("Re: ") => sent.subject.clone(),
            Some(sent) => format!("Re: {}", sent.subject),
            None => self.vocabulary.sentence(rng, language, 2..7),
        };
        let references: Vec<String> = answered.iter().flat_map(Sent::for_answer).collect();
        #[expect(clippy::cast_possible_wrap, reason = "a count of mails")]
        let sent = BEGINNING + SPAN / self.count.max(1) as i64 * self.number as i64;
        let (name, address) = &self.people[zipf(rng, PEOPLE)];
        let id = format!("{:x}.{}@mail.example.net", self.number, rng.u32(..));
        let date = OffsetDateTime::from_unix_timestamp(sent).ok().and_then(|date| date.format(&Rfc2822).ok());
        let mut text = String::new();
        if let Some(sent) = &answered {
            let _ = write!(text, "{}\r\n\r\n", self.vocabulary.sentence(rng, language, 3..9));
            for line in sent.beginning.lines() {
                let _ = write!(text, "> {line}\r\n");
            }
            text.push_str("\r\n");
        }
        let length = words_of_a_mail(rng);
        let mut written = 0;
        while written < length {
            let line = self.vocabulary.sentence(rng, language, 6..13);
            written += line.split(' ').count().max(6);
            let _ = write!(text, "{line}\r\n");
        }
        let beginning: Vec<&str> = text.lines().filter(|line| !line.starts_with('>')).take(3).collect();
        self.recent.push(Sent {
            id: id.clone(),
            references: references.clone(),
            subject: subject.clone(),
            language,
            beginning: beginning.join("\n"),
        });
        if self.recent.len() > RECENT {
            self.recent.remove(0);
        }
        self.number += 1;

        let mut raw = format!(
            "Date: {}\r\nFrom: {} <{address}>\r\nTo: Reader <reader@example.org>\r\nSubject: {}\r\n\
             Message-ID: <{id}>\r\n",
            date.unwrap_or_default(),
            encoded_words(name, "From: ".len()),
            encoded_words(&subject, "Subject: ".len()),
        );
        if let Some(last) = references.last() {
            let _ = write!(raw, "In-Reply-To: <{last}>\r\nReferences:");
            for id in &references {
                let _ = write!(raw, "\r\n <{id}>");
            }
            raw.push_str("\r\n");
        }
        raw.push_str("MIME-Version: 1.0\r\n");
        raw.push_str(&self.body(&text, language));
        raw.into_bytes()
    }

    fn body(&mut self, text: &str, language: usize) -> String {
        let rng = &mut self.rng;
        let plain = format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}",
            quoted_printable(text)
        );
        match rng.u32(..100) {
            lot if lot < FILES => {
                let name = self.vocabulary.word(rng, language, 0);
                let bytes: Vec<u8> = (0..rng.usize(500..4_000)).map(|_| rng.u8(..)).collect();
                let name = if name.is_ascii() { name } else { "scan" };
                format!(
                    "Content-Type: multipart/mixed; boundary=\"=_b\"\r\n\r\n--=_b\r\n{plain}\r\n--=_b\r\n\
                     Content-Type: application/pdf; name=\"{name}.pdf\"\r\n\
                     Content-Disposition: attachment; filename=\"{name}.pdf\"\r\n\
                     Content-Transfer-Encoding: base64\r\n\r\n{}--=_b--\r\n",
                    base64_lines(&bytes)
                )
            }
            lot if lot < FILES + HTML => {
                let html: String = text.lines().map(|line| format!("<p>{line}</p>\r\n")).collect();
                format!(
                    "Content-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\n--=_b\r\n{plain}\r\n--=_b\r\n\
                     Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                     {}\r\n--=_b--\r\n",
                    quoted_printable(&format!("<html><body>\r\n{html}</body></html>"))
                )
            }
            _ => plain,
        }
    }
}

impl Iterator for Archive {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        (self.number < self.count).then(|| self.mail())
    }
}

impl Sent {
    /// The references of an answer to it, the oldest first.
    fn for_answer(&self) -> Vec<String> {
        let mut all = self.references.clone();
        all.push(self.id.clone());
        let first = all.len().saturating_sub(REFERENCES);
        all.split_off(first)
    }
}

/// The words of all languages, the most frequent first.
#[derive(Debug)]
struct Vocabulary(Vec<Vec<String>>);

impl Vocabulary {
    fn new(rng: &mut Rng) -> Self {
        let words = |language: &Language| {
            let word = |rank: usize| {
                // Frequent words are short.
                let syllables = 1 + rng.usize(..2 + (rank.ilog2() as usize) / 3);
                (0..syllables).map(|_| language.syllables[rng.usize(..language.syllables.len())]).collect()
            };
            (1..=WORDS).map(word).collect()
        };
        Self(LANGUAGES.iter().map(words).collect())
    }

    /// A word, as frequent as words are, but for so many of the most frequent.
    fn word(&self, rng: &mut Rng, language: usize, without: usize) -> &str {
        &self.0[language][without + zipf(rng, WORDS - without)]
    }

    fn sentence(&self, rng: &mut Rng, language: usize, words: std::ops::Range<usize>) -> String {
        let words: Vec<&str> = (0..rng.usize(words)).map(|_| self.word(rng, language, 0)).collect();
        words.join(LANGUAGES[language].space)
    }
}

fn person(rng: &mut Rng, vocabulary: &Vocabulary, number: usize) -> (String, String) {
    let language = pick_language(rng);
    let name = |rng: &mut Rng| {
        let word = vocabulary.word(rng, language, 1_000);
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    (format!("{} {}", name(rng), name(rng)), format!("p{number}@{}.example", vocabulary.word(rng, 0, 100)))
}

fn pick_language(rng: &mut Rng) -> usize {
    let mut lot = rng.u32(..LANGUAGES.iter().map(|language| language.share).sum::<u32>());
    for (number, language) in LANGUAGES.iter().enumerate() {
        if lot < language.share {
            return number;
        }
        lot -= language.share;
    }
    0
}

/// A place among `count`, the first as often as the law of word frequencies has it: the second half as
/// often, the third a third as often.
fn zipf(rng: &mut Rng, count: usize) -> usize {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    let place = (count as f64 + 1.0).powf(rng.f64()) as usize;
    place.saturating_sub(1).min(count - 1)
}

/// Log-normal: half of all mails have fewer than 120 words.
fn words_of_a_mail(rng: &mut Rng) -> usize {
    let (radius, angle) = ((-2.0 * (1.0 - rng.f64()).ln()).sqrt(), std::f64::consts::TAU * rng.f64());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let words = (120.0 * (0.8 * radius * angle.cos()).exp()).clamp(5.0, 5_000.0) as usize;
    words
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_mails() {
        let mails: Vec<_> = Archive::new(1, 50).collect();
        assert_eq!(mails.len(), 50);
        assert_eq!(mails, Archive::new(1, 50).collect::<Vec<_>>());
        assert_ne!(mails, Archive::new(2, 50).collect::<Vec<_>>());
        assert_eq!(Archive::queries(1, 20), Archive::queries(1, 20));
    }

    #[test]
    fn mails_are_as_varied_as_promised() {
        let mails: Vec<String> =
            Archive::new(3, 1_000).map(|raw| String::from_utf8(raw).expect("UTF-8")).collect();
        let has = |needle: &str| mails.iter().filter(|mail| mail.contains(needle)).count();
        for (needle, most) in [("\r\nReferences:", 600), ("text/html", 400), ("application/pdf", 200)] {
            assert!((most / 4..most).contains(&has(needle)), "{needle} in {}", has(needle));
        }
        let bytes: usize = mails.iter().map(String::len).sum();
        assert!((1_500_000..5_000_000).contains(&bytes), "{bytes}");
        for mail in &mails {
            let (header, _) = mail.split_once("\r\n\r\n").expect("a header");
            assert!(header.is_ascii() && header.lines().all(|line| line.len() <= 998), "{header}");
        }
    }

    #[test]
    fn queries_find_something_more_often_than_not() {
        let text: String =
            Archive::new(3, 2_000).map(|raw| String::from_utf8_lossy(&raw).into_owned()).collect();
        let words: HashSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let queries = Archive::queries(3, 200);
        let known = queries.iter().filter(|query| {
            query.split(' ').all(|word| !word.is_ascii() || words.iter().any(|known| known.starts_with(word)))
        });
        let known = known.count();
        assert!(known > 150, "{known} of 200");
        assert!(queries.iter().any(|query| query.split(' ').count() == 4));
    }
}
