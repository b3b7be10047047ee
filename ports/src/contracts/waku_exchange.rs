//! The contract of [`Waku`](crate::Waku) about requests, messages to one peer, and what peers are told and held against.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::waku::{Node, TOPIC, WakuNetwork, address, message, pair, stop};
use crate::{Answer, PeerHandler, PeerProtocol, WakuError, WakuEvent};

/// Far more than any answer takes.
const PATIENCE_MS: u64 = 60_000;

/// Runs the whole suite.
pub async fn run(network: &mut dyn WakuNetwork) {
    a_request_is_answered_by_who_serves_it(network).await;
    both_sides_may_ask(network).await;
    peers_are_told_what_is_served(network).await;
    a_second_handler_replaces_the_first(network).await;
    who_cannot_answer_gives_no_answer(network).await;
    a_request_that_is_reset_has_no_answer(network).await;
    an_answer_that_never_comes_is_not_awaited_longer(network).await;
    sizes_are_bounded(network).await;
    a_push_arrives(network).await;
    answered_or_not_is_a_matter_of_the_protocol(network).await;
    a_ping_takes_time(network).await;
    a_connection_may_be_made_without_keeping_it(network).await;
    a_peer_that_is_often_reported_is_not_let_in(network).await;
    traffic_is_counted_by_protocol(network).await;
    a_stopped_node_serves_nobody(network).await;
}

/// What a handler was asked: by whom, under which protocol, with which bytes.
type Asked = (String, PeerProtocol, Vec<u8>);

/// Keeps what it is asked, and answers with the bytes in reverse.
#[derive(Default)]
struct Mirror {
    asked: Mutex<Vec<Asked>>,
}

#[async_trait]
impl PeerHandler for Mirror {
    async fn handle(&self, peer_id: &str, protocol: PeerProtocol, request: Vec<u8>) -> Answer {
        self.asked.lock().unwrap().push((peer_id.to_owned(), protocol, request.clone()));
        if protocol.is_answered() { Answer::Reply(request.into_iter().rev().collect()) } else { Answer::Taken }
    }
}

/// Says always the same.
struct Fixed(Answer);

#[async_trait]
impl PeerHandler for Fixed {
    async fn handle(&self, _: &str, _: PeerProtocol, _: Vec<u8>) -> Answer {
        self.0.clone()
    }
}

/// Never comes to an end.
struct Stuck;

#[async_trait]
impl PeerHandler for Stuck {
    async fn handle(&self, _: &str, _: PeerProtocol, _: Vec<u8>) -> Answer {
        std::future::pending().await
    }
}

impl Node {
    async fn serve(&self, protocol: PeerProtocol, handler: impl PeerHandler + 'static) {
        self.waku.serve(protocol, Arc::new(handler)).await.unwrap();
    }

    async fn ask(&self, other: &Self, protocol: PeerProtocol, request: &[u8]) -> Result<Vec<u8>, WakuError> {
        self.waku.request(&other.waku.peer_id(), protocol, request.to_vec(), PATIENCE_MS).await
    }

    async fn push(&self, other: &Self, message: &[u8]) -> Result<(), WakuError> {
        self.waku.push(&other.waku.peer_id(), PeerProtocol::FilterPush, message.to_vec()).await
    }

    /// Reads events until the other is known to speak the protocol, or not to.
    async fn until_speaks(&mut self, other: &Self, protocol: PeerProtocol, speaks: bool) {
        let id = other.waku.peer_id();
        self.until(|event| match event {
            WakuEvent::ConnectionChanged { peers } => {
                let record = peers.get(&id)?;
                let listed = record.protocols.iter().any(|known| known == protocol.id());
                // Who lists nothing has not said anything yet.
                (!record.protocols.is_empty() && listed == speaks).then_some(())
            }
            _ => None,
        })
        .await;
    }
}

/// Two connected nodes.
async fn two(network: &mut dyn WakuNetwork) -> (Node, Node) {
    let (alice, bobby) = (Node::start(network).await, Node::start(network).await);
    alice.dial(&bobby).await;
    (alice, bobby)
}

#[track_caller]
fn assert_no_answer<T: std::fmt::Debug>(answer: &Result<T, WakuError>) {
    assert!(matches!(answer, Err(WakuError::NoAnswer(_))), "{answer:?}");
}

