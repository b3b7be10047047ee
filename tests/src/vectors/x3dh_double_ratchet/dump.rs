//! The sessions of one side, as the recording shows them after a step.

use serde_json::Value;
use status_domain::crypto::PublicKey;
use status_domain::ratchet::double_ratchet;
use status_memory::MemoryRatchetStore;
use status_ports::{CompressedKey, RatchetStore, Secret32, SessionKey, SessionRecord};

use super::party::Script;
use super::{array_field, secret, u32_field};
use crate::vectors::{array, check, expect_equal, find_array, find_bytes, get, text, u64_field};

/// One session in a dump.
pub(super) struct Dumped<'a> {
    value: &'a Value,
    state: &'a Value,
    pub(super) key: SessionKey,
}

/// The sessions in a field; `null` means none.
pub(super) fn read<'a>(step: &'a Value, field: &str) -> Result<Vec<Dumped<'a>>, String> {
    get(step, field)?;
    find_array(step, field)?.iter().map(Dumped::read).collect()
}

impl<'a> Dumped<'a> {
    fn read(value: &'a Value) -> Result<Self, String> {
        let key = SessionKey {
            bundle_id: array_field(value, "bundle_id")?,
            identity: array_field(value, "peer_identity")?,
            installation_id: text(value, "peer_installation_id")?.to_owned(),
        };
        Ok(Self { value, state: get(value, "state")?, key })
    }

    /// The private ratchet key, if it is not the one that the session has in the store.
    pub(super) fn new_ratchet_key(&self, store: &MemoryRatchetStore) -> Result<Option<[u8; 32]>, String> {
        let public_key: CompressedKey = array_field(self.state, "ratchet_public")?;
        let known = store.sessions().find(|session| session.key == self.key);
        let is_new = known.is_none_or(|session| session.state.ratchet_public_key != public_key);
        if is_new { array_field(self.state, "ratchet_private").map(Some) } else { Ok(None) }
    }

    /// The reference leaves this behind when the first message of a session does not open; we leave nothing.
    fn is_untouched(&self) -> Result<bool, String> {
        let fresh = find_bytes(self.state, "remote_ratchet_public")?.is_none_or(|key| key.is_empty());
        Ok(fresh && u64_field(self.state, "keys_count")? == 0 && u64_field(self.state, "send_n")? == 0)
    }

    /// The session as it was before its first message went out. The ephemeral key of X3DH is not in the recording, so that
    /// what it gave is taken from there.
    pub(super) fn begin(&self) -> Result<SessionRecord, String> {
        let shared_key = secret(self.value, "shared_key")?;
        let remote = PublicKey::from_bytes(&self.key.bundle_id).map_err(|error| error.to_string())?;
        let mut entropy = Script::new([array_field(self.state, "ratchet_private")?]);
        Ok(SessionRecord {
            key: self.key.clone(),
            state: double_ratchet::initiate(&shared_key, &remote, &mut entropy),
            shared_key,
            ephemeral_key: Some(array_field(self.value, "x3dh_ephemeral_public")?),
            founded_at_ns: 0,
        })
    }

