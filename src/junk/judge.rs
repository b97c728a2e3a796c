//! How likely a mail is junk, by the most telling of its tokens.

use serde::{Deserialize, Serialize};

use super::model::{Count, Model};
use super::tokens::{Place, Tokens};

// The figures below were chosen on the SpamAssassin corpus; `make bench-junk` measures what they give.

/// What is believed of a token that was in no mail, and as how many mails that belief counts (Robinson).
const UNKNOWN: f64 = 0.5;
const BELIEF: f64 = 0.1;
/// As long as few mails were learnt it counts for more, by this over their number: of fifty mails of a class,
/// a word that was in one of them says next to nothing.
const CAUTION: f64 = 20.0;
/// A token that is nearer to one half than this says nothing.
const LEAST: f64 = 0.4;
/// Tokens that decide.
const MOST_TELLING: usize = 150;
/// So many tokens count as one: words of one mail belong together, and ten that name one thing are not ten
/// reasons. Without that every mail would be all junk, all good, or both at once.
const AS_ONE: f64 = 10.0;
/// Tokens that a verdict names.
const MOST_NAMED: usize = 15;
/// From here on it is junk.
const JUNK_FROM: f64 = 0.6;
/// Below this it is good.
const GOOD_BELOW: f64 = 0.4;

/// What the filter makes of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Opinion {
    /// It is wanted.
    Good,
    /// As much speaks for it as against it, or nothing does.
    Unsure,
    /// It is not wanted.
    Junk,
    /// The filter has not learnt enough yet, see [`FEWEST`](super::FEWEST).
    Untrained,
}

/// A word that weighed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// Where in the mail it stands.
    pub place: Place,
    /// The word, in lower case.
    pub word: String,
    /// How telling it is: 0 if it was in good mails only, 1 if in junk only.
    pub junk: f32,
}

/// What the filter makes of a mail, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// From 0, good, to 1, junk.
    pub score: f32,
    /// What that means.
    pub opinion: Opinion,
    /// At most 15 words that weighed most, the weightiest first.
    pub words: Vec<Telling>,
}

impl Model {
    /// Judges a mail by its tokens.
    #[must_use]
    pub fn judge(&self, tokens: &Tokens) -> Verdict {
        if !self.is_trained() {
            return Verdict { score: 0.5, opinion: Opinion::Untrained, words: Vec::new() };
        }
        let known = tokens.iter().filter_map(|(hash, place, word)| {
            let junk = self.share_of_junk(*self.tokens.get(&hash)?);
            ((junk - 0.5).abs() >= LEAST).then_some((junk, place, word))
        });
        let mut telling: Vec<_> = known.collect();
        // Ties by the word, so that the order does not depend on anything else.
        telling.sort_by(|a, b| {
            let weight = |junk: f64| (junk - 0.5).abs();
            weight(b.0).total_cmp(&weight(a.0)).then_with(|| (a.1, a.2).cmp(&(b.1, b.2)))
        });
        telling.truncate(MOST_TELLING);
        let score = combined(telling.iter().map(|&(junk, ..)| junk));
        let opinion = if score >= JUNK_FROM {
            Opinion::Junk
        } else if score < GOOD_BELOW {
            Opinion::Good
        } else {
            Opinion::Unsure
        };
        let words = telling.into_iter().take(MOST_NAMED).map(|(junk, place, word)| Telling {
            place: place.clone(),
            word: word.to_owned(),
            junk: single(junk),
        });
        Verdict { score: single(score), opinion, words: words.collect() }
    }

    /// Of mails that have a token, how many are junk, had the filter learnt from as many of either class.
    fn share_of_junk(&self, count: Count) -> f64 {
        let share = |of: u32, all: u32| f64::from(of) / f64::from(all.max(1));
        let (good, junk) = (share(count.good, self.mails.good), share(count.junk, self.mails.junk));
        let all = f64::from(count.good) + f64::from(count.junk);
        let seen = if good + junk > 0.0 { junk / (good + junk) } else { UNKNOWN };
        let belief = BELIEF + CAUTION / f64::from(self.mails.good.min(self.mails.junk).max(1));
        (belief * UNKNOWN + all * seen) / (belief + all)
    }
}

/// Fisher's method, for and against: one half where both or neither hold.
fn combined(shares: impl Iterator<Item = f64>) -> f64 {
    let (mut junk, mut good, mut count) = (0.0, 0.0, 0_u32);
    for share in shares {
        junk -= (1.0 - share).ln();
        good -= share.ln();
        count += 1;
    }
    let reasons = f64::from(count) / AS_ONE;
    let (is_junk, is_good) = (1.0 - chance(junk / AS_ONE, reasons), 1.0 - chance(good / AS_ONE, reasons));
    f64::midpoint(1.0 + is_junk, -is_good)
}

/// The chance that chi-squared with `2 * count` degrees of freedom, rounded up, is at least `2 * half`.
fn chance(half: f64, count: f64) -> f64 {
    let mut term = (-half).exp();
    let mut sum = term;
    let mut step = 1.0;
    while step < count {
        term *= half / step;
        sum += term;
        step += 1.0;
    }
    sum.min(1.0)
}

#[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits than are shown of it")]
const fn single(share: f64) -> f32 {
    share as f32
}

#[cfg(test)]
mod tests {
    use super::{chance, combined};

    #[test]
    fn chances_are_those_of_the_tables() {
        // With 2, 10, 10 and 20 degrees of freedom.
        for (squared, count, expected) in
            [(5.991, 1.0, 0.05), (18.307, 5.0, 0.05), (23.209, 5.0, 0.01), (31.41, 10.0, 0.05)]
        {
            assert!((chance(squared / 2.0, count) - expected).abs() < 1e-4, "{squared}");
        }
    }

    #[test]
    fn nothing_and_contradictions_are_in_the_middle() {
        assert!((combined(std::iter::empty()) - 0.5).abs() < 1e-9);
        let both = [[0.001; 60], [0.999; 60]].concat();
        assert!((combined(both.into_iter()) - 0.5).abs() < 1e-9);
        assert!(combined([0.99; 40].into_iter()) > 0.99);
        assert!(combined([0.01; 40].into_iter()) < 0.01);
        assert!((combined([0.999].into_iter()) - 0.5).abs() < 0.3, "one word is no verdict");
    }
}
