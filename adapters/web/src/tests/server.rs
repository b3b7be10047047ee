//! A web server that does what it is told, byte by byte.

use std::io;
use std::sync::{Arc, Mutex};

use status_ports::contracts::web::{LARGE_BYTES, PAGE, PAGE_TYPE};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// The heads of all requests so far.
pub(super) type Requests = Arc<Mutex<Vec<String>>>;

/// Listens on the loopback interface until the runtime of the test ends. Returns the origin and what is asked.
pub(super) async fn start() -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Who goes away in the middle ends only its own connection.
            let serving = serve(stream, Arc::clone(&seen));
            tokio::spawn(async move { drop(serving.await) });
        }
    });
    (origin, requests)
}

/// Answers one request.
pub(super) async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, requests: Requests) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    requests.lock().unwrap().push(head);
    let redirect = |target: &str| format!("HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n");
    let answer = match path.as_str() {
        "/page" => {
            let length = PAGE.len();
            format!("HTTP/1.1 200 OK\r\ncontent-type: {PAGE_TYPE}\r\ncontent-length: {length}\r\n\r\n{PAGE}")
        }
        "/missing" => "HTTP/1.1 404 Not Found\r\ncontent-length: 7\r\n\r\nmissing".to_owned(),
        "/large" => {
            let body = "x".repeat(LARGE_BYTES);
            format!("HTTP/1.1 200 OK\r\ncontent-length: {LARGE_BYTES}\r\n\r\n{body}")
        }
        "/endless" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            loop {
                stream.write_all(format!("400\r\n{}\r\n", "x".repeat(0x400)).as_bytes()).await?;
            }
        }
        "/silent" => std::future::pending().await,
        "/redirect/0" => redirect("/page"),
        "/redirect/1" => redirect("0"),
        "/redirect/2" => redirect("/redirect/1#part"),
        "/redirect/3" => redirect("../redirect/2"),
        "/loop" => redirect("/loop"),
        "/astray" => redirect("ftp://example.org/"),
        "/private" => redirect("http://10.0.0.1/"),
        "/broken" => "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly".to_owned(),
        "/compressed" => "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x08  ".to_owned(),
        "/cookie" => "HTTP/1.1 302 Found\r\nset-cookie: a=b\r\nlocation: /page\r\ncontent-length: 0\r\n\r\n".to_owned(),
        "/nonsense" => "neither HTTP nor anything\r\n\r\n".to_owned(),
        "/long-head" => format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1_000_000)),
        _ => "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".to_owned(),
    };
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}
