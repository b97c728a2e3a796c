//! A server's report card: what is known of it, fit to be shown and to be copied into a bug report.

use serde::{Deserialize, Serialize};

use crate::{
    engine::problem::Peer,
    store::{AccountId, Security},
};

/// What is known of an account's server. No secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Whose server.
    pub account: AccountId,
    /// The server.
    pub server: Peer,
    /// How the connection is secured.
    pub security: Security,
    /// Its greeting; empty before this worker's first session.
    pub greeting: String,
    /// Lines of its answer to CAPA before the login; `None` when it has none.
    pub before_login: Option<Vec<String>>,
    /// The same after the login.
    pub after_login: Option<Vec<String>>,
    /// TLS, where there was a handshake.
    pub tls: Option<TlsReport>,
    /// How the reader was logged in, as "AUTH SCRAM-SHA-256" or "USER and PASS".
    pub login: Option<String>,
    /// When the server deletes messages by itself (EXPIRE), where it says.
    pub expire: Option<Expiry>,
    /// Seconds that have to pass between two logins (LOGIN-DELAY), where it says.
    pub login_delay: Option<u32>,
    /// What had to be worked around.
    pub quirks: Vec<Quirk>,
    /// The last session, a line each, "C: " and "S: " saying who spoke. Secrets are left out.
    pub transcript: Vec<String>,
}

/// The TLS of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsReport {
    /// As "TLS 1.3".
    pub version: String,
    /// The cipher suite's name.
    pub suite: String,
    /// SHA-256 over the server's certificate, as `openssl x509 -fingerprint -sha256` prints it.
    pub fingerprint: String,
    /// Trusted by the reader, not by a public authority.
    pub pinned: bool,
}

/// When a server deletes messages by itself (RFC 2449, section 6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expiry {
    /// It keeps them.
    Never,
    /// After so many days. 0 is announced by servers that do not mean it: it is not believed.
    Days(u32),
}

/// Something a server does that it should not, or that had to be worked around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quirk {
    /// It does not know CAPA.
    NoCapa,
    /// It does not answer CAPA at all.
    CapaHangs,
    /// It announces that it takes several commands at once, and answers them wrongly.
    PipeliningBroken,
    /// It takes several commands at once without saying so.
    PipeliningUnannounced,
    /// It has no UIDL.
    NoUidl,
    /// It gives some messages no name, or one that is none.
    UidlMissing,
    /// It gives several messages one name.
    UidlDuplicate,
    /// It gave a known name to another message.
    UidlReused,
    /// It has given known messages other names.
    UidlChanged,
    /// It refuses TOP.
    NoTop,
    /// TOP shows other headers than RETR.
    TopDiffers,
    /// Its counts of octets are wrong.
    WrongOctets,
    /// STAT, LIST and UIDL do not agree.
    ListingsDisagree,
    /// It ends lines with LF alone.
    BareLf,
    /// It ends lines with CR CR LF.
    DoubledCr,
    /// It ended a message without a line of its own for the final dot.
    GluedDot,
    /// It closes the connection instead of an answer to a wrong password.
    HangsUpOnRefusal,
    /// It announces that it deletes messages at once (EXPIRE 0).
    ExpireZero,
}
