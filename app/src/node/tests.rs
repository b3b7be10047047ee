//! A service node on the network in memory.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use prost::Message as _;
use status_domain::envelope::waku_message;
use status_domain::service::limits::Rate;
use status_memory::{MemoryArchive, MemoryWaku, MemoryWakuNetwork};
use status_ports::{Answer, Clock, MessageArchive, PeerHandler, PeerProtocol, Waku as _, WakuError, WakuEvent};
use status_proto::waku::filter_subscribe_request::FilterSubscribeType;
use status_proto::waku::{
    FilterSubscribeRequest, FilterSubscribeResponse, LightPushRequest, LightPushResponse, MessagePush, PushRequest,
    PushRpc, StoreQueryRequest, StoreQueryResponse, WakuMessage,
};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::{ServiceNode, ServiceNodeConfig, ServiceNodeParts};

const SHARD: &str = "/waku/2/rs/16/32";
const TOPIC: &str = "/waku/1/0x01020304/rfc26";
const NOW_NS: u64 = 1_700_000_000_000_000_000;

struct FixedClock;

impl Clock for FixedClock {
    fn unix_nanos(&self) -> u64 {
        NOW_NS
    }
}

/// Hands pushes over to the test.
struct Pushes(mpsc::UnboundedSender<MessagePush>);

#[async_trait]
impl PeerHandler for Pushes {
    async fn handle(&self, _: &str, _: PeerProtocol, request: Vec<u8>) -> Answer {
        let _ = self.0.send(MessagePush::decode(&*request).unwrap());
        Answer::Taken
    }
}

struct World {
    node: ServiceNode,
    archive: Arc<MemoryArchive>,
    network: MemoryWakuNetwork,
    client: MemoryWaku,
    pushes: mpsc::UnboundedReceiver<MessagePush>,
}

async fn world(config: ServiceNodeConfig) -> World {
    let network = MemoryWakuNetwork::new();
    let (waku, events) = network.start("node");
    let archive = Arc::new(MemoryArchive::new());
    let parts =
        ServiceNodeParts { waku: Arc::new(waku), events, archive: Some(archive.clone()), clock: Arc::new(FixedClock) };
    let node = ServiceNode::start(config, parts).await.unwrap();
    let (client, _) = network.start("client");
    let (pushed, pushes) = mpsc::unbounded_channel();
    client.serve(PeerProtocol::FilterPush, Arc::new(Pushes(pushed))).await.unwrap();
    client.dial_peer("/memory/node/p2p/node").await.unwrap();
    World { node, archive, network, client, pushes }
}

fn message(payload: &[u8]) -> WakuMessage {
    WakuMessage {
        payload: payload.to_vec(),
        content_topic: TOPIC.to_owned(),
        version: Some(1),
        timestamp: Some(NOW_NS.cast_signed()),
        ..WakuMessage::default()
    }
}

impl World {
    async fn ask(&self, protocol: PeerProtocol, request: &impl prost::Message) -> Result<Vec<u8>, WakuError> {
        self.client.request("node", protocol, request.encode_to_vec(), 10_000).await
    }

    async fn subscribe(&self) -> u32 {
        let request = FilterSubscribeRequest {
            request_id: "1".to_owned(),
            filter_subscribe_type: FilterSubscribeType::Subscribe.into(),
            pubsub_topic: Some(SHARD.to_owned()),
            content_topics: vec![TOPIC.to_owned()],
        };
        let answer = self.ask(PeerProtocol::FilterSubscribe, &request).await.unwrap();
        FilterSubscribeResponse::decode(&*answer).unwrap().status_code
    }

    async fn push_v3(&self, message: WakuMessage) -> u32 {
        let request = LightPushRequest {
            request_id: "2".to_owned(),
            pubsub_topic: Some(SHARD.to_owned()),
            message: Some(message),
        };
        let answer = self.ask(PeerProtocol::LightPushV3, &request).await.unwrap();
        LightPushResponse::decode(&*answer).unwrap().status_code
    }

