//! The contract of [`RatchetStore`].

use crate::{
    CompressedKey, HashRatchetKeyRecord, HashRatchetStep, InstallationMetadata, InstallationRecord, MessageKeyRecord,
    RatchetState, RatchetStore, Secret32, SessionKey, SessionRecord, SignedPreKeyRecord,
};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn RatchetStore>) {
    the_current_prekey_is_the_highest_version_that_is_not_expired(&mut *make());
    a_prekey_is_added_once(&mut *make());
    a_private_prekey_is_found_although_expired(&mut *make());
    a_session_is_replaced_and_keeps_its_message_keys(&mut *make());
    sessions_differ_by_prekey_identity_and_installation(&mut *make());
    message_keys_are_found_replaced_and_removed(&mut *make());
    message_keys_are_pruned_by_sequence_within_their_session(&mut *make());
    installations_are_listed_newest_first(&mut *make());
    installation_metadata_is_apart_from_installations(&mut *make());
    the_first_agreed_secret_stays(&mut *make());
    agreed_secrets_are_listed_in_pages(&mut *make());
    a_removed_secret_is_known_to_nobody(&mut *make());
    the_newest_group_key_comes_first(&mut *make());
    the_highest_step_not_above_is_found(&mut *make());
}

fn key(byte: u8) -> CompressedKey {
    let mut key = [byte; 33];
    key[0] = 2;
    key
}

fn secret(byte: u8) -> Secret32 {
    Secret32::new([byte; 32])
}

fn prekey(identity: u8, id: u8, version: u32) -> SignedPreKeyRecord {
    SignedPreKeyRecord {
        identity: key(identity),
        installation_id: "phone".into(),
        signed_pre_key: key(id),
        private_key: None,
        version,
        timestamp_ns: i64::MAX,
        expired: false,
    }
}

fn session_key(bundle: u8, identity: u8, installation: &str) -> SessionKey {
    SessionKey { bundle_id: key(bundle), identity: key(identity), installation_id: installation.into() }
}

fn session(name: SessionKey) -> SessionRecord {
    SessionRecord {
        key: name,
        shared_key: secret(1),
        ephemeral_key: Some(key(2)),
        founded_at_ns: i64::MAX,
        state: RatchetState {
            remote_ratchet_key: None,
            ratchet_private_key: secret(3),
            ratchet_public_key: key(4),
            root_key: secret(5),
            send_chain_key: secret(6),
            send_number: u32::MAX,
            receive_chain_key: secret(7),
            receive_number: 8,
            previous_send_count: 9,
            keys_count: u64::from(u32::MAX) + 1,
        },
    }
}

fn message_key(ratchet: u8, number: u32, sequence: u64) -> MessageKeyRecord {
    MessageKeyRecord { ratchet_key: key(ratchet), number, message_key: secret(ratchet), sequence }
}

fn installation(identity: u8, id: &str, timestamp_ns: i64, enabled: bool) -> InstallationRecord {
    InstallationRecord { identity: key(identity), installation_id: id.into(), version: 1, enabled, timestamp_ns }
}

fn ids(rows: &[InstallationRecord]) -> Vec<&str> {
    rows.iter().map(|row| row.installation_id.as_str()).collect()
}

fn the_current_prekey_is_the_highest_version_that_is_not_expired(store: &mut dyn RatchetStore) {
    assert_eq!(store.find_current_signed_pre_key(&key(1), "phone").unwrap(), None);
    assert_eq!(store.highest_signed_pre_key_version(&key(1), "phone").unwrap(), 0);
    for record in [prekey(1, 12, 2), prekey(1, 11, 1), prekey(1, 13, 3), prekey(2, 14, 9)] {
        store.add_signed_pre_key(&record).unwrap();
    }
    assert_eq!(store.find_current_signed_pre_key(&key(1), "phone").unwrap(), Some(prekey(1, 13, 3)));
    assert_eq!(store.find_current_signed_pre_key(&key(1), "desktop").unwrap(), None);
    store.expire_signed_pre_keys_below(&key(1), "phone", 3).unwrap();
    assert_eq!(store.find_current_signed_pre_key(&key(1), "phone").unwrap(), Some(prekey(1, 13, 3)));
    store.expire_signed_pre_keys_below(&key(1), "phone", 4).unwrap();
    assert_eq!(store.find_current_signed_pre_key(&key(1), "phone").unwrap(), None);
    assert_eq!(store.highest_signed_pre_key_version(&key(1), "phone").unwrap(), 3);
    assert_eq!(store.find_current_signed_pre_key(&key(2), "phone").unwrap(), Some(prekey(2, 14, 9)));
}

