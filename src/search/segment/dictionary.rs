//! The terms of a field, sorted, each with its postings.
//!
//! A term is written as how many bytes it shares with the one before, and the rest; every sixteenth
//! is whole, and known by its place, so that a term is found by halving. Short lists of documents
//! stand beside their term: what begins alike is read in one go.
//!
//! ```text
//! entries | place of each whole term: u32 ... | how many: u32
//! ```
//!
//! A finite state transducer (the crate fst) was tried first. Over 6,000 mails it was a twentieth
//! larger; to make and to merge segments took five times as long, to read a prefix three times, and
//! only a typing error was found faster, in two thirds of the time. Mail is indexed while it is
//! collected: it is the making that counts.

use super::postings::{Cursor, Postings};

/// Terms from one whole term to the next.
const BLOCK: usize = 16;

/// Writes terms in ascending order.
#[derive(Debug, Default)]
pub(super) struct DictionaryWriter {
    entries: Vec<u8>,
    blocks: Vec<u32>,
    last: Vec<u8>,
    count: usize,
}

impl DictionaryWriter {
    /// Writes a term, at most 255 bytes of it, of documents ascending below `of`.
    pub(super) fn push(&mut self, term: &[u8], documents: &[u32], of: u32, area: &mut Vec<u8>) {
        debug_assert!(self.count == 0 || self.last.as_slice() < term, "terms ascend");
        let shared = if self.count.is_multiple_of(BLOCK) {
            self.blocks.push(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
            0
        } else {
            self.last.iter().zip(term).take_while(|(one, other)| one == other).count()
        };
        let rest = term.get(shared..).unwrap_or_default();
        let byte = |length: usize| u8::try_from(length).unwrap_or(u8::MAX);
        self.entries.push(byte(shared));
        self.entries.push(byte(rest.len()));
        self.entries.extend_from_slice(rest);
        Postings::write(documents, of, &mut self.entries, area);
        self.last.clear();
        self.last.extend_from_slice(term);
        self.count += 1;
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let mut bytes = self.entries;
        for block in &self.blocks {
            bytes.extend_from_slice(&block.to_le_bytes());
        }
        bytes.extend_from_slice(&u32::try_from(self.blocks.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes
    }
}

/// A dictionary to be read. Nonsense in it is no term, or a wrong one, and nothing worse.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dictionary<'s> {
    entries: &'s [u8],
    blocks: &'s [[u8; 4]],
    area: &'s [u8],
    documents: u32,
}

impl<'s> Dictionary<'s> {
    /// Of so many documents, with the area that longer postings are in; `None` where the bytes do
    /// not add up.
    pub(super) fn new(bytes: &'s [u8], area: &'s [u8], documents: u32) -> Option<Self> {
        let (rest, count) = bytes.split_last_chunk()?;
        let places = usize::try_from(u32::from_le_bytes(*count)).ok()?.checked_mul(4)?;
        let (entries, places) = rest.split_at_checked(rest.len().checked_sub(places)?)?;
        Some(Self { entries, blocks: places.as_chunks().0, area, documents })
    }

    /// All terms, ascending, from this one on.
    pub(super) fn from(self, term: &[u8]) -> Entries<'s> {
        let none = Cursor::new(&[]);
        let mut entries =
            Entries { cursor: none, dictionary: self, term: Vec::new(), next: 0, postings: None };
        entries.go_to_block(0);
        entries.seek(term);
        entries
    }

    /// The documents that have this very term.
    pub(super) fn get(self, term: &[u8]) -> Option<Postings<'s>> {
        let entries = self.from(term);
        entries.postings.filter(|_| entries.term() == term)
    }

    /// The entries from where a block begins.
    fn block(self, place: [u8; 4]) -> Cursor<'s> {
        let place = usize::try_from(u32::from_le_bytes(place)).unwrap_or(usize::MAX);
        Cursor::new(self.entries.get(place..).unwrap_or_default())
    }
}

/// Terms that are read one after another.
#[derive(Debug)]
pub(super) struct Entries<'s> {
    cursor: Cursor<'s>,
    dictionary: Dictionary<'s>,
    term: Vec<u8>,
    /// The number of the term behind the current one.
    next: usize,
    postings: Option<Postings<'s>>,
}

