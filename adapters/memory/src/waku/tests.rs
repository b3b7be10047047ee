use async_trait::async_trait;
use prost::Message as _;
use status_ports::contracts::waku::{WakuEvents, WakuNetwork};
use status_ports::{Waku, WakuEvent};
use status_proto::waku::WakuMessage;
use tokio::sync::mpsc;

use super::{MemoryWaku, MemoryWakuNetwork};

mod exchange;
mod faults;

const TOPIC: &str = "/waku/2/rs/16/32";

/// An encoded Waku message: payload and content topic only.
fn message(payload: &[u8]) -> Vec<u8> {
    let content_topic = "/waku/1/0xcd423760/rfc26".to_owned();
    WakuMessage { payload: payload.to_vec(), content_topic, ..WakuMessage::default() }.encode_to_vec()
}

async fn connect(one: &MemoryWaku, other: &MemoryWaku) {
    let addresses = other.listen_addresses().await.unwrap();
    one.dial_peer(&addresses[0]).await.unwrap();
}

/// The next message that arrives.
async fn received(events: &mut mpsc::Receiver<WakuEvent>) -> Vec<u8> {
    loop {
        if let WakuEvent::Message { message, .. } = events.recv().await.unwrap() {
            return message;
        }
    }
}

struct Events(mpsc::Receiver<WakuEvent>);

#[async_trait]
impl WakuEvents for Events {
    async fn next(&mut self) -> Option<WakuEvent> {
        self.0.recv().await
    }
}

#[derive(Default)]
struct Nodes {
    network: MemoryWakuNetwork,
    started: usize,
}

#[async_trait]
impl WakuNetwork for Nodes {
    async fn start_node(&mut self) -> (Box<dyn Waku>, Box<dyn WakuEvents>) {
        self.started += 1;
        let (node, events) = self.network.start(&format!("node-{}", self.started));
        (Box::new(node), Box::new(Events(events)))
    }
}

#[tokio::test]
async fn it_keeps_the_contract() {
    status_ports::contracts::waku::run(&mut Nodes::default()).await;
}

#[tokio::test(start_paused = true)]
async fn it_keeps_the_contract_of_requests() {
    status_ports::contracts::waku_exchange::run(&mut Nodes::default()).await;
}

#[tokio::test(start_paused = true)]
async fn it_keeps_the_contract_of_modes() {
    status_ports::contracts::waku_modes::run(&mut Nodes::default()).await;
}

#[tokio::test]
async fn who_dialled_a_node_is_connected_again_when_it_comes_back() {
    let network = MemoryWakuNetwork::new();
    let (alice, _alice_events) = network.start("alice");
    let (bobby, _bobby_events) = network.start("bobby");
    alice.dial_peer("/memory/bobby/p2p/bobby").await.unwrap();
    bobby.stop().await;
    assert!(alice.peers().await.unwrap().is_empty());
    let (bobby, _bobby_events) = network.start("bobby");
    assert!(alice.peers().await.unwrap().contains_key("bobby"));
    assert!(bobby.peers().await.unwrap().contains_key("alice"));
    alice.drop_peer("bobby").await.unwrap();
    bobby.stop().await;
    let (_bobby, _bobby_events) = network.start("bobby");
    assert!(alice.peers().await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_dials_oneself() {
    let (alice, _events) = MemoryWakuNetwork::new().start("alice");
    assert!(alice.dial_peer("/memory/alice/p2p/alice").await.is_err());
}
