//! The contract of [`KeycardStore`].

use std::collections::BTreeSet;

use crate::{KeycardRecord, KeycardStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn KeycardStore>) {
    cards_come_by_position_and_whole(&mut *make());
    a_card_is_replaced_with_its_addresses(&mut *make());
    a_card_is_deleted_alone(&mut *make());
}

fn keycard(uid: &str, position: u64) -> KeycardRecord {
    KeycardRecord {
        keycard_uid: uid.into(),
        name: "card".into(),
        locked: false,
        key_uid: "0x01".into(),
        position,
        addresses: BTreeSet::from([[1; 20], [2; 20]]),
    }
}

fn cards_come_by_position_and_whole(store: &mut dyn KeycardStore) {
    assert_eq!(store.keycards().unwrap(), []);
    let cards = [
        keycard("b", 0),
        KeycardRecord { locked: true, key_uid: "0x02".into(), ..keycard("c", 1) },
        KeycardRecord { addresses: BTreeSet::new(), ..keycard("a", 2) },
    ];
    for card in cards.iter().rev() {
        store.save_keycard(card).unwrap();
    }
    assert_eq!(store.keycards().unwrap(), cards);
}

fn a_card_is_replaced_with_its_addresses(store: &mut dyn KeycardStore) {
    store.save_keycard(&keycard("a", 0)).unwrap();
    let changed =
        KeycardRecord { name: "other".into(), addresses: BTreeSet::from([[2; 20], [3; 20]]), ..keycard("a", 0) };
    store.save_keycard(&changed).unwrap();
    assert_eq!(store.keycards().unwrap(), [changed]);
}

fn a_card_is_deleted_alone(store: &mut dyn KeycardStore) {
    store.save_keycard(&keycard("a", 0)).unwrap();
    store.save_keycard(&keycard("b", 1)).unwrap();
    store.delete_keycard("a").unwrap();
    store.delete_keycard("a").unwrap();
    assert_eq!(store.keycards().unwrap(), [keycard("b", 1)]);
    let anew = KeycardRecord { addresses: BTreeSet::new(), ..keycard("a", 0) };
    store.save_keycard(&anew).unwrap();
    assert_eq!(store.keycards().unwrap(), [anew, keycard("b", 1)]);
}
