use async_trait::async_trait;
use status_memory::MemoryArchive;
use status_ports::{ArchivePage, ArchiveQuery, ArchiveSize};
use tokio::sync::watch;

use super::*;

/// An archive that waits while its disk is slow, and refuses while it is full.
struct Disk {
    archive: MemoryArchive,
    state: watch::Receiver<DiskState>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum DiskState {
    Works,
    IsSlow,
    IsFull,
}

#[async_trait]
impl MessageArchive for Disk {
    async fn insert(&self, records: Vec<ArchiveRecord>) -> Result<(), StorageError> {
        let mut state = self.state.clone();
        let now = *state.wait_for(|state| *state != DiskState::IsSlow).await.unwrap();
        if now == DiskState::IsFull {
            return Err(StorageError::Backend("database or disk is full".to_owned()));
        }
        self.archive.insert(records).await
    }

    async fn query(&self, query: ArchiveQuery) -> Result<ArchivePage, StorageError> {
        self.archive.query(query).await
    }

    async fn prune(&self, retention: ArchiveRetention) -> Result<bool, StorageError> {
        self.archive.prune(retention).await
    }

    async fn size(&self) -> Result<ArchiveSize, StorageError> {
        self.archive.size().await
    }

    async fn close(&self) {
        self.archive.close().await;
    }
}

struct World {
    disk: watch::Sender<DiskState>,
    archive: Arc<Disk>,
    archiver: Archiver,
    task: JoinHandle<()>,
    metrics: Arc<NodeMetrics>,
}

impl World {
    fn new(state: DiskState) -> Self {
        let (disk, state) = watch::channel(state);
        let archive = Arc::new(Disk { archive: MemoryArchive::new(), state });
        let metrics = Arc::new(NodeMetrics::default());
        let (archiver, task) = Archiver::start(archive.clone(), Arc::clone(&metrics));
        Self { disk, archive, archiver, task, metrics }
    }

    /// The end of the node; gives how many messages are there.
    async fn end(self) -> u64 {
        drop(self.archiver);
        self.task.await.unwrap();
        self.archive.size().await.unwrap().messages
    }
}

fn record(number: u64, bytes: usize) -> ArchiveRecord {
    let mut message_hash = [0; 32];
    message_hash[..8].copy_from_slice(&number.to_be_bytes());
    ArchiveRecord {
        message_hash,
        pubsub_topic: "/waku/2/rs/16/32".to_owned(),
        content_topic: "/a".to_owned(),
        timestamp_ns: 1,
        message: vec![0; bytes],
    }
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_is_full_for_a_while_loses_nothing() {
    let world = World::new(DiskState::IsFull);
    for number in 0..3_000 {
        world.archiver.keep(record(number, 10));
    }
    sleep(Duration::from_secs(60)).await;
    assert_eq!(world.archive.size().await.unwrap().messages, 0);
    assert!(world.metrics.archive_failures.load(Ordering::Relaxed) > 10);
    world.disk.send_replace(DiskState::Works);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(world.archive.size().await.unwrap().messages, 3_000);
    assert_eq!(world.metrics.archive_dropped.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_does_not_keep_up_costs_bounded_memory() {
    let many_small = World::new(DiskState::IsSlow);
    for number in 0..20_000 {
        many_small.archiver.keep(record(number, 1));
    }
    assert_eq!(many_small.metrics.archive_dropped.load(Ordering::Relaxed), 20_000 - WAITING as u64);
    many_small.disk.send_replace(DiskState::Works);
    assert_eq!(many_small.end().await, WAITING as u64);
    let few_large = World::new(DiskState::IsSlow);
    for number in 0..100 {
        few_large.archiver.keep(record(number, 1 << 20));
    }
    assert_eq!(few_large.metrics.archive_dropped.load(Ordering::Relaxed), 36);
    few_large.disk.send_replace(DiskState::Works);
    assert_eq!(few_large.end().await, 64);
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_does_not_keep_the_node_from_ending() {
    let world = World::new(DiskState::IsFull);
    world.archiver.keep(record(1, 1));
    assert_eq!(world.end().await, 0);
}
