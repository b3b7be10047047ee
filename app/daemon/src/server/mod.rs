//! HTTP and WebSocket in front of a backend (specification: API, sections 1 to 3).

mod access;
mod answer;
mod body;
mod connection;
mod cross_origin;
mod functions;
mod guarded_stream;
mod limits;
mod signals;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

pub use access::{Access, Refusal};
pub use functions::Functions;
pub use limits::Limits;

use answer::Service;
use body::Budget;
use connection::{Connection, Connections, Phase};
use guarded_stream::GuardedStream;

/// What a connection gets when all others are busy.
const ALL_BUSY: &str = "all connections are busy; try again\n";

/// A socket that listens, and what it answers with.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    service: Arc<Service>,
    connections: Arc<Connections>,
    stopping: watch::Sender<bool>,
}

impl Server {
    /// Opens the socket. Nothing is answered before [`run`](Self::run).
    ///
    /// # Errors
    /// If the system refuses the address.
    pub async fn bind(
        address: SocketAddr,
        functions: Arc<dyn Functions>,
        version: String,
        access: Access,
        limits: Limits,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let connections = Connections::new(limits.connections);
        let budget = Budget::new(limits.all_bodies_bytes);
        let (stopping, told_to_stop) = watch::channel(false);
        let service = Arc::new(Service { functions, version, access, limits, budget, told_to_stop });
        Ok(Self { listener, address, service, connections, stopping })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` ends; then lets what is under way end, for a bounded time.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => self.serve(stream),
                    Err(error) if is_of_one_connection(&error) => {}
                    Err(error) => {
                        tracing::warn!(%error, "No further connections for now.");
                        self.connections.make_room();
                        // Out of file descriptors, most likely: trying on at once would only keep a core busy.
                        sleep(self.service.limits.accept_pause).await;
                    }
                },
            }
        }
        drop(self.listener);
        let limits = &self.service.limits;
        if timeout(limits.shut_down, self.service.functions.shut_down()).await.is_err() {
            tracing::warn!("The backend did not shut down in time.");
        }
        self.stopping.send_replace(true);
        if timeout(limits.last_answers, self.connections.all_closed()).await.is_err() {
            tracing::warn!("Some connections did not end in time.");
        }
    }

    fn serve(&self, stream: TcpStream) {
        let Some(connection) = self.connections.admit() else {
            tracing::warn!("All connections are busy; one more was refused.");
            // What does not fit into the socket's buffer is of no interest.
            let _ = stream.try_write(refusal().as_bytes());
            return;
        };
        // Answers are small and awaited.
        let _ = stream.set_nodelay(true);
        tokio::spawn(converse(stream, connection, Arc::clone(&self.service)));
    }
}

fn refusal() -> String {
    let length = ALL_BUSY.len();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{ALL_BUSY}"
    )
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers the requests of a connection until it ends.
async fn converse(stream: TcpStream, connection: Arc<Connection>, service: Arc<Service>) {
    let limits = service.limits;
    let stream = GuardedStream::new(stream, Arc::clone(&connection), limits.head, limits.write);
    let answering = {
        let (service, connection) = (Arc::clone(&service), Arc::clone(&connection));
        service_fn(move |request| {
            let (service, connection) = (Arc::clone(&service), Arc::clone(&connection));
            connection.enter(Phase::Body);
            async move {
                let response = service.answer(request, &connection).await;
                // A WebSocket never comes back to waiting for a request.
                if response.status() != http::StatusCode::SWITCHING_PROTOCOLS {
                    connection.enter(Phase::Answered);
                }
                Ok::<_, Infallible>(response)
            }
        })
    };
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        // Between requests too; the shorter deadline of a head that has begun is the stream's.
        .header_read_timeout(limits.idle)
        .max_buf_size(limits.head_bytes)
        .serve_connection(TokioIo::new(stream), answering)
        .with_upgrades();
    tokio::pin!(serving);
    tokio::select! {
        ended = serving.as_mut() => return log_end(ended),
        () = connection.evicted() => return,
        () = service.stopping() => {
            if connection.may_go() {
                return;
            }
            serving.as_mut().graceful_shutdown();
        }
    }
    log_end(serving.await);
}

fn log_end(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "Connection ended.");
    }
}
