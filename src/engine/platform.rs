//! What the engine needs of the world around it, as traits: a browser's worker gives it these, and
//! so do native tests.

use std::time::Duration;

use super::{
    api::Notice,
    problem::{Peer, Problem},
};
use crate::store::{Sealed, Store};

/// One of the pages that the engine serves; each tab is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Client(pub u64);

/// Whom a notice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum To {
    /// Every page.
    All,
    /// The page that asked.
    One(Client),
}

/// The world around the engine.
pub trait Platform {
    /// Where mail is kept.
    type Store: Store;
    /// How mail servers are reached.
    type Network: Network;

    /// Where mail is kept.
    fn store(&self) -> &Self::Store;

    /// How mail servers are reached.
    fn network(&self) -> &Self::Network;

    /// Says something to the pages.
    fn notify(&self, to: To, notice: Notice);

    /// The time of day, in Unix seconds.
    fn now(&self) -> i64;

    /// How far the reader's clock is ahead of UTC, in seconds.
    fn offset(&self) -> i32 {
        0
    }

    /// Milliseconds since some moment in the past; never goes back.
    fn milliseconds(&self) -> u64;

    /// Waits.
    fn sleep(&self, time: Duration) -> impl Future<Output = ()>;

    /// Encrypts a password for this device.
    ///
    /// # Errors
    /// When the platform cannot.
    fn seal(&self, secret: &str) -> impl Future<Output = Result<Sealed, Problem>>;

    /// Decrypts a password that was sealed on this device.
    ///
    /// # Errors
    /// When the platform cannot, or the password was sealed elsewhere.
    fn unseal(&self, sealed: &Sealed) -> impl Future<Output = Result<String, Problem>>;
}

/// Opens byte streams to mail servers.
pub trait Network {
    /// A stream.
    type Link: Link;

    /// Opens a stream to this host and port.
    ///
    /// # Errors
    /// Why it could not.
    fn connect(&self, peer: &Peer) -> impl Future<Output = Result<Self::Link, LinkError>>;
}

/// A byte stream to a mail server. Dropping it closes it.
pub trait Link {
    /// Sends bytes, in the order of the calls; it does not wait.
    fn send(&mut self, bytes: Vec<u8>);

    /// The next bytes; `None` when the server closed its side in good order. Dropping the future
    /// loses nothing.
    ///
    /// # Errors
    /// Why no more will come.
    fn receive(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, LinkError>>;
}

/// Why a stream could not be opened, or broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkError {
    /// The relay does not answer.
    RelayUnreachable,
    /// The relay went away, or broke its protocol.
    RelayLost,
    /// The relay has too many connections.
    RelayBusy,
    /// The relay's operator has not listed this host and port.
    NotAllowed,
    /// The host leads into a private network, where the relay's operator has not sent it.
    PrivateAddress,
    /// The host has no address.
    UnknownHost,
    /// The host refused.
    Refused,
    /// The host did not answer in time.
    TimedOut,
    /// The connection stood and then broke.
    Reset,
}

impl LinkError {
    /// What to tell the reader, when it happened with this server.
    #[must_use]
    pub fn about(self, peer: &Peer) -> Problem {
        let peer = peer.clone();
        match self {
            Self::RelayUnreachable => Problem::RelayUnreachable,
            Self::RelayLost => Problem::RelayLost,
            Self::RelayBusy => Problem::RelayBusy,
            Self::NotAllowed => Problem::NotAllowed(peer),
            Self::PrivateAddress => Problem::PrivateAddress(peer),
            Self::UnknownHost => Problem::UnknownHost(peer),
            Self::Refused => Problem::Refused(peer),
            Self::TimedOut => Problem::TimedOut(peer),
            Self::Reset => Problem::ConnectionLost(peer),
        }
    }
}
