//! IndexedDB with futures: open, transactions whose end can be awaited, requests.

use std::{cell::RefCell, pin::pin, rc::Rc};

use futures::{
    channel::oneshot,
    future::{self, Either},
};
use gloo::timers::future::TimeoutFuture;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{
    DomException, Event, IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction, IdbVersionChangeEvent,
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
    /// Why nothing can be read or kept any more, once that is so.
    gone: Rc<RefCell<Option<StoreError>>>,
    _on_going: [Closure<dyn FnMut(Event)>; 2],
}

/// So long, in milliseconds, another page may take to close the database.
const PATIENCE: u32 = 5_000;

/// What a transaction may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    /// Written when the operating system has it.
    Write,
    /// Written when the disk says so.
    WriteStrictly,
}

impl Database {
    /// Opens the database, and makes or upgrades it. `on_going` is called when a newer page takes it, or the
    /// browser (its data is being cleared): this one must be reloaded then.
    ///
    /// # Errors
    /// When there is no getting at it. An older page gives it up when a newer one asks; one that
    /// does not, asleep perhaps, is not waited for longer than [`PATIENCE`].
    pub(super) async fn open(
        name: &str,
        on_going: impl Fn(StoreError) + 'static,
    ) -> Result<Self, StoreError> {
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
        let opened = unless_blocked(&request).await;
        let Some(opened) = opened else {
            // The browser goes on trying, and may get there when nobody waits any longer.
            on_upgrade.forget();
            close_once_open(request);
            return Err(StoreError::Refused(
                "another tab of Restante holds the storage and does not give it up; close the other tabs, \
                 then reload this one"
                    .to_owned(),
            ));
        };
        let database: IdbDatabase = opened?.unchecked_into();

        let gone = Rc::new(RefCell::new(None));
        let on_going = Rc::new(on_going);
        let going = |why: fn(&Event) -> StoreError| {
            let (database, gone, on_going) = (database.clone(), gone.clone(), on_going.clone());
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                database.close();
                let why = why(&event);
                gone.replace(Some(why.clone()));
                on_going(why);
            })
        };
        let on_version_change = going(|event| {
            // Without a version it is to be deleted.
            let newer = event.dyn_ref::<IdbVersionChangeEvent>().and_then(IdbVersionChangeEvent::new_version);
            if newer.is_some() { StoreError::HandedOver } else { StoreError::Gone }
        });
        let on_close = going(|_| StoreError::Gone);
        database.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        database.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Self { database, gone, _on_going: [on_version_change, on_close] })
    }

    /// Begins a transaction. Until everything that it is to do was asked of it, nothing may be
    /// awaited but [`result`]s of its own requests: it ends when it has none left.
    pub(super) fn transaction(&self, stores: &[&str], access: Access) -> Result<Transaction, StoreError> {
        if let Some(why) = &*self.gone.borrow() {
            return Err(why.clone());
        }
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let options = Object::new();
        let mode = match access {
            Access::Read => "readonly",
            Access::Write | Access::WriteStrictly => {
                let durability = if access == Access::Write { "relaxed" } else { "strict" };
                Reflect::set(&options, &JsValue::from_str("durability"), &JsValue::from_str(durability))
                    .map_err(|error| refused(&error))?;
                "readwrite"
            }
        };
        let database: &DatabaseWithOptions = self.database.unchecked_ref();
        let transaction = database.transaction(&names, mode, &options).map_err(|error| refused(&error))?;
        Ok(Transaction { transaction, whole: access == Access::Read })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

/// What opening brings; `None` when another page has the database open and does not close it.
async fn unless_blocked(request: &IdbOpenDbRequest) -> Option<Result<JsValue, StoreError>> {
    let (sender, blocked) = oneshot::channel();
    let on_blocked = Closure::once(move || {
        let _ = sender.send(());
    });
    request.set_onblocked(Some(on_blocked.as_ref().unchecked_ref()));
    let _listening = Listening(|| request.set_onblocked(None));
    // It may have been writing when it was asked to close, and closes as soon as that is done.
    let too_long = async {
        if blocked.await.is_ok() {
            TimeoutFuture::new(PATIENCE).await;
        }
    };
    match future::select(pin!(result(request)), pin!(too_long)).await {
        Either::Left((opened, _)) => Some(opened),
        Either::Right(_) => None,
    }
}

/// Closes what nobody waits for any longer: it would be in the way of the next upgrade.
fn close_once_open(request: IdbOpenDbRequest) {
    let on_success = Closure::once_into_js({
        let request = request.clone();
        move || {
            if let Ok(database) = request.result() {
                database.unchecked_into::<IdbDatabase>().close();
            }
        }
    });
    request.set_onsuccess(Some(on_success.unchecked_ref()));
}

fn upgrade(request: &IdbOpenDbRequest, event: &IdbVersionChangeEvent) {
    let (Ok(database), Some(transaction)) = (request.result(), request.transaction()) else { return };
    let from = event.old_version() as u32;
    if let Err(error) = schema::upgrade(database.unchecked_ref(), &transaction, from) {
        gloo::console::error!("the database cannot be brought up to date:", error);
        let _ = transaction.abort();
    }
}

/// A transaction that has begun. One that writes happens only if its end is awaited: dropped before,
/// it is given up, and nothing that was asked of it happens.
#[derive(Debug)]
pub(super) struct Transaction {
    transaction: IdbTransaction,
    /// All that it is to do was asked of it.
    whole: bool,
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !self.whole {
            let _ = self.transaction.abort();
        }
    }
}

