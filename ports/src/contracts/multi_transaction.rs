//! The contract of [`MultiTransactionStore`].

use std::collections::BTreeSet;

use ruint::aliases::U256;

use crate::{MultiTransactionQuery, MultiTransactionRecord, MultiTransactionStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn MultiTransactionStore>) {
    they_come_back_whole_by_number(&mut *make());
    one_is_replaced(&mut *make());
    one_is_forgotten(&mut *make());
    the_highest_number_is_told(&mut *make());
    pages_are_newest_first(&mut *make());
    recipients_and_the_oldest_time_are_told(&mut *make());
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

fn one_is_forgotten(store: &mut dyn MultiTransactionStore) {
    for id in [1, 2] {
        store.save_multi_transaction(&multi_transaction(id)).unwrap();
    }
    for _ in 0..2 {
        store.delete_multi_transaction(1).unwrap();
    }
    assert_eq!(store.multi_transactions(&[1, 2]).unwrap(), [multi_transaction(2)]);
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

fn pages_are_newest_first(store: &mut dyn MultiTransactionStore) {
    let made = |id, timestamp| MultiTransactionRecord { timestamp, ..multi_transaction(id) };
    let to = |to_address, row| MultiTransactionRecord { from_address: [9; 20], to_address, ..row };
    let rows = [made(1, 5), made(2, 9), to([3; 20], made(3, 5)), made(4, 5), to([8; 20], made(5, 7))];
    for row in &rows {
        store.save_multi_transaction(row).unwrap();
    }
    let query = MultiTransactionQuery {
        addresses: BTreeSet::from([[3; 20], [4; 20]]),
        limit: 9,
        ..MultiTransactionQuery::default()
    };
    let mut page = |query: MultiTransactionQuery| -> Vec<i64> {
        store.multi_transactions_of(&query).unwrap().iter().map(|row| row.id).collect()
    };
    assert_eq!(page(query.clone()), [2, 1, 3, 4]);
    assert_eq!(page(MultiTransactionQuery { limit: 2, ..query.clone() }), [2, 1]);
    assert_eq!(page(MultiTransactionQuery { after: Some((5, 1)), ..query.clone() }), [3, 4]);
    assert_eq!(page(MultiTransactionQuery { after: Some((5, i64::MAX)), ..query.clone() }), [0; 0]);
    assert_eq!(page(MultiTransactionQuery { after: Some((9, i64::MAX)), limit: 1, ..query.clone() }), [1]);
    assert_eq!(page(MultiTransactionQuery { since: 6, ..query.clone() }), [2]);
    assert_eq!(page(MultiTransactionQuery { addresses: BTreeSet::from([[4; 20]]), ..query.clone() }), [2, 1, 4]);
    assert_eq!(page(MultiTransactionQuery { addresses: BTreeSet::new(), ..query }), [0; 0]);
}

fn recipients_and_the_oldest_time_are_told(store: &mut dyn MultiTransactionStore) {
    let addresses = BTreeSet::from([[3; 20], [4; 20]]);
    assert_eq!(store.oldest_multi_transaction_timestamp(&addresses).unwrap(), None);
    let made = |id, timestamp, from_address, to_address| MultiTransactionRecord {
        timestamp,
        from_address,
        to_address,
        ..multi_transaction(id)
    };
    for row in [
        made(1, 9, [3; 20], [7; 20]),
        made(2, 5, [4; 20], [7; 20]),
        made(3, 6, [3; 20], [6; 20]),
        made(4, 3, [8; 20], [4; 20]),
        made(5, 1, [8; 20], [9; 20]),
    ] {
        store.save_multi_transaction(&row).unwrap();
    }
    let expected = [([6; 20], 6), ([7; 20], 5)];
    assert_eq!(store.multi_transaction_recipients(&addresses, 9).unwrap(), expected);
    assert_eq!(store.multi_transaction_recipients(&addresses, 1).unwrap(), expected[..1]);
    assert_eq!(store.oldest_multi_transaction_timestamp(&addresses).unwrap(), Some(3));
    assert_eq!(store.oldest_multi_transaction_timestamp(&BTreeSet::from([[3; 20]])).unwrap(), Some(6));
}
