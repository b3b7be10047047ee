//! `hash_ratchet.json`: group keys, their chains, and how they are handed out.

mod conversation;

use std::collections::BTreeMap;

use prost::Message;
use serde_json::Value;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::ratchet::Endpoint;
use status_domain::ratchet::hash_ratchet::{
    derive_key_id, group_key, member_key, open_grant, open_rekey, seal_grants, seal_rekey, step_hash,
};
use status_memory::{MemoryRatchetStore, SeededEntropy};
use status_ports::{HashRatchetKeyRecord, RatchetStore};
use status_proto::encryption::RekeyGroup;

use super::x3dh_double_ratchet::{array_field, private_key, secret, u32_field};
use super::{array, bytes, bytes_of, check, expect_equal, get, text, u64_field};

pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "key_id" => key_id_case(case),
        "raw_encrypt" => raw_encrypt_case(case),
        "rekey_group" => rekey_group_case(case),
        "encrypted_grants" => grants_case(case),
        "conversation" => conversation::run(case),
        other => Err(format!("unknown kind {other}")),
    }
}

fn key_id_case(case: &Value) -> Result<(), String> {
    let (group_id, key) = (bytes(case, "group_id")?, secret(case, "key")?);
    let record = group_key(&group_id, u64_field(case, "timestamp")?, key.clone());
    expect_equal("key id", record.key_id, array_field(case, "key_id")?)?;
    expect_equal("key id", derive_key_id(&group_id, record.timestamp_ms, &key), record.key_id)?;
    expect_equal("deprecated key id", record.deprecated_key_id, u32_field(case, "deprecated_key_id")?)?;
    for (seq_no, expected) in (1..).zip(array(case, "hashes_from_seq_1")?) {
        expect_equal("hash", step_hash(&key, seq_no).as_bytes().to_vec(), bytes_of(expected)?)?;
    }
    Ok(())
}

/// The id of the key is given, not the group it was made for.
fn raw_encrypt_case(case: &Value) -> Result<(), String> {
    let record = HashRatchetKeyRecord {
        group_id: b"group".to_vec(),
        key_id: array_field(case, "key_id")?,
        deprecated_key_id: 0,
        key: secret(case, "key")?,
        timestamp_ms: 1,
    };
    let (seq_no, plaintext) = (u32_field(case, "seq_no")?, bytes(case, "plaintext")?);
    let endpoint = Endpoint::new(PrivateKey::generate(&mut SeededEntropy::new(1)), "phone".into());
    let mut store = MemoryRatchetStore::new();
    store.save_hash_ratchet_key(&record).map_err(|error| error.to_string())?;
    let mut open = |ciphertext: &[u8], seq_no| {
        let opened = endpoint.open_with_group_key(&mut store, &record.key_id, seq_no, ciphertext);
        opened.map_err(|error| error.to_string())
    };
    expect_equal("plaintext", open(&bytes(case, "ciphertext")?, seq_no)?, plaintext.clone())?;
    // The next one is ours.
    let sealed = endpoint.seal_with_group_key(&mut store.clone(), b"group", &plaintext, &mut SeededEntropy::new(2));
    let sealed = sealed.map_err(|error| error.to_string())?;
    expect_equal("key", sealed.key_id, record.key_id)?;
    expect_equal("position", Some(sealed.seq_no), seq_no.checked_add(1))?;
    let opened = endpoint.open_with_group_key(&mut store, &sealed.key_id, sealed.seq_no, &sealed.payload);
    expect_equal("plaintext", opened.map_err(|error| error.to_string())?, plaintext)
}

fn rekey_group_case(case: &Value) -> Result<(), String> {
    let control = private_key(case, "control_private_key")?;
    expect_equal("key", control.public_key().to_uncompressed().to_vec(), bytes(case, "control_public_key")?)?;
    let (group_id, key) = (bytes(case, "group_id")?, secret(case, "key")?);
    let record = group_key(&group_id, u64_field(case, "timestamp")?, key);
    let recorded = RekeyGroup::decode(bytes(case, "rekey_group")?.as_slice()).map_err(|error| error.to_string())?;
    expect_equal("timestamp", recorded.timestamp, record.timestamp_ms)?;
    let mut members = Vec::new();
    for member in array(case, "members")? {
        members.push((private_key(member, "private_key")?, member));
    }
    let public_keys: Vec<_> = members.iter().map(|(key, _)| key.public_key()).collect();
    let ours = seal_rekey(&control, &record, &public_keys, &mut SeededEntropy::new(1));
    let lengths = |rekey: &RekeyGroup| rekey.keys.iter().map(|(key, value)| (*key, value.len())).collect::<Vec<_>>();
    expect_equal("places", lengths(&ours), lengths(&recorded))?;
    for (private_key, member) in &members {
        let public_key = private_key.public_key();
        expect_equal("member", public_key.to_uncompressed().to_vec(), bytes(member, "public_key")?)?;
        expect_equal("place", member_key(&public_key), u32_field(member, "map_key")?)?;
        let shared = control.diffie_hellman(&public_key);
        expect_equal("shared key", shared.as_bytes(), secret(member, "shared_key")?.as_bytes())?;
        for rekey in [&recorded, &ours] {
            let opened = open_rekey(private_key, &control.public_key(), &group_id, rekey);
            expect_equal("key", opened.map_err(|error| error.to_string())?.as_ref(), Some(&record))?;
        }
    }
    let stranger = PrivateKey::generate(&mut SeededEntropy::new(9));
    let opened = open_rekey(&stranger, &control.public_key(), &group_id, &recorded);
    expect_equal("key of a stranger", opened.map_err(|error| error.to_string())?, None)
}

fn grants_case(case: &Value) -> Result<(), String> {
    let community = private_key(case, "control_private_key")?;
    let mut recorded = BTreeMap::new();
    for (place, grant) in get(case, "grants")?.as_object().ok_or("grants is no object")? {
        recorded.insert(place.parse::<u32>().map_err(|error| error.to_string())?, bytes_of(grant)?);
    }
    let mut members = Vec::new();
    for member in array(case, "members")? {
        let key = private_key(member, "private_key")?;
        expect_equal("place", member_key(&key.public_key()), u32_field(member, "map_key")?)?;
        members.push((key.public_key(), key, bytes(member, "grant")?));
    }
    let grants = members.iter().map(|(public_key, _, grant)| (public_key, grant.as_slice()));
    let ours = seal_grants(&community, grants, &mut SeededEntropy::new(1));
    expect_equal("places", ours.keys().collect::<Vec<_>>(), recorded.keys().collect::<Vec<_>>())?;
    for (_, key, grant) in &members {
        for grants in [&recorded, &ours] {
            let opened = open_grant(key, &community.public_key(), grants).map_err(|error| error.to_string())?;
            expect_equal("grant", &opened, grant)?;
        }
    }
    let stranger: PublicKey = PrivateKey::generate(&mut SeededEntropy::new(9)).public_key();
    let refused = members.iter().all(|(_, key, _)| open_grant(key, &stranger, &recorded).is_err());
    check(refused, "a grant opens with the key of a stranger")
}
