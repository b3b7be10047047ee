//! Peers that are not like us.

use futures::StreamExt as _;
use libp2p::gossipsub::{Behaviour, ConfigBuilder, Event, IdentTopic, MessageAuthenticity, ValidationMode, Version};
use libp2p::swarm::SwarmEvent;
use libp2p::{Multiaddr, Swarm, SwarmBuilder, noise, tcp, yamux};
use status_ports::Waku as _;
use status_waku::WakuConfig;

use crate::{Node, TOPIC, config, message, pair, within};

fn gossip() -> Behaviour {
    let config = ConfigBuilder::default()
        .protocol_id("/vac/waku/relay/2.0.0", Version::V1_1)
        .validation_mode(ValidationMode::Anonymous)
        .max_transmit_size(1 << 20)
        .message_id_fn(|message| message.data.clone().into())
        .build()
        .unwrap();
    Behaviour::new(MessageAuthenticity::Anonymous, config).unwrap()
}

/// A peer that gossips whatever it is given, and speaks nothing else.
fn gossiper() -> Box<Swarm<Behaviour>> {
    let swarm = SwarmBuilder::with_new_identity()
        .with_tokio()
        .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
        .unwrap()
        .with_behaviour(|_| gossip())
        .unwrap()
        .build();
    Box::new(swarm)
}

/// A peer whose streams are those of mplex, as with js-waku.
fn mplex_gossiper() -> Box<Swarm<Behaviour>> {
    let swarm = SwarmBuilder::with_new_identity()
        .with_tokio()
        .with_tcp(tcp::Config::default(), noise::Config::new, libp2p_mplex::Config::new)
        .unwrap()
        .with_behaviour(|_| gossip())
        .unwrap()
        .build();
    Box::new(swarm)
}

/// Connects and waits for the subscription of the other side.
async fn join(swarm: &mut Swarm<Behaviour>, node: &Node) {
    swarm.behaviour_mut().subscribe(&IdentTopic::new(TOPIC)).unwrap();
    swarm.dial(node.address.parse::<Multiaddr>().unwrap()).unwrap();
    while !matches!(swarm.select_next_some().await, SwarmEvent::Behaviour(Event::Subscribed { .. })) {}
}

#[tokio::test]
async fn bytes_that_are_no_waku_message_go_no_further() {
    within(async {
        let (mut alice, mut bobby) = pair().await;
        let mut mallory = gossiper();
        join(&mut mallory, &alice).await;
        for bytes in [b"garbage".to_vec(), message(b""), message(b"valid")] {
            mallory.behaviour_mut().publish(IdentTopic::new(TOPIC), bytes).unwrap();
        }
        let running = tokio::spawn(async move {
            loop {
                mallory.select_next_some().await;
            }
        });
        assert_eq!(alice.next_message().await, message(b"valid"));
        assert_eq!(bobby.next_message().await, message(b"valid"));
        running.abort();
    })
    .await;
}

#[tokio::test]
async fn a_peer_that_speaks_mplex_only_gets_messages_of_every_size() {
    within(async {
        let alice = Node::relaying(config()).await;
        let mut old = mplex_gossiper();
        join(&mut old, &alice).await;
        for bytes in [1, 1 << 10, 500 << 10] {
            let sent = message(&vec![7; bytes]);
            alice.waku.publish(TOPIC, sent.clone()).await.unwrap();
            let received = loop {
                if let SwarmEvent::Behaviour(Event::Message { message, .. }) = old.select_next_some().await {
                    break message.data;
                }
            };
            assert!(received == sent, "{bytes} bytes arrive as they are");
        }
    })
    .await;
}

#[tokio::test]
async fn a_peer_that_knows_no_metadata_is_kept() {
    within(async {
        let mut alice = Node::relaying(config()).await;
        let mut old = gossiper();
        join(&mut old, &alice).await;
        let id = old.local_peer_id().to_string();
        alice.waku.publish(TOPIC, message(b"still there?")).await.unwrap();
        while !matches!(old.select_next_some().await, SwarmEvent::Behaviour(Event::Message { .. })) {}
        alice.until_connected_to(&[&id]).await;
        assert!(alice.waku.peers().await.unwrap().contains_key(&id));
    })
    .await;
}

#[tokio::test]
async fn a_peer_of_another_cluster_is_disconnected() {
    within(async {
        let mut alice = Node::start(config()).await;
        let mut stranger = Node::start(WakuConfig { cluster_id: 17, ..config() }).await;
        // One side may be told so quickly that the dial itself fails.
        let _ = alice.waku.dial_peer(&stranger.address).await;
        alice.until_connected_to(&[&stranger.id]).await;
        alice.until_connected_to(&[]).await;
        stranger.until_connected_to(&[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_relay_without_shards_is_disconnected() {
    within(async {
        let mut alice = Node::start(config()).await;
        let mut idle = Node::start(WakuConfig { shards: vec![], ..config() }).await;
        let _ = alice.waku.dial_peer(&idle.address).await;
        alice.until_connected_to(&[&idle.id]).await;
        alice.until_connected_to(&[]).await;
        idle.until_connected_to(&[]).await;
    })
    .await;
}

#[tokio::test]
async fn cluster_0_takes_anybody() {
    within(async {
        let mut open = Node::start(WakuConfig { cluster_id: 0, ..config() }).await;
        let mut old = gossiper();
        let id = old.local_peer_id().to_string();
        open.waku.subscribe(TOPIC).await.unwrap();
        join(&mut old, &open).await;
        open.until_connected_to(&[&id]).await;
    })
    .await;
}
