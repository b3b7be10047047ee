//! Paths into JSON: `messages[0].id`, `messages[contentType=11].id`, `chats.*.name`.

use serde_json::Value;

#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Key(&'a str),
    Index(i64),
    /// Elements that are objects with this value at this key.
    Filter(&'a str, &'a str),
    Any,
}

fn tokens(path: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (inside, after) = inner.split_once(']').unwrap_or((inner, ""));
            tokens.push(match inside.split_once('=') {
                Some((key, value)) => Token::Filter(key, value),
                None if inside == "*" => Token::Any,
                None => inside.parse().map_or(Token::Key(inside), Token::Index),
            });
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.') {
            rest = after;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            tokens.push(if word == "*" { Token::Any } else { Token::Key(word) });
            rest = after;
        }
    }
    tokens
}

fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    }
}

/// All values found at a path.
pub(super) fn find<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![value];
    for token in tokens(path) {
        found = found.into_iter().flat_map(|value| step(value, &token)).collect();
    }
    found
}

fn step<'v>(value: &'v Value, token: &Token<'_>) -> Vec<&'v Value> {
    match token {
        Token::Key(key) => value.as_object().and_then(|map| map.get(*key)).into_iter().collect(),
        Token::Index(index) => value.as_array().and_then(|list| at(list, *index)).into_iter().collect(),
        Token::Any => elements(value),
        Token::Filter(key, wanted) => elements(value)
            .into_iter()
            .filter(|element| {
                element.as_object().and_then(|map| map.get(*key)).is_some_and(|field| match field {
                    Value::String(text) => text == wanted,
                    other => serde_json::to_string(other).is_ok_and(|text| text == *wanted),
                })
            })
            .collect(),
    }
}

/// A negative index counts from the end.
fn at(list: &[Value], index: i64) -> Option<&Value> {
    let length = i64::try_from(list.len()).ok()?;
    let position = if index < 0 { length.checked_add(index)? } else { index };
    list.get(usize::try_from(position).ok()?)
}
