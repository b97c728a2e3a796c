//! Words with one typing error: a character too many, too few, another, or two exchanged (optimal
//! string alignment at a distance of one), as an automaton over the bytes of terms: of sorted terms
//! only the bytes are looked at that differ from the term before.

/// Letters of a word for which an error is forgiven.
pub(super) const SHORTEST: usize = 4;
/// More errors than are forgiven.
const TOO_MANY: u8 = 2;

/// Accepts a word, and what differs from it by one error.
#[derive(Debug, Clone)]
pub(super) struct OneTypo {
    word: Vec<char>,
    /// Whether anything may follow.
    prefix: bool,
}

/// Errors between the characters read and the word up to one before, at, and one after as many
/// characters: further apart there are more than one.
type Band = [u8; 3];

/// How far a term was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Characters read.
    count: usize,
    band: Band,
    /// Before the last character.
    before: Band,
    last: char,
    /// The beginning of a character, and how many bytes of it there are.
    partial: ([u8; 4], usize),
    /// With a prefix: whether what was read is enough.
    settled: bool,
}

impl OneTypo {
    pub(super) fn new(word: &str, prefix: bool) -> Self {
        Self { word: word.chars().collect(), prefix }
    }

    /// Whether a term is accepted.
    pub(super) fn accepts(&self, term: &str) -> bool {
        let mut reading = self.start();
        for character in term.chars() {
            if reading.is_decided() {
                break;
            }
            reading = self.read(&reading, character);
        }
        self.is_match(&reading)
    }

    /// To be asked of one term after another.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { typo: self, readings: vec![self.start()], term: Vec::new() }
    }

    fn read(&self, reading: &Reading, character: char) -> Reading {
        let count = reading.count + 1;
        let mut band = [TOO_MANY; 3];
        let at = |band: &Band, place: usize| band.get(place).copied().unwrap_or(TOO_MANY);
        for place in 0..band.len() {
            // Compared with so many characters of the word.
            let Some(length) = (count + place).checked_sub(1).filter(|&length| length <= self.word.len())
            else {
                continue;
            };
            let letter = |back: usize| length.checked_sub(back).and_then(|at| self.word.get(at)).copied();
            let mut errors = at(&reading.band, place + 1) + 1;
            if let Some(left) = place.checked_sub(1) {
                errors = errors.min(at(&band, left) + 1);
            }
            if length > 0 {
                errors = errors.min(at(&reading.band, place) + u8::from(letter(1) != Some(character)));
            }
            if length > 1 && count > 1 && letter(2) == Some(character) && letter(1) == Some(reading.last) {
                errors = errors.min(at(&reading.before, place) + 1);
            }
            if let Some(cell) = band.get_mut(place) {
                *cell = errors.min(TOO_MANY);
            }
        }
        let next = Reading {
            count,
            band,
            before: reading.band,
            last: character,
            partial: ([0; 4], 0),
            settled: false,
        };
        Reading { settled: self.prefix && self.is_near(&next), ..next }
    }

    /// Whether what was read is the whole word but for one error.
    fn is_near(&self, reading: &Reading) -> bool {
        let place = (self.word.len() + 1).checked_sub(reading.count);
        place.and_then(|place| reading.band.get(place)).is_some_and(|&errors| errors < TOO_MANY)
    }

    fn start(&self) -> Reading {
        let band = [TOO_MANY, 0, 1];
        let before = [TOO_MANY; 3];
        Reading { count: 0, band, before, last: '\0', partial: ([0; 4], 0), settled: false }
    }

    fn is_match(&self, reading: &Reading) -> bool {
        reading.settled || (reading.partial.1 == 0 && self.is_near(reading))
    }

    fn read_byte(&self, reading: &Reading, byte: u8) -> Reading {
        let (mut bytes, have) = reading.partial;
        if let Some(place) = bytes.get_mut(have) {
            *place = byte;
        }
        let have = have + 1;
        let whole = bytes.get(..have).map(std::str::from_utf8);
        match whole {
            Some(Ok(text)) => match text.chars().next() {
                Some(character) => self.read(reading, character),
                None => *reading,
            },
            Some(Err(error)) if error.error_len().is_none() => Reading { partial: (bytes, have), ..*reading },
            // No text: nothing to be near to.
            _ => Reading { band: [TOO_MANY; 3], before: [TOO_MANY; 3], ..*reading },
        }
    }
}

