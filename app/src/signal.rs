//! Signals: what clients are told without having asked.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::mpsc;

use crate::json;

#[cfg(test)]
mod tests;

/// Hands every signal to every subscriber, in one order for all. Cloning gives another handle to the same hub.
#[derive(Clone, Default)]
pub struct SignalHub {
    subscribers: Arc<Mutex<Vec<mpsc::Sender<Arc<str>>>>>,
}

/// One subscriber's queue of signals.
///
/// It ends when the subscriber fell behind its bound: what was queued until then is still delivered, so that what it
/// got has no holes.
pub struct SignalReceiver {
    queue: mpsc::Receiver<Arc<str>>,
}

/// The text of a signal: `{"type":…,"event":…}`.
#[derive(Serialize)]
struct Envelope<'a, E: Serialize> {
    #[serde(rename = "type")]
    kind: &'a str,
    event: E,
}

impl SignalHub {
    /// Subscribes to everything emitted from now on. A subscriber that lets more than `capacity` signals wait is cut
    /// off; nobody waits for it.
    pub fn subscribe(&self, capacity: usize) -> SignalReceiver {
        let (sender, queue) = mpsc::channel(capacity.max(1));
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        SignalReceiver { queue }
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
        subscribers.retain(|subscriber| subscriber.try_send(Arc::clone(text)).is_ok());
    }
}

impl SignalReceiver {
    /// The next signal; `None` after the subscriber was cut off or the hub is gone.
    pub async fn recv(&mut self) -> Option<Arc<str>> {
        self.queue.recv().await
    }

    #[cfg(test)]
    pub(crate) fn try_recv(&mut self) -> Option<Arc<str>> {
        self.queue.try_recv().ok()
    }

    /// Like [`recv`](Self::recv), for a thread outside the runtime.
    pub fn blocking_recv(&mut self) -> Option<Arc<str>> {
        self.queue.blocking_recv()
    }
}
