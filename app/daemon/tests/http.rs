//! Routes, status codes, headers, and what is refused.

use status_backend::server::Limits;

use crate::server::{Running, post};

#[tokio::test]
async fn health_tells_the_version() {
    let server = Running::start().await;
    for method in ["GET", "POST"] {
        let answer = server.ask(&format!("{method} /health HTTP/1.1\r\nhost: localhost\r\n\r\n")).await;
        assert_eq!((answer.status, &*answer.body), (200, r#"{"version":"1.2.3"}"#));
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
    assert_eq!(server.ask("DELETE /health HTTP/1.1\r\nhost: localhost\r\n\r\n").await.status, 405);
}

#[tokio::test]
async fn a_function_gets_the_body_verbatim_by_any_method() {
    let server = Running::start().await;
    for method in ["GET", "POST", "PUT", "DELETE", "OPTIONS"] {
        let request =
            format!("{method} /statusgo/Echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 8\r\n\r\n\"a\" <ä>");
        let answer = server.ask(&request).await;
        assert_eq!((answer.status, &*answer.body), (200, "\"a\" <ä>"), "{method}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("deprecation"), None);
    }
    let chunked = "POST /statusgo/Echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n\
        2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
    assert_eq!(server.ask(chunked).await.body, "abc");
}

#[tokio::test]
async fn deprecated_unsupported_and_unknown_functions_are_told_apart() {
    let server = Running::start().await;
    let old = server.call("Old", "").await;
    assert_eq!((old.status, old.header("deprecation"), &*old.body), (200, Some("true"), ""));
    let several = server.call("SeveralArguments", "").await;
    assert_eq!((several.status, several.header("content-type"), &*several.body), (501, None, ""));
    for path in ["/statusgo/Nothing", "/statusgo/", "/statusgo", "/", "/signals/", "/health/", "/statusgo/Echo/"] {
        let answer = server.ask(&format!("POST {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")).await;
        assert_eq!((answer.status, &*answer.body), (404, "404 page not found\n"), "{path}");
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    }
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    for number in 0..20 {
        client.send(post("Echo", &number.to_string()).as_bytes()).await;
        assert_eq!(client.response().await.body, number.to_string());
    }
}

#[tokio::test]
async fn a_crash_of_a_function_is_an_answer_and_the_server_goes_on() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    client.send(post("Crash", "").as_bytes()).await;
    let answer = client.response().await;
    assert_eq!((answer.status, &*answer.body), (200, r#"{"error":"Crash crashed"}"#));
    client.send(post("Echo", "still here").as_bytes()).await;
    assert_eq!(client.response().await.body, "still here");
}

#[tokio::test]
async fn a_call_goes_on_when_the_caller_leaves() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    client.send(post("Wait", "").as_bytes()).await;
    server.functions.waits.notified().await;
    drop(client);
    // Were the call gone, its place in the queue would be too, and this would wake nobody else.
    server.functions.go_on.notify_one();
    let mut second = server.connect().await;
    second.send(post("Wait", "").as_bytes()).await;
    server.functions.waits.notified().await;
    server.functions.go_on.notify_one();
    assert_eq!(second.response().await.body, "waited");
}

#[tokio::test]
async fn foreign_hosts_and_origins_are_refused_with_advice() {
    let server = Running::start().await;
    let refused = [
        ("POST /statusgo/Echo HTTP/1.1\r\nhost: evil.example\r\n\r\n", "--allow-host evil.example"),
        ("GET /health HTTP/1.1\r\nhost: evil.example\r\n\r\n", "127.0.0.1 or localhost"),
        ("GET /health HTTP/1.1\r\n\r\n", "127.0.0.1 or localhost"),
        (
            "POST /statusgo/Echo HTTP/1.1\r\nhost: localhost\r\norigin: https://evil.example\r\n\r\n",
            "--allow-origin https://evil.example",
        ),
        (
            "GET /signals HTTP/1.1\r\nhost: localhost\r\norigin: https://evil.example\r\nconnection: upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            "--allow-origin https://evil.example",
        ),
        ("GET /statusgo/Echo HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: cross-site\r\n\r\n", "--allow-origin"),
    ];
    for (request, advice) in refused {
        let answer = server.ask(request).await;
        assert_eq!(answer.status, 403, "{request}");
        assert!(answer.body.contains(advice), "{}", answer.body);
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn pages_that_may_ask_may_read_the_answer() {
    let server = Running::start().await;
    for origin in ["http://localhost:3000", "https://app.example"] {
        let head = format!("/statusgo/Echo HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\n");
        let answer = server.ask(&format!("POST {head}\r\n")).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(origin)));
        let preflight = server.ask(&format!("OPTIONS {head}access-control-request-method: POST\r\n\r\n")).await;
        assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some(origin)));
    }
}

#[tokio::test]
async fn a_body_above_the_bound_is_refused_before_it_is_sent() {
    let server = Running::start().await;
    let announced = "POST /statusgo/Echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 68719476736\r\n\r\n";
    let answer = server.ask(announced).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("67108864 bytes"), "{}", answer.body);
}

#[tokio::test]
async fn an_endless_body_is_refused_at_the_bound() {
    let server = Running::with(Limits { body_bytes: 1000, ..Limits::default() }).await;
    let mut client = server.connect().await;
    client.send(b"POST /statusgo/Echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n").await;
    client.send("64\r\n".as_bytes()).await;
    client.send(&[b'x'; 100]).await;
    for _ in 0..10 {
        client.send(b"\r\n64\r\n").await;
        client.send(&[b'x'; 100]).await;
    }
    assert_eq!(client.response().await.status, 413);
    client.closed().await;
    assert_eq!(server.call("Echo", "1").await.body, "1");
}

#[tokio::test]
async fn a_head_above_the_bound_is_refused() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    client.send(b"GET /health HTTP/1.1\r\nhost: localhost\r\nx-long: ").await;
    client.send(&vec![b'x'; 100 << 10]).await;
    assert_eq!(client.response().await.status, 431);
    let many = "x: y\r\n".repeat(1000);
    assert_eq!(server.ask(&format!("GET /health HTTP/1.1\r\nhost: localhost\r\n{many}\r\n")).await.status, 431);
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let server = Running::start().await;
    for garbage in ["\u{16}\u{3}\u{1} hello\r\n\r\n", "GET\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut client = server.connect().await;
        client.send(garbage.as_bytes()).await;
        client.closed().await;
    }
    assert_eq!(server.call("Echo", "1").await.body, "1");
}
