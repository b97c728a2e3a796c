//! Certificates as people really have them on servers of their own: signed by themselves.

use std::io;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};

/// Which self-signed certificate Dovecot shows. Each time one is made, it has a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certificate {
    /// For `localhost`, `127.0.0.1` and `127.0.0.2`; in its time.
    #[default]
    Localhost,
    /// For the same names; its time ended in 2021.
    Expired,
    /// In its time, but for `elsewhere.example`.
    WrongName,
}

/// A certificate with its key, as Dovecot reads them.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) certificate: String,
    pub(crate) key: String,
    /// SHA-256 of the DER, as `openssl x509 -fingerprint -sha256` prints it.
    pub(crate) fingerprint: String,
}

impl Certificate {
    /// Makes the certificate with a fresh key.
    pub(crate) fn issue(self) -> io::Result<Issued> {
        let names: &[&str] = match self {
            Self::Localhost | Self::Expired => &["localhost", "127.0.0.1", "127.0.0.2"],
            Self::WrongName => &["elsewhere.example"],
        };
        let mut params =
            CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
                .map_err(io::Error::other)?;
        if let Some(name) = names.first() {
            params.distinguished_name.push(DnType::CommonName, *name);
        }
        // `openssl req -x509`, which most of them come from, makes an authority of every certificate.
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let (from, to) = if self == Self::Expired { (2020, 2021) } else { (2024, 2054) };
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params.self_signed(&key).map_err(io::Error::other)?;
        let digest = ring::digest::digest(&ring::digest::SHA256, certificate.der());
        let pairs: Vec<String> = digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(Issued { certificate: certificate.pem(), key: key.serialize_pem(), fingerprint: pairs.join(":") })
    }
}
