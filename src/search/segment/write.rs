//! Writing a segment: its terms come in order, field by field.

use super::dictionary::DictionaryWriter;
use super::postings::write_number;
use super::{Field, MAGIC, VERSION, checksum_of};

/// A segment that is being written.
pub(super) struct Writer {
    ids: Vec<u8>,
    documents: u32,
    terms: Vec<Vec<u8>>,
    /// Of the field that is being written.
    dictionary: DictionaryWriter,
    postings: Vec<u8>,
}

impl Writer {
    /// For messages with these ids, which ascend.
    pub(super) fn new(messages: &[u64]) -> Self {
        let mut ids = Vec::with_capacity(messages.len() * 2);
        let mut before = 0;
        for &id in messages {
            write_number(&mut ids, id - before);
            before = id;
        }
        let documents = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        Self {
            ids,
            documents,
            terms: Vec::with_capacity(Field::ALL.len()),
            dictionary: DictionaryWriter::default(),
            postings: Vec::new(),
        }
    }

    /// Writes the next term of a field with its documents; both ascend. The fields come as in
    /// [`Field::ALL`].
    pub(super) fn term(&mut self, term: &[u8], documents: &[u32]) {
        if !documents.is_empty() {
            self.dictionary.push(term, documents, self.documents, &mut self.postings);
        }
    }

    /// These were the terms of a field.
    pub(super) fn end_field(&mut self) {
        self.terms.push(std::mem::take(&mut self.dictionary).finish());
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let sections = [&self.ids].into_iter().chain(&self.terms).chain([&self.postings]);
        let mut rest = Vec::new();
        for section in sections.clone() {
            rest.extend_from_slice(&(section.len() as u64).to_le_bytes());
        }
        sections.for_each(|section| rest.extend_from_slice(section));
        let mut bytes = Vec::with_capacity(rest.len() + 24);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.documents.to_le_bytes());
        bytes.extend_from_slice(&checksum_of(self.documents, &rest).to_le_bytes());
        bytes.append(&mut rest);
        bytes
    }
}
