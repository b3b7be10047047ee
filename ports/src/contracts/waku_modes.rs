//! The contract of [`Waku`](crate::Waku) about light nodes and pauses.

use std::sync::Arc;

use async_trait::async_trait;

use super::waku::{Node, TOPIC, WakuNetwork, address, message, pair, stop};
use crate::{Answer, PeerHandler, PeerProtocol, Peers, WakuError, WakuMode};

const RELAY: &str = "/vac/waku/relay/2.0.0";
const PATIENCE_MS: u64 = 60_000;

/// Runs the whole suite.
pub async fn run(network: &mut dyn WakuNetwork) {
    a_light_node_relays_nothing(network).await;
    a_light_node_joins_its_topics_when_it_relays(network).await;
    a_mode_may_be_set_twice(network).await;
    handlers_outlive_modes_and_pauses(network).await;
    a_paused_node_is_alone(network).await;
    a_mode_that_is_set_in_a_pause_counts_after_it(network).await;
    a_stopped_node_has_no_modes(network).await;
}

struct Echo;

#[async_trait]
impl PeerHandler for Echo {
    async fn handle(&self, _: &str, _: PeerProtocol, request: Vec<u8>) -> Answer {
        Answer::Reply(request)
    }
}

impl Node {
    /// Waits until the peers are as wanted. Events only say when to look again: in which order they come is not promised.
    async fn until_peers(&mut self, wanted: impl Fn(&Peers) -> bool + Send) {
        while !wanted(&self.waku.peers().await.unwrap()) {
            self.events.next().await.expect("events of a running node");
        }
    }

    async fn until_only(&mut self, other: &str) {
        self.until_peers(|peers| peers.keys().eq([other])).await;
    }

    async fn until_alone(&mut self) {
        self.until_peers(Peers::is_empty).await;
    }

    /// Waits until the other is connected and says that it does not relay.
    async fn until_light(&mut self, other: &str) {
        self.until_peers(|peers| {
            // Who lists nothing has not said anything yet.
            let said = peers.get(other).map(|record| &record.protocols).filter(|protocols| !protocols.is_empty());
            said.is_some_and(|protocols| !protocols.iter().any(|known| known == RELAY))
        })
        .await;
    }

    async fn until_meshed(&mut self, size: usize) {
        while self.waku.relay_peers(TOPIC).await.unwrap().full_mesh.len() != size {
            self.events.next().await.expect("events of a running node");
        }
    }

    async fn echoes(&self, other: &str) -> bool {
        let echo = self.waku.request(other, PeerProtocol::StoreQuery, b"hello".to_vec(), PATIENCE_MS).await;
        echo == Ok(b"hello".to_vec())
    }
}

async fn a_light_node_relays_nothing(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = pair(network).await;
    let (alice_id, bobby_id) = (alice.waku.peer_id(), bobby.waku.peer_id());
    for node in [&alice, &bobby] {
        node.waku.serve(PeerProtocol::StoreQuery, Arc::new(Echo)).await.unwrap();
    }
    alice.waku.set_mode(WakuMode::Light).await.unwrap();
    // Alice dialled him, so she does again.
    alice.until_meshed(0).await;
    alice.until_only(&bobby_id).await;
    bobby.until_meshed(0).await;
    bobby.until_light(&alice_id).await;
    assert_eq!(alice.waku.publish(TOPIC, message(b"hello")).await, Err(WakuError::NotSubscribed));
    assert!(alice.waku.relay_peers(TOPIC).await.unwrap().all_peers.is_empty());
    assert_eq!(bobby.waku.publish(TOPIC, message(b"hello")).await, Err(WakuError::NoPeers));
    // She can still ask.
    assert!(alice.echoes(&bobby_id).await);
    stop([alice, bobby]).await;
}

async fn a_light_node_joins_its_topics_when_it_relays(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = (Node::start(network).await, Node::start(network).await);
    let bobby_id = bobby.waku.peer_id();
    bobby.waku.subscribe(TOPIC).await.unwrap();
    alice.waku.set_mode(WakuMode::Light).await.unwrap();
    alice.waku.subscribe(TOPIC).await.unwrap();
    alice.dial(&bobby).await;
    alice.until_only(&bobby_id).await;
    alice.waku.set_mode(WakuMode::Relay).await.unwrap();
    alice.until_meshed(1).await;
    bobby.until_meshed(1).await;
    alice.waku.publish(TOPIC, message(b"now by gossip")).await.unwrap();
    assert_eq!(bobby.next_message().await.1, message(b"now by gossip"));
    bobby.waku.publish(TOPIC, message(b"and back")).await.unwrap();
    assert_eq!(alice.next_message().await.1, message(b"and back"));
    stop([alice, bobby]).await;
}

