//! What a check of an account's server finds, step by step.

use serde::{Deserialize, Serialize};

use super::TlsReport;
use crate::{engine::problem::Problem, store::Security};

/// A step of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProbeStep {
    /// To the relay.
    Relay,
    /// From there to the server.
    Connection,
    /// Whether nobody can listen.
    Tls,
    /// What the server says first.
    Greeting,
    /// What it says that it can do.
    Capabilities,
    /// Whether it lets the reader in.
    Login,
    /// What waits there.
    Waiting,
    /// Whether it names messages.
    Uidl,
    /// Whether it shows headers alone.
    Top,
}

impl ProbeStep {
    /// All of them, in the order in which they are taken.
    #[must_use]
    pub const fn order(security: Security) -> [Self; 9] {
        use ProbeStep::{Capabilities, Connection, Greeting, Login, Relay, Tls, Top, Uidl, Waiting};
        match security {
            Security::StartTls => [Relay, Connection, Greeting, Tls, Capabilities, Login, Waiting, Uidl, Top],
            Security::Tls | Security::None => {
                [Relay, Connection, Tls, Greeting, Capabilities, Login, Waiting, Uidl, Top]
            }
        }
    }
}

/// What a step found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Probed {
    /// The relay answers.
    Relay,
    /// The host's name leads somewhere, and who is there takes connections.
    Connection,
    /// The connection is encrypted, and the certificate trusted.
    Tls(TlsReport),
    /// Nothing is encrypted: the account says so.
    Unencrypted,
    /// The server's greeting.
    Greeting(String),
    /// Lines of its answer to CAPA; none where it does not know that.
    Capabilities(Vec<String>),
    /// It let the reader in, by this method, as "AUTH PLAIN".
    Login(String),
    /// What waits there.
    Waiting {
        /// Messages.
        messages: u64,
        /// Their octets.
        octets: u64,
    },
    /// Whether it names messages (UIDL).
    Uidl(bool),
    /// Whether it shows headers alone (TOP); `None` where that was not tried: nothing waits there, or it
    /// announces that it deletes what it has shown (EXPIRE 0).
    Top(Option<bool>),
}

impl Probed {
    /// The step that found it.
    #[must_use]
    pub const fn step(&self) -> ProbeStep {
        match self {
            Self::Relay => ProbeStep::Relay,
            Self::Connection => ProbeStep::Connection,
            Self::Tls(_) | Self::Unencrypted => ProbeStep::Tls,
            Self::Greeting(_) => ProbeStep::Greeting,
            Self::Capabilities(_) => ProbeStep::Capabilities,
            Self::Login(_) => ProbeStep::Login,
            Self::Waiting { .. } => ProbeStep::Waiting,
            Self::Uidl(_) => ProbeStep::Uidl,
            Self::Top(_) => ProbeStep::Top,
        }
    }
}

/// How a check goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Probing {
    /// Somebody has the maildrop open: a collecting, most likely, which is not disturbed.
    Waits,
    /// A step is done.
    Found(Probed),
    /// A step failed.
    Failed(ProbeStep, Problem),
    /// That is all: it came to its end, or was stopped.
    Ended,
}
