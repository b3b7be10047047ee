//! Texts of a DNS, and nodes that find each other, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use status_ports::{
    LookupError, NodeDiscovery, NodeDiscoveryConfig, NodeDiscoveryError, NodeDiscoveryStarter, TextLookup,
};

/// Most nodes that a walk gives.
const MAX_FOUND: usize = 16;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A DNS of texts. Cloning gives another handle to the same one.
#[derive(Clone, Debug, Default)]
pub struct MemoryTextLookup(Arc<Mutex<Zone>>);

#[derive(Debug, Default)]
struct Zone {
    texts: BTreeMap<String, Vec<String>>,
    is_silent: bool,
    lookups: u64,
}

impl MemoryTextLookup {
    /// From now on `name` has these texts. None take the name away.
    pub fn set(&self, name: &str, texts: Vec<String>) {
        lock(&self.0).texts.insert(name.to_lowercase(), texts);
    }

    /// From now on nothing answers, or everything again.
    pub fn set_silent(&self, is_silent: bool) {
        lock(&self.0).is_silent = is_silent;
    }

    /// How many names were asked for.
    #[must_use]
    pub fn lookups(&self) -> u64 {
        lock(&self.0).lookups
    }
}

#[async_trait]
impl TextLookup for MemoryTextLookup {
    async fn lookup_texts(&self, name: &str) -> Result<Vec<String>, LookupError> {
        let mut zone = lock(&self.0);
        zone.lookups += 1;
        if name.len() > 253 || name.split('.').any(|label| !(1..=63).contains(&label.len())) {
            return Err(LookupError::InvalidName);
        }
        if zone.is_silent {
            return Err(LookupError::Failed("silence".to_owned()));
        }
        let texts = zone.texts.get(&name.to_lowercase()).filter(|texts| !texts.is_empty());
        texts.cloned().ok_or(LookupError::NotFound)
    }
}

/// Makes records, which nothing here can sign.
pub trait RecordCodec: Send + Sync {
    /// The record of a node that starts like this. `None` if it cannot be made.
    fn sign(&self, config: &NodeDiscoveryConfig) -> Option<Vec<u8>>;

    /// What in a record tells nodes apart. `None` if it is no record.
    fn name(&self, record: &[u8]) -> Option<Vec<u8>>;
}

/// Nodes that can reach each other.
#[derive(Clone)]
pub struct MemoryNodeDiscoveryStarter {
    codec: Arc<dyn RecordCodec>,
    nodes: Arc<Mutex<BTreeMap<Vec<u8>, Node>>>,
}

struct Node {
    record: Vec<u8>,
    /// Names of those whom it knows.
    known: BTreeSet<Vec<u8>>,
}

impl MemoryNodeDiscoveryStarter {
    /// Nobody is there yet.
    #[must_use]
    pub fn new(codec: Arc<dyn RecordCodec>) -> Self {
        Self { codec, nodes: Arc::default() }
    }
}

#[async_trait]
impl NodeDiscoveryStarter for MemoryNodeDiscoveryStarter {
    async fn start(&self, config: NodeDiscoveryConfig) -> Result<Box<dyn NodeDiscovery>, NodeDiscoveryError> {
        let refused = || NodeDiscoveryError::Start("invalid configuration".to_owned());
        let record = self.codec.sign(&config).ok_or_else(refused)?;
        let name = self.codec.name(&record).ok_or_else(refused)?;
        let known = config.bootstrap.iter().filter_map(|record| self.codec.name(record)).collect();
        lock(&self.nodes).insert(name.clone(), Node { record: record.clone(), known });
        Ok(Box::new(MemoryNodeDiscovery {
            network: self.clone(),
            name,
            config: Mutex::new(config),
            last_record: Mutex::new(record),
        }))
    }
}

struct MemoryNodeDiscovery {
    network: MemoryNodeDiscoveryStarter,
    name: Vec<u8>,
    config: Mutex<NodeDiscoveryConfig>,
    last_record: Mutex<Vec<u8>>,
}

#[async_trait]
impl NodeDiscovery for MemoryNodeDiscovery {
    async fn find_nodes(&self) -> Result<Vec<Vec<u8>>, NodeDiscoveryError> {
        // Who waits for the others lets them have a turn, as on a real network.
        tokio::task::yield_now().await;
        let mut nodes = lock(&self.network.nodes);
        let mut waiting: Vec<Vec<u8>> =
            nodes.get(&self.name).ok_or(NodeDiscoveryError::Stopped)?.known.iter().cloned().collect();
        let mut found = BTreeMap::new();
        while let Some(name) = waiting.pop().filter(|_| found.len() < MAX_FOUND) {
            let Some(node) = nodes.get_mut(&name).filter(|_| name != self.name && !found.contains_key(&name)) else {
                continue;
            };
            node.known.insert(self.name.clone());
            waiting.extend(node.known.iter().cloned());
            found.insert(name, node.record.clone());
        }
        if let Some(own) = nodes.get_mut(&self.name) {
            own.known.extend(found.keys().cloned());
        }
        Ok(found.into_values().collect())
    }

    async fn add_node(&self, record: Vec<u8>) -> Result<(), NodeDiscoveryError> {
        let mut nodes = lock(&self.network.nodes);
        let own = nodes.get_mut(&self.name).ok_or(NodeDiscoveryError::Stopped)?;
        own.known.insert(self.network.codec.name(&record).ok_or(NodeDiscoveryError::InvalidRecord)?);
        Ok(())
    }

    async fn set_field(&self, name: &str, value: Vec<u8>) -> Result<(), NodeDiscoveryError> {
        let mut nodes = lock(&self.network.nodes);
        let own = nodes.get_mut(&self.name).ok_or(NodeDiscoveryError::Stopped)?;
        let mut config = lock(&self.config);
        let mut changed = config.clone();
        changed.fields.retain(|(known, _)| known != name);
        changed.fields.push((name.to_owned(), value));
        own.record = self.network.codec.sign(&changed).ok_or(NodeDiscoveryError::InvalidRecord)?;
        lock(&self.last_record).clone_from(&own.record);
        *config = changed;
        Ok(())
    }

    fn local_record(&self) -> Vec<u8> {
        lock(&self.last_record).clone()
    }

    async fn stop(&self) {
        lock(&self.network.nodes).remove(&self.name);
    }
}

#[cfg(test)]
mod tests;
