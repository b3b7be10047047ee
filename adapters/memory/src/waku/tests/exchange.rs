//! Requests, pushes, pings, modes.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use status_ports::{Answer, PeerHandler, PeerProtocol, Waku as _, WakuError, WakuMode};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{TOPIC, connect, message};
use crate::{LinkConditions, MemoryWaku, MemoryWakuNetwork, ServiceConditions};

const STORE: PeerProtocol = PeerProtocol::StoreQuery;

/// Answers with what it was asked, resets what is empty, and tells all it was given.
struct Echo(mpsc::UnboundedSender<(String, PeerProtocol, Vec<u8>)>);

#[async_trait]
impl PeerHandler for Echo {
    async fn handle(&self, peer_id: &str, protocol: PeerProtocol, request: Vec<u8>) -> Answer {
        self.0.send((peer_id.to_owned(), protocol, request.clone())).unwrap();
        match (request.is_empty(), protocol.is_answered()) {
            (true, _) => Answer::Reset,
            (false, true) => Answer::Reply(request),
            (false, false) => Answer::Taken,
        }
    }
}

struct Pair {
    network: MemoryWakuNetwork,
    alice: MemoryWaku,
    bobby: MemoryWaku,
    asked: mpsc::UnboundedReceiver<(String, PeerProtocol, Vec<u8>)>,
}

/// Bobby serves Alice.
async fn pair(network: MemoryWakuNetwork) -> Pair {
    let (alice, _) = network.start("alice");
    let (bobby, _) = network.start("bobby");
    let (sender, asked) = mpsc::unbounded_channel();
    let echo = Arc::new(Echo(sender));
    for protocol in [STORE, PeerProtocol::FilterPush] {
        bobby.serve(protocol, echo.clone()).await.unwrap();
    }
    connect(&alice, &bobby).await;
    Pair { network, alice, bobby, asked }
}

fn is_no_answer<T: std::fmt::Debug>(result: Result<T, WakuError>) -> bool {
    matches!(result, Err(WakuError::NoAnswer(_)))
}

