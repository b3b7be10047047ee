//! From stored records to the settings object.

use serde_json::{Map, Value};
use status_ports::SettingRecord;

use super::table::{ALL, Initial, Kind, Presence, Setting};

impl Setting {
    /// The value before anybody saved one.
    #[must_use]
    pub fn default_value(&self) -> Value {
        match (self.initial, self.kind) {
            (Initial::True, _) => Value::Bool(true),
            (Initial::Number(number), _) => Value::from(number),
            (Initial::Text(text), _) => Value::from(text),
            (Initial::Zero, Kind::Bool) => Value::Bool(false),
            (Initial::Zero, Kind::Number | Kind::StrictNumber) => Value::from(0),
            (Initial::Zero, Kind::Text | Kind::Address) => Value::from(""),
            (Initial::Zero, Kind::Json) => Value::Null,
        }
    }

    /// The value that a stored text stands for, always of the setting's kind.
    fn read(&self, stored: &str) -> Value {
        let Ok(value) = serde_json::from_str::<Value>(stored) else {
            return self.default_value();
        };
        let fits = match self.kind {
            Kind::Bool => value.is_boolean(),
            Kind::Number | Kind::StrictNumber => value.is_i64() || value.is_u64(),
            Kind::Text | Kind::Address => value.is_string(),
            Kind::Json => true,
        };
        match value {
            value if fits => value,
            Value::Number(number) if self.kind == Kind::Text => Value::from(number.to_string()),
            Value::Null if self.kind == Kind::Text => Value::from(""),
            _ => self.default_value(),
        }
    }
}

/// The value of one setting by its name, stored or default; `null` for a name that is none.
#[must_use]
pub fn setting(stored: &[SettingRecord], name: &str) -> Value {
    super::find(name).map_or(Value::Null, |setting| value_of(stored, setting))
}

fn value_of(stored: &[SettingRecord], setting: &Setting) -> Value {
    let record = stored.iter().find(|record| record.name == setting.name);
    record.map_or_else(|| setting.default_value(), |record| setting.read(&record.value))
}

/// The settings object that clients are shown.
#[must_use]
pub fn current(stored: &[SettingRecord]) -> Map<String, Value> {
    let mut object = Map::new();
    for setting in ALL {
        let value = match setting.presence {
            Presence::Never => continue,
            Presence::Blank => Value::from(""),
            Presence::Always => value_of(stored, setting),
            Presence::UnlessZero => match value_of(stored, setting) {
                zero if is_zero(&zero) => continue,
                value => value,
            },
        };
        object.insert(setting.key.to_owned(), value);
    }
    object
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) | Value::Object(_) | Value::Array(_) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
    }
}
