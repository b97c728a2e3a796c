//! Compaction: everything the journal tells goes into blocks, and the journal begins anew. It is
//! done in one transaction, or not at all: whoever dies in the middle finds what was there before.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Change, Contents, Damage, Fault, MaildropId, Mark, MessageId, Record, Reindexing, StoreError,
    blocks::Block, names::ToKeep,
};

/// What is to be kept in the place of the journal and of blocks that do not say what holds any
/// longer.
#[derive(Debug, Clone)]
pub struct Compaction {
    /// As they are to be kept from now on; `None` for what is not.
    blocks: BTreeMap<MessageId, Option<Arc<Block>>>,
    names: ToKeep,
    /// The first record of the new journal.
    record: Record,
    forget: Vec<MessageId>,
    reindexing: Reindexing,
}

impl Compaction {
    /// Blocks by their first message, as they are to be kept; `None` for those that are not.
    pub fn blocks(&self) -> impl Iterator<Item = (MessageId, Option<&[u8]>)> {
        self.blocks.iter().map(|(&first, block)| (first, block.as_deref().map(Block::bytes)))
    }

    /// Maildrops with their names that no message tells of, likewise.
    pub fn names(&self) -> impl Iterator<Item = (MaildropId, Option<&[u8]>)> {
        self.names.changed.iter().map(|(&maildrop, names)| (maildrop, names.as_deref()))
    }

    /// All that the new journal says.
    #[must_use]
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// Raw messages to forget, as those of a commit.
    #[must_use]
    pub fn forget(&self) -> &[MessageId] {
        &self.forget
    }

    /// The same, forgetting these raw messages.
    #[must_use]
    pub fn forgetting(self, forget: Vec<MessageId>) -> Self {
        Self { forget, ..self }
    }

    /// What is done to the search index with it.
    #[must_use]
    pub const fn reindexing(&self) -> &Reindexing {
        &self.reindexing
    }

    /// The same, doing this to the search index.
    #[must_use]
    pub fn with(self, reindexing: Reindexing) -> Self {
        Self { reindexing, ..self }
    }
}

/// How much the journal tells that is in no block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// Changes.
    pub changes: usize,
    /// About so many bytes.
    pub bytes: usize,
}

impl Weight {
    pub(super) fn add(&mut self, change: &Change) {
        const ENVELOPE: usize = 500;
        const NAME: usize = 50;
        const ID: usize = 4;
        const TOKEN: usize = 7;
        self.changes += 1;
        self.bytes += match change {
            Change::Added(_) | Change::Replaced(_) => ENVELOPE,
            Change::Removed(messages)
            | Change::MarkedRead { messages, .. }
            | Change::Starred { messages, .. }
            | Change::Moved { messages, .. }
            | Change::Tagged { messages, .. }
            | Change::Pinned { messages, .. }
            | Change::Snoozed { messages, .. } => ID * messages.len(),
            Change::Wished { uidls, .. } => NAME * uidls.len(),
            Change::Muted { ids, .. } => NAME * ids.len(),
            Change::Taught { messages, lesson } => ID * messages.len() + TOKEN * lesson.tokens(),
            Change::JunkKnown { model, messages } => model.len() + ID * messages.len(),
            _ => NAME,
        };
    }
}

impl Contents {
    /// How much a compaction would put in order.
    #[must_use]
    pub const fn weight(&self) -> Weight {
        self.weight
    }

    /// What takes the place of the journal. Until it is kept and [`Self::compacted`] is told so,
    /// nothing may change here.
    ///
    /// # Errors
    /// When it cannot be packed, which nothing of ours is known to do.
    pub fn compaction(&mut self) -> Result<Compaction, StoreError> {
        self.fold()?;
        let held = &self.envelopes.blocks;
        let mut blocks: BTreeMap<MessageId, Option<Arc<Block>>> =
            self.kept.iter().map(|&first| (first, None)).collect();
        self.damages.iter().filter_map(Damage::block).for_each(|first| drop(blocks.remove(&first)));
        for held in held {
            blocks.insert(held.first, Some(held.block.clone()));
        }
        held.iter().filter(|held| held.stored).for_each(|held| drop(blocks.remove(&held.first)));
        let names = self.names.to_keep(&self.envelopes)?;
        let record = Record::of(&self.all_else(&names))?;
        Ok(Compaction { blocks, names, record, forget: Vec::new(), reindexing: Reindexing::default() })
    }

