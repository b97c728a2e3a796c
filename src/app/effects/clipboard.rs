//! The clipboard.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::app::views;

/// Gives the clipboard this text. Where the browser does not allow that, selects what the page shows of
/// it and copies that, as older browsers do; then what is selected stays so, for the reader to copy.
pub(super) async fn copy(text: &str) -> bool {
    let navigator = gloo::utils::window().navigator();
    // Without a secure connection there is no clipboard at all.
    let there =
        Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    if there && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok() {
        return true;
    }
    select().is_some() && copy_selection()
}

fn select() -> Option<()> {
    let document = gloo::utils::document();
    // No two of them are on the page at once.
    let shown =
        [views::REPORT_ID, views::HEADERS_ID].into_iter().find_map(|id| document.get_element_by_id(id))?;
    gloo::utils::window().get_selection().ok()??.select_all_children(&shown).ok()
}

/// `document.execCommand("copy")`, which is no longer in the standard and still everywhere.
fn copy_selection() -> bool {
    let document = gloo::utils::document();
    let command =
        Reflect::get(&document, &"execCommand".into()).and_then(|command| command.dyn_into::<Function>());
    let copied = command.and_then(|command| command.call1(&document, &JsValue::from_str("copy")));
    copied.is_ok_and(|copied| copied.is_truthy())
}
