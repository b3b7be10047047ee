//! Positions and limits, whatever happens.

use proptest::prelude::*;
use status_ports::KeypairStore as _;

use super::*;

#[test]
fn an_account_moves_and_those_between_make_room() {
    let mut stores = profile();
    for byte in 1..=3 {
        add_account(&mut stores, watched(byte), KeyAccess::Withheld, NOW).unwrap();
    }
    let wallet = keys().default_wallet.address();
    let order = |stores: &mut MemoryTransaction| {
        ring(stores).wallet_accounts().map(|account| account.address).collect::<Vec<_>>()
    };
    assert_eq!(order(&mut stores), [wallet, [1; 20], [2; 20], [3; 20]]);
    move_account(&mut stores, 0, 2, NOW).unwrap();
    assert_eq!(order(&mut stores), [[1; 20], [2; 20], wallet, [3; 20]]);
    move_account(&mut stores, 3, 1, NOW).unwrap();
    assert_eq!(order(&mut stores), [[1; 20], [3; 20], [2; 20], wallet]);
    for (from, to) in [(0, 0), (-1, 0), (0, -1), (4, 0), (0, 4), (i64::MAX, 0), (0, i64::MIN)] {
        let refused = refusal(move_account(&mut stores, from, to, NOW));
        assert_eq!(refused, "accounts: trying to move account to a wrong position");
    }
    assert_eq!(order(&mut stores), [[1; 20], [3; 20], [2; 20], wallet]);
    remove_account(&mut stores, &[3; 20], NOW).unwrap();
    let positions: Vec<_> = ring(&mut stores).accounts.iter().map(|account| account.position).collect();
    assert_eq!(positions, [-1, 0, 1, 2]);
}

#[test]
fn a_new_account_should_have_the_next_free_path() {
    let mut stores = profile();
    let own = generated(0).key_uid;
    let suggested = |stores: &mut MemoryTransaction, root| ring(stores).suggested_path(&own, root);
    assert_eq!(ring(&mut stores).suggested_path("0x1", None).unwrap(), "m/44'/60'/0'/0/0");
    assert_eq!(suggested(&mut stores, None).unwrap(), "m/44'/60'/0'/0/1");
    add_account(&mut stores, generated(2), KeyAccess::Granted, NOW).unwrap();
    assert_eq!(suggested(&mut stores, None).unwrap(), "m/44'/60'/0'/0/1", "one may leave paths out");
    add_account(&mut stores, generated(1), KeyAccess::Granted, NOW).unwrap();
    assert_eq!(suggested(&mut stores, None).unwrap(), "m/44'/60'/0'/0/3");
    assert_eq!(ring(&mut stores).profile().unwrap().last_used_derivation_index, 1);
    let root = keys().wallet_root.address();
    let mut keypair = ring(&mut stores).profile().unwrap().clone();
    keypair.derived_from = checksum_address(&root);
    stores.save_keypair(&keypair).unwrap();
    let root = Some(root);
    assert_eq!(suggested(&mut stores, root).unwrap(), "m/3", "as clients of old derived");
    keypair.last_used_derivation_index = 99;
    stores.save_keypair(&keypair).unwrap();
    assert_eq!(refusal(suggested(&mut stores, root)), "couldn't find available path for new account");
}

#[derive(Clone, Debug)]
enum Doing {
    Watch(u8),
    Generate(u32),
    Save(u8),
    AddZoo(u32),
    Move(i64, i64),
    Remove(u8),
    RemoveGenerated(u32),
    RemoveZoo,
    Card(bool),
    ForgetCards,
}

