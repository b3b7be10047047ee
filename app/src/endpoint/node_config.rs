//! Whether a configuration of the node is a valid one, by the rules of old clients.

use serde::{Deserialize, Serialize};
use status_domain::keypair::parse_private_key;

use super::{Endpoints, error_answer};
use crate::json;

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.pure("ValidateNodeConfig", |body| json::to_text(&verdict(body)).unwrap_or_else(error_answer));
}

/// The words for a level of logging.
const LEVELS: [&str; 5] = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"];
const LEVEL_TAG: &str = "eq=ERROR|eq=WARN|eq=INFO|eq=DEBUG|eq=TRACE";

/// What of a configuration is checked. What has a default may be missing.
#[derive(Deserialize)]
#[serde(rename = "params.NodeConfig", rename_all = "PascalCase")]
struct NodeConfig {
    network_id: u64,
    data_dir: String,
    key_store_dir: String,
    name: String,
    #[serde(rename = "APIModules")]
    api_modules: Option<String>,
    runtime_log_level: String,
    log_level: Option<String>,
    node_key: String,
    no_discovery: Option<bool>,
    cluster_config: ClusterConfig,
    waku_config: WakuConfig,
    #[serde(rename = "WakuV2Config")]
    waku_v2_config: WakuConfig,
    shhext_config: ShhextConfig,
    torrent_config: TorrentConfig,
}

#[derive(Deserialize)]
#[serde(rename = "params.ClusterConfig", rename_all = "PascalCase")]
struct ClusterConfig {
    boot_nodes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename = "params.WakuConfig", rename_all = "PascalCase")]
struct WakuConfig {
    enabled: bool,
    data_dir: String,
    enable_mail_server: bool,
}

#[derive(Deserialize)]
#[serde(rename = "params.ShhextConfig", rename_all = "PascalCase")]
struct ShhextConfig {
    #[serde(rename = "PFSEnabled")]
    has_forward_secrecy: bool,
    #[serde(rename = "InstallationID")]
    installation_id: String,
}

#[derive(Deserialize)]
#[serde(rename = "params.TorrentConfig", rename_all = "PascalCase")]
struct TorrentConfig {
    enabled: bool,
    data_dir: String,
    torrent_dir: String,
}

#[derive(Default, Serialize)]
struct Verdict {
    status: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    field_errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct FieldError {
    parameter: String,
    errors: [Message; 1],
}

#[derive(Serialize)]
struct Message {
    message: String,
}

fn verdict(body: &str) -> Verdict {
    let refused = |problem: &str| Verdict { message: format!("validation: {problem}"), ..Verdict::default() };
    let config: NodeConfig = match json::from_text(body) {
        Ok(config) => config,
        Err(_) if body.trim().is_empty() => return refused("EOF"),
        Err(error) if error.0 == "unexpected end of JSON input" => return refused("unexpected EOF"),
        Err(error) => return refused(&error.0),
    };
    let field_errors = config.field_errors();
    if !field_errors.is_empty() {
        return Verdict { field_errors, ..refused("validation failed") };
    }
    match config.problem() {
        Some(problem) => refused(&problem),
        None => Verdict { status: true, ..Verdict::default() },
    }
}

impl NodeConfig {
    /// The fields that are wrong in themselves.
    fn field_errors(&self) -> Vec<FieldError> {
        let is_level = |level: &str| LEVELS.contains(&level);
        let checks = [
            ("NetworkID", "required", self.network_id != 0),
            ("DataDir", "required", !self.data_dir.is_empty()),
            ("KeyStoreDir", "required", !self.key_store_dir.is_empty()),
            ("Name", "excludes", !self.name.contains('/')),
            ("APIModules", "required", self.api_modules.as_deref() != Some("")),
            ("RuntimeLogLevel", LEVEL_TAG, self.runtime_log_level.is_empty() || is_level(&self.runtime_log_level)),
            ("LogLevel", LEVEL_TAG, self.log_level.as_deref().is_none_or(is_level)),
        ];
        let wrong = checks.into_iter().filter(|(.., is_valid)| !is_valid);
        wrong
            .map(|(name, tag, _)| FieldError {
                parameter: format!("NodeConfig.{name}"),
                errors: [Message { message: format!("field validation failed on the '{tag}' tag") }],
            })
            .collect()
    }

    /// What does not fit together.
    fn problem(&self) -> Option<String> {
        if !self.node_key.is_empty()
            && let Err(problem) = parse_private_key(&self.node_key)
        {
            return Some(format!("NodeKey is invalid: {problem}"));
        }
        let (torrent, waku, waku_v2) = (&self.torrent_config, &self.waku_config, &self.waku_v2_config);
        if torrent.enabled && (torrent.data_dir.is_empty() || torrent.torrent_dir.is_empty()) {
            return Some("TorrentConfig.DataDir and TorrentConfig.TorrentDir cannot be \"\"".to_owned());
        }
        if waku.enabled && waku_v2.enabled && waku.data_dir == waku_v2.data_dir {
            return Some("both Waku and WakuV2 are enabled and use the same data dir".to_owned());
        }
        if waku.enabled && waku.enable_mail_server && !waku.data_dir.starts_with(&self.data_dir) {
            return Some("WakuConfig.DataDir must start with DataDir fragment".to_owned());
        }
        if self.no_discovery == Some(false) && self.cluster_config.boot_nodes.is_empty() {
            return Some("NoDiscovery is false, but ClusterConfig.BootNodes is empty".to_owned());
        }
        let shhext = &self.shhext_config;
        (shhext.has_forward_secrecy && shhext.installation_id.is_empty())
            .then(|| "PFSEnabled is true, but InstallationID is empty".to_owned())
    }
}
