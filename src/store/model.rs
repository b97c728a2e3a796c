//! What is kept: accounts, envelopes and what was learnt of servers.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU16,
};

use serde::{Deserialize, Serialize};

use super::Filed;
use crate::{
    mail::{HeaderDigest, Summary},
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
    /// What the reader proves themselves with.
    pub sign_in: SignIn,
    /// What the reader was warned of and wants all the same.
    pub consent: Consent,
    /// What becomes of messages on the server once they are here.
    pub retention: Retention,
    /// How much of each message is collected.
    pub extent: Extent,
    /// Collected by itself so often, in minutes; `None`: when the reader asks.
    pub every: Option<NonZeroU16>,
    /// The key trusted for `pop3` where no public authority vouches for it.
    pub pin: Option<Pin>,
}

impl Account {
    /// An account with this address, user name and server; all else as a reader finds it.
    #[must_use]
    pub fn new(address: &str, user: &str, pop3: Server) -> Self {
        Self {
            name: String::new(),
            address: address.to_owned(),
            user: user.to_owned(),
            pop3,
            sign_in: SignIn::default(),
            consent: Consent::default(),
            retention: Retention::default(),
            extent: Extent::default(),
            every: None,
            pin: None,
        }
    }

    /// Stands for an account of which nothing is known any more but its mail, until the reader has set
    /// it up again.
    #[must_use]
    pub fn lost(id: AccountId) -> Self {
        let pop3 = Server { host: LOST.to_owned(), port: 995, security: Security::Tls };
        Self::new(&format!("account-{}@{LOST}", id.0), "", pop3)
    }

    /// Whether it is such an account.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.pop3.host == LOST
    }

    /// The same, leaving this on the server.
    #[must_use]
    pub const fn leaving(mut self, leave: Leave) -> Self {
        self.retention.leave = leave;
        self
    }

    /// The same, with the reader's consent to send the password unencrypted.
    #[must_use]
    pub const fn in_plaintext(mut self) -> Self {
        self.consent.plaintext = true;
        self
    }
}

/// The server of an account whose settings were lost: nobody can have that name (RFC 6761, section 6.4).
const LOST: &str = "lost.invalid";

/// The server of what came from none, and how names there begin.
const LOCAL: &str = "local.invalid";
const LOCAL_NAME: &str = "\0local ";

/// What an account's secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SignIn {
    /// A password, or a password made for this one app.
    #[default]
    Password,
    /// An OAuth 2.0 access token (XOAUTH2, RFC 7628).
    Token,
}

/// What may be sent though it should not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Consent {
    /// The password may cross the network unencrypted: security is "None", and the reader
    /// confirmed what that means.
    pub plaintext: bool,
    /// APOP may be used outside of TLS: its MD5 can be broken by who listens.
    pub apop: bool,
}

/// What becomes of messages on the server once they are here, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Retention {
    /// What is left there.
    pub leave: Leave,
    /// A message that is deleted here is deleted there too.
    pub follow: bool,
}

/// Which collected messages are left on the server. Whatever it says, only a message that is here
/// whole and durable is ever deleted there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Leave {
    /// All of them, for other devices.
    #[default]
    All,
    /// None of them.
    Nothing,
    /// Those that were collected less than so many days ago.
    Days(u16),
    /// The newest so many.
    Newest(u32),
    /// The newest, as many as fit into so many octets, but one in any case.
    NewestOctets(u64),
}

/// How much is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Extent {
    /// How much of each message.
    pub bodies: Bodies,
    /// The first time, only messages that arrived since then (Unix seconds); the others are left
    /// where they are.
    pub since: Option<i64>,
}

