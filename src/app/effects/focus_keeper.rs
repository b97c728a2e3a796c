//! Sees to it that the keyboard is never lost: when what had it is gone from the page, it goes to the
//! nearest thing that makes sense.

use std::{cell::RefCell, rc::Rc};

use gloo::{
    timers::callback::Timeout,
    utils::{document, window},
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, HtmlIFrameElement};

use crate::app::views;

/// Remembers who had the keyboard.
#[derive(Debug, Default)]
pub(super) struct FocusKeeper(Rc<RefCell<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    had: Option<Element>,
    /// It is looked at again as soon as the browser has drawn.
    looks_again: bool,
}

impl FocusKeeper {
    /// Before the page changes.
    pub(super) fn remember(&mut self) {
        if let Some(active) = active() {
            self.0.borrow_mut().had = Some(active);
        }
    }

    /// After the page has changed; and once more when the browser has drawn that, for only then it takes
    /// the keyboard from what is hidden.
    pub(super) fn restore(&mut self) {
        restore(&self.0);
        if std::mem::replace(&mut self.0.borrow_mut().looks_again, true) {
            return;
        }
        let kept = Rc::clone(&self.0);
        let look = move || {
            kept.borrow_mut().looks_again = false;
            restore(&kept);
        };
        let drawing = Closure::once_into_js(move || Timeout::new(0, look).forget());
        if window().request_animation_frame(drawing.unchecked_ref()).is_err() {
            self.0.borrow_mut().looks_again = false;
        }
    }
}

/// What the reader left of their own accord is still there; but a frame that the keyboard was taken
/// from may be shown again, with the next message in it.
fn restore(kept: &RefCell<Kept>) {
    let active = active();
    let gone = |element: &Element| !element.is_connected() || is_hidden(element);
    if active.as_ref().is_some_and(|active| !gone(active)) {
        kept.borrow_mut().had = active;
        return;
    }
    let left = |had: &mut Element| gone(had) || had.has_type::<HtmlIFrameElement>();
    // Whoever takes the keyboard may say so at once: nothing is held meanwhile.
    if kept.borrow_mut().had.take_if(left).is_some() {
        fall_back();
    }
}

fn active() -> Option<Element> {
    document().active_element().filter(|active| active.tag_name() != "BODY")
}

fn is_hidden(element: &Element) -> bool {
    element.closest("[hidden], .away").is_ok_and(|hidden| hidden.is_some())
}

/// The first of these that takes it: a row of the list or the list, the message, the title of another
/// screen, the first button that there is.
fn fall_back() {
    let places = [
        "dialog[open] [autofocus], dialog[open] button".to_owned(),
        format!("#{} [role=row][tabindex='0']", views::LIST_ID),
        format!("#{}[tabindex]", views::LIST_ID),
        format!("#{}", views::SUBJECT_ID),
        format!("#{}", views::STORAGE_TITLE_ID),
        format!("#{}", views::MAILDROP_TITLE_ID),
        "main button".to_owned(),
    ];
    for place in places {
        let Ok(Some(element)) = document().query_selector(&place) else { continue };
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
        }
        if document().active_element().as_ref() == Some(&element) {
            return;
        }
    }
}
