//! Who is connected, and who has to go when there are too many.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

#[cfg(test)]
mod tests;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// Sends the head of a request, or has sent nothing yet.
    Head,
    /// Sends a body.
    Body,
    /// Had an answer and may ask again.
    Idle,
    /// Waits for an answer, or is a WebSocket.
    Busy,
    /// Has an answer that may not have been written to its end yet.
    Answered,
}

/// All open connections.
pub(super) struct Connections {
    most: usize,
    open: Mutex<Open>,
    closed: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    by_age: BTreeMap<u64, Arc<State>>,
}

struct State {
    phase: AtomicU8,
    eviction: Notify,
}

/// One open connection; dropping it closes its place.
pub(super) struct Connection {
    number: u64,
    state: Arc<State>,
    all: Arc<Connections>,
}

impl Phase {
    const ALL: [Self; 5] = [Self::Head, Self::Body, Self::Idle, Self::Busy, Self::Answered];

    /// When a connection goes if there are too many: those that send before those that may ask again, and nobody who
    /// waits for an answer.
    fn goes(self) -> Option<u8> {
        match self {
            Self::Head | Self::Body => Some(0),
            Self::Idle => Some(1),
            Self::Busy | Self::Answered => None,
        }
    }
}

impl State {
    fn phase(&self) -> Phase {
        Phase::ALL[usize::from(self.phase.load(Ordering::Relaxed)).min(Phase::ALL.len() - 1)]
    }
}

impl Connections {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, open: Mutex::default(), closed: Notify::new() })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new connection, at the cost of one that only sends or waits if need be. `None` if all are busy.
    pub(super) fn admit(self: &Arc<Self>) -> Option<Arc<Connection>> {
        let mut open = self.open();
        if open.by_age.len() >= self.most && !open.evict() {
            return None;
        }
        let number = open.next;
        open.next += 1;
        let state = Arc::new(State { phase: AtomicU8::new(Phase::Head as u8), eviction: Notify::new() });
        open.by_age.insert(number, Arc::clone(&state));
        drop(open);
        Some(Arc::new(Connection { number, state, all: Arc::clone(self) }))
    }

    /// Ends a connection that only sends or waits.
    pub(super) fn make_room(&self) {
        self.open().evict();
    }

    /// Ends when no connection is open.
    pub(super) async fn all_closed(&self) {
        loop {
            let closed = self.closed.notified();
            if self.open().by_age.is_empty() {
                return;
            }
            closed.await;
        }
    }
}

impl Open {
    /// Ends the oldest connection of those that go first. Says whether there was one that may go.
    fn evict(&mut self) -> bool {
        let in_order = self.by_age.iter().filter_map(|(number, state)| Some((state.phase().goes()?, *number)));
        let Some((_, number)) = in_order.min() else { return false };
        if let Some(state) = self.by_age.remove(&number) {
            state.eviction.notify_one();
        }
        true
    }
}

impl Connection {
    pub(super) fn enter(&self, phase: Phase) {
        self.state.phase.store(phase as u8, Ordering::Relaxed);
    }

    pub(super) fn phase(&self) -> Phase {
        self.state.phase()
    }

    /// Whether nobody waits for an answer here.
    pub(super) fn may_go(&self) -> bool {
        self.phase().goes().is_some()
    }

    /// Ends when the connection has to make room for another.
    pub(super) async fn evicted(&self) {
        self.state.eviction.notified().await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.all.open().by_age.remove(&self.number);
        self.all.closed.notify_waiters();
    }
}
