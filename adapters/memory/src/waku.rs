//! A Waku network within one process, in the time of Tokio's clock, the same for the same seed.

mod conditions;
mod driver;
mod exchange;
mod gossip;
mod hub;
mod node;
mod trace;
mod wishes;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use prost::Message as _;
use status_ports::{PeerHandler, PeerProtocol, Peers, TopicPeers, Traffic, Waku, WakuError, WakuEvent, WakuMode};
use status_proto::waku::WakuMessage;
use tokio::sync::mpsc;

pub use conditions::{LinkConditions, ServiceConditions};
use hub::{Hub, Slot};

/// More events than any test leaves unread.
const EVENT_CAPACITY: usize = 65_536;
const MAX_MESSAGE_BYTES: usize = 1 << 20;

/// A network; clones of it are the same network.
///
/// A node is called by a name, which is its peer id, and is dialled at `/memory/<name>/p2p/<name>`. Messages go from
/// neighbour to neighbour along connections, through nodes that are subscribed to the topic, as gossip does.
///
/// By itself everything arrives at once and nothing is lost. [`Self::with_conditions`] and the methods after it make it
/// as bad as one likes; then it needs a Tokio runtime to be in, best one with a paused clock and one thread. Whatever
/// happens is determined by the seed and by what its users do: [`Self::digest`] tells whether two runs were the same.
#[derive(Clone, Debug)]
pub struct MemoryWakuNetwork {
    hub: Arc<Mutex<Hub>>,
}

impl Default for MemoryWakuNetwork {
    fn default() -> Self {
        Self::build(0, None)
    }
}

impl MemoryWakuNetwork {
    /// A network without nodes and without faults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A network without nodes, where every link has these conditions.
    #[must_use]
    pub fn with_conditions(seed: u64, conditions: LinkConditions) -> Self {
        Self::build(seed, Some(conditions))
    }

    fn build(seed: u64, conditions: Option<LinkConditions>) -> Self {
        let hub = Arc::new_cyclic(|hub| Mutex::new(Hub::new(hub.clone(), seed, conditions)));
        Self { hub }
    }

    /// Starts a node. Those who dialled one of this name before, and did not drop it, are connected to it at once. A
    /// running node of the same name is cut off.
    #[must_use]
    pub fn start(&self, name: &str) -> (MemoryWaku, mpsc::Receiver<WakuEvent>) {
        let (events, receiver) = mpsc::channel(EVENT_CAPACITY);
        let slot = lock(&self.hub).start(name, events);
        let hub = Arc::clone(&self.hub);
        (MemoryWaku { hub, name: name.to_owned(), slot, stopped: AtomicBool::new(false) }, receiver)
    }

    /// From now on every link has these conditions, but for those that have their own. `None` takes all faults away.
    pub fn set_conditions(&self, conditions: Option<LinkConditions>) {
        lock(&self.hub).set_conditions(conditions);
    }

    /// From now on the link between two nodes has conditions of its own.
    pub fn set_link_conditions(&self, one: &str, other: &str, conditions: LinkConditions) {
        lock(&self.hub).set_link_conditions(one, other, conditions);
    }

    /// From now on a node answers what it is asked in this way.
    pub fn set_service_conditions(&self, name: &str, conditions: ServiceConditions) {
        lock(&self.hub).set_service(name, conditions);
    }

    /// Splits the network: nodes of different groups do not reach each other, and who is in no group reaches only others
    /// that are in none. Messages between them are lost at once; after twenty seconds the connections are closed.
    pub fn partition(&self, groups: &[&[&str]]) {
        lock(&self.hub).set_groups(groups);
    }

    /// Ends the partition. Within five seconds everybody is connected again who wants to be.
    pub fn heal(&self) {
        lock(&self.hub).set_groups(&[]);
    }

    /// A digest of everything that happened so far: who was connected, what was sent and arrived, and when.
    #[must_use]
    pub fn digest(&self) -> u64 {
        lock(&self.hub).trace.digest
    }

    /// How many events the digest is of.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        lock(&self.hub).trace.events
    }
}

/// A node of a [`MemoryWakuNetwork`]. Dropping it stops it.
#[derive(Debug)]
pub struct MemoryWaku {
    hub: Arc<Mutex<Hub>>,
    name: String,
    slot: Slot,
    stopped: AtomicBool,
}