    fn compare(&self, store: &MemoryRatchetStore, ours: &SessionRecord) -> Result<(), String> {
        let key = |value: &Value, field: &str| -> Result<Option<Vec<u8>>, String> {
            Ok(find_bytes(value, field)?.filter(|key| !key.is_empty()))
        };
        if find_bytes(self.value, "shared_key")?.is_some() {
            expect_equal("shared key", ours.shared_key.as_bytes(), secret(self.value, "shared_key")?.as_bytes())?;
        }
        let ephemeral = ours.ephemeral_key.map(Vec::from);
        expect_equal("ephemeral key", ephemeral, key(self.value, "x3dh_ephemeral_public")?)?;
        let (state, expected) = (&ours.state, self.state);
        let remote = state.remote_ratchet_key.map(Vec::from);
        expect_equal("remote ratchet key", remote, key(expected, "remote_ratchet_public")?)?;
        let same = |what: &str, ours: &Secret32, field: &str| -> Result<(), String> {
            expect_equal(what, ours.as_bytes(), secret(expected, field)?.as_bytes())
        };
        same("ratchet key", &state.ratchet_private_key, "ratchet_private")?;
        expect_equal("ratchet key", state.ratchet_public_key, array_field(expected, "ratchet_public")?)?;
        same("root key", &state.root_key, "root_chain_key")?;
        same("sending chain", &state.send_chain_key, "send_chain_key")?;
        same("receiving chain", &state.receive_chain_key, "receive_chain_key")?;
        expect_equal("number to send", state.send_number, u32_field(expected, "send_n")?)?;
        expect_equal("number to receive", state.receive_number, u32_field(expected, "receive_n")?)?;
        expect_equal("previous count", state.previous_send_count, u32_field(expected, "previous_n")?)?;
        expect_equal("keys count", state.keys_count, u64_field(expected, "keys_count")?)?;
        if self.value.get("stored_message_keys").is_none() {
            return Ok(());
        }
        let mut keys: Vec<_> = store.message_keys(&ours.key).collect();
        let mut expected: Vec<_> = find_array(self.value, "stored_message_keys")?.iter().collect();
        keys.sort_by_key(|key| key.sequence);
        expected.sort_by_key(|key| key.get("seq").and_then(Value::as_u64));
        expect_equal("number of message keys", keys.len(), expected.len())?;
        for (key, expected) in keys.into_iter().zip(expected) {
            expect_equal("sequence", key.sequence, u64_field(expected, "seq")?)?;
            expect_equal("number of message key", key.number, u32_field(expected, "n")?)?;
            expect_equal("ratchet key of message key", key.ratchet_key, array_field(expected, "ratchet_public")?)?;
            expect_equal("message key", key.message_key.as_bytes(), secret(expected, "message_key")?.as_bytes())?;
        }
        Ok(())
    }
}

/// Compares every session of a store with a dump.
pub(super) fn compare(store: &MemoryRatchetStore, dump: &[Dumped<'_>]) -> Result<(), String> {
    let ours: Vec<_> = store.sessions().collect();
    for session in &ours {
        check(dump.iter().any(|dumped| dumped.key == session.key), "a session too many")?;
    }
    for dumped in dump {
        match ours.iter().find(|session| session.key == dumped.key) {
            Some(session) => dumped.compare(store, session)?,
            None => check(dumped.is_untouched()?, "a session is missing")?,
        }
    }
    Ok(())
}

/// Adds the sessions that a party began with a message, before it is sent.
pub(super) fn begin_new(store: &mut MemoryRatchetStore, dump: &[Dumped<'_>], new: &[SessionKey]) -> Result<(), String> {
    let known: Vec<_> = store.sessions().map(|session| session.key.clone()).collect();
    let mut begun: Vec<_> = dump.iter().map(|dumped| dumped.key.clone()).filter(|key| !known.contains(key)).collect();
    let untouched: Vec<_> = dump.iter().filter(|dumped| dumped.is_untouched() == Ok(true)).collect();
    begun.retain(|key| !untouched.iter().any(|dumped| dumped.key == *key));
    begun.sort();
    expect_equal("new sessions", begun.as_slice(), new)?;
    for dumped in dump.iter().filter(|dumped| begun.contains(&dumped.key)) {
        store.save_session(&dumped.begin()?).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// The identities and secrets of a `shared_secrets` field.
pub(super) fn read_secrets(step: &Value) -> Result<Vec<(CompressedKey, [u8; 32])>, String> {
    let secrets = find_array(step, "shared_secrets")?.iter();
    secrets.map(|secret| Ok((array_field(secret, "identity")?, array_field(secret, "key")?))).collect()
}

/// The texts of a list; `null` means none.
pub(super) fn read_texts(step: &Value, field: &str) -> Result<Vec<String>, String> {
    if get(step, field)?.is_null() {
        return Ok(Vec::new());
    }
    let texts = array(step, field)?.iter();
    let mut texts: Vec<_> =
        texts.map(|text| text.as_str().map(str::to_owned).ok_or("no text")).collect::<Result<_, _>>()?;
    texts.sort();
    Ok(texts)
}
