//! The browser's parts: everything that names web-sys and is not the page itself.
//!
//! ```text
//! page:   bridge ──typed messages──> worker
//! worker: worker ──> engine ──> store (IndexedDB: database, schema, blob; passwords: vault, with WebCrypto)
//!            │                └─> socket (WebSocket to the relay)
//!            └─ tabs: one worker of all tabs is the engine's (Web Locks); the others pass messages on
//! ```

mod blob;
mod bridge;
mod database;
mod schema;
mod socket;
mod store;
mod tabs;
mod vault;
mod worker;

pub use bridge::WorkerBridge;
pub use store::IndexedDbStore;
pub use worker::run as run_worker;
