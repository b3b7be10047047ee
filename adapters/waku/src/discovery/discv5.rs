use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alloy_rlp::{Decodable as _, Encodable as _};
use async_trait::async_trait;
use discv5::{ConfigBuilder, Discv5, Enr, ListenConfig, ProtocolIdentity};
use enr::{CombinedKey, NodeId};
use status_ports::{NodeDiscovery, NodeDiscoveryConfig, NodeDiscoveryError, NodeDiscoveryStarter};
use tokio::net::UdpSocket;

/// Waku's nodes find each other, and not those of Ethereum.
const PROTOCOL: ProtocolIdentity = ProtocolIdentity { protocol_id: *b"d5waku", protocol_version: [0, 1] };
/// Nodes whose keys are kept. A walk meets a few dozen.
const MAX_SESSIONS: usize = 200;
const WALK_LIMIT: Duration = Duration::from_secs(20);
/// Most nodes to begin with.
const MAX_BOOTSTRAP: usize = 100;

/// Starts discv5 as Waku's nodes speak it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discv5Starter;

#[async_trait]
impl NodeDiscoveryStarter for Discv5Starter {
    async fn start(&self, config: NodeDiscoveryConfig) -> Result<Box<dyn NodeDiscovery>, NodeDiscoveryError> {
        let mut secret = *config.node_key.as_bytes();
        // It wipes what it reads.
        let key = CombinedKey::secp256k1_from_bytes(&mut secret).map_err(start_error)?;
        let ip = if config.is_loopback { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
        let socket = UdpSocket::bind((ip, config.udp_port)).await.map_err(start_error)?;
        let port = socket.local_addr().map_err(start_error)?.port();
        let record = own_record(&config, &key, port)?;
        let sockets = ListenConfig::FromSockets { ipv4: Some(Arc::new(socket)), ipv6: None };
        let node = Discv5::new(record.clone(), key, settings(&config, sockets)).map_err(start_error)?;
        let node = Discv5Node { running: Mutex::new(Some(node)), last_record: Mutex::new(record) };
        node.begin().await?;
        for record in config.bootstrap.into_iter().take(MAX_BOOTSTRAP) {
            // One that is damaged, or that has no UDP port, keeps nobody from the others.
            if let Err(error) = node.add_node(record).await {
                tracing::debug!(%error, "A node to begin with was left out.");
            }
        }
        Ok(Box::new(node))
    }
}

fn start_error(error: impl ToString) -> NodeDiscoveryError {
    NodeDiscoveryError::Start(error.to_string())
}

fn settings(config: &NodeDiscoveryConfig, sockets: ListenConfig) -> discv5::Config {
    let mut builder = ConfigBuilder::new(sockets);
    builder.protocol_identity(PROTOCOL).session_cache_capacity(MAX_SESSIONS).query_timeout(WALK_LIMIT);
    builder.disable_report_discovered_peers();
    if config.is_loopback {
        // Everybody is at one address there, and nobody can tell us another.
        builder.disable_enr_update();
    } else {
        builder.enable_packet_filter().ip_limit();
    }
    builder.build()
}

/// Our record. Its number is the time, so that it grows from one start to the next.
fn own_record(config: &NodeDiscoveryConfig, key: &CombinedKey, udp_port: u16) -> Result<Enr, NodeDiscoveryError> {
    let mut builder = Enr::builder();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    builder.seq(u64::try_from(now).unwrap_or(u64::MAX)).udp4(udp_port);
    if config.is_loopback {
        builder.ip4(Ipv4Addr::LOCALHOST);
    }
    if let Some(port) = config.tcp_port {
        builder.tcp4(port);
    }
    for (name, value) in &config.fields {
        builder.add_value(name, &value.as_slice());
    }
    builder.build(key).map_err(start_error)
}

struct Discv5Node {
    running: Mutex<Option<Discv5>>,
    /// What others saw last, after the end too.
    last_record: Mutex<Enr>,
}

impl Discv5Node {
    fn running(&self) -> MutexGuard<'_, Option<Discv5>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn begin(&self) -> Result<(), NodeDiscoveryError> {
        // Starting needs the node itself, which a lock must not hold meanwhile.
        let mut node = self.running().take().ok_or(NodeDiscoveryError::Stopped)?;
        node.start().await.map_err(start_error)?;
        *self.running() = Some(node);
        Ok(())
    }
}

#[async_trait]
impl NodeDiscovery for Discv5Node {
    async fn find_nodes(&self) -> Result<Vec<Vec<u8>>, NodeDiscoveryError> {
        let walk = self.running().as_ref().ok_or(NodeDiscoveryError::Stopped)?.find_node(NodeId::random());
        let records = walk.await.map_err(|_| NodeDiscoveryError::Stopped)?;
        Ok(records.iter().map(encode).collect())
    }

    async fn add_node(&self, record: Vec<u8>) -> Result<(), NodeDiscoveryError> {
        let running = self.running();
        let node = running.as_ref().ok_or(NodeDiscoveryError::Stopped)?;
        let record = Enr::decode(&mut record.as_slice()).map_err(|_| NodeDiscoveryError::InvalidRecord)?;
        // A table that is full has enough to go on with.
        node.add_enr(record)
            .or_else(|error| if error == "Table full" { Ok(()) } else { Err(NodeDiscoveryError::InvalidRecord) })
    }

    async fn set_field(&self, name: &str, value: Vec<u8>) -> Result<(), NodeDiscoveryError> {
        let running = self.running();
        let node = running.as_ref().ok_or(NodeDiscoveryError::Stopped)?;
        let changed = node.enr_insert(name, &value.as_slice());
        changed.map(drop).map_err(|_| NodeDiscoveryError::InvalidRecord)
    }

    fn local_record(&self) -> Vec<u8> {
        let mut last = self.last_record.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(node) = self.running().as_ref() {
            *last = node.local_enr();
        }
        encode(&last)
    }

    async fn stop(&self) {
        self.local_record();
        if let Some(mut node) = self.running().take() {
            node.shutdown();
        }
    }
}

fn encode(record: &Enr) -> Vec<u8> {
    let mut out = Vec::new();
    record.encode(&mut out);
    out
}
