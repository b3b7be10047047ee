//! The contract of [`SavedAddressStore`].

use crate::{SavedAddressRecord, SavedAddressStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn SavedAddressStore>) {
    addresses_come_by_age_and_without_removed_ones(&mut *make());
    an_address_is_apart_for_test_chains_and_replaced(&mut *make());
    removed_addresses_are_pruned(&mut *make());
}

fn saved(byte: u8, is_test: bool) -> SavedAddressRecord {
    SavedAddressRecord {
        address: [byte; 20],
        is_test,
        name: "friend".into(),
        chain_short_names: "eth:".into(),
        ens_name: "friend.eth".into(),
        color: "blue".into(),
        created_at: 5,
        clock: 7,
        removed: false,
    }
}

fn addresses_come_by_age_and_without_removed_ones(store: &mut dyn SavedAddressStore) {
    assert_eq!(store.saved_addresses().unwrap(), []);
    let oldest = SavedAddressRecord { created_at: 1, ..saved(9, true) };
    let removed = SavedAddressRecord { removed: true, ..saved(3, false) };
    for row in [&saved(2, true), &saved(2, false), &saved(1, false), &oldest, &removed] {
        store.save_saved_address(row).unwrap();
    }
    assert_eq!(store.saved_addresses().unwrap(), [oldest, saved(1, false), saved(2, false), saved(2, true)]);
}

fn an_address_is_apart_for_test_chains_and_replaced(store: &mut dyn SavedAddressStore) {
    assert_eq!(store.find_saved_address(&[1; 20], false).unwrap(), None);
    store.save_saved_address(&saved(1, false)).unwrap();
    assert_eq!(store.find_saved_address(&[1; 20], true).unwrap(), None);
    let changed = SavedAddressRecord { name: "other".into(), removed: true, clock: 8, ..saved(1, false) };
    store.save_saved_address(&changed).unwrap();
    assert_eq!(store.find_saved_address(&[1; 20], false).unwrap(), Some(changed));
}

fn removed_addresses_are_pruned(store: &mut dyn SavedAddressStore) {
    let removed = SavedAddressRecord { removed: true, ..saved(1, false) };
    store.save_saved_address(&removed).unwrap();
    store.save_saved_address(&saved(2, false)).unwrap();
    store.prune_removed_saved_addresses(7).unwrap();
    assert_eq!(store.find_saved_address(&[1; 20], false).unwrap(), Some(removed));
    store.prune_removed_saved_addresses(8).unwrap();
    assert_eq!(store.find_saved_address(&[1; 20], false).unwrap(), None);
    assert_eq!(store.saved_addresses().unwrap(), [saved(2, false)]);
}
