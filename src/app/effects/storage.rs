//! Whether the browser keeps this site's storage until the reader removes it, and how much of it there
//! is. Workers cannot ask the first.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::app::state::Estimate;

/// How much is stored, and how much may be; `None` where the browser does not say.
pub(super) async fn estimate() -> Option<Estimate> {
    let storage = Reflect::get(&gloo::utils::window().navigator(), &"storage".into()).ok()?;
    let storage: web_sys::StorageManager = storage.dyn_into().ok()?;
    let said = JsFuture::from(storage.estimate().ok()?).await.ok()?;
    let number = |name: &str| Reflect::get(&said, &name.into()).ok()?.as_f64();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, not below 0, and what does not fit is as good as the most that does"
    )]
    let octets = |name: &str| number(name).map(|number| number as u64);
    Some(Estimate { used: octets("usage")?, quota: octets("quota")? })
}

/// What the browser says now.
pub(super) async fn kept() -> bool {
    answer(|storage| storage.persisted()).await
}

/// Asks the browser to keep it; some ask the reader, some decide by how much the site is used.
pub(super) async fn keep() -> bool {
    answer(|storage| storage.persist()).await
}

async fn answer(
    ask: impl FnOnce(&web_sys::StorageManager) -> Result<js_sys::Promise, wasm_bindgen::JsValue>,
) -> bool {
    // Some private windows have no such thing.
    let storage = Reflect::get(&gloo::utils::window().navigator(), &"storage".into());
    let Some(storage) = storage.ok().and_then(|storage| storage.dyn_into().ok()) else { return false };
    let Ok(promise) = ask(&storage) else { return false };
    JsFuture::from(promise).await.is_ok_and(|said| said.is_truthy())
}
