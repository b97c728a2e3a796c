//! Sees to it that the keyboard is never lost: when what had it is gone from the page, it goes to the
//! nearest thing that makes sense.

use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::app::views;

/// Remembers who had the keyboard.
#[derive(Debug, Default)]
pub(super) struct FocusKeeper {
    had: Option<Element>,
}

impl FocusKeeper {
    /// Before the page changes.
    pub(super) fn remember(&mut self) {
        if let Some(active) = active() {
            self.had = Some(active);
        }
    }

    /// After the page has changed. What the reader left of their own accord is still there.
    pub(super) fn restore(&mut self) {
        let active = active();
        let gone = |element: &Element| !element.is_connected() || is_hidden(element);
        if active.as_ref().is_some_and(|active| !gone(active)) {
            self.had = active;
        } else if self.had.as_ref().is_some_and(gone) {
            self.had = None;
            fall_back();
        }
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
