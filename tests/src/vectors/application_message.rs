//! Application metadata messages: wrapping, signer, message id.

use serde_json::Value;
use status_domain::crypto::PrivateKey;
use status_domain::envelope::{ApplicationMessage, MessageId};
use status_proto::status::application_metadata_message::Type;

use super::{bytes, check_error, expect_equal, find_bytes, find_text, i64_field, text};

/// Judges a case of `application_message.json`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    if case.get("kind").is_some() {
        return Err("unknown kind".into());
    }
    let encoded = bytes(case, "encoded")?;
    // Who signed the envelope; the author where the message itself is not signed.
    let envelope_signer = PrivateKey::from_bytes(&[7; 32]).map_err(|error| error.to_string())?.public_key();
    let opened = ApplicationMessage::open(&encoded, &envelope_signer);
    let Some(message) = check_error(case, "recover_error", opened)? else { return Ok(()) };
    let signer = find_bytes(case, "signer_public_key")?;
    let expected = signer.unwrap_or_else(|| envelope_signer.to_uncompressed().to_vec());
    expect_equal("author", message.author.to_uncompressed().to_vec(), expected)?;
    expect_equal("id", message.id, MessageId::of(&message.author, &encoded))?;
    if let Some(id) = find_text(case, "message_id")? {
        expect_equal("message id", message.id.to_string().as_str(), id)?;
    }
    if case.get("note").is_some() {
        return Ok(());
    }
    wrap(case, &message, &encoded)
}

fn wrap(case: &Value, message: &ApplicationMessage, encoded: &[u8]) -> Result<(), String> {
    let payload = bytes(case, "payload")?;
    expect_equal("payload", hex::encode(&message.payload), hex::encode(&payload))?;
    expect_equal("type", i64::from(message.type_number), i64_field(case, "type")?)?;
    let number = message.type_number;
    let name = message.kind().map_or_else(|| number.to_string(), |kind: Type| kind.as_str_name().to_owned());
    expect_equal("type name", name.as_str(), text(case, "type_name")?)?;
    let ours = match find_bytes(case, "private_key")? {
        None => ApplicationMessage::wrap_unsigned(number, payload),
        Some(key) => {
            let key = PrivateKey::from_bytes(&key).map_err(|error| error.to_string())?;
            ApplicationMessage::wrap(number, payload, &key)
        }
    };
    expect_equal("encoded", hex::encode(ours), hex::encode(encoded))?;
    let signature = bytes(case, "signature")?;
    let field = [&[0x0a, 0x41][..], &signature].concat();
    let stands_first = if signature.is_empty() { encoded.first() != Some(&0x0a) } else { encoded.starts_with(&field) };
    expect_equal("signature", stands_first, true)
}
