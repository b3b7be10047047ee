//! Events on their way to the consumer.

use std::collections::VecDeque;

use status_ports::WakuEvent;
use tokio::sync::mpsc;

/// Events in the channel itself.
const CHANNEL_CAPACITY: usize = 64;
/// Events, and bytes of their messages, that wait behind a full channel.
const MAX_WAITING: usize = 16_384;
const MAX_WAITING_BYTES: usize = 64 << 20;

/// Hands events over at once while the consumer keeps up, and keeps them in order up to a bound while it does not. Beyond
/// the bound, messages are dropped and counted; state (peers, topic health) is never lost, because only its newest value
/// waits.
#[derive(Debug)]
pub(crate) struct EventQueue {
    sender: mpsc::Sender<WakuEvent>,
    waiting: VecDeque<WakuEvent>,
    waiting_bytes: usize,
    dropped: u64,
}

fn message_bytes(event: &WakuEvent) -> usize {
    match event {
        WakuEvent::Message { message, .. } => message.len(),
        WakuEvent::ConnectionChanged { .. } | WakuEvent::TopicHealthChanged { .. } => 0,
    }
}

/// Whether `new` makes `old` pointless.
fn replaces(new: &WakuEvent, old: &WakuEvent) -> bool {
    match (new, old) {
        (WakuEvent::ConnectionChanged { .. }, WakuEvent::ConnectionChanged { .. }) => true,
        (
            WakuEvent::TopicHealthChanged { pubsub_topic: new, .. },
            WakuEvent::TopicHealthChanged { pubsub_topic: old, .. },
        ) => new == old,
        _ => false,
    }
}

impl EventQueue {
    pub(crate) fn new() -> (Self, mpsc::Receiver<WakuEvent>) {
        let (sender, receiver) = mpsc::channel(CHANNEL_CAPACITY);
        (Self { sender, waiting: VecDeque::new(), waiting_bytes: 0, dropped: 0 }, receiver)
    }

    pub(crate) fn push(&mut self, event: WakuEvent) {
        let event = if self.waiting.is_empty() {
            match self.sender.try_send(event) {
                Err(mpsc::error::TrySendError::Full(event)) => event,
                Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => return,
            }
        } else {
            event
        };
        self.wait(event);
    }

    fn wait(&mut self, event: WakuEvent) {
        if let WakuEvent::Message { message, .. } = &event {
            let bytes = self.waiting_bytes.saturating_add(message.len());
            if self.waiting.len() >= MAX_WAITING || bytes > MAX_WAITING_BYTES {
                self.dropped = self.dropped.saturating_add(1);
                tracing::debug!(dropped = self.dropped, "a message was dropped because the consumer is too slow");
                return;
            }
            self.waiting_bytes = bytes;
        } else {
            self.waiting.retain(|old| !replaces(&event, old));
        }
        self.waiting.push_back(event);
    }

    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Hands over the oldest waiting event as soon as there is room. Dropping the future loses nothing.
    pub(crate) async fn hand_over(&mut self) {
        let Ok(permit) = self.sender.reserve().await else {
            self.waiting.clear();
            self.waiting_bytes = 0;
            return;
        };
        if let Some(event) = self.waiting.pop_front() {
            self.waiting_bytes = self.waiting_bytes.saturating_sub(message_bytes(&event));
            permit.send(event);
        }
    }
}

#[cfg(test)]
mod tests;
