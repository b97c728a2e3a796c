//! Blocks: some thousand envelopes each, packed into one value, in the order of their ids.
//!
//! A reader with twenty years of mail has a hundred of them. They are in memory as they are on the
//! disk: lists are sorted and counted by columns that lie there ready, and an envelope is unpacked
//! when its row is shown.
//!
//! ```text
//! version        1 byte
//! head           25 - 1 bytes: checksum of all up to the names; messages; lengths and checksums of
//!                names and rests, 4 bytes each
//! columns        55 bytes a message, 45 in version 1: see `columns`
//! names          a `Label` and a `Told` each, by postcard: what the server calls it
//! rests          a `Summary` each, by postcard: all else
//! ```
//!
//! Each of the three parts has a checksum (XXH32), so that what is damaged is known, and what is
//! not can be saved. A version that has left the house is never changed. Version 1 lacks the last columns,
//! and says otherwise what version 2 says: it is read as such, its messages are in the inbox.
//!
//! | file | subject |
//! | --- | --- |
//! | `columns` | what lists need, column by column |
//! | `filling` | packing a block |
//! | `damage` | what can be wrong with one, and what can be saved of it |

mod columns;
mod damage;
mod filling;
#[cfg(test)]
mod tests;

use std::hash::Hasher;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash32;

pub(super) use columns::{READ, STARRED};
pub use damage::{Damage, Fault, Part, Saved};
pub(super) use filling::{Filling, pack, pack_name};

use super::{Brief, Label, MaildropId, MessageId, Name, Uidl, Wish};
use crate::mail::{HeaderDigest, Summary};
use columns::{Columns, FLAGS, ID, MAILDROP, NAME_END, REST_END};

/// So many messages are in a block at most. Few in tests beside the code, so that a short tale has
/// many blocks; the tests of whole stores have them as they are.
pub(super) const MOST: usize = if cfg!(test) { 8 } else { 1_000 };

/// The version of what follows it. The next one must begin its checksum otherwise: a block that is right
/// in all but this number is one of this version whose number is damaged.
const VERSION: u8 = 2;

/// Bytes before the columns.
const HEAD: usize = 25;

/// A checksum of all these bytes, one part after the other (XXH32).
pub(super) fn checksum_of(parts: &[&[u8]]) -> u32 {
    let mut checksum = XxHash32::with_seed(0);
    parts.iter().for_each(|part| checksum.write(part));
    checksum.finish_32()
}

/// A block that was found to be whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    bytes: Vec<u8>,
    count: usize,
    /// Where the names begin, and where the rests do.
    names: usize,
    rests: usize,
}

/// A block as the journal tells of it: which has to be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The first message in it: what the block is called.
    pub first: MessageId,
    /// The last.
    pub last: MessageId,
    /// How many.
    pub count: u32,
    /// Where they came from.
    pub maildrops: Vec<MaildropId>,
}

/// How the name of a message stood on the server when its block was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Told {
    /// As its label says, with this wish.
    Itself(Wish),
    /// Otherwise than its label says.
    Otherwise { listed: u64, header: Option<HeaderDigest>, since: i64, wish: Wish },
    /// The name is not this message's.
    Not,
}

impl Told {
    pub(super) fn of(name: Option<&Name>, id: MessageId, label: &Label) -> Self {
        match name.filter(|name| name.message == Some(id)) {
            None => Self::Not,
            Some(name) if *name == (Name { wish: name.wish, ..label.name(id) }) => Self::Itself(name.wish),
            Some(&Name { message: _, listed, header, since, wish }) => {
                Self::Otherwise { listed, header, since, wish }
            }
        }
    }

    pub(super) fn name(&self, id: MessageId, label: &Label) -> Option<Name> {
        match *self {
            Self::Itself(wish) => Some(Name { wish, ..label.name(id) }),
            Self::Otherwise { listed, header, since, wish } => {
                Some(Name { message: Some(id), listed, header, since, wish })
            }
            Self::Not => None,
        }
    }
}

