//! Peers, the way to take part in the network, and devices that leave it.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use serde_json::{Value, json};
use status_domain::crypto::PrivateKey;
use status_domain::discovery::enr::Record;
use status_memory::{MemoryTextLookup, MemoryWaku};
use status_ports::{
    NodeDiscovery, NodeDiscoveryConfig, NodeDiscoveryError, NodeDiscoveryStarter, Waku as _, WakuEvent,
};
use tokio::sync::mpsc;

use super::{Alice, MemoryWorld};
use crate::Backend;
use crate::network::peers::DiscoveryPorts;

/// Somebody else on the network of a person.
struct Neighbour {
    node: MemoryWaku,
    events: mpsc::Receiver<WakuEvent>,
}

impl Neighbour {
    fn of(alice: &Alice) -> Self {
        let (node, events) = alice.network.start("neighbour");
        Self { node, events }
    }

    async fn address(&self) -> String {
        self.node.listen_addresses().await.unwrap().remove(0)
    }

    /// Waits until it has so many peers.
    async fn has_peers(&mut self, count: usize) {
        while self.node.peers().await.unwrap().len() != count {
            self.events.recv().await.unwrap();
        }
    }

    /// Whether a peer of it relays.
    async fn sees_relay(&self) -> bool {
        let peers = self.node.peers().await.unwrap();
        peers["alice"].protocols.iter().any(|protocol| protocol.contains("relay"))
    }
}

async fn is_light_client(alice: &Alice) -> Value {
    alice.rpc("settings_nodeConfig", json!([])).await["WakuV2Config"]["LightClient"].take()
}

#[tokio::test]
async fn peers_are_dialled_listed_and_dropped() {
    let alice = Alice::new().await;
    let mut neighbour = Neighbour::of(&alice);
    assert_eq!(alice.rpc("wakuext_peers", json!([])).await, json!({}));
    assert_eq!(alice.error("wakuext_dialPeerByID", json!(["neighbour"])).await, "-32000 failed to dial: no addresses");
    assert_eq!(alice.rpc("wakuext_dialPeer", json!([neighbour.address().await])).await, Value::Null);
    neighbour.has_peers(1).await;
    let peers = alice.rpc("wakuext_peers", json!([])).await;
    assert!(peers["neighbour"]["protocols"].is_array() && peers["neighbour"]["addresses"].is_array(), "{peers}");
    assert_eq!(alice.rpc("wakuext_dropPeer", json!(["neighbour"])).await, Value::Null);
    neighbour.has_peers(0).await;
    assert!(alice.error("wakuext_dialPeer", json!(["nonsense"])).await.starts_with("-32000 invalid peer address"));
}

#[tokio::test]
async fn a_light_client_is_one_from_the_start() {
    let alice = Alice::with(json!({"wakuV2LightClient": true})).await;
    let mut neighbour = Neighbour::of(&alice);
    alice.rpc("wakuext_dialPeer", json!([neighbour.address().await])).await;
    neighbour.has_peers(1).await;
    assert!(!neighbour.sees_relay().await);
    assert_eq!(is_light_client(&alice).await, true);
}

#[tokio::test]
async fn a_light_client_may_begin_to_relay_while_it_runs() {
    let alice = Alice::with(json!({"wakuV2LightClient": true})).await;
    let mut neighbour = Neighbour::of(&alice);
    alice.rpc("wakuext_dialPeer", json!([neighbour.address().await])).await;
    neighbour.has_peers(1).await;
    assert_eq!(alice.rpc("wakuext_setLightClient", json!([{"enabled": false}])).await, Value::Null);
    assert_eq!(is_light_client(&alice).await, false);
    while !neighbour.sees_relay().await {
        neighbour.events.recv().await.unwrap();
    }
}