impl<'s> Entries<'s> {
    /// The bytes of the current term.
    pub(super) fn term(&self) -> &[u8] {
        &self.term
    }

    /// Its postings; none behind the last term.
    pub(super) const fn postings(&self) -> Option<Postings<'s>> {
        self.postings
    }

    /// Goes on to the next term.
    pub(super) fn advance(&mut self) {
        self.postings = self.read();
        self.next += 1;
    }

    /// Goes on to the first term that is not before this one.
    pub(super) fn seek(&mut self, term: &[u8]) {
        let Dictionary { blocks, .. } = self.dictionary;
        let is_before =
            |block: &[u8; 4]| self.dictionary.block(*block).whole_term().is_some_and(|first| first <= term);
        let further = self.next.div_ceil(BLOCK);
        let rest = blocks.get(further..).unwrap_or_default();
        // Most often it is in this block, or behind many others.
        if rest.first().is_some_and(is_before) {
            self.go_to_block(further + rest.partition_point(is_before) - 1);
        }
        while self.postings.is_some() && self.term.as_slice() < term {
            self.advance();
        }
    }

    fn go_to_block(&mut self, block: usize) {
        let Some(&place) = self.dictionary.blocks.get(block) else { return };
        self.cursor = self.dictionary.block(place);
        self.next = block * BLOCK;
        self.advance();
    }

    fn read(&mut self) -> Option<Postings<'s>> {
        let (shared, rest) = self.cursor.term()?;
        self.term.truncate(shared);
        self.term.extend_from_slice(rest);
        let Dictionary { area, documents, .. } = self.dictionary;
        Postings::read(&mut self.cursor, area, documents)
    }
}

impl<'s> Cursor<'s> {
    /// How many bytes a term shares with the one before, and the others.
    fn term(&mut self) -> Option<(usize, &'s [u8])> {
        let [shared, length] = self.take()?;
        Some((usize::from(shared), self.bytes(usize::from(length))?))
    }

    /// The term that a block begins with.
    fn whole_term(mut self) -> Option<&'s [u8]> {
        self.term().map(|(_, whole)| whole)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{Dictionary, DictionaryWriter};

    proptest! {
        #[test]
        fn what_is_written_is_found(
            terms in proptest::collection::btree_map("[a-c]{0,4}|é[a-z]{0,9}", 1u32..1 << 20, 0..80),
            sought in "[a-c]{0,4}",
        ) {
            // A number gives the documents: those whose bits are set.
            let bits = |number: u32| (0..20).filter(|bit| number >> bit & 1 == 1).collect::<Vec<u32>>();
            let (mut writer, mut area) = (DictionaryWriter::default(), Vec::new());
            for (term, &number) in &terms {
                writer.push(term.as_bytes(), &bits(number), 20, &mut area);
            }
            let bytes = writer.finish();
            let dictionary = Dictionary::new(&bytes, &area, 20).unwrap();
            let mut read = BTreeMap::new();
            let mut entries = dictionary.from(sought.as_bytes());
            while let Some(postings) = entries.postings() {
                let mut documents = Vec::new();
                postings.each(|document| documents.push(document));
                read.insert(String::from_utf8(entries.term().to_vec()).unwrap(), documents);
                entries.advance();
            }
            let expected = terms.range(sought.clone()..).map(|(term, &number)| (term.clone(), bits(number)));
            prop_assert_eq!(read, expected.collect::<BTreeMap<_, _>>());
            prop_assert_eq!(dictionary.get(sought.as_bytes()).is_some(), terms.contains_key(&sought));
            // From term to term by seeking.
            let mut entries = dictionary.from(b"");
            for (number, term) in terms.keys().enumerate().filter(|(number, _)| number % 7 == 3) {
                entries.seek(term.as_bytes());
                prop_assert_eq!(entries.term(), term.as_bytes(), "{}", number);
            }
        }

        #[test]
        fn nonsense_is_read_too(mut bytes: Vec<u8>, area: Vec<u8>, blocks in 0u32..9, sought in "[a-c]{0,4}") {
            bytes.extend(blocks.to_le_bytes());
            if let Some(dictionary) = Dictionary::new(&bytes, &area, 20) {
                let mut entries = dictionary.from(sought.as_bytes());
                while let Some(postings) = entries.postings() {
                    postings.each(|_| {});
                    entries.advance();
                }
            }
        }
    }
}
