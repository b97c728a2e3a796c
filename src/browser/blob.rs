//! Blobs: bytes that the browser holds, in a file where there are many.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Bytes go in and come out in pieces of so many, so that a large message is not in memory once
/// more as a whole while it does.
const PIECE: usize = 4 << 20;

/// A Blob of these bytes.
pub(super) fn of(bytes: &[u8]) -> Result<Blob, JsValue> {
    // A Blob of Blobs: each piece's array can go as soon as its own Blob is made.
    let pieces: Array =
        bytes.chunks(PIECE).map(|piece| piece_of(piece).map(JsValue::from)).collect::<Result<_, _>>()?;
    Blob::new_with_blob_sequence(&pieces)
}

fn piece_of(bytes: &[u8]) -> Result<Blob, JsValue> {
    Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))
}

/// The bytes of a Blob.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a Blob's size is a whole number, and more than wasm can address would not fit anyway"
)]
pub(super) async fn bytes(blob: &Blob) -> Result<Vec<u8>, JsValue> {
    let size = blob.size();
    let mut bytes = Vec::with_capacity(size as usize);
    let mut at = 0.0;
    while at < size {
        let end = size.min(at + PIECE as f64);
        let piece = JsFuture::from(blob.slice_with_f64_and_f64(at, end)?.array_buffer()).await?;
        bytes.extend(Uint8Array::new(&piece).to_vec());
        at = end;
    }
    Ok(bytes)
}
