//! What the socket gives at most: everything is asked for at once, counted and thrown away.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::{Duration, Instant},
};

use memchr::memmem;
use restante_dovecot::Dovecot;
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use crate::maildrop::loopback;

/// How long the server may be silent.
const SILENCE: Duration = Duration::from_secs(60);
/// The end of a message; stuffing sees to it that it stands nowhere else.
const TERMINATOR: &[u8] = b"\r\n.\r\n";

type Stream = StreamOwned<ClientConnection, TcpStream>;

/// Logs in, sends every RETR and reads until the last terminator: how long that takes.
///
/// # Panics
/// When not all mails came.
pub(crate) fn read(port: u16, messages: usize, bytes: usize) -> Duration {
    let began = Instant::now();
    let read = log_in(port).and_then(|mut stream| read_all(&mut stream, messages));
    let time = began.elapsed();
    let read = read.expect("the bare reader reads");
    assert!(read >= bytes, "{read} bytes of {bytes}");
    time
}

fn log_in(port: u16) -> io::Result<Stream> {
    let tcp = TcpStream::connect(loopback(port))?;
    tcp.set_nodelay(true)?;
    tcp.set_read_timeout(Some(SILENCE))?;
    let name = ServerName::try_from("localhost").map_err(io::Error::other)?;
    let connection = ClientConnection::new(Arc::new(trusting()), name).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(connection, tcp);
    lines(&mut stream, 1)?;
    write!(stream, "USER {}\r\nPASS {}\r\n", Dovecot::USER, Dovecot::PASSWORD)?;
    lines(&mut stream, 2)?;
    Ok(stream)
}

/// Waits for so many lines; the server has nothing to say after them.
fn lines(stream: &mut Stream, count: usize) -> io::Result<()> {
    let mut heard = Vec::new();
    let mut buffer = [0; 512];
    while heard.iter().filter(|&&byte| byte == b'\n').count() < count {
        match stream.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => heard.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
    }
    Ok(())
}

fn read_all(stream: &mut Stream, messages: usize) -> io::Result<usize> {
    let asked: String = (1..=messages).map(|number| format!("RETR {number}\r\n")).collect();
    stream.write_all(asked.as_bytes())?;
    let finder = memmem::Finder::new(TERMINATOR);
    let mut buffer = vec![0; 256 << 10];
    // The last bytes of what was read before stand at the beginning.
    let (mut kept, mut ended, mut total) = (0, 0, 0);
    while ended < messages {
        let read = stream.read(buffer.get_mut(kept..).unwrap_or_default())?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        total += read;
        let filled = kept + read;
        ended += finder.find_iter(buffer.get(..filled).unwrap_or_default()).count();
        kept = filled.min(TERMINATOR.len() - 1);
        buffer.copy_within(filled - kept..filled, 0);
    }
    Ok(total)
}

/// Whatever certificate there is: this reader is no client.
fn trusting() -> ClientConfig {
    let provider = Arc::new(ring::default_provider());
    ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("ring has what TLS needs")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
        .with_no_client_auth()
}

#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
