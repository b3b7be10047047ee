//! Listens on the loopback.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use status_ports::{AccountsStore, Images};

use super::answer::Answer;
use super::gallery::{Gallery, OpenProfile};
use super::ipfs::Ipfs;
use super::pictures::Pictures;
use super::routes::Routes;
use super::url::MediaUrls;
use super::{Certificate, CertificateError};

/// A request head larger than this is refused.
const HEAD_LIMIT: usize = 16 * 1024;
/// A client has this long for the handshake, its request and taking in the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// More connections than this wait.
const CONNECTIONS: usize = 64;

/// The media server of a process. It listens from its first start until the process ends, so that URLs stay valid.
pub(crate) struct MediaServer {
    certificate: Arc<OnceLock<Certificate>>,
    port: Mutex<Option<u16>>,
    urls: MediaUrls,
    routes: Routes,
}

impl MediaServer {
    pub(crate) fn new(images: Arc<dyn Images>) -> Self {
        let gallery = Gallery::default();
        let routes = Routes { pictures: Pictures::new(images), ipfs: Ipfs::new(gallery.clone()), gallery };
        Self { certificate: Arc::default(), port: Mutex::default(), urls: MediaUrls::default(), routes }
    }

    /// Makes its URLs.
    pub(crate) fn urls(&self) -> &MediaUrls {
        &self.urls
    }

    /// Works on pictures.
    pub(crate) fn pictures(&self) -> &Pictures {
        &self.routes.pictures
    }

    /// Reads files of IPFS.
    pub(crate) fn ipfs(&self) -> &Ipfs {
        &self.routes.ipfs
    }

    /// Shows pictures of those who can log in here from now on.
    pub(crate) fn show_accounts(&self, accounts: Arc<dyn AccountsStore>) {
        self.routes.gallery.set_accounts(accounts);
    }

    /// Shows what is in the profile of whoever is logged in now.
    pub(crate) fn show_profile(&self, profile: Option<OpenProfile>) {
        self.routes.gallery.set_profile(profile);
    }

    /// The certificate, made on first use.
    pub(crate) fn certificate(&self) -> Result<&Certificate, CertificateError> {
        certificate_of(&self.certificate)
    }

    /// Listens, if it does not yet, and says on which port.
    pub(crate) fn start(&self) -> std::io::Result<u16> {
        let mut port = self.port.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(port) = *port {
            return Ok(port);
        }
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let chosen = listener.local_addr()?.port();
        let listener = TcpListener::from_std(listener)?;
        tokio::spawn(accept(listener, Arc::clone(&self.certificate), self.routes.clone()));
        self.urls.set_port(chosen);
        *port = Some(chosen);
        Ok(chosen)
    }
}

/// Made when the first client asks, because it costs more than everything else at the start.
fn certificate_of(slot: &OnceLock<Certificate>) -> Result<&Certificate, CertificateError> {
    match slot.get() {
        Some(certificate) => Ok(certificate),
        None => {
            let fresh = Certificate::generate()?;
            Ok(slot.get_or_init(|| fresh))
        }
    }
}

async fn accept(listener: TcpListener, certificate: Arc<OnceLock<Certificate>>, routes: Routes) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (certificate, routes) = (Arc::clone(&certificate), routes.clone());
                tokio::spawn(async move {
                    if tokio::time::timeout(PATIENCE, serve(stream, &certificate, &routes)).await.is_err() {
                        tracing::debug!("A client of the media server was too slow.");
                    }
                    drop(place);
                });
            }
            Err(error) => {
                // Out of file handles, most likely: give others time to close theirs.
                tracing::warn!(%error, "The media server could not accept.");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, certificate: &OnceLock<Certificate>, routes: &Routes) {
    let config = match certificate_of(certificate) {
        Ok(certificate) => Arc::clone(&certificate.config),
        Err(error) => return tracing::error!(%error, "The media server has no certificate."),
    };
    match TlsAcceptor::from(config).accept(stream).await {
        Ok(mut stream) => {
            if let Err(error) = answer(&mut stream, routes).await {
                tracing::debug!(%error, "A client of the media server left.");
            }
        }
        Err(error) => tracing::debug!(%error, "A client of the media server did not finish the handshake."),
    }
}

/// Reads one request, answers it, and closes.
pub(super) async fn answer<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, routes: &Routes) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut chunk).await?;
        if read == 0 || head.len() + read > HEAD_LIMIT {
            return Ok(());
        }
        head.extend_from_slice(chunk.get(..read).unwrap_or_default());
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let answer = match method {
        "GET" | "HEAD" => routes.answer(target).await,
        _ => Answer::refusal("405 Method Not Allowed", "Method Not Allowed"),
    };
    stream.write_all(answer.head().as_bytes()).await?;
    if method != "HEAD" {
        stream.write_all(&answer.body).await?;
    }
    stream.shutdown().await
}
