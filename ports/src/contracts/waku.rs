//! The contract of [`Waku`].
//!
//! Nothing here waits for time: each step awaits the event that the port promises. Whoever runs the suite puts one
//! generous limit around the whole of it.

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::{Peers, Waku, WakuError, WakuEvent};

pub(super) const TOPIC: &str = "/waku/2/rs/16/32";
const OTHER_TOPIC: &str = "/waku/2/rs/16/64";

/// The channel of events that an adapter hands out at the start of a node.
#[async_trait]
pub trait WakuEvents: Send {
    /// The next event; `None` after the node was stopped and everything before was read.
    async fn next(&mut self) -> Option<WakuEvent>;
}

/// A network in which the suite starts nodes.
#[async_trait]
pub trait WakuNetwork: Send {
    /// A new node that knows nobody.
    async fn start_node(&mut self) -> (Box<dyn Waku>, Box<dyn WakuEvents>);
}

/// Runs the whole suite.
pub async fn run(network: &mut dyn WakuNetwork) {
    addresses_end_in_the_peer_id(network).await;
    dialling_connects_both_sides(network).await;
    an_address_must_name_a_peer(network).await;
    a_stopped_peer_cannot_be_dialled(network).await;
    publishing_needs_a_subscription_a_peer_and_a_valid_message(network).await;
    a_message_reaches_the_other_and_does_not_come_back(network).await;
    the_same_message_arrives_once(network).await;
    a_node_between_two_relays(network).await;
    topics_are_apart(network).await;
    leaving_a_topic_is_seen_by_the_others(network).await;
    a_dropped_peer_is_gone_on_both_sides(network).await;
    a_stopped_node_refuses_everything_and_its_events_end(network).await;
}

pub(super) struct Node {
    pub(super) waku: Box<dyn Waku>,
    pub(super) events: Box<dyn WakuEvents>,
}

impl Node {
    pub(super) async fn start(network: &mut dyn WakuNetwork) -> Self {
        let (waku, events) = network.start_node().await;
        Self { waku, events }
    }

    /// Reads events up to the first that `wanted` makes something of.
    pub(super) async fn until<T>(&mut self, wanted: impl Fn(WakuEvent) -> Option<T> + Send) -> T {
        loop {
            let event = self.events.next().await.expect("events of a running node");
            if let Some(found) = wanted(event) {
                return found;
            }
        }
    }

    pub(super) async fn until_connected_to(&mut self, ids: &[&str]) -> Peers {
        let ids: BTreeSet<&str> = ids.iter().copied().collect();
        self.until(|event| match event {
            WakuEvent::ConnectionChanged { peers } => {
                (peers.keys().map(String::as_str).collect::<BTreeSet<_>>() == ids).then_some(peers)
            }
            _ => None,
        })
        .await
    }

    pub(super) async fn until_mesh_of(&mut self, topic: &str, size: usize) {
        self.until(|event| match event {
            WakuEvent::TopicHealthChanged { pubsub_topic, mesh_size } => {
                (pubsub_topic == topic && mesh_size == size).then_some(())
            }
            _ => None,
        })
        .await;
    }

    pub(super) async fn next_message(&mut self) -> (String, Vec<u8>) {
        self.until(|event| match event {
            WakuEvent::Message { pubsub_topic, message } => Some((pubsub_topic, message)),
            _ => None,
        })
        .await
    }

    pub(super) async fn dial(&self, other: &Self) {
        self.waku.dial_peer(&address(other).await).await.unwrap();
    }
}

/// An encoded Waku message: payload and content topic only.
pub(super) fn message(payload: &[u8]) -> Vec<u8> {
    let topic = b"/waku/1/0xcd423760/rfc26";
    let mut bytes = vec![0x0a, u8::try_from(payload.len()).unwrap()];
    bytes.extend(payload);
    bytes.extend([0x12, u8::try_from(topic.len()).unwrap()]);
    bytes.extend(topic);
    bytes
}

/// The address that a node on the same machine dials.
pub(super) async fn address(node: &Node) -> String {
    let all = node.waku.listen_addresses().await.unwrap();
    let loopback = |address: &&String| address.starts_with("/ip4/127.0.0.1/") && !address.contains("/ws");
    all.iter().find(loopback).or(all.first()).unwrap().clone()
}

