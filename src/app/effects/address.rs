//! The page's address, and the browser's history of it.

use std::{cell::RefCell, rc::Rc};

use gloo::{events::EventListener, timers::callback::Timeout};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::PopStateEvent;
use yew::Callback;

use crate::app::state::{HistoryEntry, Msg, Note};

/// After an entry was written over, the next time waits so long, in milliseconds: a key that is held goes
/// through many messages, and browsers refuse to write hundreds of addresses in a few seconds.
const PAUSE: u32 = 150;

/// What stands behind the `#`, and what the page wrote into the history's entry.
pub(in crate::app) fn read() -> (String, Option<Note>) {
    let window = gloo::utils::window();
    let address = window.location().hash().unwrap_or_default();
    let state = window.history().and_then(|history| history.state()).ok();
    (address, state.as_ref().and_then(note))
}

/// A note is kept as `3 #/inbox/1`.
fn note(state: &JsValue) -> Option<Note> {
    let state = state.as_string()?;
    let (number, behind) = state.split_once(' ')?;
    let behind = Some(behind).filter(|behind| !behind.is_empty()).map(str::to_owned);
    Some(Note { number: number.parse().ok()?, behind })
}

/// Tells the page when the reader goes back, forward, or to another address, as long as it is kept.
#[derive(Debug)]
pub(in crate::app) struct AddressWatch {
    _listener: EventListener,
}

impl AddressWatch {
    /// Begins to watch.
    pub(in crate::app) fn start(dispatch: &Callback<Msg>) -> Self {
        let dispatch = dispatch.clone();
        let _listener = EventListener::new(&gloo::utils::window(), "popstate", move |event| {
            let note = event.dyn_ref::<PopStateEvent>().and_then(|event| note(&event.state()));
            dispatch.emit(Msg::Address { address: read().0, note });
        });
        Self { _listener }
    }
}

/// Writes the address.
#[derive(Debug, Default)]
pub(super) struct AddressBar {
    /// While an entry was written over a moment ago: what it is to become next.
    waiting: Rc<RefCell<Option<(String, Note)>>>,
    pause: Rc<RefCell<Option<Timeout>>>,
}

impl AddressBar {
    /// Writes the address, as the next entry or over this one.
    pub(super) fn write(&self, address: String, note: Note, entry: HistoryEntry) {
        match entry {
            HistoryEntry::Next => {
                self.flush();
                put(&address, note, HistoryEntry::Next);
            }
            HistoryEntry::Same if self.pause.borrow().is_some() => {
                self.waiting.replace(Some((address, note)));
            }
            HistoryEntry::Same => {
                put(&address, note, HistoryEntry::Same);
                let (waiting, pause) = (Rc::clone(&self.waiting), Rc::clone(&self.pause));
                let over = Timeout::new(PAUSE, move || {
                    pause.take();
                    if let Some((address, note)) = waiting.take() {
                        put(&address, note, HistoryEntry::Same);
                    }
                });
                self.pause.replace(Some(over));
            }
        }
    }

    /// Goes back by one entry; the watch hears of it.
    pub(super) fn back(&self) {
        self.flush();
        if let Ok(history) = gloo::utils::window().history() {
            // There is one: the page wrote it.
            let _ = history.back();
        }
    }

    fn flush(&self) {
        self.pause.take();
        if let Some((address, note)) = self.waiting.take() {
            put(&address, note, HistoryEntry::Same);
        }
    }
}

fn put(address: &str, note: Note, entry: HistoryEntry) {
    let Ok(history) = gloo::utils::window().history() else { return };
    let Note { number, behind } = note;
    let state = JsValue::from(format!("{number} {}", behind.unwrap_or_default()));
    // Refused only where there were far too many: then the address is old until the next one.
    let _ = match entry {
        HistoryEntry::Next => history.push_state_with_url(&state, "", Some(address)),
        HistoryEntry::Same => history.replace_state_with_url(&state, "", Some(address)),
    };
}