async fn a_request_is_answered_by_who_serves_it(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    let mirror = Arc::new(Mirror::default());
    let answered = PeerProtocol::ALL.into_iter().filter(|protocol| protocol.is_answered());
    for protocol in answered {
        let handler = Arc::clone(&mirror);
        bobby.waku.serve(protocol, handler).await.unwrap();
        assert_eq!(alice.ask(&bobby, protocol, b"a request").await.unwrap(), b"tseuqer a");
        assert_eq!(alice.ask(&bobby, protocol, b"").await.unwrap(), b"");
        let asked = std::mem::take(&mut *mirror.asked.lock().unwrap());
        let id = alice.waku.peer_id();
        assert_eq!(asked, [(id.clone(), protocol, b"a request".to_vec()), (id, protocol, vec![])]);
    }
    stop([alice, bobby]).await;
}

async fn both_sides_may_ask(network: &mut dyn WakuNetwork) {
    let (alice, mut bobby) = two(network).await;
    alice.serve(PeerProtocol::StoreQuery, Mirror::default()).await;
    bobby.serve(PeerProtocol::StoreQuery, Fixed(Answer::Reply(b"history".to_vec()))).await;
    bobby.until_connected_to(&[&alice.waku.peer_id()]).await;
    assert_eq!(alice.ask(&bobby, PeerProtocol::StoreQuery, b"ab").await.unwrap(), b"history");
    assert_eq!(bobby.ask(&alice, PeerProtocol::StoreQuery, b"ab").await.unwrap(), b"ba");
    stop([alice, bobby]).await;
}

async fn peers_are_told_what_is_served(network: &mut dyn WakuNetwork) {
    let (mut alice, bobby) = (Node::start(network).await, Node::start(network).await);
    bobby.serve(PeerProtocol::LightPush, Mirror::default()).await;
    alice.dial(&bobby).await;
    alice.until_speaks(&bobby, PeerProtocol::LightPush, true).await;
    // Those that are connected already are told, too.
    bobby.serve(PeerProtocol::StoreQuery, Mirror::default()).await;
    alice.until_speaks(&bobby, PeerProtocol::StoreQuery, true).await;
    bobby.waku.stop_serving(PeerProtocol::LightPush).await.unwrap();
    alice.until_speaks(&bobby, PeerProtocol::LightPush, false).await;
    assert_no_answer(&alice.ask(&bobby, PeerProtocol::LightPush, b"?").await);
    assert_eq!(alice.ask(&bobby, PeerProtocol::StoreQuery, b"ab").await.unwrap(), b"ba");
    // Not to serve what is not served is fine.
    bobby.waku.stop_serving(PeerProtocol::LightPush).await.unwrap();
    stop([alice, bobby]).await;
}

async fn a_second_handler_replaces_the_first(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    bobby.serve(PeerProtocol::StoreQuery, Mirror::default()).await;
    bobby.serve(PeerProtocol::StoreQuery, Fixed(Answer::Reply(b"second".to_vec()))).await;
    assert_eq!(alice.ask(&bobby, PeerProtocol::StoreQuery, b"ab").await.unwrap(), b"second");
    stop([alice, bobby]).await;
}

async fn who_cannot_answer_gives_no_answer(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    let carol = Node::start(network).await;
    carol.serve(PeerProtocol::StoreQuery, Mirror::default()).await;
    // Connected and not serving; serving and not connected; nobody.
    assert_no_answer(&alice.ask(&bobby, PeerProtocol::StoreQuery, b"?").await);
    assert_no_answer(&alice.ask(&carol, PeerProtocol::StoreQuery, b"?").await);
    assert_no_answer(&alice.push(&carol, b"hello").await);
    for nobody in ["", "nonsense"] {
        let asked = alice.waku.request(nobody, PeerProtocol::StoreQuery, vec![], PATIENCE_MS).await;
        assert_no_answer(&asked);
        assert_no_answer(&alice.waku.push(nobody, PeerProtocol::FilterPush, vec![]).await);
        assert_no_answer(&alice.waku.ping(nobody).await);
    }
    stop([alice, bobby, carol]).await;
}

async fn a_request_that_is_reset_has_no_answer(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    bobby.serve(PeerProtocol::StoreQuery, Fixed(Answer::Reset)).await;
    assert_no_answer(&alice.ask(&bobby, PeerProtocol::StoreQuery, b"?").await);
    // Where there must be an answer, taking it silently is as good as none.
    bobby.serve(PeerProtocol::StoreQuery, Fixed(Answer::Taken)).await;
    assert_no_answer(&alice.ask(&bobby, PeerProtocol::StoreQuery, b"?").await);
    // One breach costs nobody the connection.
    bobby.serve(PeerProtocol::StoreQuery, Mirror::default()).await;
    assert_eq!(alice.ask(&bobby, PeerProtocol::StoreQuery, b"ab").await.unwrap(), b"ba");
    stop([alice, bobby]).await;
}

