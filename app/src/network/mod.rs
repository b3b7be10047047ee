//! The layer between what a profile wants of the network and the node that is on it.
//!
//! Whoever publishes hands messages to [`Network::publish`], whoever listens names topics to [`Network::listen`], and what
//! arrives comes out of the channel that is handed out at the start. How that is done, whether the node relays or asks
//! service nodes, and when it does nothing at all, is decided here and nowhere else.
//!
//! One task does everything that nobody waits for: it goes over from one mode to the other, keeps the filters alive, and
//! leaves the network while the device is offline. It sleeps until the first of all deadlines, or until something happens.

mod filters;
pub(crate) mod peers;
mod push;
mod shared;
mod task;

use std::sync::Arc;

use status_domain::envelope::topic::{ContentTopic, Shard};
use status_domain::light::mode::Publishing;
use status_domain::transport::{Device, Reach};
use status_ports::{Clock, Waku, WakuError, WakuEvent, WakuMode};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;

use crate::world::EntropySource;
use shared::Shared;

/// Events that wait for the messenger. Few, since the node has a queue with limits of its own.
const FORWARD_CAPACITY: usize = 64;

/// What the layer works with.
pub(crate) struct NetworkConfig {
    /// The node, which was started in `mode`.
    pub(crate) waku: Arc<dyn Waku>,
    /// What happens there.
    pub(crate) events: mpsc::Receiver<WakuEvent>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: EntropySource,
    pub(crate) mode: WakuMode,
    /// What is known of the device so far.
    pub(crate) device: Device,
}

/// Why a message was not published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PublishError {
    /// Nobody takes it now. Later, somebody may.
    #[error("not enough peers to publish")]
    Unavailable,
    /// The network is not used at present. Nobody takes anything before peers are connected.
    #[error("the device is offline")]
    Offline,
    /// The network will never take it.
    #[error("{0}")]
    Refused(String),
    /// The node is stopped.
    #[error("the Waku node is stopped")]
    Stopped,
}

impl From<WakuError> for PublishError {
    fn from(error: WakuError) -> Self {
        match error {
            WakuError::NoPeers | WakuError::NoAnswer(_) => Self::Unavailable,
            WakuError::Stopped => Self::Stopped,
            error => Self::Refused(error.to_string()),
        }
    }
}

