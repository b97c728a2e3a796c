//! Gives the reader a file.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// How long a file's address stays good: the browser reads it after the click has returned.
const KEPT_MS: u32 = 60_000;

/// Saves bytes as a download. The file is always typed as plain bytes, whatever the mail calls it: a
/// browser that shows it instead must not run it as a page of this site.
pub(super) fn save(name: &str, bytes: &[u8]) {
    let saved = blob(&Array::of1(&Uint8Array::from(bytes))).and_then(|blob| offer(name, &blob));
    if let Err(error) = saved {
        gloo::console::error!("a file could not be saved:", error);
    }
}

/// Plain bytes, of these pieces.
pub(super) fn blob(pieces: &Array) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    Blob::new_with_blob_sequence_and_options(pieces, &options)
}

/// Lets the browser download it.
pub(super) fn offer(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = gloo::utils::document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    gloo::timers::callback::Timeout::new(KEPT_MS, move || {
        // An address that is gone already needs no removing.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
