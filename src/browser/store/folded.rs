//! The journal, the blocks and the names: read all at once, and compacted.

use std::collections::BTreeSet;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbKeyRange, IdbObjectStore, IdbRequest};

use super::{bytes, key, packs};
use crate::{
    browser::{
        database::{Transaction, refused, result},
        schema::{BLOCKS, JOURNAL, NAMES},
    },
    store::{Compaction, Kept, MaildropId, MessageId, Record, StoreError},
};

/// So many blocks are read at a time: few reads, and never all of them twice in memory.
const AT_A_TIME: usize = 16;

/// Reads everything but the raw messages.
pub(super) async fn load(transaction: &Transaction) -> Result<Kept, StoreError> {
    let mut kept = Kept::default();
    let blocks = transaction.store(BLOCKS)?;
    let keys = keys(&blocks).await?;
    let ask = |keys: &[f64]| -> Result<Option<IdbRequest>, StoreError> {
        let (Some(&first), Some(&last)) = (keys.first(), keys.last()) else { return Ok(None) };
        let range = IdbKeyRange::bound(&first.into(), &last.into());
        range.and_then(|range| blocks.get_all_with_key(&range)).map(Some).map_err(|error| refused(&error))
    };
    let mut chunks = keys.chunks(AT_A_TIME);
    let mut here = chunks.next().unwrap_or_default();
    let mut asked = ask(here)?;
    while let Some(request) = asked.take() {
        let values = array(&result(&request).await?);
        // The browser reads the next ones while these are taken.
        let next = chunks.next().unwrap_or_default();
        asked = ask(next)?;
        let values = here.iter().map(|key| message(*key)).zip(values.iter().map(|value| taken(&value)));
        kept.blocks.extend(values);
        here = next;
    }
    let names = transaction.store(NAMES)?;
    let whose = self::keys(&names).await?;
    let values = names.get_all().map_err(|error| refused(&error))?;
    let values = array(&result(&values).await?);
    kept.names =
        whose.iter().map(|key| maildrop(*key)).zip(values.iter().map(|value| taken(&value))).collect();

    let journal = transaction.store(JOURNAL)?.get_all().map_err(|error| refused(&error))?;
    kept.journal = array(&result(&journal).await?).iter().map(|record| Record(taken(&record))).collect();
    kept.last_raw = packs::last(transaction).await?;
    Ok(kept)
}

/// Asks for everything that a compaction is to do.
pub(super) async fn ask(transaction: &Transaction, compaction: &Compaction) -> Result<(), StoreError> {
    let forget: BTreeSet<MessageId> = compaction.forget().iter().copied().collect();
    packs::take_away(transaction, &forget).await?;
    let blocks = transaction.store(BLOCKS)?;
    for (first, block) in compaction.blocks() {
        replace(&blocks, &key(first), block)?;
    }
    let names = transaction.store(NAMES)?;
    for (maildrop, loose) in compaction.names() {
        replace(&names, &maildrop.0.into(), loose)?;
    }
    let journal = transaction.store(JOURNAL)?;
    journal.clear().map_err(|error| refused(&error))?;
    journal.put(&bytes(&compaction.record().0)).map_err(|error| refused(&error))?;
    Ok(())
}

fn replace(store: &IdbObjectStore, key: &JsValue, value: Option<&[u8]>) -> Result<(), StoreError> {
    match value {
        Some(value) => store.put_with_key(&bytes(value), key),
        None => store.delete(key),
    }
    .map(drop)
    .map_err(|error| refused(&error))
}

/// The keys of an object store, in their order.
pub(super) async fn keys(store: &IdbObjectStore) -> Result<Vec<f64>, StoreError> {
    let keys = store.get_all_keys().map_err(|error| refused(&error))?;
    Ok(array(&result(&keys).await?).iter().filter_map(|key| key.as_f64()).collect())
}

fn array(value: &JsValue) -> Array {
    value.clone().unchecked_into()
}

pub(super) fn taken(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the key was an id when it was put there"
)]
const fn message(key: f64) -> MessageId {
    MessageId(key as u64)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the key was an id when it was put there"
)]
const fn maildrop(key: f64) -> MaildropId {
    MaildropId(key as u32)
}