async fn a_mode_may_be_set_twice(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = pair(network).await;
    let bobby_id = bobby.waku.peer_id();
    let listens_on = alice.waku.listen_addresses().await.unwrap();
    alice.waku.set_mode(WakuMode::Relay).await.unwrap();
    assert!(alice.waku.peers().await.unwrap().contains_key(&bobby_id));
    for mode in [WakuMode::Light, WakuMode::Light, WakuMode::Relay] {
        alice.waku.set_mode(mode).await.unwrap();
    }
    // A relay is where it was.
    assert_eq!(alice.waku.listen_addresses().await.unwrap(), listens_on);
    stop([alice, bobby]).await;
}

async fn handlers_outlive_modes_and_pauses(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = pair(network).await;
    let (alice_id, bobby_id) = (alice.waku.peer_id(), bobby.waku.peer_id());
    alice.waku.serve(PeerProtocol::StoreQuery, Arc::new(Echo)).await.unwrap();
    alice.waku.set_mode(WakuMode::Light).await.unwrap();
    alice.until_only(&bobby_id).await;
    bobby.until_light(&alice_id).await;
    assert!(bobby.echoes(&alice_id).await);
    alice.waku.set_paused(true).await.unwrap();
    bobby.until_alone().await;
    alice.waku.set_paused(false).await.unwrap();
    bobby.until_only(&alice_id).await;
    assert!(bobby.echoes(&alice_id).await);
    stop([alice, bobby]).await;
}

async fn a_paused_node_is_alone(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = pair(network).await;
    let (alice_id, bobby_id) = (alice.waku.peer_id(), bobby.waku.peer_id());
    let (alice_address, bobby_address) = (address(&alice).await, address(&bobby).await);
    for _ in 0..2 {
        alice.waku.set_paused(true).await.unwrap();
    }
    alice.until_meshed(0).await;
    alice.until_alone().await;
    bobby.until_alone().await;
    assert!(alice.waku.peers().await.unwrap().is_empty());
    assert!(matches!(alice.waku.dial_peer(&bobby_address).await, Err(WakuError::Dial(_))));
    assert!(matches!(alice.waku.connect(&bobby_address).await, Err(WakuError::Dial(_))));
    assert!(matches!(bobby.waku.connect(&alice_address).await, Err(WakuError::Dial(_))));
    let asked = alice.waku.request(&bobby_id, PeerProtocol::StoreQuery, vec![], PATIENCE_MS).await;
    assert!(matches!(asked, Err(WakuError::NoAnswer(_))));
    assert_eq!(alice.waku.publish(TOPIC, message(b"hello")).await, Err(WakuError::NoPeers));
    // Topics may be joined and left meanwhile.
    alice.waku.unsubscribe(TOPIC).await.unwrap();
    alice.waku.subscribe(TOPIC).await.unwrap();
    for _ in 0..2 {
        alice.waku.set_paused(false).await.unwrap();
    }
    alice.until_only(&bobby_id).await;
    bobby.until_only(&alice_id).await;
    alice.until_meshed(1).await;
    bobby.until_meshed(1).await;
    alice.waku.publish(TOPIC, message(b"back")).await.unwrap();
    assert_eq!(bobby.next_message().await.1, message(b"back"));
    stop([alice, bobby]).await;
}

async fn a_mode_that_is_set_in_a_pause_counts_after_it(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = pair(network).await;
    let (alice_id, bobby_id) = (alice.waku.peer_id(), bobby.waku.peer_id());
    alice.waku.serve(PeerProtocol::StoreQuery, Arc::new(Echo)).await.unwrap();
    alice.waku.set_paused(true).await.unwrap();
    bobby.until_alone().await;
    alice.waku.set_mode(WakuMode::Light).await.unwrap();
    assert!(alice.waku.peers().await.unwrap().is_empty());
    alice.waku.set_paused(false).await.unwrap();
    bobby.until_light(&alice_id).await;
    alice.until_only(&bobby_id).await;
    assert_eq!(alice.waku.publish(TOPIC, message(b"hello")).await, Err(WakuError::NotSubscribed));
    stop([alice, bobby]).await;
}

async fn a_stopped_node_has_no_modes(network: &mut dyn WakuNetwork) {
    let node = Node::start(network).await;
    node.waku.set_paused(true).await.unwrap();
    node.waku.stop().await;
    assert_eq!(node.waku.set_mode(WakuMode::Light).await, Err(WakuError::Stopped));
    assert_eq!(node.waku.set_paused(false).await, Err(WakuError::Stopped));
    stop([node]).await;
}