fn a_prekey_is_added_once(store: &mut dyn RatchetStore) {
    store.add_signed_pre_key(&prekey(1, 11, 1)).unwrap();
    store.add_signed_pre_key(&prekey(1, 11, 5)).unwrap();
    assert_eq!(store.find_current_signed_pre_key(&key(1), "phone").unwrap(), Some(prekey(1, 11, 1)));
    // The same key claimed by another identity is another record.
    store.add_signed_pre_key(&prekey(2, 11, 7)).unwrap();
    assert_eq!(store.find_current_signed_pre_key(&key(2), "phone").unwrap(), Some(prekey(2, 11, 7)));
}

fn a_private_prekey_is_found_although_expired(store: &mut dyn RatchetStore) {
    let own = SignedPreKeyRecord { private_key: Some(secret(1)), ..prekey(1, 11, 1) };
    store.add_signed_pre_key(&prekey(2, 11, 1)).unwrap();
    assert_eq!(store.find_private_signed_pre_key(&key(11)).unwrap(), None);
    store.add_signed_pre_key(&own).unwrap();
    store.add_signed_pre_key(&prekey(1, 12, 1)).unwrap();
    assert_eq!(store.find_private_signed_pre_key(&key(11)).unwrap(), Some(own.clone()));
    store.expire_private_signed_pre_keys(&key(1)).unwrap();
    assert_eq!(store.find_private_signed_pre_key(&key(11)).unwrap(), Some(SignedPreKeyRecord { expired: true, ..own }));
    assert_eq!(store.find_current_signed_pre_key(&key(1), "phone").unwrap(), Some(prekey(1, 12, 1)));
    assert_eq!(store.find_current_signed_pre_key(&key(2), "phone").unwrap(), Some(prekey(2, 11, 1)));
}

fn a_session_is_replaced_and_keeps_its_message_keys(store: &mut dyn RatchetStore) {
    let name = session_key(1, 2, "phone");
    assert_eq!(store.find_session(&name).unwrap(), None);
    let first = session(name.clone());
    store.save_session(&first).unwrap();
    assert_eq!(store.find_session(&name).unwrap(), Some(first.clone()));
    store.save_message_keys(&name, &[message_key(1, 0, 0)]).unwrap();
    let mut second = first;
    second.ephemeral_key = None;
    second.state.remote_ratchet_key = Some(key(5));
    store.save_session(&second).unwrap();
    assert_eq!(store.find_session(&name).unwrap(), Some(second));
    assert_eq!(store.find_message_key(&name, &key(1), 0).unwrap(), Some(secret(1)));
}

fn sessions_differ_by_prekey_identity_and_installation(store: &mut dyn RatchetStore) {
    store.save_session(&session(session_key(1, 2, "phone"))).unwrap();
    for other in [session_key(2, 2, "phone"), session_key(1, 3, "phone"), session_key(1, 2, "phone2")] {
        assert_eq!(store.find_session(&other).unwrap(), None);
    }
}

fn message_keys_are_found_replaced_and_removed(store: &mut dyn RatchetStore) {
    let (name, other) = (session_key(1, 2, "phone"), session_key(1, 3, "phone"));
    store.save_message_keys(&name, &[]).unwrap();
    store.save_message_keys(&name, &[message_key(1, 0, 0), message_key(1, 1, 1), message_key(2, 0, 2)]).unwrap();
    store.save_message_keys(&other, &[message_key(1, 0, 0)]).unwrap();
    assert_eq!(store.find_message_key(&name, &key(2), 0).unwrap(), Some(secret(2)));
    assert_eq!(store.find_message_key(&name, &key(2), 1).unwrap(), None);
    store.save_message_keys(&name, &[MessageKeyRecord { message_key: secret(9), ..message_key(1, 1, 3) }]).unwrap();
    assert_eq!(store.find_message_key(&name, &key(1), 1).unwrap(), Some(secret(9)));
    store.remove_message_key(&name, &key(1), 0).unwrap();
    store.remove_message_key(&name, &key(1), 7).unwrap();
    assert_eq!(store.find_message_key(&name, &key(1), 0).unwrap(), None);
    assert_eq!(store.find_message_key(&other, &key(1), 0).unwrap(), Some(secret(1)));
}

