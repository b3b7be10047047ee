//! Fetches what the media server of a daemon serves, trusting nothing but the certificate that the daemon hands out.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::{Api, BackendError};

const HOST: &str = "Localhost";
const LIMIT: Duration = Duration::from_secs(30);

/// Trusts one certificate.
#[derive(Debug)]
struct Pinned(CertificateDer<'static>);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if *shown == self.0 {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::Error::General("another certificate".to_owned()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &default_provider().signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &default_provider().signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// What the media server answers to a URL that the API gave: the head and the body.
///
/// # Errors
/// If the URL is none of the media server, or no answer comes.
pub async fn fetch(api: &Api, url: &str) -> Result<(String, Vec<u8>), BackendError> {
    let refused = || BackendError::Refused { what: "fetch".to_owned(), answer: json!(url) };
    let (place, path) =
        url.strip_prefix("https://Localhost:").and_then(|rest| rest.split_once('/')).ok_or_else(refused)?;
    let port: u16 = place.parse().map_err(|_| refused())?;
    let certificate = api.call("ImageServerTLSCert", json!("")).await?;
    let pem = certificate.as_str().unwrap_or_default();
    let pinned = Pinned(CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| refused())?);
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(std::io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(pinned))
        .with_no_client_auth();
    let name = ServerName::try_from(HOST).map_err(std::io::Error::other)?;
    let answer = timeout(LIMIT, async {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        stream.write_all(format!("GET /{path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n").as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    });
    let answer = answer.await.map_err(std::io::Error::other)??;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(refused)?;
    let (head, body) = answer.split_at(end + 4);
    Ok((String::from_utf8_lossy(head).into_owned(), body.to_vec()))
}
