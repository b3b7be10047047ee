//! What handlers of connections and the rest of the node share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::task::AtomicWaker;
use libp2p::swarm::{ConnectionId, Executor as _, Stream};
use libp2p::{PeerId, StreamProtocol};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::Instant;

use super::{AskError, PING, Protocol, Service, StreamLimits, serving};
use crate::executor::Tasks;
use crate::offences::{Offence, Offences};
use crate::traffic::Counters;

/// Streams to one peer that wait to be opened; more than that, and who asks waits.
const WAITING_OPENS: usize = 16;
/// Messages to one peer that wait; more than that, and they are refused.
const WAITING_PUSHES: usize = 512;
/// Bytes of messages that wait, for one connection and for all.
const WAITING_PUSH_BYTES: usize = 4 << 20;
const WAITING_PUSH_BYTES_IN_TOTAL: usize = 256 << 20;

/// A stream that somebody waits for.
#[derive(Debug)]
pub(crate) struct Open {
    pub(super) protocol: Protocol,
    pub(super) reply: oneshot::Sender<Result<Stream, AskError>>,
}

/// A message on its way to a peer. It counts until it is dropped.
#[derive(Debug)]
pub(crate) struct Push {
    pub(super) protocol: Protocol,
    pub(super) message: Vec<u8>,
    _bytes: [OwnedSemaphorePermit; 2],
}

/// The way to the handler of a connection.
#[derive(Debug)]
struct Link {
    connection: ConnectionId,
    opens: mpsc::Sender<Open>,
    pushes: mpsc::Sender<Push>,
    push_bytes: Arc<Semaphore>,
    waker: Arc<AtomicWaker>,
}

/// The handler's end of it.
#[derive(Debug)]
pub(super) struct LinkEnd {
    pub(super) opens: mpsc::Receiver<Open>,
    pub(super) pushes: mpsc::Receiver<Push>,
    pub(super) waker: Arc<AtomicWaker>,
}

#[derive(Debug)]
struct Peer {
    links: Vec<Link>,
    in_work: usize,
    request_bytes: Arc<Semaphore>,
    answer_bytes: Arc<Semaphore>,
    heard: Instant,
}

#[derive(Default)]
struct State {
    services: HashMap<&'static str, Arc<dyn Service>>,
    peers: HashMap<PeerId, Peer>,
    in_work: usize,
}

struct Shared {
    limits: StreamLimits,
    offences: Offences,
    counters: Counters,
    state: Mutex<State>,
    /// Grows whenever a service comes or goes.
    version: AtomicU64,
    request_bytes: Arc<Semaphore>,
    answer_bytes: Arc<Semaphore>,
    push_bytes: Arc<Semaphore>,
}

/// Opens and answers streams of all connections.
#[derive(Clone)]
pub(crate) struct Streams {
    shared: Arc<Shared>,
}

/// A stream in work. Counts until it is dropped.
pub(super) struct Ticket {
    streams: Streams,
    pub(super) peer: PeerId,
    /// Bytes of requests in work and of answers on their way: of this peer, of all.
    pub(super) request_bytes: [Arc<Semaphore>; 2],
    pub(super) answer_bytes: [Arc<Semaphore>; 2],
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.streams.finished(&self.peer);
    }
}

impl std::fmt::Debug for Streams {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Streams").finish_non_exhaustive()
    }
}

fn permits(bytes: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS)))
}

