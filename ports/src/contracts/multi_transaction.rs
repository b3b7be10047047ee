//! The contract of [`MultiTransactionStore`].

use ruint::aliases::U256;

use crate::{MultiTransactionRecord, MultiTransactionStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn MultiTransactionStore>) {
    they_come_back_whole_by_number(&mut *make());
    one_is_replaced(&mut *make());
    the_highest_number_is_told(&mut *make());
}

fn multi_transaction(id: i64) -> MultiTransactionRecord {
    MultiTransactionRecord {
        id,
        timestamp: 1_700_000_000,
        from_network_id: 1,
        to_network_id: u64::MAX,
        from_tx_hash: [1; 32],
        to_tx_hash: [2; 32],
        from_address: [3; 20],
        to_address: [4; 20],
        from_asset: "ETH".into(),
        to_asset: "SNT".into(),
        from_amount: Some(U256::MAX),
        to_amount: Some(U256::ZERO),
        kind: 2,
        cross_tx_id: "FromL1_0x00".into(),
    }
}

fn they_come_back_whole_by_number(store: &mut dyn MultiTransactionStore) {
    assert_eq!(store.multi_transactions(&[1]).unwrap(), []);
    for id in [7, i64::MAX, 3] {
        store.save_multi_transaction(&multi_transaction(id)).unwrap();
    }
    let found = store.multi_transactions(&[i64::MAX, 3, 4]).unwrap();
    assert_eq!(found, [multi_transaction(3), multi_transaction(i64::MAX)]);
    assert_eq!(store.multi_transactions(&[]).unwrap(), []);
}

fn one_is_replaced(store: &mut dyn MultiTransactionStore) {
    store.save_multi_transaction(&multi_transaction(1)).unwrap();
    let other = MultiTransactionRecord { from_amount: None, to_amount: None, kind: 0, ..multi_transaction(1) };
    store.save_multi_transaction(&other).unwrap();
    assert_eq!(store.multi_transactions(&[1]).unwrap(), [other]);
}

fn the_highest_number_is_told(store: &mut dyn MultiTransactionStore) {
    assert_eq!(store.last_multi_transaction_id().unwrap(), None);
    for id in [9, 4] {
        store.save_multi_transaction(&multi_transaction(id)).unwrap();
    }
    assert_eq!(store.last_multi_transaction_id().unwrap(), Some(9));
}
