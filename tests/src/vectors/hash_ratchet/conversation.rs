//! Members of a group: who has which key when, and what opens.

use std::collections::BTreeMap;

use prost::Message;
use serde_json::Value;
use status_domain::crypto::PublicKey;
use status_domain::ratchet::hash_ratchet::{
    all_keys, group_key, key_exchange_header, read_key_exchange, read_keys, step_hash, write_keys,
};
use status_domain::ratchet::{OpenError, Opened, Security};
use status_memory::SeededEntropy;
use status_ports::{HashRatchetKeyRecord, RatchetStore};
use status_proto::encryption::{EncryptedMessageProtocol, HrHeader, HrKeys, ProtocolMessage};

use crate::vectors::x3dh_double_ratchet::{Party, Script, array_field, check_decoded, secret};
use crate::vectors::{array, bytes, bytes_of, check, expect_equal, find_bytes, find_text, get, text, u64_field};

struct Conversation {
    group_id: Vec<u8>,
    keys: Vec<HashRatchetKeyRecord>,
    parties: BTreeMap<String, Party>,
    /// Sender and bytes by number.
    sent: BTreeMap<u64, (PublicKey, Vec<u8>)>,
    now_ns: i64,
}

pub(super) fn run(case: &Value) -> Result<(), String> {
    let parties = get(case, "parties")?.as_object().ok_or("parties is no object")?;
    let parties: Result<BTreeMap<_, _>, String> =
        parties.iter().map(|(name, party)| Ok((name.clone(), read_party(party)?))).collect();
    let (parties, group_id) = (parties?, bytes(case, "group_id")?);
    let now_ns = parties.values().map(|party| party.bundle.timestamp).max().unwrap_or_default();
    let keys = read_keys_of(case, &group_id)?;
    let mut conversation = Conversation { group_id, keys, parties, sent: BTreeMap::new(), now_ns };
    for (index, step) in array(case, "steps")?.iter().enumerate() {
        let done = match text(step, "action")? {
            "send" => conversation.send(step),
            "deliver" => conversation.deliver(step),
            "key_exchange" => conversation.key_exchange(step),
            "rekey_group" => conversation.rekey_group(step),
            other => Err(format!("unknown action {other}")),
        };
        done.map_err(|reason| format!("step {index}: {reason}"))?;
    }
    conversation.check_all_keys(case)
}

fn read_party(party: &Value) -> Result<Party, String> {
    if party.get("installation_id").is_some() { Party::read(party) } else { Party::read_bystander(party) }
}

fn read_keys_of(case: &Value, group_id: &[u8]) -> Result<Vec<HashRatchetKeyRecord>, String> {
    let mut keys = Vec::new();
    for key in array(case, "keys")? {
        let record = group_key(group_id, u64_field(key, "timestamp")?, secret(key, "key")?);
        expect_equal("key id", record.key_id, array_field(key, "key_id")?)?;
        for step in array(key, "hashes")? {
            let (seq_no, hash) = step.as_str().and_then(|step| step.split_once(':')).ok_or("no step")?;
            let seq_no = seq_no.parse().map_err(|error| format!("{seq_no}: {error}"))?;
            let expected = bytes_of(&Value::String(hash.to_owned()))?;
            expect_equal("step", step_hash(&record.key, seq_no).as_bytes().to_vec(), expected)?;
        }
        keys.push(record);
    }
    Ok(keys)
}

fn entry_of(message: &ProtocolMessage) -> Result<(&EncryptedMessageProtocol, &HrHeader), String> {
    let entry = message.encrypted_message.values().next().ok_or("no entry")?;
    Ok((entry, entry.hr_header.as_ref().ok_or("no header")?))
}

fn decode(bytes: &[u8]) -> Result<ProtocolMessage, String> {
    ProtocolMessage::decode(bytes).map_err(|error| error.to_string())
}

impl Conversation {
    fn party(&mut self, name: &str) -> Result<&mut Party, String> {
        self.parties.get_mut(name).ok_or_else(|| format!("no party {name}"))
    }

    fn open(&mut self, name: &str, sender: &PublicKey, message: &[u8]) -> Result<Result<Opened, OpenError>, String> {
        let now_ns = self.now_ns;
        let party = self.party(name)?;
        Ok(party.endpoint.open(&mut party.store, sender, message, now_ns, &mut Script::new([])))
    }

