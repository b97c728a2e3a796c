//! A set of the documents of one segment.
//!
//! A plain bitmap: a segment has some tens of thousands of documents, so that a set of them is a few
//! kilobytes, and the union of ten thousand short lists – what a prefix of two letters is – costs a
//! bit set for each entry. Compressed bitmaps would have to be built for each list first.

/// A set of numbers below a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bitmap {
    words: Vec<u64>,
    limit: u32,
}

impl Bitmap {
    /// The empty set of numbers below `limit`.
    pub(super) fn new(limit: u32) -> Self {
        Self { words: vec![0; limit.div_ceil(u64::BITS) as usize], limit }
    }

    /// All numbers below `limit`.
    pub(super) fn full(limit: u32) -> Self {
        let mut full = Self::new(limit);
        full.words.fill(u64::MAX);
        let spare = limit.next_multiple_of(u64::BITS) - limit;
        if let Some(last) = full.words.last_mut() {
            *last >>= spare;
        }
        full
    }

    /// Adds a number; one that is not below the limit is left out.
    pub(super) fn insert(&mut self, number: u32) {
        if number < self.limit
            && let Some(word) = self.words.get_mut((number / u64::BITS) as usize)
        {
            *word |= 1 << (number % u64::BITS);
        }
    }

    /// Adds the numbers whose bits, the lowest first, are set.
    pub(super) fn insert_bits(&mut self, bytes: &[u8]) {
        for (word, bytes) in self.words.iter_mut().zip(bytes.chunks(8)) {
            let mut whole = [0; 8];
            whole.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            *word |= u64::from_le_bytes(whole);
        }
    }

    pub(super) fn intersect(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(one, other)| *one &= other);
    }

    pub(super) fn unite(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(one, other)| *one |= other);
    }

    pub(super) fn remove(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(one, other)| *one &= !other);
    }

    pub(super) fn contains(&self, number: u32) -> bool {
        let word = self.words.get((number / u64::BITS) as usize);
        word.is_some_and(|word| word >> (number % u64::BITS) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// The numbers, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        (0u32..).step_by(64).zip(&self.words).flat_map(|(base, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(base + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::Bitmap;

    fn of(numbers: &BTreeSet<u32>, limit: u32) -> Bitmap {
        let mut bitmap = Bitmap::new(limit);
        numbers.iter().for_each(|&number| bitmap.insert(number));
        bitmap
    }

    proptest! {
        #[test]
        fn it_is_a_set(a: BTreeSet<u8>, b: BTreeSet<u8>, limit in 0u32..300) {
            let below = |set: BTreeSet<u8>| set.into_iter().map(u32::from).collect::<BTreeSet<_>>();
            let (a, b) = (below(a), below(b));
            let cut: BTreeSet<u32> = a.range(..limit).copied().collect();
            let mut one = of(&a, limit);
            prop_assert_eq!(one.iter().collect::<BTreeSet<_>>(), cut.clone());
            prop_assert_eq!(one.is_empty(), cut.is_empty());
            prop_assert!((0..300).all(|number| one.contains(number) == cut.contains(&number)));
            prop_assert_eq!(Bitmap::full(limit).iter().collect::<Vec<_>>(), (0..limit).collect::<Vec<_>>());
            let other = of(&b, limit);
            one.unite(&other);
            prop_assert_eq!(&one, &of(&a.union(&b).copied().collect(), limit));
            one.remove(&other);
            prop_assert_eq!(&one, &of(&a.difference(&b).copied().collect(), limit));
            one.unite(&other);
            one.intersect(&other);
            prop_assert_eq!(&one, &other);
        }
    }
}
