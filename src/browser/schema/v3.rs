//! Version 3: envelopes come in blocks, and names that no envelope tells of beside them. The journal
//! goes into them when it is compacted the first time.

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

pub(super) fn upgrade(database: &IdbDatabase) -> Result<(), JsValue> {
    database.create_object_store("blocks")?;
    database.create_object_store("names")?;
    Ok(())
}