    /// Who uses a key has made it, at the latest now.
    fn make_key(&mut self, name: &str, key_id: &[u8]) -> Result<HashRatchetKeyRecord, String> {
        let key = self.keys.iter().find(|key| key.key_id == key_id).cloned().ok_or("a key that is not listed")?;
        let party = self.party(name)?;
        let accepted = party.endpoint.accept_group_keys(&mut party.store, std::slice::from_ref(&key));
        accepted.map_err(|error| error.to_string())?;
        Ok(key)
    }

    fn send(&mut self, step: &Value) -> Result<(), String> {
        let (from, plaintext, recorded) =
            (text(step, "from")?, bytes(step, "plaintext")?, bytes(step, "protocol_message")?);
        let expected = decode(&recorded)?;
        check_decoded(&expected, step)?;
        let (expected_entry, expected_header) = entry_of(&expected)?;
        let key = self.make_key(from, &expected_header.key_id)?;
        let group_id = self.group_id.clone();
        let party = self.party(from)?;
        let entropy = &mut SeededEntropy::new(1);
        let ours = party.endpoint.encrypt_for_group(&mut party.store, &group_id, &plaintext, entropy);
        let ours = decode(&ours.map_err(|error| error.to_string())?)?;
        let (entry, header) = entry_of(&ours)?;
        expect_equal("header", header, expected_header)?;
        expect_equal("installation id", &ours.installation_id, &expected.installation_id)?;
        expect_equal("bundles", ours.bundles.len(), expected.bundles.len())?;
        expect_equal("length of the ciphertext", entry.payload.len(), expected_entry.payload.len())?;
        let opened = party.endpoint.open_with_group_key(&mut party.store, &key.key_id, header.seq_no, &entry.payload);
        expect_equal("our own message", opened.map_err(|error| error.to_string())?, plaintext)?;
        let sender = party.public_key();
        self.sent.insert(u64_field(step, "message")?, (sender, recorded));
        Ok(())
    }

    fn deliver(&mut self, step: &Value) -> Result<(), String> {
        let number = u64_field(step, "message")?;
        let (sender, recorded) = self.sent.get(&number).cloned().ok_or("delivered before it was sent")?;
        let message = find_bytes(step, "protocol_message")?.unwrap_or(recorded);
        let to = text(step, "to")?;
        let before = self.party(to)?.store.clone();
        let opened = self.open(to, &sender, &message)?;
        let expected_error = find_text(step, "expect_error")?;
        let missing = step.get("missing_key").filter(|missing| !missing.is_null());
        match (expected_error, opened) {
            (Some(_), Err(error)) => {
                check(before == self.party(to)?.store, "something changed although it failed")?;
                let missing_key = if let OpenError::GroupKeyNotFound(missing) = error { Some(missing) } else { None };
                expect_equal("a key is missing", missing_key.is_some(), missing.is_some())?;
                let (Some(ours), Some(missing)) = (missing_key, missing) else { return Ok(()) };
                expect_equal("group of the missing key", ours.group_id, bytes(missing, "group_id")?)?;
                let key_id = ours.key_id.map(Vec::from).unwrap_or_default();
                expect_equal("id of the missing key", key_id, bytes(missing, "key_id")?)
            }
            (Some(expected), Ok(_)) => Err(format!("opened, expected {expected:?}")),
            (None, Err(error)) => Err(format!("refused with {error}")),
            (None, Ok(opened)) => {
                check(opened.security == Security::HashRatchet, "protected in another way")?;
                expect_equal("plaintext", opened.payload, bytes(step, "expect_plaintext")?)
            }
        }
    }

    /// What was opened and what it offered; accepted, as from somebody who may.
    fn receive_keys(&mut self, step: &Value, to: &str, sender: &PublicKey, message: &[u8]) -> Result<(), String> {
        let opened = self.open(to, sender, message)?.map_err(|error| error.to_string())?;
        expect_equal("plaintext", opened.payload, bytes(step, "expect_plaintext")?)?;
        let mut ids: Vec<_> = opened.offered_group_keys.iter().map(|key| key.key_id.to_vec()).collect();
        let mut expected = array(step, "received_key_ids")?.iter().map(bytes_of).collect::<Result<Vec<_>, _>>()?;
        ids.sort();
        expected.sort();
        expect_equal("keys offered", ids, expected)?;
        let known = |key: &HashRatchetKeyRecord| self.keys.contains(key);
        check(opened.offered_group_keys.iter().all(known), "a key that is not listed")?;
        let party = self.party(to)?;
        let accepted = party.endpoint.accept_group_keys(&mut party.store, &opened.offered_group_keys);
        accepted.map_err(|error| error.to_string())
    }

