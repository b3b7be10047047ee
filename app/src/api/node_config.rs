//! The configuration of the node as clients see it: what every node has, with what belongs to this profile.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};
use status_domain::settings;
use status_ports::{SettingRecord, StorageError};

use crate::session::{Session, SessionOptions};

/// What does not depend on the profile, the machine, or the session.
fn template() -> &'static Value {
    static TEMPLATE: OnceLock<Value> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let text = include_str!("../../data/node_config.json");
        serde_json::from_str(text).unwrap_or_else(|error| {
            tracing::error!(%error, "The configuration template is damaged.");
            json!({})
        })
    })
}

/// The configuration of the session's node.
pub(super) async fn current(session: &Session) -> Result<Map<String, Value>, StorageError> {
    let stored = session.settings().await?;
    let fleet = settings::setting(&stored, "fleet");
    Ok(merge(&Profile { session, stored, fleet }))
}

struct Profile<'a> {
    session: &'a Session,
    /// What was asked for at creation and since.
    stored: Vec<SettingRecord>,
    fleet: Value,
}

impl Profile<'_> {
    /// A kept value, unless it is absent or null.
    fn kept(&self, name: &str) -> Option<Value> {
        Some(settings::shown_node_config(&self.stored, name)).filter(|value| !value.is_null())
    }
}

fn merge(profile: &Profile<'_>) -> Map<String, Value> {
    let session = profile.session;
    let root = session.root().display().to_string();
    let options = session.options();
    let mut config = template().clone();
    let mut set = |pointer: &str, value: Value| {
        if let Some(place) = config.pointer_mut(pointer) {
            *place = value;
        }
    };
    set("/RootDataDir", json!(root));
    set("/DataDir", json!(format!("{root}/ethereum/mainnet_rpc")));
    set("/KeyStoreDir", json!(format!("{root}/keystore/{}", session.key_uid())));
    set("/LogFile", json!(format!("{root}/geth.log")));
    set("/Version", json!(session.version()));
    set("/ShhextConfig/InstallationID", json!(session.installation_id()));
    set("/ShhextConfig/BandwidthStatsEnabled", json!(options.bandwidth_stats));
    set("/TorrentConfig/DataDir", json!(format!("{root}/data/archivedata")));
    set("/TorrentConfig/TorrentDir", json!(format!("{root}/data/torrents")));
    set("/ClusterConfig/Fleet", profile.fleet.clone());
    set("/RuntimeLogLevel", json!(options.runtime_log_level));
    for kept in settings::NODE_VALUES {
        if let Some(value) = profile.kept(kept.name) {
            set(kept.place, value);
        }
    }
    // Logging to a file is on exactly when a level was asked for.
    set("/LogEnabled", json!(profile.kept("LogLevel").is_some()));
    if let Some(nameserver) = options.nameserver.as_ref().filter(|nameserver| !nameserver.is_empty()) {
        set("/WakuV2Config/Nameserver", json!(nameserver));
    }
    if let Some(Value::Array(networks)) = config.get_mut("Networks") {
        networks.iter_mut().for_each(|network| add_tokens(network, options));
    }
    match config {
        Value::Object(config) => config,
        _ => Map::new(),
    }
}

/// Adds the client's tokens to the addresses of providers.
fn add_tokens(network: &mut Value, options: &SessionOptions) {
    let Some(network) = network.as_object_mut() else { return };
    for (_, value) in network.iter_mut() {
        let Some(url) = value.as_str() else { continue };
        if url.contains("infura.io/") {
            *value = json!(format!("{url}{}", *options.wallet_secrets.infura_token));
        } else if url.contains("grove.city/") {
            *value = json!(format!("{url}{}", *options.wallet_secrets.pokt_token));
        } else if let Some(rest) = url.strip_prefix("https://.api.status.im/") {
            *value = json!(format!("https://{}.api.status.im/{rest}", options.wallet_secrets.proxy_stage_name));
        }
    }
}
