//! Gives the reader files, and reads those that the reader has chosen.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, FileList, HtmlAnchorElement, Url};

use crate::engine::api::FileToRead;

/// How long a file's address stays good: the browser reads it after the click has returned.
const KEPT_MS: u32 = 60_000;

/// Saves bytes as a download. The file is always typed as plain bytes, whatever the mail calls it: a
/// browser that shows it instead must not run it as a page of this site.
pub(super) fn save(name: &str, bytes: &[u8]) {
    if let Err(error) = offer(name, bytes) {
        gloo::console::error!("a file could not be saved:", error);
    }
}

fn offer(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    offer_blob(name, &blob)
}

fn offer_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
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

thread_local! {
    /// The pieces of a copy that is being saved: the browser holds them, in a file where they are many.
    static PIECES: RefCell<Vec<Blob>> = const { RefCell::new(Vec::new()) };
    /// The files that were chosen to bring mail in from.
    static CHOSEN: RefCell<Vec<File>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a piece of a copy.
pub(super) fn keep_piece(bytes: &[u8]) {
    match Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))) {
        Ok(piece) => PIECES.with_borrow_mut(|pieces| pieces.push(piece)),
        Err(error) => gloo::console::error!("a piece of a copy could not be kept:", error),
    }
}

/// Nobody wants the pieces any more.
pub(super) fn drop_pieces() {
    PIECES.take();
}

/// Saves all pieces as one file.
pub(super) fn save_pieces(name: &str, media_type: &str) {
    let pieces: Array = PIECES.take().into_iter().map(JsValue::from).collect();
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let saved =
        Blob::new_with_blob_sequence_and_options(&pieces, &options).and_then(|blob| offer_blob(name, &blob));
    if let Err(error) = saved {
        gloo::console::error!("a copy could not be saved:", error);
    }
}

/// Holds files that were chosen, and says what they are.
pub(in crate::app) fn hold(files: &FileList) -> Vec<FileToRead> {
    let files: Vec<File> = (0..files.length()).filter_map(|at| files.item(at)).collect();
    let said = files.iter().map(|file| FileToRead { name: file.name(), size: octets(file.size()) }).collect();
    CHOSEN.set(files);
    said
}

/// Bytes of a file that was chosen; `None` where it cannot be read (any more).
pub(super) async fn read(file: u32, start: u64, end: u64) -> Option<Rc<[u8]>> {
    let file = CHOSEN.with_borrow(|files| files.get(file as usize).cloned())?;
    #[expect(clippy::cast_precision_loss, reason = "no file is so large")]
    let piece = file.slice_with_f64_and_f64(start as f64, end as f64).ok()?;
    let bytes = JsFuture::from(piece.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec().into())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the size of a file is a whole number"
)]
const fn octets(size: f64) -> u64 {
    size as u64
}
