//! Values that earlier steps gave, inserted as `${name}`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A name that nothing gave a value.
#[derive(Debug, thiserror::Error)]
#[error("needs '{0}', which an earlier step did not give")]
pub(super) struct UnknownVariable(String);

/// The known values.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, Value>);

impl Variables {
    pub(super) fn set(&mut self, name: impl Into<String>, value: Value) {
        self.0.insert(name.into(), value);
    }

    pub(super) fn get(&self, name: &str) -> Result<&Value, UnknownVariable> {
        self.0.get(name).ok_or_else(|| UnknownVariable(name.to_owned()))
    }

    /// The text with every `${name}` replaced by the value's text.
    pub(super) fn insert_in_text(&self, text: &str) -> Result<String, UnknownVariable> {
        self.replace(text, |value| value)
    }

    /// As [`Self::insert_in_text`]; each inserted text goes through `escape`.
    pub(super) fn replace(&self, text: &str, escape: impl Fn(String) -> String) -> Result<String, UnknownVariable> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, tail)) = after.split_once('}') else { break };
            out.push_str(before);
            out.push_str(&escape(plain_text(self.get(name)?)));
            rest = tail;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// The text with its variables inserted. A text that is exactly one `${name}` keeps the value's JSON type.
    pub(super) fn insert_in_string(&self, text: &str) -> Result<Value, UnknownVariable> {
        match text.strip_prefix("${").and_then(|inner| inner.strip_suffix('}')) {
            Some(name) if !name.contains('}') => self.get(name).cloned(),
            _ => self.insert_in_text(text).map(Value::String),
        }
    }

    /// The value with the variables inserted in all its texts, keys too.
    pub(super) fn insert(&self, value: &Value) -> Result<Value, UnknownVariable> {
        Ok(match value {
            Value::String(text) => self.insert_in_string(text)?,
            Value::Array(list) => Value::Array(list.iter().map(|v| self.insert(v)).collect::<Result<_, _>>()?),
            Value::Object(map) => Value::Object(self.insert_in_map(map)?),
            other => other.clone(),
        })
    }

    /// As [`Self::insert`], for an object.
    pub(super) fn insert_in_map(&self, map: &Map<String, Value>) -> Result<Map<String, Value>, UnknownVariable> {
        map.iter().map(|(key, value)| Ok((self.insert_in_text(key)?, self.insert(value)?))).collect()
    }
}

fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
