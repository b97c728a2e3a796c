//! Pieces of the search index, as they are kept.
//!
//! A store knows nothing of what is in them, and the index can always be made anew from the raw
//! messages: a piece that is missing or damaged costs time and no mail.

/// Names a piece of the search index for as long as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(pub u64);

/// Pieces of the search index that take the place of others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reindexing {
    /// To be kept from now on.
    pub keep: Vec<(SegmentId, Vec<u8>)>,
    /// No longer to be kept; those that are not there are none.
    pub drop: Vec<SegmentId>,
}

impl Reindexing {
    /// Whether there is nothing to do.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.drop.is_empty()
    }
}
