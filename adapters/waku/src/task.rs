//! The task that owns the node.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use libp2p::core::ConnectedPoint;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::swarm::{ConnectionId, DialError, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Swarm, identify, ping};
use status_ports::{Peers, TopicPeers, WakuError, WakuEvent};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};

use crate::behaviour::{Behaviour, BehaviourEvent};
use crate::config::WakuConfig;
use crate::dialling::{StaticPeers, parse_address};
use crate::event_queue::EventQueue;
use crate::executor::Tasks;
use crate::metadata::{self, Metadata, MetadataError, OwnMetadata};
use crate::peers::ConnectedPeers;
use crate::relay::RelayEvent;
use crate::streams::Streams;
use crate::validation;

/// How often scores are looked at; the library has no event for them.
const SCORE_INSPECTION: Duration = Duration::from_secs(6);
/// How long connections may take to close when the node stops.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(1);

type Reply<T> = oneshot::Sender<T>;

/// What the handle asks for.
#[derive(Debug)]
pub(crate) enum Command {
    Subscribe(String, Reply<()>),
    Unsubscribe(String, Reply<()>),
    Publish(String, Vec<u8>, Reply<Result<(), WakuError>>),
    Dial(DialRequest),
    Drop(PeerId, Reply<()>),
    Peers(Reply<Peers>),
    RelayPeers(String, Reply<TopicPeers>),
    ListenAddresses(Reply<Vec<String>>),
    Stop,
}

/// A dial that somebody waits for.
#[derive(Debug)]
pub(crate) struct DialRequest {
    pub(crate) peer: PeerId,
    pub(crate) address: Multiaddr,
    /// Whether the peer is dialled again when it is lost.
    pub(crate) keep: bool,
    pub(crate) reply: Reply<Result<(), WakuError>>,
}

/// A peer that was asked for its metadata, and what came.
type Asked = (PeerId, Result<Metadata, MetadataError>);

pub(crate) struct NodeTask {
    swarm: Box<Swarm<Behaviour>>,
    tasks: Tasks,
    commands: mpsc::Receiver<Command>,
    events: EventQueue,
    peers: ConnectedPeers,
    static_peers: StaticPeers,
    dials: HashMap<ConnectionId, DialRequest>,
    streams: Streams,
    offenders: mpsc::Receiver<PeerId>,
    asked: JoinSet<Asked>,
    own_metadata: OwnMetadata,
    cluster_id: u16,
    shards: BTreeSet<u32>,
    max_message_bytes: usize,
}

impl NodeTask {
    pub(crate) fn new(
        config: &WakuConfig,
        swarm: Box<Swarm<Behaviour>>,
        tasks: Tasks,
        streams: Streams,
        offenders: mpsc::Receiver<PeerId>,
        commands: mpsc::Receiver<Command>,
        events: EventQueue,
    ) -> Result<Self, WakuError> {
        let mut static_peers = StaticPeers::new(config.redial);
        for text in &config.static_peers {
            let (peer, address) = parse_address(text)?;
            static_peers.remember(peer, address);
            static_peers.dial_at(&peer, Instant::now());
        }
        let own_metadata = OwnMetadata::default();
        streams.serve(Arc::new(own_metadata.clone()));
        let task = Self {
            swarm,
            tasks,
            commands,
            events,
            peers: ConnectedPeers::default(),
            static_peers,
            dials: HashMap::new(),
            streams,
            offenders,
            asked: JoinSet::new(),
            own_metadata,
            cluster_id: config.cluster_id,
            shards: config.shards.iter().copied().map(u32::from).collect(),
            max_message_bytes: config.max_message_bytes,
        };
        task.topics_changed();
        Ok(task)
    }

