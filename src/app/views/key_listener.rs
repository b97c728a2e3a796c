//! Hears the keys that ask for commands, wherever the keyboard is; dialogs, menus and the list take theirs
//! first, and where text is typed they are the field's.

use std::{cell::RefCell, rc::Rc};

use gloo::{
    events::{EventListener, EventListenerOptions},
    utils::document,
};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, KeyboardEvent, KeyboardEventInit};
use yew::Callback;

use super::LIST_ID;
use crate::app::state::{Heard, KeyboardAt, Keys, Matcher, Msg, Press, Stroke};

/// What text is typed into, and what has keys of its own.
const FIELDS: &str = "textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable=''], [contenteditable=true]";
/// What lies over the page.
const OVER_THE_PAGE: &str = "dialog[open], .menu:popover-open";

/// Hears them as long as it is kept.
#[derive(Debug)]
pub(super) struct KeyListener {
    keys: Rc<RefCell<Rc<Keys>>>,
    _listener: EventListener,
}

impl KeyListener {
    /// Begins to listen.
    pub(super) fn start(dispatch: Callback<Msg>) -> Self {
        let keys = Rc::new(RefCell::new(Rc::new(Keys::default())));
        let (known, matcher) = (Rc::clone(&keys), RefCell::new(Matcher::default()));
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&document(), "keydown", options, move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let heard = hear(event, &known.borrow(), &mut matcher.borrow_mut());
            if heard == Heard::Nothing {
                return;
            }
            if event.key() != "Escape" {
                event.prevent_default();
            }
            if let Heard::Command(command) = heard
                && (command.repeats() || !event.repeat())
            {
                dispatch.emit(Msg::Run(command, place()));
            }
        });
        Self { keys, _listener: listener }
    }

    /// These are the keys now.
    pub(super) fn follow(&self, keys: &Rc<Keys>) {
        let mut known = self.keys.borrow_mut();
        if !Rc::ptr_eq(&known, keys) {
            *known = Rc::clone(keys);
        }
    }
}

fn hear(event: &KeyboardEvent, keys: &Keys, matcher: &mut Matcher) -> Heard {
    let open = document().query_selector(OVER_THE_PAGE).ok().flatten().is_some();
    if open || event.default_prevented() || composes(event) {
        return Heard::Nothing;
    }
    let Some(stroke) = stroke(event) else { return Heard::Nothing };
    let typing = document().active_element().is_some_and(|field| is_field(&field));
    // Out of a field there has to be a way.
    if typing && event.key() != "Escape" {
        return Heard::Nothing;
    }
    matcher.press(keys, stroke, event.time_stamp())
}

/// Where the keyboard is.
fn place() -> KeyboardAt {
    let active = document().active_element();
    let row = active.and_then(|active| active.closest(&format!("#{LIST_ID}")).ok().flatten());
    if row.is_some() { KeyboardAt::List } else { KeyboardAt::Elsewhere }
}

/// What was pressed; while a word is being composed, its keys are the input method's.
pub(super) fn stroke(event: &KeyboardEvent) -> Option<Stroke> {
    let (key, code) = (event.key(), event.code());
    // With AltGr, Windows says that Ctrl and Alt are held.
    let writes = event.get_modifier_state("AltGraph");
    Stroke::of(Press {
        key: &key,
        code: &code,
        ctrl: event.ctrl_key() && !writes,
        meta: event.meta_key(),
        alt: event.alt_key() && !writes,
        shift: event.shift_key(),
    })
}

/// A word is being composed. The number is what older engines say at its beginning.
pub(super) fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

fn is_field(element: &Element) -> bool {
    element.matches(FIELDS).unwrap_or(false)
}

/// Hands the keys of a frame's document on to the page, which hears none of them by itself.
///
/// WebKit runs no listener in a frame without scripts: there Tab leads out of it first.
pub(super) fn from_frame(framed: &Document) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(framed, "keydown", options, |event: &Event| {
        // A frame has classes of its own: its events are none of the page's `KeyboardEvent`.
        let key: &KeyboardEvent = event.unchecked_ref();
        let target = event.target().map(JsCast::unchecked_into::<Element>);
        if key.default_prevented() || composes(key) || target.is_some_and(|target| is_field(&target)) {
            return;
        }
        let init = KeyboardEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_key(&key.key());
        init.set_code(&key.code());
        init.set_ctrl_key(key.ctrl_key());
        init.set_meta_key(key.meta_key());
        init.set_alt_key(key.alt_key());
        init.set_shift_key(key.shift_key());
        init.set_modifier_alt_graph(key.get_modifier_state("AltGraph"));
        init.set_repeat(key.repeat());
        let Ok(again) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init) else { return };
        // It says whether the page leaves it to the browser.
        if document().dispatch_event(&again).is_ok_and(|left| !left) {
            key.prevent_default();
        }
    })
}
