//! Functions about the network node, most of them for old clients: there is no node of Ethereum here.

use serde_json::{Map, Value};
use status_domain::discovery::fleet::find_fleet;

use super::{Endpoints, error_answer, outcome};
use crate::Backend;
use crate::api::{self, ChangeError};
use crate::json::{self, JsonError};

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("AddPeer", |backend, url| async move { outcome(add_peer(&backend, &url)) });
    // No data of a chain is kept in files.
    endpoints.pure("ResetChainData", |_| error_answer(""));
    // Whether anything is told is up to the settings of the profile.
    endpoints.pure("StartLocalNotifications", |_| error_answer(""));
    endpoints.pure("StopLocalNotifications", |_| error_answer(""));
    for name in ["StartCPUProfile", "WriteHeapProfile"] {
        endpoints.pure(name, |_| error_answer("profiles are made by the tools of the system"));
    }
    // None was started.
    endpoints.pure("StopCPUProfiling", |_| error_answer(""));
}

/// Why the node stays as it is. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
enum NodeError {
    #[error("invalid URL scheme, want \"enode\"")]
    NoEnode,
    #[error("there is no running node")]
    NotRunning,
    #[error("peers of Ethereum are not connected to")]
    NoEthereum,
    #[error("Asset ../config/cli/fleet-{0}.json not found")]
    UnknownFleet(String),
    #[error("DB is unavailable")]
    NoProfile,
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error(transparent)]
    Change(#[from] ChangeError),
}

fn add_peer(backend: &Backend, url: &str) -> Result<(), NodeError> {
    let id = url.strip_prefix("enode://").unwrap_or(url);
    let is_id = !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_id && !url.starts_with("enode://") {
        return Err(NodeError::NoEnode);
    }
    match backend.lifecycle().session() {
        Some(_) => Err(NodeError::NoEthereum),
        None => Err(NodeError::NotRunning),
    }
}

/// As the function `SwitchFleet`, which takes two texts: another fleet from the next login on, and a configuration of the
/// node, which may be empty.
pub(crate) async fn switch_fleet(backend: &Backend, fleet: &str, config: &str) -> String {
    let switch = async {
        let config = match config {
            "" => Value::Null,
            text => json::parse(text)?,
        };
        let config = if config.is_null() { Value::Object(Map::new()) } else { config };
        find_fleet(fleet).ok_or_else(|| NodeError::UnknownFleet(fleet.to_owned()))?;
        let session = backend.lifecycle().session().ok_or(NodeError::NoProfile)?;
        Ok::<_, NodeError>(api::switch_fleet(&session, fleet, config).await?)
    };
    outcome(switch.await)
}
