//! The contract of [`EnsUsernameStore`].

use crate::{EnsUsernameRecord, EnsUsernameStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn EnsUsernameStore>) {
    names_come_in_order_and_without_removed_ones(&mut *make());
    a_name_is_apart_on_each_chain_and_replaced(&mut *make());
    removed_names_are_pruned(&mut *make());
}

fn name(username: &str, chain_id: u64) -> EnsUsernameRecord {
    EnsUsernameRecord { username: username.to_owned(), chain_id, clock: 7, removed: false }
}

fn names_come_in_order_and_without_removed_ones(store: &mut dyn EnsUsernameStore) {
    assert_eq!(store.ens_usernames().unwrap(), []);
    let removed = EnsUsernameRecord { removed: true, ..name("alice.eth", 1) };
    for row in [&name("carol.eth", 1), &name("bobby.eth", u64::MAX), &name("bobby.eth", 2), &removed] {
        store.save_ens_username(row).unwrap();
    }
    let expected = [name("bobby.eth", 2), name("bobby.eth", u64::MAX), name("carol.eth", 1)];
    assert_eq!(store.ens_usernames().unwrap(), expected);
}

fn a_name_is_apart_on_each_chain_and_replaced(store: &mut dyn EnsUsernameStore) {
    assert_eq!(store.find_ens_username("bobby.eth", 1).unwrap(), None);
    store.save_ens_username(&name("bobby.eth", 1)).unwrap();
    assert_eq!(store.find_ens_username("bobby.eth", 2).unwrap(), None);
    assert_eq!(store.find_ens_username("Bobby.eth", 1).unwrap(), None, "another name");
    let changed = EnsUsernameRecord { removed: true, clock: 8, ..name("bobby.eth", 1) };
    store.save_ens_username(&changed).unwrap();
    assert_eq!(store.find_ens_username("bobby.eth", 1).unwrap(), Some(changed));
}

fn removed_names_are_pruned(store: &mut dyn EnsUsernameStore) {
    let removed = EnsUsernameRecord { removed: true, ..name("alice.eth", 1) };
    store.save_ens_username(&removed).unwrap();
    store.save_ens_username(&name("bobby.eth", 1)).unwrap();
    store.prune_removed_ens_usernames(7).unwrap();
    assert_eq!(store.find_ens_username("alice.eth", 1).unwrap(), Some(removed));
    store.prune_removed_ens_usernames(8).unwrap();
    assert_eq!(store.find_ens_username("alice.eth", 1).unwrap(), None);
    assert_eq!(store.ens_usernames().unwrap(), [name("bobby.eth", 1)]);
}
