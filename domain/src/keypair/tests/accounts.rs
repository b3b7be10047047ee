//! Adding, changing and removing accounts.

use status_ports::{KeypairKind, KeypairStore as _, SettingsStore as _};

use super::*;

/// The drafts of the recording with what is said to them, and some more.
#[test]
fn what_is_wrong_with_a_new_account_is_told_in_order() {
    let mut stores = profile();
    let wallet = keys().default_wallet.address();
    let broken = |change: &dyn Fn(&mut AccountDraft)| {
        let mut draft = generated(1);
        change(&mut draft);
        draft
    };
    let watch = |change: &dyn Fn(&mut AccountDraft)| {
        let mut draft = watched(7);
        change(&mut draft);
        draft
    };
    let cases = [
        (AccountDraft::default(), "`Address` field of an account must be set"),
        (watch(&|draft| draft.kind.clear()), "`Type` field of an account must be set"),
        (watch(&|draft| draft.wallet = true), "default wallet and chat account cannot be added this way"),
        (watch(&|draft| draft.chat = true), "default wallet and chat account cannot be added this way"),
        (watch(&|draft| draft.name.clear()), "`Name` field of an account must be set"),
        (watch(&|draft| draft.emoji.clear()), "`Emoji` field of an account must be set"),
        (watch(&|draft| draft.color.clear()), "`ColorID` field of an account must be set"),
        (watch(&|draft| draft.kind = "nonsense".to_owned()), "`KeyUID` field of an account must be set"),
        (broken(&|draft| draft.public_key.clear()), "`PublicKey` field of an account must be set"),
        (broken(&|draft| draft.path.clear()), "`Path` field of an account must be set"),
        (watch(&|draft| draft.address = wallet), "account already exists"),
        (broken(&|draft| draft.kind = "nonsense".to_owned()), "unknown account type"),
        (watch(&|draft| draft.key_uid = "0x1".to_owned()), "only accounts that are not watched belong to a keypair"),
        (watch(&|draft| draft.name = "x".repeat(257)), "`Name` field is too long"),
        (
            watch(&|draft| draft.prod_preferred_chain_ids = "1:eth".to_owned()),
            "preferred chains are not a list of chain ids",
        ),
        (
            broken(&|draft| draft.path = "m/x".to_owned()),
            "error parsing derivation path m/x; at position 3, expected number, got x",
        ),
        (broken(&|draft| draft.key_uid = "0x1234".to_owned()), "cannot add an account for an unknown keypair"),
        (broken(&|draft| draft.public_key = vec![4]), "the public key is not that of the address"),
        (broken(&|draft| draft.public_key = generated(2).public_key), "the public key is not that of the address"),
        (broken(&|draft| draft.path = path::wallet(2)), "the address is not the one at the path"),
    ];
    for (draft, expected) in cases {
        let before = ring(&mut stores);
        assert_eq!(refusal(add_account(&mut stores, draft, KeyAccess::Granted, NOW)), expected);
        assert_eq!(ring(&mut stores), before);
    }
}

#[test]
fn a_generated_account_has_its_key_and_the_next_place() {
    let mut stores = profile();
    assert!(check_new_account(&ring(&mut stores), &generated(1)).unwrap(), "the password is needed");
    add_account(&mut stores, generated(1), KeyAccess::Granted, NOW + 5).unwrap();
    let added = account(&mut stores, &generated(1).address);
    assert_eq!((added.position, added.operable, added.created_at, added.clock), (1, Operable::Fully, NOW + 5, NOW + 5));
    assert_eq!(
        (added.prod_preferred_chain_ids.as_str(), added.test_preferred_chain_ids.as_str()),
        (PROD_CHAINS, TEST_CHAINS)
    );
    assert!(added.address_was_not_shown);
    let key = signing_key(&mut stores, &added.address).unwrap();
    assert_eq!(key.public_key().address(), added.address);
    let keypair = ring(&mut stores).profile().unwrap().clone();
    assert_eq!((keypair.last_used_derivation_index, keypair.clock), (1, NOW + 5));
    let clock = stores.find_setting("wallet-accounts-position-change-clock").unwrap();
    assert_eq!(clock.as_deref(), Some("1700000000005"));

    address_was_shown(&mut stores, &added.address).unwrap();
    address_was_shown(&mut stores, &[9; 20]).unwrap();
    assert!(!account(&mut stores, &added.address).address_was_not_shown);
}

/// Clients may derive below the wallet root with a whole path, as the recording does: that key is the account's.
#[test]
fn an_account_below_the_wallet_root_has_its_key() {
    let mut stores = profile();
    let key = keys().wallet_root.derive(&DerivationPath::parse(&path::wallet(1)).unwrap()).unwrap();
    let draft =
        AccountDraft { address: key.address(), public_key: key.public_key().to_compressed().to_vec(), ..generated(1) };
    add_account(&mut stores, draft, KeyAccess::Granted, NOW).unwrap();
    assert_eq!(signing_key(&mut stores, &key.address()).unwrap().public_key(), key.public_key());
    assert_eq!(account(&mut stores, &key.address()).public_key, key.public_key().to_uncompressed());
}

