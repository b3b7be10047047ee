//! Waku messages: bytes, deterministic hash, validity.

use serde_json::Value;
use status_domain::envelope::waku_message;
use status_proto::waku::WakuMessage;

use super::{boolean, bytes, check_error, expect_equal, find_bytes, find_u64, get, i64_field, text};

/// Judges a case of `waku_message.json`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    if case.get("kind").is_some() {
        return Err("unknown kind".into());
    }
    let message = read(get(case, "message")?)?;
    let encoded = bytes(case, "encoded")?;
    expect_equal("encoded", hex::encode(waku_message::encode(&message)), hex::encode(&encoded))?;
    let hash = waku_message::message_hash(text(case, "pubsub_topic")?, &message);
    expect_equal("hash", hash.to_vec(), bytes(case, "hash")?)?;
    check_error(case, "valid", waku_message::validate(&message))?;
    if let Some(decoded) = check_error(case, "valid", waku_message::decode(&encoded))? {
        expect_equal("decoded", decoded, message)?;
    }
    Ok(())
}

fn read(fields: &Value) -> Result<WakuMessage, String> {
    let known = ["payload", "content_topic", "version", "timestamp", "meta", "rate_limit_proof", "ephemeral"];
    let names = fields.as_object().ok_or("message is no object")?;
    if let Some(unknown) = names.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("unknown field {unknown}"));
    }
    let has = |field| fields.get(field).is_some_and(|value| !value.is_null());
    let version = find_u64(fields, "version")?.map(u32::try_from).transpose().map_err(|error| error.to_string())?;
    Ok(WakuMessage {
        payload: find_bytes(fields, "payload")?.unwrap_or_default(),
        content_topic: if has("content_topic") { text(fields, "content_topic")?.to_owned() } else { String::new() },
        version,
        timestamp: has("timestamp").then(|| i64_field(fields, "timestamp")).transpose()?,
        meta: find_bytes(fields, "meta")?,
        rate_limit_proof: find_bytes(fields, "rate_limit_proof")?,
        ephemeral: has("ephemeral").then(|| boolean(fields, "ephemeral")).transpose()?,
    })
}
