//! What of the node's configuration belongs to a profile, by the names of the configuration.

use serde_json::{Map, Value};
use status_ports::SettingRecord;

use super::read::setting;
use crate::discovery::fleet::{EntryPointError, EntryPoints};

const NAME: &str = "node-config";
/// Whether the node asks service nodes instead of relaying.
pub const LIGHT_CLIENT: &str = "LightClient";
/// How much is logged.
const LOG_LEVEL: &str = "LogLevel";
/// How many log files are kept, by a program that writes the log to files.
const LOG_MAX_BACKUPS: &str = "LogMaxBackups";
/// Entry points of the network that the user added, by name.
const CUSTOM_NODES: &str = "CustomNodes";
/// More entry points than this nobody adds.
const MAX_CUSTOM_NODES: usize = 100;
/// Longest name or address of one, in bytes.
const MAX_CUSTOM_NODE_BYTES: usize = 1024;

/// What a value of the configuration holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    Number,
    Text,
    /// An object of texts.
    Texts,
}

/// A value of the configuration that a profile keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeValue {
    /// By which it is stored.
    pub name: &'static str,
    /// Where it stands in the configuration, as a JSON pointer.
    pub place: &'static str,
    kind: Kind,
}

const fn value(name: &'static str, place: &'static str, kind: Kind) -> NodeValue {
    NodeValue { name, place, kind }
}

/// All that a profile keeps.
pub const NODE_VALUES: &[NodeValue] = &[
    value("NetworkId", "/NetworkId", Kind::Number),
    value(LOG_LEVEL, "/LogLevel", Kind::Text),
    value(LOG_MAX_BACKUPS, "/LogMaxBackups", Kind::Number),
    value(LIGHT_CLIENT, "/WakuV2Config/LightClient", Kind::Bool),
    value("Nameserver", "/WakuV2Config/Nameserver", Kind::Text),
    value("EnableDiscV5", "/WakuV2Config/EnableDiscV5", Kind::Bool),
    value("UDPPort", "/WakuV2Config/UDPPort", Kind::Number),
    value(CUSTOM_NODES, "/WakuV2Config/CustomNodes", Kind::Texts),
    value("EnableStoreConfirmationForMessagesSent", "/WakuV2Config/EnableStoreConfirmationForMessagesSent", Kind::Bool),
    value("EnableMissingMessageVerification", "/WakuV2Config/EnableMissingMessageVerification", Kind::Bool),
    value("TelemetryServerURL", "/WakuV2Config/TelemetryServerURL", Kind::Text),
];

/// What follows from other values: saving it changes nothing.
const DERIVED: &[&str] = &["/LogEnabled", "/RuntimeLogLevel"];

/// Why the configuration was not saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodeConfigError {
    /// The configuration is no object.
    #[error("the node configuration is no object")]
    NoObject,
    /// The node does not do this differently.
    #[error("the node configuration cannot be changed at {0}")]
    Fixed(String),
    /// A value of another kind, or out of bounds.
    #[error("the node configuration does not take this value at {0}")]
    Invalid(String),
    /// Not one of error, warn, info, debug, trace.
    #[error("set-log-level: invalid log level")]
    LogLevel,
    /// Too many nodes, or a name or an address that is too long.
    #[error("too many custom nodes, or a name or an address that is too long")]
    CustomNodes,
    /// Nothing that leads into a network.
    #[error(transparent)]
    EntryPoint(#[from] EntryPointError),
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// What failed.
    Error,
    /// And what is suspicious.
    Warn,
    /// And what happens.
    Info,
    /// And what helps to find faults.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// The word of the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Warn => "WARN",
            Self::Info => "INFO",
            Self::Debug => "DEBUG",
            Self::Trace => "TRACE",
        }
    }

    /// The level of a word, in letters of any case.
    ///
    /// # Errors
    /// [`NodeConfigError::LogLevel`].
    pub fn parse(word: &str) -> Result<Self, NodeConfigError> {
        [Self::Error, Self::Warn, Self::Info, Self::Debug, Self::Trace]
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(word))
            .ok_or(NodeConfigError::LogLevel)
    }
}

/// A value that the profile keeps; `null` if it keeps none of this name.
#[must_use]
pub fn node_config(stored: &[SettingRecord], name: &str) -> Value {
    setting(stored, NAME).get(name).cloned().unwrap_or_default()
}

/// A value as the configuration of the node shows it. Of the entry points that the user added, those that lead somewhere;
/// the others are kept, but the node does not use them.
#[must_use]
pub fn shown_node_config(stored: &[SettingRecord], name: &str) -> Value {
    match node_config(stored, name) {
        Value::Object(nodes) if name == CUSTOM_NODES => {
            let leads = |node: &Value| node.as_str().is_some_and(|text| EntryPoints::default().add(text).is_ok());
            Value::Object(nodes.into_iter().filter(|(_, node)| leads(node)).collect())
        }
        value => value,
    }
}

