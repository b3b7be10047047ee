//! `identity.json`: phrases, keys, and the forms of a public key.

use serde_json::{Value, json};
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::identity::{
    CustomizationColor, DerivationPath, ExtendedPrivateKey, ProfileKeys, PublicKeyFormatError, alias, checksum_address,
    color_hash, color_id, compressed_key, deserialize_compressed_key, emoji_hash, key_uid, mnemonic,
    parse_compressed_key, parse_public_key, path, public_key_text, serialize_legacy_key,
};

use super::{
    array, boolean, bytes, check, check_error, expect_equal, find_bytes, find_text, find_u64, get, text, u64_field,
};

pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "mnemonic" => mnemonic_case(case),
        "key" => key_case(case),
        "mnemonic_validation" => validation_case(case),
        "many_addresses" => many_addresses_case(case),
        "invalid_public_key" => invalid_public_key_case(case),
        "decompress" => decompress_case(case),
        other => Err(format!("unknown kind {other}")),
    }
}

fn mnemonic_case(case: &Value) -> Result<(), String> {
    let phrase = text(case, "mnemonic")?;
    let passphrase = find_text(case, "passphrase")?.unwrap_or_default();
    if let Some(words) = find_u64(case, "words")? {
        expect_equal("words", phrase.split_whitespace().count() as u64, words)?;
    }
    if case.get("valid_checksum").is_some_and(|value| !value.is_null()) {
        expect_equal("valid checksum", mnemonic::validate(phrase).is_ok(), boolean(case, "valid_checksum")?)?;
    }
    let seed = mnemonic::seed(phrase, passphrase);
    expect_equal("seed", seed.to_vec(), bytes(case, "seed")?)?;
    let master = ExtendedPrivateKey::from_seed(&seed).map_err(|error| error.to_string())?;
    let expected_master = get(case, "master")?;
    check_extended_key("master", &master, expected_master)?;
    expect_equal("key uid", key_uid(&master.public_key()).as_str(), text(expected_master, "key_uid")?)?;
    check_derived(&master, case)?;
    let chat = derive(&master, path::CHAT)?;
    check_identity(&chat.public_key(), get(case, "chat_identity")?)?;
    let profile = ProfileKeys::from_master(master).map_err(|error| error.to_string())?;
    expect_equal("chat key of the profile", profile.chat.public_key(), chat.public_key())
}

fn check_derived(master: &ExtendedPrivateKey, case: &Value) -> Result<(), String> {
    for expected in array(case, "derived")? {
        let path = text(expected, "path")?;
        check_extended_key(path, &derive(master, path)?, expected)?;
    }
    Ok(())
}

fn derive(master: &ExtendedPrivateKey, path: &str) -> Result<ExtendedPrivateKey, String> {
    let path = DerivationPath::parse(path).map_err(|error| error.to_string())?;
    master.derive(&path).map_err(|error| error.to_string())
}

fn check_extended_key(what: &str, key: &ExtendedPrivateKey, expected: &Value) -> Result<(), String> {
    let of = |field: &str| format!("{field} of {what}");
    expect_equal(&of("address"), checksum_address(&key.address()).as_str(), text(expected, "address")?)?;
    expect_equal(&of("private key"), key.private_key().to_bytes().to_vec(), bytes(expected, "private_key")?)?;
    if let Some(public_key) = find_bytes(expected, "public_key")? {
        expect_equal(&of("public key"), key.public_key().to_uncompressed().to_vec(), public_key)?;
    }
    if let Some(chain_code) = find_bytes(expected, "chain_code")? {
        expect_equal(&of("chain code"), key.chain_code().to_vec(), chain_code)?;
    }
    if let Some(extended) = find_text(expected, "extended_private_key")? {
        expect_equal(&of("extended key"), key.to_text().as_str(), extended)?;
        let parsed = ExtendedPrivateKey::parse(extended).map_err(|error| error.to_string())?;
        let parsed = parsed.ok_or_else(|| of("extended key read again"))?;
        expect_equal(&of("extended key read again"), parsed.to_text(), key.to_text())?;
    }
    Ok(())
}

fn key_case(case: &Value) -> Result<(), String> {
    let key = PrivateKey::from_bytes(&bytes(case, "private_key")?).map_err(|error| error.to_string())?.public_key();
    expect_equal("address", checksum_address(&key.address()).as_str(), text(case, "address")?)?;
    expect_equal("key uid", key_uid(&key).as_str(), text(case, "key_uid")?)?;
    check_identity(&key, get(case, "identity")?)
}

fn check_identity(key: &PublicKey, expected: &Value) -> Result<(), String> {
    let public_key = text(expected, "public_key")?;
    let compressed = text(expected, "compressed_key")?;
    expect_equal("public key", public_key_text(key).as_str(), public_key)?;
    expect_equal("public key read", parse_public_key(public_key), Ok::<_, PublicKeyFormatError>(*key))?;
    expect_equal("compressed key", compressed_key(key).as_str(), compressed)?;
    expect_equal("compressed key read", parse_compressed_key(compressed), Ok::<_, PublicKeyFormatError>(*key))?;
    let legacy = serialize_legacy_key(public_key).map_err(|error| error.to_string())?;
    expect_equal("compressed key of the text", legacy.as_str(), compressed)?;
    expect_equal("compressed bytes", key.to_compressed().to_vec(), bytes(expected, "compressed_bytes")?)?;
    expect_equal("colour hash", &json!(color_hash(key)), get(expected, "color_hash")?)?;
    let color = color_id(key);
    expect_equal("colour id", u64::from(color), u64_field(expected, "color_id")?)?;
    let name = CustomizationColor::from_id(color.into()).name();
    expect_equal("customization colour", name, text(expected, "customization_color_of_color_id")?)?;
    expect_equal("emoji hash", &json!(emoji_hash(key)), get(expected, "emoji_hash")?)?;
    expect_equal("alias", alias(key).as_str(), text(expected, "alias")?)
}

fn validation_case(case: &Value) -> Result<(), String> {
    let phrase = text(case, "mnemonic")?;
    check_error(case, "error", mnemonic::validate(phrase))?;
    if let Some(seed) = find_bytes(case, "seed")? {
        expect_equal("seed", mnemonic::seed(phrase, "").to_vec(), seed)?;
    }
    Ok(())
}

fn many_addresses_case(case: &Value) -> Result<(), String> {
    let passphrase = find_text(case, "passphrase")?.unwrap_or_default();
    let master =
        ExtendedPrivateKey::from_mnemonic(text(case, "mnemonic")?, passphrase).map_err(|error| error.to_string())?;
    check(!array(case, "derived")?.is_empty(), "no derived keys")?;
    check_derived(&master, case)
}

fn invalid_public_key_case(case: &Value) -> Result<(), String> {
    let key = text(case, "public_key")?;
    check_error(case, "compress_error", serialize_legacy_key(key))?;
    check_error(case, "alias_error", parse_public_key(key).map(|key| alias(&key)))?;
    check_error(case, "color_hash_error", parse_public_key(key).map(|key| color_hash(&key)))?;
    check_error(case, "emoji_hash_error", parse_public_key(key).map(|key| emoji_hash(&key)))?;
    Ok(())
}

fn decompress_case(case: &Value) -> Result<(), String> {
    let result = deserialize_compressed_key(text(case, "compressed_key")?);
    match check_error(case, "error", result)? {
        Some(key) => expect_equal("public key", key.as_str(), text(case, "public_key")?),
        None => Ok(()),
    }
}
