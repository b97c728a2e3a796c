//! IndexedDB by hand: databases as other versions left them, and what lies in one.

use std::{future::poll_fn, pin::pin, task::Poll};

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, IdbDatabase, IdbFactory, IdbObjectStore, IdbObjectStoreParameters, IdbRequest, IdbTransaction,
    IdbTransactionMode,
};

/// An open database; dropping it closes it. It stays open when another version asks for it.
pub(crate) struct Opened(IdbDatabase);

impl Opened {
    /// Opens what is there, or an empty database.
    pub(crate) async fn open(name: &str, version: u32) -> Self {
        Self::make(name, version, &[]).await
    }

    /// Opens a database and makes these object stores if it is new; the journal numbers its values.
    pub(crate) async fn make(name: &str, version: u32, stores: &'static [&'static str]) -> Self {
        let factory = Reflect::get(&js_sys::global(), &"indexedDB".into()).unwrap();
        let request = factory.unchecked_into::<IdbFactory>().open_with_u32(name, version).unwrap();
        let opening = request.clone();
        let upgrade = Closure::<dyn FnMut()>::new(move || {
            let database: IdbDatabase = opening.result().unwrap().unchecked_into();
            for store in stores {
                let parameters = IdbObjectStoreParameters::new();
                parameters.set_auto_increment(*store == "journal");
                database.create_object_store_with_optional_parameters(store, &parameters).unwrap();
            }
        });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        Self(result(&request).await.unchecked_into())
    }

    fn begin(&self, store: &str) -> (IdbTransaction, IdbObjectStore) {
        let transaction = self.0.transaction_with_str_and_mode(store, IdbTransactionMode::Readwrite).unwrap();
        let store = transaction.object_store(store).unwrap();
        (transaction, store)
    }

    pub(crate) async fn add(&self, store: &str, bytes: &[u8]) {
        let (transaction, store) = self.begin(store);
        store.add(&Uint8Array::from(bytes)).unwrap();
        completed(&transaction).await;
    }

    pub(crate) async fn put(&self, store: &str, key: u32, bytes: &[u8]) {
        completed(&self.ask_to_put(store, key, bytes)).await;
    }

    pub(crate) async fn delete(&self, store: &str, key: u32) {
        let (transaction, store) = self.begin(store);
        store.delete(&key.into()).unwrap();
        completed(&transaction).await;
    }

    /// Does not wait until it is done.
    pub(crate) fn ask_to_put(&self, store: &str, key: u32, bytes: &[u8]) -> IdbTransaction {
        let (transaction, store) = self.begin(store);
        store.put_with_key(&Uint8Array::from(bytes), &key.into()).unwrap();
        transaction
    }

    /// The values of an object store.
    pub(crate) async fn bytes_in(&self, store: &str) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        for value in result(&self.begin(store).1.get_all().unwrap()).await.unchecked_into::<Array>() {
            let buffer = match value.dyn_ref::<Blob>() {
                Some(blob) => JsFuture::from(blob.array_buffer()).await.unwrap(),
                None => value,
            };
            found.push(Uint8Array::new(&buffer).to_vec());
        }
        found
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Begins to bring a database to another version, makes an object store, and gives that up.
pub(crate) async fn abort_upgrade(name: &str, version: u32, store: &'static str) {
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into()).unwrap();
    let request = factory.unchecked_into::<IdbFactory>().open_with_u32(name, version).unwrap();
    let opening = request.clone();
    let upgrade = Closure::<dyn FnMut()>::new(move || {
        let database: IdbDatabase = opening.result().unwrap().unchecked_into();
        database.create_object_store(store).unwrap();
        opening.transaction().unwrap().abort().unwrap();
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let given_up = Promise::new(&mut |resolve, reject| {
        request.set_onerror(Some(&resolve));
        request.set_onsuccess(Some(&reject));
    });
    JsFuture::from(given_up).await.unwrap();
}

/// Deletes a database.
pub(crate) async fn delete(name: &str) {
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into()).unwrap();
    let request = factory.unchecked_into::<IdbFactory>().delete_database(name).unwrap();
    result(&request).await;
}

async fn result(request: &IdbRequest) -> JsValue {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(answered).await.unwrap();
    request.result().unwrap()
}

async fn completed(transaction: &IdbTransaction) {
    let completed = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    JsFuture::from(completed).await.unwrap();
}

/// Polls a future so many times, each when it asked for it, and drops it then.
pub(crate) async fn poll_so_often<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