async fn an_answer_that_never_comes_is_not_awaited_longer(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    bobby.serve(PeerProtocol::StoreQuery, Stuck).await;
    let late = alice.waku.request(&bobby.waku.peer_id(), PeerProtocol::StoreQuery, vec![1], 50).await;
    assert_no_answer(&late);
    // And it holds up no other request.
    bobby.serve(PeerProtocol::LightPush, Mirror::default()).await;
    assert_eq!(alice.ask(&bobby, PeerProtocol::LightPush, b"ab").await.unwrap(), b"ba");
    stop([alice, bobby]).await;
}

async fn sizes_are_bounded(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    for protocol in [PeerProtocol::PeerExchange, PeerProtocol::StoreQuery] {
        let limit = protocol.max_request_bytes();
        bobby.serve(protocol, Fixed(Answer::Reply(vec![7; protocol.max_response_bytes()]))).await;
        let answer = alice.ask(&bobby, protocol, &vec![1; limit]).await.unwrap();
        assert_eq!(answer.len(), protocol.max_response_bytes());
        let refused = alice.ask(&bobby, protocol, &vec![1; limit + 1]).await;
        assert_eq!(refused, Err(WakuError::TooLarge { size: limit + 1, limit }));
        bobby.serve(protocol, Fixed(Answer::Reply(vec![7; protocol.max_response_bytes() + 1]))).await;
        assert_no_answer(&alice.ask(&bobby, protocol, b"?").await);
    }
    let limit = PeerProtocol::FilterPush.max_request_bytes();
    let refused = alice.push(&bobby, &vec![1; limit + 1]).await;
    assert_eq!(refused, Err(WakuError::TooLarge { size: limit + 1, limit }));
    stop([alice, bobby]).await;
}

async fn a_push_arrives(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    let mirror = Arc::new(Mirror::default());
    let handler = Arc::clone(&mirror);
    bobby.waku.serve(PeerProtocol::FilterPush, handler).await.unwrap();
    bobby.serve(PeerProtocol::StoreQuery, Mirror::default()).await;
    let largest = vec![3; PeerProtocol::FilterPush.max_request_bytes()];
    let told = [b"first".to_vec(), b"second".to_vec(), vec![], largest];
    for message in &told {
        alice.push(&bobby, message).await.unwrap();
    }
    // They may overtake each other. Asking is how to wait without a clock.
    while mirror.asked.lock().unwrap().len() < told.len() {
        alice.ask(&bobby, PeerProtocol::StoreQuery, b"are they there?").await.unwrap();
    }
    let mut heard = std::mem::take(&mut *mirror.asked.lock().unwrap());
    let mut expected = told.map(|message| (alice.waku.peer_id(), PeerProtocol::FilterPush, message));
    heard.sort_unstable();
    expected.sort_unstable();
    assert_eq!(heard, expected);
    stop([alice, bobby]).await;
}

async fn answered_or_not_is_a_matter_of_the_protocol(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    bobby.serve(PeerProtocol::FilterPush, Mirror::default()).await;
    bobby.serve(PeerProtocol::StoreQuery, Mirror::default()).await;
    assert_no_answer(&alice.ask(&bobby, PeerProtocol::FilterPush, b"?").await);
    assert_no_answer(&alice.waku.push(&bobby.waku.peer_id(), PeerProtocol::StoreQuery, vec![1]).await);
    stop([alice, bobby]).await;
}

async fn a_ping_takes_time(network: &mut dyn WakuNetwork) {
    let (alice, bobby) = two(network).await;
    let carol = Node::start(network).await;
    for _ in 0..2 {
        let microseconds = alice.waku.ping(&bobby.waku.peer_id()).await.unwrap();
        assert!(microseconds < 1000 * PATIENCE_MS, "{microseconds}");
    }
    assert_no_answer(&alice.waku.ping(&carol.waku.peer_id()).await);
    stop([alice, bobby, carol]).await;
}

async fn a_connection_may_be_made_without_keeping_it(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = (Node::start(network).await, Node::start(network).await);
    let bobby_address = address(&bobby).await;
    alice.waku.connect(&bobby_address).await.unwrap();
    alice.until_connected_to(&[&bobby.waku.peer_id()]).await;
    bobby.until_connected_to(&[&alice.waku.peer_id()]).await;
    alice.waku.connect(&bobby_address).await.unwrap();
    assert!(matches!(alice.waku.connect("nonsense").await, Err(WakuError::InvalidAddress(_))));
    bobby.waku.stop().await;
    alice.until_connected_to(&[]).await;
    assert!(matches!(alice.waku.connect(&bobby_address).await, Err(WakuError::Dial(_))));
    stop([alice]).await;
}

