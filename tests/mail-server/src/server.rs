//! Starting and stopping the server, and looking at what it holds.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use crate::certificate::{self, Identity};
use crate::connection::{self, Security, Session};
use crate::fault::{Event, Faulty, Quirk, Shared};
use crate::maildrop::{Delivery, Maildrop, uidl_of};
use crate::sasl::Credentials;
use crate::{pop3, sample, smtp};

/// So many clients may be connected to one port; others wait until one leaves.
const MOST_CLIENTS: usize = 64;

/// How long to wait after a connection could not be taken.
const ACCEPT_AGAIN: Duration = Duration::from_millis(200);

/// The address and user name of the demo mailbox.
const DEMO_ADDRESS: &str = "you@demo.restante.invalid";

/// The password of the demo mailbox, for all to know.
const DEMO_PASSWORD: &str = "poste-restante";

/// A running server on four ports of 127.0.0.1. Dropping it stops it and every connection.
#[derive(Debug)]
pub struct MailServer {
    credentials: Arc<Credentials>,
    maildrop: Arc<Maildrop>,
    faults: Arc<Shared>,
    spki_sha256: String,
    pop3: Port,
    pop3s: Port,
    smtp: Port,
    smtps: Port,
}

impl MailServer {
    /// Starts a server with the sample mails of [`sample`], dated back from now.
    ///
    /// # Errors
    /// When no port can be had, or a sample cannot be made into a mail (then its name is given).
    pub async fn demo() -> io::Result<Self> {
        let samples = sample::mails(OffsetDateTime::now_utc())
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let mut builder = Self::builder().account(DEMO_ADDRESS, DEMO_PASSWORD);
        builder.mails = samples.into_iter().map(|sample| (sample.uidl, sample.raw)).collect();
        // It may run for months.
        builder.is_watched = false;
        builder.start().await
    }

    /// A server with an account and mails of your own; see [`Builder`].
    #[must_use]
    pub fn builder() -> Builder {
        Builder {
            credentials: Credentials { user: DEMO_ADDRESS.into(), password: DEMO_PASSWORD.into() },
            mails: Vec::new(),
            quirks: Vec::new(),
            is_watched: true,
        }
    }

    /// Where POP3 over TLS is spoken.
    #[must_use]
    pub fn pop3s(&self) -> SocketAddr {
        self.pop3s.address
    }

    /// Where SMTP submission over TLS is spoken.
    #[must_use]
    pub fn smtps(&self) -> SocketAddr {
        self.smtps.address
    }

    /// Where POP3 is spoken in the clear, with STLS on offer.
    #[must_use]
    pub fn pop3(&self) -> SocketAddr {
        self.pop3.address
    }

    /// Where SMTP submission is spoken in the clear, with STARTTLS on offer.
    #[must_use]
    pub fn smtp(&self) -> SocketAddr {
        self.smtp.address
    }

    /// The mail address of the account, which is its user name too.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.credentials.user
    }

    /// The password of the account.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.credentials.password
    }

    /// The certificate's public key: SHA-256 over its SubjectPublicKeyInfo in DER, as lowercase
    /// hex. It is the same at every start.
    #[must_use]
    pub fn spki_sha256(&self) -> String {
        self.spki_sha256.clone()
    }

    /// Puts a mail into the maildrop, as if it had come from outside. POP3 sessions that have
    /// logged in already do not see it.
    ///
    /// # Errors
    /// [`io::ErrorKind::StorageFull`] when the server holds 256 MiB already.
    pub fn receive(&self, raw: Vec<u8>) -> io::Result<()> {
        self.maildrop.put(raw).map_err(|_| io::ErrorKind::StorageFull.into())
    }

    /// Takes a mail out of the maildrop, as another program with access to it may do; whether it
    /// was there. POP3 sessions that have logged in already still have it.
    pub fn remove(&self, uidl: &str) -> bool {
        self.maildrop.remove(uidl)
    }

    /// From the next connection on the server has these quirks and no others, and counts logins
    /// to be refused anew. Mails that show them are not added.
    pub fn misbehave(&self, quirks: impl IntoIterator<Item = Quirk>) {
        self.faults.misbehave(quirks.into_iter().collect());
    }

    /// What clients of POP3 did so far, oldest first. The demo server keeps no log.
    #[must_use]
    pub fn log(&self) -> Vec<Event> {
        self.faults.events()
    }

    /// As [`Self::log`], and begins the log anew.
    pub fn take_log(&self) -> Vec<Event> {
        self.faults.take_events()
    }

    /// The mails in the maildrop, oldest first, as they go out before byte-stuffing.
    #[must_use]
    pub fn maildrop(&self) -> Vec<Vec<u8>> {
        self.maildrop.mails().iter().map(|mail| mail.raw.clone()).collect()
    }

    /// The UIDLs of the mails in the maildrop, in the order of [`Self::maildrop`].
    #[must_use]
    pub fn uidls(&self) -> Vec<String> {
        self.maildrop.mails().iter().map(|mail| mail.uidl.clone()).collect()
    }

    /// Every mail handed in by SMTP so far, oldest first, whoever it was for.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.maildrop.deliveries()
    }
}

