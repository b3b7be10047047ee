//! What the node tells the person who started it.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use status_app::node::{ArchiveSize, ServiceNode, StartError};

use super::options::Settings;
use super::units::Size;

/// Prints a text.
pub(super) fn print(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read it has had enough.
        Err(_) => ExitCode::FAILURE,
    }
}

/// What to do about a node that did not start.
pub(super) const fn advice(error: &StartError) -> &'static str {
    match error {
        StartError::DataDir { .. } => "choose a folder that you may write to, by --data-dir",
        StartError::KeyFile { .. } => "check the owner of the file, or choose another one by --node-key-file",
        StartError::InvalidKey { .. } => {
            "put a key there, or remove the file: then a new key is made, and a new peer id"
        }
        StartError::Archive { .. } => {
            "check that the disk has room and the file is yours; if it is damaged, move it away: then a new one is made"
        }
        StartError::EntryPoint(_) => "write enr:... or a multiaddress to --bootstrap, enrtree://... to --dns-discovery",
        StartError::Network(_) => {
            "check that the addresses of --tcp and --ws are free, and those of --static-node valid"
        }
    }
}

/// Tells how others reach the node, and what it does.
pub(super) async fn started(
    settings: &Settings,
    node: &ServiceNode,
    archive: ArchiveSize,
    metrics: Option<SocketAddr>,
) {
    let peer_id = node.waku().peer_id();
    let addresses = node.waku().listen_addresses().await.unwrap_or_default();
    let shards = settings.shards.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut text = format!("Service node of Status Core\n\n  peer id     {peer_id}\n");
    for (at, address) in addresses.iter().enumerate() {
        let name = if at == 0 { "addresses" } else { "" };
        text += &format!("  {name:<11} {address}\n");
    }
    let record = node.record().await.unwrap_or_default();
    if !record.is_empty() {
        text += &format!("  record      {record}\n");
    }
    text += &format!("  shards      {shards} of cluster {}\n", settings.cluster);
    let (time, size) = (settings.retention_time, settings.retention_size);
    let (messages, used) = (archive.messages, Size(archive.bytes));
    let path = settings.data_dir.join("archive.db");
    text += &format!("  archive     {}: {messages} messages, {used}; keeps {time}, at most {size}\n", path.display());
    if let Some(address) = metrics {
        text += &format!("  metrics     http://{address}/metrics\n");
    }
    text += "\n";
    // Who started the node need not listen.
    let _ = print(&text);
    tracing::info!(%peer_id, addresses = addresses.join(" "), "node started");
    if !record.is_empty() {
        tracing::info!(%record, "node record");
    }
    if let Some(address) = metrics {
        tracing::info!(%address, "metrics offered");
    }
}
