//! Phrases, private keys, and what they make operable.

use status_ports::{KeypairKind, KeypairStore as _};

use super::*;
use crate::crypto::PrivateKey;

const KEY: &str = "0x2222222222222222222222222222222222222222222222222222222222222222";

fn private_key() -> PrivateKey {
    parse_private_key(KEY).unwrap()
}

fn key_keypair() -> KeypairDraft {
    let key = private_key().public_key();
    let account = AccountDraft {
        address: key.address(),
        key_uid: key_uid(&key),
        kind: "key".to_owned(),
        public_key: key.to_uncompressed().to_vec(),
        ..watched(0)
    };
    KeypairDraft {
        key_uid: key_uid(&key),
        name: "single".to_owned(),
        kind: "key".to_owned(),
        accounts: vec![account],
        ..KeypairDraft::default()
    }
}

#[test]
fn words_may_stand_apart_by_any_white_space() {
    let spread = format!("  {}\n", ZOO.replace(' ', " \t"));
    assert_eq!(phrase_key(&spread).unwrap().address(), zoo().address());
    assert_eq!(refusal(phrase_key(" \n")), "the mnemonic is empty");
    assert_eq!(phrase_key("bad words").unwrap().depth(), 0, "any other text is a phrase");
}

#[test]
fn a_private_key_is_64_hex_digits() {
    assert_eq!(parse_private_key(KEY.trim_start_matches("0x")).unwrap().to_bytes(), private_key().to_bytes());
    let zero = format!("0x{}", "00".repeat(32));
    let short = KEY.strip_suffix(|_: char| true).unwrap();
    let large = "ff".repeat(32);
    for (text, problem) in [
        ("é", "invalid hex string"),
        (short, "invalid hex string"),
        ("", "invalid length, need 256 bits"),
        ("0x", "invalid length, need 256 bits"),
        ("22", "invalid length, need 256 bits"),
        (&zero, "invalid private key, zero or negative"),
        (&large, "invalid private key, >=N"),
    ] {
        assert_eq!(parse_private_key(text).map(drop).unwrap_err().to_string(), problem, "{text}");
    }
}

#[test]
fn an_imported_phrase_signs_for_its_accounts() {
    let mut stores = profile_with_zoo();
    let keypair = ring(&mut stores).keypair(&zoo_keypair().key_uid).unwrap().clone();
    assert_eq!((keypair.kind, keypair.last_used_derivation_index), (KeypairKind::Seed, 0));
    assert_eq!(operable(&mut stores, &zoo_keypair().accounts[0].address), Operable::Fully);
    add_account(&mut stores, account_of(&zoo(), "seed", 1), KeyAccess::Granted, NOW).unwrap();
    let second = account_of(&zoo(), "seed", 1).address;
    assert_eq!(signing_key(&mut stores, &second).unwrap().public_key().address(), second);
    assert_eq!(ring(&mut stores).keypair(&keypair.key_uid).unwrap().last_used_derivation_index, 1);
    let known = "provided mnemonic was already imported, to add new account use `AddAccount` endpoint";
    assert_eq!(refusal(import_phrase(&mut stores, &zoo())), known);
    assert_eq!(refusal(import_phrase(&mut stores, &keys().master)), known);
}

#[test]
fn an_import_may_be_repeated_until_its_keypair_is_there() {
    let mut stores = profile();
    import_phrase(&mut stores, &zoo()).unwrap();
    import_phrase(&mut stores, &zoo()).unwrap();
    import_private_key(&mut stores, &private_key()).unwrap();
    import_private_key(&mut stores, &private_key()).unwrap();
    let single = zoo().private_key();
    import_private_key(&mut stores, &single).unwrap();
    let kept = stores.find_private_key(&zoo().address()).unwrap().unwrap();
    assert!(!kept.extended_key.is_empty(), "what has children keeps them");
}