async fn a_peer_that_is_often_reported_is_not_let_in(network: &mut dyn WakuNetwork) {
    let (mut alice, mut bobby) = two(network).await;
    let (alice_address, bobby_address) = (address(&alice).await, address(&bobby).await);
    let bobby_id = bobby.waku.peer_id();
    alice.waku.report("nonsense").await.unwrap();
    alice.waku.report(&bobby_id).await.unwrap();
    assert!(alice.waku.peers().await.unwrap().contains_key(&bobby_id));
    for _ in 0..50 {
        alice.waku.report(&bobby_id).await.unwrap();
    }
    alice.until_connected_to(&[]).await;
    bobby.until_connected_to(&[]).await;
    assert!(matches!(alice.waku.connect(&bobby_address).await, Err(WakuError::Dial(_))));
    // His side may think for a moment that it is connected.
    let _ = bobby.waku.connect(&alice_address).await;
    assert!(!alice.waku.peers().await.unwrap().contains_key(&bobby_id));
    stop([alice, bobby]).await;
}

async fn traffic_is_counted_by_protocol(network: &mut dyn WakuNetwork) {
    let (alice, mut bobby) = pair(network).await;
    bobby.serve(PeerProtocol::StoreQuery, Fixed(Answer::Reply(vec![7; 300]))).await;
    let mirror = Arc::new(Mirror::default());
    let handler = Arc::clone(&mirror);
    bobby.waku.serve(PeerProtocol::FilterPush, handler).await.unwrap();
    bobby.serve(PeerProtocol::LightPush, Mirror::default()).await;
    alice.push(&bobby, &[1; 40]).await.unwrap();
    while mirror.asked.lock().unwrap().is_empty() {
        alice.ask(&bobby, PeerProtocol::LightPush, b"is it there?").await.unwrap();
    }
    for _ in 0..2 {
        alice.ask(&bobby, PeerProtocol::StoreQuery, &[1; 100]).await.unwrap();
    }
    let gossip = message(b"hello");
    alice.waku.publish(TOPIC, gossip.clone()).await.unwrap();
    bobby.next_message().await;

    let (alice_traffic, bobby_traffic) = (alice.waku.traffic().await.unwrap(), bobby.waku.traffic().await.unwrap());
    let store = PeerProtocol::StoreQuery.id();
    let (asking, answering) = (alice_traffic[store], bobby_traffic[store]);
    assert_eq!((asking.messages_out, asking.bytes_out, asking.messages_in, asking.bytes_in), (2, 200, 2, 600));
    // He may have counted his last answer after she read it.
    assert_eq!((answering.messages_in, answering.bytes_in), (2, 200));
    assert_eq!(bobby_traffic[PeerProtocol::FilterPush.id()].bytes_in, 40);
    let relay = "/vac/waku/relay/2.0.0";
    let length = u64::try_from(gossip.len()).unwrap();
    assert_eq!((alice_traffic[relay].messages_out, alice_traffic[relay].bytes_out), (1, length));
    assert_eq!((bobby_traffic[relay].messages_in, bobby_traffic[relay].bytes_in), (1, length));
    stop([alice, bobby]).await;
}

async fn a_stopped_node_serves_nobody(network: &mut dyn WakuNetwork) {
    let (alice, mut bobby) = two(network).await;
    let (alice_id, bobby_id) = (alice.waku.peer_id(), bobby.waku.peer_id());
    let bobby_address = address(&bobby).await;
    alice.serve(PeerProtocol::StoreQuery, Mirror::default()).await;
    bobby.until_connected_to(&[&alice_id]).await;
    alice.waku.stop().await;
    assert_no_answer(&bobby.ask(&alice, PeerProtocol::StoreQuery, b"?").await);
    let request = alice.waku.request(&bobby_id, PeerProtocol::StoreQuery, vec![], PATIENCE_MS).await;
    assert_eq!(request, Err(WakuError::Stopped));
    assert_eq!(alice.waku.push(&bobby_id, PeerProtocol::FilterPush, vec![]).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.serve(PeerProtocol::StoreQuery, Arc::new(Stuck)).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.stop_serving(PeerProtocol::StoreQuery).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.ping(&bobby_id).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.connect(&bobby_address).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.report(&bobby_id).await, Err(WakuError::Stopped));
    assert_eq!(alice.waku.traffic().await, Err(WakuError::Stopped));
    stop([bobby]).await;
}