/// A message of a block, still packed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed<'b> {
    pub(super) brief: Brief,
    /// A [`Label`] and a [`Told`].
    pub(super) name: &'b [u8],
    /// A [`Summary`].
    pub(super) rest: &'b [u8],
}

impl Packed<'_> {
    pub(super) fn label(&self) -> Option<Label> {
        self.label_and_told().map(|(label, _)| label)
    }

    pub(super) fn label_and_told(&self) -> Option<(Label, Told)> {
        postcard::from_bytes(self.name).ok()
    }

    pub(super) fn summary(&self) -> Option<Summary> {
        postcard::from_bytes(self.rest).ok()
    }
}

impl Block {
    /// A block as it is kept.
    ///
    /// # Errors
    /// What is wrong with it; and the block all the same where only the rests are damaged, for what
    /// is in its columns and names.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, (Fault, Option<Self>)> {
        damage::check(&bytes).map_err(|fault| (fault, None)).and_then(|(count, names, rests, fault)| {
            let block = Self { bytes, count, names, rests };
            match fault {
                None => Ok(block),
                Some(fault) => Err((fault, Some(block))),
            }
        })
    }

    /// As it is kept.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn columns(&self) -> Columns<'_> {
        Columns::new(self.bytes.get(HEAD..self.names).unwrap_or_default(), self.count)
    }

    pub(super) fn id(&self, at: usize) -> Option<MessageId> {
        self.columns().read(ID, at).map(u64::from_le_bytes).map(MessageId)
    }

    pub(super) fn first(&self) -> Option<MessageId> {
        self.id(0)
    }

    pub(super) fn last(&self) -> Option<MessageId> {
        self.id(self.count.checked_sub(1)?)
    }

    /// Where in it a message is.
    pub(super) fn find(&self, id: MessageId) -> Option<usize> {
        let (mut from, mut to) = (0, self.count);
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.id(middle)?.cmp(&id) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// One byte a message, as [`columns::flags`] reads them.
    pub(super) fn flags(&self) -> &[u8] {
        self.columns().whole(FLAGS)
    }

    /// A message, its flags as they are now.
    pub(super) fn brief(&self, at: usize, flags: u8) -> Option<Brief> {
        self.columns().brief(at, flags)
    }

    pub(super) fn packed(&self, at: usize, flags: u8) -> Option<Packed<'_>> {
        let brief = self.brief(at, flags)?;
        let name = self.slice(at, NAME_END, self.names)?;
        let rest = self.slice(at, REST_END, self.rests)?;
        Some(Packed { brief, name, rest })
    }

    fn slice(&self, at: usize, ends: columns::Column<4>, from: usize) -> Option<&[u8]> {
        let end = |at| self.columns().read(ends, at).map(|end| u32::from_le_bytes(end) as usize);
        let begin = at.checked_sub(1).map_or(Some(0), end)?;
        self.bytes.get(from..)?.get(begin..end(at)?)
    }

    /// The names that its messages of this maildrop have.
    pub(super) fn names(&self, maildrop: MaildropId) -> impl Iterator<Item = (Uidl, Name)> {
        let columns = self.columns();
        let is_of_it = move |&at: &usize| columns.read(MAILDROP, at) == Some(maildrop.0.to_le_bytes());
        (0..self.count).filter(is_of_it).filter_map(|at| {
            let id = self.id(at)?;
            let (label, told): (Label, Told) =
                postcard::from_bytes(self.slice(at, NAME_END, self.names)?).ok()?;
            let name = told.name(id, &label)?;
            Some((label.uidl, name))
        })
    }

    /// What the journal is to tell of it; `None` of a block with nothing in it.
    pub(super) fn mark(&self) -> Option<Mark> {
        let columns = self.columns();
        let mut maildrops: Vec<MaildropId> = (0..self.count)
            .filter_map(|at| columns.read(MAILDROP, at).map(u32::from_le_bytes).map(MaildropId))
            .collect();
        maildrops.sort_unstable();
        maildrops.dedup();
        let count = u32::try_from(self.count).ok()?;
        Some(Mark { first: self.first()?, last: self.last()?, count, maildrops })
    }
}
