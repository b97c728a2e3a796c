//! What the reader chose on this device: short texts, by name.

use web_sys::Storage;

/// The keys.
pub(super) const KEYS: &str = "restante.keys";
/// The folders that are folded.
pub(super) const FOLDED: &str = "restante.folded";

/// What was kept; nothing where the browser keeps nothing.
pub(super) fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps it. Where the browser refuses, it holds until the page is left.
pub(super) fn keep(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, text);
    }
}

fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok()?
}
