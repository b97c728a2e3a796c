//! How the page looks: kept in this browser, and given to the style sheets.

use gloo::{events::EventListener, utils::window};
use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::Callback;

use crate::app::{
    state::{Msg, OnPreferences, Preferences},
    views,
};

/// Where the line is kept; www/appearance.js knows the name too.
const NAME: &str = "restante.appearance";

/// What was chosen before.
pub(in crate::app) fn read() -> Preferences {
    let kept = window().local_storage().ok().flatten().and_then(|storage| storage.get_item(NAME).ok()?);
    Preferences::parse(&kept.unwrap_or_default())
}

/// Keeps it, and lets the page look so at once. The list stays at the row that it shows.
pub(super) fn keep(chosen: Preferences) {
    let line = chosen.line();
    if let Ok(Some(storage)) = window().local_storage() {
        // Where nothing may be stored, it holds until the page is closed.
        let _ = storage.set_item(NAME, &line);
    }
    let list = gloo::utils::document().get_element_by_id(views::LIST_ID);
    let before = list.as_ref().map(views::row_height);
    let apply = Reflect::get(&window(), &"restanteAppearance".into());
    if let Some(apply) = apply.ok().and_then(|apply| apply.dyn_into::<Function>().ok()) {
        // It sets attributes, which nothing refuses.
        let _ = apply.call1(&window(), &line.into());
    }
    if let (Some(list), Some(before)) = (list, before) {
        scale(&list, before);
    }
}

fn scale(list: &Element, before: f64) {
    let height = views::row_height(list);
    let top = f64::from(list.scroll_top());
    if top > 0.0 && (height - before).abs() > 0.5 {
        #[expect(clippy::cast_possible_truncation, reason = "browsers lay out far fewer than 2^31 pixels")]
        list.set_scroll_top((top / before * height).round() as i32);
    }
}

/// Tells the page when another window of it has changed them, as long as it is kept.
#[derive(Debug)]
pub(in crate::app) struct PreferencesWatch {
    _listener: EventListener,
}

impl PreferencesWatch {
    /// Begins to watch.
    pub(in crate::app) fn start(dispatch: &Callback<Msg>) -> Self {
        let dispatch = dispatch.clone();
        let _listener = EventListener::new(&window(), "storage", move |event| {
            let name = Reflect::get(event, &"key".into()).ok().and_then(|key| key.as_string());
            if name.as_deref() == Some(NAME) {
                dispatch.emit(Msg::Preferences(OnPreferences::Changed(read())));
            }
        });
        Self { _listener }
    }
}
