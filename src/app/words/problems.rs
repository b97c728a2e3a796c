//! What went wrong, in words: the culprit, what it means for the mail, and the next step.

use super::catalogue::say;
use super::{allow, allow_inside, messages, whoever_runs_it};
use crate::engine::api::Pause;
use crate::engine::problem::{Certificate, CertificateFault, FilingFault, Peer, Problem};
use crate::store::MessageId;

/// A problem, put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The culprit and what it did.
    pub what: String,
    /// What that means, and the next step.
    pub next: String,
    /// A setting of the relay to be copied as it stands.
    pub setting: Option<String>,
    /// Technical detail: the server's own words, a fingerprint.
    pub details: Option<String>,
    /// What can be done about it here, the likeliest first.
    pub remedies: Vec<Remedy>,
}

/// Something to be done about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Collect again.
    TryAgain,
    /// Look at the account's settings.
    AccountSettings,
    /// Load the page anew.
    Reload,
    /// See what takes room here.
    FreeSpace,
    /// Reads all mail, and puts in order what is damaged.
    Check,
    /// Collect this message once more.
    CollectAgain(MessageId),
}

use Remedy::{AccountSettings, Check, CollectAgain, FreeSpace, Reload, TryAgain};

/// What is the matter with a folder or a tag.
fn filing(fault: FilingFault) -> Telling {
    match fault {
        FilingFault::NoName => {
            Telling::new(say!("It needs a name"), say!("Give it one, then save it again."))
        }
        FilingFault::NameTaken => Telling::new(
            say!("There is one of that name already"),
            say!("Choose another name, then save it again."),
        ),
        FilingFault::InsideItself => {
            Telling::new(say!("A folder cannot be inside itself"), say!("Choose another place for it."))
        }
        FilingFault::TooDeep => Telling::new(
            say!("That is too deep"),
            say!("A folder can be inside seven others at most. Choose a place further up."),
        ),
        FilingFault::TooMany => Telling::new(
            say!("There are as many as there can be"),
            say!("Remove one that you do not need, then try again."),
        ),
        FilingFault::NoSuchFolder => Telling::new(
            say!("That folder is not there any more"),
            say!("It was removed, in another tab perhaps. Nothing was moved."),
        ),
        FilingFault::NoSuchTag => Telling::new(
            say!("That tag is not there any more"),
            say!("It was removed, in another tab perhaps."),
        ),
    }
}

