//! What can be wrong with what is kept, and how it is found out.

use std::sync::Arc;

use super::{
    Block, HEAD, Mark, VERSION, checksum_of,
    columns::{Columns, ID, NAME_END, REST_END, ROW, ROW_OF_VERSION_1},
    filling::head_checksum,
};
use crate::store::{Brief, Label, MaildropId, MessageId};

/// Something that is kept and cannot be read. All else can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// The envelopes of a block: their messages are not listed. The raw messages still tell most of
    /// it.
    Block {
        /// What should be there.
        mark: Mark,
        /// What is the matter with it.
        fault: Fault,
        /// What of it can still be read.
        saved: Saved,
    },
    /// Names of messages that are not here. Such messages will be collected (again) if the server
    /// still has them.
    Names {
        /// Whose.
        maildrop: MaildropId,
        /// What is the matter with them.
        fault: Fault,
    },
    /// Records of the journal: what they told of accounts, messages and wishes is not known, and what is
    /// known may have changed since. The raw messages still tell which mail is here.
    Journal {
        /// How many.
        records: u32,
    },
}

/// What is the matter with something that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It has another length than it says: only a part of it was written.
    Torn,
    /// Its bytes are not those that were written.
    Flipped(Part),
    /// A newer version wrote it, of this number: that one can read it.
    Newer(u8),
    /// Its bytes are as they were written, and make no sense.
    Senseless,
}

/// A part of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What lists are made of.
    Columns,
    /// What the server calls the messages.
    Names,
    /// All else in the envelopes.
    Rests,
}

/// What can still be read of a damaged block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Saved(pub(in crate::store) Option<Arc<Block>>);

impl Saved {
    /// The messages of which all but the summary is known.
    pub fn messages(&self) -> impl Iterator<Item = (Brief, Label)> {
        let block = self.0.as_deref();
        block.into_iter().flat_map(|block| {
            block.flags().iter().enumerate().filter_map(|(at, &flags)| {
                let packed = block.packed(at, flags)?;
                Some((packed.brief, packed.label()?))
            })
        })
    }
}

/// How many messages a block has, where its names and its rests begin, and what is wrong with the
/// rests alone.
type Checked = (usize, usize, usize, Option<Fault>);

/// Reads the head of a block and compares all checksums.
pub(super) fn check(bytes: &[u8]) -> Result<Checked, Fault> {
    let (&version, behind) = bytes.split_first().ok_or(Fault::Torn)?;
    if version > VERSION {
        // What is right in all but that number was written by a version up to this, and the number is wrong.
        let is_right = (1..=VERSION).any(|version| check_behind(version, behind).is_ok());
        return Err(if is_right { Fault::Flipped(Part::Columns) } else { Fault::Newer(version) });
    }
    check_behind(version, behind)
}

fn check_behind(version: u8, behind: &[u8]) -> Result<Checked, Fault> {
    let (checksum, head_and_all) = behind.split_first_chunk::<4>().ok_or(Fault::Torn)?;
    let (head, all) = head_and_all.split_first_chunk::<20>().ok_or(Fault::Torn)?;
    let [count, names, rests, names_checksum, rests_checksum] = head.as_chunks::<4>().0 else {
        return Err(Fault::Senseless);
    };
    let number = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes) as usize;
    let (count, names, rests) = (number(count), number(names), number(rests));
    // A head whose numbers are damaged asks for what is not there, or not with this checksum.
    let row = match version {
        VERSION => ROW,
        1 => ROW_OF_VERSION_1,
        _ => return Err(Fault::Flipped(Part::Columns)),
    };
    let columns = count.checked_mul(row).and_then(|length| all.split_at_checked(length));
    let (columns, all) = columns.ok_or(Fault::Torn)?;
    if u32::from_le_bytes(*checksum) != head_checksum(version, head, columns) {
        return Err(Fault::Flipped(Part::Columns));
    }
    let (packed_names, packed_rests) = all.split_at_checked(names).ok_or(Fault::Torn)?;
    if u32::from_le_bytes(*names_checksum) != checksum_of(&[packed_names]) {
        return Err(Fault::Flipped(Part::Names));
    }
    if !makes_sense(Columns::new(columns, count), count, names, rests) {
        return Err(Fault::Senseless);
    }
    let fault = if packed_rests.len() != rests {
        Some(Fault::Torn)
    } else if u32::from_le_bytes(*rests_checksum) != checksum_of(&[packed_rests]) {
        Some(Fault::Flipped(Part::Rests))
    } else {
        None
    };
    let names_begin = HEAD + columns.len();
    Ok((count, names_begin, names_begin + names, fault))
}

/// Whether ids ascend, and the parts of each message follow one another to the end.
fn makes_sense(columns: Columns<'_>, count: usize, names: usize, rests: usize) -> bool {
    let ids = columns.whole(ID).as_chunks::<8>().0.iter().map(|id| u64::from_le_bytes(*id));
    let ends = |column, length: usize| {
        let ends = columns.whole(column).as_chunks::<4>().0.iter();
        let mut ends = ends.map(|end| u32::from_le_bytes(*end) as usize);
        ends.clone().is_sorted() && ends.next_back() == Some(length)
    };
    count > 0 && ids.is_sorted_by(|a, b| a < b) && ends(NAME_END, names) && ends(REST_END, rests)
}

impl Damage {
    /// Whether a newer version has written of this message, and can read what this one cannot.
    #[must_use]
    pub fn is_newer_about(&self, id: MessageId) -> bool {
        match self {
            Self::Block { mark, fault: Fault::Newer(_), .. } => (mark.first..=mark.last).contains(&id),
            _ => false,
        }
    }

    /// The block that is damaged, if one is.
    #[must_use]
    pub const fn block(&self) -> Option<MessageId> {
        match self {
            Self::Block { mark, .. } => Some(mark.first),
            Self::Names { .. } | Self::Journal { .. } => None,
        }
    }

    /// Whose mail it is about, where that is known.
    #[must_use]
    pub fn maildrops(&self) -> &[MaildropId] {
        match self {
            Self::Block { mark, .. } => &mark.maildrops,
            Self::Names { maildrop, .. } => std::slice::from_ref(maildrop),
            Self::Journal { .. } => &[],
        }
    }
}
