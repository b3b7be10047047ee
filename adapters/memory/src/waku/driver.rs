//! What will happen, in virtual time: one heap of events, one task that sleeps until the first of them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::gossip::FloodId;
use super::hub::{Hub, Slot};
use super::lock;

/// Something that will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A message arrives at a node from its neighbour.
    Arrival { from: Slot, to: Slot, flood: FloodId },
    /// A message arrives that arrived before.
    Repeat { to: Slot, flood: FloodId },
    /// Connections that a partition cut are noticed to be dead, unless it ended.
    CutNoticed { partition: u64 },
    /// A node dials again whom it wants to be connected to, unless another partition began.
    Redial { from: Slot, partition: u64 },
    /// A ban may have ended: those who want to be connected dial again.
    BanEnds { by: Slot },
}

/// The events to come.
#[derive(Debug)]
pub(super) struct Agenda {
    begin: Instant,
    /// Events of the same instant happen in the order in which they were added.
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    added: u64,
    wake: Arc<Notify>,
    task: Option<JoinHandle<()>>,
    hub: Weak<Mutex<Hub>>,
}

impl Agenda {
    pub(super) fn new(hub: Weak<Mutex<Hub>>) -> Self {
        Self { begin: Instant::now(), events: BinaryHeap::new(), added: 0, wake: Arc::default(), task: None, hub }
    }

    /// Milliseconds since the network began.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Must be called within a Tokio runtime.
    pub(super) fn add(&mut self, after_ms: u64, event: Event) {
        let at = self.now() + after_ms;
        let is_first = self.events.peek().is_none_or(|Reverse((first, ..))| at < *first);
        self.events.push(Reverse((at, self.added, event)));
        self.added += 1;
        if self.task.as_ref().is_none_or(JoinHandle::is_finished) {
            self.task = Some(tokio::spawn(run(Weak::clone(&self.hub), Arc::clone(&self.wake))));
        } else if is_first {
            self.wake.notify_one();
        }
    }

    pub(super) fn take_due(&mut self) -> Option<Event> {
        let Reverse((at, ..)) = self.events.peek()?;
        if *at > self.now() {
            return None;
        }
        self.events.pop().map(|Reverse((_, _, event))| event)
    }

    fn next_at(&self) -> Option<Instant> {
        self.events.peek().map(|Reverse((at, ..))| self.begin + Duration::from_millis(*at))
    }
}

impl Drop for Agenda {
    fn drop(&mut self) {
        self.wake.notify_one();
    }
}

async fn run(hub: Weak<Mutex<Hub>>, wake: Arc<Notify>) {
    loop {
        let next_at = {
            let Some(hub) = hub.upgrade() else { return };
            let mut hub = lock(&hub);
            hub.advance();
            hub.agenda.next_at()
        };
        tokio::select! {
            biased;
            () = wake.notified() => {}
            () = sleep_until(next_at) => {}
        }
    }
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
