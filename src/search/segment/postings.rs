//! The documents that have a term.
//!
//! Most terms are in one document only: its number is the value in the transducer itself. Others
//! are lists of differences, or bitmaps where that is shorter.

use super::super::bitmap::Bitmap;

/// What a value in the transducer is, in its lowest bits.
const ONE: u64 = 0;
const LIST: u64 = 1;
const BITS: u64 = 2;
const KINDS: u32 = 2;

/// The documents that have a term, as they are stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Postings<'s> {
    One(u32),
    /// How many there are, and then the differences between one and the next, in LEB128.
    List(&'s [u8]),
    /// A bit a document.
    Bits(&'s [u8]),
}

impl<'s> Postings<'s> {
    /// What a value says, in a segment of so many documents. Nonsense is no document.
    pub(super) fn of(value: u64, area: &'s [u8], documents: u32) -> Self {
        let what = value >> KINDS;
        let at = || usize::try_from(what).ok().and_then(|at| area.get(at..)).unwrap_or_default();
        match value & ((1 << KINDS) - 1) {
            ONE => Self::One(u32::try_from(what).unwrap_or(u32::MAX)),
            LIST => Self::List(at()),
            BITS => {
                let bytes = at();
                Self::Bits(bytes.get(..documents.div_ceil(8) as usize).unwrap_or_default())
            }
            _ => Self::Bits(&[]),
        }
    }

    /// Writes the postings of a term behind others; gives its value. `documents` ascend.
    pub(super) fn write(documents: &[u32], of: u32, area: &mut Vec<u8>) -> u64 {
        if let [one] = documents {
            return u64::from(*one) << KINDS | ONE;
        }
        let start = area.len();
        let place = (start as u64) << KINDS;
        write_number(area, documents.len() as u64);
        let mut before = 0;
        for &document in documents {
            write_number(area, u64::from(document - before));
            before = document;
        }
        let bits = of.div_ceil(8) as usize;
        if area.len() - start <= bits {
            return place | LIST;
        }
        area.truncate(start);
        area.resize(start + bits, 0);
        for &document in documents {
            if let Some(byte) = area.get_mut(start + (document / 8) as usize) {
                *byte |= 1 << (document % 8);
            }
        }
        place | BITS
    }

    pub(super) fn add_to(self, bitmap: &mut Bitmap) {
        match self {
            Self::One(document) => bitmap.insert(document),
            Self::Bits(bits) => bitmap.insert_bits(bits),
            Self::List(list) => numbers(list, |document| bitmap.insert(document)),
        }
    }

    /// Gives each document, ascending.
    pub(super) fn each(self, mut give: impl FnMut(u32)) {
        match self {
            Self::One(document) => give(document),
            Self::List(list) => numbers(list, give),
            Self::Bits(bits) => {
                for (base, &byte) in (0u32..).step_by(8).zip(bits) {
                    (0..8).filter(|bit| byte >> bit & 1 == 1).for_each(|bit| give(base + bit));
                }
            }
        }
    }
}

fn numbers(list: &[u8], mut give: impl FnMut(u32)) {
    let mut cursor = Cursor::new(list);
    let count = cursor.number().unwrap_or_default();
    let mut document = 0u64;
    for _ in 0..count {
        let Some(step) = cursor.number() else { return };
        document = document.saturating_add(step);
        give(u32::try_from(document).unwrap_or(u32::MAX));
    }
}

/// Writes a number in LEB128.
pub(super) fn write_number(to: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// Bytes that are read from the beginning on.
pub(super) struct Cursor<'s>(&'s [u8]);

impl<'s> Cursor<'s> {
    pub(super) const fn new(bytes: &'s [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn rest(&self) -> &'s [u8] {
        self.0
    }

    pub(super) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    /// A number in LEB128.
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{Bitmap, Cursor, Postings, write_number};

    proptest! {
        #[test]
        fn what_is_written_is_read(documents: BTreeSet<u16>, before in 0usize..9) {
            let documents: Vec<u32> = documents.into_iter().map(|one| u32::from(one % 900)).collect::<BTreeSet<_>>().into_iter().collect();
            prop_assume!(!documents.is_empty());
            let mut area = vec![7; before];
            let value = Postings::write(&documents, 900, &mut area);
            prop_assert!(area.len() <= before + 113);
            let postings = Postings::of(value, &area, 900);
            let mut each = Vec::new();
            postings.each(|document| each.push(document));
            prop_assert_eq!(&each, &documents);
            let mut bitmap = Bitmap::new(900);
            postings.add_to(&mut bitmap);
            prop_assert_eq!(bitmap.iter().collect::<Vec<_>>(), documents);
        }

        #[test]
        fn nonsense_is_read_too(value: u64, area: Vec<u8>, documents: u16) {
            let postings = Postings::of(value, &area, u32::from(documents));
            postings.each(|_| {});
            postings.add_to(&mut Bitmap::new(u32::from(documents)));
        }

        #[test]
        fn numbers_come_back(number: u64) {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            prop_assert_eq!(Cursor::new(&bytes).number(), Some(number));
        }
    }
}
