//! The documents that have a term.
//!
//! Most terms are in one document only: its number stands beside the term. Others are lists of
//! differences, beside the term where they are short, or bitmaps where those are shorter.

use super::super::bitmap::Bitmap;

/// What stands beside a term, in the lowest bits of a number.
const ONE: u64 = 0;
const NEAR: u64 = 1;
const FAR: u64 = 2;
const BITS: u64 = 3;
const KINDS: u32 = 2;

/// Bytes of a list that stands beside its term: a search for another term reads over it.
const LONGEST_NEAR: usize = 32;

/// The documents that have a term, as they are stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Postings<'s> {
    One(u32),
    /// The differences between one and the next, in LEB128.
    List(&'s [u8]),
    /// A bit a document.
    Bits(&'s [u8]),
}

impl<'s> Postings<'s> {
    /// Reads what stands beside a term, in a segment of so many documents.
    pub(super) fn read(beside: &mut Cursor<'s>, area: &'s [u8], documents: u32) -> Option<Self> {
        let number = beside.number()?;
        let what = number >> KINDS;
        let size = usize::try_from(what).ok()?;
        let far = |place: usize, length: usize| area.get(place..)?.get(..length);
        Some(match number & ((1 << KINDS) - 1) {
            ONE => Self::One(u32::try_from(what).ok()?),
            NEAR => Self::List(beside.bytes(size)?),
            FAR => Self::List(far(usize::try_from(beside.number()?).ok()?, size)?),
            _ => Self::Bits(far(size, documents.div_ceil(8) as usize)?),
        })
    }

    /// Writes documents, ascending below `of`, beside a term, and into the area where they are many.
    pub(super) fn write(documents: &[u32], of: u32, beside: &mut Vec<u8>, area: &mut Vec<u8>) {
        if let [one] = documents {
            return write_number(beside, u64::from(*one) << KINDS | ONE);
        }
        let start = area.len();
        let mut before = 0;
        for &document in documents {
            write_number(area, u64::from(document - before));
            before = document;
        }
        let length = area.len() - start;
        let bits = of.div_ceil(8) as usize;
        if length <= LONGEST_NEAR {
            write_number(beside, (length as u64) << KINDS | NEAR);
            beside.extend(area.drain(start..));
        } else if length <= bits {
            write_number(beside, (length as u64) << KINDS | FAR);
            write_number(beside, start as u64);
        } else {
            area.truncate(start);
            area.resize(start + bits, 0);
            for &document in documents {
                if let Some(byte) = area.get_mut(start + (document / 8) as usize) {
                    *byte |= 1 << (document % 8);
                }
            }
            write_number(beside, (start as u64) << KINDS | BITS);
        }
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
    let mut document = 0u64;
    while let Some(step) = cursor.number() {
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
#[derive(Debug, Clone, Copy)]
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

    pub(super) fn bytes(&mut self, count: usize) -> Option<&'s [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
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
    use proptest::prelude::*;

    use super::{Bitmap, Cursor, Postings, write_number};

    proptest! {
        #[test]
        fn what_is_written_is_read(documents in proptest::collection::btree_set(0u32..900, 1..300), before in 0usize..9) {
            let documents: Vec<u32> = documents.into_iter().collect();
            let (mut beside, mut area) = (Vec::new(), vec![7; before]);
            Postings::write(&documents, 900, &mut beside, &mut area);
            prop_assert!(area.len() <= before + 113 && beside.len() <= 40);
            let postings = Postings::read(&mut Cursor::new(&beside), &area, 900).unwrap();
            let mut each = Vec::new();
            postings.each(|document| each.push(document));
            prop_assert_eq!(&each, &documents);
            let mut bitmap = Bitmap::new(900);
            postings.add_to(&mut bitmap);
            prop_assert_eq!(bitmap.iter().collect::<Vec<_>>(), documents);
        }

        #[test]
        fn numbers_come_back(number: u64) {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            prop_assert_eq!(Cursor::new(&bytes).number(), Some(number));
        }
    }
}
