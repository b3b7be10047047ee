//! The OpenRPC document: the reference of all methods, made from the table.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::Table;

/// The document as JSON.
pub(crate) fn document<C: 'static>(table: &Table<C>) -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let methods: Vec<Value> = table
        .methods()
        .map(|(name, method)| {
            let shape = (method.shape)(&mut generator);
            let params: Vec<Value> = method
                .params
                .iter()
                .zip(shape.params)
                .map(|(name, (schema, required))| json!({"name": name, "required": required, "schema": schema}))
                .collect();
            json!({
                "name": name,
                "summary": method.doc,
                "paramStructure": "by-position",
                "params": params,
                "result": {"name": "result", "schema": shape.result},
            })
        })
        .collect();
    json!({
        "openrpc": "1.3.2",
        "info": {
            "title": "Status Core",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Methods of CallRPC.",
        },
        "methods": methods,
        "components": {"schemas": generator.take_definitions(true)},
    })
}