#[test]
fn an_imported_private_key_has_one_account() {
    let mut stores = profile();
    import_private_key(&mut stores, &private_key()).unwrap();
    let address = key_keypair().accounts[0].address;
    add_keypair(&mut stores, key_keypair(), KeyAccess::Withheld, NOW).unwrap();
    assert_eq!(operable(&mut stores, &address), Operable::Fully);
    assert_eq!(signing_key(&mut stores, &address).unwrap().to_bytes(), private_key().to_bytes());
    assert_eq!(refusal(import_private_key(&mut stores, &private_key())), "provided private key was already imported");
    let foreign = AccountDraft { key_uid: key_keypair().key_uid, kind: "key".to_owned(), ..generated(1) };
    let refused = refusal(add_account(&mut stores, foreign, KeyAccess::Withheld, NOW));
    assert_eq!(refused, "the key uid is not that of the key");
    remove_account(&mut stores, &address, NOW).unwrap();
    assert!(stores.find_private_key(&address).unwrap().is_none());
    assert!(ring(&mut stores).keypair(&key_keypair().key_uid).is_none(), "gone with its last account");
}

#[test]
fn a_keypair_is_checked_before_it_is_taken() {
    let mut stores = profile();
    import_phrase(&mut stores, &zoo()).unwrap();
    let broken = |change: &dyn Fn(&mut KeypairDraft)| {
        let mut draft = zoo_keypair();
        change(&mut draft);
        draft
    };
    let cases = [
        (KeypairDraft::default(), "`KeyUID` field of a keypair must be set"),
        (broken(&|draft| draft.name.clear()), "`Name` field of a keypair must be set"),
        (broken(&|draft| draft.kind.clear()), "`Type` field of a keypair must be set"),
        (broken(&|draft| draft.derived_from.clear()), "`DerivedFrom` field of a keypair must be set"),
        (broken(&|draft| draft.accounts.clear()), "cannot store keypair without accounts"),
        (broken(&|draft| draft.kind = "profile".to_owned()), "unknown keypair type"),
        (broken(&|draft| draft.derived_from = "0x1".to_owned()), "the key uid is not that of the key"),
        (
            broken(&|draft| draft.derived_from = checksum_address(&keys().master.address())),
            "the key uid is not that of the key",
        ),
        (
            broken(&|draft| draft.accounts[0].key_uid = "0x1".to_owned()),
            "all accounts of a keypair must have the same `KeyUID` as keypair key uid",
        ),
        (broken(&|draft| draft.accounts.push(draft.accounts[0].clone())), "account already exists"),
        (broken(&|draft| draft.name = "x".repeat(257)), "`Name` field is too long"),
    ];
    for (draft, expected) in cases {
        assert_eq!(refusal(add_keypair(&mut stores.clone(), draft, KeyAccess::Granted, NOW)), expected);
    }
    let other = broken(&|draft| draft.accounts[0].key_uid = "0x1".to_owned());
    let refused = refusal(save_keypair(&mut stores, other, NOW));
    assert_eq!(refused, "cannot store keypair with different accounts' key uid than keypair's key uid");
    let unknown = profile();
    let refused = refusal(add_keypair(&mut unknown.clone(), zoo_keypair(), KeyAccess::Granted, NOW));
    assert_eq!(refused, "cannot retrieve a valid key for a given account: no key for given address or file");
}

#[test]
fn no_more_than_five_keypairs() {
    let mut stores = profile();
    let keypair = |number: u32| {
        let master = phrase_key(&format!("phrase {number}")).unwrap();
        KeypairDraft {
            key_uid: key_uid(&master.public_key()),
            derived_from: checksum_address(&master.address()),
            accounts: vec![account_of(&master, "seed", 0)],
            ..zoo_keypair()
        }
    };
    for number in 1..=4 {
        add_keypair(&mut stores, keypair(number), KeyAccess::Withheld, NOW).unwrap();
    }
    let full = "no more keypairs can be added";
    assert_eq!(refusal(ring(&mut stores).keypair_capacity()), full);
    assert_eq!(refusal(add_keypair(&mut stores, keypair(5), KeyAccess::Withheld, NOW)), full);
    assert_eq!(refusal(save_keypair(&mut stores, keypair(5), NOW)), full);
}

