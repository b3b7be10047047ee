//! `x3dh_double_ratchet.json`: primitives of the encryption layer, bundles, and conversations.

mod conversation;
mod decoded;
mod dump;
mod party;

use prost::Message;
use serde_json::Value;
use status_domain::crypto::{PrivateKey, PublicKey, open_nonce_last};
use status_domain::ratchet::{bundle, double_ratchet, x3dh};
use status_ports::Secret32;
use status_proto::encryption::Bundle;

use super::{array, bytes, check, check_error, expect_equal, find_bytes, i64_field, text, u64_field};

pub(super) use decoded::check_decoded;
pub(super) use party::{Party, Script};

pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "kdf_root" => kdf_root_case(case),
        "kdf_chain" => kdf_chain_case(case),
        "aead" => aead_case(case),
        "dh" => dh_case(case),
        "header_associated_data" => header_case(case),
        "aes_gcm_nonce_last" => gcm_case(case),
        "x3dh" => x3dh_case(case),
        "bundle" => bundle_case(case),
        "conversation" => conversation::run(case),
        other => Err(format!("unknown kind {other}")),
    }
}

/// A field of 32 secret bytes.
pub(super) fn secret(case: &Value, field: &str) -> Result<Secret32, String> {
    array_field(case, field).map(Secret32::new)
}

/// A field of a fixed number of bytes.
pub(super) fn array_field<const N: usize>(case: &Value, field: &str) -> Result<[u8; N], String> {
    bytes(case, field)?.try_into().map_err(|_| format!("field {field} has not {N} bytes"))
}

/// A field of a private key.
pub(super) fn private_key(case: &Value, field: &str) -> Result<PrivateKey, String> {
    PrivateKey::from_bytes(&bytes(case, field)?).map_err(|error| error.to_string())
}

/// A field of 32 bits.
pub(super) fn u32_field(case: &Value, field: &str) -> Result<u32, String> {
    u64_field(case, field)?.try_into().map_err(|_| format!("field {field} is above 32 bits"))
}

fn expect_bytes(case: &Value, field: &str, ours: &[u8]) -> Result<(), String> {
    expect_equal(field, hex::encode(ours), hex::encode(bytes(case, field)?))
}

fn kdf_root_case(case: &Value) -> Result<(), String> {
    let step = double_ratchet::step_root(&secret(case, "root_key")?, &array_field(case, "dh_output")?);
    expect_bytes(case, "new_root_key", step.root_key.as_bytes())?;
    expect_bytes(case, "chain_key", step.chain_key.as_bytes())?;
    expect_bytes(case, "header_key", step.header_key.as_bytes())
}

fn kdf_chain_case(case: &Value) -> Result<(), String> {
    let step = double_ratchet::step_chain(&secret(case, "chain_key")?);
    expect_bytes(case, "new_chain_key", step.chain_key.as_bytes())?;
    expect_bytes(case, "message_key", step.message_key.as_bytes())
}

fn aead_case(case: &Value) -> Result<(), String> {
    let (key, plaintext, ciphertext) =
        (secret(case, "message_key")?, bytes(case, "plaintext")?, bytes(case, "ciphertext")?);
    let associated_data = bytes(case, "associated_data")?;
    expect_bytes(case, "ciphertext", &double_ratchet::seal(&key, &plaintext, &associated_data))?;
    let opened = double_ratchet::open(&key, &ciphertext, &associated_data).map_err(|error| error.to_string())?;
    expect_bytes(case, "plaintext", &opened)
}

fn dh_case(case: &Value) -> Result<(), String> {
    let public_key = bytes(case, "public_key_compressed")?;
    let public_key = PublicKey::from_bytes(&public_key).map_err(|error| error.to_string())?;
    expect_bytes(case, "output", private_key(case, "private_key")?.diffie_hellman(&public_key).as_bytes())
}

fn header_case(case: &Value) -> Result<(), String> {
    let header = double_ratchet::Header {
        ratchet_key: array_field(case, "ratchet_public")?,
        number: u32_field(case, "n")?,
        previous_count: u32_field(case, "pn")?,
    };
    expect_bytes(case, "encoded", &header.to_associated_data())
}

fn gcm_case(case: &Value) -> Result<(), String> {
    let opened = open_nonce_last(&array_field(case, "key")?, &bytes(case, "ciphertext")?);
    expect_bytes(case, "plaintext", &opened.map_err(|error| error.to_string())?)
}

fn x3dh_case(case: &Value) -> Result<(), String> {
    let initiator = private_key(case, "initiator_identity_private")?;
    let ephemeral = private_key(case, "initiator_ephemeral_private")?;
    let responder = private_key(case, "responder_identity_private")?;
    let pre_key = private_key(case, "responder_signed_pre_key_private")?;
    expect_bytes(case, "dh1", initiator.diffie_hellman(&pre_key.public_key()).as_bytes())?;
    expect_bytes(case, "dh2", ephemeral.diffie_hellman(&responder.public_key()).as_bytes())?;
    expect_bytes(case, "dh3", ephemeral.diffie_hellman(&pre_key.public_key()).as_bytes())?;
    let begun = x3dh::initiate(&initiator, &ephemeral, &responder.public_key(), &pre_key.public_key());
    expect_bytes(case, "shared_key", begun.as_bytes())?;
    let answered = x3dh::respond(&responder, &pre_key, &initiator.public_key(), &ephemeral.public_key());
    expect_bytes(case, "shared_key", answered.as_bytes())
}

fn bundle_case(case: &Value) -> Result<(), String> {
    let decoded = Bundle::decode(bytes(case, "bundle")?.as_slice()).map_err(|error| error.to_string())?;
    expect_equal("timestamp", decoded.timestamp, i64_field(case, "timestamp")?)?;
    if check_error(case, "verify_error", bundle::verify(&decoded))?.is_none() {
        return Ok(());
    }
    expect_bytes(case, "signature_material", &bundle::signature_material(&decoded))?;
    expect_bytes(case, "signature", &decoded.signature)?;
    if find_bytes(case, "identity_private")?.is_some() {
        let identity = private_key(case, "identity_private")?;
        expect_equal("identity", identity.public_key().to_compressed().to_vec(), decoded.identity.clone())?;
        expect_bytes(case, "signature", &bundle::sign(&decoded, &identity).to_bytes())?;
    }
    let pre_keys = array(case, "pre_keys")?;
    expect_equal("number of prekeys", decoded.signed_pre_keys.len(), pre_keys.len())?;
    for expected in pre_keys {
        let installation_id = text(expected, "installation_id")?;
        let ours = decoded.signed_pre_keys.get(installation_id).ok_or("installation is missing")?;
        expect_bytes(expected, "signed_pre_key", &ours.signed_pre_key)?;
        expect_equal("version", ours.version, u32_field(expected, "version")?)?;
        expect_equal("protocol version", ours.protocol_version, u32_field(expected, "protocol_version")?)?;
        let public_key = private_key(expected, "private_key")?.public_key();
        check(ours.signed_pre_key == public_key.to_compressed(), "private half of the prekey")?;
    }
    Ok(())
}
