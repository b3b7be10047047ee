//! The file format.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// One recording.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recording {
    #[serde(rename = "format")]
    _format: Option<u32>,
    pub(super) name: String,
    #[serde(rename = "area")]
    _area: Option<String>,
    #[serde(rename = "about")]
    _about: Option<String>,
    pub(super) nodes: BTreeMap<String, NodeConfig>,
    /// File name to base64 content.
    #[serde(default)]
    pub(super) files: BTreeMap<String, String>,
    /// Whether a local test chain must run.
    #[serde(default)]
    pub(super) chain: bool,
    pub(super) steps: Vec<RecordedStep>,
    #[serde(rename = "verified")]
    _verified: Option<Value>,
}

impl Recording {
    pub(super) fn parse(text: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(text)
    }
}

/// How far a node is brought before the first step. Ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum NodeState {
    Started,
    Initialized,
    LoggedIn,
    #[default]
    Messenger,
    Wallet,
}

/// A node that the recording names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeConfig {
    #[serde(default)]
    pub(super) state: NodeState,
    /// Additional fields of the request that creates the account.
    #[serde(default)]
    pub(super) create: Map<String, Value>,
    /// A mnemonic to restore from.
    pub(super) restore: Option<String>,
    #[serde(default)]
    pub(super) env: BTreeMap<String, String>,
}

/// One step as it stands in the file; which keys are there says of what kind it is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RecordedStep {
    pub(super) id: Option<String>,
    pub(super) about: Option<String>,
    pub(super) on: Option<String>,

    pub(super) rpc: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) params: Option<Value>,
    /// Additional top-level keys of the JSON-RPC request.
    pub(super) top: Map<String, Value>,
    /// Conditions that end the repetition of the call.
    pub(super) until: Option<Map<String, Value>>,
    /// Do not wait for the answer; an `await` step takes it.
    pub(super) background: bool,
    #[serde(rename = "await")]
    pub(super) awaited: Option<String>,

    pub(super) endpoint: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) body: Option<Value>,
    #[serde(deserialize_with = "present")]
    pub(super) raw: Option<Value>,
    /// The login of this step fails by intention: no success is awaited.
    pub(super) fails: bool,

    pub(super) signal: Option<String>,
    #[serde(rename = "where")]
    pub(super) conditions: Map<String, Value>,
    pub(super) signals: Option<Vec<String>>,
    pub(super) since: Option<String>,

    pub(super) connect: Option<Vec<String>>,
    pub(super) process: Option<String>,
    /// Seconds.
    pub(super) wait: Option<f64>,

    pub(super) select: Option<String>,
    pub(super) capture: Map<String, Value>,
    #[serde(deserialize_with = "present")]
    pub(super) expect: Option<Value>,
    pub(super) types_only: bool,
    /// Seconds.
    pub(super) timeout: Option<f64>,
}

/// A key that is there with the value null is not the same as a key that is missing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl RecordedStep {
    /// Whether the step only looks at signals, so that it does not move the mark of the newest request.
    pub(super) const fn is_about_signals(&self) -> bool {
        self.signal.is_some() || self.signals.is_some()
    }

    /// What the report calls the step.
    pub(super) fn title(&self, index: usize) -> String {
        let what = [&self.awaited, &self.rpc, &self.endpoint, &self.signal, &self.process]
            .into_iter()
            .flatten()
            .next()
            .map_or_else(|| self.kind(), String::as_str);
        let on = self.on.as_deref().unwrap_or_default();
        let about = self.about.as_ref().map(|about| format!(" ({about})")).unwrap_or_default();
        format!("{index} {on} {what}{about}")
    }

    const fn kind(&self) -> &'static str {
        if self.raw.is_some() {
            "raw"
        } else if self.signals.is_some() {
            "order of signals"
        } else if self.wait.is_some() {
            "wait"
        } else {
            "connect"
        }
    }
}
