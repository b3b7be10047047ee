//! Requests, answers and pushes between two connected nodes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use status_ports::{Answer, PeerHandler, PeerProtocol, WakuError};
use tokio::sync::Semaphore;

use super::conditions::{Fate, ServiceConditions};
use super::hub::{Hub, Slot};
use super::lock;

/// How many requests of one peer are handled at once; more wait for their turn.
const MAX_AT_ONCE: usize = 16;
const PING: &str = "/ipfs/ping/1.0.0";
const PING_BYTES: usize = 32;
/// How long a ping waits.
const PING_TIMEOUT_MS: u64 = 20_000;

/// A request on its way.
struct Journey {
    hub: Arc<Mutex<Hub>>,
    from: Slot,
    to: Slot,
    there: Fate,
    back: Fate,
}

/// Who handles a request, and how well.
struct Service {
    handler: Arc<dyn PeerHandler>,
    turns: Arc<Semaphore>,
    asker: Arc<str>,
    delay_ms: Option<u64>,
}

fn no_answer(reason: &str) -> WakuError {
    WakuError::NoAnswer(reason.to_owned())
}

impl Hub {
    fn journey(&mut self, hub: &Arc<Mutex<Self>>, from: Slot, peer: &str) -> Result<Journey, WakuError> {
        let to = self.names.get(peer).copied();
        let link = to.and_then(|to| Some((to, self.nodes.link(from, to)?)));
        let (to, link) = link.ok_or_else(|| no_answer("not connected"))?;
        let (there, back) = (link.fate(&mut self.dice), link.fate(&mut self.dice));
        Ok(Journey { hub: Arc::clone(hub), from, to, there, back })
    }

    fn service(&mut self, journey: &Journey, protocol: PeerProtocol) -> Result<Service, WakuError> {
        let asker = self.nodes.get(journey.from).map(|node| Arc::clone(&node.name)).unwrap_or_default();
        let name = self.nodes.get(journey.to).map(|node| Arc::clone(&node.name)).unwrap_or_default();
        let delay_ms = match self.service_conditions(&name) {
            ServiceConditions::Prompt => Some(0),
            ServiceConditions::Slow(range) => Some(self.dice.within(&range)),
            ServiceConditions::Dead => None,
        };
        let node = self.nodes.get_mut(journey.to).ok_or_else(|| no_answer("not connected"))?;
        let handler = node.handlers.get(&protocol).ok_or_else(|| no_answer("the peer does not speak the protocol"))?;
        let handler = Arc::clone(handler);
        let turns = node.turns.entry(journey.from).or_insert_with(|| Arc::new(Semaphore::new(MAX_AT_ONCE)));
        Ok(Service { handler, turns: Arc::clone(turns), asker, delay_ms })
    }
}

impl Service {
    /// What the peer makes of a request; never returns if the peer is dead.
    async fn handle(self, protocol: PeerProtocol, request: Vec<u8>) -> Answer {
        let Some(delay_ms) = self.delay_ms else {
            return std::future::pending().await;
        };
        pause(delay_ms).await;
        // The semaphore is never closed.
        let _turn = self.turns.acquire().await;
        self.handler.handle(&self.asker, protocol, request).await
    }
}

async fn pause(ms: u64) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

impl Journey {
    fn is_open(&self) -> bool {
        let hub = lock(&self.hub);
        hub.is_linked(self.from, self.to) && !hub.is_cut(self.from, self.to)
    }

    /// One way. What is lost never arrives; on a stream nobody is told.
    async fn travel(&self, fate: Fate) -> Result<(), WakuError> {
        match fate {
            // At once, but not without letting others do something.
            Fate::AtOnce => tokio::task::yield_now().await,
            Fate::After(ms) => pause(ms).await,
            Fate::Lost => return std::future::pending().await,
        }
        if !self.is_open() {
            // The other side of a partition is silent; a closed connection is noticed by `unless_closed`.
            return std::future::pending().await;
        }
        Ok(())
    }

    /// Ends when the connection does.
    async fn unless_closed<T>(&self, work: impl Future<Output = Result<T, WakuError>>) -> Result<T, WakuError> {
        let closed = Arc::clone(&lock(&self.hub).closed);
        let mut work = std::pin::pin!(work);
        loop {
            let mut some_closed = std::pin::pin!(closed.notified());
            // From now on nothing is missed, so that the look at the connection comes in time.
            some_closed.as_mut().enable();
            if !lock(&self.hub).is_linked(self.from, self.to) {
                return Err(no_answer("the connection was closed"));
            }
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = some_closed => {}
            }
        }
    }

    /// Notes that something left one end and arrived at the other.
    fn sent(&self, from: Slot, protocol: &'static str, bytes: usize, kind: u8) {
        let mut hub = lock(&self.hub);
        hub.note(kind, &[self.from.into(), self.to.into(), bytes as u64]);
        hub.nodes.get_mut(from).into_iter().for_each(|node| node.sent(protocol, 1, bytes));
    }

    fn arrived(&self, at: Slot, protocol: &'static str, bytes: usize) {
        lock(&self.hub).nodes.get_mut(at).into_iter().for_each(|node| node.arrived(protocol, bytes));
    }
}

