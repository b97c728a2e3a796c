//! The columns of a block: what sorting, counting and filtering need of its messages, where it can
//! be read without unpacking anything. Numbers are little-endian.

use crate::store::{AccountId, Brief, Filed, FolderId, Held, MaildropId, MessageId, Tags, Until};

/// A column of values that have so many bytes; behind columns that have so many bytes a message
/// together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column<const WIDTH: usize> {
    behind: usize,
}

pub(super) const ID: Column<8> = Column { behind: 0 };
const ACCOUNT: Column<4> = Column { behind: 8 };
pub(super) const MAILDROP: Column<4> = Column { behind: 12 };
const DATE: Column<8> = Column { behind: 16 };
const SIZE: Column<8> = Column { behind: 24 };
const ATTACHMENTS: Column<4> = Column { behind: 32 };
pub(super) const FLAGS: Column<1> = Column { behind: 36 };
/// Where a message's part of the names ends, counted from where they begin.
pub(super) const NAME_END: Column<4> = Column { behind: 37 };
/// The same for the rests.
pub(super) const REST_END: Column<4> = Column { behind: 41 };

const FOLDER: Column<4> = Column { behind: 45 };
const TAGS: Column<2> = Column { behind: 49 };
/// Unix seconds; 0 where it is not put off.
const SNOOZED: Column<4> = Column { behind: 51 };

/// The bytes of a message in all columns; version 1 had none from the folders on.
pub(super) const ROW: usize = 55;
pub(super) const ROW_OF_VERSION_1: usize = 45;

/// The columns, full.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns<'b> {
    bytes: &'b [u8],
    count: usize,
}

impl<'b> Columns<'b> {
    /// `bytes` are the columns of so many messages, and nothing else.
    pub(super) const fn new(bytes: &'b [u8], count: usize) -> Self {
        Self { bytes, count }
    }

    pub(super) fn whole<const WIDTH: usize>(&self, column: Column<WIDTH>) -> &'b [u8] {
        let begin = self.count * column.behind;
        self.bytes.get(begin..begin + self.count * WIDTH).unwrap_or_default()
    }

    /// The value of the message at this place.
    pub(super) fn read<const WIDTH: usize>(&self, column: Column<WIDTH>, at: usize) -> Option<[u8; WIDTH]> {
        self.whole(column).as_chunks().0.get(at).copied()
    }

    pub(super) fn brief(&self, at: usize, flags: u8) -> Option<Brief> {
        Some(Brief {
            id: MessageId(u64::from_le_bytes(self.read(ID, at)?)),
            account: AccountId(u32::from_le_bytes(self.read(ACCOUNT, at)?)),
            maildrop: MaildropId(u32::from_le_bytes(self.read(MAILDROP, at)?)),
            date: i64::from_le_bytes(self.read(DATE, at)?),
            size: u64::from_le_bytes(self.read(SIZE, at)?),
            attachments: u32::from_le_bytes(self.read(ATTACHMENTS, at)?),
            held: match (flags >> HELD) & 3 {
                0 => Held::Whole,
                1 => Held::Header,
                _ => Held::PossiblyIncomplete,
            },
            read: flags & READ != 0,
            starred: flags & STARRED != 0,
            filed: self.filed(at, flags),
        })
    }

    /// In the inbox where the columns for it are missing.
    fn filed(&self, at: usize, flags: u8) -> Filed {
        Filed {
            folder: self.read(FOLDER, at).map(u32::from_le_bytes).map(FolderId).unwrap_or_default(),
            tags: self.read(TAGS, at).map(u16::from_le_bytes).map(Tags).unwrap_or_default(),
            pinned: flags & PINNED != 0,
            snoozed: self.read(SNOOZED, at).and_then(|at| Until::at(u32::from_le_bytes(at).into())),
        }
    }
}

/// The flag of a message that was read.
pub(in crate::store) const READ: u8 = 1;
/// The flag of one with a star.
pub(in crate::store) const STARRED: u8 = 2;
/// How far the two bits for [`Held`] are from the lowest.
const HELD: u8 = 2;
/// The flag of one that stands before all others, when its block was written.
const PINNED: u8 = 1 << 4;

fn flags(brief: &Brief) -> u8 {
    let held = match brief.held {
        Held::Whole => 0,
        Held::Header => 1,
        Held::PossiblyIncomplete => 2,
    };
    let pinned = u8::from(brief.filed.pinned) * PINNED;
    (u8::from(brief.read) * READ) | (u8::from(brief.starred) * STARRED) | (held << HELD) | pinned
}

/// Columns that are being filled.
#[derive(Debug, Default)]
pub(super) struct Growing {
    ids: Vec<u8>,
    accounts: Vec<u8>,
    maildrops: Vec<u8>,
    dates: Vec<u8>,
    sizes: Vec<u8>,
    attachments: Vec<u8>,
    flags: Vec<u8>,
    name_ends: Vec<u8>,
    rest_ends: Vec<u8>,
    folders: Vec<u8>,
    tags: Vec<u8>,
    snoozed: Vec<u8>,
}

impl Growing {
    pub(super) fn add(&mut self, brief: &Brief, name_end: u32, rest_end: u32) {
        self.ids.extend(brief.id.0.to_le_bytes());
        self.accounts.extend(brief.account.0.to_le_bytes());
        self.maildrops.extend(brief.maildrop.0.to_le_bytes());
        self.dates.extend(brief.date.to_le_bytes());
        self.sizes.extend(brief.size.to_le_bytes());
        self.attachments.extend(brief.attachments.to_le_bytes());
        self.flags.push(flags(brief));
        self.name_ends.extend(name_end.to_le_bytes());
        self.rest_ends.extend(rest_end.to_le_bytes());
        let Filed { folder, tags, snoozed, .. } = brief.filed;
        self.folders.extend(folder.0.to_le_bytes());
        self.tags.extend(tags.0.to_le_bytes());
        self.snoozed.extend(snoozed.map_or(0, Until::as_u32).to_le_bytes());
    }

    /// How many messages are in it.
    pub(super) const fn count(&self) -> usize {
        self.flags.len()
    }

    /// All of them, back to back.
    pub(super) fn full(&self) -> Vec<u8> {
        [
            &self.ids,
            &self.accounts,
            &self.maildrops,
            &self.dates,
            &self.sizes,
            &self.attachments,
            &self.flags,
            &self.name_ends,
            &self.rest_ends,
            &self.folders,
            &self.tags,
            &self.snoozed,
        ]
        .map(Vec::as_slice)
        .concat()
    }
}
