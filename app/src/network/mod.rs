//! The layer between what a profile wants of the network and the node that is on it.
//!
//! Whoever publishes hands messages to [`Network::publish`]; what arrives comes out of the channel that is handed out
//! at the start. How that is done, whether the node relays or asks service nodes, is decided here and nowhere else.

mod task;

use std::sync::Arc;

use status_ports::{Waku, WakuError, WakuEvent};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;

/// Events that wait for the messenger. Few, since the node has a queue with limits of its own.
const FORWARD_CAPACITY: usize = 64;

/// What the layer works with.
pub(crate) struct NetworkConfig {
    /// The node.
    pub(crate) waku: Arc<dyn Waku>,
    /// What happens there.
    pub(crate) events: mpsc::Receiver<WakuEvent>,
}

/// Why a message was not published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PublishError {
    /// Nobody takes it now. Later, somebody may.
    #[error("not enough peers to publish")]
    Unavailable,
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

struct Inner {
    waku: Arc<dyn Waku>,
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// The network of an open profile. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Network {
    inner: Arc<Inner>,
}

impl Network {
    /// Joins the network's topics, and gives what arrives. Must be called within a Tokio runtime.
    pub(crate) fn start(config: NetworkConfig) -> (Self, mpsc::Receiver<WakuEvent>) {
        let (forward, events) = mpsc::channel(FORWARD_CAPACITY);
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(task::run(Arc::clone(&config.waku), config.events, forward, stopped));
        let inner = Inner { waku: config.waku, stop, task: Mutex::new(Some(task)) };
        (Self { inner: Arc::new(inner) }, events)
    }

    /// The node, to be asked about itself and its peers.
    pub(crate) fn waku(&self) -> &Arc<dyn Waku> {
        &self.inner.waku
    }

    /// Publishes an encoded Waku message. `Ok` means that somebody took it.
    pub(crate) async fn publish(&self, pubsub_topic: &str, message: Vec<u8>) -> Result<(), PublishError> {
        let waku = &self.inner.waku;
        match waku.publish(pubsub_topic, message.clone()).await {
            Err(WakuError::NotSubscribed) => {
                waku.subscribe(pubsub_topic).await?;
                Ok(waku.publish(pubsub_topic, message).await?)
            }
            outcome => Ok(outcome?),
        }
    }

    /// Leaves the network. Nothing arrives when this returns.
    pub(crate) async fn stop(&self) {
        self.inner.stop.send_replace(true);
        if let Some(task) = self.inner.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "The task of the network failed.");
        }
        self.inner.waku.stop().await;
    }
}