/// Puts a problem into words. `stored` messages had been stored in that session before it happened;
/// `listed` is what the relay's operator has listed, as far as the relay told.
#[must_use]
pub fn problem(problem: &Problem, stored: u32, listed: Option<&str>) -> Telling {
    match problem {
        Problem::RelayUnreachable => Telling::new(
            say!("The relay does not answer"),
            say!("It is down, or this device is offline. The mail you have collected is all here. Check the network, then try again."),
        )
        .with(&[TryAgain]),
        Problem::RelayLost => Telling::new(
            say!("The relay broke the connection{stored}", stored = after(stored)),
            say!("{stored}Try again to go on from there.", stored = safe(stored)),
        )
        .with(&[TryAgain]),
        Problem::RelayBusy => {
            Telling::new(say!("The relay is busy"), say!("It has as many connections as it may have. Try again in a minute."))
                .with(&[TryAgain])
        }
        Problem::NotAllowed(peer) => Telling::new(
            say!("The relay may not reach {peer}", peer),
            say!("{setting} Then try again.", setting = whoever_runs_it(listed)),
        )
        .setting(allow(peer, listed))
        .with(&[TryAgain, AccountSettings]),
        Problem::PrivateAddress(peer) => Telling::new(
            say!("{host} leads into a private network", host = peer.host),
            say!("The relay follows no name there unless its operator says so. {setting} Then try again.", setting = whoever_runs_it(listed)),
        )
        .setting(allow_inside(peer, listed))
        .with(&[TryAgain, AccountSettings]),
        Problem::UnknownHost(peer) => Telling::new(
            say!("There is no server called {host}", host = peer.host),
            say!("The name has no address. Check the POP3 server in the account’s settings."),
        )
        .with(&[AccountSettings, TryAgain]),
        Problem::Refused(peer) => Telling::new(
            say!("{host} refuses connections on port {port}", host = peer.host, port = peer.port),
            say!("Nothing listens there, or a firewall says no. Check server and port in the account’s settings."),
        )
        .with(&[AccountSettings, TryAgain]),
        Problem::TimedOut(peer) => Telling::new(
            say!("{host} did not answer in time{stored}", host = peer.host, stored = after(stored)),
            say!("{stored}Try again later.", stored = safe(stored)),
        )
        .with(&[TryAgain]),
        Problem::ConnectionLost(peer) => Telling::new(
            say!("{host} closed the connection{stored}", host = peer.host, stored = after(stored)),
            say!("{stored}Try again to go on from there.", stored = safe(stored)),
        )
        .with(&[TryAgain]),
        Problem::StorageFull => Telling::new(
            say!("This browser’s storage is full{stored}", stored = after(stored)),
            say!("{stored}Free space here, or make room on this device; then try again. Nothing was removed from the server.", stored = safe(stored)),
        )
        .with(&[FreeSpace, TryAgain]),
        Problem::Storage(said) => Telling::new(
            say!("This browser’s storage does not work"),
            say!("Mail cannot be kept here. A private window may be the reason; reload, or open Restante in a normal one."),
        )
        .details(said)
        .with(&[Reload]),
        Problem::StoreDamaged(what) => Telling::new(
            say!("What is stored here is damaged"),
            say!("Nothing has been deleted. Please keep this browser’s data as it is, and report this with the details below."),
        )
        .details(what)
        .with(&[Reload]),
        Problem::StoreIsNewer => Telling::new(
            say!("The storage here was written by a newer Restante"),
            say!("It is open in another tab, perhaps. Reload to get the newer version too."),
        )
        .with(&[Reload]),
        Problem::StoreHandedOver => Telling::new(
            say!("Another tab has opened a newer Restante"),
            say!("This one has handed the storage over to it. Reload to go on here."),
        )
        .with(&[Reload]),
        Problem::StoreGone => Telling::new(
            say!("The browser has taken Restante’s storage away"),
            say!("The data of this site was cleared, most likely, and the mail here went with it. What the servers still have can be collected again. Reload to go on."),
        )
        .with(&[Reload]),
        Problem::EngineStopped(said) => Telling::new(
            say!("Restante has stopped working"),
            say!("Your mail is safe: what was collected is stored. Reload to go on. If it happens again, please report it with the details below."),
        )
        .details(said)
        .with(&[Reload]),
        Problem::Stopped => {
            Telling::new(say!("It was stopped"), say!("Look again to see what waits on the server."))
        }
        Problem::GoneFromServer(peer) => Telling::new(
            say!("The rest of this message is not on {host} any more", host = peer.host),
            say!("What you see of it is all there is."),
        ),
        Problem::Filing(fault) => filing(*fault),
        Problem::NoSuchMessage => Telling::new(say!("This message is not here any more"), say!("Choose another one.")),
        Problem::AccountRetired(address) => Telling::new(
            say!("{address} is retired", address),
            say!("Nothing is collected from it any more, and its password is forgotten. Set it up again to reach its server."),
        )
        .with(&[AccountSettings]),
        Problem::NothingThere => Telling::new(
            say!("The folder or account that this address leads to is not here any more"),
            say!("Choose another one."),
        ),
        Problem::BytesMissing(id) => Telling::new(
            say!("The text of this message is missing on this device"),
            say!("Its row in the list is all there is of it here. Collect it again, if the server still has it."),
        )
        .with(&[CollectAgain(*id)]),
        Problem::PasswordRefused(peer, said) => Telling::new(
            say!("{host} refused the user name or the password", host = peer.host),
            say!("Check both in the account’s settings. Some providers want a password made for apps."),
        )
        .details(said)
        .with(&[AccountSettings, TryAgain]),
        Problem::TlsRequired(peer, said) if said.is_empty() => Telling::new(
            say!("{host} would have to hear your password unencrypted", host = peer.host),
            say!("It was not sent. Set the account’s security to TLS (port 995) or STARTTLS (port 110), or try again to be asked once more."),
        )
        .with(&[AccountSettings, TryAgain]),
        Problem::TlsRequired(peer, said) => Telling::new(
            say!("{host} takes no password without TLS", host = peer.host),
            say!("Set the account’s security to TLS (port 995) or STARTTLS (port 110). No password was sent."),
        )
        .details(said)
        .with(&[AccountSettings, TryAgain]),
        Problem::ServerNotProven(peer) => Telling::new(
            say!("{host} could not prove that it knows your password", host = peer.host),
            say!("Somebody else may be answering in its place. The password itself was not sent. Check server and security in the account’s settings."),
        )
        .with(&[AccountSettings]),
        Problem::MailboxInUse(peer, said) => Telling::new(
            say!("The mailbox is in use, says {host}", host = peer.host),
            say!("Another program is collecting from it. Close that, or wait a few minutes; then try again."),
        )
        .details(said)
        .with(&[TryAgain]),
        Problem::LoginDelayed { peer, minutes } => Telling::new(
            say!("{host} wants a pause between two logins", host = peer.host),
            say!("Nothing is wrong with the password. Try again in {minutes} minutes.", minutes),
        )
        .with(&[TryAgain]),
        Problem::ServerRefused(peer, said) => {
            Telling::new(say!("{host} said no", host = peer.host), say!("Its own words are below. Try again later."))
                .details(said)
                .with(&[TryAgain, AccountSettings])
        }
        Problem::MessagesRefused { peer, messages: refused, text } => Telling::new(
            say!("{host} would not give out {messages}", host = peer.host, messages = messages(*refused)),
            say!("They stay on the server; all others are here. Try again later."),
        )
        .details(text)
        .with(&[TryAgain]),
        Problem::NotPop3(peer, what) => Telling::new(
            say!("What answers at {peer} does not speak POP3", peer),
            say!("Check server, port and security in the account’s settings."),
        )
        .details(what)
        .with(&[AccountSettings, TryAgain]),
        Problem::Tls(peer, reason) => Telling::new(
            say!("TLS with {host} failed", host = peer.host),
            say!("No password was sent. Port {port} may want another security: check it in the account’s settings.", port = peer.port),
        )
        .details(reason)
        .with(&[AccountSettings, TryAgain]),
        Problem::NoStartTls(peer) => Telling::new(
            say!("{host} does not offer STARTTLS", host = peer.host),
            say!("Without TLS your password would travel in the clear, so it was not sent. Try TLS on port 995."),
        )
        .with(&[AccountSettings, TryAgain]),
        Problem::UntrustedCertificate(peer, certificate) => Telling::new(
            say!("{host} showed a certificate you have not trusted", host = peer.host),
            say!("No mail was collected and no password was sent. Ask whoever runs the server for its fingerprint, then try again."),
        )
        .details(&fingerprint(certificate))
        .with(&[TryAgain, AccountSettings]),
        Problem::CertificateChanged(peer, certificate) => Telling::new(
            say!("{host} shows another certificate than the one you trusted", host = peer.host),
            say!("Somebody may be in between. No password was sent. Ask whoever runs the server whether its key has changed; only then forget the old certificate in the account’s settings."),
        )
        .details(&fingerprint(certificate))
        .with(&[AccountSettings]),
        Problem::DeletionDoubted(peer) => Telling::new(
            say!("Nothing was removed from {host}", host = peer.host),
            say!("Part of what this device noted of your mail is lost. “Check and repair” puts it in order; then delete there again."),
        )
        .with(&[Check]),
        Problem::DeletionRefused(peer) => Telling::new(
            say!("Nothing was removed from {host}", host = peer.host),
            say!("The browser has not promised to keep this site’s storage, so the server keeps its copy. Turn “Leave messages on server” on, or let the browser keep the storage."),
        )
        .with(&[AccountSettings]),
    }
}

