//! Compares an answer with an expectation that may hold marks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    mark::{fits, is_mark, type_of},
    variables::{UnknownVariable, Variables},
};

/// At most so many characters of a value stand in a report.
const SHORT: usize = 160;

/// How to compare.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'a> {
    pub(super) variables: &'a Variables,
    /// Literals stand for their JSON type only.
    pub(super) types_only: bool,
}

type Differences = Result<Vec<String>, UnknownVariable>;

/// A value as text, cut to a length that fits a line.
pub(super) fn short(value: &Value, characters: usize) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

impl Comparison<'_> {
    /// Where `value` does not fit `template`, one text each; empty when it fits.
    pub(super) fn differences(&self, template: &Value, value: &Value, path: &str) -> Differences {
        match template {
            Value::String(text) if is_mark(text) => {
                if fits(text, value, self.variables)? {
                    return Ok(Vec::new());
                }
                Ok(vec![unlike(path, text, value)])
            }
            Value::String(text) => match text.strip_prefix("$$") {
                Some(literal) => self.literal(&Value::String(format!("${literal}")), value, path),
                None => self.literal(&self.variables.insert_in_string(text)?, value, path),
            },
            Value::Object(map) if is_special(map) => self.special(map, value, path),
            Value::Object(map) => self.object(map, value, path),
            Value::Array(list) => self.list(list, value, path),
            literal => self.literal(literal, value, path),
        }
    }

    fn literal(&self, wanted: &Value, value: &Value, path: &str) -> Differences {
        let same_type = type_of(wanted) == type_of(value) || (wanted.is_number() && value.is_number());
        if same_type && (self.types_only || equal(wanted, value)) {
            return Ok(Vec::new());
        }
        Ok(vec![format!("{}: expected {}, got {}", shown(path), short_json(wanted), short_json(value))])
    }

    fn object(&self, template: &Map<String, Value>, value: &Value, path: &str) -> Differences {
        let Value::Object(map) = value else { return Ok(vec![unlike(path, "object", value)]) };
        let mut out = Vec::new();
        let mut known = BTreeSet::new();
        for (key, wanted) in template {
            let (key, optional) = key.strip_prefix('~').map_or((key.as_str(), false), |key| (key, true));
            let key = self.variables.insert_in_text(key)?;
            match map.get(&key) {
                Some(found) => out.extend(self.differences(wanted, found, &format!("{path}.{key}"))?),
                None if optional => {}
                None => out.push(format!("{path}.{key}: missing")),
            }
            known.insert(key);
        }
        for (key, found) in map.iter().filter(|(key, _)| !known.contains(*key)) {
            out.push(format!("{path}.{key}: not expected, got {}", short(found, 80)));
        }
        Ok(out)
    }

    fn list(&self, template: &[Value], value: &Value, path: &str) -> Differences {
        let Value::Array(list) = value else { return Ok(vec![unlike(path, "array", value)]) };
        if template.len() != list.len() {
            return Ok(vec![wrong_length(path, template.len(), list, value)]);
        }
        let mut out = Vec::new();
        for (index, (wanted, found)) in template.iter().zip(list).enumerate() {
            out.extend(self.differences(wanted, found, &format!("{path}[{index}]"))?);
        }
        Ok(out)
    }

    fn special(&self, template: &Map<String, Value>, value: &Value, path: &str) -> Differences {
        if let Some(alternatives) = template.get("$one_of").and_then(Value::as_array) {
            let mut best: Option<Vec<String>> = None;
            for alternative in alternatives {
                let attempt = self.differences(alternative, value, path)?;
                if best.as_ref().is_none_or(|best| attempt.len() < best.len()) {
                    best = Some(attempt);
                }
            }
            return Ok(best.unwrap_or_default());
        }
        let minimum = template.get("$min").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        if let Some(wanted) = template.get("$map") {
            let Value::Object(map) = value else { return Ok(vec![unlike(path, "object", value)]) };
            if map.len() < minimum {
                return Ok(vec![format!("{}: expected at least {minimum} keys, got {}", shown(path), map.len())]);
            }
            let mut out = Vec::new();
            for (key, found) in map {
                out.extend(self.differences(wanted, found, &format!("{path}.{key}"))?);
            }
            return Ok(out);
        }
        let Value::Array(list) = value else { return Ok(vec![unlike(path, "array", value)]) };
        if let Some(wanted) = template.get("$each") {
            if let Some(length) = template.get("$length").and_then(Value::as_u64)
                && usize::try_from(length) != Ok(list.len())
            {
                return Ok(vec![format!("{}: expected {length} elements, got {}", shown(path), list.len())]);
            }
            if list.len() < minimum {
                return Ok(vec![format!("{}: expected at least {minimum} elements, got {}", shown(path), list.len())]);
            }
            let mut out = Vec::new();
            for (index, found) in list.iter().enumerate() {
                out.extend(self.differences(wanted, found, &format!("{path}[{index}]"))?);
            }
            return Ok(out);
        }
        let wanted = template.get("$unordered").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if wanted.len() != list.len() {
            return Ok(vec![wrong_length(path, wanted.len(), list, value)]);
        }
        self.unordered(wanted, list, path)
    }

    /// The same elements in any order: a perfect matching of templates and elements. What cannot be matched is
    /// reported against the free element that is nearest.
    fn unordered(&self, wanted: &[Value], list: &[Value], path: &str) -> Differences {
        let mut table: Vec<Vec<Vec<String>>> = Vec::with_capacity(wanted.len());
        for template in wanted {
            let mut row = Vec::with_capacity(list.len());
            for (index, element) in list.iter().enumerate() {
                row.push(self.differences(template, element, &format!("{path}[{index}]"))?);
            }
            table.push(row);
        }
        let fitting: Vec<Vec<usize>> = table
            .iter()
            .map(|row| row.iter().enumerate().filter(|(_, found)| found.is_empty()).map(|(index, _)| index).collect())
            .collect();
        let mut owner: BTreeMap<usize, usize> = BTreeMap::new();
        let mut unplaced = Vec::new();
        for (template, row) in table.iter().enumerate() {
            if !place(template, &fitting, &mut owner, &mut BTreeSet::new()) {
                unplaced.push(row);
            }
        }
        let mut free: Vec<usize> = (0..list.len()).filter(|element| !owner.contains_key(element)).collect();
        let mut out = Vec::new();
        for row in unplaced {
            let best = free.iter().copied().min_by_key(|element| row.get(*element).map_or(usize::MAX, Vec::len));
            if let Some(best) = best {
                free.retain(|element| *element != best);
                out.extend(row.get(best).into_iter().flatten().cloned());
            }
        }
        Ok(out)
    }
}

