//! Whether the browser keeps this site's storage until the reader removes it. Workers cannot ask.

use wasm_bindgen_futures::JsFuture;

/// What the browser says now.
pub(super) async fn kept() -> bool {
    answer(gloo::utils::window().navigator().storage().persisted()).await
}

/// Asks the browser to keep it; some ask the reader, some decide by how much the site is used.
pub(super) async fn keep() -> bool {
    answer(gloo::utils::window().navigator().storage().persist()).await
}

async fn answer(promise: Result<js_sys::Promise, wasm_bindgen::JsValue>) -> bool {
    let Ok(promise) = promise else { return false };
    JsFuture::from(promise).await.is_ok_and(|said| said.is_truthy())
}
