//! The store in IndexedDB.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, IdbCursorWithValue, IdbKeyRange, IdbObjectStore};

use super::{
    blob,
    database::{Access, Database, Transaction, refused, result},
    schema::{JOURNAL, NAME, PACKS, RAW},
    vault,
};
use crate::{
    engine::problem::Problem,
    store::{Change, Commit, Contents, Left, MessageId, Pack, Record, Sealed, Store, StoreError},
};

/// From this size on, a raw message is kept as a Blob: the browser then holds it in a file, and
/// copies it only where it is read.
const BLOB_FROM: usize = 1 << 20;

/// Keeps everything in this origin's IndexedDB.
///
/// Small messages that are newer than all packs, as collecting brings them, go into packs. What is
/// large, and what comes to replace a message in a pack, has a place of its own.
#[derive(Debug)]
pub struct IndexedDbStore {
    database: Database,
    /// Nothing is kept under this id or a later one; unknown until the store was loaded.
    free: Cell<Option<MessageId>>,
}

impl IndexedDbStore {
    /// Opens the reader's store. `on_handing_over` is called when a newer version of the page
    /// takes the database: nothing can be read or kept from then on.
    ///
    /// # Errors
    /// When the browser has no room for it, forbids it, or a newer version wrote it.
    pub async fn open(on_handing_over: impl Fn() + 'static) -> Result<Self, StoreError> {
        Self::open_named(NAME, on_handing_over).await
    }

    /// Opens a store under another name, for tests.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_named(name: &str, on_handing_over: impl Fn() + 'static) -> Result<Self, StoreError> {
        Ok(Self { database: Database::open(name, on_handing_over).await?, free: Cell::default() })
    }

    /// Encrypts a password for this device, under a key that is kept here and that the first one makes.
    ///
    /// # Errors
    /// When the browser gives out no key, or cannot keep it.
    pub async fn seal(&self, secret: &str) -> Result<Sealed, Problem> {
        vault::seal(&self.database, secret).await
    }

    /// Decrypts what was encrypted with [`Self::seal`].
    ///
    /// # Errors
    /// When it was encrypted elsewhere, or its key is gone.
    pub async fn unseal(&self, sealed: &Sealed) -> Result<String, Problem> {
        vault::unseal(&self.database, sealed).await
    }
}

impl Store for IndexedDbStore {
    async fn load(&self) -> Result<Contents, StoreError> {
        let journal = self.database.transaction(&[JOURNAL], Access::Read)?.store(JOURNAL)?;
        let records = journal.get_all().map_err(|error| refused(&error))?;
        let records: Array = result(&records).await?.unchecked_into();
        let mut contents = Contents::default();
        for record in records.iter() {
            let record = Record(Uint8Array::new(&record).to_vec());
            record.changes()?.into_iter().for_each(|change| contents.apply(change));
        }
        self.free.set(Some(contents.next_message()));
        Ok(contents)
    }

    async fn commit(&self, commit: Commit) -> Result<Vec<Change>, StoreError> {
        let Commit { changes, anew, raw, forget } = commit;
        let record = Uint8Array::from(Record::of(&changes)?.0.as_slice());
        let mut raw: BTreeMap<MessageId, Vec<u8>> = raw.into_iter().collect();
        for id in &forget {
            raw.remove(id);
        }
        let mut touched: BTreeSet<MessageId> = raw.keys().copied().chain(forget).collect();
        let next = touched.last().map(|last| MessageId(last.0 + 1));
        let fresh = self.free.get().map_or_else(BTreeSet::new, |free| touched.split_off(&free));
        let (large, small): (Vec<_>, Vec<_>) = raw.into_iter().partition(|(_, raw)| raw.len() >= BLOB_FROM);
        let mut own = Vec::new();
        for (id, raw) in large {
            own.push((id, JsValue::from(blob::of(&raw).map_err(|error| refused(&error))?)));
        }

        // From here on nothing but the transaction itself may be awaited: it ends when nothing is
        // asked of it for a moment.
        let transaction = self.database.transaction(&[JOURNAL, RAW, PACKS], Access::WriteStrictly)?;
        if let Err(error) = ask(&transaction, [&touched, &fresh], own, small, &record, anew).await {
            return Err(transaction.cause().unwrap_or(error));
        }
        transaction.complete().await?;
        self.free.update(|free| free.max(free.and(next)));
        Ok(changes)
    }

    async fn raw(&self, id: MessageId) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.database.transaction(&[RAW, PACKS], Access::Read)?;
        let own = transaction.store(RAW)?.get(&key(id)).map_err(|error| refused(&error))?;
        let own = result(&own).await?;
        if let Some(large) = own.dyn_ref::<Blob>() {
            return blob::bytes(large).await.map(Some).map_err(|error| refused(&error));
        }
        if !own.is_undefined() {
            return Ok(Some(Uint8Array::new(&own).to_vec()));
        }
        let range = from(id).map_err(|error| refused(&error))?;
        let pack = transaction.store(PACKS)?.get(&range).map_err(|error| refused(&error))?;
        let pack = result(&pack).await?;
        if pack.is_undefined() {
            return Ok(None);
        }
        Ok(Pack(Uint8Array::new(&pack).to_vec()).message(id)?.map(<[u8]>::to_vec))
    }
}

/// Asks for everything that a commit is to do. Under the ids that are `fresh` nothing was ever kept.
async fn ask(
    transaction: &Transaction,
    [touched, fresh]: [&BTreeSet<MessageId>; 2],
    mut own: Vec<(MessageId, JsValue)>,
    small: Vec<(MessageId, Vec<u8>)>,
    record: &Uint8Array,
    anew: bool,
) -> Result<(), StoreError> {
    let newer = take_away(transaction, touched).await?.or_else(|| fresh.first().copied());
    let (packed, late) =
        small.into_iter().partition::<Vec<_>, _>(|(id, _)| newer.is_some_and(|newer| *id >= newer));
    own.extend(late.into_iter().map(|(id, raw)| (id, bytes(&raw))));
    put(&transaction.store(RAW)?, own)?;
    let packs = Pack::several(packed)?.into_iter().map(|(last, pack)| (last, bytes(&pack.0)));
    put(&transaction.store(PACKS)?, packs)?;
    let journal = transaction.store(JOURNAL)?;
    if anew {
        journal.clear().map_err(|error| refused(&error))?;
    }
    journal.put(record).map_err(|error| refused(&error))?;
    Ok(())
}

/// Takes messages away wherever they are. Of a pack, what is left of it is written anew, so that
/// nothing stays of what is gone. Returns the first of these ids that is newer than all packs.
async fn take_away(
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

fn put(
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

/// Ids are counted from 1, so they stay far below 2^53, where a JavaScript number ends.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn key(id: MessageId) -> JsValue {
    JsValue::from_f64(id.0 as f64)
}

/// The range of keys from this id on.
fn from(id: MessageId) -> Result<IdbKeyRange, JsValue> {
    IdbKeyRange::lower_bound(&key(id))
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}