/// Finds an element for `template`, moving others along an augmenting path.
fn place(
    template: usize,
    fitting: &[Vec<usize>],
    owner: &mut BTreeMap<usize, usize>,
    tried: &mut BTreeSet<usize>,
) -> bool {
    for element in fitting.get(template).into_iter().flatten() {
        if !tried.insert(*element) {
            continue;
        }
        let holder = owner.get(element).copied();
        if holder.is_none_or(|holder| place(holder, fitting, owner, tried)) {
            owner.insert(*element, template);
            return true;
        }
    }
    false
}

fn is_special(map: &Map<String, Value>) -> bool {
    ["$unordered", "$each", "$map", "$one_of"].iter().any(|key| map.contains_key(*key))
}

/// Equality in which `1` and `1.0` are the same.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || ((a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| equal(value, other)))
        }
        _ => a == b,
    }
}

const fn shown(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

fn short_json(value: &Value) -> String {
    short(&Value::String(value.to_string()), SHORT)
}

fn unlike(path: &str, wanted: &str, value: &Value) -> String {
    format!("{}: expected {wanted}, got {} {}", shown(path), type_of(value), short(value, SHORT))
}

fn wrong_length(path: &str, wanted: usize, list: &[Value], value: &Value) -> String {
    format!("{}: expected {wanted} elements, got {} {}", shown(path), list.len(), short(value, SHORT))
}

/// What differs between any two daemons and means nothing: the port of the media server, and the order of keys in a
/// `message` that is JSON text itself (it is decoded).
pub(super) fn normalise(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(without_media_port(&text)),
        Value::Array(list) => Value::Array(list.into_iter().map(normalise).collect()),
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| {
                    let decoded = match (&value, key.as_str()) {
                        (Value::String(text), "message") if text.starts_with(['{', '[']) => {
                            serde_json::from_str::<Value>(text).ok()
                        }
                        _ => None,
                    };
                    let value = decoded.map_or(value, |json| serde_json::json!({ "json": json }));
                    (key, normalise(value))
                })
                .collect(),
        ),
        other => other,
    }
}

fn without_media_port(text: &str) -> String {
    const HOST: &str = "https://Localhost:";
    let mut parts = text.split(HOST);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.trim_start_matches(|c: char| c.is_ascii_digit());
        out.push_str(HOST);
        if after.len() < part.len() {
            out.push('0');
        }
        out.push_str(after);
    }
    out
}
