//! What is kept: accounts, envelopes and what was learnt of servers.

use serde::{Deserialize, Serialize};

use crate::{
    mail::Summary,
    protocol::{pop3::Uidl, tls::Pin},
};

/// Names an account for as long as it exists; never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountId(pub u32);

/// Names a message for as long as it exists; never given twice, and smaller for what came earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId(pub u64);

/// How a connection to a mail server is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (RFC 8314), port 995.
    Tls,
    /// Plain at first, then STLS (RFC 2595), port 110. Without STLS there is no session.
    StartTls,
    /// No TLS at all: the relay and the network read everything.
    None,
}

/// Where a mail server answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Server {
    /// Host name or address, as the reader wrote it.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
}

/// An account as the reader set it up. Its password is kept apart, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The reader's own name, for mail they write.
    pub name: String,
    /// The reader's address; what the account is called on the screen.
    pub address: String,
    /// The name given to `USER`.
    pub user: String,
    /// Where mail is collected.
    pub pop3: Server,
    /// Leave messages on the server once they are collected.
    pub leave_on_server: bool,
    /// The key trusted for `pop3` where no public authority vouches for it.
    pub pin: Option<Pin>,
}

/// A password in the clear, on its way from the reader to where it is sealed or used. Never printed.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Password(pub String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(..)")
    }
}

/// A secret, encrypted so that only this device can open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed(pub Vec<u8>);

/// Names a maildrop for as long as anything collected from it is here; never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MaildropId(pub u32);

/// One reader's mailbox on one server. UIDLs mean something within it only: an account that is
/// pointed at another server must not take that one's messages for those it has.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Maildrop {
    /// The account that collects from it.
    pub account: AccountId,
    host: String,
    /// `None` for POP3's own ports, 110 and 995: they lead to the same maildrops.
    port: Option<u16>,
    user: String,
}

impl Maildrop {
    /// Where this account collects now.
    #[must_use]
    pub fn of(id: AccountId, account: &Account) -> Self {
        Self {
            account: id,
            host: account.pop3.host.trim_end_matches('.').to_ascii_lowercase(),
            port: Some(account.pop3.port).filter(|port| ![110, 995].contains(port)),
            user: account.user.clone(),
        }
    }
}

/// What is known of a stored message without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Its name here.
    pub id: MessageId,
    /// The account that collected it.
    pub account: AccountId,
    /// Where it came from.
    pub maildrop: MaildropId,
    /// Its name there.
    pub uidl: Uidl,
    /// Octets of the raw message as stored.
    pub size: u64,
    /// When it was stored, in Unix seconds.
    pub collected_at: i64,
    /// Whether it was opened, or marked so.
    pub read: bool,
    /// What its header and text say.
    pub summary: Summary,
}

impl Envelope {
    /// The time it is sorted and shown by, in Unix seconds: its own date unless that is missing or
    /// lies more than a day after it was collected (then nobody would find it again).
    #[must_use]
    pub fn date(&self) -> i64 {
        let latest = self.collected_at.saturating_add(86_400);
        self.summary
            .date
            .or(self.summary.received)
            .filter(|&date| date <= latest)
            .or(self.summary.received.filter(|&date| date <= latest))
            .unwrap_or(self.collected_at)
    }
}
