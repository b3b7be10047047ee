//! `/metrics` and `/health`, for those who watch over programs.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use status_app::Backend;
use status_app::node::ServiceNode;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Connections at one time. Whoever scrapes needs one.
const CONNECTIONS: usize = 16;
/// From connecting to the end of a request's head.
const HEAD: Duration = Duration::from_secs(5);
/// How long a connection may live.
const CONVERSATION: Duration = Duration::from_secs(60);
/// Pause after the system could not accept a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

const PROMETHEUS: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const PLAIN_TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// What can be watched.
pub(crate) trait Observed: Send + Sync + 'static {
    /// Its numbers, as Prometheus reads them.
    fn metrics(&self) -> impl Future<Output = String> + Send;

    /// How many peers are connected; `None` if it does not run.
    fn peers(&self) -> impl Future<Output = Option<usize>> + Send;
}

impl Observed for ServiceNode {
    async fn metrics(&self) -> String {
        Self::metrics(self).await
    }

    async fn peers(&self) -> Option<usize> {
        Some(self.waku().peers().await.ok()?.len())
    }
}

impl Observed for Backend {
    async fn metrics(&self) -> String {
        Self::metrics(self).await
    }

    async fn peers(&self) -> Option<usize> {
        // It runs, whether anybody is logged in or not.
        Some(self.connected_peers().await)
    }
}

/// A socket that tells about it.
pub(crate) struct HttpEndpoint {
    listener: TcpListener,
    address: SocketAddr,
}

impl HttpEndpoint {
    /// Opens the socket. Nothing is answered before [`run`](Self::run).
    pub(crate) async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until it is dropped.
    pub(crate) async fn run<T: Observed>(self, observed: Arc<T>) {
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    // Who finds no place is disconnected.
                    if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                        let observed = Arc::clone(&observed);
                        tokio::spawn(async move {
                            let _place = place;
                            let _ = timeout(CONVERSATION, converse(stream, observed)).await;
                        });
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "no further connection for now");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

async fn converse<T: Observed>(stream: TcpStream, observed: Arc<T>) {
    let answering = service_fn(move |request| {
        let observed = Arc::clone(&observed);
        async move { Ok::<_, Infallible>(answer(&request, &*observed).await) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(16 << 10)
        .serve_connection(TokioIo::new(stream), answering);
    if let Err(error) = serving.await {
        tracing::debug!(%error, "a connection ended");
    }
}

async fn answer<T: Observed>(request: &Request<Incoming>, observed: &T) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut answer = with_type(StatusCode::METHOD_NOT_ALLOWED, PLAIN_TEXT, "ask by GET\n".to_owned());
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return answer;
    }
    match request.uri().path() {
        "/metrics" => with_type(StatusCode::OK, PROMETHEUS, observed.metrics().await),
        "/health" => match observed.peers().await {
            Some(peers) => with_type(StatusCode::OK, JSON, health("ok", peers)),
            None => with_type(StatusCode::SERVICE_UNAVAILABLE, JSON, health("stopped", 0)),
        },
        _ => with_type(StatusCode::NOT_FOUND, PLAIN_TEXT, "there are /metrics and /health\n".to_owned()),
    }
}

fn health(status: &str, peers: usize) -> String {
    json!({ "status": status, "version": env!("CARGO_PKG_VERSION"), "peers": peers }).to_string()
}

fn with_type(status: StatusCode, content_type: HeaderValue, text: String) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, content_type);
    answer
}
