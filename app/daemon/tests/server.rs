//! A server within the test, with functions of its own, and a client that sends exactly what a test says.

use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use status_app::{EndpointAnswer, SignalHub};
use status_backend::server::{Access, Functions, Limits, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

/// Functions that show what the server does.
#[derive(Default)]
pub(crate) struct TestFunctions {
    pub(crate) signals: SignalHub,
    /// Lets `Wait` answer.
    pub(crate) go_on: Notify,
    /// Told when `Wait` was called.
    pub(crate) waits: Notify,
}

#[async_trait]
impl Functions for TestFunctions {
    async fn call(&self, function: &str, body: &str) -> EndpointAnswer {
        let (text, deprecated) = match function {
            "Echo" => (body.to_owned(), false),
            "Old" => (String::new(), true),
            "Long" => ("long ".repeat(200_000), false),
            "Crash" => panic!("by order of the test"),
            "Wait" => {
                self.waits.notify_one();
                self.go_on.notified().await;
                ("waited".to_owned(), false)
            }
            "SeveralArguments" => return EndpointAnswer::NotSupported,
            _ => return EndpointAnswer::Unknown,
        };
        EndpointAnswer::Body { text, deprecated }
    }

    fn signals(&self) -> &SignalHub {
        &self.signals
    }

    async fn shut_down(&self) {
        self.signals.emit("node.stopped", ());
    }
}

/// A running server.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) functions: Arc<TestFunctions>,
    stop: Option<oneshot::Sender<()>>,
    ended: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let functions = Arc::new(TestFunctions::default());
        let loopback: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let access = Access::new(loopback.ip(), [], ["https://app.example".to_owned()]);
        let server = Server::bind(loopback, functions.clone(), "1.2.3".to_owned(), access, limits).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self { address, functions, stop: Some(stop), ended }
    }

    /// Asks the server to end.
    pub(crate) fn ask_to_stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits for its end.
    pub(crate) async fn end(self) {
        self.ended.await.unwrap();
    }

    pub(crate) async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    /// Sends a request on a connection of its own.
    pub(crate) async fn ask(&self, request: &str) -> Response {
        let mut client = self.connect().await;
        client.send(request.as_bytes()).await;
        client.response().await
    }

    pub(crate) async fn call(&self, function: &str, body: &str) -> Response {
        self.ask(&post(function, body)).await
    }
}

/// The text of a call.
pub(crate) fn post(function: &str, body: &str) -> String {
    format!("POST /statusgo/{function} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// A connection.
pub(crate) struct Client(pub(crate) TcpStream);

/// An answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

impl Client {
    /// Sends bytes; the server may have closed meanwhile.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        let _ = self.0.write_all(bytes).await;
    }

    /// Reads one answer with a known length.
    pub(crate) async fn response(&mut self) -> Response {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.expect("an answer"));
        }
        let head = String::from_utf8(head).unwrap();
        let mut response = Response { status: head[9..12].parse().unwrap(), head, body: String::new() };
        let length = response.header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        response.body = String::from_utf8(body).unwrap();
        response
    }

    /// Waits until the server has closed the connection; says how many bytes came before.
    pub(crate) async fn closed(&mut self) -> usize {
        let mut rest = Vec::new();
        // A reset closes it as well.
        let _ = self.0.read_to_end(&mut rest).await;
        rest.len()
    }
}
