//! A service node: it relays its topics, keeps what goes over them, and serves light clients.

mod archiver;
mod config;
mod discovery;
mod machine;
mod metrics;
mod servers;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use status_ports::{Clock, MessageArchive, PeerProtocol, Waku, WakuError, WakuEvent, WakuMode};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

pub use config::ServiceNodeConfig;
pub use machine::{MachineNodeConfig, StartError};
pub use status_ports::ArchiveSize;

use archiver::Archiver;
use discovery::Discovery;
use metrics::NodeMetrics;
use servers::{SERVED, Servers};

use crate::network::peers::{PeerKeeper, Situation};

/// How often silent subscribers are looked for.
const EXPIRY_INTERVAL: Duration = Duration::from_secs(60);

/// What a service node works with.
pub struct ServiceNodeParts {
    /// The node of the network.
    pub waku: Arc<dyn Waku>,
    /// What happens there.
    pub events: mpsc::Receiver<WakuEvent>,
    /// Where messages are kept. Without it the store is not served.
    pub archive: Option<Arc<dyn MessageArchive>>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// A running service node. [`Self::stop`] ends it in good order.
pub struct ServiceNode {
    waku: Arc<dyn Waku>,
    archive: Option<Arc<dyn MessageArchive>>,
    servers: Arc<Servers>,
    keeper: Option<PeerKeeper>,
    tasks: Mutex<Option<Tasks>>,
}

struct Tasks {
    /// Ends when the node of the network has stopped.
    events: JoinHandle<()>,
    /// Ends when nothing is kept any more.
    archiver: Option<JoinHandle<()>>,
    /// Are ended.
    housekeeping: Vec<JoinHandle<()>>,
}

impl ServiceNode {
    /// Joins the topics and serves all protocols but peer exchange, without looking for others. Must be called within a Tokio
    /// runtime.
    ///
    /// # Errors
    /// [`WakuError::Stopped`] if the node of the network has stopped.
    pub async fn start(config: ServiceNodeConfig, parts: ServiceNodeParts) -> Result<Self, WakuError> {
        Self::start_with(config, parts, None).await
    }

    async fn start_with(
        config: ServiceNodeConfig,
        parts: ServiceNodeParts,
        discovery: Option<Discovery>,
    ) -> Result<Self, WakuError> {
        let ServiceNodeParts { waku, events, archive, clock } = parts;
        let metrics = Arc::new(NodeMetrics::default());
        let (archiver, archiver_task) = match &archive {
            Some(archive) => {
                let (archiver, task) = Archiver::start(Arc::clone(archive), Arc::clone(&metrics));
                (Some(archiver), Some(task))
            }
            None => (None, None),
        };
        let servers = Arc::new(Servers::new(
            &config,
            Arc::clone(&waku),
            Arc::clone(&clock),
            archive.clone(),
            archiver,
            Arc::clone(&metrics),
        ));
        for topic in &config.pubsub_topics {
            waku.subscribe(topic).await?;
        }
        for protocol in SERVED {
            if protocol != PeerProtocol::StoreQuery || archive.is_some() {
                waku.serve(protocol, servers.clone()).await?;
            }
        }
        let mut housekeeping = vec![tokio::spawn(expire(Arc::clone(&servers)))];
        if let Some(archive) = &archive {
            let (archive, clock) = (Arc::clone(archive), Arc::clone(&clock));
            housekeeping.push(tokio::spawn(archiver::retain(archive, clock, config, metrics)));
        }
        let situation = Situation { mode: WakuMode::Relay, is_used: true, ..Situation::default() };
        let (situation, watched) = watch::channel(situation);
        let keeper = discovery.map(|discovery| discovery.start(Arc::clone(&waku), watched, clock));
        let events = tokio::spawn(follow(Arc::clone(&servers), events, situation));
        let tasks = Tasks { events, archiver: archiver_task, housekeeping };
        Ok(Self { waku, archive, servers, keeper, tasks: Mutex::new(Some(tasks)) })
    }

    /// The node of the network.
    #[must_use]
    pub fn waku(&self) -> &Arc<dyn Waku> {
        &self.waku
    }

    /// The node's record (ENR) as text, if others are looked for. Waits until node discovery, which knows its UDP port, runs
    /// or cannot run.
    pub async fn record(&self) -> Option<String> {
        Some(self.keeper.as_ref()?.record_once_it_runs().await?.to_string())
    }

    /// What was counted since the start, in the text format of Prometheus.
    pub async fn metrics(&self) -> String {
        let gauges = self.servers.gauges().await;
        self.servers.metrics.render(&gauges)
    }

    /// Serves nobody any more, leaves the network, and keeps what arrived until then. A second call waits for the first.
    pub async fn stop(&self) {
        let mut tasks = self.tasks.lock().await;
        let Some(Tasks { events, archiver, housekeeping }) = tasks.take() else { return };
        if let Some(keeper) = &self.keeper {
            keeper.stop().await;
        }
        for protocol in SERVED {
            // Fails if the node of the network has stopped; then it serves nobody.
            let _ = self.waku.stop_serving(protocol).await;
        }
        self.waku.stop().await;
        for task in housekeeping {
            task.abort();
        }
        ended(events, "events").await;
        self.servers.stop_keeping();
        if let Some(archiver) = archiver {
            ended(archiver, "archiver").await;
        }
        if let Some(archive) = &self.archive {
            archive.close().await;
        }
    }
}

async fn ended(task: JoinHandle<()>, name: &str) {
    if let Err(error) = task.await {
        tracing::error!(%error, name, "A task of the node failed.");
    }
}

/// Until the node of the network stops.
async fn follow(servers: Arc<Servers>, mut events: mpsc::Receiver<WakuEvent>, situation: watch::Sender<Situation>) {
    let metrics = Arc::clone(&servers.metrics);
    while let Some(event) = events.recv().await {
        match event {
            WakuEvent::Message { pubsub_topic, message } => {
                metrics.relayed.fetch_add(1, Ordering::Relaxed);
                servers.distribute(&pubsub_topic, &message).await;
            }
            WakuEvent::ConnectionChanged { peers } => {
                metrics.peers.store(peers.len() as u64, Ordering::Relaxed);
                situation.send_modify(|situation| situation.peers = peers);
            }
            WakuEvent::TopicHealthChanged { pubsub_topic, mesh_size } => {
                tracing::info!(%pubsub_topic, mesh_size, "relay peers changed");
            }
        }
    }
}

async fn expire(servers: Arc<Servers>) {
    let mut ticks = tokio::time::interval(EXPIRY_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        servers.expire();
    }
}

#[cfg(test)]
mod tests;
