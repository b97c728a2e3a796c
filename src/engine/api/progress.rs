//! How far a collecting is.

use serde::{Deserialize, Serialize};

/// Why a collecting waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pause {
    /// Somebody else has the maildrop open.
    InUse,
    /// The server has a trouble that passes.
    Trouble,
    /// The server wants a pause between two logins.
    LoginDelay,
}

/// How far an account's collecting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// The server is busy, or wants a pause between two logins: the next try comes by itself.
    Waiting {
        /// Why.
        reason: Pause,
        /// When, in Unix seconds.
        until: i64,
    },
    /// Reaching the server, and the TLS handshake.
    Connecting,
    /// Saying who we are.
    LoggingIn,
    /// Asking what is there.
    Listing,
    /// Fetching messages.
    Fetching {
        /// Messages stored so far.
        done: u32,
        /// Messages to fetch in this session.
        total: u32,
        /// Bytes received so far.
        bytes: u64,
        /// Bytes to fetch, as the server counts them.
        total_bytes: u64,
    },
    /// Telling messages apart by their headers, where the server's names cannot be trusted.
    Comparing,
    /// Removing collected messages from the server and saying goodbye.
    Finishing,
}
