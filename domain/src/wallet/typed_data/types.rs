//! How types are written before they are hashed.

use std::collections::{BTreeMap, BTreeSet};

use super::TypedDataField;

/// All structures of a document.
pub(super) type Types = BTreeMap<String, Vec<TypedDataField>>;

/// The structure that a type is, or is an array of.
pub(super) fn element(kind: &str) -> &str {
    kind.split_once('[').map_or(kind, |(element, _)| element)
}

/// The structure `name`, and behind it in the order of their names all that it needs: `Mail(Person from,Person
/// to)Person(string name,address wallet)`.
pub(super) fn text(types: &Types, name: &str) -> String {
    let mut needed = BTreeSet::new();
    let mut open = vec![name];
    while let Some(current) = open.pop() {
        for field in types.get(current).into_iter().flatten() {
            let kind = element(&field.kind);
            if kind != name && types.contains_key(kind) && needed.insert(kind) {
                open.push(kind);
            }
        }
    }
    let mut text = String::new();
    for structure in core::iter::once(name).chain(needed) {
        let fields = types.get(structure).into_iter().flatten();
        let fields: Vec<String> = fields.map(|field| format!("{} {}", field.kind, field.name)).collect();
        text.push_str(structure);
        text.push('(');
        text.push_str(&fields.join(","));
        text.push(')');
    }
    text
}
