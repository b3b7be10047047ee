//! What of the node's configuration belongs to a profile, by the names of the configuration.

use serde_json::{Map, Value};
use status_ports::SettingRecord;

use super::read::setting;

const NAME: &str = "node-config";
/// Whether the node asks service nodes instead of relaying.
pub const LIGHT_CLIENT: &str = "LightClient";

/// A value that the profile keeps; `null` if it keeps none of this name.
#[must_use]
pub fn node_config(stored: &[SettingRecord], name: &str) -> Value {
    setting(stored, NAME).get(name).cloned().unwrap_or_default()
}

/// The record to store when a value becomes another one. All others stay.
#[must_use]
pub fn write_node_config(stored: &[SettingRecord], name: &str, value: Value) -> SettingRecord {
    let mut kept = match setting(stored, NAME) {
        Value::Object(kept) => kept,
        _ => Map::new(),
    };
    kept.insert(name.to_owned(), value);
    SettingRecord { name: NAME.to_owned(), value: Value::Object(kept).to_string() }
}
