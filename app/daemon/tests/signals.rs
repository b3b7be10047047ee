//! Listeners on `/signals`.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use status_backend::server::Limits;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::server::Running;

type Listener = WebSocketStream<TcpStream>;

async fn listen(server: &Running) -> Listener {
    let stream = TcpStream::connect(server.address).await.unwrap();
    client_async(format!("ws://{}/signals", server.address), stream).await.unwrap().0
}

async fn next(listener: &mut Listener) -> String {
    match listener.next().await {
        Some(Ok(Message::Text(text))) => text.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_listener_gets_every_signal_in_order() {
    let server = Running::start().await;
    let (mut one, mut two) = (listen(&server).await, listen(&server).await);
    for number in 0..100 {
        server.functions.signals.emit("counted", number);
    }
    for number in 0..100 {
        let expected = format!(r#"{{"type":"counted","event":{number}}}"#);
        assert_eq!(next(&mut one).await, expected);
        assert_eq!(next(&mut two).await, expected);
    }
}

#[tokio::test]
async fn what_happened_before_is_not_sent() {
    let server = Running::start().await;
    server.functions.signals.emit("early", ());
    let mut listener = listen(&server).await;
    server.functions.signals.emit("late", ());
    assert_eq!(next(&mut listener).await, r#"{"type":"late","event":null}"#);
}

#[tokio::test]
async fn pings_and_the_closing_handshake_are_answered() {
    let server = Running::start().await;
    let mut listener = listen(&server).await;
    listener.send(Message::Ping("are you there".into())).await.unwrap();
    assert!(matches!(listener.next().await, Some(Ok(Message::Pong(data))) if &*data == b"are you there"));
    listener.send(Message::text("listeners have nothing to say")).await.unwrap();
    server.functions.signals.emit("still", ());
    assert_eq!(next(&mut listener).await, r#"{"type":"still","event":null}"#);
    listener.close(None).await.unwrap();
    assert!(matches!(listener.next().await, Some(Ok(Message::Close(_)))));
    assert!(listener.next().await.is_none());
}

#[tokio::test]
async fn a_listener_that_does_not_read_delays_nobody_and_is_cut_off() {
    let limits = Limits { signal_write: Duration::from_secs(1), ..Limits::default() };
    let server = Running::with(limits).await;
    let (mut deaf, mut reading) = (listen(&server).await, listen(&server).await);
    // More than the buffers of a socket hold.
    let payload = "x".repeat(1 << 20);
    for _ in 0..32 {
        server.functions.signals.emit("large", &payload);
        assert_eq!(next(&mut reading).await.len(), payload.len() + r#"{"type":"large","event":""}"#.len());
    }
    let mut received = 0;
    while let Some(Ok(Message::Text(_))) = deaf.next().await {
        received += 1;
    }
    assert!(received < 32, "{received}");
}

#[tokio::test]
async fn a_listener_behind_the_bound_gets_what_waited_and_the_reason() {
    let server = Running::with(Limits { signals: 4, ..Limits::default() }).await;
    let mut listener = listen(&server).await;
    let payload = "x".repeat(15 << 20);
    // The first is under way and does not fit into the socket, four more wait, the next is too much.
    for number in 0..8 {
        server.functions.signals.emit("n", if number == 0 { payload.as_str() } else { "small" });
    }
    let mut received = 0;
    let reason = loop {
        match listener.next().await {
            Some(Ok(Message::Text(_))) => received += 1,
            Some(Ok(Message::Close(Some(frame)))) => break frame,
            other => panic!("{other:?}"),
        }
    };
    assert!((1..8).contains(&received), "{received}");
    assert_eq!((reason.code, &*reason.reason), (CloseCode::Policy, "too slow"));
}

#[tokio::test]
async fn a_listener_that_sends_too_much_is_cut_off() {
    let server = Running::start().await;
    let mut listener = listen(&server).await;
    let _ = listener.send(Message::binary(vec![0; 1 << 20])).await;
    while let Some(Ok(_)) = listener.next().await {}
    assert_eq!(server.call("Echo", "1").await.body, "1");
}

#[tokio::test]
async fn the_end_is_told_after_the_last_signal() {
    let mut server = Running::start().await;
    let mut listener = listen(&server).await;
    server.ask_to_stop();
    assert_eq!(next(&mut listener).await, r#"{"type":"node.stopped","event":null}"#);
    assert!(matches!(listener.next().await, Some(Ok(Message::Close(Some(frame)))) if frame.code == CloseCode::Away));
    assert!(listener.next().await.is_none());
    server.end().await;
}

#[tokio::test]
async fn signals_need_a_websocket() {
    let server = Running::start().await;
    let answer = server.ask("GET /signals HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("WebSocket"), "{}", answer.body);
}