    /// The next compaction keeps all of it anew, whatever lies there already; but for what a newer version
    /// wrote, which that one can read. Names that could not be read are as good as never heard of: the next
    /// session learns them again.
    pub fn doubt_what_is_kept(&mut self) {
        let is_newer = |damage: &Damage| matches!(damage, Damage::Names { fault: Fault::Newer(_), .. });
        let newer: Vec<MaildropId> = self
            .damages
            .iter()
            .filter(|damage| is_newer(damage))
            .flat_map(Damage::maildrops)
            .copied()
            .collect();
        self.envelopes.blocks.iter_mut().for_each(|held| held.stored = false);
        self.names.doubt_what_is_kept(&newer, &self.envelopes);
        self.damages.retain(|damage| !matches!(damage, Damage::Names { .. }) || is_newer(damage));
    }

    /// This compaction, made from what is here, is kept.
    pub fn compacted(&mut self, compaction: &Compaction) {
        for (&first, block) in &compaction.blocks {
            match block {
                Some(_) => self.kept.insert(first),
                None => self.kept.remove(&first),
            };
        }
        self.envelopes.blocks.iter_mut().for_each(|held| held.stored = true);
        self.names.kept(&compaction.names);
        self.weight = Weight::default();
    }

    /// Puts everything into blocks, here in memory.
    pub(super) fn fold(&mut self) -> Result<(), StoreError> {
        self.names.settle(&self.envelopes);
        let damaged: Vec<(MessageId, MessageId)> =
            self.marks_of_damaged().map(|mark| (mark.first, mark.last)).collect();
        self.envelopes.fold(&self.names, &damaged)?;
        self.names.folded();
        Ok(())
    }

    fn marks_of_damaged(&self) -> impl Iterator<Item = &Mark> {
        self.damages.iter().filter_map(|damage| match damage {
            Damage::Block { mark, .. } => Some(mark),
            Damage::Names { .. } | Damage::Journal { .. } => None,
        })
    }

    /// The shortest list of changes that tells what blocks and loose names do not.
    fn all_else(&self, names: &ToKeep) -> Vec<Change> {
        let blocks = self.envelopes.blocks.iter().filter_map(|held| held.block.mark());
        let mut blocks: Vec<Mark> = blocks.chain(self.marks_of_damaged().cloned()).collect();
        blocks.sort_unstable_by_key(|mark| mark.first);
        let folded = Change::Folded { blocks, names: names.there.clone() };
        let accounts =
            self.accounts.iter().map(|(&id, account)| Change::AccountSaved { id, account: account.clone() });
        let passwords = self
            .passwords
            .iter()
            .map(|(&id, password)| Change::PasswordSaved { id, password: password.clone() });
        // Before the passwords: it takes them away.
        let retired = self.retired.iter().map(|&id| Change::AccountRetired(id));
        let ordered = (!self.order.is_empty()).then(|| Change::AccountsOrdered(self.order.clone()));
        let colours = self.colours.iter().map(|(&id, &colour)| Change::AccountColoured { id, colour });
        let maildrops = self
            .maildrops
            .iter()
            .map(|(&id, maildrop)| Change::MaildropNamed { id, maildrop: maildrop.clone() });
        let learnt =
            self.learnt.iter().map(|(&maildrop, learnt)| Change::Learnt { maildrop, learnt: learnt.clone() });
        // The reader has not been told of it for long, or not at all.
        let lost = Some(self.lost_records()).filter(|&lost| lost > 0).map(Change::RecordsLost);
        let judged = self.trust.iter().flat_map(|(&account, trust)| {
            let judged = trust.servers.iter().map(move |(authserv_id, &is_own)| Change::ServerJudged {
                account,
                authserv_id: authserv_id.clone(),
                is_own,
            });
            let wanted = trust.images_from.iter().map(move |address| Change::ImagesWanted {
                account,
                address: address.clone(),
                always: true,
            });
            judged.chain(wanted)
        });
        let folders =
            self.folders.iter().map(|(&id, folder)| Change::FolderSaved { id, folder: folder.clone() });
        let tags = self.tags.iter().map(|(&id, tag)| Change::TagSaved { id, tag: tag.clone() });
        let muted = self.muted.iter().map(|(&account, ids)| Change::Muted {
            account,
            ids: ids.iter().cloned().collect(),
            muted: true,
        });
        let rules = (!self.rules.0.is_empty()).then(|| Change::RulesSaved(self.rules.clone()));
        let folders_given = Change::FolderIdsGiven(self.last_folder);
        let given = Change::IdsGiven {
            account: self.last_account,
            maildrop: self.last_maildrop,
            message: self.last_message,
        };
        [folded]
            .into_iter()
            .chain(accounts)
            .chain(retired)
            .chain(passwords)
            .chain(ordered)
            .chain(colours)
            .chain(maildrops)
            .chain(learnt)
            .chain(judged)
            .chain(folders)
            .chain(tags)
            .chain(muted)
            .chain(rules)
            .chain(self.junk.all())
            .chain([given, folders_given])
            .chain(lost)
            .collect()
    }
}