fn doing() -> impl Strategy<Value = Doing> {
    prop_oneof![
        (1..6_u8).prop_map(Doing::Watch),
        (0..6_u32).prop_map(Doing::Generate),
        (1..6_u8).prop_map(Doing::Save),
        (0..3_u32).prop_map(Doing::AddZoo),
        (-1..8_i64, -1..8_i64).prop_map(|(from, to)| Doing::Move(from, to)),
        (1..6_u8).prop_map(Doing::Remove),
        (0..6_u32).prop_map(Doing::RemoveGenerated),
        Just(Doing::RemoveZoo),
        any::<bool>().prop_map(Doing::Card),
        Just(Doing::ForgetCards),
    ]
}

fn keypair_with(index: u32) -> KeypairDraft {
    KeypairDraft { accounts: vec![ZOO_ACCOUNTS[index as usize].clone()], ..zoo_keypair() }
}

fn take(stores: &mut MemoryTransaction, doing: &Doing, now: UnixMillis) -> Result<(), KeypairError> {
    let card = || KeycardDraft {
        keycard_uid: "card".to_owned(),
        name: "card".to_owned(),
        key_uid: zoo_keypair().key_uid,
        addresses: std::collections::BTreeSet::from([[1; 20]]),
    };
    match *doing {
        Doing::Watch(byte) => add_account(stores, watched(byte), KeyAccess::Withheld, now),
        Doing::Generate(index) => add_account(stores, generated(index), KeyAccess::Granted, now),
        Doing::Save(byte) => save_account(stores, watched(byte), now),
        Doing::AddZoo(index) => add_keypair(stores, keypair_with(index), KeyAccess::Withheld, now),
        Doing::Move(from, to) => move_account(stores, from, to, now),
        Doing::Remove(byte) => remove_account(stores, &[byte; 20], now),
        Doing::RemoveGenerated(index) => remove_account(stores, &generated(index).address, now),
        Doing::RemoveZoo => remove_keypair(stores, &zoo_keypair().key_uid, now),
        Doing::Card(from_card) => save_keycard(stores, card(), from_card, now),
        Doing::ForgetCards => delete_keycards_of(stores, &zoo_keypair().key_uid, now),
    }
    .map(drop)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happens_positions_have_no_holes_and_limits_hold(steps in proptest::collection::vec(doing(), 0..24)) {
        let mut stores = profile();
        for (doing, now) in steps.iter().zip(NOW..) {
            let before = stores.clone();
            if take(&mut stores, doing, now).is_err() {
                // What the transaction around it does.
                stores = before;
            }
            let ring = ring(&mut stores);
            let positions: Vec<_> = ring.wallet_accounts().map(|account| account.position).collect();
            prop_assert!(positions.iter().copied().eq(0..i64::try_from(positions.len()).unwrap()), "{:?}", positions);
            prop_assert!(ring.accounts[0].chat && ring.accounts[0].position == CHAT_POSITION);
            prop_assert!(ring.wallet_accounts().any(|account| account.wallet));
            prop_assert!(positions.len() <= MAX_ACCOUNTS && ring.keypairs.len() <= MAX_KEYPAIRS);
            prop_assert!(ring.watch_only_accounts().count() <= MAX_WATCH_ONLY_ACCOUNTS);
            for keypair in &ring.keypairs {
                prop_assert!(ring.accounts_of(&keypair.key_uid).next().is_some(), "a keypair without accounts");
            }
            for card in &ring.keycards {
                prop_assert!(ring.keypairs.iter().any(|keypair| keypair.key_uid == card.key_uid));
            }
            let keys = stores.private_key_addresses().unwrap();
            prop_assert!(keys.contains(&super::keys().chat.address()), "the profile cannot be opened any more");
            for account in &ring.accounts {
                let is_on_card = account.key_uid.as_deref().is_some_and(|key_uid| ring.is_on_keycard(key_uid));
                prop_assert!(
                    account.operable != Operable::Fully
                        || is_on_card
                        || account.key_uid.is_none()
                        || keys.contains(&account.address)
                );
                prop_assert_eq!(signing_key(&mut stores, &account.address).is_ok(), !is_on_card
                    && account.key_uid.is_some() && account.operable != Operable::No);
            }
        }
    }
}