/// The network of an open profile. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Network {
    shared: Arc<Shared>,
    stop: Arc<watch::Sender<bool>>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Network {
    /// Joins the network's topics, and gives what arrives. Must be called within a Tokio runtime.
    pub(crate) fn start(config: NetworkConfig) -> (Self, mpsc::Receiver<WakuEvent>) {
        let (forward, events) = mpsc::channel(FORWARD_CAPACITY);
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared::new(config.waku, config.clock, config.entropy, config.mode, config.device));
        let task = tokio::spawn(task::run(Arc::clone(&shared), config.events, forward, stopped));
        (Self { shared, stop: Arc::new(stop), task: Arc::new(Mutex::new(Some(task))) }, events)
    }

    /// The node, to be asked about itself and its peers.
    pub(crate) fn waku(&self) -> &Arc<dyn Waku> {
        &self.shared.waku
    }

    /// Wants to be told what is published on these topics, too.
    pub(crate) fn listen(&self, interests: Vec<(Shard, ContentTopic)>) {
        if !interests.is_empty() {
            self.shared.state().filters.listen(interests, self.shared.clock.unix_millis());
            self.shared.wake();
        }
    }

    /// Publishes an encoded Waku message. `Ok` means that somebody took it, and tells how many are known to have: the
    /// peers of the mesh, or the one service node that was asked.
    pub(crate) async fn publish(&self, pubsub_topic: &str, message: Vec<u8>) -> Result<u32, PublishError> {
        let publishing = {
            let state = self.shared.state();
            if !state.device.uses_network() {
                return Err(PublishError::Offline);
            }
            state.switch.publishing()
        };
        match publishing {
            Publishing::Relay => self.relay(pubsub_topic, message).await,
            Publishing::LightPush => push::publish(&self.shared, pubsub_topic, message).await,
            Publishing::RelayFirst => match self.relay(pubsub_topic, message.clone()).await {
                Err(PublishError::Unavailable) => push::publish(&self.shared, pubsub_topic, message).await,
                outcome => outcome,
            },
        }
    }

    async fn relay(&self, pubsub_topic: &str, message: Vec<u8>) -> Result<u32, PublishError> {
        self.hand_to_mesh(pubsub_topic, message).await?;
        let mesh = self.shared.waku.relay_peers(pubsub_topic).await.map(|peers| peers.full_mesh.len());
        // Somebody took it, whoever is there now.
        Ok(mesh.ok().and_then(|peers| u32::try_from(peers).ok()).unwrap_or_default().max(1))
    }

    async fn hand_to_mesh(&self, pubsub_topic: &str, message: Vec<u8>) -> Result<(), PublishError> {
        let waku = &self.shared.waku;
        match waku.publish(pubsub_topic, message.clone()).await {
            Err(WakuError::NotSubscribed) => {
                waku.subscribe(pubsub_topic).await?;
                match waku.publish(pubsub_topic, message).await {
                    // It does not relay yet, or no longer.
                    Err(WakuError::NotSubscribed) => Err(PublishError::Unavailable),
                    outcome => Ok(outcome?),
                }
            }
            outcome => Ok(outcome?),
        }
    }

    /// Relays from now on, or asks service nodes instead.
    pub(crate) fn set_mode(&self, mode: WakuMode) {
        let now = self.shared.clock.unix_millis();
        self.shared.state().switch.want(mode, now);
        self.shared.wake();
    }

    /// How the node takes part in the network now.
    pub(crate) fn mode(&self) -> WakuMode {
        self.shared.state().switch.mode()
    }

    /// Takes in what the device tells of itself.
    pub(crate) fn device_changed(&self, change: impl FnOnce(&mut Device) -> Reach) {
        let mut state = self.shared.state();
        let reach = change(&mut state.device);
        state.has_moved |= reach == Reach::Moved;
        let uses_network = state.device.uses_network();
        self.shared.is_used.send_replace(uses_network);
        self.shared
            .situation
            .send_if_modified(|situation| std::mem::replace(&mut situation.is_used, uses_network) != uses_network);
        drop(state);
        self.shared.wake();
    }

    /// What the device told of itself.
    pub(crate) fn device(&self) -> Device {
        self.shared.state().device.clone()
    }

    /// Whether the network is used, and when the device tells something.
    pub(crate) fn is_used(&self) -> watch::Receiver<bool> {
        self.shared.is_used.subscribe()
    }

    /// Changes when service nodes tell us of everything that is listened to, and did not before. What was published meanwhile
    /// only nodes that keep messages have.
    pub(crate) fn coverage(&self) -> watch::Receiver<()> {
        self.shared.coverage.subscribe()
    }

    /// Who is connected, and how the node takes part: for the keeper of connections.
    pub(crate) fn situation(&self) -> watch::Receiver<peers::Situation> {
        self.shared.situation.subscribe()
    }

    /// Connects to a peer that is known by its id alone.
    pub(crate) async fn dial_known(&self, peer_id: &str) -> Result<(), WakuError> {
        let address = {
            let state = self.shared.state();
            let known = state.peers.get(peer_id);
            known.and_then(|peer| peer.addresses.first()).cloned()
        };
        let address = address.ok_or_else(|| WakuError::Dial("no addresses".to_owned()))?;
        self.shared.waku.dial_peer(&format!("{address}/p2p/{peer_id}")).await
    }

    /// Leaves the network. Nothing arrives when this returns.
    pub(crate) async fn stop(&self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "The task of the network failed.");
        }
        self.shared.waku.stop().await;
    }
}