#[test]
fn a_keypair_from_elsewhere_is_made_operable_by_its_phrase() {
    let mut stores = profile();
    let from_elsewhere = KeypairDraft { synced_from: "phone".to_owned(), ..zoo_keypair() };
    let address = zoo_keypair().accounts[0].address;
    save_keypair(&mut stores, from_elsewhere, NOW).unwrap();
    assert_eq!(operable(&mut stores, &address), Operable::No);
    let refused = signing_key(&mut stores, &address).unwrap_err().to_string();
    assert_eq!(refused, format!("cannot locate account for address: {}", checksum_address(&address)));
    assert_eq!(refusal(make_private_key_operable(&mut stores, &private_key(), NOW)), "accounts: keypair is not found");
    make_phrase_operable(&mut stores, &zoo(), NOW).unwrap();
    assert_eq!(operable(&mut stores, &address), Operable::Fully);
    assert_eq!(ring(&mut stores).keypair(&zoo_keypair().key_uid).unwrap().synced_from, "");
    assert!(stores.find_private_key(&zoo().address()).unwrap().is_some(), "more accounts can be added");

    let mut stores = profile();
    save_keypair(&mut stores, key_keypair(), NOW).unwrap();
    make_private_key_operable(&mut stores, &private_key(), NOW).unwrap();
    assert_eq!(operable(&mut stores, &key_keypair().accounts[0].address), Operable::Fully);
    assert_eq!(refusal(make_phrase_operable(&mut stores, &zoo(), NOW)), "accounts: keypair is not found");
}

#[test]
fn a_removed_keypair_is_gone_with_its_keys_and_comes_back_without_its_old_accounts() {
    let mut stores = profile_with_zoo();
    add_account(&mut stores, account_of(&zoo(), "seed", 1), KeyAccess::Granted, NOW).unwrap();
    let before = profile().private_key_addresses().unwrap();
    remove_keypair(&mut stores, &zoo_keypair().key_uid, NOW).unwrap();
    assert_eq!(stores.private_key_addresses().unwrap(), before);
    assert_eq!(ring(&mut stores).accounts.len(), 2);
    let removed = stores.find_keypair(&zoo_keypair().key_uid).unwrap().unwrap();
    assert!(removed.removed);
    let own = generated(0).key_uid;
    assert_eq!(refusal(remove_keypair(&mut stores, &own, NOW)), "accounts: cannot remove profile keypair");
    assert_eq!(refusal(remove_keypair(&mut stores, "0x1", NOW)), "accounts: keypair is not found");

    import_phrase(&mut stores, &zoo()).unwrap();
    add_keypair(&mut stores, zoo_keypair(), KeyAccess::Granted, NOW).unwrap();
    let back = ring(&mut stores).keypair(&zoo_keypair().key_uid).unwrap().clone();
    assert!(back.clock > removed.clock);
    let second = account_of(&zoo(), "seed", 1).address;
    assert!(stores.find_keypair_account(&second).unwrap().is_none());
}

#[test]
fn addresses_are_derived_below_the_key_that_is_named() {
    let mut stores = profile();
    let root = stores.find_private_key(&keys().wallet_root.address()).unwrap().unwrap();
    let paths = ["m/44'/60'/0'/0/3", "m", "m/0", "m/0"].map(str::to_owned).to_vec();
    let derived = derive_addresses(&root, paths).unwrap();
    let found: Vec<_> = derived.iter().map(|(path, address, _)| (path.as_str(), hex::encode(address))).collect();
    assert_eq!(
        found,
        [
            ("m", hex::encode(keys().wallet_root.address())),
            ("m/0", "f39fd6e51aad88f6f4ce6ab8827279cfffb92266".to_owned()),
            ("m/44'/60'/0'/0/3", "57f8984ecea89c44e0e671479d13943a1605db2b".to_owned()),
        ]
    );
    import_private_key(&mut stores, &private_key()).unwrap();
    let single = stores.find_private_key(&private_key().public_key().address()).unwrap().unwrap();
    assert_eq!(derive_addresses(&single, vec!["m".to_owned()]).unwrap()[0].1, single.address);
    let refused = derive_addresses(&single, vec!["m/0".to_owned()]).unwrap_err();
    assert_eq!(refused.to_string(), "selected account cannot derive child keys");
    let refused = derive_addresses(&root, vec!["m".to_owned(); 1001]).unwrap_err();
    assert_eq!(refused.to_string(), "too many derivation paths");
}