#[tokio::test]
async fn paused_it_has_no_peers_and_resumed_the_same_again() {
    let alice = Alice::new().await;
    let mut neighbour = Neighbour::of(&alice);
    alice.rpc("wakuext_dialPeer", json!([neighbour.address().await])).await;
    neighbour.has_peers(1).await;
    assert_eq!(alice.rpc("wakuext_pause", json!([])).await, Value::Null);
    neighbour.has_peers(0).await;
    assert_eq!(alice.rpc("wakuext_resume", json!([])).await, Value::Null);
    neighbour.has_peers(1).await;
    alice.backend.connection_changed("none", false);
    neighbour.has_peers(0).await;
    alice.backend.connection_changed("wifi", false);
    neighbour.has_peers(1).await;
    // A desktop goes on in the background.
    alice.backend.app_state_changed("background");
    assert_eq!(alice.rpc("wakuext_peers", json!([])).await.as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn what_the_device_tells_during_a_login_counts() {
    let backend: Arc<OnceLock<Backend>> = Arc::default();
    let told = Arc::clone(&backend);
    let meanwhile: Arc<dyn Fn() + Send + Sync> =
        Arc::new(move || told.get().expect("it is there").connection_changed("wifi", false));
    let world = MemoryWorld { meanwhile: Some(meanwhile), ..MemoryWorld::default() };
    let network = world.network.clone();
    let here = backend.get_or_init(|| Backend::in_world(Arc::new(world), "1.2.3".to_owned(), None));
    here.connection_changed("none", false);
    let alice = Alice::on(here.clone(), network, json!({})).await;
    let mut neighbour = Neighbour::of(&alice);
    alice.rpc("wakuext_addRelayPeer", json!([neighbour.address().await])).await;
    neighbour.has_peers(1).await;
}

#[tokio::test]
async fn traffic_is_counted_by_protocol() {
    let alice = Alice::new().await;
    let neighbour = Neighbour::of(&alice);
    alice.rpc("wakuext_dialPeer", json!([neighbour.address().await])).await;
    neighbour.node.ping("alice").await.unwrap();
    let traffic = alice.rpc("wakuext_traffic", json!([])).await;
    let ping = &traffic["/ipfs/ping/1.0.0"];
    assert_eq!((&ping["messagesIn"], &ping["bytesIn"]), (&json!(1), &json!(32)), "{traffic}");
    let metrics = alice.backend.metrics().await;
    assert!(metrics.contains("waku_peers 1\n") && metrics.contains("waku_light_client 0\n"), "{metrics}");
    let sample = r#"waku_traffic_bytes_total{protocol="/ipfs/ping/1.0.0",direction="in"} 32"#;
    assert!(metrics.contains(sample), "{metrics}");
}

#[tokio::test]
async fn peers_may_be_named_although_nobody_is_looked_for() {
    let alice = Alice::new().await;
    let mut neighbour = Neighbour::of(&alice);
    let address = neighbour.address().await;
    assert_eq!(alice.rpc("wakuext_addRelayPeer", json!([address])).await, "neighbour");
    neighbour.has_peers(1).await;
    assert_eq!(alice.rpc("wakuext_addStorePeer", json!([address])).await, "neighbour");
    let refused = alice.error("wakuext_addRelayPeer", json!(["/ip4/1.2.3.4/tcp/1"])).await;
    assert_eq!(refused, "-32000 invalid peer address: /ip4/1.2.3.4/tcp/1");
    assert_eq!(alice.rpc("wakuext_enr", json!([])).await, Value::Null);
    for method in ["wakuext_startDiscV5", "wakuext_stopDiscV5"] {
        assert_eq!(alice.error(method, json!([])).await, "-32000 other nodes are not looked for");
    }
}

/// A machine on which no port is free.
struct NoPorts;

#[async_trait]
impl NodeDiscoveryStarter for NoPorts {
    async fn start(&self, _: NodeDiscoveryConfig) -> Result<Box<dyn NodeDiscovery>, NodeDiscoveryError> {
        Err(NodeDiscoveryError::Start("no port is free".to_owned()))
    }
}

#[tokio::test]
async fn a_node_that_looks_for_others_has_a_record_and_connects_to_whom_it_is_told() {
    let discovery = DiscoveryPorts { lookup: Arc::new(MemoryTextLookup::default()), starter: Arc::new(NoPorts) };
    let world = MemoryWorld { discovery: Some(discovery), ..MemoryWorld::default() };
    let alice = Alice::in_world(world, json!({"wakuV2Fleet": "waku.test"})).await;
    let record = alice.rpc("wakuext_enr", json!([])).await;
    let record = Record::from_text(record.as_str().unwrap()).unwrap();
    assert_eq!(record.public_key(), &PrivateKey::from_bytes(&[1; 32]).unwrap().public_key());
    assert_eq!(alice.rpc("wakuext_startDiscV5", json!([])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_stopDiscV5", json!([])).await, Value::Null);
    let mut neighbour = Neighbour::of(&alice);
    assert_eq!(alice.rpc("wakuext_addRelayPeer", json!([neighbour.address().await])).await, "neighbour");
    neighbour.has_peers(1).await;
}
