//! 11/WAKU2-RELAY: gossip as the Status network sets it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::task::{Context, Poll};
use std::time::Duration;

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::gossipsub::{
    AllowAllSubscriptionFilter, Behaviour, ConfigBuilder, Event, IdentTopic, MaxCountSubscriptionFilter,
    MessageAuthenticity, MessageId, PeerScoreParams, PeerScoreThresholds, PublishError, TopicHash, TopicScoreParams,
    ValidationMode, Version,
};
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent, THandlerOutEvent, ToSwarm,
};
use libp2p::{Multiaddr, PeerId};
use sha2::{Digest as _, Sha256};
use status_ports::{TopicPeers, WakuError};

use crate::traffic::Counters;

/// The protocol that peers of the network offer for gossip.
pub(crate) const RELAY_PROTOCOL: &str = "/vac/waku/relay/2.0.0";

/// Shards of one cluster; a peer may well be subscribed to all.
const MAX_TOPICS_OF_A_PEER: usize = 1024;
/// A message is wrapped with its topic and, in the worst case, control messages.
const RPC_OVERHEAD_BYTES: usize = 64 << 10;
/// Longest wait of a message in the queue towards a slow peer. The library's second would lose bursts on thin lines.
const QUEUE_WAIT: Duration = Duration::from_secs(10);
const GRAYLIST_THRESHOLD: f64 = -10_000.0;

/// What gossip reports.
#[derive(Debug)]
pub(crate) enum RelayEvent {
    /// A message came, and waits to be judged.
    Message { source: PeerId, id: MessageId, topic: String, bytes: Vec<u8> },
    /// Another number of peers is in the mesh of a topic.
    MeshChanged { topic: String, size: usize },
    /// Nothing that anybody acts on.
    Other,
}

impl From<Event> for RelayEvent {
    fn from(event: Event) -> Self {
        match event {
            Event::Message { propagation_source: source, message_id: id, message } => {
                Self::Message { source, id, topic: message.topic.into_string(), bytes: message.data }
            }
            event => {
                tracing::trace!(?event, "gossip");
                Self::Other
            }
        }
    }
}

/// Gossip that also tells changes of the mesh, which the library keeps to itself. Every change of the mesh is made while
/// the behaviour handles something, and it is polled after that: comparing sizes whenever it has nothing else to do
/// misses no change, and needs no timer.
pub(crate) struct Relay {
    gossip: Behaviour,
    told: BTreeMap<TopicHash, usize>,
    max_message_bytes: usize,
    counters: Counters,
}

impl Relay {
    pub(crate) fn new(max_message_bytes: usize, counters: Counters) -> Result<Self, WakuError> {
        let start_error = |error: &dyn std::fmt::Display| WakuError::Start(format!("gossip: {error}"));
        let max_rpc_bytes = max_message_bytes.saturating_add(RPC_OVERHEAD_BYTES);
        let config = ConfigBuilder::default()
            .protocol_id(RELAY_PROTOCOL, Version::V1_1)
            .validation_mode(ValidationMode::Anonymous)
            .validate_messages()
            .message_id_fn(|message| MessageId::new(&Sha256::digest(&message.data)))
            .mesh_n(4)
            .mesh_n_low(4)
            .mesh_n_high(8)
            // The network says 3; the library insists on at most half of D.
            .mesh_outbound_min(2)
            .gossip_lazy(4)
            .gossip_factor(0.25)
            .heartbeat_initial_delay(Duration::from_millis(100))
            .heartbeat_interval(Duration::from_secs(1))
            .history_length(6)
            .history_gossip(3)
            .fanout_ttl(Duration::from_secs(60))
            .prune_backoff(Duration::from_secs(60))
            .unsubscribe_backoff(Duration::from_secs(5))
            .graft_flood_threshold(Duration::from_secs(10))
            .opportunistic_graft_ticks(60)
            .opportunistic_graft_peers(2)
            .gossip_retransimission(3)
            .max_ihave_messages_heartbeat(10)
            .iwant_followup_time(Duration::from_secs(3))
            .flood_publish(true)
            .duplicate_cache_time(Duration::from_secs(120))
            .max_transmit_size(max_rpc_bytes)
            // 5000 announced ids, which peers may send at once, do not fit into the library's 16 KiB.
            .max_control_message_size(max_rpc_bytes)
            .connection_handler_queue_len(1024)
            .publish_queue_duration(QUEUE_WAIT)
            .forward_queue_duration(QUEUE_WAIT)
            .build()
            .map_err(|error| start_error(&error))?;
        let filter = MaxCountSubscriptionFilter {
            filter: AllowAllSubscriptionFilter {},
            max_subscribed_topics: MAX_TOPICS_OF_A_PEER,
            max_subscriptions_per_request: MAX_TOPICS_OF_A_PEER,
        };
        let mut gossip = Behaviour::new_with_subscription_filter(MessageAuthenticity::Anonymous, config, filter)
            .map_err(|error| start_error(&error))?;
        gossip.with_peer_score(score_params(), score_thresholds()).map_err(|error| start_error(&error))?;
        Ok(Self { gossip, told: BTreeMap::new(), max_message_bytes, counters })
    }

