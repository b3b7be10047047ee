//! What may be said about a service node, on the command line or in a file.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;
use status_app::node::{MachineNodeConfig, ServiceNodeConfig};

use super::config_file;
use super::units::{Endpoint, Size, Span, UdpPort};

#[cfg(test)]
mod tests;

const EXAMPLES: &str = "\
Examples:
  A node on this machine, for tests and for looking around; Ctrl-C ends it:
    status-backend node --data-dir /tmp/node --tcp 127.0.0.1:60000 --ws 127.0.0.1:8000

  Two nodes that relay for each other; the first one prints its addresses when it starts:
    status-backend node --data-dir /tmp/second --tcp 127.0.0.1:60001 --ws off \\
      --static-node /ip4/127.0.0.1/tcp/60000/p2p/16Uiu2HAm...

  A node with a configuration file, whose example says what is possible:
    status-backend node --print-config > node.toml
    status-backend node --config node.toml

  A node that finds others by a list in DNS, and is found:
    status-backend node --dns-discovery enrtree://AMOJVZX4V6EXP7NTJPMAYJYST2QP6AJXYW76IU6VGJS7UVSNDYZG4@boot.prod.status.nodes.status.im

  Watch it:
    status-backend node --metrics 127.0.0.1:8008
    curl http://127.0.0.1:8008/metrics

What it does:
  It relays the messages of its shards, keeps them for a while, and serves light clients: filter, light push (versions 2
  and 3), store (version 3), peer exchange, metadata. docs/node.md tells more.

Files, in the data folder:
  node.key      the private key that the peer id comes from, made at the first start; only its owner reads it
  archive.db    the messages that are kept

What is said on the command line goes before what is in the file. Logging goes to standard error, addresses go to standard
output. SIGTERM or SIGINT ends the node in good order: what has arrived is kept.";

/// Run a service node: it relays, keeps messages for a while, and serves light clients.
#[derive(Args, Clone, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct NodeOptions {
    /// Read settings from this file (TOML). Its names are those of the options here.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Print an example of a configuration file, with all settings and their defaults, and end.
    #[arg(long)]
    pub(crate) print_config: bool,

    #[command(flatten)]
    pub(crate) given: Given,
}

/// Settings that were given, on the command line or in a file.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Given {
    /// Where the node's key and archive are; made if it is not there [default: status-node]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,

    /// Where to listen for TCP, or `off` [default: 0.0.0.0:60000]
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) tcp: Option<Endpoint>,

    /// Where to listen for WebSocket, or `off`. Browsers need TLS in front of it [default: 0.0.0.0:8000]
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) ws: Option<Endpoint>,

    /// Cluster of the network. 16 is that of Status [default: 16]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) cluster: Option<u16>,

    /// Shards that are relayed, kept and served [default: 32,64]
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    pub(crate) shards: Option<Vec<u16>>,

    /// A node to stay connected with, as a multiaddress that ends in /p2p/<peer id>; may be repeated. A node that
    /// is told of no other is a network of its own: what light clients publish counts as published when it arrived here
    #[arg(long = "static-node", value_name = "ADDRESS")]
    #[serde(rename = "static-nodes")]
    pub(crate) static_nodes: Option<Vec<String>>,

    /// A node to find others by, as enr:… or as a multiaddress that ends in /p2p/<peer id>; may be repeated
    #[arg(long, value_name = "NODE")]
    pub(crate) bootstrap: Option<Vec<String>>,

    /// A list of nodes in DNS to find others by, as enrtree://<key>@<name>; may be repeated
    #[arg(long, value_name = "LIST")]
    pub(crate) dns_discovery: Option<Vec<String>>,

    /// DNS server for these lists, in place of those of the system
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) nameserver: Option<SocketAddr>,

    /// UDP port at which nodes find each other (discv5), or `off` [default: 9000]
    #[arg(long, value_name = "PORT")]
    pub(crate) discv5_udp: Option<UdpPort>,

    /// File of the private key that the peer id comes from, 64 hex digits; made if it is not there
    /// [default: node.key in the data folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) node_key_file: Option<PathBuf>,

    /// Messages older than this are removed; such as 12h or 30d [default: 30d]
    #[arg(long, value_name = "TIME")]
    pub(crate) retention_time: Option<Span>,

    /// If the archive is larger than this, its oldest messages are removed; such as 500MiB or 10GiB [default: 10GiB]
    #[arg(long, value_name = "SIZE")]
    pub(crate) retention_size: Option<Size>,

    /// Light clients that may have subscriptions at one time [default: 1500]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) max_subscribers: Option<usize>,

    /// Offer /metrics for Prometheus and /health over HTTP at this address. Whoever reaches it can read
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) metrics: Option<SocketAddr>,

    /// How much to log: off, error, warn, info, debug, trace, or by part, such as `info,status_waku=debug` [default: info]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) log: Option<String>,
}

impl Given {
    /// What is given here goes before the other.
    fn or(self, other: Self) -> Self {
        Self {
            data_dir: self.data_dir.or(other.data_dir),
            tcp: self.tcp.or(other.tcp),
            ws: self.ws.or(other.ws),
            cluster: self.cluster.or(other.cluster),
            shards: self.shards.or(other.shards),
            static_nodes: self.static_nodes.or(other.static_nodes),
            bootstrap: self.bootstrap.or(other.bootstrap),
            dns_discovery: self.dns_discovery.or(other.dns_discovery),
            nameserver: self.nameserver.or(other.nameserver),
            discv5_udp: self.discv5_udp.or(other.discv5_udp),
            node_key_file: self.node_key_file.or(other.node_key_file),
            retention_time: self.retention_time.or(other.retention_time),
            retention_size: self.retention_size.or(other.retention_size),
            max_subscribers: self.max_subscribers.or(other.max_subscribers),
            metrics: self.metrics.or(other.metrics),
            log: self.log.or(other.log),
        }
    }
}

