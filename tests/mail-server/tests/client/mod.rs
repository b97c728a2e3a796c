//! A line-by-line client for the tests, over TCP or TLS.

// Each test file is a crate of its own and uses a part of this.
#![allow(dead_code, unreachable_pub, reason = "shared by several test crates, each of which uses a part")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ring::digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// Nothing on loopback takes so long.
const DEADLINE: Duration = Duration::from_secs(10);

pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

pub struct Client {
    stream: BufReader<Box<dyn Stream>>,
}

impl Client {
    /// Connects in the clear, without reading the greeting.
    pub async fn plain(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        Self { stream: BufReader::new(Box::new(stream)) }
    }

    /// Connects over TLS to the server whose public key has this hash.
    pub async fn tls(address: SocketAddr, spki_sha256: &str) -> Self {
        Self::plain(address).await.start_tls(spki_sha256).await
    }

    /// Goes over to TLS.
    pub async fn start_tls(self, spki_sha256: &str) -> Self {
        let early = String::from_utf8_lossy(self.stream.buffer());
        assert!(early.is_empty(), "the server spoke before the handshake: {early}");
        let provider = rustls::crypto::ring::default_provider();
        let pin = Pin {
            spki_sha256: spki_sha256.to_owned(),
            algorithms: provider.signature_verification_algorithms,
        };
        let config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(pin))
            .with_no_client_auth();
        let name = ServerName::try_from("demo.restante.invalid").unwrap();
        let handshake = TlsConnector::from(Arc::new(config)).connect(name, self.stream.into_inner());
        let stream = timeout(DEADLINE, handshake).await.unwrap().unwrap();
        Self { stream: BufReader::new(Box::new(stream)) }
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// Reads a line and takes its CRLF off.
    pub async fn line(&mut self) -> String {
        let mut line = Vec::new();
        timeout(DEADLINE, self.stream.read_until(b'\n', &mut line))
            .await
            .expect("an answer in time")
            .unwrap();
        let line = String::from_utf8(line).unwrap();
        line.strip_suffix("\r\n").unwrap_or_else(|| panic!("{line:?} does not end in CRLF")).to_owned()
    }

    /// Sends a command and reads one line.
    pub async fn say(&mut self, command: &str) -> String {
        self.send(format!("{command}\r\n")).await;
        self.line().await
    }

    /// Sends a command and checks how its one-line answer begins.
    pub async fn expect(&mut self, command: &str, answer: &str) -> String {
        let line = self.say(command).await;
        assert!(line.starts_with(answer), "{command}: {line}");
        line
    }

    /// Reads the bytes of a multi-line response up to and with its final dot, as they come.
    pub async fn multiline(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            let start = bytes.len();
            let read = timeout(DEADLINE, self.stream.read_until(b'\n', &mut bytes));
            assert_ne!(read.await.expect("an answer in time").unwrap(), 0, "closed in the middle");
            if &bytes[start..] == b".\r\n" {
                return bytes;
            }
        }
    }

    /// Reads the lines of a multi-line response, without the final dot.
    pub async fn lines(&mut self) -> Vec<String> {
        let bytes = String::from_utf8(self.multiline().await).unwrap();
        bytes.strip_suffix(".\r\n").unwrap().lines().map(str::to_owned).collect()
    }

    /// Waits until the server closes, and returns what it still said.
    pub async fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        timeout(DEADLINE, self.stream.read_to_end(&mut bytes)).await.expect("closed in time").unwrap();
        bytes
    }

    /// What the server says until the connection is over, in good order or not.
    pub async fn rest_or_reset(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let read = timeout(DEADLINE, self.stream.read_to_end(&mut bytes)).await;
        // A reset is an end too, and comes when the server had not read everything.
        let _ = read.expect("closed in time");
        bytes
    }

    /// Whether the server says nothing for so long, and keeps the connection.
    pub async fn is_silent_for(&mut self, time: Duration) -> bool {
        timeout(time, self.stream.read_u8()).await.is_err()
    }

    /// Whether the connection is over, in good order or not.
    pub async fn ended(&mut self) -> bool {
        let mut bytes = Vec::new();
        timeout(DEADLINE, self.stream.read_to_end(&mut bytes)).await.is_ok()
    }
}

/// Trusts one public key, as a client of the demo does, and checks the handshake's signature.
#[derive(Debug)]
struct Pin {
    spki_sha256: String,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Pin {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        // An Ed25519 SubjectPublicKeyInfo is 44 bytes with a fixed beginning (RFC 8410, section 4).
        let beginning = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        let spki = certificate.windows(44).find(|window| window.starts_with(&beginning)).unwrap();
        let hash = digest::digest(&digest::SHA256, spki);
        let hex: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, self.spki_sha256, "the pin does not fit the certificate");
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
