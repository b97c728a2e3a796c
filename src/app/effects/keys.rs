//! What the reader chose of the keys, kept on the device.

use web_sys::Storage;

const NAME: &str = "restante.keys";

/// What was kept; nothing where the browser keeps nothing.
pub(super) fn kept() -> Option<String> {
    storage()?.get_item(NAME).ok()?
}

/// Keeps it. Where the browser refuses, it holds until the page is left.
pub(super) fn keep(text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(NAME, text);
    }
}

fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok()?
}
