//! The store in IndexedDB.

mod folded;
mod packs;
mod segments;

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::{
    blob,
    database::{Access, Database, Transaction, refused, result},
    schema::{BLOCKS, JOURNAL, NAME, NAMES, PACKS, RAW, SEGMENTS},
    vault,
};
use crate::{
    engine::problem::Problem,
    store::{
        Change, Commit, Compaction, Contents, MessageId, Pack, Raws, Record, Reindexing, Sealed, SegmentId,
        Store, StoreError, Stretch,
    },
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
    /// Opens the reader's store. `on_going` is called when a newer version of the page takes the
    /// database, or the browser does: nothing can be read or kept from then on.
    ///
    /// # Errors
    /// When the browser has no room for it, forbids it, or a newer version wrote it.
    pub async fn open(on_going: impl Fn(StoreError) + 'static) -> Result<Self, StoreError> {
        Self::open_named(NAME, on_going).await
    }

    /// Opens a store under another name, for tests.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_named(name: &str, on_going: impl Fn(StoreError) + 'static) -> Result<Self, StoreError> {
        Ok(Self { database: Database::open(name, on_going).await?, free: Cell::default() })
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
        let stores = [JOURNAL, BLOCKS, NAMES, RAW, PACKS];
        let transaction = self.database.transaction(&stores, Access::Read)?;
        let contents = Contents::read(folded::load(&transaction).await?)?;
        self.free.set(Some(contents.next_message()));
        Ok(contents)
    }

    async fn commit(&self, commit: Commit) -> Result<Vec<Change>, StoreError> {
        let Commit { changes, raw, forget, segment } = commit;
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
        let stores = [JOURNAL, RAW, PACKS, SEGMENTS];
        // What is not indexed leaves the index alone: it may be being read.
        let stores = if segment.is_some() { &stores[..] } else { &stores[..3] };
        let transaction = self.database.transaction(stores, Access::WriteStrictly)?;
        if let Err(error) = ask(&transaction, [&touched, &fresh], own, small, &record).await {
            return Err(transaction.cause().unwrap_or(error));
        }
        if let Some((id, segment)) = segment {
            segments::put(&transaction, id, &segment)?;
        }
        transaction.complete().await?;
        self.free.update(|free| free.max(free.and(next)));
        Ok(changes)
    }

    async fn compact(&self, compaction: &Compaction) -> Result<(), StoreError> {
        let stores = [JOURNAL, BLOCKS, NAMES, RAW, PACKS, SEGMENTS];
        let transaction = self.database.transaction(&stores, Access::WriteStrictly)?;
        if let Err(error) = folded::ask(&transaction, compaction).await {
            return Err(transaction.cause().unwrap_or(error));
        }
        segments::put_in_order(&transaction, compaction.reindexing())?;
        transaction.complete().await
    }

    async fn raws(&self, ids: &[MessageId]) -> Result<Raws, StoreError> {
        let transaction = self.database.transaction(&[RAW, PACKS], Access::Read)?;
        let own = transaction.store(RAW)?;
        let (mut found, mut large, mut packed) = (Vec::new(), Vec::new(), BTreeSet::new());
        for &id in ids {
            let value = result(&own.get(&key(id)).map_err(|error| refused(&error))?).await?;
            match value.dyn_into::<Blob>() {
                Ok(blob) => large.push((id, blob)),
                Err(value) if value.is_undefined() => drop(packed.insert(id)),
                Err(value) => found.push((id, Some(Uint8Array::new(&value).to_vec()))),
            }
        }
        found.extend(packs::several(&transaction, &packed).await?);
        // The transaction ends here: a Blob is read without it.
        for (id, blob) in large {
            found.push((id, Some(blob::bytes(&blob).await.map_err(|error| refused(&error))?)));
        }
        Ok(found)
    }

    async fn segments(&self) -> Result<Vec<SegmentId>, StoreError> {
        segments::all(&self.database.transaction(&[SEGMENTS], Access::Read)?).await
    }

    async fn segment(&self, id: SegmentId) -> Result<Option<Vec<u8>>, StoreError> {
        segments::one(&self.database.transaction(&[SEGMENTS], Access::Read)?, id).await
    }

    async fn reindex(&self, reindexing: &Reindexing) -> Result<(), StoreError> {
        let transaction = self.database.transaction(&[SEGMENTS], Access::Write)?;
        segments::put_in_order(&transaction, reindexing)?;
        transaction.complete().await
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
        let range = packs::from(id).map_err(|error| refused(&error))?;
        let pack = transaction.store(PACKS)?.get(&range).map_err(|error| refused(&error))?;
        let pack = result(&pack).await?;
        if pack.is_undefined() {
            return Ok(None);
        }
        // Nothing of a damaged pack is here any more; what should be in it can be had again.
        let pack = Pack(Uint8Array::new(&pack).to_vec());
        Ok(pack.message(id).ok().flatten().map(<[u8]>::to_vec))
    }

    async fn stretch(&self, after: MessageId) -> Result<Option<Stretch>, StoreError> {
        let transaction = self.database.transaction(&[RAW, PACKS], Access::Read)?;
        match packs::stretch(&transaction, after).await {
            // A value that cannot be read gives the whole transaction up.
            Err(error) if error.is_about_one() => {
                packs::stretch_one_by_one(&self.database, after, error).await
            }
            stretch => stretch,
        }
    }
}

/// Asks for everything that a commit is to do. Under the ids that are `fresh` nothing was ever kept.
async fn ask(
    transaction: &Transaction,
    [touched, fresh]: [&BTreeSet<MessageId>; 2],
    mut own: Vec<(MessageId, JsValue)>,
    small: Vec<(MessageId, Vec<u8>)>,
    record: &Uint8Array,
) -> Result<(), StoreError> {
    let newer = packs::take_away(transaction, touched).await?.or_else(|| fresh.first().copied());
    let (packed, late) =
        small.into_iter().partition::<Vec<_>, _>(|(id, _)| newer.is_some_and(|newer| *id >= newer));
    own.extend(late.into_iter().map(|(id, raw)| (id, bytes(&raw))));
    packs::put(&transaction.store(RAW)?, own)?;
    let packs = Pack::several(packed)?.into_iter().map(|(last, pack)| (last, bytes(&pack.0)));
    packs::put(&transaction.store(PACKS)?, packs)?;
    transaction.store(JOURNAL)?.put(record).map_err(|error| refused(&error))?;
    Ok(())
}

/// Ids are counted from 1, so they stay far below 2^53, where a JavaScript number ends.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn key(id: MessageId) -> JsValue {
    JsValue::from_f64(id.0 as f64)
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}
