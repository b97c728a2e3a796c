//! Version 3: envelopes come in blocks, and names that no envelope tells of beside them. The journal
//! goes into them when it is compacted the first time. Pieces of the search index have a place of their
//! own; mail that is here already is indexed by and by.

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

pub(super) fn upgrade(database: &IdbDatabase) -> Result<(), JsValue> {
    database.create_object_store("blocks")?;
    database.create_object_store("names")?;
    database.create_object_store("segments")?;
    Ok(())
}