    pub(crate) fn subscribe(&mut self, topic: &str) {
        let topic = IdentTopic::new(topic);
        if matches!(self.gossip.subscribe(&topic), Ok(true)) {
            // Only fails without peer scoring.
            let _ = self.gossip.set_topic_params(topic, topic_score_params());
        }
    }

    pub(crate) fn unsubscribe(&mut self, topic: &str) {
        self.gossip.unsubscribe(&IdentTopic::new(topic));
    }

    /// Publishes what was found valid, on a topic that is subscribed.
    pub(crate) fn publish(&mut self, topic: &str, message: Vec<u8>) -> Result<(), WakuError> {
        let (topic, size) = (TopicHash::from_raw(topic), message.len());
        // Published messages go to all subscribed peers.
        let subscribed = self.gossip.all_peers().filter(|(_, topics)| topics.contains(&&topic)).count();
        match self.gossip.publish(topic, message) {
            Ok(_) => {
                self.counters.sent(RELAY_PROTOCOL, size, subscribed);
                Ok(())
            }
            Err(PublishError::Duplicate) => Ok(()),
            Err(PublishError::MessageTooLarge) => Err(WakuError::TooLarge { size, limit: self.max_message_bytes }),
            Err(error) => {
                tracing::debug!(%error, "a message was not published");
                Err(WakuError::NoPeers)
            }
        }
    }

    /// Topics that were told to have a mesh.
    pub(crate) fn told_topics(&self) -> Vec<String> {
        self.told.keys().map(|topic| topic.as_str().to_owned()).collect()
    }

    pub(crate) fn relay_peers(&self, topic: &str) -> TopicPeers {
        let topic = TopicHash::from_raw(topic);
        let subscribed = self.gossip.all_peers().filter(|(_, topics)| topics.contains(&&topic));
        let mut peers = TopicPeers {
            full_mesh: self.gossip.mesh_peers(&topic).map(|peer| peer.to_base58()).collect(),
            all_peers: subscribed.map(|(peer, _)| peer.to_base58()).collect(),
        };
        peers.full_mesh.sort_unstable();
        peers.all_peers.sort_unstable();
        peers
    }

    /// Tells gossip what became of a message that it asked about. Which messages come twice, and to whom of the mesh one
    /// that is passed on need not go, the library keeps to itself: the former are not counted, the latter are.
    pub(crate) fn judge(&mut self, id: &MessageId, source: &PeerId, topic: &str, size: usize, accept: bool) {
        use libp2p::gossipsub::MessageAcceptance::{Accept, Reject};
        self.counters.received(RELAY_PROTOCOL, size);
        if accept {
            let others = self.gossip.mesh_peers(&TopicHash::from_raw(topic)).filter(|peer| *peer != source).count();
            self.counters.sent(RELAY_PROTOCOL, size, others);
        }
        self.gossip.report_message_validation_result(id, source, if accept { Accept } else { Reject });
    }

