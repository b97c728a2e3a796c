//! Several segments made one, without what was deleted; and when that is worth it.

use super::dictionary::Entries;
use super::write::Writer;
use super::{Field, Segment};

/// Segments of about the same size are merged when there are so many.
const MANY: usize = 8;
/// Fewer than this are not worth it.
const FEW: usize = 3;
/// Documents of a segment that is made by merging: both are in memory then, and what was done of it is
/// lost when the page is closed.
const MOST_DOCUMENTS: u64 = 32_768;
/// A segment is written anew when so many of a hundred of its documents are deleted.
const DELETED: u64 = 30;

/// Terms that are written between two pauses.
const STEP: usize = 500;

/// Makes one segment of several, without the messages that `deleted` says. A message that several of
/// them have keeps the terms of all.
#[must_use]
pub fn merge(segments: &[&Segment], deleted: &dyn Fn(u64) -> bool) -> Vec<u8> {
    let (numbers, mut writer) = begin(segments, deleted);
    for field in Field::ALL {
        let mut sources = Sources::new(segments, &numbers, field);
        while sources.next(&mut writer) {}
        writer.end_field();
    }
    writer.finish()
}

/// The same in steps of about a millisecond, with a chance to pause between them.
pub async fn merge_in_steps(
    segments: &[&Segment],
    deleted: &dyn Fn(u64) -> bool,
    mut pause: impl AsyncFnMut(),
) -> Vec<u8> {
    let (numbers, mut writer) = begin(segments, deleted);
    for field in Field::ALL {
        let mut sources = Sources::new(segments, &numbers, field);
        while (0..STEP).all(|_| sources.next(&mut writer)) {
            pause().await;
        }
        writer.end_field();
    }
    pause().await;
    writer.finish()
}

/// The new numbers of the documents of each segment.
type Numbers = Vec<Vec<Option<u32>>>;

fn begin(segments: &[&Segment], deleted: &dyn Fn(u64) -> bool) -> (Numbers, Writer) {
    let mut messages: Vec<u64> =
        segments.iter().flat_map(|segment| segment.ids()).copied().filter(|&id| !deleted(id)).collect();
    messages.sort_unstable();
    messages.dedup();
    let numbers = segments.iter().map(|segment| renumbered(segment.ids(), &messages)).collect();
    (numbers, Writer::new(&messages))
}

/// For each of `ids` its place in `messages`; both ascend.
fn renumbered(ids: &[u64], messages: &[u64]) -> Vec<Option<u32>> {
    let mut rest = (0u32..).zip(messages).peekable();
    let place = |id| {
        while rest.next_if(|(_, message)| **message < id).is_some() {}
        rest.peek().filter(|(_, message)| **message == id).map(|&(place, _)| place)
    };
    ids.iter().copied().map(place).collect()
}

/// The terms of a field in several segments.
struct Sources<'s> {
    sources: Vec<(Entries<'s>, &'s [Option<u32>])>,
    term: Vec<u8>,
    documents: Vec<u32>,
}

impl<'s> Sources<'s> {
    fn new(segments: &[&'s Segment], numbers: &'s [Vec<Option<u32>>], field: Field) -> Self {
        let mut sources = Vec::with_capacity(segments.len());
        for (segment, numbers) in segments.iter().zip(numbers) {
            sources.extend(segment.dictionary(field).map(|all| (all.from(b""), numbers.as_slice())));
        }
        Self { sources, term: Vec::new(), documents: Vec::new() }
    }

    /// Writes the next term; `false` when there is none.
    fn next(&mut self, writer: &mut Writer) -> bool {
        let Self { sources, term, documents } = self;
        let heads = sources.iter().filter(|(entries, _)| entries.postings().is_some());
        let Some(least) = heads.map(|(entries, _)| entries.term()).min() else { return false };
        term.clear();
        term.extend_from_slice(least);
        documents.clear();
        for (entries, numbers) in sources {
            if let Some(postings) = entries.postings().filter(|_| entries.term() == term) {
                postings.each(|document| documents.extend(numbers.get(document as usize).copied().flatten()));
                entries.advance();
            }
        }
        if !documents.is_sorted_by(|one, next| one < next) {
            documents.sort_unstable();
            documents.dedup();
        }
        writer.term(term, documents);
        true
    }
}

/// What of a segment decides whether it is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// How many documents it has, deleted ones included.
    pub documents: u64,
    /// How many of them are deleted.
    pub deleted: u64,
}

/// Which segments to merge next, by their place in `segments`; none when all is well. To be asked
/// again after each merge.
///
/// Log-structured: segments of about the same size are merged when there are eight, up to 32,768
/// documents together, so that a mail is written some five times over and a search asks some dozens
/// of segments at most. A segment of which much was deleted is written anew alone.
#[must_use]
pub fn due(segments: &[Weight]) -> Option<Vec<usize>> {
    let riddled = |one: &Weight| one.deleted > 0 && one.deleted * 100 >= one.documents * DELETED;
    if let Some(place) = segments.iter().position(riddled) {
        return Some(vec![place]);
    }
    // Sizes by powers of eight.
    (0..=u64::BITS / 3).find_map(|level| {
        let level = |one: &Weight| one.documents.max(1).ilog2() / 3 == level;
        let mut alike: Vec<(usize, &Weight)> =
            segments.iter().enumerate().filter(|(_, one)| level(one)).collect();
        if alike.len() < MANY {
            return None;
        }
        alike.sort_by_key(|(_, one)| one.documents);
        let mut sum = 0;
        let fitting = alike.iter().take(MANY).take_while(|(_, one)| {
            sum += one.documents;
            sum <= MOST_DOCUMENTS
        });
        let places: Vec<usize> = fitting.map(|&(place, _)| place).collect();
        (places.len() >= FEW).then_some(places)
    })
}

#[cfg(test)]
mod tests {
    use super::{Weight, due};

    fn of(documents: u64) -> Weight {
        Weight { documents, deleted: 0 }
    }

    /// Merges until nothing is due; gives the sizes and how many documents were written.
    fn settle(segments: &mut Vec<Weight>) -> u64 {
        let mut written = 0;
        while let Some(mut places) = due(segments) {
            places.sort_unstable();
            let sum: u64 = places
                .iter()
                .rev()
                .map(|&at| segments.remove(at))
                .map(|one| one.documents - one.deleted)
                .sum();
            segments.push(of(sum));
            written += sum;
        }
        written
    }

    #[test]
    fn a_hundred_thousand_mails_end_in_few_segments_at_little_cost() {
        for batch in [1, 7, 64, 100, 1_000] {
            let mut segments = Vec::new();
            let mut written = 0;
            let mut most = 0;
            for _ in 0..100_000 / batch {
                segments.push(of(batch));
                written += settle(&mut segments);
                most = most.max(segments.len());
                assert!(segments.iter().all(|one| one.documents <= 32_768));
            }
            assert!(most <= 45, "{batch}: {most} segments");
            assert!(written <= 600_000, "{batch}: {written} written");
        }
    }

    #[test]
    fn what_is_mostly_deleted_is_written_anew() {
        let mut segments = vec![of(10_000), Weight { documents: 10_000, deleted: 3_000 }, of(10_000)];
        assert_eq!(due(&segments), Some(vec![1]));
        assert_eq!(settle(&mut segments), 7_000);
        assert_eq!(due(&segments), None);
        assert_eq!(due(&[Weight { documents: 1, deleted: 1 }]), Some(vec![0]));
    }
}
