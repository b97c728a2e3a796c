//! "Erase everything here": all that this site keeps on the device goes, and the page begins as on its first
//! day, in all its tabs.

use futures::channel::oneshot;
use gloo::events::EventListener;
use js_sys::{Array, AsyncIterator, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::BroadcastChannel;

/// On which the other tabs hear of it.
const CHANNEL: &str = "restante-erased";

/// Erases; the worker has ended before. Gives what the browser said where it refused something: the rest is
/// gone all the same.
pub(super) async fn everything() -> Result<(), String> {
    let window = gloo::utils::window();
    let navigator = JsValue::from(window.navigator());
    let done = [
        databases(&property(&window, "indexedDB")).await,
        storage(&property(&window, "localStorage")),
        storage(&property(&window, "sessionStorage")),
        caches(&property(&window, "caches")).await,
        files(&property(&navigator, "storage")).await,
        workers(&property(&navigator, "serviceWorker")).await,
    ];
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        // Who does not hear it finds out when nothing is there any more.
        let _ = channel.post_message(&JsValue::TRUE);
    }
    done.into_iter().collect::<Result<(), JsValue>>().map_err(|error| said(&error))
}

/// The page from its beginning, at its own address.
pub(super) fn begin_anew() {
    // Refused only while the page is being left, and then it is not needed.
    let location = gloo::utils::window().location();
    let _ = location.replace("/");
    // Where only what stands behind "#" has changed, that leaves the page as it is.
    let _ = location.reload();
}

/// Begins anew when another tab has erased everything; for as long as it is kept.
pub(super) fn watch() -> Option<(BroadcastChannel, EventListener)> {
    let channel = BroadcastChannel::new(CHANNEL).ok()?;
    let heard = EventListener::new(&channel, "message", |_| begin_anew());
    Some((channel, heard))
}

fn property(of: &JsValue, name: &str) -> JsValue {
    // A browser that has no such thing, or does not let the page at it, keeps nothing there.
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn call(on: &JsValue, method: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    Reflect::get(on, &method.into())?.dyn_into::<Function>()?.apply(on, arguments)
}

/// The same, where it takes a while.
async fn called(on: &JsValue, method: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&call(on, method, arguments)?)).await
}

async fn databases(factory: &JsValue) -> Result<(), JsValue> {
    let named: Array = called(factory, "databases", &Array::new()).await?.dyn_into()?;
    for database in named.iter() {
        let request = call(factory, "deleteDatabase", &Array::of1(&property(&database, "name")))?;
        let (end, ended) = oneshot::channel();
        let end = std::rc::Rc::new(std::cell::Cell::new(Some(end)));
        let target = request.unchecked_ref::<web_sys::EventTarget>();
        let listeners = ["success", "error"].map(|event| {
            let end = end.clone();
            EventListener::once(target, event, move |_| {
                end.take().map(|end| end.send(event == "success"));
            })
        });
        let is_gone = ended.await == Ok(true);
        drop(listeners);
        if !is_gone {
            return Err(property(&request, "error"));
        }
    }
    Ok(())
}

fn storage(storage: &JsValue) -> Result<(), JsValue> {
    if storage.is_object() {
        call(storage, "clear", &Array::new())?;
    }
    Ok(())
}

async fn caches(caches: &JsValue) -> Result<(), JsValue> {
    if caches.is_object() {
        let names: Array = called(caches, "keys", &Array::new()).await?.dyn_into()?;
        for name in names.iter() {
            called(caches, "delete", &Array::of1(&name)).await?;
        }
    }
    Ok(())
}

/// Files of the site's own (OPFS).
async fn files(storage: &JsValue) -> Result<(), JsValue> {
    if !storage.is_object() || !property(storage, "getDirectory").is_function() {
        return Ok(());
    }
    let Ok(root) = called(storage, "getDirectory", &Array::new()).await else {
        // Private windows of some browsers refuse: there are no files then.
        return Ok(());
    };
    let names: AsyncIterator = call(&root, "keys", &Array::new())?.unchecked_into();
    let mut all = Vec::new();
    loop {
        let next = JsFuture::from(names.next()?.unchecked_into::<Promise>()).await?;
        if property(&next, "done").is_truthy() {
            break;
        }
        all.push(property(&next, "value"));
    }
    let options = js_sys::Object::new();
    Reflect::set(&options, &"recursive".into(), &JsValue::TRUE)?;
    for name in all {
        called(&root, "removeEntry", &Array::of2(&name, &options)).await?;
    }
    Ok(())
}

async fn workers(container: &JsValue) -> Result<(), JsValue> {
    if container.is_object() {
        let registered: Array = called(container, "getRegistrations", &Array::new()).await?.dyn_into()?;
        for registration in registered.iter() {
            called(&registration, "unregister", &Array::new()).await?;
        }
    }
    Ok(())
}

fn said(error: &JsValue) -> String {
    let message = property(error, "message").as_string();
    message.unwrap_or_else(|| format!("{error:?}"))
}
