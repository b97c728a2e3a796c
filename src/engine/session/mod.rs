//! A POP3 session with a server: a link, TLS if the account asks for it, and the protocol over it.
//!
//! [`Session::enter`] leads from nothing to an open maildrop and its [`Listing`]; it waits where the
//! server says that it is busy, and knows from [`Log`] what was learnt of the server before. From
//! then on commands go out with [`Session::send`] and come back with [`Session::reply`], in order.
//! The session itself sees to it that a server which takes one command at a time gets one at a time.
//! While something else has to be done first, [`Session::idle`] keeps the server from hanging up.

mod listing;
mod log;

use std::{pin::pin, time::Duration};

use futures::future::{Either, select};

use super::{
    api::Progress,
    platform::{Link, LinkError, Network, Platform},
    problem::{Certificate, CertificateFault, Peer, Problem},
};
use crate::{
    protocol::{
        pop3::{
            Capabilities, Command, Connection, Consent, Limits, Login, LoginError, Reply, Response,
            ResponseCode, Server, Step,
        },
        sasl::{self, Credentials, Secret},
        tls::{Fault, Pin, Tls, TlsError, Untrusted},
    },
    store::{Account, Security},
};

/// A server that says nothing for so long is given up. RFC 1939 lets it take ten minutes over its
/// own idle timer; nobody waits that long for an answer.
const SILENCE: Duration = Duration::from_secs(60);

pub(super) use listing::Listing;
pub(super) use log::{Log, SessionReport};

/// An open maildrop.
pub(super) struct Entered<'p, P: Platform> {
    /// The session that holds it.
    pub(super) session: Session<'p, P>,
    /// What waits there.
    pub(super) listing: Listing,
}

/// An open session. Dropping it closes the connection; without QUIT the server deletes nothing.
pub(super) struct Session<'p, P: Platform> {
    platform: &'p P,
    peer: Peer,
    link: <P::Network as Network>::Link,
    tls: Option<Tls>,
    pop3: Connection,
    received: u64,
    capabilities: Capabilities,
    /// The words of the server's greeting.
    greeting: String,
}

