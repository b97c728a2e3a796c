//! The store in IndexedDB.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::{
    database::{Access, Database, refused, result},
    schema::{JOURNAL, NAME, RAW},
};
use crate::store::{Commit, Contents, MessageId, Record, Store, StoreError};

/// From this size on, a raw message is kept as a Blob: the browser then holds it in a file, and
/// copies it only where it is read.
const BLOB_FROM: usize = 1 << 20;

/// Keeps everything in this origin's IndexedDB.
#[derive(Debug)]
pub struct IndexedDbStore {
    database: Database,
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
        Ok(Self { database: Database::open(name, on_handing_over).await? })
    }

    pub(super) const fn database(&self) -> &Database {
        &self.database
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
        Ok(contents)
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        // Whatever costs time is done before the transaction begins: it ends by itself when
        // nothing is asked of it for a moment.
        let record = Record::of(&commit.changes)?;
        let record = Uint8Array::from(record.0.as_slice());
        let raw: Vec<(JsValue, JsValue)> = commit
            .raw
            .iter()
            .map(|(id, raw)| Ok((key(*id), value(raw)?)))
            .collect::<Result<_, JsValue>>()
            .map_err(|error| refused(&error))?;

        let transaction = self.database.transaction(&[JOURNAL, RAW], Access::WriteStrictly)?;
        let asked = (|| {
            let store = transaction.store(RAW)?;
            for (key, value) in &raw {
                store.put_with_key(value, key).map_err(|error| refused(&error))?;
            }
            for id in &commit.forget {
                store.delete(&key(*id)).map_err(|error| refused(&error))?;
            }
            let journal = transaction.store(JOURNAL)?;
            if commit.anew {
                journal.clear().map_err(|error| refused(&error))?;
            }
            journal.put(&record).map_err(|error| refused(&error))
        })();
        match asked {
            Ok(_) => transaction.complete().await,
            Err(error) => {
                transaction.abort();
                Err(error)
            }
        }
    }

    async fn raw(&self, id: MessageId) -> Result<Option<Vec<u8>>, StoreError> {
        let store = self.database.transaction(&[RAW], Access::Read)?.store(RAW)?;
        let request = store.get(&key(id)).map_err(|error| refused(&error))?;
        let value = result(&request).await?;
        if value.is_undefined() {
            return Ok(None);
        }
        let bytes = match value.dyn_ref::<Blob>() {
            Some(blob) => JsFuture::from(blob.array_buffer()).await.map_err(|error| refused(&error))?,
            None => value,
        };
        Ok(Some(Uint8Array::new(&bytes).to_vec()))
    }
}

/// Ids are counted from 1, so they stay far below 2^53, where a JavaScript number ends.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn key(id: MessageId) -> JsValue {
    JsValue::from_f64(id.0 as f64)
}

fn value(raw: &[u8]) -> Result<JsValue, JsValue> {
    let bytes = Uint8Array::from(raw);
    if raw.len() < BLOB_FROM {
        return Ok(bytes.into());
    }
    Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).map(JsValue::from)
}
