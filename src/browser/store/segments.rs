//! Pieces of the search index.

use wasm_bindgen::JsValue;

use super::{
    bytes,
    folded::{keys, taken},
};
use crate::{
    browser::{
        database::{Transaction, refused, result},
        schema::SEGMENTS,
    },
    store::{Reindexing, SegmentId, StoreError},
};

/// Which there are.
pub(super) async fn all(transaction: &Transaction) -> Result<Vec<SegmentId>, StoreError> {
    let keys = keys(&transaction.store(SEGMENTS)?).await?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the key was an id when it was put there"
    )]
    let ids = keys.into_iter().map(|key| SegmentId(key as u64)).collect();
    Ok(ids)
}

/// One of them.
pub(super) async fn one(transaction: &Transaction, id: SegmentId) -> Result<Option<Vec<u8>>, StoreError> {
    let request = transaction.store(SEGMENTS)?.get(&key(id)).map_err(|error| refused(&error))?;
    let value = result(&request).await?;
    Ok((!value.is_undefined()).then(|| taken(&value)))
}

/// Asks for one to be kept.
pub(super) fn put(transaction: &Transaction, id: SegmentId, segment: &[u8]) -> Result<(), StoreError> {
    let store = transaction.store(SEGMENTS)?;
    store.put_with_key(&bytes(segment), &key(id)).map(drop).map_err(|error| refused(&error))
}

/// Asks for some to be kept and others to be dropped.
pub(super) fn put_in_order(transaction: &Transaction, reindexing: &Reindexing) -> Result<(), StoreError> {
    let store = transaction.store(SEGMENTS)?;
    for &id in &reindexing.drop {
        store.delete(&key(id)).map_err(|error| refused(&error))?;
    }
    reindexing.keep.iter().try_for_each(|(id, segment)| put(transaction, *id, segment))
}

/// Ids are counted from 1, so they stay far below 2^53, where a JavaScript number ends.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn key(id: SegmentId) -> JsValue {
    JsValue::from_f64(id.0 as f64)
}