/// Settings that hold.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) data_dir: PathBuf,
    pub(crate) tcp: Endpoint,
    pub(crate) ws: Endpoint,
    pub(crate) cluster: u16,
    pub(crate) shards: Vec<u16>,
    pub(crate) static_nodes: Vec<String>,
    pub(crate) bootstrap: Vec<String>,
    pub(crate) dns_discovery: Vec<String>,
    pub(crate) nameserver: Option<SocketAddr>,
    pub(crate) discv5_udp: UdpPort,
    pub(crate) node_key_file: Option<PathBuf>,
    pub(crate) retention_time: Span,
    pub(crate) retention_size: Size,
    pub(crate) max_subscribers: usize,
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) log: String,
}

impl Default for Settings {
    fn default() -> Self {
        let service = ServiceNodeConfig::default();
        let all = IpAddr::from([0, 0, 0, 0]);
        Self {
            data_dir: PathBuf::from("status-node"),
            tcp: Endpoint::At(SocketAddr::new(all, 60_000)),
            ws: Endpoint::At(SocketAddr::new(all, 8_000)),
            cluster: 16,
            shards: vec![32, 64],
            static_nodes: Vec::new(),
            bootstrap: Vec::new(),
            dns_discovery: Vec::new(),
            nameserver: None,
            discv5_udp: UdpPort::At(9_000),
            node_key_file: None,
            retention_time: Span(service.retention_time),
            retention_size: Size(service.retention_bytes),
            max_subscribers: service.filter.max_subscribers,
            metrics: None,
            log: "info".to_owned(),
        }
    }
}

impl Settings {
    /// Puts together what was given.
    ///
    /// # Errors
    /// What is wrong, and what to do.
    pub(crate) fn new(options: NodeOptions) -> Result<Self, String> {
        let in_file = options.config.as_deref().map(config_file::read).transpose()?.unwrap_or_default();
        let given = options.given.or(in_file);
        let default = Self::default();
        let settings = Self {
            data_dir: given.data_dir.unwrap_or(default.data_dir),
            tcp: given.tcp.unwrap_or(default.tcp),
            ws: given.ws.unwrap_or(default.ws),
            cluster: given.cluster.unwrap_or(default.cluster),
            shards: given.shards.unwrap_or(default.shards),
            static_nodes: given.static_nodes.unwrap_or(default.static_nodes),
            bootstrap: given.bootstrap.unwrap_or(default.bootstrap),
            dns_discovery: given.dns_discovery.unwrap_or(default.dns_discovery),
            nameserver: given.nameserver,
            discv5_udp: given.discv5_udp.unwrap_or(default.discv5_udp),
            node_key_file: given.node_key_file,
            retention_time: given.retention_time.unwrap_or(default.retention_time),
            retention_size: given.retention_size.unwrap_or(default.retention_size),
            max_subscribers: given.max_subscribers.unwrap_or(default.max_subscribers),
            metrics: given.metrics,
            log: given.log.unwrap_or(default.log),
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), String> {
        if self.tcp == Endpoint::Off && self.ws == Endpoint::Off {
            return Err("tcp and ws are both off, so nobody could reach the node: leave one of them on".to_owned());
        }
        if self.shards.is_empty() {
            return Err("no shards are given: name at least one, such as 32".to_owned());
        }
        if let Some(wrong) = self.shards.iter().find(|shard| **shard > 1023) {
            return Err(format!("shard {wrong} is too large: a cluster has shards 0 to 1023"));
        }
        Ok(())
    }

    /// What the node is started with.
    pub(crate) fn machine(&self) -> MachineNodeConfig {
        let at = |endpoint, suffix| match endpoint {
            Endpoint::Off => None,
            Endpoint::At(socket) => Some(multiaddress(socket, suffix)),
        };
        let entry_points: Vec<_> = self.bootstrap.iter().chain(&self.dns_discovery).cloned().collect();
        let mut service = ServiceNodeConfig {
            retention_time: self.retention_time.0,
            retention_bytes: self.retention_size.0,
            is_whole_network: self.static_nodes.is_empty() && entry_points.is_empty(),
            ..ServiceNodeConfig::default()
        };
        service.filter.max_subscribers = self.max_subscribers;
        MachineNodeConfig {
            data_dir: self.data_dir.clone(),
            node_key_file: self.node_key_file.clone(),
            listen: [at(self.tcp, ""), at(self.ws, "/ws")].into_iter().flatten().collect(),
            cluster: self.cluster,
            shards: self.shards.clone(),
            static_nodes: self.static_nodes.clone(),
            entry_points,
            discv5_udp: match self.discv5_udp {
                UdpPort::Off => None,
                UdpPort::At(port) => Some(port),
            },
            nameserver: self.nameserver,
            service,
        }
    }
}

fn multiaddress(socket: SocketAddr, suffix: &str) -> String {
    let (version, ip, port) = (if socket.is_ipv4() { 4 } else { 6 }, socket.ip(), socket.port());
    format!("/ip{version}/{ip}/tcp/{port}{suffix}")
}
