//! The networks that there are, and the nodes by which one gets into each (specification: transport, section 2.8).

use std::collections::BTreeMap;
use std::str::FromStr as _;

use serde::Deserialize;
use serde_json::Value;
use status_ports::SettingRecord;

use super::enr::{Record, Shards};
use super::peer_id::{key_of_peer_id, peer_id_of_address};
use super::tree::TreeLink;
use crate::envelope::topic::Shard;
use crate::settings::{node_config, setting};

/// The list of fleets as clients are told it.
pub const FLEETS_JSON: &str = include_str!("../../data/fleets.json");

/// The fleet of whoever names none.
pub const DEFAULT_FLEET: &str = "status.prod";

/// More entry points than this nobody needs to configure.
const MAX_ENTRY_POINTS: usize = 100;

/// How one gets into a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryPoints {
    /// Lists of nodes in DNS.
    pub lists: Vec<TreeLink>,
    /// Nodes that are asked for other nodes.
    pub bootstrap: Vec<Record>,
    /// Nodes to connect to, each ending in its peer id.
    pub addresses: Vec<String>,
}

/// A text that is neither a list, a record, nor an address of a node.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a list of nodes, a node record, or the address of a node: {0}")]
pub struct EntryPointError(pub String);

impl EntryPoints {
    /// Adds what a text names: `enrtree://…`, `enr:…`, or a multiaddress that ends in `/p2p/<peer id>`. What is there
    /// already is not added again.
    ///
    /// # Errors
    /// [`EntryPointError`] if it is none of these, or if there are too many already.
    pub fn add(&mut self, text: &str) -> Result<(), EntryPointError> {
        let refused = || EntryPointError(text.chars().take(200).collect());
        if self.len() >= MAX_ENTRY_POINTS {
            return Err(refused());
        }
        if let Ok(link) = TreeLink::from_str(text) {
            add(&mut self.lists, link);
        } else if let Ok(record) = Record::from_text(text) {
            add(&mut self.bootstrap, record);
        } else if text.starts_with('/') && peer_id_of_address(text).is_some_and(is_peer_id) {
            add(&mut self.addresses, text.to_owned());
        } else {
            return Err(refused());
        }
        Ok(())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lists.len().saturating_add(self.bootstrap.len()).saturating_add(self.addresses.len())
    }

    /// Whether there are none: this network is entered by nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// Nodes of other kinds of keys are dialled too, though nothing here reads their names.
fn is_peer_id(text: &str) -> bool {
    key_of_peer_id(text).is_some() || (text.starts_with("12D3KooW") && text.bytes().all(|c| c.is_ascii_alphanumeric()))
}

/// A network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fleet {
    /// What it is called.
    pub name: String,
    /// The cluster of its nodes; 0 if they are not asked.
    pub cluster: u16,
    /// How one gets into it.
    pub entry_points: EntryPoints,
}

impl Fleet {
    /// The shards that everybody in it uses.
    #[must_use]
    pub fn shards(&self) -> Shards {
        Shards::new(self.cluster, [Shard::DEFAULT.index, Shard::NON_PROTECTED.index])
    }
}

/// The network that a profile is in, by its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileNetwork {
    /// How one gets into it.
    pub entry_points: EntryPoints,
    /// The shards that others must serve; any if there are none.
    pub shards: Option<Shards>,
    /// The DNS server to ask; those of the system if it is empty.
    pub nameserver: String,
    /// Whether node discovery runs.
    pub has_node_discovery: bool,
    /// Its UDP port; 0 takes a free one.
    pub udp_port: u16,
    /// Entry points that are none.
    pub refused: Vec<EntryPointError>,
}

impl ProfileNetwork {
    /// Reads what the settings say: the fleet, with the nodes that are named in the configuration of the node.
    #[must_use]
    pub fn read(stored: &[SettingRecord]) -> Self {
        let config = |name| node_config(stored, name);
        let name = setting(stored, "fleet");
        let fleet = name.as_str().and_then(find_fleet);
        let mut network = Self {
            shards: fleet.as_ref().filter(|fleet| fleet.cluster != 0).map(Fleet::shards),
            entry_points: fleet.map(|fleet| fleet.entry_points).unwrap_or_default(),
            nameserver: config("Nameserver").as_str().unwrap_or_default().to_owned(),
            has_node_discovery: config("EnableDiscV5").as_bool().unwrap_or(true),
            udp_port: config("UDPPort").as_u64().and_then(|port| port.try_into().ok()).unwrap_or_default(),
            refused: vec![],
        };
        let (custom, listed) = (config("CustomNodes"), config("WakuNodes"));
        let custom = custom.as_object().into_iter().flat_map(|nodes| nodes.values());
        for text in custom.chain(listed.as_array().into_iter().flatten()).filter_map(Value::as_str) {
            network.refused.extend(network.entry_points.add(text).err());
        }
        network
    }
}

#[derive(Deserialize)]
struct Listed {
    fleets: BTreeMap<String, ListedFleet>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedFleet {
    waku_nodes: Vec<String>,
    #[serde(rename = "DiscV5BootstrapNodes")]
    bootstrap_nodes: Vec<String>,
}

/// All fleets that have nodes.
#[must_use]
pub fn fleets() -> Vec<Fleet> {
    // A test reads the list, so that it cannot be damaged.
    let listed = serde_json::from_str::<Listed>(FLEETS_JSON).map(|listed| listed.fleets).unwrap_or_default();
    listed.into_iter().map(fleet).collect()
}

/// The fleet of a name. `None` for an unknown one, and for `eth.prod`, which has no nodes of Waku.
#[must_use]
pub fn find_fleet(name: &str) -> Option<Fleet> {
    fleets().into_iter().find(|fleet| fleet.name == name)
}

fn fleet((name, listed): (String, ListedFleet)) -> Fleet {
    let mut entry_points = EntryPoints::default();
    for text in listed.waku_nodes.iter().chain(&listed.bootstrap_nodes) {
        // The same test proves that each is one.
        let _ = entry_points.add(text);
    }
    let cluster = if name.starts_with("status.") { Shard::STATUS_CLUSTER } else { 0 };
    Fleet { name, cluster, entry_points }
}
