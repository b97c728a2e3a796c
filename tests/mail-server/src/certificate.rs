//! The certificate that the server shows: self-signed, and the same one at every start.

use std::io;
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair, PublicKeyData};
use ring::digest;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// The name in the certificate. `.invalid` never resolves (RFC 2606, section 2).
pub(crate) const HOST: &str = "demo.restante.invalid";

/// The seed of the private key, for all to read: this is a demo key and no secret. A client pins
/// the public key, and the pin has to outlive a restart. The server listens on loopback only.
const SEED: &[u8; 32] = b"Restante demo key, not a secret.";

/// What comes before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410, section 7).
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// A TLS configuration and the fingerprint of its public key.
pub(crate) struct Identity {
    pub(crate) tls: Arc<ServerConfig>,
    /// SHA-256 over the SubjectPublicKeyInfo in DER, as lowercase hex.
    pub(crate) spki_sha256: String,
}

/// Makes the certificate.
pub(crate) fn identity() -> io::Result<Identity> {
    let pkcs8 = PrivatePkcs8KeyDer::from([&PKCS8_PREFIX[..], SEED].concat());
    let key =
        KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8, &rcgen::PKCS_ED25519).map_err(io::Error::other)?;
    let certificate = certificate(&key).map_err(io::Error::other)?;
    let tls = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(pkcs8))
        .map_err(io::Error::other)?;
    let spki = digest::digest(&digest::SHA256, &key.subject_public_key_info());
    Ok(Identity { tls: Arc::new(tls), spki_sha256: hex(spki.as_ref()) })
}

fn certificate(key: &KeyPair) -> Result<CertificateDer<'static>, rcgen::Error> {
    let mut params = CertificateParams::new(vec![HOST.to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, HOST);
    params.distinguished_name.push(DnType::OrganizationName, "Restante demo, trust it for the demo only");
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2074, 1, 1);
    Ok(params.self_signed(key)?.der().clone())
}

/// Bytes as lowercase hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
