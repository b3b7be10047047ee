mod pictures;
mod queries;

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use status_images::PixelImages;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::MediaServer;
use super::routes::Routes;

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
    String::from_utf8(ask(server, port, "GET", path).await).unwrap()
}

async fn ask(server: &MediaServer, port: u16, method: &str, path: &str) -> Vec<u8> {
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
    stream.write_all(format!("{method} {path} HTTP/1.1\r\nHost: Localhost\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

fn server() -> MediaServer {
    MediaServer::new(Arc::new(PixelImages))
}

/// Some font of this machine.
fn font() -> Option<&'static str> {
    ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/System/Library/Fonts/Geneva.ttf"]
        .into_iter()
        .find(|path| std::path::Path::new(path).exists())
}

fn routes() -> Routes {
    let gallery = super::gallery::Gallery::default();
    let pictures = super::Pictures::new(Arc::new(PixelImages));
    Routes { ipfs: super::ipfs::Ipfs::new(gallery.clone()), pictures, gallery }
}

#[tokio::test]
async fn clients_that_pin_the_certificate_are_answered() {
    let server = server();
    let port = server.start().unwrap();
    assert!(fetch(&server, port, "/health").await.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(fetch(&server, port, "/messages/images?messageId=0x1").await.ends_with("\r\n\r\n"));
    assert!(fetch(&server, port, "/nowhere").await.starts_with("HTTP/1.1 404 Not Found\r\n"));
}

#[tokio::test]
async fn whatever_is_asked_is_answered() {
    let server = server();
    let port = server.start().unwrap();
    for path in [
        "/messages/images",
        "/messages/audio?messageId=",
        "/accountImages?keyUid=1",
        "/accountImages?imageName=relative.png",
        "/accountImages?imageName=/nowhere.png",
        "/accountImages?imageName=/dev/zero",
        "/accountInitials?fontFile=x&fontSize=NaN&color=x&size=-1&bgColor=",
        "/contactImages?publicKey=0x04&imageName=thumbnail",
        "/GenerateQRCode",
        "/GenerateQRCode?url=%ff",
        "/GenerateQRCode?url=YQ==&size=100000",
        "/ipfs?hash=../../etc/passwd",
        "/communityTokenImages",
        "/wallet/collectibleImages?chainID=x",
    ] {
        let answer = fetch(&server, port, path).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n"), "{path}: {answer}");
        assert!(answer.contains("Cache-Control: no-store\r\n"));
    }
    for (path, status, text) in [
        ("/link-preview/thumbnail", "400 Bad Request", "missing query parameter 'message-id'"),
        ("/link-preview/favicon?message-id=1", "400 Bad Request", "missing query parameter 'url'"),
        ("/link-preview/favicon?message-id=1&url=u", "500 Internal Server Error", "failed to get favicon"),
        ("/status-link-preview/thumbnail?message-id=1&url=u", "400 Bad Request", "missing query parameter 'image-id'"),
    ] {
        let answer = fetch(&server, port, path).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}\r\n")) && answer.ends_with(&format!("{text}\n")),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn only_reading_is_allowed() {
    let server = server();
    let port = server.start().unwrap();
    let refused = ask(&server, port, "POST", "/health").await;
    assert!(refused.starts_with(b"HTTP/1.1 405 Method Not Allowed\r\n"));
    let code = "/GenerateQRCode?url=YQ==";
    let (head, whole) = (ask(&server, port, "HEAD", code).await, ask(&server, port, "GET", code).await);
    assert!(whole.starts_with(&head) && head.ends_with(b"\r\n\r\n") && whole.len() > head.len());
}

#[tokio::test]
async fn the_port_stays_the_same() {
    let server = server();
    assert_eq!(server.start().unwrap(), server.start().unwrap());
}

#[tokio::test]
async fn a_request_without_end_is_dropped() {
    let (mut client, mut server) = tokio::io::duplex(1024);
    let routes = routes();
    let answering = tokio::spawn(async move { super::server::answer(&mut server, &routes).await });
    let endless = "a".repeat(64 * 1024);
    let _ = client.write_all(endless.as_bytes()).await;
    answering.await.unwrap().unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "");
}
