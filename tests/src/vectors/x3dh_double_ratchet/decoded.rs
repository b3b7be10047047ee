//! The readable form of a protocol message.

use std::collections::BTreeMap;

use prost::Message;
use serde_json::{Value, json};
use status_proto::encryption::{EncryptedMessageProtocol, HrKeys, ProtocolMessage};

use crate::vectors::{bytes_of, check, get};

/// Compares a message with its readable form in the recording.
pub(in crate::vectors) fn check_decoded(message: &ProtocolMessage, case: &Value) -> Result<(), String> {
    let ours = readable(message);
    let mut expected = get(case, "decoded")?.clone();
    sort_maps(&mut expected)?;
    check(ours == expected, format_args!("decoded: {ours}, expected {expected}"))
}

/// Group keys are written down as bytes, with a map inside that has no order of its own.
fn sort_maps(expected: &mut Value) -> Result<(), String> {
    let entries = expected.get_mut("encrypted_message").and_then(Value::as_object_mut);
    for entry in entries.into_iter().flat_map(|entries| entries.values_mut()) {
        if let Some(keys) = entry.pointer_mut("/hr_header/keys") {
            let decoded = HrKeys::decode(bytes_of(keys)?.as_slice()).map_err(|error| error.to_string())?;
            *keys = hex(&decoded.encode_to_vec());
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> Value {
    Value::String(format!("0x{}", ::hex::encode(bytes)))
}

fn readable(message: &ProtocolMessage) -> Value {
    let mut out = json!({"bundles": message.bundles.len(), "installation_id": message.installation_id});
    let entries: BTreeMap<_, _> = message.encrypted_message.iter().map(|(id, entry)| (id, entry_of(entry))).collect();
    if let Some(object) = out.as_object_mut() {
        if !entries.is_empty() {
            object.insert("encrypted_message".into(), json!(entries));
        }
        if !message.public_message.is_empty() {
            object.insert("public_message".into(), hex(&message.public_message));
        }
    }
    out
}

fn entry_of(entry: &EncryptedMessageProtocol) -> Value {
    let mut out = serde_json::Map::new();
    if let Some(header) = &entry.x3dh_header {
        out.insert("x3dh_header".into(), json!({"key": hex(&header.key), "id": hex(&header.id)}));
    }
    if let Some(header) = &entry.dr_header {
        let value = json!({"key": hex(&header.key), "n": header.n, "pn": header.pn, "id": hex(&header.id)});
        out.insert("dr_header".into(), value);
    }
    if let Some(header) = &entry.dh_header {
        out.insert("dh_header".into(), json!({"key": hex(&header.key)}));
    }
    if let Some(header) = &entry.hr_header {
        let mut value = json!({
            "deprecated_key_id": header.deprecated_key_id,
            "seq_no": header.seq_no,
            "group_id": hex(&header.group_id),
            "key_id": hex(&header.key_id),
        });
        if let (Some(keys), Some(object)) = (&header.keys, value.as_object_mut()) {
            object.insert("keys".into(), hex(&HrKeys::encode_to_vec(keys)));
        }
        out.insert("hr_header".into(), value);
    }
    out.insert("payload".into(), hex(&entry.payload));
    Value::Object(out)
}
