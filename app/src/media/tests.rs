use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::MediaServer;

/// Trusts one certificate, as clients of the media server do.
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
    ) -> Result<ServerCertVerified, Error> {
        if *shown == self.0 { Ok(ServerCertVerified::assertion()) } else { Err(Error::General("another".to_owned())) }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = default_provider().signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = default_provider().signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// Fetches a path, trusting nothing but the certificate that the server hands out.
async fn fetch(server: &MediaServer, port: u16, path: &str) -> String {
    let pem = &server.certificate().unwrap().pem;
    let pinned = Pinned(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap());
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(pinned))
        .with_no_client_auth();
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let name = ServerName::try_from("Localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: Localhost\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn clients_that_pin_the_certificate_are_answered() {
    let server = MediaServer::default();
    let port = server.start().unwrap();
    assert!(fetch(&server, port, "/health").await.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(fetch(&server, port, "/messages/images?messageId=0x1").await.ends_with("\r\n\r\n"));
    assert!(fetch(&server, port, "/nowhere").await.starts_with("HTTP/1.1 404 Not Found\r\n"));
}

#[tokio::test]
async fn the_port_stays_the_same() {
    let server = MediaServer::default();
    assert_eq!(server.start().unwrap(), server.start().unwrap());
}

#[tokio::test]
async fn a_request_without_end_is_dropped() {
    let (mut client, mut server) = tokio::io::duplex(1024);
    let answering = tokio::spawn(async move { super::server::answer(&mut server).await });
    let endless = "a".repeat(64 * 1024);
    let _ = client.write_all(endless.as_bytes()).await;
    answering.await.unwrap().unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "");
}
