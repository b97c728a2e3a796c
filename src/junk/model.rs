//! What the filter knows: in how many good and in how many junk mails each token was.

use std::fmt;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::lesson::{Class, Lesson, Tally};
use super::tokens::Tokens;

/// Tokens that a model keeps; with more it forgets those that say least. About 6 bytes each where it is
/// stored, 24 in memory.
pub const MOST_TOKENS: usize = 200_000;
/// Mails of each class without which no mail is called junk, nor good.
pub const FEWEST: u32 = 10;

/// The version of the stored form.
const VERSION: u8 = 1;

/// In how many good and junk mails a token was, and when it was learnt last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub(super) good: u32,
    pub(super) junk: u32,
    /// How many lessons there had been.
    seen: u32,
}

impl Count {
    fn add(&mut self, tally: Tally) {
        self.good = self.good.saturating_add_signed(tally.good);
        self.junk = self.junk.saturating_add_signed(tally.junk);
    }

    const fn all(self) -> u32 {
        self.good.saturating_add(self.junk)
    }
}

/// What the filter has learnt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Model {
    pub(super) mails: Count,
    pub(super) tokens: HashMap<u32, Count>,
}

/// A stored model that cannot be read: the filter has to be taught anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damaged {
    /// A newer version of Restante wrote it.
    Newer(u8),
    /// It is cut short, or not a model.
    Unreadable,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(version) => {
                write!(f, "the junk filter was stored in version {version}, which is newer")
            }
            Self::Unreadable => f.write_str("what the junk filter had learnt cannot be read"),
        }
    }
}

impl std::error::Error for Damaged {}

/// A model as it is stored: tokens in order of their hashes, each as the distance from the one before.
#[derive(Serialize, Deserialize)]
struct Stored {
    good: u32,
    junk: u32,
    lessons: u32,
    tokens: Vec<(u32, u32, u32, u32)>,
}

impl Model {
    /// Learns that a mail is this.
    pub fn learn(&mut self, tokens: &Tokens, class: Class) {
        self.apply(&Lesson::of(tokens, class));
    }

    /// Takes back that a mail is this. To be called for what was learnt before: the filter does not
    /// remember which mails those were.
    pub fn unlearn(&mut self, tokens: &Tokens, class: Class) {
        self.apply(&Lesson::of(tokens, class).reversed());
    }

    /// Learns, or takes back, what is in a lesson.
    pub fn apply(&mut self, lesson: &Lesson) {
        self.mails.add(lesson.mails);
        self.mails.seen = self.mails.seen.saturating_add(1);
        for (&hash, &tally) in &lesson.tokens {
            let count = self.tokens.entry(hash).or_default();
            count.add(tally);
            count.seen = self.mails.seen;
            if count.all() == 0 {
                self.tokens.remove(&hash);
            }
        }
        if self.tokens.len() > MOST_TOKENS {
            self.forget();
        }
    }

    /// How many good and how many junk mails it has learnt from.
    #[must_use]
    pub const fn learnt(&self) -> (u32, u32) {
        (self.mails.good, self.mails.junk)
    }

    /// Whether it has learnt enough to call any mail good or junk.
    #[must_use]
    pub const fn is_trained(&self) -> bool {
        self.mails.good >= FEWEST && self.mails.junk >= FEWEST
    }

    /// Forgets a quarter of what it may keep, so that this is rare: first what was in the fewest mails, of
    /// those what was seen longest ago.
    fn forget(&mut self) {
        let mut worth: Vec<_> =
            self.tokens.iter().map(|(&hash, count)| (count.all(), count.seen, hash)).collect();
        let gone = worth.len().saturating_sub(MOST_TOKENS - MOST_TOKENS / 4);
        if gone == 0 || gone >= worth.len() {
            return;
        }
        worth.select_nth_unstable(gone);
        for (_, _, hash) in worth.into_iter().take(gone) {
            self.tokens.remove(&hash);
        }
    }

