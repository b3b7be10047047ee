//! A server that answers as told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use status_ports::ProviderEndpoint;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use zeroize::Zeroizing;

use crate::{EthereumClient, HttpChain};

/// What the server does with a request.
#[derive(Clone)]
pub(super) enum Answer {
    /// Status with reason, more headers (each with its line end), body.
    Whole(&'static str, &'static str, String),
    /// A body that announces more than it has.
    Broken,
    /// A body without end.
    Endless,
    /// Nothing.
    Silence,
}

/// The requests that a server got: head and body.
pub(super) type Requests = Arc<Mutex<Vec<(String, String)>>>;

pub(super) struct Server {
    pub(super) url: String,
    pub(super) requests: Requests,
    /// How many connections were made.
    pub(super) connections: Arc<Mutex<usize>>,
}

impl Server {
    /// Answers every request with what this makes of its body.
    pub(super) async fn start(answer: impl Fn(&str) -> Answer + Clone + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v3/secret-token", listener.local_addr().unwrap());
        let (requests, connections) = (Requests::default(), Arc::new(Mutex::new(0)));
        let (kept, counted) = (Arc::clone(&requests), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *counted.lock().unwrap() += 1;
                tokio::spawn(serve(stream, answer.clone(), Arc::clone(&kept)));
            }
        });
        Self { url, requests, connections }
    }

    /// Answers everything with this result.
    pub(super) async fn with_result(result: &'static str) -> Self {
        Self::start(move |body| ok(format!(r#"{{"jsonrpc":"2.0","id":{},"result":{result}}}"#, id_of(body)))).await
    }

    /// Answers everything with this error.
    pub(super) async fn with_error(status: &'static str, headers: &'static str, error: &'static str) -> Self {
        Self::start(move |body| {
            Answer::Whole(status, headers, format!(r#"{{"jsonrpc":"2.0","id":{},"error":{error}}}"#, id_of(body)))
        })
        .await
    }

    pub(super) fn endpoint(&self) -> ProviderEndpoint {
        ProviderEndpoint { url: Zeroizing::new(self.url.clone()), login: None, user_agent: String::new() }
    }

    pub(super) fn chain(&self) -> HttpChain {
        self.patient_chain(Duration::from_secs(20))
    }

    pub(super) fn patient_chain(&self, timeout: Duration) -> HttpChain {
        EthereumClient::with_timeout(timeout).unwrap().open(&self.endpoint()).unwrap()
    }
}

pub(super) fn ok(body: String) -> Answer {
    Answer::Whole("200 OK", "", body)
}

/// The id in a request.
pub(super) fn id_of(body: &str) -> u64 {
    serde_json::from_str::<serde_json::Value>(body).unwrap()["id"].as_u64().unwrap()
}

async fn serve(mut stream: TcpStream, answer: impl Fn(&str) -> Answer, requests: Requests) {
    let mut read = Vec::new();
    loop {
        let Some((head, body, rest)) = whole_request(&read) else {
            let mut part = [0; 4096];
            match stream.read(&mut part).await {
                Ok(0) | Err(_) => return,
                Ok(count) => read.extend_from_slice(&part[..count]),
            }
            continue;
        };
        let answer = answer(&body);
        requests.lock().unwrap().push((head, body));
        read = rest;
        match answer {
            Answer::Whole(status, headers, body) => {
                let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
            Answer::Broken => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{").await;
                return;
            }
            Answer::Endless => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while stream.write_all(&[b' '; 65536]).await.is_ok() {}
                return;
            }
            // Open until the other side has enough.
            Answer::Silence => {
                let _ = stream.read(&mut [0]).await;
                return;
            }
        }
    }
}

/// Head, body, and what comes behind, once all of it is there.
fn whole_request(bytes: &[u8]) -> Option<(String, String, Vec<u8>)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    let (start, length): (usize, usize) = (end + 4, length.parse().unwrap());
    let body = bytes.get(start..start + length)?;
    Some((head, String::from_utf8(body.to_vec()).unwrap(), bytes[start + length..].to_vec()))
}
