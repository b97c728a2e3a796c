//! Raw messages: in packs, or each for itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, IdbCursorWithValue, IdbKeyRange, IdbObjectStore};

use super::{bytes, key};
use crate::{
    browser::{
        blob,
        database::{Transaction, refused, result},
        schema::{PACKS, RAW},
    },
    store::{Left, MessageId, Pack, Raws, StoreError, Stretch},
};

/// Takes messages away wherever they are. Of a pack, what is left of it is written anew, so that
/// nothing stays of what is gone. Returns the first of these ids that is newer than all packs.
pub(super) async fn take_away(
    transaction: &Transaction,
    ids: &BTreeSet<MessageId>,
) -> Result<Option<MessageId>, StoreError> {
    let raw = transaction.store(RAW)?;
    for (first, last) in runs(ids) {
        IdbKeyRange::bound(&key(first), &key(last))
            .and_then(|run| raw.delete(&run))
            .map_err(|error| refused(&error))?;
    }
    let packs = transaction.store(PACKS)?;
    let mut next = ids.first();
    while let Some(&id) = next {
        let Some(cursor) = first_pack(&packs, id).await? else { return Ok(Some(id)) };
        let (last, pack) = key_and_pack(&cursor).map_err(|error| refused(&error))?;
        match pack.without(ids) {
            Ok(Left::Everything) => Ok(()),
            Ok(Left::Some(pack)) => cursor.update(&bytes(&pack.0)).map(drop),
            // Nothing of a damaged pack can be read; and what is to go may be in it.
            Ok(Left::Nothing) | Err(_) => cursor.delete().map(drop),
        }
        .map_err(|error| refused(&error))?;
        next = ids.range((Bound::Excluded(last), Bound::Unbounded)).next();
    }
    Ok(None)
}

/// Messages that are in packs, or not here.
pub(super) async fn several(
    transaction: &Transaction,
    ids: &BTreeSet<MessageId>,
) -> Result<Raws, StoreError> {
    let packs = transaction.store(PACKS)?;
    let mut found = Vec::with_capacity(ids.len());
    let mut next = ids.first().copied();
    while let Some(id) = next {
        let Some(cursor) = first_pack(&packs, id).await? else {
            found.extend(ids.range(id..).map(|&id| (id, None)));
            break;
        };
        let (last, pack) = key_and_pack(&cursor).map_err(|error| refused(&error))?;
        for &id in ids.range(id..=last) {
            found.push((id, pack.message(id)?.map(<[u8]>::to_vec)));
        }
        next = ids.range((Bound::Excluded(last), Bound::Unbounded)).next().copied();
    }
    Ok(found)
}

/// The pack in which this message is, if it is in any.
async fn first_pack(packs: &IdbObjectStore, id: MessageId) -> Result<Option<IdbCursorWithValue>, StoreError> {
    let cursor = from(id).and_then(|range| packs.open_cursor_with_range(&range));
    Ok(result(&cursor.map_err(|error| refused(&error))?).await?.dyn_into().ok())
}

fn key_and_pack(cursor: &IdbCursorWithValue) -> Result<(MessageId, Pack), JsValue> {
    let last = cursor.key()?.as_f64().unwrap_or_default();
    Ok((id(last), Pack(Uint8Array::new(&cursor.value()?).to_vec())))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the key was an id when it was put there"
)]
const fn id(key: f64) -> MessageId {
    MessageId(key as u64)
}

/// Messages that are each for themselves and are read at once; of those that the browser keeps in files,
/// one at most.
const TOGETHER: u32 = 16;

/// The messages after this one that lie in one pack, and those that are each for themselves among them;
/// or some of these alone.
pub(super) async fn stretch(
    transaction: &Transaction,
    after: MessageId,
) -> Result<Option<Stretch>, StoreError> {
    let (raw, packs) = (transaction.store(RAW)?, transaction.store(PACKS)?);
    let keys =
        from(MessageId(after.0 + 1)).and_then(|range| raw.get_all_keys_with_key_and_limit(&range, TOGETHER));
    let keys: Array = result(&keys.map_err(|error| refused(&error))?).await?.unchecked_into();
    let keys: Vec<MessageId> = keys.iter().filter_map(|key| key.as_f64()).map(id).collect();
    let full = keys.len() == TOGETHER as usize;
    let pack = match first_pack(&packs, MessageId(after.0 + 1)).await? {
        Some(cursor) => Some(key_and_pack(&cursor).map_err(|error| refused(&error))?),
        None => None,
    };
    let mut to = match (&pack, keys.last()) {
        (None, None) => return Ok(None),
        (Some((last, _)), Some(&own)) if full => own.min(*last),
        (None, Some(&own)) => own,
        (Some((last, _)), _) => *last,
    };
    let mut found = BTreeMap::new();
    for id in keys.into_iter().filter(|id| *id <= to) {
        let own = raw.get(&key(id)).map_err(|error| refused(&error))?;
        let own = result(&own).await?;
        match own.dyn_ref::<Blob>() {
            Some(large) => {
                to = id;
                found.insert(id, Own::Large(large.clone()));
                break;
            }
            None => drop(found.insert(id, Own::Bytes(Uint8Array::new(&own).to_vec()))),
        }
    }
    let packed = pack.as_ref().and_then(|(_, pack)| pack.messages().ok()).unwrap_or_default();
    for (id, raw) in packed.into_iter().filter(|(id, _)| *id > after && *id <= to) {
        found.entry(id).or_insert_with(|| Own::Bytes(raw.to_vec()));
    }
    // From here on the transaction is not needed any more.
    let mut raw = Vec::new();
    for (id, own) in found {
        raw.push(match own {
            Own::Bytes(bytes) => (id, bytes),
            Own::Large(large) => (id, blob::bytes(&large).await.map_err(|error| refused(&error))?),
        });
    }
    Ok(Some(Stretch { raw, to }))
}

/// A message as it was kept.
enum Own {
    Bytes(Vec<u8>),
    Large(Blob),
}

pub(super) fn put(
    store: &IdbObjectStore,
    values: impl IntoIterator<Item = (MessageId, JsValue)>,
) -> Result<(), StoreError> {
    for (id, value) in values {
        store.put_with_key(&value, &key(id)).map_err(|error| refused(&error))?;
    }
    Ok(())
}

/// Ids that follow one another, as first and last.
fn runs(ids: &BTreeSet<MessageId>) -> Vec<(MessageId, MessageId)> {
    let mut runs: Vec<(MessageId, MessageId)> = Vec::new();
    for &id in ids {
        match runs.last_mut() {
            Some((_, last)) if last.0 + 1 == id.0 => *last = id,
            _ => runs.push((id, id)),
        }
    }
    runs
}

/// The range of keys from this id on.
pub(super) fn from(id: MessageId) -> Result<IdbKeyRange, JsValue> {
    IdbKeyRange::lower_bound(&key(id))
}
