//! Raw messages: in packs, or each for itself.

use std::{collections::BTreeSet, ops::Bound};

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbCursorWithValue, IdbKeyRange, IdbObjectStore};

use super::{bytes, key};
use crate::{
    browser::{
        database::{Transaction, refused, result},
        schema::{PACKS, RAW},
    },
    store::{Left, MessageId, Pack, Raws, StoreError},
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
        match pack.without(ids)? {
            Left::Everything => Ok(()),
            Left::Some(pack) => cursor.update(&bytes(&pack.0)).map(drop),
            Left::Nothing => cursor.delete().map(drop),
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

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the key was an id when it was put there"
)]
fn key_and_pack(cursor: &IdbCursorWithValue) -> Result<(MessageId, Pack), JsValue> {
    let last = cursor.key()?.as_f64().unwrap_or_default();
    Ok((MessageId(last as u64), Pack(Uint8Array::new(&cursor.value()?).to_vec())))
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
