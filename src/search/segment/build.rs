//! From documents to a segment.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::super::document::Document;
use super::super::tokens::terms;
use super::write::Writer;
use super::{Field, WHOLE};
use crate::mail::LONGEST_SEARCHABLE;

/// Terms of one mail; further ones are not found. The header fields come first.
const MOST_TERMS: u32 = 20_000;

/// Makes a segment of documents, all in memory: some hundreds of mails a time.
#[derive(Debug, Default)]
pub struct Builder {
    /// By the number of the document.
    ids: Vec<u64>,
    fields: [Terms; Field::ALL.len()],
}

/// The terms of a field.
#[derive(Debug, Default)]
struct Terms {
    /// The latest document that has a term, and where in `occurrences` that is.
    latest: HashMap<Box<str>, (u32, u32), RandomState>,
    /// A document that has a term, and where the one before it is: the same place for the first.
    occurrences: Vec<(u32, u32)>,
}

impl Builder {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many documents were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Adds a mail, as far as 200 kB of each text and 20,000 terms go. One that is added again has
    /// the terms of both: its header first, say, and all of it later.
    pub fn add(&mut self, id: u64, document: &Document) {
        let Ok(number) = u32::try_from(self.ids.len()) else { return };
        self.ids.push(id);
        if document.is_whole {
            let [everywhere, ..] = &mut self.fields;
            everywhere.add(WHOLE, number);
        }
        let mut room = MOST_TERMS;
        for (field, text) in [
            (Field::From, &document.from),
            (Field::Subject, &document.subject),
            (Field::Attachment, &document.attachments),
            (Field::To, &document.to),
            (Field::Any, &document.body),
        ] {
            let text = text.get(..text.floor_char_boundary(LONGEST_SEARCHABLE)).unwrap_or(text);
            let [everywhere, fields @ ..] = &mut self.fields;
            let mut own = (field as usize).checked_sub(1).and_then(|at| fields.get_mut(at));
            terms(text, |term| {
                let is_new = everywhere.add(term, number);
                if let Some(own) = &mut own {
                    own.add(term, number);
                }
                room = room.saturating_sub(u32::from(is_new));
                room > 0
            });
            if room == 0 {
                return;
            }
        }
    }

    /// The bytes of the segment.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut messages = self.ids.clone();
        messages.sort_unstable();
        messages.dedup();
        // Most often they came in order.
        let renumbered: Option<Vec<u32>> = (messages != self.ids).then(|| {
            let place = |id| messages.binary_search(id).unwrap_or_else(|place| place);
            self.ids.iter().map(|id| u32::try_from(place(id)).unwrap_or(u32::MAX)).collect()
        });
        let mut writer = Writer::new(&messages);
        for terms in self.fields {
            terms.write(renumbered.as_deref(), &mut writer);
            writer.end_field();
        }
        writer.finish()
    }
}

impl Terms {
    /// Whether the document has the term only now.
    fn add(&mut self, term: &str, document: u32) -> bool {
        let Ok(place) = u32::try_from(self.occurrences.len()) else { return false };
        let before = match self.latest.get_mut(term) {
            Some(latest) => {
                if latest.0 == document {
                    return false;
                }
                std::mem::replace(latest, (document, place)).1
            }
            None => {
                self.latest.insert(term.into(), (document, place));
                place
            }
        };
        self.occurrences.push((document, before));
        true
    }

    fn write(self, renumbered: Option<&[u32]>, writer: &mut Writer) {
        // Most comparisons end with the first eight bytes: these are at hand.
        let key = |(term, (_, latest)): (Box<str>, (u32, u32))| (first_bytes(&term), term, latest);
        let mut terms: Vec<(u64, Box<str>, u32)> = self.latest.into_iter().map(key).collect();
        terms.sort_unstable();
        let mut documents = Vec::new();
        for (_, term, latest) in terms {
            documents.clear();
            let mut next = Some(latest);
            while let Some(place) = next
                && let Some(&(document, before)) = self.occurrences.get(place as usize)
            {
                documents.push(document);
                next = Some(before).filter(|&before| before < place);
            }
            match renumbered {
                Some(numbers) => {
                    for document in &mut documents {
                        *document = numbers.get(*document as usize).copied().unwrap_or(u32::MAX);
                    }
                    documents.sort_unstable();
                    documents.dedup();
                }
                None => documents.reverse(),
            }
            writer.term(term.as_bytes(), &documents);
        }
    }
}

/// The first bytes of a term as a number: as terms sort, so do these, or they are equal.
fn first_bytes(term: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(term.bytes()).for_each(|(to, from)| *to = from);
    u64::from_be_bytes(bytes)
}
