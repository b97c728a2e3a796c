//! Packs: small raw messages that are kept as one value, because each value a browser keeps costs
//! more than the bytes of a usual mail.
//!
//! A pack is where its messages lie, packed by postcard, and then their bytes, back to back.

use std::collections::BTreeSet;

use super::{MessageId, StoreError};

/// So many bytes of messages go into one pack: to read one message, a store reads its pack.
const MOST: usize = 2 << 20;

/// Raw messages, as they are kept together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack(pub Vec<u8>);

/// What is left of a pack when messages are taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Everything: none of them was in it.
    Everything,
    /// These.
    Some(Pack),
    /// Nothing.
    Nothing,
}

impl Pack {
    /// Packs messages in this order, into as few packs of at most 2 MiB as that needs; a message
    /// that is larger gets a pack of its own. Each pack comes with the id of the last message in it.
    ///
    /// # Errors
    /// When they cannot be packed: one has 4 GiB or more.
    pub fn several(
        messages: impl IntoIterator<Item = (MessageId, Vec<u8>)>,
    ) -> Result<Vec<(MessageId, Self)>, StoreError> {
        let mut packs = Vec::new();
        let mut filling = Filling::default();
        for (id, raw) in messages {
            if !filling.index.is_empty() && filling.bytes.len() + raw.len() > MOST {
                packs.extend(std::mem::take(&mut filling).full()?);
            }
            filling.add(id, &raw)?;
        }
        packs.extend(filling.full()?);
        Ok(packs)
    }

    /// A message of it; `None` when it is not in it.
    ///
    /// # Errors
    /// When the pack is damaged.
    pub fn message(&self, id: MessageId) -> Result<Option<&[u8]>, StoreError> {
        let found = self.messages()?.into_iter().find(|(there, _)| *there == id);
        Ok(found.map(|(_, raw)| raw))
    }

    /// What is left without these messages.
    ///
    /// # Errors
    /// When the pack is damaged.
    pub fn without(&self, gone: &BTreeSet<MessageId>) -> Result<Left, StoreError> {
        let messages = self.messages()?;
        let mut left = Filling::default();
        for (id, raw) in messages.iter().filter(|(id, _)| !gone.contains(id)) {
            left.add(*id, raw)?;
        }
        if left.index.len() == messages.len() {
            return Ok(Left::Everything);
        }
        Ok(left.full()?.map_or(Left::Nothing, |(_, pack)| Left::Some(pack)))
    }

    /// All of it, in the order it was packed.
    ///
    /// # Errors
    /// When the pack is damaged.
    pub fn messages(&self) -> Result<Vec<(MessageId, &[u8])>, StoreError> {
        let (index, mut bytes): (Vec<(MessageId, u32)>, &[u8]) =
            postcard::take_from_bytes(&self.0).map_err(|error| StoreError::Damaged(error.to_string()))?;
        let mut messages = Vec::with_capacity(index.len());
        for (id, length) in index {
            let (raw, rest) = bytes.split_at_checked(length as usize).ok_or_else(cut)?;
            messages.push((id, raw));
            bytes = rest;
        }
        Ok(messages)
    }
}

/// A pack that is being filled.
#[derive(Default)]
struct Filling {
    index: Vec<(MessageId, u32)>,
    bytes: Vec<u8>,
}

impl Filling {
    fn add(&mut self, id: MessageId, raw: &[u8]) -> Result<(), StoreError> {
        let length = u32::try_from(raw.len()).map_err(|error| StoreError::Refused(error.to_string()))?;
        self.index.push((id, length));
        self.bytes.extend_from_slice(raw);
        Ok(())
    }

    /// The pack, and the id of the last message in it; `None` when nothing was added.
    fn full(self) -> Result<Option<(MessageId, Pack)>, StoreError> {
        let Some(&(last, _)) = self.index.last() else { return Ok(None) };
        let mut packed =
            postcard::to_stdvec(&self.index).map_err(|error| StoreError::Refused(error.to_string()))?;
        packed.extend_from_slice(&self.bytes);
        Ok(Some((last, Pack(packed))))
    }
}

fn cut() -> StoreError {
    StoreError::Damaged("a pack of messages ends too early".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn messages(lengths: &[usize]) -> Vec<(MessageId, Vec<u8>)> {
        (1_u64..)
            .zip(lengths)
            .map(|(id, &length)| (MessageId(id), vec![id.to_le_bytes()[0]; length]))
            .collect()
    }

    #[test]
    fn a_pack_is_closed_before_it_grows_too_large_to_be_read_for_one_message() {
        let packs = Pack::several(messages(&[MOST - 1, 1, 1, 0, MOST + 1, 5])).unwrap();
        let last: Vec<u64> = packs.iter().map(|(last, _)| last.0).collect();
        assert_eq!(last, [2, 4, 5, 6]);
        assert_eq!(Pack::several(vec![]), Ok(vec![]));
    }

    #[test]
    fn what_is_taken_away_leaves_no_byte_behind() {
        let kept = vec![(MessageId(1), b"to stay".to_vec()), (MessageId(2), b"a secret".to_vec())];
        let (_, pack) = Pack::several(kept).unwrap().remove(0);
        let Left::Some(left) = pack.without(&BTreeSet::from([MessageId(2), MessageId(9)])).unwrap() else {
            panic!("one stays")
        };
        assert!(!left.0.windows(8).any(|bytes| bytes == b"a secret"));
        assert_eq!(left.message(MessageId(1)), Ok(Some(&b"to stay"[..])));
        assert_eq!(left.without(&BTreeSet::from([MessageId(2)])), Ok(Left::Everything));
        assert_eq!(left.without(&BTreeSet::from([MessageId(1)])), Ok(Left::Nothing));
    }

    proptest! {
        #[test]
        fn messages_come_out_as_they_went_in(
            kept in vec(vec(any::<u8>(), 0..40), 1..20),
            gone in vec(any::<bool>(), 20),
        ) {
            let kept: Vec<(MessageId, Vec<u8>)> = (7..).map(MessageId).zip(kept).collect();
            let (_, pack) = Pack::several(kept.clone()).unwrap().remove(0);
            let taken: BTreeSet<MessageId> =
                kept.iter().zip(&gone).filter(|(_, gone)| **gone).map(|((id, _), _)| *id).collect();
            let left = match pack.without(&taken).unwrap() {
                Left::Everything => Some(pack.clone()),
                Left::Some(left) => Some(left),
                Left::Nothing => None,
            };
            for (id, raw) in &kept {
                prop_assert_eq!(pack.message(*id), Ok(Some(&raw[..])));
                let expected = Some(&raw[..]).filter(|_| !taken.contains(id));
                let left = left.as_ref().map_or(Ok(None), |left| left.message(*id));
                prop_assert_eq!(left, Ok(expected));
            }
        }

        #[test]
        fn damage_is_told(packed in vec(any::<u8>(), 0..200)) {
            let _ = Pack(packed.clone()).message(MessageId(1));
            let _ = Pack(packed).without(&BTreeSet::from([MessageId(1)]));
        }

        #[test]
        fn a_pack_that_ends_too_early_is_damaged(cut in 0_usize..24) {
            let (_, pack) = Pack::several(messages(&[10, 10])).unwrap().remove(0);
            prop_assert!(matches!(
                Pack(pack.0[..cut].to_vec()).message(MessageId(1)),
                Err(StoreError::Damaged(_))
            ));
        }
    }
}
