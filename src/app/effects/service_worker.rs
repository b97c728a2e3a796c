//! The service worker keeps the app itself for when there is no network.

use gloo::events::EventListener;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Registers it once the page has loaded, so that it does not compete with what the reader waits for.
/// Without it everything works, but not offline.
pub(in crate::app) fn register() {
    if gloo::utils::document().ready_state() == "complete" {
        register_now();
    } else {
        EventListener::once(&gloo::utils::window(), "load", |_| register_now()).forget();
    }
}

fn register_now() {
    let navigator = gloo::utils::window().navigator();
    // Some private windows have none.
    let there_is = js_sys::Reflect::get(&navigator, &"serviceWorker".into());
    if !there_is.is_ok_and(|container| container.is_object()) {
        return;
    }
    let container = navigator.service_worker();
    spawn_local(async move {
        if let Err(error) = JsFuture::from(container.register("/sw.js")).await {
            gloo::console::warn!("no service worker:", error);
        }
    });
}
