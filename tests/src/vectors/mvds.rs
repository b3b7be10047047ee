//! Data synchronisation: ids and payloads.

use serde_json::Value;
use status_domain::crypto::PublicKey;
use status_domain::reliability::mvds::{NoDatasync, decode, encode, group_id, is_datasync, message_id};
use status_proto::mvds::{Message, Offer, Payload};

use super::{boolean, bytes, bytes_of, expect_equal, find_array, i64_field, text};

/// Judges a case of `mvds.json`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "group_id" => group(case),
        "message_id" => message(case),
        "payload" => payload(case),
        "foreign" => foreign(case),
        kind => Err(format!("unknown kind {kind}")),
    }
}

fn group(case: &Value) -> Result<(), String> {
    let key = |field| PublicKey::from_bytes(&bytes(case, field)?).map_err(|error| format!("{field}: {error}"));
    let (one, other) = (key("public_key_1")?, key("public_key_2")?);
    expect_equal("group id", group_id(&one, &other).to_vec(), bytes(case, "group_id")?)?;
    expect_equal("group id, other way", group_id(&other, &one), group_id(&one, &other))?;
    expect_equal("peer id", other.to_uncompressed().to_vec(), bytes(case, "peer_id_of_2")?)
}

fn read_message(fields: &Value) -> Result<Message, String> {
    let message = Message {
        group_id: bytes(fields, "group_id")?,
        timestamp: i64_field(fields, "timestamp")?,
        body: bytes(fields, "body")?,
    };
    expect_equal("message id", message_id(&message).to_vec(), bytes(fields, "message_id")?)?;
    Ok(message)
}

fn message(case: &Value) -> Result<(), String> {
    let message = read_message(case)?;
    let encoded = bytes(case, "encoded")?;
    expect_equal("encoded", hex::encode(prost::Message::encode_to_vec(&message)), hex::encode(&encoded))?;
    let decoded = <Message as prost::Message>::decode(encoded.as_slice()).map_err(|error| error.to_string())?;
    expect_equal("decoded", decoded, message)
}

fn list<T>(case: &Value, field: &str, read: fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    find_array(case, field)?.iter().map(read).collect()
}

fn payload(case: &Value) -> Result<(), String> {
    let payload = Payload {
        acks: list(case, "acks", bytes_of)?,
        offers: list(case, "offers", bytes_of)?,
        requests: list(case, "requests", bytes_of)?,
        messages: list(case, "messages", read_message)?,
        group_offers: list(case, "group_offers", |offer| {
            Ok(Offer { group_id: bytes(offer, "group_id")?, message_ids: list(offer, "message_ids", bytes_of)? })
        })?,
    };
    let encoded = bytes(case, "encoded")?;
    let is_valid = boolean(case, "is_valid")?;
    expect_equal("valid", is_datasync(&payload), is_valid)?;
    expect_equal("encoded", hex::encode(encode(&payload)), hex::encode(&encoded))?;
    expect_equal("decoded", decode(&encoded), if is_valid { Ok(payload) } else { Err(NoDatasync::Empty) })
}

fn foreign(case: &Value) -> Result<(), String> {
    let decoded = decode(&bytes(case, "bytes")?);
    expect_equal("valid", decoded.is_ok(), boolean(case, "is_valid")?)?;
    expect_equal("malformed", decoded == Err(NoDatasync::Malformed), boolean(case, "decode_error")?)
}