/// Two nodes in the mesh of one topic.
pub(super) async fn pair(network: &mut dyn WakuNetwork) -> (Node, Node) {
    let (mut alice, mut bobby) = (Node::start(network).await, Node::start(network).await);
    alice.waku.subscribe(TOPIC).await.unwrap();
    bobby.waku.subscribe(TOPIC).await.unwrap();
    alice.dial(&bobby).await;
    alice.until_mesh_of(TOPIC, 1).await;
    bobby.until_mesh_of(TOPIC, 1).await;
    (alice, bobby)
}

pub(super) async fn stop(nodes: impl IntoIterator<Item = Node> + Send) {
    for node in nodes.into_iter().collect::<Vec<_>>() {
        node.waku.stop().await;
    }
}

async fn addresses_end_in_the_peer_id(network: &mut dyn WakuNetwork) {
    let node = Node::start(network).await;
    let end = format!("/p2p/{}", node.waku.peer_id());
    let addresses = node.waku.listen_addresses().await.unwrap();
    assert!(!addresses.is_empty());
    for address in addresses {
        assert!(address.starts_with('/') && address.ends_with(&end), "{address}");
    }
    assert_eq!(node.waku.peers().await.unwrap(), Peers::new());
    stop([node]).await;
}

async fn dialling_connects_both_sides(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = (Node::start(network).await, Node::start(network).await);
    let (alice_id, bobby_id) = (alice.waku.peer_id(), bobby.waku.peer_id());
    assert_ne!(alice_id, bobby_id);
    alice.dial(&bobby).await;
    assert!(alice.waku.peers().await.unwrap().contains_key(&bobby_id));
    alice.until_connected_to(&[&bobby_id]).await;
    bobby.until_connected_to(&[&alice_id]).await;
    assert!(bobby.waku.peers().await.unwrap().contains_key(&alice_id));
    // Dialling who is connected is fine.
    alice.dial(&bobby).await;
    stop([alice, bobby]).await;
}

async fn an_address_must_name_a_peer(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = (Node::start(network).await, Node::start(network).await);
    let whole = address(&bobby).await;
    let nameless = whole.split("/p2p/").next().unwrap();
    for text in ["", "nonsense", nameless, "/p2p/"] {
        let refused = alice.waku.dial_peer(text).await;
        assert!(matches!(refused, Err(WakuError::InvalidAddress(_))), "{text}: {refused:?}");
    }
    assert!(matches!(alice.waku.drop_peer("").await, Err(WakuError::InvalidAddress(_))));
    stop([alice, bobby]).await;
}

async fn a_stopped_peer_cannot_be_dialled(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = (Node::start(network).await, Node::start(network).await);
    let address = address(&bobby).await;
    stop([bobby]).await;
    let refused = alice.waku.dial_peer(&address).await;
    assert!(matches!(refused, Err(WakuError::Dial(_))), "{refused:?}");
    assert_eq!(alice.waku.peers().await.unwrap(), Peers::new());
    stop([alice]).await;
}

async fn publishing_needs_a_subscription_a_peer_and_a_valid_message(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = pair(network).await;
    let valid = message(b"hello");
    assert_eq!(alice.waku.publish(OTHER_TOPIC, valid.clone()).await, Err(WakuError::NotSubscribed));
    alice.waku.subscribe(OTHER_TOPIC).await.unwrap();
    alice.waku.subscribe(OTHER_TOPIC).await.unwrap();
    assert_eq!(alice.waku.publish(OTHER_TOPIC, valid.clone()).await, Err(WakuError::NoPeers));
    let size = 8 << 20;
    let too_large = alice.waku.publish(TOPIC, vec![0; size]).await;
    assert!(matches!(too_large, Err(WakuError::TooLarge { size: s, limit }) if s == size && limit < size));
    for invalid in [vec![], vec![0xff; 40], message(b""), b"\x0a\x01a".to_vec()] {
        assert_eq!(alice.waku.publish(TOPIC, invalid).await, Err(WakuError::InvalidMessage));
    }
    // What could not be sent is not taken for sent later.
    assert_eq!(alice.waku.publish(TOPIC, valid).await, Ok(()));
    stop([alice, bobby]).await;
}

async fn a_message_reaches_the_other_and_does_not_come_back(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = pair(network).await;
    alice.waku.publish(TOPIC, message(b"from alice")).await.unwrap();
    assert_eq!(bobby.next_message().await, (TOPIC.to_owned(), message(b"from alice")));
    bobby.waku.publish(TOPIC, message(b"from bobby")).await.unwrap();
    // Would her own message have come back, it would be the first.
    assert_eq!(alice.next_message().await, (TOPIC.to_owned(), message(b"from bobby")));
    stop([alice, bobby]).await;
}

