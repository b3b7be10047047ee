//! The task that owns the node.

mod connections;
mod introductions;
mod keep_alive;
mod phases;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use futures::StreamExt as _;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::{ConnectionId, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Swarm};
use status_ports::{Peers, TopicPeers, WakuError, WakuEvent, WakuMode};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::behaviour::{Behaviour, BehaviourEvent};
use crate::config::WakuConfig;
use crate::dialling::{StaticPeers, parse_address};
use crate::event_queue::EventQueue;
use crate::executor::Tasks;
use crate::metadata::OwnMetadata;
use crate::offences::Offences;
use crate::peers::ConnectedPeers;
use crate::relay::RelayEvent;
use crate::streams::Streams;
use crate::swarm::Listening;
use crate::validation;

use introductions::Asked;
use keep_alive::{KeepAlive, Silent};

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
    SetMode(WakuMode, Reply<Result<(), WakuError>>),
    SetPaused(bool, Reply<()>),
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

/// What the task shares with the handle.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) tasks: Tasks,
    pub(crate) streams: Streams,
    pub(crate) offences: Offences,
    pub(crate) offenders: mpsc::Receiver<PeerId>,
    pub(crate) commands: mpsc::Receiver<Command>,
    pub(crate) events: EventQueue,
}

pub(crate) struct NodeTask {
    /// Nothing while the node is paused.
    swarm: Option<Box<Swarm<Behaviour>>>,
    config: WakuConfig,
    key: Keypair,
    listening: Listening,
    mode: WakuMode,
    is_paused: bool,
    /// Joined pubsub topics, also while nothing is relayed.
    topics: BTreeSet<String>,
    shared: Shared,
    peers: ConnectedPeers,
    static_peers: StaticPeers,
    dials: HashMap<ConnectionId, DialRequest>,
    asked: JoinSet<Asked>,
    silent: JoinSet<Silent>,
    keep_alive: KeepAlive,
    own_metadata: OwnMetadata,
}

impl NodeTask {
    /// A node that listens already.
    pub(crate) async fn start(config: WakuConfig, shared: Shared) -> Result<Self, WakuError> {
        let key = crate::swarm::keypair(config.node_key.as_ref())?;
        let mut static_peers = StaticPeers::new(config.redial);
        for text in &config.static_peers {
            let (peer, address) = parse_address(text)?;
            static_peers.remember(peer, address);
        }
        let own_metadata = OwnMetadata::default();
        shared.streams.serve(Arc::new(own_metadata.clone()));
        let mut task = Self {
            swarm: None,
            key,
            listening: Listening::parse(&config.listen)?,
            mode: config.mode,
            is_paused: false,
            topics: BTreeSet::new(),
            shared,
            peers: ConnectedPeers::default(),
            static_peers,
            dials: HashMap::new(),
            asked: JoinSet::new(),
            silent: JoinSet::new(),
            keep_alive: KeepAlive::default(),
            own_metadata,
            config,
        };
        task.open().await?;
        Ok(task)
    }

    pub(crate) fn peer_id(&self) -> PeerId {
        self.key.public().to_peer_id()
    }

    /// Runs until it is told to stop, or until the handle is gone.
    pub(crate) async fn run(mut self) {
        loop {
            let next_timer = self.next_timer();
            tokio::select! {
                command = self.shared.commands.recv() => match command {
                    None | Some(Command::Stop) => break,
                    // Boxed: opening a swarm makes for a large future, and is rare.
                    Some(Command::SetMode(mode, reply)) => {
                        let _ = reply.send(Box::pin(self.set_mode(mode)).await);
                    }
                    Some(Command::SetPaused(is_paused, reply)) => {
                        Box::pin(self.set_paused(is_paused)).await;
                        let _ = reply.send(());
                    }
                    Some(command) => self.obey(command),
                },
                event = next_event(&mut self.swarm) => self.on_swarm_event(event),
                Some(peer) = self.shared.offenders.recv() => self.disconnect(&peer),
                Some(asked) = self.asked.join_next() => {
                    if let Ok((peer, answer)) = asked {
                        self.on_metadata(peer, answer);
                    }
                },
                Some(silent) = self.silent.join_next() => {
                    if let Ok(Some(peer)) = silent {
                        tracing::debug!(%peer, "pings stay without answer");
                        self.disconnect(&peer);
                    }
                },
                () = self.shared.events.hand_over(), if self.shared.events.is_waiting() => {},
                () = until(next_timer), if next_timer.is_some() => self.on_timer(Instant::now()),
            }
        }
        self.leave().await;
    }

    /// Everything that waits for a time waits here, so that nothing to do means that nothing wakes up.
    fn next_timer(&self) -> Option<Instant> {
        self.static_peers.next_dial().into_iter().chain(self.keep_alive.next()).min()
    }

    fn on_timer(&mut self, now: Instant) {
        self.redial(now);
        self.keep_alive(now);
    }