/// The record to store when a value becomes another one. All others stay.
#[must_use]
pub fn write_node_config(stored: &[SettingRecord], name: &str, value: Value) -> SettingRecord {
    let mut kept = kept(stored);
    kept.insert(name.to_owned(), value);
    record(kept)
}

/// The record to store when the level of the log changes.
#[must_use]
pub fn write_log_level(stored: &[SettingRecord], level: LogLevel) -> SettingRecord {
    write_node_config(stored, LOG_LEVEL, Value::from(level.as_str()))
}

/// The record to store when another number of log files is to be kept.
#[must_use]
pub fn write_max_log_backups(stored: &[SettingRecord], count: u32) -> SettingRecord {
    write_node_config(stored, LOG_MAX_BACKUPS, Value::from(count))
}

/// The record to store when the entry points that the user added become these, by name.
///
/// # Errors
/// [`NodeConfigError::CustomNodes`]. What leads nowhere is kept, as clients expect it, and passed over by who enters the
/// network.
pub fn write_custom_nodes<'a>(
    stored: &[SettingRecord],
    nodes: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<SettingRecord, NodeConfigError> {
    let nodes = nodes.into_iter().map(|(name, address)| (name.to_owned(), Value::from(address))).collect();
    check_custom_nodes(&nodes)?;
    Ok(write_node_config(stored, CUSTOM_NODES, Value::Object(nodes)))
}

/// The record to store when the user adds an entry point: a list of nodes, a node record, or the address of a node.
///
/// # Errors
/// [`NodeConfigError::EntryPoint`], or [`NodeConfigError::CustomNodes`] if there are too many.
pub fn add_custom_node(stored: &[SettingRecord], address: &str) -> Result<SettingRecord, NodeConfigError> {
    EntryPoints::default().add(address)?;
    let mut nodes = match node_config(stored, CUSTOM_NODES) {
        Value::Object(nodes) => nodes,
        _ => Map::new(),
    };
    nodes.insert(address.to_owned(), Value::from(address));
    check_custom_nodes(&nodes)?;
    Ok(write_node_config(stored, CUSTOM_NODES, Value::Object(nodes)))
}

/// The record to store when a client saves a whole configuration, of which `current` is the present state. What is
/// missing in it stays.
///
/// # Errors
/// [`NodeConfigError`] names the first thing that it asks for and that is not done; then nothing is to be stored.
pub fn save_node_config(
    stored: &[SettingRecord],
    current: &Value,
    wanted: &Value,
) -> Result<SettingRecord, NodeConfigError> {
    if !wanted.is_object() {
        return Err(NodeConfigError::NoObject);
    }
    let mut kept = kept(stored);
    compare(current, wanted, "", &mut kept)?;
    Ok(record(kept))
}

fn compare(current: &Value, wanted: &Value, place: &str, kept: &mut Map<String, Value>) -> Result<(), NodeConfigError> {
    if current == wanted || (is_zero(current) && is_zero(wanted)) || DERIVED.contains(&place) {
        return Ok(());
    }
    if let Some(value) = NODE_VALUES.iter().find(|value| value.place == place) {
        kept.insert(value.name.to_owned(), value.take(wanted)?);
        return Ok(());
    }
    let (Value::Object(wanted), Value::Object(members)) = (wanted, current) else {
        return Err(NodeConfigError::Fixed(place.to_owned()));
    };
    for (key, value) in wanted {
        compare(members.get(key).unwrap_or(&Value::Null), value, &format!("{place}/{key}"), kept)?;
    }
    Ok(())
}

impl NodeValue {
    fn take(self, wanted: &Value) -> Result<Value, NodeConfigError> {
        let invalid = || NodeConfigError::Invalid(self.place.to_owned());
        match (self.kind, wanted) {
            (_, Value::Null) | (Kind::Bool, Value::Bool(_)) => {}
            (Kind::Number, Value::Number(number)) if number.as_u64().is_some_and(|number| number <= 1 << 48) => {}
            (Kind::Text, Value::String(text)) if self.name == LOG_LEVEL => {
                LogLevel::parse(text)?;
            }
            (Kind::Text, Value::String(text)) if text.len() <= MAX_CUSTOM_NODE_BYTES => {}
            (Kind::Texts, Value::Object(nodes)) => check_custom_nodes(nodes)?,
            _ => return Err(invalid()),
        }
        Ok(wanted.clone())
    }
}

fn check_custom_nodes(nodes: &Map<String, Value>) -> Result<(), NodeConfigError> {
    let is_short = |text: &str| text.len() <= MAX_CUSTOM_NODE_BYTES;
    let fit = nodes.iter().all(|(name, address)| is_short(name) && address.as_str().is_some_and(is_short));
    if nodes.len() <= MAX_CUSTOM_NODES && fit { Ok(()) } else { Err(NodeConfigError::CustomNodes) }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

fn kept(stored: &[SettingRecord]) -> Map<String, Value> {
    match setting(stored, NAME) {
        Value::Object(kept) => kept,
        _ => Map::new(),
    }
}

fn record(kept: Map<String, Value>) -> SettingRecord {
    SettingRecord { name: NAME.to_owned(), value: Value::Object(kept).to_string() }
}
