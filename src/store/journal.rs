//! The journal's records: changes packed by postcard.
//!
//! ```text
//! version        1 byte
//! checksum       4 bytes, of the version and the changes (XXH32); since version 4, and in all that follow
//! changes        a `Vec<Change>`, by postcard
//! ```
//!
//! So a record that is damaged is told from one that a newer version wrote.

mod v1;
mod v2;
mod v3;
mod v4;

use serde::{Deserialize, Serialize};

use super::{
    Account, AccountId, Envelope, FolderId, Learnt, Maildrop, MaildropId, Mark, MessageId, Name, OwnFolder,
    Pin, Sealed, StoreError, Tag, TagId, Uidl, Until, Wish, blocks::checksum_of,
};
use crate::{
    junk::{Class, Lesson},
    rules::Rules,
};

/// The version of [`Change`]. A version that has left the house is never changed: it gets a module
/// of its own that reads it, and the next one is written.
const VERSION: u8 = 7;

/// Something that happened to what is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// An account is new or was changed.
    AccountSaved {
        /// Which.
        id: AccountId,
        /// Its settings.
        account: Account,
    },
    /// An account's password, new or changed.
    PasswordSaved {
        /// Whose.
        id: AccountId,
        /// Readable on this device only.
        password: Sealed,
    },
    /// The reader trusts a key for an account's server.
    PinSaved {
        /// Whose.
        id: AccountId,
        /// The key.
        pin: Pin,
    },
    /// An account and everything collected from it are gone.
    AccountRemoved(AccountId),
    /// An account collects from this maildrop for the first time.
    MaildropNamed {
        /// Its name from now on.
        id: MaildropId,
        /// Which it is.
        maildrop: Maildrop,
    },
    /// A message was collected, under a name that no message here has.
    Added(Box<Envelope>),
    /// More of a message is here than before, or it was collected again: this is its envelope now,
    /// but for `read`, `starred` and `filed`, which stay. Its maildrop and its name there are the same.
    Replaced(Box<Envelope>),
    /// Messages were deleted here. Their names on the server stay known.
    Removed(Vec<MessageId>),
    /// This is known of a name on a server. A message that is here keeps its name.
    Named {
        /// Where.
        maildrop: MaildropId,
        /// The server's name.
        uidl: Uidl,
        /// What is known of it.
        name: Name,
    },
    /// The server calls a message by another name now, by which no message here is known.
    Renamed {
        /// Where.
        maildrop: MaildropId,
        /// Its name until now.
        from: Uidl,
        /// Its name from now on.
        to: Uidl,
    },
    /// What is to become of messages on the server.
    Wished {
        /// Where.
        maildrop: MaildropId,
        /// Their names there.
        uidls: Vec<Uidl>,
        /// What.
        wish: Wish,
    },
    /// This was learnt of a server.
    Learnt {
        /// Where.
        maildrop: MaildropId,
        /// All that is known of it now.
        learnt: Learnt,
    },
    /// Messages were read, or marked unread.
    MarkedRead {
        /// Which.
        messages: Vec<MessageId>,
        /// Read, or unread.
        read: bool,
    },
    /// Ids up to these were given, though what they named may be gone.
    IdsGiven {
        /// The last account's.
        account: AccountId,
        /// The last maildrop's.
        maildrop: MaildropId,
        /// The last message's.
        message: MessageId,
    },
    /// Messages were given a star, or it was taken from them.
    Starred {
        /// Which.
        messages: Vec<MessageId>,
        /// With a star, or without.
        starred: bool,
    },
    /// A damaged block, called by its first message, is given up: what could be saved of it was told
    /// anew.
    GivenUp(MessageId),
    /// All that was before lies in these blocks. Only a compaction says so, before all else that the
    /// new journal says.
    Folded {
        /// The blocks.
        blocks: Vec<Mark>,
        /// The maildrops that have names which no message tells of.
        names: Vec<MaildropId>,
    },
    /// So many records that came before could not be read: what they told is not known. Only a
    /// compaction says so.
    RecordsLost(u32),
    /// They are given up: what could be made again was told anew.
    RecordsGivenUp,
    /// The reader said whether a server that writes Authentication-Results is their own.
    ServerJudged {
        /// Whose mail it checks.
        account: AccountId,
        /// What it calls itself, in lower case.
        authserv_id: String,
        /// Whether it is.
        is_own: bool,
    },
    /// The reader wants the remote images of a sender, always or no longer.
    ImagesWanted {
        /// To whom it writes.
        account: AccountId,
        /// Its address, in lower case.
        address: String,
        /// Always, or no longer.
        always: bool,
    },
    /// Messages were moved into a folder.
    Moved {
        /// Which.
        messages: Vec<MessageId>,
        /// Where they are now.
        folder: FolderId,
    },
    /// A folder of the reader's own is new or was changed.
    FolderSaved {
        /// Which.
        id: FolderId,
        /// What it is now.
        folder: OwnFolder,
    },
    /// A folder is gone. What was in it was moved before, and so were the folders.
    FolderRemoved(FolderId),
    /// Folders' ids up to this one were given, though what it named may be gone.
    FolderIdsGiven(FolderId),
    /// A tag is new or was changed.
    TagSaved {
        /// Which.
        id: TagId,
        /// What it is now.
        tag: Tag,
    },
    /// A tag is gone, from all messages that had it, too.
    TagRemoved(TagId),
    /// Messages were given a tag, or it was taken from them.
    Tagged {
        /// Which.
        messages: Vec<MessageId>,
        /// The tag.
        tag: TagId,
        /// With it, or without.
        set: bool,
    },
    /// Messages were put before all others of their folders, or no longer.
    Pinned {
        /// Which.
        messages: Vec<MessageId>,
        /// Before all others, or among them.
        pinned: bool,
    },
    /// Messages are out of their folders until some time, or back.
    Snoozed {
        /// Which.
        messages: Vec<MessageId>,
        /// Until then; `None`: they are back.
        until: Option<Until>,
    },
    /// Conversations were muted, or no longer.
    Muted {
        /// To whom they came.
        account: AccountId,
        /// The ids of their messages, as their senders gave them.
        ids: Vec<String>,
        /// Muted, or not.
        muted: bool,
    },
    /// The reader's rules are these now.
    RulesSaved(Rules),
    /// The junk filter was taught, or a lesson was taken back.
    Taught {
        /// What these messages are; `None`: nothing was learnt from them.
        messages: Vec<(MessageId, Option<Class>)>,
        /// What that comes to.
        lesson: Lesson,
    },
    /// The junk filter knows this, and nothing else.
    JunkKnown {
        /// A model, see [`Model::to_bytes`](crate::junk::Model::to_bytes).
        model: Vec<u8>,
        /// The messages that it learnt from and that are here.
        messages: Vec<(MessageId, Class)>,
    },
    /// The junk filter sorts what comes in, or no longer.
    JunkSorted(bool),
    /// The reader wants the accounts in this order; those that are not named come behind them.
    AccountsOrdered(Vec<AccountId>),
    /// An account has this of the page's colours.
    AccountColoured {
        /// Which.
        id: AccountId,
        /// The colour's number.
        colour: u8,
    },
    /// Nothing is collected from an account any more, and its password is forgotten; its mail stays. It is
    /// collected from again once it is saved.
    AccountRetired(AccountId),
}

