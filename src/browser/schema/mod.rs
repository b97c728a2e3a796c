//! The database's schema: one module a version, each saying what it adds to the one before.

mod v1;
mod v2;
mod v3;

use web_sys::{IdbDatabase, IdbTransaction};

/// The database's name in the browser.
pub(super) const NAME: &str = "restante";

/// The version this build writes.
pub(super) const VERSION: u32 = 3;

/// The journal's records, numbered from 1.
pub(super) const JOURNAL: &str = "journal";

/// Blocks of envelopes, by their first message.
pub(super) const BLOCKS: &str = "blocks";

/// Names on servers that no message here tells of, by maildrop.
pub(super) const NAMES: &str = "names";

/// Packs of raw messages, each by the id of the last message it was made of. A message that is in a
/// pack is in the first whose key is not below its id.
pub(super) const PACKS: &str = "packs";

/// Raw messages by their id: those in no pack.
pub(super) const RAW: &str = "raw";

/// Pieces of the search index by their ids.
pub(super) const SEGMENTS: &str = "segments";

/// Keys of WebCrypto by their purpose.
pub(super) const KEYS: &str = "keys";

/// Brings a database of version `from` (0: none) to [`VERSION`], inside the upgrade's transaction:
/// it happens whole or not at all.
pub(super) fn upgrade(
    database: &IdbDatabase,
    _transaction: &IdbTransaction,
    from: u32,
) -> Result<(), wasm_bindgen::JsValue> {
    if from < 1 {
        v1::upgrade(database)?;
    }
    if from < 2 {
        v2::upgrade(database)?;
    }
    if from < 3 {
        v3::upgrade(database)?;
    }
    Ok(())
}
