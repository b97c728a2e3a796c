//! New mail told outside of the page: notifications, the tab's icon, the app's badge.

use gloo::utils::{document, window};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::app::state::{Notification, Quiet, icon as icon_for};

/// Asks for leave to notify; a browser may ask its user.
pub(super) async fn ask() -> bool {
    let Some(kind) = notifications() else { return false };
    let asked = method(&kind, "requestPermission").and_then(|ask| ask.call0(&kind).ok());
    let Some(promise) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) else { return false };
    JsFuture::from(promise).await.is_ok_and(|said| said == "granted")
}

/// For how many milliseconds it is still quiet, by the clock of the device; `None` where it is not.
pub(super) fn quiet_for(quiet: Quiet) -> Option<u32> {
    let now = js_sys::Date::new_0();
    let minute = u16::try_from(now.get_hours() * 60 + now.get_minutes()).ok()?;
    let left = u32::from(quiet.left(minute)?) * 60;
    Some(left.saturating_sub(now.get_seconds()) * 1_000)
}

/// Shows a notification, unless the reader is looking at the page. A click on it leads to what it is about.
pub(super) fn notify(told: &Notification) {
    if document().has_focus().unwrap_or(false) {
        return;
    }
    // Where it cannot be shown, the title and the list say the same.
    let _ = show(told);
}

fn show(told: &Notification) -> Option<()> {
    let kind = notifications()?;
    let options = Object::new();
    for (name, value) in [("body", &*told.text), ("tag", &*told.tag), ("icon", "/icons/icon-192.png")] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    let shown = Reflect::construct(&kind, &Array::of2(&told.title.as_str().into(), &options)).ok()?;
    let address = told.address.clone();
    let clicked = Closure::once_into_js(move || {
        // A browser may not let a page come to the front; it leads there all the same.
        let _ = window().focus();
        let _ = window().location().set_hash(&address);
    });
    Reflect::set(&shown, &"onclick".into(), &clicked).ok()?;
    Some(())
}

/// Shows in the tab's icon, and on the app's, how much is unread.
pub(in crate::app) fn count(unread: u32) {
    let icon = document().query_selector("link[rel=icon]").ok().flatten();
    let address = icon_for(unread);
    if let Some(icon) = icon.filter(|icon| icon.get_attribute("href").as_ref() != Some(&address)) {
        // A name that is known is not refused.
        let _ = icon.set_attribute("href", &address);
    }
    let navigator: JsValue = window().navigator().into();
    if let Some(set) = method(&navigator, "setAppBadge") {
        let answer = set.call1(&navigator, &unread.into());
        // Refused where the page is no app.
        if let Some(promise) = answer.ok().and_then(|answer| answer.dyn_into::<Promise>().ok()) {
            wasm_bindgen_futures::spawn_local(async move { drop(JsFuture::from(promise).await) });
        }
    }
}

fn notifications() -> Option<Function> {
    Reflect::get(&window(), &"Notification".into()).ok()?.dyn_into().ok()
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}