fn message_keys_are_pruned_by_sequence_within_their_session(store: &mut dyn RatchetStore) {
    let (name, other) = (session_key(1, 2, "phone"), session_key(1, 3, "phone"));
    let keys: Vec<_> = (0..10_u32).map(|number| message_key(1, number, u64::from(number) + 100)).collect();
    store.save_message_keys(&name, &keys).unwrap();
    store.save_message_keys(&other, &keys).unwrap();
    let left = |store: &mut dyn RatchetStore, name: &SessionKey| -> Vec<u32> {
        (0..10).filter(|number| store.find_message_key(name, &key(1), *number).unwrap().is_some()).collect()
    };
    store.prune_message_keys(&name, 0, 10).unwrap();
    assert_eq!(left(store, &name).len(), 10);
    store.prune_message_keys(&name, 102, 10).unwrap();
    assert_eq!(left(store, &name), [2, 3, 4, 5, 6, 7, 8, 9]);
    store.prune_message_keys(&name, 0, 3).unwrap();
    assert_eq!(left(store, &name), [7, 8, 9]);
    assert_eq!(left(store, &other).len(), 10);
}

fn installations_are_listed_newest_first(store: &mut dyn RatchetStore) {
    for row in [
        installation(1, "b", 5, true),
        installation(1, "a", 5, true),
        installation(1, "old", -1, true),
        installation(1, "off", 9, false),
        installation(2, "foreign", 9, true),
    ] {
        store.save_installation(&row).unwrap();
    }
    assert_eq!(ids(&store.enabled_installations(&key(1), 9).unwrap()), ["a", "b", "old"]);
    assert_eq!(ids(&store.enabled_installations(&key(1), 2).unwrap()), ["a", "b"]);
    assert_eq!(ids(&store.installations(&key(1), 9).unwrap()), ["off", "a", "b", "old"]);
    store.save_installation(&installation(1, "old", 8, true)).unwrap();
    assert_eq!(ids(&store.enabled_installations(&key(1), 1).unwrap()), ["old"]);
    assert_eq!(store.find_installation(&key(1), "off").unwrap(), Some(installation(1, "off", 9, false)));
    assert_eq!(store.find_installation(&key(2), "off").unwrap(), None);
}

fn installation_metadata_is_apart_from_installations(store: &mut dyn RatchetStore) {
    let metadata =
        InstallationMetadata { name: "Émile's phone".into(), device_type: "ios".into(), fcm_token: "token".into() };
    store.save_installation_metadata(&key(1), "b", &metadata).unwrap();
    store.save_installation_metadata(&key(1), "a", &InstallationMetadata::default()).unwrap();
    store.save_installation_metadata(&key(2), "c", &metadata).unwrap();
    store.save_installation(&installation(1, "b", 5, true)).unwrap();
    let rows = store.installation_metadata(&key(1), 9).unwrap();
    assert_eq!(rows, [("a".into(), InstallationMetadata::default()), ("b".into(), metadata.clone())]);
    assert_eq!(store.installation_metadata(&key(1), 1).unwrap().len(), 1);
    store.save_installation_metadata(&key(1), "a", &metadata).unwrap();
    assert_eq!(store.installation_metadata(&key(1), 1).unwrap(), [("a".into(), metadata)]);
}

fn the_first_agreed_secret_stays(store: &mut dyn RatchetStore) {
    assert_eq!(store.find_agreed_secret(&key(1)).unwrap(), None);
    store.add_agreed_secret(&key(1), &secret(1)).unwrap();
    store.add_agreed_secret(&key(1), &secret(2)).unwrap();
    assert_eq!(store.find_agreed_secret(&key(1)).unwrap(), Some(secret(1)));
    store.add_agreed_secret_installation(&key(1), "phone").unwrap();
    store.add_agreed_secret_installation(&key(1), "phone").unwrap();
    assert!(store.is_agreed_secret_installation(&key(1), "phone").unwrap());
    assert!(!store.is_agreed_secret_installation(&key(1), "desktop").unwrap());
    assert!(!store.is_agreed_secret_installation(&key(2), "phone").unwrap());
}

