//! What is said and taken over a connection.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivateKeyDer;
use rustls::{RootCertStore, ServerConfig};
use status_ports::contracts::web;
use status_ports::{Excess, WebError, WebFetcher as _, WebRequest};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::server::{Requests, serve, start};
use crate::{Reach, WebClient};

fn client() -> WebClient {
    WebClient::new("status-go/1.2.3", Reach::PublicAndLoopback).unwrap()
}

fn request(url: String) -> WebRequest {
    WebRequest {
        url,
        accept: "text/html".to_owned(),
        accept_language: String::new(),
        max_bytes: 4096,
        excess: Excess::Cut,
        max_redirects: 2,
        timeout_ms: 30_000,
    }
}

#[tokio::test]
async fn the_client_keeps_the_contract() {
    let (origin, _) = start().await;
    web::run(&client(), &origin).await;
}

#[tokio::test]
async fn a_server_learns_nothing_of_the_user() {
    let (origin, requests) = start().await;
    client().fetch(request(format!("{origin}/cookie#part"))).await.unwrap();
    let requests = requests.lock().unwrap().clone();
    let host = origin.trim_start_matches("http://");
    let expected = |path| {
        format!("GET {path} HTTP/1.1\r\naccept: text/html\r\nuser-agent: status-go/1.2.3\r\nhost: {host}\r\n\r\n")
    };
    assert_eq!(requests, [expected("/cookie"), expected("/page")]);
}

#[tokio::test]
async fn the_loopback_is_not_reached_unless_that_is_wanted() {
    let (origin, requests) = start().await;
    let port = origin.rsplit(':').next().unwrap();
    let client = WebClient::new("status-go/1.2.3", Reach::Public).unwrap();
    // As an address, as a name that resolves to it, and in the odd forms that URLs know.
    for host in ["127.0.0.1", "localhost", "LOCALHOST.", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"] {
        let refused = client.fetch(request(format!("http://{host}:{port}/page"))).await;
        assert!(matches!(refused, Err(WebError::ForbiddenAddress | WebError::Failed(_))), "{host}: {refused:?}");
    }
    assert_eq!(requests.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn compressed_answers_and_nonsense_are_refused() {
    let (origin, _) = start().await;
    for path in ["/compressed", "/nonsense", "/long-head"] {
        let refused = client().fetch(request(format!("{origin}{path}"))).await;
        assert!(matches!(refused, Err(WebError::Failed(_))), "{path}: {refused:?}");
    }
}

#[tokio::test]
async fn an_error_does_not_name_the_url() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let failed = client().fetch(request(format!("http://{address}/secret"))).await.unwrap_err();
    assert!(matches!(&failed, WebError::Failed(_)) && !failed.to_string().contains("secret"), "{failed}");
}

/// A server with a certificate of its own. Returns its origin, and the certificate as who trusts it knows it.
async fn start_tls(name: &str) -> (String, RootCertStore) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Who does not trust the certificate goes away.
            if let Ok(stream) = acceptor.accept(stream).await {
                drop(serve(stream, Requests::default()).await);
            }
        }
    });
    (format!("https://localhost:{port}"), roots)
}

#[tokio::test]
async fn a_certificate_must_be_trusted_and_for_the_name() {
    let (origin, roots) = start_tls("localhost").await;
    let trusting = |roots| WebClient::with_roots("status-go/1.2.3", Reach::PublicAndLoopback, roots).unwrap();
    assert_eq!(trusting(roots.clone()).fetch(request(format!("{origin}/page"))).await.unwrap().status, 200);
    let distrusting = client().fetch(request(format!("{origin}/page"))).await;
    assert!(matches!(distrusting, Err(WebError::Failed(_))), "{distrusting:?}");
    let (other, roots) = start_tls("example.org").await;
    let misled = trusting(roots).fetch(request(format!("{other}/page"))).await;
    assert!(matches!(misled, Err(WebError::Failed(_))), "{misled:?}");
}
