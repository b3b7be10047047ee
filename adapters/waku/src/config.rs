//! What may differ from node to node.

use std::time::Duration;

use status_ports::{Secret32, WakuMode};

use crate::offences::Refusal;
use crate::streams::StreamLimits;

/// How a lost peer is dialled again: after `first`, then twice as long each time, up to `max`. Each wait is shortened by a
/// random part of up to a half, so that nodes do not come back in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redial {
    /// Wait before the first attempt.
    pub first: Duration,
    /// Longest wait. A connection that lasted this long starts over with `first`.
    pub max: Duration,
}

/// Settings of a [`WakuNode`](crate::WakuNode). The default is a node of the Status network.
#[derive(Clone, Debug)]
pub struct WakuConfig {
    /// Private secp256k1 key that the peer id comes from; a fresh one if not given.
    pub node_key: Option<Secret32>,
    /// How the node takes part at first.
    pub mode: WakuMode,
    /// Whether a light node listens, too. It serves nobody, so nobody needs to dial it.
    pub listen_when_light: bool,
    /// Multiaddresses to listen on. Port 0 takes a free one.
    pub listen: Vec<String>,
    /// Cluster of the network. Peers of another are disconnected; 0 takes anybody.
    pub cluster_id: u16,
    /// Shards that we tell peers we serve, in addition to those of subscribed topics.
    pub shards: Vec<u16>,
    /// Peers to connect to and to keep connected, as multiaddresses that end in `/p2p/<peer id>`.
    pub static_peers: Vec<String>,
    /// Largest encoded Waku message, in bytes, that is sent and taken.
    pub max_message_bytes: usize,
    /// Most connections in all.
    pub max_connections: u32,
    /// With more peers than this, one that we dialled without promise to keep it makes room for each new one.
    pub target_connections: u32,
    /// So many peers that we dialled make room for nobody: whoever hears only those who came hears what they want.
    pub min_dialled: usize,
    /// Most connections that others may open from one address; loopback is free.
    pub max_inbound_per_address: usize,
    /// How often a relay pings peers that it did not hear of meanwhile.
    pub keep_alive: Duration,
    /// How often a light node does. Each of its wake-ups costs battery.
    pub light_keep_alive: Duration,
    /// How long a peer may take to answer a ping. Who lets two pass is disconnected.
    pub ping_timeout: Duration,
    /// How lost peers are dialled again.
    pub redial: Redial,
    /// What the streams of peers may take.
    pub streams: StreamLimits,
    /// When peers that break protocols are refused.
    pub refusal: Refusal,
}

impl Default for WakuConfig {
    fn default() -> Self {
        Self {
            node_key: None,
            mode: WakuMode::Relay,
            listen_when_light: false,
            listen: vec!["/ip4/0.0.0.0/tcp/0".to_owned(), "/ip4/0.0.0.0/tcp/0/ws".to_owned()],
            cluster_id: 16,
            shards: vec![32, 64],
            static_peers: vec![],
            max_message_bytes: 1 << 20,
            max_connections: 300,
            target_connections: 200,
            min_dialled: 10,
            max_inbound_per_address: 5,
            keep_alive: Duration::from_secs(15),
            light_keep_alive: Duration::from_secs(60),
            ping_timeout: Duration::from_secs(7),
            redial: Redial { first: Duration::from_secs(1), max: Duration::from_secs(60) },
            streams: StreamLimits::default(),
            refusal: Refusal::default(),
        }
    }
}