fn a_removed_secret_is_known_to_nobody(store: &mut dyn RatchetStore) {
    for peer in [1, 2] {
        store.add_agreed_secret(&key(peer), &secret(peer)).unwrap();
        store.add_agreed_secret_installation(&key(peer), "phone").unwrap();
    }
    store.remove_agreed_secret(&key(1)).unwrap();
    store.remove_agreed_secret(&key(3)).unwrap();
    assert_eq!(store.find_agreed_secret(&key(1)).unwrap(), None);
    assert!(!store.is_agreed_secret_installation(&key(1), "phone").unwrap());
    assert_eq!(store.find_agreed_secret(&key(2)).unwrap(), Some(secret(2)));
    assert!(store.is_agreed_secret_installation(&key(2), "phone").unwrap());
}

fn agreed_secrets_are_listed_in_pages(store: &mut dyn RatchetStore) {
    for peer in [3, 1, 2] {
        store.add_agreed_secret(&key(peer), &secret(peer)).unwrap();
    }
    assert_eq!(store.agreed_secrets(&[0; 33], 2).unwrap(), [(key(1), secret(1)), (key(2), secret(2))]);
    assert_eq!(store.agreed_secrets(&key(2), 2).unwrap(), [(key(3), secret(3))]);
    assert_eq!(store.agreed_secrets(&key(3), 2).unwrap(), []);
}

fn the_newest_group_key_comes_first(store: &mut dyn RatchetStore) {
    let make = |id: u8, group: &[u8], timestamp_ms: u64, deprecated_key_id: u32| HashRatchetKeyRecord {
        group_id: group.to_vec(),
        key_id: [id; 32],
        deprecated_key_id,
        key: secret(id),
        timestamp_ms,
    };
    let (old, new, foreign) = (make(1, b"group", 1, 7), make(2, b"group", u64::MAX >> 1, 7), make(3, b"other", 5, 7));
    for record in [&new, &old, &foreign] {
        store.save_hash_ratchet_key(record).unwrap();
    }
    assert_eq!(store.hash_ratchet_keys(b"group", 9).unwrap(), [new.clone(), old.clone()]);
    assert_eq!(store.hash_ratchet_keys(b"group", 1).unwrap(), std::slice::from_ref(&new));
    assert_eq!(store.hash_ratchet_keys(b"nobody", 1).unwrap(), []);
    assert_eq!(store.find_hash_ratchet_key(&[1; 32]).unwrap(), Some(old));
    assert_eq!(store.find_hash_ratchet_key(&[9; 32]).unwrap(), None);
    assert_eq!(store.find_hash_ratchet_key_by_deprecated_id(b"group", 7).unwrap(), Some(new.clone()));
    assert_eq!(store.find_hash_ratchet_key_by_deprecated_id(b"other", 7).unwrap(), Some(foreign));
    assert_eq!(store.find_hash_ratchet_key_by_deprecated_id(b"group", 8).unwrap(), None);
    let replaced = HashRatchetKeyRecord { timestamp_ms: 3, ..new };
    store.save_hash_ratchet_key(&replaced).unwrap();
    assert_eq!(store.find_hash_ratchet_key(&[2; 32]).unwrap(), Some(replaced));
}

fn the_highest_step_not_above_is_found(store: &mut dyn RatchetStore) {
    let step = |seq_no: u32, byte: u8| HashRatchetStep { seq_no, hash: secret(byte) };
    assert_eq!(store.find_hash_ratchet_step(&[1; 32], u32::MAX).unwrap(), None);
    store.save_hash_ratchet_steps(&[1; 32], &[step(5, 5), step(128, 8), step(3, 3)]).unwrap();
    store.save_hash_ratchet_steps(&[2; 32], &[step(1, 1)]).unwrap();
    assert_eq!(store.find_hash_ratchet_step(&[1; 32], 2).unwrap(), None);
    assert_eq!(store.find_hash_ratchet_step(&[1; 32], 4).unwrap(), Some(step(3, 3)));
    assert_eq!(store.find_hash_ratchet_step(&[1; 32], 5).unwrap(), Some(step(5, 5)));
    assert_eq!(store.find_hash_ratchet_step(&[1; 32], u32::MAX).unwrap(), Some(step(128, 8)));
    store.save_hash_ratchet_steps(&[1; 32], &[step(5, 6)]).unwrap();
    assert_eq!(store.find_hash_ratchet_step(&[1; 32], 5).unwrap(), Some(step(5, 6)));
    store.remove_hash_ratchet_step(&[1; 32], 5).unwrap();
    store.remove_hash_ratchet_step(&[1; 32], 5).unwrap();
    assert_eq!(store.find_hash_ratchet_step(&[1; 32], 5).unwrap(), Some(step(3, 3)));
}
