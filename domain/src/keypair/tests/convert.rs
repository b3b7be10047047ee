//! The profile moves to a keycard and back.

use serde_json::json;
use status_ports::{KeypairStore as _, SettingsStore as _};

use super::*;
use crate::settings::setting;

fn card() -> ProfileCard {
    ProfileCard {
        keycard_uid: "card".to_owned(),
        instance_uid: "instance".to_owned(),
        paired_on: 7,
        pairing: "pairing".to_owned(),
    }
}

fn to_card(stores: &mut MemoryTransaction, card: ProfileCard) -> Result<(), ConvertError> {
    move_profile_to_card(stores, &generated(0).key_uid, card, "alice".to_owned(), NOW).map(drop)
}

fn shown(stores: &mut MemoryTransaction, name: &str) -> Value {
    setting(&stores.settings().unwrap(), name)
}

#[test]
fn a_profile_on_a_card_keeps_the_chat_key_only_and_forgets_its_phrase() {
    let mut stores = profile();
    to_card(&mut stores, card()).unwrap();
    let [kept] = ring(&mut stores).keycards.try_into().unwrap();
    assert_eq!((kept.keycard_uid.as_str(), kept.name.as_str(), kept.addresses.len()), ("card", "alice", 2));
    let left = stores.private_key_addresses().unwrap();
    assert!(left.contains(&keys().chat.address()));
    for gone in [keys().master, keys().wallet_root, keys().default_wallet] {
        assert!(!left.contains(&gone.address()));
    }
    assert!(signing_key(&mut stores, &keys().default_wallet.address()).is_err());
    assert_eq!(shown(&mut stores, "keycard-instance_uid"), json!("instance"));
    assert_eq!(shown(&mut stores, "keycard-paired_on"), json!(7));
    assert_eq!(shown(&mut stores, "keycard-pairing"), json!("pairing"));
    assert_eq!(shown(&mut stores, "mnemonic-removed?"), json!(true));
    to_card(&mut stores, card()).unwrap();
    assert_eq!(ring(&mut stores).keycards.len(), 1, "a second time changes nothing");
}

#[test]
fn a_profile_comes_back_from_its_card_with_its_phrase() {
    let mut stores = profile();
    to_card(&mut stores, card()).unwrap();
    move_profile_from_card(&mut stores, &keys().master, NOW).unwrap();
    assert_eq!(ring(&mut stores).keycards, []);
    assert_eq!(stores.private_key_addresses().unwrap(), profile().private_key_addresses().unwrap());
    assert_eq!(operable(&mut stores, &keys().default_wallet.address()), Operable::Fully);
    for (name, value) in [
        ("keycard-instance_uid", json!("")),
        ("keycard-paired_on", json!(0)),
        ("keycard-pairing", json!("")),
        ("profile-migration-needed", json!(false)),
    ] {
        assert_eq!(shown(&mut stores, name), value, "{name}");
    }
}

#[test]
fn only_the_profile_is_moved_and_only_to_a_card_with_a_name() {
    let mut stores = profile_with_zoo();
    let zoo_uid = zoo_keypair().key_uid;
    let refused = move_profile_to_card(&mut stores, &zoo_uid, card(), String::new(), NOW).unwrap_err();
    assert_eq!(refused.to_string(), "cannot convert an unknown keypair");
    let refused = move_profile_from_card(&mut stores, &zoo(), NOW).unwrap_err();
    assert_eq!(refused.to_string(), "cannot convert an unknown keypair");
    let nameless = ProfileCard { pairing: "pairing".to_owned(), ..ProfileCard::default() };
    assert_eq!(to_card(&mut stores, nameless).unwrap_err().to_string(), "a keycard needs a UID");
    to_card(&mut stores, ProfileCard { keycard_uid: String::new(), ..card() }).unwrap();
    assert_eq!(ring(&mut stores).keycards[0].keycard_uid, "instance", "a client may know only the instance");
}

#[test]
fn a_key_is_forgotten_only_if_it_is_of_no_account() {
    let mut stores = profile_with_zoo();
    let refused = "the key belongs to an account or a keypair, which has to be removed instead";
    for address in [zoo().address(), zoo_keypair().accounts[0].address, keys().chat.address(), keys().master.address()]
    {
        assert_eq!(refusal(forget_imported_key(&mut stores, &address)), refused);
    }
    let mut stores = profile();
    import_phrase(&mut stores, &zoo()).unwrap();
    for _ in 0..2 {
        forget_imported_key(&mut stores, &zoo().address()).unwrap();
    }
    assert_eq!(stores.private_key_addresses().unwrap(), profile().private_key_addresses().unwrap());
}