/// Why a collecting waits, and what the reader can do.
#[must_use]
pub fn pause(reason: Pause, host: &str) -> (String, &'static str) {
    match reason {
        Pause::InUse => (
            say!("The mailbox is in use, says {host}", host),
            say!(
                "Another program is collecting from it. Restante tries again by itself; close that program, or try again now."
            ),
        ),
        Pause::Trouble => (
            say!("{host} has a problem that passes", host),
            say!("Restante tries again by itself; you can try again now."),
        ),
        Pause::LoginDelay => (
            say!("{host} wants a pause between two logins", host),
            say!("Restante goes on by itself when it is over."),
        ),
    }
}

/// Why a certificate is not trusted.
#[must_use]
pub fn certificate_fault(peer: &Peer, fault: CertificateFault) -> String {
    let host = &peer.host;
    match fault {
        CertificateFault::UnknownIssuer => {
            say!(
                "{host} vouches for itself: no authority that browsers know has signed its certificate.",
                host
            )
        }
        CertificateFault::Expired => say!("The certificate of {host} has expired.", host),
        CertificateFault::NotYetValid => {
            say!("The certificate of {host} is not valid yet. Check this device’s clock, too.", host)
        }
        CertificateFault::WrongName => {
            say!("The certificate was issued for another server than {host}.", host)
        }
        CertificateFault::Invalid => say!("The certificate of {host} is not valid.", host),
    }
}

impl Telling {
    fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into(), setting: None, details: None, remedies: Vec::new() }
    }

    fn setting(self, setting: String) -> Self {
        Self { setting: Some(setting), ..self }
    }

    fn details(self, details: &str) -> Self {
        Self { details: Some(details.trim().to_owned()).filter(|said| !said.is_empty()), ..self }
    }

    fn with(self, remedies: &[Remedy]) -> Self {
        Self { remedies: remedies.to_vec(), ..self }
    }
}

fn fingerprint(certificate: &Certificate) -> String {
    format!("{} {}", super::FINGERPRINT, certificate.fingerprint)
}

fn after(stored: u32) -> String {
    if stored == 0 { String::new() } else { say!(" after {messages}", messages = messages(stored)) }
}

fn safe(stored: u32) -> String {
    match stored {
        0 => String::new(),
        1 => say!("It is safe here. ").to_owned(),
        _ => say!("They are safe here. ").to_owned(),
    }
}
