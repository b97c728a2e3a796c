//! What can go wrong, said so that the culprit and the next step can be named.

use serde::{Deserialize, Serialize};

use crate::store::{MessageId, Pin};

/// Something the reader has to know of. The page puts it into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The relay does not answer: it is down, or there is no network.
    RelayUnreachable,
    /// The relay went away in the middle, or broke the protocol.
    RelayLost,
    /// The relay has as many connections as it may have.
    RelayBusy,
    /// The relay may not reach this host and port until its operator lists it
    /// (`RESTANTE_ALLOW=host:port`).
    NotAllowed(Peer),
    /// The host name leads into a private network. The relay follows it there only when its operator
    /// names the address (`RESTANTE_ALLOW=host=ADDRESS:port`).
    PrivateAddress(Peer),
    /// The host name has no address.
    UnknownHost(Peer),
    /// Nothing listens there, or a firewall refuses.
    Refused(Peer),
    /// The server did not answer in time.
    TimedOut(Peer),
    /// The server closed the connection, or it broke, before the work was done.
    ConnectionLost(Peer),
    /// No public authority vouches for the server's certificate: ask the reader.
    UntrustedCertificate(Peer, Certificate),
    /// The server shows another key than the one the reader trusted: an alarm, not a question.
    CertificateChanged(Peer, Certificate),
    /// The TLS handshake or the TLS stream failed, with the reason in rustls' words.
    Tls(Peer, String),
    /// The account asks for STARTTLS and the server does not offer it (any more).
    NoStartTls(Peer),
    /// The server wants TLS before a password, and the account says "None"; its own words.
    TlsRequired(Peer, String),
    /// The server does not know the password that it asks for: somebody else may be answering.
    ServerNotProven(Peer),
    /// The server refused the user name or the password; its own words.
    PasswordRefused(Peer, String),
    /// Somebody else has the maildrop open; the server's own words.
    MailboxInUse(Peer, String),
    /// The server wants a pause between two logins that is too long to wait for.
    LoginDelayed {
        /// The server.
        peer: Peer,
        /// Minutes from now until it lets the reader in again, rounded up.
        minutes: u32,
    },
    /// The server said no to something else; its own words.
    ServerRefused(Peer, String),
    /// The server would not give some messages out; they stay there.
    MessagesRefused {
        /// The server.
        peer: Peer,
        /// How many.
        messages: u32,
        /// The server's own words, about the last of them.
        text: String,
    },
    /// What answers there does not speak POP3, or breaks its rules: what it did.
    NotPop3(Peer, String),
    /// The browser's storage is full; what was collected before stays.
    StorageFull,
    /// The browser does not let the store work: what it said.
    Storage(String),
    /// What is stored is damaged: what was found.
    StoreDamaged(String),
    /// The store was written by a newer version of Restante, open in another tab perhaps: reload.
    StoreIsNewer,
    /// A newer version of the page needs the store: this tab has closed it and must be reloaded.
    StoreHandedOver,
    /// The browser has taken the store away in the middle of it all: the site's data was cleared, most
    /// likely. Reload.
    StoreGone,
    /// The account leaves nothing on the server, but the browser has not promised to keep what is
    /// stored here: nothing was deleted on the server.
    DeletionRefused(Peer),
    /// Something was to be deleted on the server, but part of what is noted here is lost: nothing was deleted
    /// there, until a check has put it in order.
    DeletionDoubted(Peer),
    /// The worker that does everything has crashed, or cannot be started: reload the page.
    EngineStopped(String),
    /// The reader stopped it, or changed the account meanwhile.
    Stopped,
    /// The message is not on the server (any more): what is here of it is all there is.
    GoneFromServer(Peer),
    /// The message is not here (any more).
    NoSuchMessage,
    /// An address leads to a folder or an account that is not here (any more).
    NothingThere,
    /// The message is listed, and its bytes are not here: collect it again.
    BytesMissing(MessageId),
    /// A folder or a tag cannot be what it was to be, or nothing can be put there: all is as it was.
    Filing(FilingFault),
    /// The account of this address is retired: nothing goes to its server until it is set up again.
    AccountRetired(String),
}

/// What is the matter with a folder or a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilingFault {
    /// It has no name.
    NoName,
    /// There is another of that name: choose another name.
    NameTaken,
    /// It would be in itself, or in a folder that is in it.
    InsideItself,
    /// It would be in too many others.
    TooDeep,
    /// There are as many as there can be: remove one first.
    TooMany,
    /// The folder is not there (any more), or is a search.
    NoSuchFolder,
    /// The tag is not there (any more).
    NoSuchTag,
}

/// The mail server a problem is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

impl std::fmt::Display for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// A certificate that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// SHA-256 over the whole certificate, as `openssl x509 -fingerprint -sha256` prints it:
    /// upper-case hexadecimal pairs with colons.
    pub fingerprint: String,
    /// Its key, to be trusted or not.
    pub pin: Pin,
    /// Why it was refused.
    pub fault: CertificateFault,
}

/// Why a certificate was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificateFault {
    /// Signed by itself or by an authority that browsers do not know.
    UnknownIssuer,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYetValid,
    /// It was issued for another host name.
    WrongName,
    /// Anything else.
    Invalid,
}
