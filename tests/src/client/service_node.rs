//! One service node: `status-backend node`.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{BackendError, process::Process};

/// A service node with an own temporary folder, removed at the end.
pub struct ServiceNode {
    name: String,
    binary: PathBuf,
    folder: TempDir,
    process: Option<Process>,
}

impl ServiceNode {
    /// Starts a node that knows no other.
    ///
    /// # Errors
    /// If it does not say in time where it listens.
    pub async fn start(name: &str, binary: &Path) -> Result<Self, BackendError> {
        let folder = tempfile::Builder::new().prefix(&format!("node-{name}-")).tempdir()?;
        let mut node = Self { name: name.to_owned(), binary: binary.to_owned(), folder, process: None };
        node.start_again().await?;
        Ok(node)
    }

    /// Ends the process in good order. What it keeps stays.
    ///
    /// # Errors
    /// If the system refuses.
    pub async fn stop(&mut self) -> Result<(), BackendError> {
        match self.process.take() {
            Some(process) => process.stop().await,
            None => Ok(()),
        }
    }

    /// Starts it after a stop: the same peer at other ports.
    ///
    /// # Errors
    /// If it does not say in time where it listens.
    pub async fn start_again(&mut self) -> Result<(), BackendError> {
        self.process = Some(Process::start_service_node(&self.name, &self.binary, self.folder.path()).await?);
        Ok(())
    }

    /// Where daemons of this machine can dial it.
    ///
    /// # Errors
    /// [`BackendError::NotStarted`].
    pub fn address(&self) -> Result<&str, BackendError> {
        self.find(|address| !address.contains("/ws/"))
    }

    /// The same over WebSocket, as browsers need it.
    ///
    /// # Errors
    /// [`BackendError::NotStarted`].
    pub fn websocket_address(&self) -> Result<&str, BackendError> {
        self.find(|address| address.contains("/ws/"))
    }

    /// Its peer id, the same after every start.
    ///
    /// # Errors
    /// [`BackendError::NotStarted`].
    pub fn peer_id(&self) -> Result<&str, BackendError> {
        Ok(self.address()?.rsplit('/').next().unwrap_or_default())
    }

    fn find(&self, wanted: impl Fn(&str) -> bool) -> Result<&str, BackendError> {
        let process = self.process.as_ref().ok_or_else(|| BackendError::NotStarted(self.name.clone()))?;
        let mut addresses = process.address.split_whitespace().map(|address| address.trim_matches('"'));
        addresses.find(|address| wanted(address)).ok_or_else(|| BackendError::NotStarted(self.name.clone()))
    }
}
