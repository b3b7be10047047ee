//! The contract of [`EarlyChangeStore`].

use crate::{EarlyChangeKind, EarlyChangeRecord, EarlyChangeScope, EarlyChangeStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn EarlyChangeStore>) {
    a_change_comes_back_whole_and_is_replaced(&mut *make());
    what_waits_for_a_message_goes_with_it(&mut *make());
    of_an_author_only_the_newest_are_kept(&mut *make());
    of_strangers_only_the_newest_are_kept(&mut *make());
    old_ones_are_forgotten(&mut *make());
}

fn change(id: &str, received_at: u64) -> EarlyChangeRecord {
    EarlyChangeRecord {
        id: id.into(),
        message_id: "0xaa".into(),
        local_chat_id: "chat".into(),
        author: [2; 33],
        kind: EarlyChangeKind::Edit,
        payload: vec![0, 255],
        whisper_timestamp: 1_700_000_000_000,
        received_at,
        from_stranger: false,
    }
}

fn waiting(store: &mut dyn EarlyChangeStore) -> Vec<String> {
    store.early_changes("0xaa").unwrap().into_iter().map(|change| change.id).collect()
}

fn a_change_comes_back_whole_and_is_replaced(store: &mut dyn EarlyChangeStore) {
    assert_eq!(store.early_changes("0xaa").unwrap(), []);
    for kind in [EarlyChangeKind::Delete, EarlyChangeKind::Pin, EarlyChangeKind::Reaction, EarlyChangeKind::Edit] {
        let row = EarlyChangeRecord { kind, from_stranger: kind == EarlyChangeKind::Pin, ..change("0x01", u64::MAX) };
        store.save_early_change(&row).unwrap();
        assert_eq!(store.early_changes("0xaa").unwrap(), [row]);
    }
}

fn what_waits_for_a_message_goes_with_it(store: &mut dyn EarlyChangeStore) {
    for row in [change("0x02", 1), change("0x01", 2), EarlyChangeRecord { author: [3; 33], ..change("0x03", 3) }] {
        store.save_early_change(&row).unwrap();
    }
    store.save_early_change(&EarlyChangeRecord { message_id: "0xbb".into(), ..change("0x04", 1) }).unwrap();
    assert_eq!(waiting(store), ["0x01", "0x02", "0x03"]);
    store.remove_early_changes("0xaa").unwrap();
    store.remove_early_changes("0xaa").unwrap();
    assert_eq!(waiting(store), [""; 0]);
    assert_eq!(store.early_changes("0xbb").unwrap().len(), 1);
}

fn of_an_author_only_the_newest_are_kept(store: &mut dyn EarlyChangeStore) {
    for row in [
        change("0x01", 1),
        change("0x02", 4),
        change("0x03", 3),
        EarlyChangeRecord { from_stranger: true, ..change("0x04", 2) },
        EarlyChangeRecord { author: [3; 33], ..change("0x05", 0) },
    ] {
        store.save_early_change(&row).unwrap();
    }
    store.keep_newest_early_changes(EarlyChangeScope::Author(&[2; 33]), 4).unwrap();
    assert_eq!(waiting(store).len(), 5);
    store.keep_newest_early_changes(EarlyChangeScope::Author(&[2; 33]), 2).unwrap();
    assert_eq!(waiting(store), ["0x02", "0x03", "0x05"]);
}

fn of_strangers_only_the_newest_are_kept(store: &mut dyn EarlyChangeStore) {
    let stranger = |id: &str, author, at| EarlyChangeRecord { author, from_stranger: true, ..change(id, at) };
    for row in [stranger("0x01", [3; 33], 2), stranger("0x02", [4; 33], 3), stranger("0x03", [5; 33], 1)] {
        store.save_early_change(&row).unwrap();
    }
    store.save_early_change(&change("0x04", 0)).unwrap();
    store.keep_newest_early_changes(EarlyChangeScope::Strangers, 1).unwrap();
    assert_eq!(waiting(store), ["0x02", "0x04"]);
}

fn old_ones_are_forgotten(store: &mut dyn EarlyChangeStore) {
    for row in [change("0x01", 1), change("0x02", 2), change("0x03", 3)] {
        store.save_early_change(&row).unwrap();
    }
    store.prune_early_changes(2).unwrap();
    assert_eq!(waiting(store), ["0x02", "0x03"]);
}
