//! From the relay into the archive: batches, so that a commit is for many messages; and what has to go again.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use status_ports::{ArchiveRecord, ArchiveRetention, Clock, MessageArchive, StorageError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, sleep, timeout_at};

use super::ServiceNodeConfig;
use super::metrics::NodeMetrics;

/// Messages of one commit, at most.
const BATCH: usize = 500;
/// How long the first message of a batch waits for more.
const BATCH_WAIT: Duration = Duration::from_millis(50);
/// Messages that may wait for the archive,
const WAITING: usize = 16_384;
/// and their bytes.
const WAITING_BYTES: usize = 64 << 20;
/// Pause after the archive refused a batch.
const RETRY: Duration = Duration::from_secs(1);
/// How often a batch is tried at the end of the node.
const LAST_ATTEMPTS: u32 = 3;
/// How often it is looked what has to go.
const RETENTION_INTERVAL: Duration = Duration::from_secs(60);

type Waiting = (ArchiveRecord, OwnedSemaphorePermit);

/// Takes messages for the archive and never waits.
#[derive(Debug)]
pub(super) struct Archiver {
    queue: mpsc::Sender<Waiting>,
    bytes: Arc<Semaphore>,
    metrics: Arc<NodeMetrics>,
}

impl Archiver {
    /// Starts the task that fills the archive. It ends when the archiver is dropped and everything is kept.
    pub(super) fn start(archive: Arc<dyn MessageArchive>, metrics: Arc<NodeMetrics>) -> (Self, JoinHandle<()>) {
        let (queue, waiting) = mpsc::channel(WAITING);
        let task = tokio::spawn(fill(archive, waiting, Arc::clone(&metrics)));
        (Self { queue, bytes: Arc::new(Semaphore::new(WAITING_BYTES)), metrics }, task)
    }

    /// Hands a message over. If too much waits already, because the disk is too slow or full, it is not kept.
    pub(super) fn keep(&self, record: ArchiveRecord) {
        let bytes = u32::try_from(record.message.len()).unwrap_or(u32::MAX);
        let permit = Arc::clone(&self.bytes).try_acquire_many_owned(bytes);
        if permit.is_ok_and(|permit| self.queue.try_send((record, permit)).is_ok()) {
            return;
        }
        if self.metrics.archive_dropped.fetch_add(1, Ordering::Relaxed).is_power_of_two() {
            tracing::error!("The archive does not keep up; messages are not kept.");
        }
    }
}

async fn fill(archive: Arc<dyn MessageArchive>, mut waiting: mpsc::Receiver<Waiting>, metrics: Arc<NodeMetrics>) {
    while let Some((record, permit)) = waiting.recv().await {
        let mut permits = vec![permit];
        let mut batch = vec![record];
        let deadline = Instant::now() + BATCH_WAIT;
        while batch.len() < BATCH
            && let Ok(Some((record, permit))) = timeout_at(deadline, waiting.recv()).await
        {
            batch.push(record);
            permits.push(permit);
        }
        insert(&*archive, batch, &waiting, &metrics).await;
    }
}

/// Tries until it succeeds, or until the node ends.
async fn insert(
    archive: &dyn MessageArchive,
    batch: Vec<ArchiveRecord>,
    waiting: &mpsc::Receiver<Waiting>,
    metrics: &NodeMetrics,
) {
    let mut last_attempts = 0;
    loop {
        match archive.insert(batch.clone()).await {
            Ok(()) => {
                metrics.archive_kept.fetch_add(batch.len() as u64, Ordering::Relaxed);
                return;
            }
            Err(StorageError::Closed) => return,
            Err(error) => {
                tracing::error!(%error, messages = batch.len(), "The archive refused messages; trying again.");
                metrics.archive_failures.fetch_add(1, Ordering::Relaxed);
            }
        }
        if waiting.is_closed() {
            last_attempts += 1;
            if last_attempts >= LAST_ATTEMPTS {
                tracing::error!(messages = batch.len(), "The node ends, and these messages were not kept.");
                return;
            }
        }
        sleep(RETRY).await;
    }
}

/// Removes what has to go, step by step, once a minute.
pub(super) async fn retain(
    archive: Arc<dyn MessageArchive>,
    clock: Arc<dyn Clock>,
    config: ServiceNodeConfig,
    metrics: Arc<NodeMetrics>,
) {
    let mut ticks = tokio::time::interval(RETENTION_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let age_ns = i64::try_from(config.retention_time.as_nanos()).unwrap_or(i64::MAX);
        let now_ns = i64::try_from(clock.unix_nanos()).unwrap_or(i64::MAX);
        let retention = ArchiveRetention {
            not_before_ns: Some(now_ns.saturating_sub(age_ns)),
            max_bytes: Some(config.retention_bytes),
        };
        loop {
            match archive.prune(retention).await {
                // Messages that arrived meanwhile are kept in between.
                Ok(true) => tokio::task::yield_now().await,
                Ok(false) => break,
                Err(StorageError::Closed) => return,
                Err(error) => {
                    tracing::error!(%error, "The archive did not remove what is too old.");
                    metrics.archive_failures.fetch_add(1, Ordering::Relaxed);
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