#[test]
fn without_password_an_account_is_partially_operable_until_its_key_is_made() {
    let mut stores = profile();
    let address = generated(1).address;
    add_account(&mut stores, generated(1), KeyAccess::Withheld, NOW).unwrap();
    assert_eq!(operable(&mut stores, &address), Operable::Partially);
    assert_eq!(signing_key(&mut stores, &address).unwrap().public_key().address(), address, "derived on first use");
    assert!(stores.find_private_key(&address).unwrap().is_none());
    assert_eq!(make_partially_operable_fully(&mut stores, NOW).unwrap(), [address]);
    assert_eq!(operable(&mut stores, &address), Operable::Fully);
    assert!(stores.find_private_key(&address).unwrap().is_some());
    assert_eq!(make_partially_operable_fully(&mut stores, NOW).unwrap(), [[0; 20]; 0]);
}

#[test]
fn a_watched_account_belongs_to_no_keypair_and_cannot_sign() {
    let mut stores = profile();
    assert!(!check_new_account(&ring(&mut stores), &watched(1)).unwrap(), "no password is needed");
    add_account(&mut stores, watched(1), KeyAccess::Withheld, NOW).unwrap();
    let added = account(&mut stores, &[1; 20]);
    assert_eq!(
        (added.key_uid.as_deref(), added.operable, added.prod_preferred_chain_ids.as_str()),
        (None, Operable::Fully, "")
    );
    assert!(!added.address_was_not_shown);
    assert_eq!(ring(&mut stores).profile().unwrap().clock, 0);
    let refused = signing_key(&mut stores, &[1; 20]).unwrap_err();
    assert_eq!(refused.to_string(), "the account is only watched and cannot sign");
    assert_eq!(signing_key(&mut stores, &[2; 20]).unwrap_err().to_string(), "account doesn't exist");
}

#[test]
fn only_so_many_may_be_added() {
    let mut stores = profile();
    for byte in 1..=3 {
        assert_eq!(ring(&mut stores).watch_only_capacity().unwrap(), 4 - usize::from(byte));
        add_account(&mut stores, watched(byte), KeyAccess::Withheld, NOW).unwrap();
    }
    let full = "no more watch-only accounts can be added";
    assert_eq!(refusal(ring(&mut stores).watch_only_capacity()), full);
    assert_eq!(refusal(add_account(&mut stores, watched(4), KeyAccess::Withheld, NOW)), full);
    assert_eq!(refusal(save_account(&mut stores, watched(4), NOW)), full);
    for index in 1..=16 {
        add_account(&mut stores, generated(index), KeyAccess::Granted, NOW).unwrap();
    }
    let full = "no more accounts can be added";
    assert_eq!(refusal(ring(&mut stores).account_capacity()), full);
    assert_eq!(refusal(add_account(&mut stores, generated(17), KeyAccess::Granted, NOW)), full);
    assert_eq!(ring(&mut stores).suggested_path(&generated(0).key_uid, None).unwrap(), "m/44'/60'/0'/0/17");
}

#[test]
fn what_a_person_says_of_an_account_changes_and_nothing_else() {
    let mut stores = profile();
    add_account(&mut stores, generated(1), KeyAccess::Granted, NOW).unwrap();
    let before = account(&mut stores, &generated(1).address);
    let draft = AccountDraft {
        name: "renamed".to_owned(),
        color: "copper".to_owned(),
        hidden: true,
        prod_preferred_chain_ids: "10".to_owned(),
        path: "m/1".to_owned(),
        public_key: vec![1],
        wallet: true,
        ..generated(1)
    };
    save_account(&mut stores, draft, NOW).unwrap();
    let after = account(&mut stores, &before.address);
    let expected = KeypairAccountRecord {
        name: "renamed".to_owned(),
        color: "copper".to_owned(),
        hidden: true,
        prod_preferred_chain_ids: "10".to_owned(),
        test_preferred_chain_ids: String::new(),
        clock: NOW + 1,
        ..before
    };
    assert_eq!(after, expected);
    let stolen = AccountDraft { key_uid: String::new(), ..generated(1) };
    assert!(refusal(save_account(&mut stores, stolen, NOW)).contains("same `KeyUID`"));
    let chat = ring(&mut stores).accounts[0].clone();
    let draft = AccountDraft { address: chat.address, emoji: "x".to_owned(), ..generated(1) };
    save_account(&mut stores, draft, NOW).unwrap();
    assert_eq!(account(&mut stores, &chat.address).name, "alice", "named after the person");
}