/// How much of a message is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Bodies {
    /// All of it.
    #[default]
    Whole,
    /// Its header, until the reader asks for the rest.
    HeadersOnly,
    /// All of it, if it has at most so many octets; otherwise its header.
    UpTo(u64),
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

    /// What came from no server: copies, what was brought in, what is written here. Nobody collects from
    /// it: its host is one that nobody can have (RFC 6761, section 6.4).
    #[must_use]
    pub fn local(account: AccountId) -> Self {
        Self { account, host: LOCAL.to_owned(), port: None, user: String::new() }
    }

    /// Whether it is such a maildrop.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.host == LOCAL
    }

    /// What a message is called in it.
    #[must_use]
    pub fn local_name(id: MessageId) -> Uidl {
        Uidl(format!("{LOCAL_NAME}{}", id.0).into_bytes())
    }

    /// Whether a message that is called so is in such a maildrop: no server's name has these characters
    /// (RFC 1939, section 7).
    pub(super) fn is_local_name(uidl: &Uidl) -> bool {
        uidl.0.starts_with(LOCAL_NAME.as_bytes())
    }

    /// Whether it is not known which one it is.
    pub(super) fn is_lost(&self) -> bool {
        self.host == LOST
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
    /// Octets of the raw message as stored; of the whole message, by the server's count, where only
    /// its header is here.
    pub size: u64,
    /// What of it is here.
    pub held: Held,
    /// By which it is known again where the server's names cannot be trusted; `None` for what was
    /// collected by a version that did not look: the raw message still tells.
    pub header: Option<HeaderDigest>,
    /// Its octets as LIST gave them; 0 where it did not, or where nobody kept them.
    pub listed: u64,
    /// When it was stored, in Unix seconds.
    pub collected_at: i64,
    /// Whether it was opened, or marked so.
    pub read: bool,
    /// Whether the reader gave it a star.
    pub starred: bool,
    /// Where the reader has filed it.
    pub filed: Filed,
    /// What its header and text say.
    pub summary: Summary,
}

/// What of a message is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Held {
    /// All of it.
    #[default]
    Whole,
    /// Its header only.
    Header,
    /// All that came, but where it ended is a guess: it is never deleted on the server.
    PossiblyIncomplete,
}

/// What is known of a name that a server gave to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The message here; `None` when it was deleted here, or never collected.
    pub message: Option<MessageId>,
    /// Octets as LIST gave them; 0 where it did not.
    pub listed: u64,
    /// The header behind the name; `None` when it was never seen, or by a version that did not look.
    pub header: Option<HeaderDigest>,
    /// When it was collected, or passed over, in Unix seconds.
    pub since: i64,
    /// What is to become of it there.
    pub wish: Wish,
}

/// What is to become of a message on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Wish {
    /// What the account's retention says.
    #[default]
    Policy,
    /// It stays, whatever the retention says.
    Keep,
    /// It goes with the next session. The reader asked for it, and let "Undo" pass.
    Delete,
    /// It is collected once more, and replaces what is here.
    CollectAgain,
    /// It is not collected: it is older than the reader wanted the first time.
    PassOver,
    /// It was deleted: the server said so after QUIT. What comes under the name from now on is
    /// another message, unless the server rolled back.
    Gone,
}

/// What was learnt of a server, so that the next session need not learn it again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Learnt {
    /// Lines of its answer to CAPA before the login (after TLS), none where it refused; `None` when
    /// it has to be asked.
    pub before_login: Option<Vec<String>>,
    /// The same after the login.
    pub after_login: Option<Vec<String>>,
    /// It does not answer CAPA at all: it is not asked again.
    pub capa_hangs: bool,
    /// Its answers did not match several commands at once: one at a time from now on.
    pub no_pipelining: bool,
    /// Several commands at once were answered rightly, announced or not.
    pub pipelining_works: bool,
    /// The last login that succeeded, in Unix seconds, where it wants a pause between two
    /// (LOGIN-DELAY).
    pub logged_in: Option<i64>,
    /// Nothing may follow the login before it is over: it takes several turns, or what followed was
    /// lost.
    pub login_apart: bool,
    /// How often in a row it fell silent with several commands in flight, though it had answered
    /// some rightly before.
    pub stalls: u8,
    /// Its counts of octets are right at times and at others wrong.
    pub octets_vary: bool,
}

/// What the reader has said of those who write to an account, and of the servers that check them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trust {
    /// Servers by the name under which they write what they found (authserv-id, RFC 8601), in lower
    /// case: whether the reader confirmed that it is their own, or said that it is not.
    pub servers: BTreeMap<String, bool>,
    /// Addresses in lower case whose mail is shown with its remote images, where it is proven to be
    /// theirs.
    pub images_from: BTreeSet<String>,
}