/// What a server starts with: by default the demo account with an empty maildrop.
#[derive(Debug)]
pub struct Builder {
    credentials: Credentials,
    mails: Vec<(String, Vec<u8>)>,
    quirks: Vec<Quirk>,
    is_watched: bool,
}

impl Builder {
    /// Sets the account. The user name is the mail address too.
    #[must_use]
    pub fn account(mut self, user: &str, password: &str) -> Self {
        self.credentials = Credentials { user: user.to_owned(), password: password.to_owned() };
        self
    }

    /// Adds mails, oldest first, as raw bytes. A CRLF is added to one that does not end in it;
    /// nothing else is changed.
    #[must_use]
    pub fn mails(mut self, raw: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.mails.extend(raw.into_iter().map(|raw| (uidl_of(&raw), raw)));
        self
    }

    /// Gives the server's POP3 a quirk, besides those it has, and adds the mails that show it.
    #[must_use]
    pub fn quirk(mut self, quirk: Quirk) -> Self {
        self.quirks.push(quirk);
        self.mails(quirk.mails())
    }

    /// Starts the server on the running tokio runtime.
    ///
    /// # Errors
    /// When no port can be had, or the mails are more than 256 MiB.
    pub async fn start(self) -> io::Result<MailServer> {
        let Identity { tls, spki_sha256 } = certificate::identity()?;
        let credentials = Arc::new(self.credentials);
        let maildrop = Arc::new(Maildrop::default());
        for (uidl, raw) in self.mails {
            maildrop.put_as(uidl, raw).map_err(|_| io::ErrorKind::StorageFull)?;
        }
        let faults = Arc::new(Shared::new(self.quirks, self.is_watched));
        let pop3 = {
            let (credentials, maildrop, faults) =
                (Arc::clone(&credentials), Arc::clone(&maildrop), Arc::clone(&faults));
            move || {
                let session = pop3::Pop3::new(Arc::clone(&credentials), Arc::clone(&maildrop));
                Faulty::new(session, Arc::clone(&maildrop), Arc::clone(&faults))
            }
        };
        let smtp = {
            let (credentials, maildrop) = (Arc::clone(&credentials), Arc::clone(&maildrop));
            move || smtp::Smtp::new(Arc::clone(&credentials), Arc::clone(&maildrop))
        };
        Ok(MailServer {
            pop3: Port::open(Security::Plain, &tls, pop3.clone()).await?,
            pop3s: Port::open(Security::Tls, &tls, pop3).await?,
            smtp: Port::open(Security::Plain, &tls, smtp.clone()).await?,
            smtps: Port::open(Security::Tls, &tls, smtp).await?,
            credentials,
            maildrop,
            faults,
            spki_sha256,
        })
    }
}

/// A listening port and the task that serves it.
#[derive(Debug)]
struct Port {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Port {
    async fn open<S: Session + 'static>(
        security: Security,
        tls: &Arc<ServerConfig>,
        session: impl Fn() -> S + Send + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(listener, security, Arc::clone(tls), session));
        Ok(Self { address, task })
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves whoever comes. The connections live in a `JoinSet`, so that they end with this task.
async fn accept<S: Session + 'static>(
    listener: TcpListener,
    security: Security,
    tls: Arc<ServerConfig>,
    session: impl Fn() -> S,
) {
    let places = Arc::new(Semaphore::new(MOST_CLIENTS));
    let mut clients = JoinSet::new();
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        // Those who have left are taken out here, or the set would grow for ever.
        while clients.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, most likely: some come back when others leave.
            tokio::time::sleep(ACCEPT_AGAIN).await;
            continue;
        };
        let (tls, session) = (Arc::clone(&tls), session());
        clients.spawn(async move {
            // A client that breaks off or stumbles over TLS is no fault of the server's.
            let _ = connection::serve(stream, security, tls, session).await;
            drop(place);
        });
    }
}