#[tokio::test(start_paused = true)]
async fn a_request_is_answered_and_a_push_arrives() {
    let mut pair = pair(MemoryWakuNetwork::new()).await;
    assert_eq!(pair.alice.request("bobby", STORE, b"what?".to_vec(), 1_000).await, Ok(b"what?".to_vec()));
    assert_eq!(pair.asked.recv().await.unwrap(), ("alice".to_owned(), STORE, b"what?".to_vec()));
    pair.alice.push("bobby", PeerProtocol::FilterPush, b"hear".to_vec()).await.unwrap();
    let pushed = ("alice".to_owned(), PeerProtocol::FilterPush, b"hear".to_vec());
    assert_eq!(pair.asked.recv().await.unwrap(), pushed);
    let peers = pair.alice.peers().await.unwrap();
    assert!(peers["bobby"].protocols.contains(&STORE.id().to_owned()));
    let traffic = pair.alice.traffic().await.unwrap()[STORE.id()];
    assert_eq!((traffic.messages_out, traffic.bytes_out, traffic.messages_in, traffic.bytes_in), (1, 5, 1, 5));
    assert_eq!(pair.alice.ping("bobby").await, Ok(0));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_answers_is_told() {
    let pair = pair(MemoryWakuNetwork::new()).await;
    let ask = |peer: &'static str, protocol| pair.alice.request(peer, protocol, b"?".to_vec(), 1_000);
    assert!(is_no_answer(ask("bobby", PeerProtocol::PeerExchange).await));
    assert!(is_no_answer(ask("carol", STORE).await));
    assert!(is_no_answer(pair.alice.request("bobby", STORE, Vec::new(), 1_000).await));
    assert!(is_no_answer(pair.alice.ping("carol").await));
    let too_large = pair.alice.request("bobby", STORE, vec![0; (64 << 10) + 1], 1_000).await;
    assert_eq!(too_large, Err(WakuError::TooLarge { size: (64 << 10) + 1, limit: 64 << 10 }));
    pair.bobby.stop_serving(STORE).await.unwrap();
    assert!(is_no_answer(ask("bobby", STORE).await));
}

#[tokio::test(start_paused = true)]
async fn slow_dead_and_lossy_services_cost_time() {
    let pair = pair(MemoryWakuNetwork::new()).await;
    let ask = || pair.alice.request("bobby", STORE, b"?".to_vec(), 5_000);
    let begin = Instant::now();
    pair.network.set_service_conditions("bobby", ServiceConditions::Slow(2_000..=2_000));
    ask().await.unwrap();
    assert_eq!(begin.elapsed(), Duration::from_secs(2));
    pair.network.set_service_conditions("bobby", ServiceConditions::Dead);
    assert!(is_no_answer(ask().await));
    assert_eq!(begin.elapsed(), Duration::from_secs(7));
    pair.network.set_service_conditions("bobby", ServiceConditions::Prompt);
    let lossy = LinkConditions { delay_ms: 100..=100, loss_per_mille: 500, ..LinkConditions::default() };
    pair.network.set_link_conditions("bobby", "alice", lossy);
    let mut answered = 0;
    for _ in 0..100 {
        answered += u32::from(ask().await.is_ok());
    }
    assert!((10..=40).contains(&answered), "{answered} of 100 with two losses in four");
}

#[tokio::test(start_paused = true)]
async fn a_request_ends_with_its_connection() {
    let pair = pair(MemoryWakuNetwork::new()).await;
    pair.network.set_service_conditions("bobby", ServiceConditions::Dead);
    let begin = Instant::now();
    let asking = pair.alice.request("bobby", STORE, b"?".to_vec(), 60_000);
    let (answer, ()) = tokio::join!(asking, async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        pair.bobby.stop().await;
    });
    assert!(is_no_answer(answer));
    assert_eq!(begin.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn who_breaks_the_protocol_again_and_again_is_kept_out_for_a_while() {
    let pair = pair(MemoryWakuNetwork::new()).await;
    let is_connected = async || pair.alice.peers().await.unwrap().contains_key("bobby");
    for _ in 0..9 {
        assert!(is_no_answer(pair.alice.request("bobby", STORE, Vec::new(), 1_000).await));
    }
    assert!(is_connected().await);
    pair.bobby.report("alice").await.unwrap();
    assert!(!is_connected().await);
    assert!(matches!(pair.alice.connect("/memory/bobby/p2p/bobby").await, Err(WakuError::Dial(_))));
    tokio::time::sleep(Duration::from_secs(601)).await;
    assert!(is_connected().await, "who wants to be connected is again");
}

#[tokio::test(start_paused = true)]
async fn a_light_node_relays_nothing_and_still_asks() {
    let pair = pair(MemoryWakuNetwork::new()).await;
    for node in [&pair.alice, &pair.bobby] {
        node.subscribe(TOPIC).await.unwrap();
    }
    pair.alice.set_mode(WakuMode::Light).await.unwrap();
    assert_eq!(pair.alice.publish(TOPIC, message(b"one")).await, Err(WakuError::NotSubscribed));
    assert_eq!(pair.bobby.publish(TOPIC, message(b"two")).await, Err(WakuError::NoPeers));
    assert!(pair.alice.request("bobby", STORE, b"?".to_vec(), 1_000).await.is_ok());
    pair.alice.set_mode(WakuMode::Relay).await.unwrap();
    assert_eq!(pair.bobby.publish(TOPIC, message(b"two")).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_paused_node_is_alone_until_it_is_resumed() {
    let pair = pair(MemoryWakuNetwork::new()).await;
    pair.bobby.set_paused(true).await.unwrap();
    assert!(pair.alice.peers().await.unwrap().is_empty());
    assert!(pair.alice.connect("/memory/bobby/p2p/bobby").await.is_err());
    pair.bobby.set_paused(false).await.unwrap();
    assert!(pair.alice.peers().await.unwrap().contains_key("bobby"));
}
