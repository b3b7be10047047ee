//! Node discovery of our own: running or not.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use status_domain::crypto::PrivateKey;
use status_domain::discovery::enr::{Record, RecordBuilder, Shards};
use status_ports::{NodeDiscovery, NodeDiscoveryConfig, NodeDiscoveryStarter, UnixMillis, Waku};
use tokio::sync::watch;

use super::NodeDiscoverySettings;

pub(super) struct OwnDiscovery {
    settings: NodeDiscoverySettings,
    state: Mutex<State>,
    /// Whether a start was tried, so that our record says what it can.
    was_tried: watch::Sender<bool>,
}

struct State {
    is_enabled: bool,
    running: Option<Arc<dyn NodeDiscovery>>,
}

impl OwnDiscovery {
    pub(super) fn new(settings: NodeDiscoverySettings) -> Self {
        let state = Mutex::new(State { is_enabled: settings.is_enabled, running: None });
        Self { settings, state, was_tried: watch::Sender::new(false) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn enable(&self, is_enabled: bool) {
        self.state().is_enabled = is_enabled;
    }

    pub(super) fn is_enabled(&self) -> bool {
        self.state().is_enabled
    }

    pub(super) fn running(&self) -> Option<Arc<dyn NodeDiscovery>> {
        self.state().running.clone()
    }

    /// Starts it with these nodes to begin with. Says whether it runs.
    pub(super) async fn start(
        &self,
        starter: &dyn NodeDiscoveryStarter,
        waku: &dyn Waku,
        shards: Option<&Shards>,
        bootstrap: Vec<Vec<u8>>,
    ) -> bool {
        let fields =
            self.what_it_says(shards).fields().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let config = NodeDiscoveryConfig {
            node_key: self.settings.node_key.clone(),
            udp_port: self.settings.udp_port,
            is_loopback: false,
            tcp_port: tcp_port(waku).await,
            fields,
            bootstrap,
        };
        let runs = match starter.start(config).await {
            Ok(running) => {
                self.state().running = Some(running.into());
                true
            }
            Err(error) => {
                tracing::warn!(%error, "Node discovery does not run.");
                false
            }
        };
        self.was_tried.send_replace(true);
        runs
    }

    /// Waits until it runs, cannot run, or is stopped. Only if it is enabled.
    pub(super) async fn tried(&self) {
        // Whoever would tell lives as long as this.
        let _ = self.was_tried.subscribe().wait_for(|was_tried| *was_tried).await;
    }

    fn what_it_says(&self, shards: Option<&Shards>) -> RecordBuilder {
        let mut record = RecordBuilder::new().capabilities(self.settings.capabilities);
        if let Some(ip) = self.settings.ip4 {
            // The ports are known once the node listens.
            record = record.socket(ip.into(), 0, 0);
        }
        match shards {
            Some(shards) => record.shards(shards),
            None => record,
        }
    }

    /// Our record: as others see it, or as it would be if node discovery ran.
    pub(super) fn record(&self, shards: Option<&Shards>, now: UnixMillis) -> Option<Record> {
        if let Some(running) = self.running() {
            return Record::from_bytes(&running.local_record()).ok();
        }
        let key = PrivateKey::from_bytes(self.settings.node_key.as_bytes()).ok()?;
        self.what_it_says(shards).sign(&key, now).ok()
    }

    pub(super) async fn stop(&self) {
        self.was_tried.send_replace(true);
        let running = self.state().running.take();
        if let Some(running) = running {
            running.stop().await;
        }
    }
}

/// The port at which others reach the node, without what browsers need around it.
async fn tcp_port(waku: &dyn Waku) -> Option<u16> {
    let addresses = waku.listen_addresses().await.ok()?;
    addresses.iter().find_map(|address| {
        let mut parts = address.split('/').skip(1);
        let (_, _, transport, port) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        (transport == "tcp" && parts.next().is_none_or(|next| next == "p2p")).then(|| port.parse().ok())?
    })
}
