//! The WebSocket of signals (specification: API, section 3).

use std::sync::Arc;

use bytes::Bytes;
use futures::{SinkExt as _, StreamExt as _};
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use status_app::SignalReceiver;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use super::answer::{Answer, Service, plain};
use super::connection::Connection;

/// Listeners have nothing to say.
const MOST_INCOMING_BYTES: usize = 64 << 10;
const READ_BUFFER_BYTES: usize = 4 << 10;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Answers a request to listen. Every signal from now on will be sent.
pub(super) fn open(service: Arc<Service>, mut request: Request<Incoming>, connection: Arc<Connection>) -> Answer {
    let answer = match create_response_with_body(&request, Full::<Bytes>::default) {
        Ok(answer) => answer,
        Err(error) => return plain(StatusCode::BAD_REQUEST, format!("/signals is a WebSocket: {error}")),
    };
    let signals = service.functions.signals().subscribe(service.limits.signals);
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(listen(service, upgrade, signals, connection));
    answer
}

/// Sends signals until the listener or the server ends. `_connection` keeps its place meanwhile.
async fn listen(service: Arc<Service>, upgrade: OnUpgrade, mut signals: SignalReceiver, _connection: Arc<Connection>) {
    let upgraded = match upgrade.await {
        Ok(upgraded) => upgraded,
        Err(error) => return tracing::debug!(%error, "A listener did not come."),
    };
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        // Each signal goes out at once.
        .write_buffer_size(0)
        .max_message_size(Some(MOST_INCOMING_BYTES))
        .max_frame_size(Some(MOST_INCOMING_BYTES));
    let mut socket = Socket::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    loop {
        // In this order: what was emitted before the end is sent before the end.
        tokio::select! {
            biased;
            signal = signals.recv() => match signal {
                Some(signal) => if !send(&mut socket, Message::text(&*signal), &service).await { return },
                None => {
                    tracing::warn!("A listener fell behind and was cut off.");
                    return close(socket, CloseCode::Policy, "too slow", &service).await;
                }
            },
            // Pings and the closing handshake are answered by reading on.
            incoming = socket.next() => if !matches!(incoming, Some(Ok(_))) { return },
            () = service.stopping() => {
                return close(socket, CloseCode::Away, "the daemon stops", &service).await;
            }
        }
    }
}

/// Says whether the listener is still there.
async fn send(socket: &mut Socket, message: Message, service: &Service) -> bool {
    match timeout(service.limits.signal_write, socket.send(message)).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::debug!(%error, "A listener left.");
            false
        }
        Err(_) => {
            tracing::warn!("A listener did not read and was cut off.");
            false
        }
    }
}

async fn close(mut socket: Socket, code: CloseCode, reason: &'static str, service: &Service) {
    let frame = CloseFrame { code, reason: reason.into() };
    if send(&mut socket, Message::Close(Some(frame)), service).await {
        // The listener's own close frame, so that it does not see a broken connection.
        let _ = timeout(service.limits.signal_write, async { while let Some(Ok(_)) = socket.next().await {} }).await;
    }
}
