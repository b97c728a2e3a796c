//! From what is kept to what it says.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Change, Contents, Damage, Fault, MaildropId, Mark, MessageId, Record, StoreError, Weight,
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
}

impl Contents {
    /// Reads what is kept. A block that cannot be read is left out, and noted.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn read(kept: Kept) -> Result<Self, StoreError> {
        let Kept { mut blocks, mut names, journal } = kept;
        let mut contents = Self { kept: blocks.keys().copied().collect(), ..Self::default() };
        let mut begins_anew = Weight::default();
        for record in journal {
            let changes = record.changes()?;
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
        Ok(contents)
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