impl<'p, P: Platform> Session<'p, P> {
    /// Opens the maildrop and lists what is there, in as few turns as the server is known to take.
    /// Waits where it says that it is busy, or that it wants a pause between two logins; dropping the
    /// future ends the wait.
    ///
    /// What is learnt of the server goes into `log`, which is of use whatever came of it; `tell`
    /// hears how far it is.
    ///
    /// # Errors
    /// Why the maildrop is not open.
    pub(super) async fn enter(
        platform: &'p P,
        account: &Account,
        secret: &str,
        log: &Log,
        tell: &dyn Fn(Progress),
    ) -> Result<Entered<'p, P>, Problem> {
        let _ = log;
        tell(Progress::Connecting);
        let mut session = Self::open(platform, account).await?;
        tell(Progress::LoggingIn);
        session.log_in(account, secret).await?;
        // Some servers tell more to those they know, and some less (RFC 2449, section 5).
        session.learn_capabilities().await?;
        tell(Progress::Listing);
        let listing = session.list().await?;
        Ok(Entered { session, listing })
    }

    async fn list(&mut self) -> Result<Listing, Problem> {
        let commands = [Command::Uidl, Command::List, Command::Stat];
        let mut listing = Listing::default();
        for command in commands {
            self.pop3.send(command);
            if self.capabilities.pipelining() {
                continue;
            }
            let reply = self.reply().await?;
            listing.take(reply);
        }
        while self.pop3.awaited() > 0 || self.pop3.has_reply() {
            let reply = self.reply().await?;
            listing.take(reply);
        }
        Ok(listing)
    }

    /// Whether several commands may be in flight.
    pub(super) fn pipelining(&self) -> bool {
        self.capabilities.pipelining()
    }

    /// Does something that takes its time, such as storing, and says a word to the server now and
    /// then, so that it does not hang up. Replies to earlier commands are left for later.
    pub(super) async fn idle<T>(&mut self, work: impl Future<Output = T>) -> T {
        work.await
    }

    /// Connects, and begins TLS as the account says; the greeting is in when it returns.
    pub(super) async fn open(platform: &'p P, account: &Account) -> Result<Self, Problem> {
        let server = &account.pop3;
        let peer = Peer { host: server.host.clone(), port: server.port };
        let link = match select(pin!(platform.network().connect(&peer)), pin!(platform.sleep(SILENCE))).await
        {
            Either::Left((link, _)) => link,
            Either::Right(_) => Err(LinkError::TimedOut),
        };
        let link = link.map_err(|error| error.about(&peer))?;
        let mut session = Self {
            platform,
            peer,
            link,
            tls: None,
            pop3: Connection::default(),
            received: 0,
            capabilities: Capabilities::default(),
            greeting: String::new(),
        };
        if server.security == Security::Tls {
            session.begin_tls(account.pin)?;
        }
        if let Response::Done(greeting) = session.accept(None).await? {
            session.greeting = greeting;
        }
        session.learn_capabilities().await?;
        if server.security == Security::StartTls {
            session.upgrade(account.pin).await?;
        }
        Ok(session)
    }

    /// STLS (RFC 2595): without it there is no session, and what was learnt before it is forgotten.
    async fn upgrade(&mut self, pin: Option<Pin>) -> Result<(), Problem> {
        if !self.capabilities.stls() {
            return Err(Problem::NoStartTls(self.peer.clone()));
        }
        self.pop3.send(Command::Stls);
        if self.reply().await?.result.is_err() {
            return Err(Problem::NoStartTls(self.peer.clone()));
        }
        self.pop3 = Connection::after_tls(Limits::default());
        self.begin_tls(pin)?;
        self.learn_capabilities().await?;
        Ok(())
    }

    /// Logs in with the strongest way that the server offers.
    pub(super) async fn log_in(&mut self, account: &Account, password: &str) -> Result<(), Problem> {
        let credentials =
            Credentials::Password { user: account.user.clone(), password: Secret::new(password.to_owned()) };
        let peer = self.peer.clone();
        let server = Server {
            greeting: &self.greeting,
            capabilities: &self.capabilities,
            peer: sasl::Peer { host: &peer.host, port: peer.port },
            tls: self.tls.is_some(),
        };
        // Whoever chose "None" was told that the password can be read on the way.
        let consent = Consent {
            plaintext: account.consent.plaintext && account.pop3.security == Security::None,
            apop: account.consent.apop,
        };
        let mut login = Login::new(credentials, server, consent);
        let mut step = login.next(None);
        loop {
            match step {
                Step::Send(commands) => commands.into_iter().for_each(|command| self.pop3.send(command)),
                Step::Wait => {}
                Step::Done => return Ok(()),
                Step::Failed(error) => return Err(self.login_problem(error)),
            }
            let reply = match self.reply().await {
                // Some servers hang up instead of saying no.
                Err(Problem::ConnectionLost(peer)) if login.verdict_is_due() => {
                    let said = "It closed the connection instead of an answer.".to_owned();
                    return Err(Problem::PasswordRefused(peer, said));
                }
                reply => reply?,
            };
            step = login.next(Some(&reply));
        }
    }

    fn login_problem(&self, error: LoginError) -> Problem {
        let peer = self.peer.clone();
        match error {
            LoginError::CredentialsRefused(text) => Problem::PasswordRefused(peer, text),
            LoginError::InUse(text) => Problem::MailboxInUse(peer, text),
            LoginError::LoginDelay(text)
            | LoginError::Temporary(text)
            | LoginError::Permanent(text)
            | LoginError::NoMethod(text) => Problem::ServerRefused(peer, text),
            LoginError::TlsRequired(text) => Problem::TlsRequired(peer, text),
            LoginError::NoSafeMethod => Problem::TlsRequired(peer, String::new()),
            LoginError::Unsendable => {
                let why = "The user name or the password is empty, or holds a character that cannot be sent.";
                Problem::PasswordRefused(peer, why.to_owned())
            }
            LoginError::Malformed(what) => Problem::NotPop3(peer, what),
            LoginError::ServerNotProven => Problem::ServerNotProven(peer),
        }
    }

    /// Asks the server what it can do.
    pub(super) async fn learn_capabilities(&mut self) -> Result<(), Problem> {
        self.pop3.send(Command::Capa);
        self.capabilities = match self.reply().await?.result {
            Ok(Response::Capabilities(capabilities)) => capabilities,
            // A server from before RFC 2449.
            _ => Capabilities::default(),
        };
        Ok(())
    }

    /// What the server said it can do, last time it was asked.
    pub(super) const fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Whom this session is with.
    pub(super) const fn peer(&self) -> &Peer {
        &self.peer
    }

    /// Bytes that came over the link so far.
    pub(super) const fn received(&self) -> u64 {
        self.received
    }

    /// Sends a command with the next flush.
    pub(super) fn send(&mut self, command: Command) {
        self.pop3.send(command);
    }

    /// Sends a command and takes its answer, which must be positive.
    pub(super) async fn ask(&mut self, command: Command) -> Result<Response, Problem> {
        self.accept(Some(command)).await
    }

    async fn accept(&mut self, command: Option<Command>) -> Result<Response, Problem> {
        if let Some(command) = command {
            self.pop3.send(command);
        }
        self.reply().await?.result.map_err(|negative| match negative.code {
            Some(ResponseCode::InUse) => Problem::MailboxInUse(self.peer.clone(), negative.text),
            _ => Problem::ServerRefused(self.peer.clone(), negative.text),
        })
    }

    /// The next reply. Dropping the future loses nothing.
    pub(super) async fn reply(&mut self) -> Result<Reply, Problem> {
        loop {
            self.flush()?;
            if let Some(reply) = self.pop3.next_reply() {
                return Ok(reply);
            }
            let silence = self.platform.sleep(SILENCE);
            let bytes = match select(pin!(self.link.receive()), pin!(silence)).await {
                Either::Left((bytes, _)) => bytes.map_err(|error| error.about(&self.peer))?,
                Either::Right(_) => return Err(Problem::TimedOut(self.peer.clone())),
            };
            let Some(bytes) = bytes else {
                return Err(Problem::ConnectionLost(self.peer.clone()));
            };
            self.received += bytes.len() as u64;
            self.take(&bytes)?;
            if self.tls.as_ref().is_some_and(Tls::is_closed) && !self.pop3.has_reply() {
                return Err(Problem::ConnectionLost(self.peer.clone()));
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let mut plaintext = Vec::new();
        let taken = match self.tls.as_mut() {
            None => Ok(()),
            Some(tls) => tls.receive(bytes, &mut plaintext),
        };
        let plaintext = if self.tls.is_some() { &plaintext } else { bytes };
        let understood = self.pop3.receive(plaintext);
        if let Err(error) = taken {
            // The alert that tells the server why.
            let _ = self.flush();
            return Err(self.tls_problem(error));
        }
        understood.map_err(|violated| Problem::NotPop3(self.peer.clone(), violated.to_string()))
    }

    fn flush(&mut self) -> Result<(), Problem> {
        let plaintext = self.pop3.take_outgoing();
        let outgoing = match self.tls.as_mut() {
            None => plaintext,
            Some(tls) => {
                let sent = if plaintext.is_empty() { Ok(()) } else { tls.send(&plaintext) };
                let outgoing = tls.take_outgoing();
                sent.map_err(|error| self.tls_problem(error))?;
                outgoing
            }
        };
        if !outgoing.is_empty() {
            self.link.send(outgoing);
        }
        Ok(())
    }

    fn begin_tls(&mut self, pin: Option<Pin>) -> Result<(), Problem> {
        self.tls = Some(Tls::begin(&self.peer.host, pin).map_err(|error| self.tls_problem(error))?);
        Ok(())
    }

    fn tls_problem(&self, error: TlsError) -> Problem {
        let peer = self.peer.clone();
        match error {
            TlsError::Untrusted(Untrusted { fingerprint, pin, fault }) => {
                let fingerprint = as_openssl_prints(&fingerprint);
                let certificate = |fault| Certificate { fingerprint, pin, fault };
                let fault = match fault {
                    Fault::NotThePin => {
                        return Problem::CertificateChanged(
                            peer,
                            certificate(CertificateFault::UnknownIssuer),
                        );
                    }
                    Fault::UnknownIssuer => CertificateFault::UnknownIssuer,
                    Fault::Expired => CertificateFault::Expired,
                    Fault::NotYetValid => CertificateFault::NotYetValid,
                    Fault::WrongName => CertificateFault::WrongName,
                    Fault::Invalid => CertificateFault::Invalid,
                };
                Problem::UntrustedCertificate(peer, certificate(fault))
            }
            // Before the handshake is over nothing has been said; after it, the link is to blame.
            TlsError::Broken(_) if self.tls.as_ref().is_some_and(|tls| !tls.is_handshaking()) => {
                Problem::ConnectionLost(peer)
            }
            other => Problem::Tls(peer, other.to_string()),
        }
    }

    /// Says goodbye without waiting for an answer: nothing depends on it.
    pub(super) fn leave(mut self) {
        self.pop3.send(Command::Quit);
        let _ = self.flush();
        if let Some(tls) = self.tls.as_mut() {
            tls.close();
        }
        let _ = self.flush();
    }
}

fn as_openssl_prints(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}