impl Streams {
    pub(crate) fn new(limits: StreamLimits, offences: Offences, counters: Counters) -> Self {
        let shared = Shared {
            limits,
            offences,
            counters,
            state: Mutex::default(),
            version: AtomicU64::new(1),
            request_bytes: permits(limits.bytes_in_total),
            answer_bytes: permits(limits.bytes_in_total),
            push_bytes: permits(WAITING_PUSH_BYTES_IN_TOTAL),
        };
        Self { shared: Arc::new(shared) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn limits(&self) -> &StreamLimits {
        &self.shared.limits
    }

    pub(super) fn offences(&self) -> &Offences {
        &self.shared.offences
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.shared.counters
    }

    /// From now on `service` answers, and peers are told.
    pub(crate) fn serve(&self, service: Arc<dyn Service>) {
        self.state().services.insert(service.protocol().id, service);
        self.services_changed();
    }

    pub(crate) fn stop_serving(&self, id: &str) {
        self.state().services.remove(id);
        self.services_changed();
    }

    fn services_changed(&self) {
        self.shared.version.fetch_add(1, Ordering::Release);
        let wakers: Vec<_> = {
            let state = self.state();
            state.peers.values().flat_map(|peer| peer.links.iter().map(|link| Arc::clone(&link.waker))).collect()
        };
        for waker in wakers {
            waker.wake();
        }
    }

    pub(super) fn version(&self) -> u64 {
        self.shared.version.load(Ordering::Acquire)
    }

    pub(super) fn names(&self) -> Vec<StreamProtocol> {
        let state = self.state();
        let served = state.services.values().map(|service| service.protocol().name());
        std::iter::once(PING.name()).chain(served).collect()
    }

    pub(super) fn connected(&self, peer: PeerId, connection: ConnectionId) -> LinkEnd {
        let (opens, waiting_opens) = mpsc::channel(WAITING_OPENS);
        let (pushes, waiting_pushes) = mpsc::channel(WAITING_PUSHES);
        let waker = Arc::new(AtomicWaker::new());
        let end = LinkEnd { opens: waiting_opens, pushes: waiting_pushes, waker: Arc::clone(&waker) };
        let link = Link { connection, opens, pushes, push_bytes: permits(WAITING_PUSH_BYTES), waker };
        let limits = self.shared.limits;
        let mut state = self.state();
        let peer = state.peers.entry(peer).or_insert_with(|| Peer {
            links: vec![],
            in_work: 0,
            request_bytes: permits(limits.bytes_per_peer),
            answer_bytes: permits(limits.bytes_per_peer),
            heard: Instant::now(),
        });
        peer.links.push(link);
        end
    }

    pub(super) fn disconnected(&self, id: &PeerId, connection: ConnectionId) {
        let mut state = self.state();
        if let Some(peer) = state.peers.get_mut(id) {
            peer.links.retain(|link| link.connection != connection);
            state.forget_if_gone(id);
        }
    }

    /// Sees to a stream that the peer opened.
    pub(super) fn accept(&self, tasks: &Tasks, id: PeerId, protocol: &StreamProtocol, stream: Stream) {
        let (ticket, service) = {
            let mut guard = self.state();
            let state = &mut *guard;
            let service = state.services.get(protocol.as_ref()).map(Arc::clone);
            if service.is_none() && protocol.as_ref() != PING.id {
                return;
            }
            let Some(peer) = state.peers.get_mut(&id) else { return };
            peer.heard = Instant::now();
            if peer.in_work >= self.shared.limits.per_peer {
                drop(guard);
                // The stream is reset when it is dropped.
                return self.shared.offences.count(id, Offence::Excess, &"too many streams at one time");
            }
            if state.in_work >= self.shared.limits.in_total {
                tracing::debug!(peer = %id, %protocol, "a stream was reset because of too many in work");
                return;
            }
            peer.in_work = peer.in_work.saturating_add(1);
            state.in_work = state.in_work.saturating_add(1);
            let ticket = Ticket {
                streams: self.clone(),
                peer: id,
                request_bytes: [Arc::clone(&peer.request_bytes), Arc::clone(&self.shared.request_bytes)],
                answer_bytes: [Arc::clone(&peer.answer_bytes), Arc::clone(&self.shared.answer_bytes)],
            };
            (ticket, service)
        };
        tasks.exec(match service {
            Some(service) => Box::pin(serving::answer(self.clone(), ticket, service, stream)),
            None => Box::pin(serving::echo(self.clone(), ticket, stream)),
        });
    }

    fn finished(&self, id: &PeerId) {
        let mut state = self.state();
        state.in_work = state.in_work.saturating_sub(1);
        if let Some(peer) = state.peers.get_mut(id) {
            peer.in_work = peer.in_work.saturating_sub(1);
            state.forget_if_gone(id);
        }
    }

    /// Opens a stream to a connected peer.
    pub(super) async fn open(&self, peer: &PeerId, protocol: Protocol) -> Result<Stream, AskError> {
        let (reply, stream) = oneshot::channel();
        let opens = {
            let state = self.state();
            let link = state.peers.get(peer).and_then(|peer| peer.links.last());
            link.ok_or(AskError::NotConnected)?.opens.clone()
        };
        opens.send(Open { protocol, reply }).await.map_err(|_| AskError::NotConnected)?;
        stream.await.map_err(|_| AskError::NotConnected)?
    }

    /// Hands a message over to the connection with the peer, unless too much waits there.
    pub(crate) fn push(&self, peer: &PeerId, protocol: Protocol, message: Vec<u8>) -> Result<(), AskError> {
        let size = u32::try_from(message.len()).map_err(|_| AskError::Busy)?;
        let state = self.state();
        let link = state.peers.get(peer).and_then(|peer| peer.links.last()).ok_or(AskError::NotConnected)?;
        let take = |bytes: &Arc<Semaphore>| Arc::clone(bytes).try_acquire_many_owned(size).map_err(|_| AskError::Busy);
        let bytes = [take(&link.push_bytes)?, take(&self.shared.push_bytes)?];
        link.pushes.try_send(Push { protocol, message, _bytes: bytes }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => AskError::Busy,
            mpsc::error::TrySendError::Closed(_) => AskError::NotConnected,
        })
    }

    /// The peer said something sensible.
    pub(crate) fn heard(&self, id: &PeerId) {
        if let Some(peer) = self.state().peers.get_mut(id) {
            peer.heard = Instant::now();
        }
    }

    /// Connected peers that said nothing since then.
    pub(crate) fn silent_since(&self, then: Instant) -> Vec<PeerId> {
        let state = self.state();
        let silent = state.peers.iter().filter(|(_, peer)| !peer.links.is_empty() && peer.heard <= then);
        silent.map(|(id, _)| *id).collect()
    }

    /// Of these peers the one that said nothing for the longest time.
    pub(crate) fn most_silent<'a>(&self, peers: impl Iterator<Item = &'a PeerId>) -> Option<PeerId> {
        let state = self.state();
        peers.filter_map(|id| Some((state.peers.get(id)?.heard, id))).min().map(|(_, id)| *id)
    }
}

impl State {
    /// Streams in work may outlive the connections.
    fn forget_if_gone(&mut self, id: &PeerId) {
        if self.peers.get(id).is_some_and(|peer| peer.links.is_empty() && peer.in_work == 0) {
            self.peers.remove(id);
        }
    }
}
