//! Version 1: the journal, the raw messages, the keys.

use wasm_bindgen::JsValue;
use web_sys::{IdbDatabase, IdbObjectStoreParameters};

pub(super) fn upgrade(database: &IdbDatabase) -> Result<(), JsValue> {
    let numbered = IdbObjectStoreParameters::new();
    numbered.set_auto_increment(true);
    database.create_object_store_with_optional_parameters("journal", &numbered)?;
    database.create_object_store("raw")?;
    database.create_object_store("keys")?;
    Ok(())
}