fn lock(hub: &Mutex<Hub>) -> MutexGuard<'_, Hub> {
    hub.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MemoryWaku {
    /// The hub, if this node still lives in it.
    fn hub(&self) -> Result<MutexGuard<'_, Hub>, WakuError> {
        let hub = lock(&self.hub);
        if self.stopped.load(Ordering::Relaxed) || !hub.runs(self.slot) {
            return Err(WakuError::Stopped);
        }
        Ok(hub)
    }

    fn leave(&self) {
        let mut hub = lock(&self.hub);
        if !self.stopped.swap(true, Ordering::Relaxed) && hub.runs(self.slot) {
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

fn check_answered(protocol: PeerProtocol, is_answered: bool) -> Result<(), WakuError> {
    if protocol.is_answered() == is_answered {
        return Ok(());
    }
    let how = if is_answered { "is not answered" } else { "waits for an answer" };
    Err(WakuError::NoAnswer(format!("{} {how}", protocol.id())))
}

#[async_trait]
impl Waku for MemoryWaku {
    async fn subscribe(&self, pubsub_topic: &str) -> Result<(), WakuError> {
        self.hub()?.subscribe(self.slot, pubsub_topic);
        Ok(())
    }

    async fn unsubscribe(&self, pubsub_topic: &str) -> Result<(), WakuError> {
        self.hub()?.unsubscribe(self.slot, pubsub_topic);
        Ok(())
    }

    async fn publish(&self, pubsub_topic: &str, message: Vec<u8>) -> Result<(), WakuError> {
        let mut hub = self.hub()?;
        if message.len() > MAX_MESSAGE_BYTES {
            return Err(WakuError::TooLarge { size: message.len(), limit: MAX_MESSAGE_BYTES });
        }
        if !hub.relays(self.slot, pubsub_topic) {
            return Err(WakuError::NotSubscribed);
        }
        if !is_valid(&message) {
            return Err(WakuError::InvalidMessage);
        }
        if hub.publish(self.slot, pubsub_topic, message) { Ok(()) } else { Err(WakuError::NoPeers) }
    }

    async fn dial_peer(&self, address: &str) -> Result<(), WakuError> {
        self.dial(address, true)
    }

    async fn connect(&self, address: &str) -> Result<(), WakuError> {
        self.dial(address, false)
    }

    async fn drop_peer(&self, peer_id: &str) -> Result<(), WakuError> {
        let mut hub = self.hub()?;
        if !is_peer_id(peer_id) {
            return Err(WakuError::InvalidAddress(peer_id.to_owned()));
        }
        hub.disconnect(self.slot, peer_id);
        Ok(())
    }

    async fn peers(&self) -> Result<Peers, WakuError> {
        Ok(self.hub()?.peers(self.slot))
    }

    async fn relay_peers(&self, pubsub_topic: &str) -> Result<TopicPeers, WakuError> {
        Ok(self.hub()?.relay_peers(self.slot, pubsub_topic))
    }

    async fn listen_addresses(&self) -> Result<Vec<String>, WakuError> {
        drop(self.hub()?);
        Ok(vec![format!("{}/p2p/{}", hub::place(&self.name), self.name)])
    }

    async fn request(
        &self,
        peer_id: &str,
        protocol: PeerProtocol,
        request: Vec<u8>,
        timeout_ms: u64,
    ) -> Result<Vec<u8>, WakuError> {
        drop(self.hub()?);
        check_answered(protocol, true)?;
        let answer = exchange::request(&self.hub, self.slot, peer_id, protocol, request, timeout_ms).await;
        // Whoever stopped meanwhile got no answer for that reason.
        answer.map_err(|error| self.hub().err().unwrap_or(error))
    }

    async fn push(&self, peer_id: &str, protocol: PeerProtocol, message: Vec<u8>) -> Result<(), WakuError> {
        drop(self.hub()?);
        check_answered(protocol, false)?;
        exchange::push(&self.hub, self.slot, peer_id, protocol, message)
    }

    async fn serve(&self, protocol: PeerProtocol, handler: Arc<dyn PeerHandler>) -> Result<(), WakuError> {
        self.hub()?.serve(self.slot, protocol, handler);
        Ok(())
    }

    async fn stop_serving(&self, protocol: PeerProtocol) -> Result<(), WakuError> {
        self.hub()?.stop_serving(self.slot, protocol);
        Ok(())
    }

    async fn ping(&self, peer_id: &str) -> Result<u64, WakuError> {
        drop(self.hub()?);
        exchange::ping(&self.hub, self.slot, peer_id).await.map_err(|error| self.hub().err().unwrap_or(error))
    }

    async fn report(&self, peer_id: &str) -> Result<(), WakuError> {
        self.hub()?.report(self.slot, peer_id);
        Ok(())
    }

    async fn set_mode(&self, mode: WakuMode) -> Result<(), WakuError> {
        self.hub()?.set_mode(self.slot, mode);
        Ok(())
    }

    async fn set_paused(&self, paused: bool) -> Result<(), WakuError> {
        self.hub()?.set_paused(self.slot, paused);
        Ok(())
    }

    async fn traffic(&self) -> Result<Traffic, WakuError> {
        Ok(self.hub()?.traffic(self.slot))
    }

    fn peer_id(&self) -> String {
        self.name.clone()
    }

    async fn stop(&self) {
        self.leave();
    }
}

impl MemoryWaku {
    fn dial(&self, address: &str, is_kept: bool) -> Result<(), WakuError> {
        let mut hub = self.hub()?;
        let peer = peer_of(address)?;
        if hub.connect(self.slot, peer, is_kept) {
            Ok(())
        } else {
            Err(WakuError::Dial(format!("{peer} cannot be reached")))
        }
    }
}

#[cfg(test)]
mod tests;