    /// As it is stored.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut hashes: Vec<_> = self.tokens.iter().collect();
        hashes.sort_unstable_by_key(|(hash, _)| **hash);
        let mut last = 0;
        let tokens = hashes.into_iter().map(|(&hash, count)| {
            let distance = hash.wrapping_sub(std::mem::replace(&mut last, hash));
            (distance, count.good, count.junk, self.mails.seen.saturating_sub(count.seen))
        });
        let stored = Stored {
            good: self.mails.good,
            junk: self.mails.junk,
            lessons: self.mails.seen,
            tokens: tokens.collect(),
        };
        // Numbers and lists of them always can be written.
        postcard::to_extend(&stored, vec![VERSION]).unwrap_or_default()
    }

    /// From what [`to_bytes`](Self::to_bytes) gave.
    ///
    /// # Errors
    ///
    /// Says why it cannot be read.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Damaged> {
        let stored: Stored = match bytes.split_first() {
            Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| Damaged::Unreadable)?,
            Some((&version, _)) if version > VERSION => return Err(Damaged::Newer(version)),
            _ => return Err(Damaged::Unreadable),
        };
        let mut hash: u32 = 0;
        let mut tokens = HashMap::default();
        for (distance, good, junk, age) in stored.tokens.into_iter().take(MOST_TOKENS) {
            hash = hash.wrapping_add(distance);
            tokens.insert(hash, Count { good, junk, seen: stored.lessons.saturating_sub(age) });
        }
        Ok(Self { mails: Count { good: stored.good, junk: stored.junk, seen: stored.lessons }, tokens })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Damaged, MOST_TOKENS, Model};
    use crate::junk::{Class, FEWEST, Lesson, Opinion, Tokens};

    fn mail(words: &str) -> Tokens {
        Tokens::of(format!("Subject: {words}\n\n{words}\n").as_bytes())
    }

    fn trained() -> Model {
        let mut model = Model::default();
        for number in 0..FEWEST {
            model.learn(&mail(&format!("meeting agenda minutes report{number}")), Class::Good);
            model.learn(&mail(&format!("pills casino jackpot offer{number}")), Class::Junk);
        }
        model
    }

    #[test]
    fn who_has_learnt_too_little_has_no_opinion() {
        let mut model = Model::default();
        for number in 0..1_000 {
            assert_eq!(model.judge(&mail("pills casino jackpot")).opinion, Opinion::Untrained);
            model.learn(&mail(&format!("pills casino jackpot {number}")), Class::Junk);
        }
        assert_eq!(model.judge(&mail("pills casino jackpot")).opinion, Opinion::Untrained);
    }

    #[test]
    fn a_verdict_names_the_words_that_weighed() {
        let model = trained();
        let verdict = model.judge(&mail("casino jackpot pills tonight"));
        assert_eq!(verdict.opinion, Opinion::Junk, "{verdict:?}");
        assert!(verdict.words.iter().any(|telling| telling.word == "casino" && telling.junk > 0.9));
        assert!(!verdict.words.iter().any(|telling| telling.word == "tonight"));
        assert_eq!(model.judge(&mail("the minutes of the meeting, the agenda")).opinion, Opinion::Good);
        let unknown = model.judge(&Tokens::default());
        assert_eq!((unknown.opinion, unknown.score), (Opinion::Unsure, 0.5));
    }

    #[test]
    fn what_is_unlearnt_was_never_learnt() {
        let model = trained();
        let mut other = model.clone();
        let mistake = mail("agenda of the jackpot");
        other.learn(&mistake, Class::Junk);
        assert_ne!(other.judge(&mistake), model.judge(&mistake));
        other.unlearn(&mistake, Class::Junk);
        assert_eq!(other.judge(&mistake), model.judge(&mistake));
        assert_eq!(other.learnt(), model.learnt());
    }

    #[test]
    fn a_full_model_forgets_the_rarest_and_oldest() {
        let mut model = trained();
        let lesson = |from: u32| {
            let words: String = (from..from + 2_000).map(|number| format!("w{number} ")).collect();
            mail(&words)
        };
        let mut number = 0;
        while model.tokens.len() + 4_200 < MOST_TOKENS {
            model.learn(&lesson(number), Class::Good);
            number += 2_000;
        }
        for _ in 0..2 {
            model.learn(&lesson(number), Class::Good);
            number += 2_000;
        }
        assert!(model.tokens.len() <= MOST_TOKENS, "{}", model.tokens.len());
        let known = |tokens: &Tokens| tokens.hashes().filter(|hash| model.tokens.contains_key(hash)).count();
        assert!(known(&mail("casino")) >= 2, "what many mails had is kept");
        assert!(known(&lesson(number - 2_000)) > 1_900, "what came last is kept");
        assert!(known(&lesson(0)) < 100, "what came first is gone");
        assert!(model.to_bytes().len() < 8 * MOST_TOKENS);
    }

    #[test]
    fn a_newer_or_damaged_model_is_told_apart() {
        let bytes = trained().to_bytes();
        assert_eq!(Model::from_bytes(&bytes), Ok(trained()));
        assert_eq!(Model::from_bytes(&[9, 1, 2]), Err(Damaged::Newer(9)));
        assert_eq!(Model::from_bytes(&[]), Err(Damaged::Unreadable));
        assert_eq!(Model::from_bytes(&bytes[..bytes.len() - 1]), Err(Damaged::Unreadable));
    }

    proptest! {
        #[test]
        fn lessons_one_by_one_and_added_up_teach_the_same(
            mails in proptest::collection::vec(("[a-f]{3,4}( [a-f]{3,4}){0,5}", any::<bool>()), 1..12),
        ) {
            let lessons = mails.iter().map(|(words, junk)| {
                Lesson::of(&mail(words), if *junk { Class::Junk } else { Class::Good })
            });
            let (mut one_by_one, mut all) = (Model::default(), Lesson::default());
            for lesson in lessons {
                one_by_one.apply(&lesson);
                all = all.and(&lesson);
            }
            let mut at_once = Model::default();
            at_once.apply(&postcard::from_bytes(&postcard::to_stdvec(&all).unwrap()).unwrap());
            let counts = |model: &Model| {
                let mut counts: Vec<_> =
                    model.tokens.iter().map(|(hash, count)| (*hash, count.good, count.junk)).collect();
                counts.sort_unstable();
                (model.learnt(), counts)
            };
            prop_assert_eq!(counts(&at_once), counts(&one_by_one));
            let again = Model::from_bytes(&one_by_one.to_bytes());
            prop_assert_eq!(again.as_ref(), Ok(&one_by_one));
            at_once.apply(&all.reversed());
            prop_assert!(at_once.tokens.is_empty());
            prop_assert_eq!(at_once.learnt(), (0, 0));
        }

        #[test]
        fn any_bytes_are_a_model_or_damaged(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            for version in [0, 1] {
                let mut bytes = bytes.clone();
                bytes.insert(0, version);
                if let Ok(model) = Model::from_bytes(&bytes) {
                    prop_assert!((0.0..=1.0).contains(&model.judge(&mail("any words")).score));
                }
            }
        }
    }
}
