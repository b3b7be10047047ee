//! The configuration file.

use std::path::Path;

use super::options::{Given, Settings};
use super::units::{Endpoint, UdpPort};

/// Reads a file.
///
/// # Errors
/// What is wrong with it, where, and what to do.
pub(super) fn read(path: &Path) -> Result<Given, String> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        format!("the configuration file {path} cannot be read: {error}; --print-config prints an example")
    })?;
    toml::from_str(&text).map_err(|error| format!("the configuration file {} is wrong: {error}", path.display()))
}

/// A file with all settings. What is commented out has no default.
pub(super) fn example() -> String {
    let Settings {
        data_dir,
        tcp,
        ws,
        cluster,
        shards,
        discv5_udp,
        retention_time,
        retention_size,
        max_subscribers,
        log,
        ..
    } = Settings::default();
    let at = |endpoint| match endpoint {
        Endpoint::Off => "off".to_owned(),
        Endpoint::At(socket) => socket.to_string(),
    };
    let discv5_udp = match discv5_udp {
        UdpPort::Off => "\"off\"".to_owned(),
        UdpPort::At(port) => port.to_string(),
    };
    let (data_dir, tcp, ws) = (data_dir.display(), at(tcp), at(ws));
    format!(
        r#"# Settings of a service node, with their defaults. Options of the same names on the command line go before them.

# Where the node's key and archive are; made if it is not there.
data-dir = "{data_dir}"

# Where to listen, as IP:PORT, or "off". Browsers need TLS in front of the WebSocket.
tcp = "{tcp}"
ws = "{ws}"

# What is relayed, kept and served. 16 is the cluster of Status, 32 its shard for everything, 64 that for communities.
cluster = {cluster}
shards = {shards:?}

# Nodes to stay connected with. A node that is told of no other is a network of its own.
static-nodes = [
    # "/ip4/203.0.113.7/tcp/60000/p2p/16Uiu2HAm...",
]

# How other nodes are found: nodes to ask, lists in DNS and a server that is asked for them, and the UDP port at which nodes
# find each other (discv5), or "off".
bootstrap = [
    # "enr:-...",
]
dns-discovery = [
    # "enrtree://AMOJVZX4V6EXP7NTJPMAYJYST2QP6AJXYW76IU6VGJS7UVSNDYZG4@boot.prod.status.nodes.status.im",
]
# nameserver = "1.1.1.1:53"
discv5-udp = {discv5_udp}

# File of the private key that the peer id comes from, 64 hex digits; without it node.key in the data folder.
# node-key-file = "/etc/status-node.key"

# Messages older than this are removed (s, m, h, d, w), and the oldest if the archive is larger than this (MiB, GiB, TiB).
retention-time = "{retention_time}"
retention-size = "{retention_size}"

# Light clients that may have subscriptions at one time.
max-subscribers = {max_subscribers}

# Where /metrics and /health are offered over HTTP. Whoever reaches the address can read them.
# metrics = "127.0.0.1:8008"

# How much to log: off, error, warn, info, debug, trace, or by part, such as "info,status_waku=debug".
log = "{log}"
"#
    )
}
