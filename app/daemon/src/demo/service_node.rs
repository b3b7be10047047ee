//! A service node as a process of its own.

use std::path::PathBuf;
use std::time::Duration;

use super::error::DemoError;
use super::process::Process;

const NAME: &str = "the service node";

/// `status-backend node`, with the files in a folder.
pub(super) struct ServiceNode {
    process: Process,
    /// Where people dial it.
    pub(super) address: String,
    pub(super) peer_id: String,
    /// From the start of the process until it listens.
    pub(super) started_in: Duration,
}

impl ServiceNode {
    pub(super) async fn start(folder: PathBuf) -> Result<Self, DemoError> {
        std::fs::create_dir_all(&folder)?;
        let wrong = |what: &str| DemoError::Wrong { name: NAME, what: what.to_owned() };
        let data_dir = folder.to_str().ok_or_else(|| wrong("needs a folder whose name is a text"))?;
        let arguments = ["node", "--tcp", "127.0.0.1:0", "--ws", "off", "--discv5-udp", "off", "--data-dir", data_dir];
        let process = Process::start(NAME, &folder, &arguments, "addresses=").await?;
        let mut addresses = process.address.split(|separator: char| separator == '"' || separator.is_whitespace());
        let address = addresses.find(|address| address.starts_with("/ip4/127.0.0.1/tcp/"));
        let address = address.ok_or_else(|| wrong("cannot be dialled on this machine"))?.to_owned();
        let (_, peer_id) = address.rsplit_once('/').ok_or_else(|| wrong("has no peer id"))?;
        Ok(Self { peer_id: peer_id.to_owned(), started_in: process.age(), process, address })
    }

    pub(super) async fn stop(self) -> Result<(), DemoError> {
        self.process.stop().await
    }

    /// Resident memory in bytes, where the system tells it.
    pub(super) fn memory(&self) -> Option<u64> {
        self.process.memory()
    }
}