/// One record of the journal, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record(pub Vec<u8>);

impl Record {
    /// Packs changes.
    ///
    /// # Errors
    /// When they cannot be packed, which no change of ours is known to do.
    pub fn of(changes: &[Change]) -> Result<Self, StoreError> {
        let packed = postcard::to_stdvec(changes).map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(Self::sealed(VERSION, &packed))
    }

    /// A record as versions from the fourth on write it.
    pub(super) fn sealed(version: u8, packed: &[u8]) -> Self {
        Self([&[version][..], &checksum_of(&[&[version], packed]).to_le_bytes(), packed].concat())
    }

    /// What is behind the checksum, if it is right.
    fn unsealed(&self) -> Option<(u8, &[u8])> {
        let (&version, sealed) = self.0.split_first()?;
        let (checksum, packed) = sealed.split_first_chunk()?;
        (u32::from_le_bytes(*checksum) == checksum_of(&[&[version], packed])).then_some((version, packed))
    }

    /// The changes that it holds.
    ///
    /// # Errors
    /// When it is damaged or of a newer version.
    pub fn changes(&self) -> Result<Vec<Change>, StoreError> {
        let changes = match self.0.split_first() {
            Some((&1, packed)) => v1::changes(packed),
            Some((&2, packed)) => v2::changes(packed),
            Some((&3, packed)) => v3::changes(packed),
            _ => match self.unsealed() {
                // What each of these can say besides stands behind all that the one before it could.
                Some((VERSION | 6 | 5, packed)) => postcard::from_bytes(packed),
                Some((4, packed)) => v4::changes(packed),
                Some((version, _)) if version > VERSION => return Err(StoreError::Newer),
                _ => return Err(StoreError::Damaged("a record of the journal has other bytes".to_owned())),
            },
        };
        changes.map_err(|error| StoreError::Damaged(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Contents, suite};

    #[test]
    fn a_journal_of_version_1_says_what_it_said() {
        let mut contents = Contents::default();
        for record in suite::VERSION_1 {
            let changes = Record(record.to_vec()).changes().unwrap();
            changes.into_iter().for_each(|change| contents.apply(change));
        }
        suite::says_what_version_1_said(&contents);
    }

    #[test]
    fn a_journal_of_version_2_says_what_it_said() {
        let mut contents = Contents::default();
        for record in suite::VERSION_2 {
            let changes = Record(record.to_vec()).changes().unwrap();
            changes.into_iter().for_each(|change| contents.apply(change));
        }
        suite::says_what_version_2_said(&contents);
    }

    #[test]
    fn a_journal_of_version_3_says_what_it_said() {
        let mut contents = Contents::default();
        for record in suite::VERSION_3 {
            let changes = Record(record.to_vec()).changes().unwrap();
            changes.into_iter().for_each(|change| contents.apply(change));
        }
        suite::says_what_version_3_said(&contents);
    }

    #[test]
    fn a_journal_of_version_4_says_what_it_said() {
        let mut contents = Contents::default();
        for record in suite::VERSION_4 {
            let changes = Record(record.to_vec()).changes().unwrap();
            changes.into_iter().for_each(|change| contents.apply(change));
        }
        suite::says_what_version_4_said(&contents);
    }

    #[test]
    fn a_record_of_version_5_is_read_as_it_was() {
        let change = Change::Pinned { messages: vec![MessageId(3)], pinned: true };
        let packed = postcard::to_stdvec(&[change.clone()][..]).unwrap();
        assert_eq!(Record::sealed(5, &packed).changes(), Ok(vec![change]));
    }

    /// Whichever bit flips: what is read is what was written, or nothing, and no newer version is blamed.
    #[test]
    fn every_flipped_bit_is_found() {
        let change = Change::MarkedRead { messages: (1..40).map(MessageId).collect(), read: true };
        let record = Record::of(&[change]).unwrap();
        for bit in 0..record.0.len() * 8 {
            let mut flipped = record.clone();
            flipped.0[bit / 8] ^= 1 << (bit % 8);
            assert!(matches!(flipped.changes(), Err(StoreError::Damaged(_))), "bit {bit}");
        }
    }

    #[test]
    fn damage_and_newer_versions_are_told_apart() {
        let record = Record::of(&[Change::AccountRemoved(AccountId(7))]).unwrap();
        assert_eq!(record.changes(), Ok(vec![Change::AccountRemoved(AccountId(7))]));

        let cut = Record(record.0[..record.0.len() - 1].to_vec());
        assert!(matches!(cut.changes(), Err(StoreError::Damaged(_))));
        assert!(matches!(Record(vec![]).changes(), Err(StoreError::Damaged(_))));
        assert_eq!(Record::sealed(VERSION + 1, &[0]).changes(), Err(StoreError::Newer));
        assert!(matches!(Record(vec![VERSION + 1, 0]).changes(), Err(StoreError::Damaged(_))));
    }
}
