//! Restante: a POP3 mail client that lives in the browser.
//!
//! ```text
//! page (app)  <── api ──>  worker (engine)  <══ frame ══>  relay  <── TCP ──>  mail server
//!   draws                   protocol, mail, store            proxy/
//!                           IndexedDB
//! ```
//!
//! One wasm binary has two roles. In a window it is the page: it draws what a pure
//! [`app::state`] says, and never blocks. In a dedicated worker it is the engine: it collects,
//! stores and reads. They exchange the types of [`engine::api`].
//!
//! | module | what it is | what it may name |
//! | --- | --- | --- |
//! | [`protocol`] | POP3, SASL, TLS and the relay’s frames as state machines: bytes in, bytes and events out | nothing else here |
//! | [`mail`] | from raw bytes to an envelope, a reading, sanitised HTML | nothing else here |
//! | [`threads`] | which mails belong together and who answers whom | `mail` |
//! | [`search`] | an index of mails in immutable segments, and queries over it | `mail` |
//! | [`junk`] | a filter that learns from the reader which mail is junk, and says by which words | `mail`, `search` |
//! | [`rules`] | what is to happen to a mail by itself, as its reader has ordered | `mail`, `search` |
//! | [`store`] | what is kept: envelopes in blocks, a journal, raw messages; behind a trait | `protocol`, `mail` |
//! | [`engine`] | sessions with servers, what is collected and when it is durable | all above |
//! | `browser` | IndexedDB, WebSocket, WebCrypto, the worker; wasm only | `engine` and below |
//! | [`app`] | the page; wasm only but for its state and its words | `engine` and below, `browser` |
//!
//! What holds everywhere:
//!
//! - **Only the engine does I/O, and only through traits** ([`engine::platform`], [`store::Store`]).
//!   The same engine runs in the worker over WebSockets and IndexedDB, and in native tests over
//!   TCP and memory against real servers.
//! - **TLS ends here**, not in the relay: what goes through the relay is ciphertext, unless the
//!   account says otherwise.
//! - **One writer.** Of all tabs' workers the one that holds a Web Lock has the engine; the others
//!   pass on what their pages ask.
//! - **Mail is durable before it is deleted.** A message's raw bytes, envelope and UIDL are kept in
//!   one strict transaction; DELE goes out only after that, and only if the browser has promised
//!   to keep what is stored.
//! - **Bytes from outside are hostile.** Where they are read, lints forbid whatever could panic.

pub mod protocol;

#[cfg(feature = "client")]
pub mod app;
#[cfg(all(feature = "client", target_arch = "wasm32"))]
pub mod browser;
#[cfg(feature = "client")]
pub mod engine;
#[cfg(feature = "client")]
pub mod junk;
#[cfg(feature = "client")]
pub mod mail;
#[cfg(feature = "client")]
pub mod rules;
#[cfg(feature = "client")]
pub mod search;
#[cfg(feature = "client")]
pub mod store;
#[cfg(feature = "client")]
pub mod threads;