impl Transaction {
    /// One of its object stores.
    pub(super) fn store(&self, name: &str) -> Result<IdbObjectStore, StoreError> {
        self.transaction.object_store(name).map_err(|error| refused(&error))
    }

    /// Waits until everything asked of it is durable, or nothing.
    pub(super) async fn complete(mut self) -> Result<(), StoreError> {
        self.whole = true;
        let (said, on_complete, on_abort) = first_of(|| Ok(()), {
            let transaction = self.transaction.clone();
            move || Err(failure(transaction.error()))
        });
        self.transaction.set_oncomplete(Some(on_complete.as_ref().unchecked_ref()));
        self.transaction.set_onabort(Some(on_abort.as_ref().unchecked_ref()));
        let _listening = Listening(|| {
            self.transaction.set_oncomplete(None);
            self.transaction.set_onabort(None);
        });
        said.await.unwrap_or_else(|_| Err(forgotten()))
    }

    /// Why it was given up, if the browser did that: the requests that were still to be answered
    /// know no more than that it was.
    pub(super) fn cause(&self) -> Option<StoreError> {
        self.transaction.error().map(|error| failure(Some(error)))
    }
}

/// Waits for what a request brings.
pub(super) async fn result(request: &IdbRequest) -> Result<JsValue, StoreError> {
    let (said, on_success, on_error) = first_of(
        {
            let request = request.clone();
            move || request.result().map_err(|error| refused(&error))
        },
        {
            let request = request.clone();
            move || Err(failure(request.error().ok().flatten()))
        },
    );
    request.set_onsuccess(Some(on_success.as_ref().unchecked_ref()));
    request.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    let _listening = Listening(|| {
        request.set_onsuccess(None);
        request.set_onerror(None);
    });
    said.await.unwrap_or_else(|_| Err(forgotten()))
}

type Answer<T> = Result<T, StoreError>;
type Handler = Closure<dyn FnMut()>;

/// Two handlers, and what the first of them to be called says.
fn first_of<T: 'static>(
    good: impl Fn() -> Answer<T> + 'static,
    bad: impl Fn() -> Answer<T> + 'static,
) -> (oneshot::Receiver<Answer<T>>, Handler, Handler) {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let good = Closure::new({
        let sender = sender.clone();
        move || {
            if let Some(sender) = sender.take() {
                let _ = sender.send(good());
            }
        }
    });
    let bad = Closure::new(move || {
        if let Some(sender) = sender.take() {
            let _ = sender.send(bad());
        }
    });
    (receiver, good, bad)
}

/// Takes handlers off when the waiting ends, be it that nobody waits any longer: afterwards they
/// are gone, and must not be called.
struct Listening<F: FnMut()>(F);

impl<F: FnMut()> Drop for Listening<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn forgotten() -> StoreError {
    StoreError::Refused("the browser forgot what it was asked".to_owned())
}

/// What the store's caller should know of an exception.
pub(super) fn refused(error: &JsValue) -> StoreError {
    failure(error.clone().dyn_into::<DomException>().ok())
}

/// An exception in its own words, whatever it is.
pub(super) fn words_of(error: &JsValue) -> String {
    let dom = error.dyn_ref::<DomException>().map(|error| format!("{}: {}", error.name(), error.message()));
    let other = || error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.to_string()));
    dom.or_else(other).unwrap_or_else(|| format!("{error:?}"))
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
