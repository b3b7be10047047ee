//! The contract of [`KeypairStore`].

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::{KeypairAccountRecord, KeypairKind, KeypairRecord, KeypairStore, Operable, PrivateKeyRecord};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn KeypairStore>) {
    keypairs_come_back_whole_and_without_removed_ones(&mut *make());
    accounts_come_by_position_and_without_removed_ones(&mut *make());
    private_keys_are_found_by_address(&mut *make());
    what_is_removed_is_found_until_it_is_pruned(&mut *make());
    accounts_of_a_keypair_are_forgotten_together(&mut *make());
    private_keys_are_forgotten(&mut *make());
}

fn keypair(key_uid: &str, kind: KeypairKind) -> KeypairRecord {
    KeypairRecord {
        key_uid: key_uid.into(),
        name: "Alice".into(),
        kind,
        derived_from: "0xab".into(),
        last_used_derivation_index: 7,
        synced_from: "phone".into(),
        clock: 1_700_000_000_000,
        removed: false,
    }
}

fn account(byte: u8, position: i64) -> KeypairAccountRecord {
    KeypairAccountRecord {
        address: [byte; 20],
        key_uid: Some("0x01".into()),
        public_key: vec![4, byte],
        path: "m/44'/60'/0'/0/0".into(),
        name: "Account".into(),
        color: "primary".into(),
        emoji: "\u{1F980}".into(),
        wallet: true,
        chat: false,
        hidden: true,
        operable: Operable::Partially,
        created_at: 1,
        clock: 2,
        position,
        removed: false,
        prod_preferred_chain_ids: "1:10:42161".into(),
        test_preferred_chain_ids: "5".into(),
        address_was_not_shown: true,
    }
}

fn keypairs_come_back_whole_and_without_removed_ones(store: &mut dyn KeypairStore) {
    assert_eq!(store.keypairs().unwrap(), []);
    let all =
        [keypair("0x01", KeypairKind::Profile), keypair("0x02", KeypairKind::Seed), keypair("0x03", KeypairKind::Key)];
    for row in &all {
        store.save_keypair(row).unwrap();
    }
    assert_eq!(store.keypairs().unwrap(), all);
    store.save_keypair(&KeypairRecord { removed: true, ..all[1].clone() }).unwrap();
    assert_eq!(store.keypairs().unwrap(), [all[0].clone(), all[2].clone()]);
    let renamed = KeypairRecord { name: "Bob".into(), ..all[1].clone() };
    store.save_keypair(&renamed).unwrap();
    assert_eq!(store.keypairs().unwrap()[1], renamed);
}

fn accounts_come_by_position_and_without_removed_ones(store: &mut dyn KeypairStore) {
    let watch_only = KeypairAccountRecord { key_uid: None, operable: Operable::No, ..account(1, 5) };
    let chat = KeypairAccountRecord { operable: Operable::Fully, ..account(9, -1) };
    let removed = KeypairAccountRecord { removed: true, ..account(3, 0) };
    for row in [&watch_only, &chat, &removed, &account(2, 1)] {
        store.save_keypair_account(row).unwrap();
    }
    assert_eq!(store.keypair_accounts().unwrap(), [chat, account(2, 1), watch_only]);
}

fn private_keys_are_found_by_address(store: &mut dyn KeypairStore) {
    assert!(store.find_private_key(&[1; 20]).unwrap().is_none());
    let mut key = PrivateKeyRecord {
        address: [1; 20],
        private_key: Zeroizing::new(vec![0; 32]),
        extended_key: Zeroizing::new("xprv".into()),
    };
    store.save_private_key(&key).unwrap();
    key.private_key[31] = 1;
    store.save_private_key(&key).unwrap();
    let found = store.find_private_key(&[1; 20]).unwrap().unwrap();
    assert_eq!(
        (found.address, found.private_key, found.extended_key),
        (key.address, key.private_key, key.extended_key)
    );
}

fn what_is_removed_is_found_until_it_is_pruned(store: &mut dyn KeypairStore) {
    assert_eq!(store.find_keypair("0x01").unwrap(), None);
    assert_eq!(store.find_keypair_account(&[1; 20]).unwrap(), None);
    let gone = KeypairRecord { removed: true, clock: 9, ..keypair("0x01", KeypairKind::Seed) };
    let there = KeypairRecord { clock: 0, ..keypair("0x02", KeypairKind::Profile) };
    let gone_account = KeypairAccountRecord { removed: true, clock: 9, ..account(1, 0) };
    let there_account = KeypairAccountRecord { clock: 0, ..account(2, 0) };
    for row in [&gone, &there] {
        store.save_keypair(row).unwrap();
    }
    for row in [&gone_account, &there_account] {
        store.save_keypair_account(row).unwrap();
    }
    store.prune_removed_keypairs(9).unwrap();
    assert_eq!(store.find_keypair("0x01").unwrap(), Some(gone));
    assert_eq!(store.find_keypair_account(&[1; 20]).unwrap(), Some(gone_account));
    store.prune_removed_keypairs(10).unwrap();
    assert_eq!(store.find_keypair("0x01").unwrap(), None);
    assert_eq!(store.find_keypair_account(&[1; 20]).unwrap(), None);
    assert_eq!(store.find_keypair("0x02").unwrap(), Some(there));
    assert_eq!(store.find_keypair_account(&[2; 20]).unwrap(), Some(there_account));
}

fn accounts_of_a_keypair_are_forgotten_together(store: &mut dyn KeypairStore) {
    let other = KeypairAccountRecord { key_uid: Some("0x02".into()), ..account(3, 1) };
    let watch_only = KeypairAccountRecord { key_uid: None, ..account(4, 2) };
    let removed = KeypairAccountRecord { removed: true, ..account(2, 0) };
    for row in [&account(1, 0), &removed, &other, &watch_only] {
        store.save_keypair_account(row).unwrap();
    }
    store.delete_accounts_of_keypair("0x01").unwrap();
    store.delete_accounts_of_keypair("0x09").unwrap();
    assert_eq!(store.keypair_accounts().unwrap(), [other, watch_only]);
    assert_eq!(store.find_keypair_account(&[2; 20]).unwrap(), None);
}

fn private_keys_are_forgotten(store: &mut dyn KeypairStore) {
    for byte in 1..=3 {
        let key = PrivateKeyRecord {
            address: [byte; 20],
            private_key: Zeroizing::new(vec![byte; 32]),
            extended_key: Zeroizing::new(String::new()),
        };
        store.save_private_key(&key).unwrap();
    }
    assert_eq!(store.private_key_addresses().unwrap(), BTreeSet::from([[1; 20], [2; 20], [3; 20]]));
    store.delete_private_keys(&[]).unwrap();
    store.delete_private_keys(&[[1; 20], [3; 20], [7; 20]]).unwrap();
    assert_eq!(store.private_key_addresses().unwrap(), BTreeSet::from([[2; 20]]));
    assert!(store.find_private_key(&[1; 20]).unwrap().is_none());
}
