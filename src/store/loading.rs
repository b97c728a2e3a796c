//! From what is kept to what it says.
//!
//! What cannot be read is left out and noted. Of a record of the journal nobody knows what it told: what
//! all else proves is put together then ([`Contents::mend`]), so that no id is given twice, no mail is
//! without an account, and what was collected is known again.

use std::{collections::BTreeMap, mem, sync::Arc};

use super::{
    Account, AccountId, Change, Contents, Damage, Fault, FolderId, Maildrop, MaildropId, Mark, MessageId,
    Record, StoreError, Weight,
    blocks::{Block, Saved},
    envelopes::Held,
};

/// Everything that a store keeps but the raw messages, as it keeps it.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Blocks by their first message.
    pub blocks: BTreeMap<MessageId, Vec<u8>>,
    /// Names that no message tells of.
    pub names: BTreeMap<MaildropId, Vec<u8>>,
    /// The journal, in its order.
    pub journal: Vec<Record>,
    /// No raw message is kept under a later id than this; `None` where there are none.
    pub last_raw: Option<MessageId>,
}

impl Contents {
    /// Reads what is kept. Blocks and records that cannot be read are left out, and noted.
    ///
    /// # Errors
    /// When a newer version has written the journal.
    pub fn read(kept: Kept) -> Result<Self, StoreError> {
        let Kept { mut blocks, mut names, journal, last_raw } = kept;
        let mut contents = Self { kept: blocks.keys().copied().collect(), ..Self::default() };
        let mut begins_anew = Weight::default();
        let mut is_whole = true;
        for (at, record) in journal.into_iter().enumerate() {
            let changes = match record.changes() {
                Err(StoreError::Damaged(_)) => {
                    is_whole = false;
                    contents.lose_records(1);
                    if at == 0 {
                        // It told of the blocks, if there are any.
                        contents.take_all(mem::take(&mut blocks), mem::take(&mut names));
                    }
                    continue;
                }
                changes => changes?,
            };
            if let Some(Change::Folded { blocks: marks, names: there }) = changes.first() {
                marks.iter().for_each(|mark| contents.take_block(mark, blocks.remove(&mark.first)));
                there.iter().for_each(|&maildrop| contents.take_names(maildrop, names.remove(&maildrop)));
                begins_anew = changes.iter().fold(Weight::default(), |mut weight, change| {
                    weight.add(change);
                    weight
                });
            }
            changes.into_iter().for_each(|change| contents.apply(change));
        }
        contents.weight.changes -= begins_anew.changes;
        contents.weight.bytes -= begins_anew.bytes;
        if !is_whole {
            contents.mend(last_raw);
        }
        Ok(contents)
    }

    /// Takes what is there, because nobody tells what should be. A compaction puts out of the way what
    /// it does not tell of, so all of it holds.
    fn take_all(&mut self, blocks: BTreeMap<MessageId, Vec<u8>>, names: BTreeMap<MaildropId, Vec<u8>>) {
        for (first, bytes) in blocks {
            let mark = match Block::read(bytes.clone()) {
                Ok(block) | Err((_, Some(block))) => block.mark().filter(|mark| mark.first == first),
                // A newer version can read it, and shall find it here.
                Err((fault @ Fault::Newer(_), None)) => {
                    let mark = Mark { first, last: first, count: 0, maildrops: Vec::new() };
                    self.damages.push(Damage::Block { mark, fault, saved: Saved::default() });
                    None
                }
                // Its messages are those that nobody lists.
                Err((_, None)) => None,
            };
            mark.into_iter().for_each(|mark| self.take_block(&mark, Some(bytes.clone())));
        }
        names.into_iter().for_each(|(maildrop, loose)| self.take_names(maildrop, Some(loose)));
    }

    /// Puts together again what records said that were lost, as far as something else proves it.
    fn mend(&mut self, last_raw: Option<MessageId>) {
        let marks = self.damages.iter().filter_map(|damage| match damage {
            Damage::Block { mark, .. } => Some(mark.last),
            _ => None,
        });
        let last = self.briefs().map(|brief| brief.id).chain(marks).chain(last_raw).max();
        self.last_message = self.last_message.max(last.unwrap_or(MessageId(0)));
        let maildrops = self.names.maildrops().chain(self.learnt.keys().copied());
        self.last_maildrop = maildrops.chain([self.last_maildrop]).max().unwrap_or(self.last_maildrop);
        self.last_account = self.passwords.keys().copied().fold(self.last_account, AccountId::max);

        let mut whose: BTreeMap<MaildropId, AccountId> =
            self.briefs().map(|brief| (brief.maildrop, brief.account)).collect();
        if last_raw.is_some() && whose.is_empty() && self.maildrops.is_empty() {
            let account = self.accounts.keys().next().copied();
            whose.insert(self.next_maildrop(), account.unwrap_or_else(|| self.next_account()));
        }
        let is_of_no_server = |contents: &Self, id: MaildropId| {
            let some = contents.briefs().find(|brief| brief.maildrop == id);
            let label = some.and_then(|brief| contents.label(brief.id));
            label.is_some_and(|label| Maildrop::is_local_name(&label.uidl))
        };
        // Of several maildrops of an account, the latest is where it collects now.
        for (id, account) in whose.into_iter().rev() {
            self.last_maildrop = self.last_maildrop.max(id);
            self.last_account = self.last_account.max(account);
            let settings = self.accounts.entry(account).or_insert_with(|| Account::lost(account)).clone();
            let collects_from = Maildrop::of(account, &settings);
            let is_known = self.maildrop(&collects_from).is_some();
            let is_local = !self.maildrops.contains_key(&id) && is_of_no_server(self, id);
            self.maildrops.entry(id).or_insert_with(|| match is_known {
                _ if is_local => Maildrop::local(account),
                // It collected elsewhere before.
                true => Maildrop::of(account, &Account::lost(account)),
                false => collects_from,
            });
        }

        // A folder that nobody tells of is not given to another, and what was in it is found in the inbox.
        let folders = self.briefs().map(|brief| brief.filed.folder).chain(self.folders.keys().copied());
        self.last_folder = folders.fold(self.last_folder, FolderId::max);
        self.move_strays(FolderId::INBOX);
    }

    fn take_block(&mut self, mark: &Mark, bytes: Option<Vec<u8>>) {
        let read = match bytes {
            None => Err((Fault::Missing, None)),
            Some(bytes) => match Block::read(bytes) {
                // It is another than the one that was kept last.
                Ok(block) if block.mark().as_ref() != Some(mark) => Err((Fault::Senseless, Some(block))),
                read => read,
            },
        };
        match read {
            Ok(block) => {
                for &maildrop in &mark.maildrops {
                    // Without loose names there is nothing to be wrong with.
                    let _ = self.names.there_is(maildrop, None);
                }
                self.envelopes.blocks.extend(Held::new(Arc::new(block), true));
            }
            Err((fault, saved)) => {
                let saved = Saved(saved.map(Arc::new));
                self.damages.push(Damage::Block { mark: mark.clone(), fault, saved });
            }
        }
    }

    fn take_names(&mut self, maildrop: MaildropId, loose: Option<Vec<u8>>) {
        let fault = match loose {
            None => Some(Fault::Missing),
            loose => self.names.there_is(maildrop, loose).err(),
        };
        self.damages.extend(fault.map(|fault| Damage::Names { maildrop, fault }));
    }
}