    fn key_exchange(&mut self, step: &Value) -> Result<(), String> {
        let (from, to, recorded) = (text(step, "from")?, text(step, "to")?, bytes(step, "protocol_message")?);
        let expected = decode(&recorded)?;
        check_decoded(&expected, step)?;
        let keys = HrKeys::decode(bytes(step, "hr_keys")?.as_slice()).map_err(|error| error.to_string())?;
        let keys = read_keys(&self.group_id, &keys);
        expect_equal("keys", hex::encode(write_keys(&keys).encode_to_vec()), hex::encode(bytes(step, "hr_keys")?))?;
        let (recipient, now_ns, group_id) = (self.party(to)?.public_key(), self.now_ns, self.group_id.clone());
        let party = self.party(from)?;
        let sender = party.public_key();
        let entropy = &mut SeededEntropy::new(1);
        let store = &mut party.store;
        let sealed = party.endpoint.encrypt_key_exchange(store, &recipient, &group_id, &keys, None, now_ns, entropy);
        let ours = sealed.map_err(|error| error.to_string())?.message;
        expect_equal("header", entry_of(&decode(&ours)?)?.1, entry_of(&expected)?.1)?;
        let rehearsal = self.party(to)?.store.clone();
        self.receive_keys(step, to, &sender, &ours)?;
        self.party(to)?.store = rehearsal;
        self.receive_keys(step, to, &sender, &recorded)
    }

    fn rekey_group(&mut self, step: &Value) -> Result<(), String> {
        let (from, recorded) = (text(step, "from")?, bytes(step, "protocol_message")?);
        let expected = decode(&recorded)?;
        check_decoded(&expected, step)?;
        let key_id = array(step, "received_key_ids")?.first().map(bytes_of).transpose()?.ok_or("no key")?;
        let key = self.make_key(from, &key_id)?;
        let mut recipients = Vec::new();
        for name in array(step, "recipients")? {
            recipients.push(name.as_str().ok_or("no name")?.to_owned());
        }
        recipients.retain(|name| self.parties.contains_key(name));
        check(!recipients.is_empty(), "no recipient is a party")?;
        let members: Vec<_> =
            recipients.iter().filter_map(|name| self.parties.get(name)).map(Party::public_key).collect();
        let payload = bytes(step, "expect_plaintext")?;
        let party = self.party(from)?;
        let sender = party.public_key();
        let ours = party.endpoint.wrap_rekey(&key, &members, payload, &mut SeededEntropy::new(1));
        expect_equal("bundles", decode(&ours)?.bundles.len(), expected.bundles.len())?;
        for to in &recipients {
            let rehearsal = self.party(to)?.store.clone();
            self.receive_keys(step, to, &sender, &ours)?;
            self.party(to)?.store = rehearsal;
            self.receive_keys(step, to, &sender, &recorded)?;
        }
        Ok(())
    }

    /// The two forms in which devices synchronise all keys of a group.
    fn check_all_keys(&mut self, case: &Value) -> Result<(), String> {
        let (group_id, listed) = (self.group_id.clone(), self.keys.clone());
        let mut store = status_memory::MemoryRatchetStore::new();
        for key in &listed {
            store.save_hash_ratchet_key(key).map_err(|error| error.to_string())?;
        }
        let keys = all_keys(&mut store, &group_id).map_err(|error| error.to_string())?;
        expect_equal(
            "first version",
            hex::encode(write_keys(&keys).encode_to_vec()),
            hex::encode(bytes(case, "all_keys_v1")?),
        )?;
        let header = key_exchange_header(&group_id, write_keys(&keys)).encode_to_vec();
        expect_equal("second version", hex::encode(&header), hex::encode(bytes(case, "all_keys_header_v2")?))?;
        let read = read_key_exchange(&bytes(case, "all_keys_header_v2")?).map_err(|error| error.to_string())?;
        expect_equal("keys read again", read, keys)
    }
}