#[test]
fn a_removed_account_is_gone_with_its_key() {
    let mut stores = profile();
    add_account(&mut stores, watched(1), KeyAccess::Withheld, NOW).unwrap();
    add_account(&mut stores, generated(1), KeyAccess::Granted, NOW).unwrap();
    add_account(&mut stores, generated(2), KeyAccess::Granted, NOW).unwrap();
    remove_account(&mut stores, &generated(1).address, NOW).unwrap();
    let left = ring(&mut stores);
    assert!(left.account(&generated(1).address).is_none());
    assert_eq!(left.account(&generated(2).address).unwrap().position, 2);
    assert!(stores.find_private_key(&generated(1).address).unwrap().is_none());
    assert!(stores.find_private_key(&keys().master.address()).unwrap().is_some());
    let remembered = stores.find_keypair_account(&generated(1).address).unwrap().unwrap();
    assert!(remembered.removed && remembered.clock > NOW);
    for (address, expected) in [
        (generated(1).address, "accounts: account is not found"),
        (keys().default_wallet.address(), "accounts: cannot remove default wallet account"),
        (keys().chat.address(), "accounts: cannot remove profile account"),
    ] {
        assert_eq!(refusal(remove_account(&mut stores, &address, NOW)), expected);
    }
    add_account(&mut stores, generated(1), KeyAccess::Granted, NOW).unwrap();
    let back = account(&mut stores, &generated(1).address);
    assert!(back.clock > remembered.clock && back.position == 3);
}

#[test]
fn what_was_removed_is_forgotten_after_thirty_days() {
    let mut stores = profile_with_zoo();
    remove_keypair(&mut stores, &zoo_keypair().key_uid, NOW).unwrap();
    let address = zoo_keypair().accounts[0].address;
    add_account(&mut stores, watched(1), KeyAccess::Withheld, NOW + REMEMBERED_MS).unwrap();
    assert!(stores.find_keypair(&zoo_keypair().key_uid).unwrap().is_some());
    add_account(&mut stores, watched(2), KeyAccess::Withheld, NOW + REMEMBERED_MS + 10).unwrap();
    assert!(stores.find_keypair(&zoo_keypair().key_uid).unwrap().is_none());
    assert!(stores.find_keypair_account(&address).unwrap().is_none());
}

#[test]
fn an_account_that_is_gone_is_shown_to_nobody_any_more() {
    use prost::Message as _;
    use status_ports::ShowcaseStore as _;
    use status_proto::status::SyncProfileShowcasePreferences;
    let mut stores = profile();
    add_account(&mut stores, watched(1), KeyAccess::Withheld, NOW).unwrap();
    let shown = |address: [u8; 20]| status_proto::status::ProfileShowcaseAccountPreference {
        address: checksum_address(&address),
        ..Default::default()
    };
    let preferences = SyncProfileShowcasePreferences {
        clock: 3,
        accounts: vec![shown([1; 20]), shown(keys().default_wallet.address())],
        ..Default::default()
    };
    stores.save_showcase_preferences(&preferences.encode_to_vec()).unwrap();
    remove_account(&mut stores, &[1; 20], NOW).unwrap();
    let left = crate::showcase::preferences(&mut stores).unwrap();
    assert_eq!((left.accounts, left.clock), (vec![shown(keys().default_wallet.address())], NOW));
}

#[test]
fn the_keypair_of_a_profile_keeps_its_name() {
    let mut stores = profile_with_zoo();
    let own = ring(&mut stores).profile().unwrap().key_uid.clone();
    let zoo = zoo_keypair().key_uid;
    for (key_uid, name, expected) in [
        (own.as_str(), "other", "cannot change profile keypair name"),
        (&own, "", "cannot change profile keypair name"),
        ("0x1", "other", "accounts: keypair is not found"),
        ("", "other", "accounts: keypair is not found"),
        (&zoo, "", "`Name` field of a keypair must be set"),
    ] {
        assert_eq!(refusal(rename_keypair(&mut stores, key_uid, name, NOW)), expected);
    }
    rename_keypair(&mut stores, &own, "alice", NOW).unwrap();
    rename_keypair(&mut stores, &zoo, "animals", NOW).unwrap();
    let renamed = ring(&mut stores).keypair(&zoo).unwrap().clone();
    assert_eq!((renamed.name.as_str(), renamed.kind), ("animals", KeypairKind::Seed));
    assert!(renamed.clock > NOW);
    let draft = KeypairDraft {
        key_uid: own,
        name: "other".to_owned(),
        kind: "profile".to_owned(),
        derived_from: "x".to_owned(),
        ..KeypairDraft::default()
    };
    assert_eq!(refusal(save_keypair(&mut stores, draft, NOW)), "cannot change profile keypair name");
}
