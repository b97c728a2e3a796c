//! The way to a server and back: a link, TLS over it, the protocol over that, a watch on the silence,
//! and the transcript of it all.

use std::{pin::pin, time::Duration};

use futures::future::{Either, select};

use super::{Log, redaction::Redactor, silence::Silence};
use crate::{
    engine::{
        api::{Quirk, TlsReport},
        platform::{Link, LinkError, Network, Platform},
        problem::{Certificate, CertificateFault, Peer, Problem},
    },
    protocol::{
        pop3::{Command, Connection, Limits, LineEnd, Reply, Response, ViolatedProtocol},
        tls::{Fault, Pin, Tls, TlsError, Untrusted},
    },
};

/// A server that says nothing for so long is given up. RFC 1939 lets it take ten minutes over its
/// own idle timer; nobody waits that long for an answer.
pub(super) const SILENCE: Duration = Duration::from_secs(60);

/// So long a silence makes a dot that is glued to the last line of a message the final one.
const GLUED_DOT: Duration = Duration::from_secs(10);

/// Why no reply came.
#[derive(Debug)]
pub(super) enum Break {
    /// The server said nothing for too long.
    Silent,
    /// The connection is gone.
    Lost(Problem),
    /// What the server said is no POP3, or no answer.
    Violated(ViolatedProtocol),
    /// Something that has nothing to do with what was asked.
    Failed(Problem),
}

/// A connection to a server. Dropping it closes it.
pub(super) struct Wire<'p, P: Platform> {
    peer: Peer,
    link: <P::Network as Network>::Link,
    tls: Option<Tls>,
    /// The report has what is to be told of TLS.
    tls_is_told: bool,
    pop3: Connection,
    /// Room for what TLS has opened.
    plaintext: Vec<u8>,
    received: u64,
    silence: Silence<'p, P>,
    redactor: Redactor,
    log: Log,
    /// Why no more replies will come than those that are here.
    end: Option<Break>,
}

impl<'p, P: Platform> Wire<'p, P> {
    /// Connects.
    pub(super) async fn open(platform: &'p P, peer: Peer, log: Log) -> Result<Self, Problem> {
        let link = match select(pin!(platform.network().connect(&peer)), pin!(platform.sleep(SILENCE))).await
        {
            Either::Left((link, _)) => link,
            Either::Right(_) => Err(LinkError::TimedOut),
        };
        let link = link.map_err(|error| error.about(&peer))?;
        log.write(|transcript| transcript.remark(&format!("connected to {peer}")));
        Ok(Self {
            peer,
            link,
            tls: None,
            tls_is_told: false,
            pop3: Connection::default(),
            plaintext: Vec::new(),
            received: 0,
            silence: Silence::new(platform),
            redactor: Redactor::default(),
            log,
            end: None,
        })
    }

    /// The next bytes are TLS.
    pub(super) fn begin_tls(&mut self, pin: Option<Pin>) -> Result<(), Problem> {
        self.tls = Some(Tls::begin(&self.peer.host, pin).map_err(|error| self.tls_problem(error))?);
        Ok(())
    }

    /// The same in the middle of a connection: nothing that was said before counts.
    pub(super) fn upgrade(&mut self, pin: Option<Pin>) -> Result<(), Break> {
        if let Some(end) = self.end.take() {
            return Err(end);
        }
        self.pop3 = Connection::after_tls(Limits::default());
        self.begin_tls(pin).map_err(Break::Failed)
    }

    pub(super) const fn peer(&self) -> &Peer {
        &self.peer
    }

    pub(super) const fn is_encrypted(&self) -> bool {
        self.tls.is_some()
    }

    /// Bytes that came over the link so far.
    pub(super) const fn received(&self) -> u64 {
        self.received
    }

    /// Commands that have no reply yet.
    pub(super) fn awaited(&self) -> usize {
        self.pop3.awaited()
    }

    /// The commands whose replies were not taken yet, oldest first.
    pub(super) fn in_flight(&self) -> impl Iterator<Item = &Command> {
        self.pop3.in_flight()
    }

    /// Whether a reply is here already.
    pub(super) fn has_reply(&self) -> bool {
        self.pop3.has_reply()
    }

    pub(super) fn redactor(&mut self) -> &mut Redactor {
        &mut self.redactor
    }

    /// The text without secrets, fit to be shown.
    pub(super) fn redact(&self, text: &str) -> String {
        self.redactor.redact(text)
    }

