//! Keycards.

use std::collections::BTreeSet;

use status_ports::{KeycardRecord, KeypairStore as _};

use super::*;

fn card(uid: &str, key_uid: &str) -> KeycardDraft {
    KeycardDraft {
        keycard_uid: uid.to_owned(),
        name: "my card".to_owned(),
        key_uid: key_uid.to_owned(),
        addresses: BTreeSet::from([[1; 20], [2; 20]]),
    }
}

fn cards(stores: &mut MemoryTransaction) -> Vec<KeycardRecord> {
    ring(stores).keycards
}

#[test]
fn a_card_keeps_its_place_and_lock_and_gains_accounts() {
    let mut stores = profile_with_zoo();
    let own = generated(0).key_uid;
    save_keycard(&mut stores, card("a", &own), true, NOW).unwrap();
    save_keycard(&mut stores, card("b", &zoo_keypair().key_uid), true, NOW).unwrap();
    change_keycard(&mut stores, "b", |card| card.locked = true, NOW).unwrap();
    let again = KeycardDraft {
        name: "renamed".to_owned(),
        addresses: BTreeSet::from([[3; 20]]),
        ..card("b", &zoo_keypair().key_uid)
    };
    save_keycard(&mut stores, again, true, NOW).unwrap();
    let known = cards(&mut stores)[1].clone();
    assert_eq!((known.name.as_str(), known.locked, known.position), ("renamed", true, 1));
    assert_eq!(known.addresses, BTreeSet::from([[1; 20], [2; 20], [3; 20]]));
    forget_keycard_accounts(&mut stores, "b", &[[1; 20], [9; 20]], NOW).unwrap();
    assert_eq!(cards(&mut stores)[1].addresses, BTreeSet::from([[2; 20], [3; 20]]));
    change_keycard_uid(&mut stores, "b", "c", NOW).unwrap();
    assert_eq!(cards(&mut stores)[1].keycard_uid, "c");
    let clock = ring(&mut stores).keypair(&zoo_keypair().key_uid).unwrap().clock;
    delete_keycard(&mut stores, "c", NOW).unwrap();
    assert_eq!(cards(&mut stores).len(), 1);
    assert!(ring(&mut stores).keypair(&zoo_keypair().key_uid).unwrap().clock > clock, "the keypair changed");
}

#[test]
fn wrong_cards_are_refused() {
    let mut stores = profile_with_zoo();
    let own = generated(0).key_uid;
    save_keycard(&mut stores, card("a", &own), true, NOW).unwrap();
    let unknown = "keycard: no keycard for the passed keycard uid";
    let taken = "keycard: the keycard uid belongs to another keycard";
    let empty = KeycardDraft { addresses: BTreeSet::new(), ..card("b", &own) };
    let refused = refusal(save_keycard(&mut stores, empty, false, NOW));
    assert_eq!(refused, "cannot migrate a keypair without accounts");
    let refused = refusal(save_keycard(&mut stores, card("b", "0x1"), false, NOW));
    assert_eq!(refused, "cannot migrate an unknown keypair");
    let refused = refusal(save_keycard(&mut stores, card("b", ""), false, NOW));
    assert_eq!(refused, "cannot migrate an unknown keypair");
    assert_eq!(refusal(save_keycard(&mut stores, card("a", &zoo_keypair().key_uid), false, NOW)), taken);
    assert_eq!(refusal(change_keycard(&mut stores, "x", |_| (), NOW)), unknown);
    assert_eq!(refusal(forget_keycard_accounts(&mut stores, "x", &[], NOW)), unknown);
    assert_eq!(refusal(delete_keycard(&mut stores, "x", NOW)), unknown);
    assert_eq!(refusal(change_keycard_uid(&mut stores, "x", "y", NOW)), unknown);
    save_keycard(&mut stores, card("b", &own), true, NOW).unwrap();
    assert_eq!(refusal(change_keycard_uid(&mut stores, "a", "b", NOW)), taken);
    delete_keycards_of(&mut stores, "0x1", NOW).unwrap();
    assert_eq!(cards(&mut stores).len(), 2);
}

#[test]
fn keys_that_move_to_a_card_are_forgotten_and_come_back_with_the_phrase() {
    let mut stores = profile_with_zoo();
    let zoo_uid = zoo_keypair().key_uid;
    let address = zoo_keypair().accounts[0].address;
    assert_eq!(refusal(migrate_to_app(&mut stores, &zoo(), NOW)), "keypair being migrated is not a keycard keypair");
    save_keycard(&mut stores, card("a", &zoo_uid), false, NOW).unwrap();
    assert!(stores.find_private_key(&address).unwrap().is_none());
    assert!(stores.find_private_key(&zoo().address()).unwrap().is_none());
    assert_eq!(operable(&mut stores, &address), Operable::Fully);
    let refused = signing_key(&mut stores, &address).unwrap_err().to_string();
    assert_eq!(refused, "the key of the account is on a keycard, which has to sign itself");
    assert_eq!(refusal(make_phrase_operable(&mut stores, &zoo(), NOW)), "the keypair is on a keycard");
    assert_eq!(ring(&mut stores).offered_addresses(&zoo_uid), 10);

    // The card derives: no password is asked, and no key is made here.
    let second = account_of(&zoo(), "seed", 1);
    assert!(!check_new_account(&ring(&mut stores), &second).unwrap());
    add_account(&mut stores, second.clone(), KeyAccess::Granted, NOW).unwrap();
    assert_eq!(operable(&mut stores, &second.address), Operable::Fully);

    migrate_to_app(&mut stores, &zoo(), NOW).unwrap();
    assert_eq!(cards(&mut stores), []);
    for address in [address, second.address] {
        assert_eq!(signing_key(&mut stores, &address).unwrap().public_key().address(), address);
    }
    assert_eq!(refusal(migrate_to_app(&mut stores, &keys().master, NOW)), "cannot migrate profile keypair");
    let other = phrase_key("other").unwrap();
    assert_eq!(refusal(migrate_to_app(&mut stores, &other, NOW)), "accounts: keypair is not found");
}

#[test]
fn a_profile_on_a_card_opens_but_its_wallet_does_not_sign() {
    let mut stores = profile();
    let own = generated(0).key_uid;
    save_keycard(&mut stores, card("a", &own), false, NOW).unwrap();
    let left = stores.private_key_addresses().unwrap();
    assert!(left.contains(&keys().chat.address()));
    for gone in [keys().master, keys().wallet_root, keys().default_wallet] {
        assert!(!left.contains(&gone.address()));
    }
    assert!(signing_key(&mut stores, &keys().default_wallet.address()).is_err());
    delete_keycards_of(&mut stores, &own, NOW).unwrap();
    assert_eq!(operable(&mut stores, &keys().default_wallet.address()), Operable::No);
    make_phrase_operable(&mut stores, &keys().master, NOW).unwrap();
    assert_eq!(stores.private_key_addresses().unwrap(), profile().private_key_addresses().unwrap());
    assert_eq!(operable(&mut stores, &keys().default_wallet.address()), Operable::Fully);
}

#[test]
fn the_cards_of_a_keypair_go_with_it() {
    let mut stores = profile_with_zoo();
    save_keycard(&mut stores, card("a", &zoo_keypair().key_uid), true, NOW).unwrap();
    remove_account(&mut stores, &zoo_keypair().accounts[0].address, NOW).unwrap();
    assert_eq!(cards(&mut stores), []);
}