    fn obey(&mut self, command: Command) {
        // Who no longer waits for a reply does not need it.
        match command {
            Command::Subscribe(topic, reply) => {
                self.subscribe(topic);
                let _ = reply.send(());
            }
            Command::Unsubscribe(topic, reply) => {
                self.unsubscribe(&topic);
                let _ = reply.send(());
            }
            Command::Publish(topic, message, reply) => {
                let _ = reply.send(self.publish(&topic, message));
            }
            Command::Dial(request) => self.dial(request),
            Command::Drop(peer, reply) => {
                self.drop_peer(&peer);
                let _ = reply.send(());
            }
            Command::Peers(reply) => {
                let _ = reply.send(self.peers.records());
            }
            Command::RelayPeers(topic, reply) => {
                let relay = self.swarm.as_ref().and_then(|swarm| swarm.behaviour().relay.as_ref());
                let _ = reply.send(relay.map(|relay| relay.relay_peers(&topic)).unwrap_or_default());
            }
            Command::ListenAddresses(reply) => {
                let _ = reply.send(self.listen_addresses());
            }
            Command::SetMode(..) | Command::SetPaused(..) | Command::Stop => {}
        }
    }

    fn subscribe(&mut self, topic: String) {
        if let Some(relay) = self.swarm.as_mut().and_then(|swarm| swarm.behaviour_mut().relay.as_mut()) {
            relay.subscribe(&topic);
        }
        self.topics.insert(topic);
        self.topics_changed();
    }

    fn unsubscribe(&mut self, topic: &str) {
        if let Some(relay) = self.swarm.as_mut().and_then(|swarm| swarm.behaviour_mut().relay.as_mut()) {
            relay.unsubscribe(topic);
        }
        self.topics.remove(topic);
        self.topics_changed();
    }

    fn publish(&mut self, topic: &str, message: Vec<u8>) -> Result<(), WakuError> {
        let limit = self.config.max_message_bytes;
        if message.len() > limit {
            return Err(WakuError::TooLarge { size: message.len(), limit });
        }
        // Nobody gossips in light mode.
        if self.mode == WakuMode::Light || !self.topics.contains(topic) {
            return Err(WakuError::NotSubscribed);
        }
        if !validation::is_valid(&message, limit) {
            return Err(WakuError::InvalidMessage);
        }
        let relay = self.swarm.as_mut().and_then(|swarm| swarm.behaviour_mut().relay.as_mut());
        relay.ok_or(WakuError::NoPeers)?.publish(topic, message)
    }

    fn listen_addresses(&self) -> Vec<String> {
        let own = self.peer_id();
        let listeners = self.swarm.iter().flat_map(|swarm| swarm.listeners());
        let mut addresses: Vec<_> = listeners.cloned().collect();
        addresses.sort_unstable();
        addresses.into_iter().map(|address| address.with(Protocol::P2p(own)).to_string()).collect()
    }

    fn on_swarm_event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::Behaviour(BehaviourEvent::Relay(event)) => self.on_relay_event(event),
            SwarmEvent::Behaviour(BehaviourEvent::Identify(event)) => self.on_identify_event(event),
            SwarmEvent::ConnectionEstablished { peer_id, connection_id, endpoint, .. } => {
                self.on_connected(peer_id, connection_id, endpoint);
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, cause, .. } => {
                let reason = cause.map_or_else(|| "closed".to_owned(), |cause| cause.to_string());
                self.on_disconnected(&peer_id, connection_id, &reason);
            }
            SwarmEvent::OutgoingConnectionError { connection_id, peer_id, error } => {
                self.on_dial_failed(connection_id, peer_id, &error);
            }
            SwarmEvent::ListenerError { error, .. } => tracing::warn!(%error, "a listener failed"),
            SwarmEvent::ListenerClosed { addresses, .. } => tracing::warn!(?addresses, "a listener was closed"),
            _ => {}
        }
    }

    fn on_relay_event(&mut self, event: RelayEvent) {
        match event {
            RelayEvent::Message { source, id, topic, bytes } => {
                let accept = validation::is_valid(&bytes, self.config.max_message_bytes);
                if let Some(relay) = self.swarm.as_mut().and_then(|swarm| swarm.behaviour_mut().relay.as_mut()) {
                    relay.judge(&id, &source, &topic, bytes.len(), accept);
                }
                if accept {
                    self.shared.streams.heard(&source);
                    self.shared.events.push(WakuEvent::Message { pubsub_topic: topic, message: bytes });
                } else {
                    tracing::debug!(peer = %source, "an invalid message was refused");
                }
            }
            RelayEvent::MeshChanged { topic, size } => self.tell_mesh(topic, size),
            RelayEvent::Other => {}
        }
    }

    fn tell_mesh(&mut self, pubsub_topic: String, mesh_size: usize) {
        self.shared.events.push(WakuEvent::TopicHealthChanged { pubsub_topic, mesh_size });
    }

    fn tell_peers(&mut self) {
        self.shared.events.push(WakuEvent::ConnectionChanged { peers: self.peers.records() });
    }
}

async fn next_event(swarm: &mut Option<Box<Swarm<Behaviour>>>) -> SwarmEvent<BehaviourEvent> {
    match swarm {
        Some(swarm) => swarm.select_next_some().await,
        None => std::future::pending().await,
    }
}

async fn until(at: Option<Instant>) {
    if let Some(at) = at {
        tokio::time::sleep_until(at).await;
    }
}