    /// Sends a command with the next flush.
    pub(super) fn send(&mut self, command: Command) {
        self.redactor.learn_from(&command);
        self.log.write(|transcript| transcript.command(&command));
        self.pop3.send(command);
    }

    /// The next reply, unless the server says nothing for so long. Dropping the future loses nothing.
    pub(super) async fn reply(&mut self, patience: Duration) -> Result<Reply, Break> {
        loop {
            self.flush().map_err(Break::Failed)?;
            if let Some(mut reply) = self.pop3.next_reply() {
                self.record(&mut reply);
                return Ok(reply);
            }
            if let Some(end) = self.end.take() {
                return Err(end);
            }
            // Where other answers are to come, bytes that end in a dot are not the end of anything.
            let is_glued = self.pop3.awaited() == 1 && self.pop3.is_dot_glued();
            let patience = if is_glued { patience.min(GLUED_DOT) } else { patience };
            let bytes = match select(pin!(self.link.receive()), pin!(self.silence.lasts(patience))).await {
                Either::Left((bytes, _)) => bytes,
                Either::Right(_) if is_glued => {
                    self.log.note(Quirk::GluedDot);
                    self.pop3.believe_glued_dot();
                    continue;
                }
                Either::Right(_) => return Err(Break::Silent),
            };
            self.silence.broken();
            match bytes {
                Ok(Some(bytes)) => self.take(&bytes),
                Ok(None) => self.end = Some(Break::Lost(Problem::ConnectionLost(self.peer.clone()))),
                Err(error) => self.end = Some(Break::Lost(error.about(&self.peer))),
            }
        }
    }

    /// Takes bytes from the link. What goes wrong is told after the replies that came before it.
    fn take(&mut self, bytes: &[u8]) {
        self.received += bytes.len() as u64;
        let violated = match self.tls.as_mut() {
            None => self.pop3.receive(bytes).err(),
            Some(tls) => {
                self.plaintext.clear();
                let taken = tls.receive(bytes, &mut self.plaintext);
                let violated = self.pop3.receive(&self.plaintext).err();
                if let Err(error) = taken {
                    // The alert that tells the server why.
                    let _ = self.flush();
                    let lost = self.tls.as_ref().is_some_and(|tls| !tls.is_handshaking());
                    let problem = self.tls_problem(error);
                    self.end = Some(if lost { Break::Lost(problem) } else { Break::Failed(problem) });
                } else if self.tls.as_ref().is_some_and(Tls::is_closed) {
                    self.end = Some(Break::Lost(Problem::ConnectionLost(self.peer.clone())));
                }
                violated
            }
        };
        if let Some(violated) = violated {
            self.end = Some(Break::Violated(violated));
        }
    }

    /// Sends what is to be sent.
    pub(super) fn flush(&mut self) -> Result<(), Problem> {
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
            self.silence.broken();
            self.link.send(outgoing);
        }
        Ok(())
    }

    /// Says goodbye to TLS, without waiting for anything.
    pub(super) fn close(&mut self) {
        let _ = self.flush();
        if let Some(tls) = self.tls.as_mut() {
            tls.close();
        }
        let _ = self.flush();
    }

    /// Writes a reply down. Its words may be shown from here on: secrets are taken out of them.
    fn record(&mut self, reply: &mut Reply) {
        if let Err(negative) = &mut reply.result {
            negative.text = self.redactor.redact(&negative.text);
        }
        self.log.write(|transcript| {
            transcript.reply(&reply.result, |text| self.redactor.redact(text));
        });
        if reply.command.is_none()
            && let Ok(Response::Done(text)) = &reply.result
        {
            let greeting = self.redactor.redact(text);
            self.log.show(|report| report.greeting = greeting);
        }
        match self.pop3.line_end() {
            Some(LineEnd::Lf) => self.log.note(Quirk::BareLf),
            Some(LineEnd::CrCrLf) => self.log.note(Quirk::DoubledCr),
            Some(LineEnd::CrLf) | None => {}
        }
        if !self.tls_is_told
            && let Some(tls) = self.tls_report()
        {
            self.tls_is_told = true;
            self.log.show(|report| report.tls = Some(tls));
        }
    }

    /// What can be told of TLS, once its handshake is over.
    pub(super) fn tls_report(&self) -> Option<TlsReport> {
        let facts = self.tls.as_ref().filter(|tls| !tls.is_handshaking())?.facts()?;
        Some(TlsReport {
            version: facts.version,
            suite: facts.suite,
            fingerprint: as_openssl_prints(&facts.fingerprint),
            pinned: facts.pinned,
        })
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
}

fn as_openssl_prints(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}
