//! Version 2: raw messages come in packs. Those that are here stay where they are.

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

pub(super) fn upgrade(database: &IdbDatabase) -> Result<(), JsValue> {
    database.create_object_store("packs")?;
    Ok(())
}
