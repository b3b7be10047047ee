//! A Waku network within one process: nodes joined by a hub, delivery at once and always in the same order.

mod hub;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use prost::Message as _;
use status_ports::{Peers, TopicPeers, Waku, WakuError, WakuEvent};
use status_proto::waku::WakuMessage;
use tokio::sync::mpsc;

use hub::Hub;

/// More events than any test leaves unread.
const EVENT_CAPACITY: usize = 65_536;
const MAX_MESSAGE_BYTES: usize = 1 << 20;

/// A network; clones of it are the same network.
///
/// A node is called by a name, which is its peer id, and is dialled at `/memory/<name>/p2p/<name>`. Messages go from
/// neighbour to neighbour along connections, through nodes that are subscribed to the topic, as gossip does.
#[derive(Clone, Debug, Default)]
pub struct MemoryWakuNetwork {
    hub: Arc<Mutex<Hub>>,
}

impl MemoryWakuNetwork {
    /// A network without nodes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a node. Those who dialled one of this name before, and did not drop it, are connected to it at once. A
    /// running node of the same name is cut off.
    #[must_use]
    pub fn start(&self, name: &str) -> (MemoryWaku, mpsc::Receiver<WakuEvent>) {
        let (events, receiver) = mpsc::channel(EVENT_CAPACITY);
        let generation = lock(&self.hub).start(name, events);
        let hub = Arc::clone(&self.hub);
        (MemoryWaku { hub, name: name.to_owned(), generation, stopped: AtomicBool::new(false) }, receiver)
    }
}

/// A node of a [`MemoryWakuNetwork`]. Dropping it stops it.
#[derive(Debug)]
pub struct MemoryWaku {
    hub: Arc<Mutex<Hub>>,
    name: String,
    generation: u64,
    stopped: AtomicBool,
}

fn lock(hub: &Mutex<Hub>) -> MutexGuard<'_, Hub> {
    hub.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MemoryWaku {
    /// The hub, if this node still lives in it.
    fn hub(&self) -> Result<MutexGuard<'_, Hub>, WakuError> {
        let hub = lock(&self.hub);
        if self.stopped.load(Ordering::Relaxed) || !hub.runs(&self.name, self.generation) {
            return Err(WakuError::Stopped);
        }
        Ok(hub)
    }

    fn leave(&self) {
        let mut hub = lock(&self.hub);
        if !self.stopped.swap(true, Ordering::Relaxed) && hub.runs(&self.name, self.generation) {
            hub.stop(&self.name);
        }
    }
}

impl Drop for MemoryWaku {
    fn drop(&mut self) {
        self.leave();
    }
}

fn is_valid(message: &[u8]) -> bool {
    WakuMessage::decode(message).is_ok_and(|message| {
        !message.payload.is_empty() && !message.content_topic.is_empty() && message.meta().len() <= 64
    })
}

/// The peer id at the end of an address.
fn peer_of(address: &str) -> Result<&str, WakuError> {
    match address.rsplit_once("/p2p/") {
        Some((place, id)) if place.starts_with('/') && is_peer_id(id) => Ok(id),
        _ => Err(WakuError::InvalidAddress(address.to_owned())),
    }
}

fn is_peer_id(text: &str) -> bool {
    !text.is_empty() && !text.contains('/')
}

#[async_trait]
impl Waku for MemoryWaku {
    async fn subscribe(&self, pubsub_topic: &str) -> Result<(), WakuError> {
        self.hub()?.subscribe(&self.name, pubsub_topic);
        Ok(())
    }

    async fn unsubscribe(&self, pubsub_topic: &str) -> Result<(), WakuError> {
        self.hub()?.unsubscribe(&self.name, pubsub_topic);
        Ok(())
    }

    async fn publish(&self, pubsub_topic: &str, message: Vec<u8>) -> Result<(), WakuError> {
        let mut hub = self.hub()?;
        if message.len() > MAX_MESSAGE_BYTES {
            return Err(WakuError::TooLarge { size: message.len(), limit: MAX_MESSAGE_BYTES });
        }
        if !hub.is_subscribed(&self.name, pubsub_topic) {
            return Err(WakuError::NotSubscribed);
        }
        if !is_valid(&message) {
            return Err(WakuError::InvalidMessage);
        }
        if hub.publish(&self.name, pubsub_topic, &message) { Ok(()) } else { Err(WakuError::NoPeers) }
    }

    async fn dial_peer(&self, address: &str) -> Result<(), WakuError> {
        let mut hub = self.hub()?;
        let peer = peer_of(address)?;
        if hub.connect(&self.name, peer) { Ok(()) } else { Err(WakuError::Dial(format!("no node is called {peer}"))) }
    }

    async fn drop_peer(&self, peer_id: &str) -> Result<(), WakuError> {
        let mut hub = self.hub()?;
        if !is_peer_id(peer_id) {
            return Err(WakuError::InvalidAddress(peer_id.to_owned()));
        }
        hub.disconnect(&self.name, peer_id);
        Ok(())
    }

    async fn peers(&self) -> Result<Peers, WakuError> {
        Ok(self.hub()?.peers(&self.name))
    }

    async fn relay_peers(&self, pubsub_topic: &str) -> Result<TopicPeers, WakuError> {
        Ok(self.hub()?.relay_peers(&self.name, pubsub_topic))
    }

    async fn listen_addresses(&self) -> Result<Vec<String>, WakuError> {
        drop(self.hub()?);
        Ok(vec![format!("{}/p2p/{}", hub::place(&self.name), self.name)])
    }

    fn peer_id(&self) -> String {
        self.name.clone()
    }

    async fn stop(&self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests;