    /// Runs until it is told to stop, or until the handle is gone.
    pub(crate) async fn run(mut self) {
        let mut inspection = tokio::time::interval(SCORE_INSPECTION);
        inspection.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let next_dial = self.static_peers.next_dial();
            tokio::select! {
                command = self.commands.recv() => match command {
                    None | Some(Command::Stop) => break,
                    Some(command) => self.obey(command),
                },
                event = self.swarm.select_next_some() => self.on_swarm_event(event),
                Some(peer) = self.offenders.recv() => {
                    // One to be kept is dialled again, and refused as long as that lasts.
                    let _ = self.swarm.disconnect_peer_id(peer);
                },
                Some(asked) = self.asked.join_next() => {
                    if let Ok((peer, answer)) = asked {
                        self.on_metadata(peer, answer);
                    }
                },
                () = self.events.hand_over(), if self.events.is_waiting() => {},
                () = until(next_dial), if next_dial.is_some() => self.redial(),
                _ = inspection.tick() => self.inspect_scores(),
            }
        }
        self.leave().await;
    }

    fn obey(&mut self, command: Command) {
        // Who no longer waits for a reply does not need it.
        match command {
            Command::Subscribe(topic, reply) => {
                self.swarm.behaviour_mut().relay.subscribe(&topic);
                self.topics_changed();
                let _ = reply.send(());
            }
            Command::Unsubscribe(topic, reply) => {
                self.swarm.behaviour_mut().relay.unsubscribe(&topic);
                self.topics_changed();
                let _ = reply.send(());
            }
            Command::Publish(topic, message, reply) => {
                let _ = reply.send(self.swarm.behaviour_mut().relay.publish(&topic, message));
            }
            Command::Dial(request) => self.dial(request),
            Command::Drop(peer, reply) => {
                self.drop_peer(peer);
                let _ = reply.send(());
            }
            Command::Peers(reply) => {
                let _ = reply.send(self.peers.records());
            }
            Command::RelayPeers(topic, reply) => {
                let _ = reply.send(self.swarm.behaviour().relay.relay_peers(&topic));
            }
            Command::ListenAddresses(reply) => {
                let _ = reply.send(self.listen_addresses());
            }
            Command::Stop => {}
        }
    }

    fn listen_addresses(&self) -> Vec<String> {
        let own = *self.swarm.local_peer_id();
        let mut addresses: Vec<_> = self.swarm.listeners().cloned().collect();
        addresses.sort_unstable();
        addresses.into_iter().map(|address| address.with(Protocol::P2p(own)).to_string()).collect()
    }

    fn dial(&mut self, request: DialRequest) {
        if self.peers.contains(&request.peer) {
            self.dialled(request);
            return;
        }
        match self.start_dial(request.peer, vec![request.address.clone()]) {
            Ok(connection) => {
                self.dials.insert(connection, request);
            }
            Err(error) => {
                let _ = request.reply.send(Err(WakuError::Dial(error.to_string())));
            }
        }
    }

    fn dialled(&mut self, DialRequest { peer, address, keep, reply }: DialRequest) {
        if keep {
            self.static_peers.remember(peer, address);
            self.static_peers.connected(&peer, Instant::now());
        }
        let _ = reply.send(Ok(()));
    }

    fn start_dial(&mut self, peer: PeerId, addresses: Vec<Multiaddr>) -> Result<ConnectionId, DialError> {
        // A port of its own for every connection: one that is redialled at once meets no leftovers of the last.
        let options = DialOpts::peer_id(peer).condition(PeerCondition::Always).allocate_new_port();
        let options = options.addresses(addresses).build();
        let connection = options.connection_id();
        self.swarm.dial(options).map(|()| connection)
    }

    fn redial(&mut self) {
        for (peer, addresses) in self.static_peers.due(Instant::now()) {
            if let Err(error) = self.start_dial(peer, addresses) {
                self.on_lost(&peer, &error);
            }
        }
    }

    fn on_lost(&mut self, peer: &PeerId, reason: &dyn std::fmt::Display) {
        tracing::debug!(%peer, %reason, "a peer is not reachable");
        // Without entropy all nodes wait the whole time.
        self.static_peers.lost(peer, Instant::now(), getrandom::u64().unwrap_or_default());
    }

    fn drop_peer(&mut self, peer: PeerId) {
        self.static_peers.forget(&peer);
        // Closes what is open and gives up what is being dialled; who is not connected need not be.
        let _ = self.swarm.disconnect_peer_id(peer);
    }

    fn on_swarm_event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::Behaviour(BehaviourEvent::Relay(event)) => self.on_relay_event(event),
            SwarmEvent::Behaviour(BehaviourEvent::Identify(event)) => self.on_identify_event(event),
            SwarmEvent::Behaviour(BehaviourEvent::Ping(event)) => self.on_ping_event(&event),
            SwarmEvent::ConnectionEstablished { peer_id, connection_id, endpoint, .. } => {
                self.on_connected(peer_id, connection_id, endpoint);
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, cause, .. } => {
                let reason = cause.map_or_else(|| "closed".to_owned(), |cause| cause.to_string());
                self.on_disconnected(&peer_id, connection_id, &reason);
            }
            SwarmEvent::OutgoingConnectionError { connection_id, peer_id, error } => {
                if let Some(dial) = self.dials.remove(&connection_id) {
                    let _ = dial.reply.send(Err(WakuError::Dial(error.to_string())));
                }
                if let Some(peer) = peer_id.filter(|peer| !self.peers.contains(peer)) {
                    self.on_lost(&peer, &error);
                }
            }
            SwarmEvent::ListenerError { error, .. } => tracing::warn!(%error, "a listener failed"),
            SwarmEvent::ListenerClosed { addresses, .. } => tracing::warn!(?addresses, "a listener was closed"),
            _ => {}
        }
    }

    fn on_connected(&mut self, peer: PeerId, connection: ConnectionId, endpoint: ConnectedPoint) {
        let dialled = match endpoint {
            ConnectedPoint::Dialer { address, .. } => Some(address),
            ConnectedPoint::Listener { .. } => None,
        };
        let is_new = self.peers.connected(peer, connection, dialled);
        if let Some(request) = self.dials.remove(&connection) {
            self.dialled(request);
        }
        self.static_peers.connected(&peer, Instant::now());
        if is_new {
            self.tell_peers();
            self.ask_metadata(peer);
        }
    }

    fn on_disconnected(&mut self, peer: &PeerId, connection: ConnectionId, reason: &str) {
        if self.peers.disconnected(peer, connection) {
            self.on_lost(peer, &reason);
            self.tell_peers();
        }
    }

    fn on_relay_event(&mut self, event: RelayEvent) {
        match event {
            RelayEvent::Message { source, id, topic, bytes } => {
                let accept = validation::is_valid(&bytes, self.max_message_bytes);
                self.swarm.behaviour_mut().relay.judge(&id, &source, &topic, bytes.len(), accept);
                if accept {
                    self.events.push(WakuEvent::Message { pubsub_topic: topic, message: bytes });
                } else {
                    tracing::debug!(peer = %source, "an invalid message was refused");
                }
            }
            RelayEvent::MeshChanged { topic, size } => {
                self.events.push(WakuEvent::TopicHealthChanged { pubsub_topic: topic, mesh_size: size });
            }
            RelayEvent::Other => {}
        }
    }

    fn on_identify_event(&mut self, event: identify::Event) {
        if let identify::Event::Received { peer_id, info, .. } = event {
            if self.peers.identified(&peer_id, &info.protocols, info.listen_addrs) {
                self.tell_peers();
            }
            self.part_from_foreigner(&peer_id);
        }
    }

    fn on_ping_event(&mut self, event: &ping::Event) {
        let answered = matches!(event.result, Ok(_) | Err(ping::Failure::Unsupported));
        if self.peers.pinged(&event.peer, event.connection, answered) {
            tracing::debug!(peer = %event.peer, "pings stay without answer");
            self.swarm.close_connection(event.connection);
        }
    }

    fn tell_peers(&mut self) {
        self.events.push(WakuEvent::ConnectionChanged { peers: self.peers.records() });
    }

    /// We say of ourselves the shards of the configuration and those of our topics.
    fn topics_changed(&self) {
        let prefix = format!("/waku/2/rs/{}/", self.cluster_id);
        let topics = self.swarm.behaviour().relay.topics();
        let joined = topics.filter_map(|topic| topic.strip_prefix(&prefix)?.parse::<u16>().ok());
        let shards = self.shards.iter().copied().chain(joined.map(u32::from)).collect();
        self.own_metadata.set(Metadata { cluster_id: Some(u32::from(self.cluster_id)), shards });
    }

    fn ask_metadata(&mut self, peer: PeerId) {
        if self.cluster_id == 0 {
            return;
        }
        let (streams, own) = (self.streams.clone(), self.own_metadata.clone());
        self.asked.spawn(async move { (peer, metadata::ask(&streams, &peer, &own).await) });
    }

    fn on_metadata(&mut self, peer: PeerId, answer: Result<Metadata, MetadataError>) {
        match answer {
            Ok(metadata) => {
                self.peers.met(&peer, metadata);
                self.part_from_foreigner(&peer);
            }
            Err(error) if error.is_malformed() => self.part_from(&peer, &error.to_string()),
            // Old nodes and light clients do not speak it; they are told apart by their topics.
            Err(error) => tracing::debug!(%peer, %error, "no metadata"),
        }
    }

    fn part_from_foreigner(&mut self, peer: &PeerId) {
        if let Some(reason) = self.peers.foreign_reason(peer, self.cluster_id).filter(|_| self.cluster_id != 0) {
            self.part_from(peer, reason);
        }
    }

    fn part_from(&mut self, peer: &PeerId, reason: &str) {
        tracing::warn!(%peer, reason, "a peer was disconnected");
        self.drop_peer(*peer);
    }

    fn inspect_scores(&mut self) {
        let relay = &self.swarm.behaviour().relay;
        let bad: Vec<PeerId> = self.peers.ids().filter(|peer| relay.is_graylisted(peer)).copied().collect();
        for peer in bad {
            tracing::debug!(%peer, "a peer with a bad score was disconnected");
            let _ = self.swarm.disconnect_peer_id(peer);
        }
    }

    /// Closes connections in an orderly way if that goes quickly, then ends every task.
    async fn leave(self) {
        let Self { mut swarm, tasks, commands, events, mut peers, mut asked, dials, .. } = self;
        drop((commands, events, dials));
        for peer in peers.ids() {
            let _ = swarm.disconnect_peer_id(*peer);
        }
        let closing = async {
            while peers.ids().next().is_some() {
                if let SwarmEvent::ConnectionClosed { peer_id, connection_id, .. } = swarm.select_next_some().await {
                    peers.disconnected(&peer_id, connection_id);
                }
            }
        };
        // Whatever is open after that is cut.
        let _ = tokio::time::timeout(LEAVE_TIMEOUT, closing).await;
        asked.shutdown().await;
        drop(swarm);
        tasks.end().await;
    }
}

async fn until(at: Option<Instant>) {
    if let Some(at) = at {
        tokio::time::sleep_until(at).await;
    }
}
