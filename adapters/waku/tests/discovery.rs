//! The adapters of discovery on the loopback interface.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use status_ports::contracts::discovery::{TextZone, run_node_discovery, run_text_lookup};
use status_ports::{LookupError, TextLookup};
use status_waku::{Discv5Starter, DnsLookup};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

use super::within;

#[tokio::test]
async fn discv5_keeps_the_contract() {
    within(run_node_discovery(&Discv5Starter)).await;
}

#[tokio::test]
async fn dns_keeps_the_contract() {
    within(async { run_text_lookup(&mut Server::start().await).await }).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_failure() {
    // A port that was free a moment ago.
    let address = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let lookup = DnsLookup::new(Some(address), Duration::from_millis(300));
    let failed = within(lookup.lookup_texts("a.example")).await;
    assert!(matches!(failed, Err(LookupError::Failed(_))), "{failed:?}");
}

type Texts = Arc<Mutex<BTreeMap<String, Vec<Vec<String>>>>>;

/// A DNS server that knows nothing but texts.
struct Server {
    address: SocketAddr,
    texts: Texts,
    task: JoinHandle<()>,
}

impl Server {
    async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let (address, texts) = (socket.local_addr().unwrap(), Texts::default());
        let served = Arc::clone(&texts);
        let task = tokio::spawn(async move {
            let mut buffer = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let answer = answer(&buffer[..length], &served.lock().unwrap());
                socket.send_to(&answer, from).await.unwrap();
            }
        });
        Self { address, texts, task }
    }
}

/// The answer to one question (RFC 1035).
fn answer(question: &[u8], texts: &BTreeMap<String, Vec<Vec<String>>>) -> Vec<u8> {
    let mut name = vec![];
    let mut at = 12;
    while question[at] != 0 {
        let end = at + 1 + usize::from(question[at]);
        name.push(String::from_utf8(question[at + 1..end].to_vec()).unwrap());
        at = end;
    }
    let texts = texts.get(&name.join(".").to_lowercase());
    let mut out = question[..2].to_vec();
    // An answer; the name exists or not; one question.
    out.extend([0x81, if texts.is_some() { 0x80 } else { 0x83 }, 0, 1]);
    out.extend([0, texts.map_or(0, Vec::len) as u8, 0, 0, 0, 0]);
    out.extend(&question[12..at + 5]);
    for strings in texts.into_iter().flatten() {
        let content: Vec<u8> =
            strings.iter().flat_map(|string| [&[string.len() as u8], string.as_bytes()].concat()).collect();
        // The name of the question, TXT, IN, 60 seconds.
        out.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        out.extend((content.len() as u16).to_be_bytes());
        out.extend(content);
    }
    out
}

#[async_trait]
impl TextZone for Server {
    async fn set(&mut self, name: &str, texts: Vec<Vec<String>>) {
        self.texts.lock().unwrap().insert(name.to_lowercase(), texts);
    }

    async fn silence(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    async fn lookup(&mut self) -> Box<dyn TextLookup> {
        Box::new(DnsLookup::new(Some(self.address), Duration::from_secs(2)))
    }
}