async fn the_same_message_arrives_once(network: &mut dyn WakuNetwork) {
    let (alice, mut bobby) = pair(network).await;
    for payload in [b"first ", b"first ", b"second"] {
        alice.waku.publish(TOPIC, message(payload)).await.unwrap();
    }
    assert_eq!(bobby.next_message().await.1, message(b"first "));
    assert_eq!(bobby.next_message().await.1, message(b"second"));
    stop([alice, bobby]).await;
}

async fn a_node_between_two_relays(network: &mut dyn WakuNetwork) {
    let (mut alice, mut carol) = pair(network).await;
    let mut bobby = Node::start(network).await;
    bobby.waku.subscribe(TOPIC).await.unwrap();
    bobby.dial(&carol).await;
    bobby.until_mesh_of(TOPIC, 1).await;
    carol.until_mesh_of(TOPIC, 2).await;
    alice.waku.publish(TOPIC, message(b"over carol")).await.unwrap();
    assert_eq!(bobby.next_message().await.1, message(b"over carol"));
    assert_eq!(carol.next_message().await.1, message(b"over carol"));
    bobby.waku.publish(TOPIC, message(b"and back")).await.unwrap();
    assert_eq!(alice.next_message().await.1, message(b"and back"));
    assert!(!alice.waku.peers().await.unwrap().contains_key(&bobby.waku.peer_id()));
    stop([alice, bobby, carol]).await;
}

async fn topics_are_apart(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = pair(network).await;
    alice.waku.subscribe(OTHER_TOPIC).await.unwrap();
    bobby.waku.subscribe(OTHER_TOPIC).await.unwrap();
    alice.until_mesh_of(OTHER_TOPIC, 1).await;
    let bobby_id = bobby.waku.peer_id();
    for topic in [TOPIC, OTHER_TOPIC] {
        let relays = alice.waku.relay_peers(topic).await.unwrap();
        assert_eq!((relays.full_mesh, relays.all_peers), (vec![bobby_id.clone()], vec![bobby_id.clone()]));
    }
    let none = alice.waku.relay_peers("/waku/2/rs/16/1").await.unwrap();
    assert!(none.full_mesh.is_empty() && none.all_peers.is_empty());
    alice.waku.publish(OTHER_TOPIC, message(b"elsewhere")).await.unwrap();
    assert_eq!(bobby.next_message().await, (OTHER_TOPIC.to_owned(), message(b"elsewhere")));
    stop([alice, bobby]).await;
}

async fn leaving_a_topic_is_seen_by_the_others(network: &mut dyn WakuNetwork) {
    let (mut alice, bobby) = pair(network).await;
    bobby.waku.unsubscribe(OTHER_TOPIC).await.unwrap();
    bobby.waku.unsubscribe(TOPIC).await.unwrap();
    assert_eq!(bobby.waku.publish(TOPIC, message(b"hello")).await, Err(WakuError::NotSubscribed));
    alice.until_mesh_of(TOPIC, 0).await;
    assert_eq!(alice.waku.publish(TOPIC, message(b"hello")).await, Err(WakuError::NoPeers));
    assert!(alice.waku.relay_peers(TOPIC).await.unwrap().all_peers.is_empty());
    assert!(alice.waku.peers().await.unwrap().contains_key(&bobby.waku.peer_id()));
    stop([alice, bobby]).await;
}

async fn a_dropped_peer_is_gone_on_both_sides(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = pair(network).await;
    alice.waku.drop_peer(&bobby.waku.peer_id()).await.unwrap();
    alice.until_connected_to(&[]).await;
    bobby.until_connected_to(&[]).await;
    alice.waku.drop_peer(&bobby.waku.peer_id()).await.unwrap();
    assert_eq!(alice.waku.peers().await.unwrap(), Peers::new());
    // It may be dialled again.
    alice.dial(&bobby).await;
    alice.until_connected_to(&[&bobby.waku.peer_id()]).await;
    stop([alice, bobby]).await;
}

async fn a_stopped_node_refuses_everything_and_its_events_end(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = pair(network).await;
    let bobby_address = address(&bobby).await;
    alice.waku.stop().await;
    alice.waku.stop().await;
    bobby.until_connected_to(&[]).await;
    assert_eq!(alice.waku.subscribe(TOPIC).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.unsubscribe(TOPIC).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.publish(TOPIC, message(b"hello")).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.dial_peer(&bobby_address).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.drop_peer(&bobby.waku.peer_id()).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.peers().await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.relay_peers(TOPIC).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.listen_addresses().await, Err(WakuError::Stopped));
    while alice.events.next().await.is_some() {}
    stop([bobby]).await;
}
