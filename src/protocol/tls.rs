//! TLS (RFC 8446, RFC 5246) as a layer without I/O: ciphertext in and out, plaintext in and out.
//!
//! A server is trusted when a public authority vouches for its name, or when its key is the one
//! that the reader pinned for it. rustls stays behind [`Tls`]; nothing else names it.

mod trust;

use std::sync::Arc;

use ring::digest;
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, crypto::CryptoProvider};
use rustls_pki_types::{CertificateDer, ServerName};
use serde::{Deserialize, Serialize};

use trust::PinningVerifier;

/// A server's public key that the reader trusts: SHA-256 over the certificate's
/// SubjectPublicKeyInfo (as in RFC 7469, section 2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pin(pub [u8; 32]);

/// A certificate that was not trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untrusted {
    /// SHA-256 over the whole certificate.
    pub fingerprint: [u8; 32],
    /// Its key.
    pub pin: Pin,
    /// Why.
    pub fault: Fault,
}

/// Why a certificate was not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No public authority signed it.
    UnknownIssuer,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYetValid,
    /// It is for another name.
    WrongName,
    /// It is not the key that was pinned.
    NotThePin,
    /// Anything else.
    Invalid,
}

/// Why TLS failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsError {
    /// The host is neither a DNS name nor an address.
    BadName,
    /// The certificate is of a form too old to be checked, let alone pinned (X.509 version 1).
    OldCertificate,
    /// The certificate is not trusted; nothing was said to the server.
    Untrusted(Untrusted),
    /// The handshake or the stream is broken, in rustls' words.
    Broken(String),
}

impl std::fmt::Display for TlsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BadName => f.write_str("the host is no DNS name and no address"),
            Self::OldCertificate => f.write_str(
                "its certificate has an old form (X.509 version 1) that cannot be checked: whoever runs the server must make a new one",
            ),
            Self::Untrusted(untrusted) => write!(f, "untrusted certificate: {:?}", untrusted.fault),
            Self::Broken(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for TlsError {}

/// What can be told of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// As "TLS 1.3".
    pub version: String,
    /// The cipher suite's name.
    pub suite: String,
    /// SHA-256 over the server's whole certificate.
    pub fingerprint: [u8; 32],
    /// Its key was trusted because it was pinned.
    pub pinned: bool,
}

/// The client's end of a TLS connection.
#[derive(Debug)]
pub struct Tls {
    connection: ClientConnection,
    verifier: Arc<PinningVerifier>,
    pinned: bool,
    closed: bool,
}

impl Tls {
    /// Begins a connection to `host`. With a pin that very key is trusted as well, whatever its
    /// certificate says.
    ///
    /// # Errors
    /// [`TlsError::BadName`] when no certificate could be for this host.
    pub fn begin(host: &str, pin: Option<Pin>) -> Result<Self, TlsError> {
        let name = host.strip_suffix('.').unwrap_or(host);
        let name = ServerName::try_from(name.to_owned()).map_err(|_| TlsError::BadName)?;
        let broken = |error: rustls::Error| TlsError::Broken(error.to_string());

        let provider = provider();
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let verifier = Arc::new(
            PinningVerifier::new(roots, &provider, pin)
                .map_err(|error| TlsError::Broken(error.to_string()))?,
        );
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(broken)?
            .dangerous()
            .with_custom_certificate_verifier(verifier.clone())
            .with_no_client_auth();
        let connection = ClientConnection::new(Arc::new(config), name).map_err(broken)?;
        Ok(Self { connection, verifier, pinned: pin.is_some(), closed: false })
    }

    /// Takes bytes from the server and appends what they say to `plaintext`.
    ///
    /// # Errors
    /// When the server is not trusted or the stream is broken; [`Self::take_outgoing`] may still
    /// hold the alert that tells the server.
    pub fn receive(&mut self, mut ciphertext: &[u8], plaintext: &mut Vec<u8>) -> Result<(), TlsError> {
        while !ciphertext.is_empty() && !self.closed {
            // Reading from a slice fails only when rustls' own buffer is full, and that is
            // emptied below in every round.
            let taken = self
                .connection
                .read_tls(&mut ciphertext)
                .map_err(|error| TlsError::Broken(error.to_string()))?;
            let state =
                self.connection.process_new_packets().map_err(|error| self.verifier.explain(error))?;
            let waiting = state.plaintext_bytes_to_read();
            if waiting > 0 {
                let start = plaintext.len();
                plaintext.resize(start + waiting, 0);
                let room = plaintext.get_mut(start..).unwrap_or_default();
                std::io::Read::read_exact(&mut self.connection.reader(), room)
                    .map_err(|error| TlsError::Broken(error.to_string()))?;
            }
            self.closed = state.peer_has_closed();
            if taken == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Whether the server has said goodbye (close_notify): nothing more will come.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Puts plaintext into the outgoing bytes, after the handshake if that is not over yet.
    ///
    /// # Errors
    /// When rustls cannot take it.
    pub fn send(&mut self, plaintext: &[u8]) -> Result<(), TlsError> {
        // Only what was ours to send is waiting here: rustls' own limit would cut it silently.
        self.connection.set_buffer_limit(None);
        std::io::Write::write_all(&mut self.connection.writer(), plaintext)
            .map_err(|error| TlsError::Broken(error.to_string()))
    }

    /// Says goodbye in the outgoing bytes.
    pub fn close(&mut self) {
        self.connection.send_close_notify();
    }

    /// The bytes to send now.
    pub fn take_outgoing(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        while self.connection.wants_write() {
            if !matches!(self.connection.write_tls(&mut out), Ok(written) if written > 0) {
                break;
            }
        }
        out
    }

    /// What can be told of the connection, once the handshake is over.
    #[must_use]
    pub fn facts(&self) -> Option<Facts> {
        let version = match self.connection.protocol_version()? {
            ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
            ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
            other => format!("{other:?}"),
        };
        let suite = format!("{:?}", self.connection.negotiated_cipher_suite()?.suite());
        let certificate = self.connection.peer_certificates()?.first()?;
        Some(Facts { version, suite, fingerprint: sha256(certificate), pinned: self.pinned })
    }

    /// Whether the handshake is still going on.
    #[must_use]
    pub fn is_handshaking(&self) -> bool {
        self.connection.is_handshaking()
    }
}

/// ring; in wasm with ChaCha20-Poly1305 first: without the processor's AES instructions it is several
/// times faster than AES-GCM.
fn provider() -> Arc<CryptoProvider> {
    let mut provider = rustls::crypto::ring::default_provider();
    if cfg!(target_arch = "wasm32") {
        provider.cipher_suites.sort_by_key(|suite| !format!("{:?}", suite.suite()).contains("CHACHA20"));
    }
    Arc::new(provider)
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = digest::digest(&digest::SHA256, bytes);
    // SHA-256 has 32 bytes; zeros would match no certificate.
    digest.as_ref().try_into().unwrap_or([0; 32])
}

fn pin_of(certificate: &CertificateDer<'_>) -> Option<Pin> {
    let parsed = webpki::EndEntityCert::try_from(certificate).ok()?;
    Some(Pin(sha256(parsed.subject_public_key_info().as_ref())))
}
