//! IndexedDB with futures: open, transactions whose end can be awaited, requests.

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{
    DomException, IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbVersionChangeEvent,
};

use super::schema;
use crate::store::StoreError;

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` with the options of `transaction()`, which web-sys does not have.
    #[wasm_bindgen(js_name = IDBDatabase)]
    type DatabaseWithOptions;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &DatabaseWithOptions,
        stores: &JsValue,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

/// An open database. Dropping it closes it.
#[derive(Debug)]
pub(super) struct Database {
    database: IdbDatabase,
    /// A newer version of the page asked for the database, and got it; or the browser took it.
    handed_over: Rc<RefCell<bool>>,
    _on_going: Closure<dyn FnMut()>,
}

/// What a transaction may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    /// Written when the disk says so, not when the operating system has it.
    WriteStrictly,
}

impl Database {
    /// Opens the database, and makes or upgrades it. `on_handing_over` is called when a newer
    /// page takes it, or the browser (its data is being cleared): this one must be reloaded then.
    pub(super) async fn open(name: &str, on_handing_over: impl Fn() + 'static) -> Result<Self, StoreError> {
        let factory = Reflect::get(&js_sys::global(), &JsValue::from_str("indexedDB"))
            .ok()
            .and_then(|factory| factory.dyn_into::<IdbFactory>().ok())
            .ok_or_else(|| StoreError::Refused("this browser has no IndexedDB".to_owned()))?;
        let request = factory.open_with_u32(name, schema::VERSION).map_err(|error| refused(&error))?;
        let on_upgrade = Closure::<dyn FnMut(IdbVersionChangeEvent)>::new({
            let request = request.clone();
            move |event: IdbVersionChangeEvent| upgrade(&request, &event)
        });
        request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
        let database: IdbDatabase = result(&request).await?.unchecked_into();

        let handed_over = Rc::new(RefCell::new(false));
        let on_going = Closure::<dyn FnMut()>::new({
            let (database, handed_over) = (database.clone(), handed_over.clone());
            move || {
                database.close();
                handed_over.replace(true);
                on_handing_over();
            }
        });
        database.set_onversionchange(Some(on_going.as_ref().unchecked_ref()));
        database.set_onclose(Some(on_going.as_ref().unchecked_ref()));
        Ok(Self { database, handed_over, _on_going: on_going })
    }

    /// Begins a transaction. Everything it is to do must be asked of it before the next `await`.
    pub(super) fn transaction(&self, stores: &[&str], access: Access) -> Result<Transaction, StoreError> {
        if *self.handed_over.borrow() {
            return Err(StoreError::HandedOver);
        }
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let options = Object::new();
        let mode = match access {
            Access::Read => "readonly",
            Access::WriteStrictly => {
                let strict = JsValue::from_str("strict");
                Reflect::set(&options, &JsValue::from_str("durability"), &strict)
                    .map_err(|error| refused(&error))?;
                "readwrite"
            }
        };
        let database: &DatabaseWithOptions = self.database.unchecked_ref();
        let transaction = database.transaction(&names, mode, &options).map_err(|error| refused(&error))?;
        Ok(Transaction { transaction })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

fn upgrade(request: &IdbOpenDbRequest, event: &IdbVersionChangeEvent) {
    let (Ok(database), Some(transaction)) = (request.result(), request.transaction()) else { return };
    let from = event.old_version() as u32;
    if let Err(error) = schema::upgrade(database.unchecked_ref(), &transaction, from) {
        gloo::console::error!("the database cannot be brought up to date:", error);
        let _ = transaction.abort();
    }
}

/// A transaction that has begun.
#[derive(Debug)]
pub(super) struct Transaction {
    transaction: IdbTransaction,
}

impl Transaction {
    /// One of its object stores.
    pub(super) fn store(&self, name: &str) -> Result<IdbObjectStore, StoreError> {
        self.transaction.object_store(name).map_err(|error| refused(&error))
    }

    /// Waits until everything asked of it is durable, or nothing.
    pub(super) async fn complete(self) -> Result<(), StoreError> {
        let (sender, receiver) = oneshot::channel();
        let sender = Rc::new(RefCell::new(Some(sender)));
        let end = |result: Box<dyn Fn() -> Result<(), StoreError>>| {
            let sender = sender.clone();
            Closure::<dyn FnMut()>::new(move || {
                if let Some(sender) = sender.take() {
                    let _ = sender.send(result());
                }
            })
        };
        let on_complete = end(Box::new(|| Ok(())));
        let on_abort = end(Box::new({
            let transaction = self.transaction.clone();
            move || Err(failure(transaction.error()))
        }));
        self.transaction.set_oncomplete(Some(on_complete.as_ref().unchecked_ref()));
        self.transaction.set_onabort(Some(on_abort.as_ref().unchecked_ref()));
        let result = receiver.await;
        self.transaction.set_oncomplete(None);
        self.transaction.set_onabort(None);
        result.unwrap_or_else(|_| Err(StoreError::Refused("the transaction was forgotten".to_owned())))
    }

    /// Gives up: nothing that was asked of it happens.
    pub(super) fn abort(self) {
        let _ = self.transaction.abort();
    }
}

/// Waits for what a request brings.
pub(super) async fn result(request: &IdbRequest) -> Result<JsValue, StoreError> {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let on_success = Closure::<dyn FnMut()>::new({
        let (sender, request) = (sender.clone(), request.clone());
        move || {
            if let Some(sender) = sender.take() {
                let _ = sender.send(request.result().map_err(|error| refused(&error)));
            }
        }
    });
    let on_error = Closure::<dyn FnMut()>::new({
        let request = request.clone();
        move || {
            if let Some(sender) = sender.take() {
                let _ = sender.send(Err(failure(request.error().ok().flatten())));
            }
        }
    });
    request.set_onsuccess(Some(on_success.as_ref().unchecked_ref()));
    request.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    let result = receiver.await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    result.unwrap_or_else(|_| Err(StoreError::Refused("the request was forgotten".to_owned())))
}

/// What the store's caller should know of an exception.
pub(super) fn refused(error: &JsValue) -> StoreError {
    failure(error.clone().dyn_into::<DomException>().ok())
}

fn failure(error: Option<DomException>) -> StoreError {
    let Some(error) = error else {
        // An abort without an error is the browser running out of room or shutting down.
        return StoreError::Refused("the browser gave the transaction up".to_owned());
    };
    match error.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" => StoreError::Newer,
        name => StoreError::Refused(format!("{name}: {}", error.message())),
    }
}
