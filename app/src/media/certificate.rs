//! The self-signed certificate that clients pin: one per process, its key is never stored.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The host in every URL of the server. The capital letter is what clients expect.
pub(crate) const HOST: &str = "Localhost";

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CertificateError {
    #[error("could not make the certificate: {0}")]
    Make(#[from] rcgen::Error),
    #[error("could not use the certificate: {0}")]
    Use(#[from] rustls::Error),
}

/// The certificate and what a server needs to show it.
pub(crate) struct Certificate {
    /// As clients get it.
    pub(crate) pem: String,
    /// The server's half.
    pub(super) config: Arc<ServerConfig>,
}

impl Certificate {
    /// Makes a fresh one.
    pub(crate) fn generate() -> Result<Self, CertificateError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec![HOST.to_owned()])?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::OrganizationName, "Self-signed cert");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        // Clients pin it for the life of the process: no clock, however wrong, should make it invalid.
        params.not_before = date_time_ymd(1970, 1, 1);
        params.not_after = date_time_ymd(2124, 1, 1);
        let certificate = params.self_signed(&key)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(Self { pem: certificate.pem(), config: Arc::new(config) })
    }
}
