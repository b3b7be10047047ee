//! Slow, idle and very many connections, and the end of the server.

use std::time::Duration;

use status_backend::server::Limits;
use tokio::io::AsyncWriteExt as _;

use crate::server::{Running, post};

/// A deadline that a test may wait for, and that a busy machine keeps.
const SHORT: Duration = Duration::from_millis(500);

#[tokio::test]
async fn who_does_not_finish_a_head_is_cut_off() {
    let server = Running::with(Limits { head: SHORT, ..Limits::default() }).await;
    for beginning in ["", "GET /health HTT", "GET /health HTTP/1.1\r\nhost: localhost\r\nx: "] {
        let mut client = server.connect().await;
        client.send(beginning.as_bytes()).await;
        client.closed().await;
    }
}

#[tokio::test]
async fn who_does_not_finish_a_body_is_told_and_cut_off() {
    let server = Running::with(Limits { body: SHORT, ..Limits::default() }).await;
    let mut client = server.connect().await;
    client.send(b"POST /statusgo/Echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nab").await;
    assert_eq!(client.response().await.status, 408);
    client.closed().await;
}

#[tokio::test]
async fn an_idle_connection_ends_but_a_waiting_one_does_not() {
    let server = Running::with(Limits { idle: SHORT, ..Limits::default() }).await;
    let (mut idle, mut waiting) = (server.connect().await, server.connect().await);
    waiting.send(post("Wait", "").as_bytes()).await;
    server.functions.waits.notified().await;
    idle.send(post("Echo", "1").as_bytes()).await;
    assert_eq!(idle.response().await.body, "1");
    assert_eq!(idle.closed().await, 0);
    server.functions.go_on.notify_one();
    assert_eq!(waiting.response().await.body, "waited");
}

#[tokio::test]
async fn who_does_not_take_an_answer_is_cut_off() {
    let server = Running::with(Limits { write: SHORT, ..Limits::default() }).await;
    let mut greedy = server.connect().await;
    // A megabyte for each, and none of it is read. The server does not read on meanwhile, so that this can only end
    // by the end of the connection.
    while greedy.0.write_all(post("Long", "").as_bytes()).await.is_ok() {}
    assert_eq!(server.call("Echo", "1").await.body, "1");
}

#[tokio::test]
async fn thousands_of_slow_connections_do_not_keep_others_out() {
    let server = Running::with(Limits { connections: 16, ..Limits::default() }).await;
    let mut slow = Vec::new();
    for _ in 0..500 {
        let mut client = server.connect().await;
        client.send(b"POST /statusgo/Echo HTTP/1.1\r\nhost:").await;
        slow.push(client);
    }
    assert_eq!(server.call("Echo", "1").await.body, "1");
    // All but the newest had to go.
    for client in &mut slow[..400] {
        client.closed().await;
    }
}

#[tokio::test]
async fn when_all_connections_are_busy_one_more_is_told() {
    let server = Running::with(Limits { connections: 2, ..Limits::default() }).await;
    let (mut one, mut two) = (server.connect().await, server.connect().await);
    for client in [&mut one, &mut two] {
        client.send(post("Wait", "").as_bytes()).await;
        server.functions.waits.notified().await;
    }
    let mut third = server.connect().await;
    let answer = third.response().await;
    assert_eq!((answer.status, &*answer.body), (503, "all connections are busy; try again\n"));
    server.functions.go_on.notify_waiters();
    assert_eq!((one.response().await.body, two.response().await.body), ("waited".to_owned(), "waited".to_owned()));
    drop((one, two));
    server.call("Echo", "1").await;
}

#[tokio::test]
async fn the_end_lets_answers_end_and_takes_no_further_requests() {
    let mut server = Running::start().await;
    let (mut idle, mut busy) = (server.connect().await, server.connect().await);
    idle.send(post("Echo", "1").as_bytes()).await;
    idle.response().await;
    busy.send(post("Wait", "").as_bytes()).await;
    server.functions.waits.notified().await;
    let mut sending = server.connect().await;
    sending.send(b"POST /statusgo/Echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nab").await;
    server.ask_to_stop();
    assert_eq!(idle.closed().await + sending.closed().await, 0);
    server.functions.go_on.notify_one();
    assert_eq!(busy.response().await.body, "waited");
    let address = server.address;
    server.end().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_end_does_not_wait_for_ever() {
    let mut server = Running::with(Limits { last_answers: SHORT, ..Limits::default() }).await;
    let mut busy = server.connect().await;
    busy.send(post("Wait", "").as_bytes()).await;
    server.functions.waits.notified().await;
    server.ask_to_stop();
    server.end().await;
}
