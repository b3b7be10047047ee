//! The task that takes in what the network brings.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use status_domain::history::{self, Mark};
use status_domain::transport::{RawMessage, Received, Refusal};
use status_ports::{StorageError, WakuEvent};
use tokio::sync::{mpsc, watch};

use super::shared::Shared;
use super::{Phase, ahead, announce};

/// How much goes into one transaction: as many messages as wait, up to these bounds.
const MAX_BATCH: usize = 512;
const MAX_BATCH_BYTES: usize = 8 << 20;
/// How many messages, and bytes of them, wait for the start of the messenger.
const MAX_HELD: usize = 4096;
const MAX_HELD_BYTES: usize = 16 << 20;
/// How often a message is tried that the database does not take, and the pauses, which double: more than a minute.
const ROUNDS: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Where messages come from.
#[derive(Clone)]
pub(super) enum Source {
    /// The network, now.
    Network,
    /// A store node; with them is recorded how far the history was read.
    StoreNode(Arc<[Mark]>),
}

/// Messages that wait for the start of the messenger. The network does not bring them again soon.
#[derive(Default)]
struct Held {
    messages: Vec<RawMessage>,
    bytes: usize,
    dropped: usize,
}

impl Held {
    fn push(&mut self, message: RawMessage) {
        let bytes = self.bytes.saturating_add(message.bytes.len());
        if self.messages.len() >= MAX_HELD || bytes > MAX_HELD_BYTES {
            self.dropped = self.dropped.saturating_add(1);
            tracing::debug!(dropped = self.dropped, "A message was dropped because the messenger is not started.");
            return;
        }
        self.bytes = bytes;
        self.messages.push(message);
    }

    fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    fn take(&mut self) -> Vec<RawMessage> {
        self.bytes = 0;
        std::mem::take(&mut self.messages)
    }
}

pub(super) async fn run(shared: Arc<Shared>, mut events: mpsc::Receiver<WakuEvent>, mut phase: watch::Receiver<Phase>) {
    let mut held = Held::default();
    loop {
        tokio::select! {
            biased;
            changed = phase.changed() => if changed.is_err() { return },
            event = events.recv() => match event {
                Some(event) => take_in(&shared, event, &mut events, &mut held),
                None => return,
            },
        }
        let now = *phase.borrow_and_update();
        match now {
            Phase::Standby => {}
            Phase::Running if held.is_empty() => {}
            Phase::Running => {
                // In a task of its own, so that no crash ends this one.
                let (this, messages, phase) = (Arc::clone(&shared), held.take(), phase.clone());
                let received = async move {
                    let messages = ahead::open(&this, messages).await;
                    receive(this, messages.into(), Source::Network, phase).await;
                };
                if let Err(error) = tokio::spawn(received).await {
                    tracing::error!(%error, "A batch of messages crashed and was dropped.");
                }
            }
            Phase::Stopped => return,
        }
    }
}

/// Takes an event and what waits behind it.
fn take_in(shared: &Shared, event: WakuEvent, events: &mut mpsc::Receiver<WakuEvent>, held: &mut Held) {
    let mut next = Some(event);
    let (mut count, mut bytes) = (0_usize, 0_usize);
    while let Some(event) = next {
        match event {
            WakuEvent::Message { pubsub_topic, message } => {
                count = count.saturating_add(1);
                bytes = bytes.saturating_add(message.len());
                held.push(RawMessage::new(pubsub_topic, message));
            }
            WakuEvent::ConnectionChanged { peers } => {
                if !peers.is_empty() {
                    shared.sending.network_changed();
                }
                shared.history.peers_changed(&peers);
                announce::peers(&shared.signals, peers);
            }
            WakuEvent::TopicHealthChanged { pubsub_topic, mesh_size } => {
                tracing::debug!(pubsub_topic, mesh_size, "The mesh of a topic changed.");
                if mesh_size > 0 {
                    shared.sending.network_changed();
                }
            }
        }
        let is_full = count >= MAX_BATCH || bytes >= MAX_BATCH_BYTES;
        next = if is_full { None } else { events.try_recv().ok() };
    }
}

/// Takes in messages, in one transaction if all goes well. A transaction that fails is not the fault of all of its
/// messages: then each gets its own, again and again until the database works or patience ends.
pub(super) async fn receive(
    shared: Arc<Shared>,
    messages: Arc<[RawMessage]>,
    source: Source,
    mut phase: watch::Receiver<Phase>,
) {
    let Err(error) = try_receive(&shared, &messages, 0..messages.len(), source.clone()).await else {
        return;
    };
    tracing::warn!(%error, count = messages.len(), "A batch of messages was not stored; trying one by one.");
    let mut left: Vec<usize> = (0..messages.len()).collect();
    let mut pause = FIRST_PAUSE;
    for _ in 0..ROUNDS {
        let mut failed = Vec::new();
        for index in left {
            match try_receive(&shared, &messages, index..index.saturating_add(1), source.clone()).await {
                Ok(()) => {}
                Err(StorageError::Closed) => return,
                Err(error) => {
                    tracing::warn!(%error, "A message was not stored.");
                    failed.push(index);
                }
            }
        }
        if failed.is_empty() {
            return;
        }
        left = failed;
        tokio::select! {
            _ = phase.wait_for(|phase| *phase == Phase::Stopped) => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = LONGEST_PAUSE.min(pause.saturating_mul(2));
    }
    tracing::error!(count = left.len(), "Messages were given up.");
}

pub(super) async fn try_receive(
    shared: &Arc<Shared>,
    messages: &Arc<[RawMessage]>,
    range: std::ops::Range<usize>,
    source: Source,
) -> Result<(), StorageError> {
    let (batch, this) = (Arc::clone(messages), Arc::clone(shared));
    let received = shared
        .work(move |transport, context| {
            if this.was_rolled_back.swap(false, Ordering::SeqCst) {
                transport.rolled_back();
            }
            let batch = batch.get(range).unwrap_or_default();
            match source {
                Source::Network => transport.receive(context, batch),
                Source::StoreNode(marks) => {
                    let received = transport.receive_stored(context, batch)?;
                    marks.iter().try_for_each(|mark| history::record(context.stores, mark))?;
                    Ok(received)
                }
            }
        })
        .await;
    let received = received.inspect_err(|_| shared.was_rolled_back.store(true, Ordering::SeqCst))?;
    log(shared, &received);
    shared.sending.note(&received.outcome);
    if received.wants_to_send {
        shared.sending.wake();
    }
    if !received.outcome.statuses.is_empty() {
        shared.status_heard.notify_one();
    }
    if received.outcome.check_ens_names {
        shared.ens_claimed.notify_one();
    }
    announce::received(shared, received).await;
    Ok(())
}

/// Garbage is normal on an open network: it is counted, and told to those who look for it.
fn log(shared: &Shared, received: &Received) {
    for refusal in &received.refusals {
        let dropped = shared.dropped.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        match refusal {
            Refusal::Foreign => tracing::trace!(dropped, "A message was for somebody else."),
            refusal => tracing::debug!(%refusal, dropped, "A message came to nothing."),
        }
    }
}
