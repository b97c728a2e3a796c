//! The browser's parts: everything that names web-sys and is not the page itself.

mod bridge;

pub use bridge::WorkerBridge;
