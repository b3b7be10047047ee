//! Signals: what clients are told without having asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::mpsc;

use crate::json;

#[cfg(test)]
mod tests;

/// How many bytes of signals may wait for a subscriber; a single larger signal still gets through.
const MOST_WAITING_BYTES: usize = 16 << 20;

/// Hands every signal to every subscriber, in one order for all. Cloning gives another handle to the same hub.
#[derive(Clone, Default)]
pub struct SignalHub {
    subscribers: Arc<Mutex<Vec<Subscriber>>>,
}

struct Subscriber {
    queue: mpsc::Sender<Arc<str>>,
    waiting_bytes: Arc<AtomicUsize>,
}

/// One subscriber's queue of signals.
///
/// It ends when the subscriber fell behind its bound: what was queued until then is still delivered, so that what it
/// got has no holes.
pub struct SignalReceiver {
    queue: mpsc::Receiver<Arc<str>>,
    waiting_bytes: Arc<AtomicUsize>,
}

/// The text of a signal: `{"type":…,"event":…}`.
#[derive(Serialize)]
struct Envelope<'a, E: Serialize> {
    #[serde(rename = "type")]
    kind: &'a str,
    event: E,
}

impl SignalHub {
    /// Subscribes to everything emitted from now on. A subscriber that lets more than `capacity` signals or 16 MiB
    /// wait is cut off; nobody waits for it.
    pub fn subscribe(&self, capacity: usize) -> SignalReceiver {
        let (sender, queue) = mpsc::channel(capacity.max(1));
        let waiting_bytes = Arc::<AtomicUsize>::default();
        let subscriber = Subscriber { queue: sender, waiting_bytes: Arc::clone(&waiting_bytes) };
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner).push(subscriber);
        SignalReceiver { queue, waiting_bytes }
    }

    /// Emits `{"type":kind,"event":event}` to all subscribers. Never blocks.
    ///
    /// An event without payload is `()`, which becomes `null`.
    pub fn emit(&self, kind: &str, event: impl Serialize) {
        match json::to_text(&Envelope { kind, event }) {
            Ok(text) => self.send(&Arc::from(text)),
            Err(error) => tracing::error!(kind, %error, "Signal not serialisable."),
        }
    }

    fn send(&self, text: &Arc<str>) {
        let mut subscribers = self.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| subscriber.offer(text));
    }
}

impl Subscriber {
    /// Says whether the subscriber keeps up.
    fn offer(&self, text: &Arc<str>) -> bool {
        // Counted before it can be received. Only the hub adds, under its lock.
        let before = self.waiting_bytes.fetch_add(text.len(), Ordering::Relaxed);
        let fits = before == 0 || before.saturating_add(text.len()) <= MOST_WAITING_BYTES;
        fits && self.queue.try_send(Arc::clone(text)).is_ok()
    }
}

impl SignalReceiver {
    /// The next signal; `None` after the subscriber was cut off or the hub is gone.
    pub async fn recv(&mut self) -> Option<Arc<str>> {
        let text = self.queue.recv().await;
        self.received(text)
    }

    #[cfg(test)]
    pub(crate) fn try_recv(&mut self) -> Option<Arc<str>> {
        self.queue.try_recv().ok()
    }

    /// Like [`recv`](Self::recv), for a thread outside the runtime.
    pub fn blocking_recv(&mut self) -> Option<Arc<str>> {
        let text = self.queue.blocking_recv();
        self.received(text)
    }

    fn received(&self, text: Option<Arc<str>>) -> Option<Arc<str>> {
        if let Some(text) = &text {
            self.waiting_bytes.fetch_sub(text.len(), Ordering::Relaxed);
        }
        text
    }
}