    /// Whether the peer behaved so badly that it is better gone.
    pub(crate) fn is_graylisted(&self, peer: &PeerId) -> bool {
        self.gossip.peer_score(peer).is_some_and(|score| score < GRAYLIST_THRESHOLD)
    }

    fn next_mesh_change(&mut self) -> Option<RelayEvent> {
        let joined = self.gossip.topics().map(|topic| (topic, self.gossip.mesh_peers(topic).count()));
        let changed = joined
            .filter(|(topic, size)| self.told.get(*topic).copied().unwrap_or_default() != *size)
            .map(|(topic, size)| (topic.clone(), size))
            .next();
        let left = || self.told.keys().find(|told| !self.gossip.topics().any(|topic| topic == *told)).cloned();
        let (topic, size) = changed.or_else(|| left().map(|topic| (topic, 0)))?;
        if size == 0 {
            self.told.remove(&topic);
        } else {
            self.told.insert(topic.clone(), size);
        }
        Some(RelayEvent::MeshChanged { topic: topic.into_string(), size })
    }
}

fn score_params() -> PeerScoreParams {
    PeerScoreParams {
        topics: HashMap::new(),
        topic_score_cap: 0.0,
        app_specific_weight: 0.0,
        ip_colocation_factor_weight: -50.0,
        ip_colocation_factor_threshold: 5.0,
        // Many nodes on one machine are a test, not an attack.
        ip_colocation_factor_whitelist: HashSet::from([Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]),
        behaviour_penalty_weight: -10.0,
        behaviour_penalty_threshold: 0.0,
        behaviour_penalty_decay: 0.986,
        decay_interval: Duration::from_secs(12),
        decay_to_zero: 0.01,
        retain_score: Duration::from_secs(600),
        ..PeerScoreParams::default()
    }
}

fn score_thresholds() -> PeerScoreThresholds {
    PeerScoreThresholds {
        gossip_threshold: -100.0,
        publish_threshold: -1000.0,
        graylist_threshold: GRAYLIST_THRESHOLD,
        accept_px_threshold: 0.0,
        opportunistic_graft_threshold: 0.0,
    }
}

fn topic_score_params() -> TopicScoreParams {
    TopicScoreParams {
        topic_weight: 1.0,
        time_in_mesh_weight: 0.01,
        time_in_mesh_quantum: Duration::from_secs(1),
        time_in_mesh_cap: 10.0,
        first_message_deliveries_weight: 1.0,
        first_message_deliveries_decay: 0.5,
        first_message_deliveries_cap: 10.0,
        mesh_message_deliveries_weight: 0.0,
        mesh_failure_penalty_weight: 0.0,
        invalid_message_deliveries_weight: -100.0,
        invalid_message_deliveries_decay: 0.5,
        ..TopicScoreParams::default()
    }
}

impl NetworkBehaviour for Relay {
    type ConnectionHandler = <Behaviour as NetworkBehaviour>::ConnectionHandler;
    type ToSwarm = RelayEvent;

    fn handle_established_inbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.gossip.handle_established_inbound_connection(connection, peer, local, remote)
    }

    fn handle_established_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role_override: Endpoint,
        port_use: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.gossip.handle_established_outbound_connection(connection, peer, address, role_override, port_use)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        self.gossip.on_swarm_event(event);
    }

    fn on_connection_handler_event(&mut self, peer: PeerId, connection: ConnectionId, event: THandlerOutEvent<Self>) {
        self.gossip.on_connection_handler_event(peer, connection, event);
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        if let Poll::Ready(event) = self.gossip.poll(context) {
            return Poll::Ready(event.map_out(RelayEvent::from));
        }
        self.next_mesh_change().map_or(Poll::Pending, |event| Poll::Ready(ToSwarm::GenerateEvent(event)))
    }
}
