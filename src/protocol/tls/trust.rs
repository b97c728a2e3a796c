//! Whom to trust: public authorities, and the one key that the reader pinned.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::{
    CertificateError, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        VerifierBuilderError, WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::CryptoProvider,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::{Fault, Pin, TlsError, Untrusted, pin_of, sha256};

/// Trusts as webpki does where there is no pin, else the pinned key alone. The handshake's signature is checked in both cases: a pin
/// says whose key it must be, the signature that the server holds it.
#[derive(Debug)]
pub(super) struct PinningVerifier {
    public: Arc<WebPkiServerVerifier>,
    pin: Option<Pin>,
    /// What was refused, to be shown to the reader: rustls' error does not carry it.
    refused: Mutex<Option<Untrusted>>,
}

impl PinningVerifier {
    pub(super) fn new(
        roots: RootCertStore,
        provider: &Arc<CryptoProvider>,
        pin: Option<Pin>,
    ) -> Result<Self, VerifierBuilderError> {
        let public =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?;
        Ok(Self { public, pin, refused: Mutex::new(None) })
    }

    /// The error that the reader understands.
    pub(super) fn explain(&self, error: rustls::Error) -> TlsError {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (error, refused) {
            (rustls::Error::InvalidCertificate(_), Some(untrusted)) => TlsError::Untrusted(untrusted),
            (error, _) if error.to_string().contains("UnsupportedCertVersion") => TlsError::OldCertificate,
            (error, _) => TlsError::Broken(error.to_string()),
        }
    }
}

impl ServerCertVerifier for PinningVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let key = pin_of(end_entity);
        if self.pin.is_some() && key == self.pin {
            return Ok(ServerCertVerified::assertion());
        }
        // With a pin, even a certificate that a public authority vouches for is another key than the
        // reader trusted: they are told, and decide.
        let verdict =
            self.public.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let verdict = match verdict {
            Ok(_) if self.pin.is_some() => Err(CertificateError::ApplicationVerificationFailure.into()),
            verdict => verdict,
        };
        if let (Err(rustls::Error::InvalidCertificate(reason)), Some(pin)) = (&verdict, key) {
            let fault = match Fault::from(reason) {
                _ if self.pin.is_some() => Fault::NotThePin,
                Fault::UnknownIssuer => closer_look(end_entity, server_name, now),
                fault => fault,
            };
            let untrusted = Untrusted { fingerprint: sha256(end_entity), pin, fault };
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(untrusted);
        }
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.public.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.public.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.public.supported_verify_schemes()
    }
}

/// webpki stops at the unknown issuer; a reader who is asked to trust the certificate all the same
/// should hear what else is wrong with it. The time is checked as if it vouched for itself.
fn closer_look(certificate: &CertificateDer<'_>, name: &ServerName<'_>, now: UnixTime) -> Fault {
    let Ok(parsed) = webpki::EndEntityCert::try_from(certificate) else { return Fault::Invalid };
    let anchors = webpki::anchor_from_trusted_cert(certificate);
    let path = anchors.as_ref().map(|anchor| {
        parsed.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            std::slice::from_ref(anchor),
            &[],
            now,
            webpki::KeyUsage::server_auth(),
            None,
            None,
        )
    });
    match path {
        Ok(Err(webpki::Error::CertExpired { .. })) => Fault::Expired,
        Ok(Err(webpki::Error::CertNotValidYet { .. })) => Fault::NotYetValid,
        _ if parsed.verify_is_valid_for_subject_name(name).is_err() => Fault::WrongName,
        _ => Fault::UnknownIssuer,
    }
}

impl From<&CertificateError> for Fault {
    fn from(reason: &CertificateError) -> Self {
        match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::WrongName
            }
            // webpki says CaUsedAsEndEntity of a certificate that signed itself and calls itself
            // an authority, which is what `openssl req -x509` makes.
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                Self::UnknownIssuer
            }
            _ => Self::Invalid,
        }
    }
}
