//! From the parts of a text to the terms of the index.

use super::parts::{Gap, Part, parts};
use super::{LONGEST_TERM, MOST_IN_COMPOUND, shortened};

/// Gives every term of a text, repeated ones too; `false` from `give` ends it.
pub(crate) fn terms(text: &str, give: impl FnMut(&str) -> bool) {
    let mut maker = Maker { last: None, compound: Compound::default(), give };
    if parts(text, |part| maker.take(&part)) {
        let _ = maker.end_run() && maker.end_compound();
    }
}

struct Maker<F> {
    /// The last character of a run without spaces.
    last: Option<char>,
    compound: Compound,
    give: F,
}

/// Parts that stand side by side, joined by dots or hyphens.
#[derive(Default)]
struct Compound {
    text: String,
    /// Where its parts begin, the latest last.
    starts: Vec<usize>,
    /// Where the last dot stands.
    dot: Option<usize>,
}

impl<F: FnMut(&str) -> bool> Maker<F> {
    fn take(&mut self, part: &Part<'_>) -> bool {
        if part.unspaced {
            return self.end_compound() && self.take_unspaced(part);
        }
        self.end_run()
            && (matches!(part.gap, Gap::Dot | Gap::Hyphen) || self.end_compound())
            && self.take_word(part)
    }

    fn take_word(&mut self, part: &Part<'_>) -> bool {
        self.compound.push(part);
        (self.give)(shortened(part.text))
    }

    fn take_unspaced(&mut self, part: &Part<'_>) -> bool {
        if !matches!(part.gap, Gap::None | Gap::Line) && !self.end_run() {
            return false;
        }
        let Some(character) = part.text.chars().next() else { return true };
        match self.last.replace(character) {
            Some(before) => {
                let mut bytes = [0; 8];
                let length = before.encode_utf8(&mut bytes).len();
                let length =
                    length + bytes.get_mut(length..).map_or(0, |rest| character.encode_utf8(rest).len());
                let pair = bytes.get(..length).and_then(|pair| std::str::from_utf8(pair).ok());
                pair.is_none_or(&mut self.give)
            }
            None => true,
        }
    }

    /// The last character of a run is a term of its own.
    fn end_run(&mut self) -> bool {
        self.last.take().is_none_or(|last| (self.give)(last.encode_utf8(&mut [0; 4])))
    }

    fn end_compound(&mut self) -> bool {
        let go_on = self.compound.tails().all(&mut self.give);
        self.compound.clear();
        go_on
    }
}

impl Compound {
    fn push(&mut self, part: &Part<'_>) {
        match part.gap {
            Gap::Dot if !self.text.is_empty() => {
                self.dot = Some(self.text.len());
                self.text.push('.');
            }
            Gap::Hyphen if !self.text.is_empty() => self.text.push('-'),
            _ => {}
        }
        self.starts.push(self.text.len());
        if self.starts.len() <= MOST_IN_COMPOUND {
            self.text.push_str(part.text);
        }
    }

    /// Every tail that begins at a part and holds a dot.
    fn tails(&self) -> impl Iterator<Item = &str> {
        let last = self.dot.filter(|_| self.starts.len() <= MOST_IN_COMPOUND).unwrap_or_default();
        let starts = self.starts.iter().take_while(move |start| **start < last);
        starts.filter_map(|&start| self.text.get(start..)).map(shortened)
    }

    fn clear(&mut self) {
        self.text.clear();
        self.starts.clear();
        self.dot = None;
    }
}

const _: () = assert!(LONGEST_TERM >= 8, "a pair of characters is a term");

#[cfg(test)]
mod tests {
    use super::terms;

    fn of(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        terms(text, |term| {
            all.push(term.to_owned());
            true
        });
        all
    }

    #[test]
    fn compounds_are_found_by_any_run_of_their_parts() {
        assert_eq!(
            of("<Ada.L-K@Example.org> e-mail. No"),
            [
                "ada",
                "l",
                "k",
                "example",
                "org",
                "ada.l-k.example.org",
                "l-k.example.org",
                "k.example.org",
                "example.org",
                "e",
                "mail",
                "no"
            ]
        );
        assert_eq!(of("a.b.c.d.e.f.g.h.i").len(), 9, "too long a compound is its parts alone");
        assert_eq!(of("end... next.").len(), 2);
    }

    #[test]
    fn runs_without_spaces_are_pairs_and_a_last_character() {
        assert_eq!(of("東京都 山"), ["東京", "京都", "都", "山"]);
        assert_eq!(of("会\n議"), ["会議", "議"]);
        assert_eq!(of("第3回"), ["第", "3", "回"]);
        assert_eq!(of("회의록"), ["회의", "의록", "록"]);
        assert_eq!(of("ไทย"), ["ไท", "ทย", "ย"]);
    }

    #[test]
    fn long_words_are_known_by_their_beginning() {
        assert_eq!(of(&"é".repeat(500)), ["e".repeat(64)]);
        assert_eq!(of(&format!("{}.x", "я".repeat(40))), ["я".repeat(32), "x".into(), "я".repeat(32)]);
    }

    #[test]
    fn whoever_has_enough_gets_no_more() {
        for enough in 1..8 {
            let mut count = 0;
            terms("a.b c 東京 d e.f", |_| {
                count += 1;
                count < enough
            });
            assert_eq!(count, enough);
        }
    }
}
