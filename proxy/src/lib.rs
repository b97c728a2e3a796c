//! The relay of Restante: it serves the page and carries the page's mail connections on to TCP.
//!
//! A browser cannot open a TCP connection, so the page asks the relay that served it to open one. TLS ends in
//! the browser: what passes here is ciphertext unless an account asks for none. The relay keeps nothing and
//! logs nothing of what it carries, so two of them behind a load balancer are a bigger relay.
//!
//! Nothing can be reached until the operator lists it. A connection passes these gates, in this order, and
//! each is a file:
//!
//! 1. `origin`: the page that asks is one that this relay serves.
//! 2. `seats`: the relay and the client have room for one more connection.
//! 3. `relay`: the WebSocket speaks the frames of [`restante::protocol::frame`].
//! 4. `allow`: the operator listed this host and port.
//! 5. `connect`, `address`: the name is resolved once, every address of it is a public one, and that very
//!    address is connected. Where the operator listed an address, that one is connected, without DNS.
//!
//! The rest: `server` accepts connections and ends them, `page` and `encoding` serve the embedded files,
//! `headers` says what a browser may do with them, `config_json` tells the page about its relay, `demo`
//! brings a mail server along, `config` is what the operator sets.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod address;
mod allow;
mod config;
mod config_json;
mod connect;
mod demo;
mod encoding;
mod headers;
mod origin;
mod page;
mod relay;
mod seats;
mod server;

pub use allow::{AllowList, Pair, PairError};
pub use config::{Arguments, Config, Limits};
pub use origin::{Origin, OriginError, Origins};
pub use page::{File, Page};
pub use server::{Relay, StartError};
