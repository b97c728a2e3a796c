//! The search index, kept and asked.
//!
//! It lies in segments beside the mail. What is collected is indexed in the step that stores it,
//! unless so much comes that this would be felt; mail that is in no sound segment – much came, an earlier
//! version stored it, a segment was damaged – is noticed, and indexed by and by, the newest first. Nothing of the index is needed to show a
//! folder, so it is opened when it is first asked, or when there is time.
//!
//! | file | subject |
//! | --- | --- |
//! | `keeping` | opening it, catching up, merging, making it anew |
//! | `breath` | long work in short steps |
//! | `ids` | sets of messages |
//! | `answer` | what a view shows: a query's answer, kept for the next window |
//! | `facts` | what a query asks that is not in the index |
//! | `asking` | windows and ranges of such views, phrases and excerpts |

mod answer;
mod asking;
mod facts;
mod ids;
mod keeping;

use std::collections::{BTreeSet, HashSet};

pub(super) use answer::Answers;

use crate::{
    search::{Segment, Weight, due},
    store::{Brief, Change, Contents, Held, MessageId, SegmentId},
};
use ids::Ids;

/// The index in memory.
#[derive(Debug)]
pub(super) struct Index {
    segments: Vec<Segment>,
    /// Each of them as it is kept.
    kept: Vec<Kept>,
    last: SegmentId,
    /// Kept, and of no use.
    damaged: Vec<SegmentId>,
    /// Messages that are in it, be it with their header only.
    indexed: Ids,
    /// With all of them.
    whole: Ids,
    /// Messages that are not in it as they are here, by date.
    missing: BTreeSet<(i64, MessageId)>,
    /// Grows when something has to leave the index at once: what was begun before is not to be kept.
    purges: u32,
}

#[derive(Debug, Clone, Copy)]
struct Kept {
    id: SegmentId,
    /// Documents whose message is gone.
    deleted: u64,
}

impl Index {
    /// Of what is kept; the ids of all segments, be they damaged, are up to `last`.
    fn new(
        segments: Vec<(SegmentId, Segment)>,
        damaged: Vec<SegmentId>,
        last: SegmentId,
        contents: &Contents,
    ) -> Self {
        let mut index = Self {
            segments: Vec::new(),
            kept: Vec::new(),
            last,
            damaged,
            indexed: Ids::default(),
            whole: Ids::default(),
            missing: BTreeSet::new(),
            purges: 0,
        };
        segments.into_iter().for_each(|(id, segment)| index.add(id, segment, contents));
        index.find_missing(contents);
        index
    }

    fn add(&mut self, id: SegmentId, segment: Segment, contents: &Contents) {
        self.note_ids(&segment, contents);
        let gone = |id: &&u64| contents.brief(MessageId(**id)).is_none();
        let deleted = segment.ids().iter().filter(gone).count() as u64;
        self.segments.push(segment);
        self.kept.push(Kept { id, deleted });
    }

    fn note_ids(&mut self, segment: &Segment, contents: &Contents) {
        // Ids that were never given are not taken from a disk: they would take memory.
        let end = contents.next_message();
        let given = |id: &MessageId| *id < end;
        segment.ids().iter().map(|&id| MessageId(id)).filter(given).for_each(|id| self.indexed.insert(id));
        segment.whole().into_iter().map(MessageId).filter(given).for_each(|id| self.whole.insert(id));
    }

    fn find_missing(&mut self, contents: &Contents) {
        let missing = contents.briefs().filter(|brief| !self.has(brief));
        self.missing = missing.map(|brief| (brief.date, brief.id)).collect();
    }

    /// Whether all that is here of a message is in it.
    fn has(&self, brief: &Brief) -> bool {
        if brief.held == Held::Header {
            self.indexed.contains(brief.id)
        } else {
            self.whole.contains(brief.id)
        }
    }

    /// The id for the next segment; never given twice.
    pub(super) const fn next_id(&mut self) -> SegmentId {
        self.last = SegmentId(self.last.0 + 1);
        self.last
    }

    /// This was kept.
    pub(super) fn take(&mut self, id: SegmentId, bytes: Vec<u8>, contents: &Contents) {
        match Segment::open(bytes) {
            Ok(segment) => {
                let ids = segment.ids().to_vec();
                self.add(id, segment, contents);
                for brief in ids.into_iter().filter_map(|id| contents.brief(MessageId(id))) {
                    if self.has(&brief) {
                        self.missing.remove(&(brief.date, brief.id));
                    }
                }
            }
            Err(_) => self.damaged.push(id),
        }
    }

    /// These are kept no longer.
    fn drop(&mut self, gone: &[SegmentId], contents: &Contents) {
        let stays = |id: SegmentId| !gone.contains(&id);
        let mut kept = self.kept.iter();
        self.segments.retain(|_| kept.next().is_some_and(|kept| stays(kept.id)));
        self.kept.retain(|kept| stays(kept.id));
        self.damaged.retain(|&id| stays(id));
        (self.indexed, self.whole) = (Ids::default(), Ids::default());
        let segments = std::mem::take(&mut self.segments);
        segments.iter().for_each(|segment| self.note_ids(segment, contents));
        self.segments = segments;
    }

    /// Keeps up with a change that was made to the contents, and is about to be.
    pub(super) fn follow(&mut self, change: &Change, before: &Contents) {
        match change {
            Change::Added(envelope) | Change::Replaced(envelope) => {
                let brief = envelope.brief();
                if let Some(old) = before.brief(brief.id) {
                    self.missing.remove(&(old.date, old.id));
                }
                if !self.has(&brief) {
                    self.missing.insert((brief.date, brief.id));
                }
            }
            Change::Removed(ids) => {
                for old in ids.iter().filter_map(|&id| before.brief(id)) {
                    self.missing.remove(&(old.date, old.id));
                    for (kept, segment) in self.kept.iter_mut().zip(&self.segments) {
                        kept.deleted += u64::from(segment.ids().binary_search(&old.id.0).is_ok());
                    }
                }
            }
            Change::AccountRemoved(account) => {
                let stays = |id| before.brief(id).is_some_and(|brief| brief.account != *account);
                self.missing.retain(|(_, id)| stays(*id));
            }
            _ => {}
        }
    }

    /// Octets that it takes.
    pub(super) fn octets(&self) -> u64 {
        self.segments.iter().map(|segment| segment.bytes().len() as u64).sum()
    }

    /// The date up to which mail may not be in it; `None` where all is.
    fn reaches(&self) -> Option<i64> {
        self.missing.last().map(|(date, _)| *date)
    }

    /// The segments to be merged next.
    fn due(&self) -> Option<Vec<SegmentId>> {
        let weight = |(kept, segment): (&Kept, &Segment)| Weight {
            documents: segment.ids().len() as u64,
            deleted: kept.deleted,
        };
        let weights: Vec<Weight> = self.kept.iter().zip(&self.segments).map(weight).collect();
        let places = due(&weights)?;
        Some(places.into_iter().filter_map(|at| self.kept.get(at)).map(|kept| kept.id).collect())
    }

    fn of_ids(&self, ids: &[SegmentId]) -> Vec<Segment> {
        let wanted: HashSet<SegmentId> = ids.iter().copied().collect();
        let both = self.kept.iter().zip(&self.segments);
        both.filter(|(kept, _)| wanted.contains(&kept.id)).map(|(_, segment)| segment.clone()).collect()
    }

    fn all_ids(&self) -> Vec<SegmentId> {
        self.kept.iter().map(|kept| kept.id).chain(self.damaged.iter().copied()).collect()
    }
}
