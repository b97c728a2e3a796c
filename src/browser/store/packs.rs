//! Raw messages: in packs, or each for itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, IdbCursor, IdbCursorDirection, IdbCursorWithValue, IdbKeyRange, IdbObjectStore};

use super::{bytes, key};
use crate::{
    browser::{
        blob,
        database::{Access, Database, Transaction, refused, result},
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
        let own = Own::of(result(&own).await?);
        let is_large = matches!(own, Own::Large(_));
        found.insert(id, own);
        if is_large {
            to = id;
            break;
        }
    }
    let packed = pack.as_ref().and_then(|(_, pack)| pack.messages().ok()).unwrap_or_default();
    for (id, raw) in packed.into_iter().filter(|(id, _)| *id > after && *id <= to) {
        found.entry(id).or_insert_with(|| Own::Bytes(raw.to_vec()));
    }
    // From here on the transaction is not needed any more.
    Ok(Some(read(found, Vec::new(), to).await))
}

async fn read(
    found: BTreeMap<MessageId, Own>,
    mut unreadable: Vec<(MessageId, MessageId)>,
    to: MessageId,
) -> Stretch {
    let mut raw = Vec::new();
    for (id, own) in found {
        match own {
            Own::Bytes(bytes) => raw.push((id, bytes)),
            Own::Large(large) => match blob::bytes(&large).await {
                Ok(bytes) => raw.push((id, bytes)),
                Err(_) => unreadable.push((id, id)),
            },
        }
    }
    Stretch { raw, unreadable, to }
}

/// The same where the browser cannot read a value of it: up to the next message that is for itself, or
/// to the end of the next pack, each read in a transaction of its own. What is there is known by its key.
/// `error`: what is said if there is nothing at all.
pub(super) async fn stretch_one_by_one(
    database: &Database,
    after: MessageId,
    error: StoreError,
) -> Result<Option<Stretch>, StoreError> {
    let transaction = database.transaction(&[RAW, PACKS], Access::Read)?;
    let own = first_key(&transaction, RAW, after).await?;
    let last = first_key(&transaction, PACKS, after).await?;
    drop(transaction);
    let Some(to) = [own, last].into_iter().flatten().min() else { return Err(error) };
    let (mut found, mut unreadable) = (BTreeMap::new(), Vec::new());
    if let Some(last) = last {
        match value(database, PACKS, last).await {
            Ok(packed) => {
                let pack = Pack(Uint8Array::new(&packed).to_vec());
                for (id, raw) in pack.messages().unwrap_or_default() {
                    if (after.0 + 1..=to.0).contains(&id.0) {
                        found.insert(id, Own::Bytes(raw.to_vec()));
                    }
                }
            }
            Err(_) => unreadable.push((MessageId(after.0 + 1), to)),
        }
    }
    if let Some(own) = own.filter(|own| *own == to) {
        match value(database, RAW, own).await {
            Ok(value) => drop(found.insert(own, Own::of(value))),
            Err(_) => unreadable.push((own, own)),
        }
    }
    Ok(Some(read(found, unreadable, to).await))
}

async fn first_key(
    transaction: &Transaction,
    store: &str,
    after: MessageId,
) -> Result<Option<MessageId>, StoreError> {
    let store = transaction.store(store)?;
    let keys =
        from(MessageId(after.0 + 1)).and_then(|range| store.get_all_keys_with_key_and_limit(&range, 1));
    let keys: Array = result(&keys.map_err(|error| refused(&error))?).await?.unchecked_into();
    Ok(keys.get(0).as_f64().map(id))
}

async fn value(database: &Database, store: &str, id: MessageId) -> Result<JsValue, StoreError> {
    let transaction = database.transaction(&[store], Access::Read)?;
    let value = transaction.store(store)?.get(&key(id)).map_err(|error| refused(&error))?;
    result(&value).await
}

/// The last id under which a raw message is kept, or may be: that of the last pack is that of the last
/// message it was made of.
pub(super) async fn last(transaction: &Transaction) -> Result<Option<MessageId>, StoreError> {
    let mut last = None;
    for store in [RAW, PACKS] {
        let store = transaction.store(store)?;
        let all = JsValue::UNDEFINED;
        let cursor = store.open_key_cursor_with_range_and_direction(&all, IdbCursorDirection::Prev);
        let cursor = result(&cursor.map_err(|error| refused(&error))?).await?;
        if let Ok(cursor) = cursor.dyn_into::<IdbCursor>() {
            last = last.max(cursor.key().map_err(|error| refused(&error))?.as_f64().map(id));
        }
    }
    Ok(last)
}

/// A message as it was kept.
enum Own {
    Bytes(Vec<u8>),
    Large(Blob),
}

impl Own {
    fn of(value: JsValue) -> Self {
        match value.dyn_into::<Blob>() {
            Ok(large) => Self::Large(large),
            Err(value) => Self::Bytes(Uint8Array::new(&value).to_vec()),
        }
    }
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