impl Reading {
    /// Whether what follows makes no difference.
    fn is_decided(&self) -> bool {
        self.settled || self.band.iter().all(|&errors| errors >= TOO_MANY)
    }
}

/// Sorted terms, looked at one after another.
pub(super) struct Walk<'t> {
    typo: &'t OneTypo,
    /// Of the beginning of the last term: after none of its bytes, after one, and so on, up to where it
    /// was decided.
    readings: Vec<Reading>,
    /// That term.
    term: Vec<u8>,
}

impl Walk<'_> {
    /// Whether the next term is accepted.
    pub(super) fn accepts(&mut self, term: &[u8]) -> bool {
        let shared = self.term.iter().zip(term).take_while(|(one, other)| one == other).count();
        self.readings.truncate(shared + 1);
        self.term.truncate(shared);
        self.term.extend(term.iter().skip(shared));
        while let Some(last) = self.readings.last()
            && !last.is_decided()
            && let Some(&byte) = term.get(self.readings.len() - 1)
        {
            let next = self.typo.read_byte(last, byte);
            self.readings.push(next);
        }
        self.readings.last().is_some_and(|last| self.typo.is_match(last))
    }

    /// What the next term that may be accepted does not come before; none where the last was given up
    /// only at its end, or not at all.
    pub(super) fn next_hope(&self) -> Option<Vec<u8>> {
        let last = self.readings.last().filter(|last| last.is_decided() && !last.settled)?;
        debug_assert!(!self.typo.is_match(last));
        // Everything that begins as far as the term was read is hopeless.
        let mut hope = self.term.get(..self.readings.len() - 1)?.to_vec();
        let byte = hope.last_mut()?;
        *byte = byte.checked_add(1)?;
        Some(hope)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::OneTypo;

    /// Errors between two words, by the whole table.
    fn distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let mut least = (table[i - 1][j] + 1)
                        .min(table[i][j - 1] + 1)
                        .min(table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]));
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(table[i - 2][j - 2] + 1);
                    }
                    least
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn one_error_of_each_kind_is_forgiven() {
        for (typed, meant) in
            [("recieve", "receive"), ("mesage", "message"), ("grusse", "grüsse"), ("wordd", "word")]
        {
            assert!(OneTypo::new(typed, false).accepts(meant), "{typed}");
        }
        assert!(!OneTypo::new("recieve", false).accepts("received"));
        assert!(OneTypo::new("recieve", true).accepts("received"));
        assert!(OneTypo::new("messga", true).accepts("message"));
    }

    proptest! {
        #[test]
        fn it_is_the_distance(word in "[abé]{0,6}", terms in proptest::collection::btree_set("[abé]{0,7}", 0..30)) {
            let near: Vec<&String> = terms.iter().filter(|term| distance(&word, term) <= 1).collect();
            for prefix in [false, true] {
                let typo = OneTypo::new(&word, prefix);
                let mut walk = typo.walk();
                let mut hope = Vec::new();
                for term in &terms {
                    prop_assert_eq!(walk.accepts(term.as_bytes()), typo.accepts(term));
                    prop_assert!(term.as_bytes() >= hope.as_slice() || !typo.accepts(term));
                    hope = walk.next_hope().unwrap_or_default();
                }
            }
            prop_assert!(terms.iter().all(|term| OneTypo::new(&word, false).accepts(term) == near.contains(&term)));
            let begins = |term: &String| {
                (0..=term.chars().count()).any(|length| distance(&word, &term.chars().take(length).collect::<String>()) <= 1)
            };
            let prefix = OneTypo::new(&word, true);
            // An empty term is nothing read: no prefix is settled before the first character.
            for term in terms.iter().filter(|term| !term.is_empty() && word.len() > 1) {
                prop_assert_eq!(prefix.accepts(term), begins(term), "{}", term);
            }
        }
    }
}