/// Asks a peer and waits for the answer.
pub(super) async fn request(
    hub: &Arc<Mutex<Hub>>,
    from: Slot,
    peer: &str,
    protocol: PeerProtocol,
    request: Vec<u8>,
    timeout_ms: u64,
) -> Result<Vec<u8>, WakuError> {
    check_size(protocol, &request)?;
    let (journey, service) = begin(hub, from, peer, protocol)?;
    let asking = async {
        let bytes = request.len();
        journey.sent(journey.from, protocol.id(), bytes, b'q');
        journey.travel(journey.there).await?;
        journey.arrived(journey.to, protocol.id(), bytes);
        // In a task of its own: whoever serves goes on when nobody waits any more.
        let handling = tokio::spawn(service.handle(protocol, request));
        match handling.await.map_err(|_| no_answer("the stream was reset"))? {
            Answer::Reply(reply) => {
                journey.sent(journey.to, protocol.id(), reply.len(), b'a');
                journey.travel(journey.back).await?;
                journey.arrived(journey.from, protocol.id(), reply.len());
                if reply.len() > protocol.max_response_bytes() {
                    return Err(no_answer("the answer is too large"));
                }
                Ok(reply)
            }
            Answer::Taken => Err(no_answer("the stream was closed")),
            Answer::Reset => {
                journey.reported();
                Err(no_answer("the stream was reset"))
            }
        }
    };
    let timeout = Duration::from_millis(timeout_ms);
    tokio::time::timeout(timeout, journey.unless_closed(asking))
        .await
        .unwrap_or_else(|_| Err(no_answer("it took too long")))
}

/// Tells a peer something that has no answer.
pub(super) fn push(
    hub: &Arc<Mutex<Hub>>,
    from: Slot,
    peer: &str,
    protocol: PeerProtocol,
    message: Vec<u8>,
) -> Result<(), WakuError> {
    check_size(protocol, &message)?;
    if protocol.is_answered() {
        return Err(no_answer("the protocol wants an answer"));
    }
    let (journey, service) = begin(hub, from, peer, protocol)?;
    journey.sent(journey.from, protocol.id(), message.len(), b't');
    if journey.there == Fate::Lost {
        return Ok(());
    }
    tokio::spawn(async move {
        let bytes = message.len();
        let arriving = journey.unless_closed(journey.travel(journey.there));
        if arriving.await.is_err() {
            return;
        }
        journey.arrived(journey.to, protocol.id(), bytes);
        if service.handle(protocol, message).await == Answer::Reset {
            journey.reported();
        }
    });
    Ok(())
}

/// How long a peer takes to answer, in microseconds.
pub(super) async fn ping(hub: &Arc<Mutex<Hub>>, from: Slot, peer: &str) -> Result<u64, WakuError> {
    let journey = lock(hub).journey(hub, from, peer)?;
    let begin = tokio::time::Instant::now();
    let pinging = async {
        for (end, other, fate) in [(journey.from, journey.to, journey.there), (journey.to, journey.from, journey.back)]
        {
            journey.sent(end, PING, PING_BYTES, b'i');
            journey.travel(fate).await?;
            journey.arrived(other, PING, PING_BYTES);
        }
        Ok(())
    };
    let timeout = Duration::from_millis(PING_TIMEOUT_MS);
    match tokio::time::timeout(timeout, journey.unless_closed(pinging)).await {
        Ok(Ok(())) => Ok(u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX)),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(no_answer("it took too long")),
    }
}

fn check_size(protocol: PeerProtocol, message: &[u8]) -> Result<(), WakuError> {
    let (size, limit) = (message.len(), protocol.max_request_bytes());
    if size > limit { Err(WakuError::TooLarge { size, limit }) } else { Ok(()) }
}

fn begin(
    hub: &Arc<Mutex<Hub>>,
    from: Slot,
    peer: &str,
    protocol: PeerProtocol,
) -> Result<(Journey, Service), WakuError> {
    let mut locked = lock(hub);
    let journey = locked.journey(hub, from, peer)?;
    let service = locked.service(&journey, protocol)?;
    Ok((journey, service))
}

impl Journey {
    /// The one who was asked holds the request against the one who asked.
    fn reported(&self) {
        let mut hub = lock(&self.hub);
        if let Some(asker) = hub.nodes.get(self.from).map(|node| Arc::clone(&node.name)) {
            hub.report(self.to, &asker);
        }
    }
}