    async fn stored(&self) -> Vec<Vec<u8>> {
        // A batch waits for more messages.
        sleep(Duration::from_millis(100)).await;
        let request = StoreQueryRequest {
            request_id: "3".to_owned(),
            include_data: true,
            pubsub_topic: Some(SHARD.to_owned()),
            content_topics: vec![TOPIC.to_owned()],
            ..StoreQueryRequest::default()
        };
        let answer = self.ask(PeerProtocol::StoreQuery, &request).await.unwrap();
        let answer = StoreQueryResponse::decode(&*answer).unwrap();
        assert_eq!(answer.status_code, Some(200));
        answer.messages.into_iter().map(|entry| entry.message.unwrap().payload).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_relayed_is_pushed_to_subscribers_and_kept() {
    let mut world = world(ServiceNodeConfig::default()).await;
    assert_eq!(world.subscribe().await, 200);
    let (relay, _events) = world.network.start("relay");
    relay.subscribe(SHARD).await.unwrap();
    relay.dial_peer("/memory/node/p2p/node").await.unwrap();
    relay.publish(SHARD, waku_message::encode(&message(b"hello"))).await.unwrap();
    let push = world.pushes.recv().await.unwrap();
    assert_eq!(
        (push.waku_message.unwrap().payload.as_slice(), push.pubsub_topic.as_deref()),
        (&b"hello"[..], Some(SHARD))
    );
    assert_eq!(world.stored().await, [b"hello"]);
}

#[tokio::test(start_paused = true)]
async fn what_a_light_client_publishes_is_relayed_pushed_and_kept() {
    let mut world = world(ServiceNodeConfig::default()).await;
    assert_eq!(world.subscribe().await, 200);
    let (relay, mut events) = world.network.start("relay");
    relay.subscribe(SHARD).await.unwrap();
    relay.dial_peer("/memory/node/p2p/node").await.unwrap();
    assert_eq!(world.push_v3(message(b"three")).await, 200);
    let request = PushRequest { pubsub_topic: SHARD.to_owned(), message: Some(message(b"two")) };
    let rpc = PushRpc { request_id: "4".to_owned(), request: Some(request), response: None };
    let answer = world.ask(PeerProtocol::LightPush, &rpc).await.unwrap();
    assert!(PushRpc::decode(&*answer).unwrap().response.unwrap().is_success);
    for payload in [&b"three"[..], b"two"] {
        let relayed = loop {
            if let WakuEvent::Message { message, .. } = events.recv().await.unwrap() {
                break waku_message::decode(&message).unwrap().payload;
            }
        };
        assert_eq!(relayed, payload);
        assert_eq!(world.pushes.recv().await.unwrap().waku_message.unwrap().payload, payload);
    }
    assert_eq!(world.stored().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_several_clients_publish_is_pushed_once() {
    let mut world = world(ServiceNodeConfig { is_whole_network: true, ..ServiceNodeConfig::default() }).await;
    assert_eq!(world.subscribe().await, 200);
    for payload in [&b"one"[..], b"one", b"two"] {
        assert_eq!(world.push_v3(message(payload)).await, 200);
    }
    for payload in [&b"one"[..], b"two"] {
        assert_eq!(world.pushes.recv().await.unwrap().waku_message.unwrap().payload, payload);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_relay_peer_only_a_node_that_is_the_whole_network_takes_messages() {
    let lonely = world(ServiceNodeConfig::default()).await;
    assert_eq!(lonely.push_v3(message(b"lost")).await, 503);
    assert_eq!(lonely.stored().await.len(), 0);
    let mut whole = world(ServiceNodeConfig { is_whole_network: true, ..ServiceNodeConfig::default() }).await;
    assert_eq!(whole.subscribe().await, 200);
    assert_eq!(whole.push_v3(message(b"here")).await, 200);
    assert_eq!(whole.pushes.recv().await.unwrap().waku_message.unwrap().payload, b"here");
    assert_eq!(whole.stored().await, [b"here"]);
}

#[tokio::test(start_paused = true)]
async fn ephemeral_messages_are_pushed_and_not_kept() {
    let mut world = world(ServiceNodeConfig { is_whole_network: true, ..ServiceNodeConfig::default() }).await;
    assert_eq!(world.subscribe().await, 200);
    assert_eq!(world.push_v3(WakuMessage { ephemeral: Some(true), ..message(b"now") }).await, 200);
    assert_eq!(world.pushes.recv().await.unwrap().waku_message.unwrap().payload, b"now");
    assert_eq!(world.stored().await.len(), 0);
    assert!(world.node.metrics().await.contains("waku_archive_not_kept_total{reason=\"ephemeral\"} 1\n"));
}

#[tokio::test(start_paused = true)]
async fn who_asks_too_often_is_told_so() {
    let mut config = ServiceNodeConfig::default();
    config.limits.requests.insert(PeerProtocol::FilterSubscribe, Rate { per_minute: 60, burst: 2 });
    let world = world(config).await;
    assert_eq!(world.subscribe().await, 200);
    assert_eq!(world.subscribe().await, 200);
    assert_eq!(world.subscribe().await, 429);
    let metrics = world.node.metrics().await;
    let line = |outcome, count| {
        format!("{{protocol=\"/vac/waku/filter-subscribe/2.0.0-beta1\",outcome=\"{outcome}\"}} {count}\n")
    };
    assert!(metrics.contains(&line("answered", 2)) && metrics.contains(&line("limited", 1)), "{metrics}");
}

#[tokio::test(start_paused = true)]
async fn what_arrived_is_kept_when_the_node_stops() {
    let world = world(ServiceNodeConfig { is_whole_network: true, ..ServiceNodeConfig::default() }).await;
    assert_eq!(world.push_v3(message(b"last")).await, 200);
    assert_eq!(world.archive.size().await.unwrap().messages, 0);
    let metrics = Arc::clone(&world.node.servers.metrics);
    world.node.stop().await;
    world.node.stop().await;
    assert_eq!(metrics.archive_kept.load(std::sync::atomic::Ordering::Relaxed), 1);
    assert!(world.archive.size().await.is_err(), "it is closed");
    assert!(world.ask(PeerProtocol::StoreQuery, &StoreQueryRequest::default()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn what_is_too_old_goes_within_a_minute() {
    let config = ServiceNodeConfig {
        is_whole_network: true,
        retention_time: Duration::from_secs(10),
        ..ServiceNodeConfig::default()
    };
    let world = world(config).await;
    let old = WakuMessage { timestamp: Some(NOW_NS.cast_signed() - 15_000_000_000), ..message(b"old") };
    assert_eq!(world.push_v3(old).await, 200);
    assert_eq!(world.push_v3(message(b"new")).await, 200);
    assert_eq!(world.stored().await.len(), 2);
    sleep(Duration::from_secs(60)).await;
    assert_eq!(world.stored().await, [b"new"]);
}
