//! Nodes on real sockets of the loopback interface. Nothing sleeps: each step awaits the event that must come, and a
//! limit around the whole test only says that it hangs.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod connections;
mod contract;
mod discovery;
mod foreign;
mod hostile;
mod relaying;

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use prost::Message as _;
use status_ports::{Peers, Secret32, Waku as _, WakuEvent};
use status_proto::waku::WakuMessage;
use status_waku::{Redial, WakuConfig, WakuNode};
use tokio::sync::mpsc;

const TOPIC: &str = "/waku/2/rs/16/32";

/// Far more than any test takes.
async fn within<T>(test: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(120), test).await.expect("the test hangs")
}

/// Loopback TCP only, and impatient with lost peers.
fn config() -> WakuConfig {
    WakuConfig {
        listen: vec!["/ip4/127.0.0.1/tcp/0".to_owned()],
        redial: Redial { first: Duration::from_millis(50), max: Duration::from_millis(200) },
        ..WakuConfig::default()
    }
}

fn key(byte: u8) -> Option<Secret32> {
    Some(Secret32::new([byte; 32]))
}

fn message(payload: &[u8]) -> Vec<u8> {
    let content_topic = "/waku/1/0xcd423760/rfc26".to_owned();
    WakuMessage { payload: payload.to_vec(), content_topic, ..WakuMessage::default() }.encode_to_vec()
}

struct Node {
    waku: WakuNode,
    events: mpsc::Receiver<WakuEvent>,
    id: String,
    address: String,
}

impl Node {
    async fn start(config: WakuConfig) -> Self {
        let (waku, events) = WakuNode::start(config).await.unwrap();
        let address = waku.listen_addresses().await.unwrap().remove(0);
        Self { id: waku.peer_id(), waku, events, address }
    }

    /// Subscribed to [`TOPIC`].
    async fn relaying(config: WakuConfig) -> Self {
        let node = Self::start(config).await;
        node.waku.subscribe(TOPIC).await.unwrap();
        node
    }

    async fn until<T>(&mut self, wanted: impl Fn(WakuEvent) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.events.recv().await.expect("events of a running node")) {
                return found;
            }
        }
    }

    async fn until_peers(&mut self, wanted: impl Fn(&Peers) -> bool) -> Peers {
        self.until(|event| match event {
            WakuEvent::ConnectionChanged { peers } => wanted(&peers).then_some(peers),
            _ => None,
        })
        .await
    }

    async fn until_connected_to(&mut self, ids: &[&str]) {
        let ids: BTreeSet<&str> = ids.iter().copied().collect();
        self.until_peers(|peers| peers.keys().map(String::as_str).collect::<BTreeSet<_>>() == ids).await;
    }

    async fn until_mesh(&mut self, wanted: usize) {
        self.until(|event| match event {
            WakuEvent::TopicHealthChanged { mesh_size, .. } => (mesh_size == wanted).then_some(()),
            _ => None,
        })
        .await;
    }

    async fn next_message(&mut self) -> Vec<u8> {
        self.until(|event| match event {
            WakuEvent::Message { message, .. } => Some(message),
            _ => None,
        })
        .await
    }
}

/// Two nodes in the mesh of [`TOPIC`].
async fn pair() -> (Node, Node) {
    let (mut alice, mut bobby) = (Node::relaying(config()).await, Node::relaying(config()).await);
    alice.waku.dial_peer(&bobby.address).await.unwrap();
    alice.until_mesh(1).await;
    bobby.until_mesh(1).await;
    (alice, bobby)
}
