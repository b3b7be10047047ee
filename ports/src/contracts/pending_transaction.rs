//! The contract of [`PendingTransactionStore`].

use ruint::aliases::U256;

use crate::{BlockPlace, PendingTransactionRecord, PendingTransactionStore, TransactionState};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn PendingTransactionStore>) {
    a_transaction_comes_back_whole_in_every_state(&mut *make());
    the_same_hash_on_another_chain_is_another_transaction(&mut *make());
    what_is_unfinished_comes_in_order(&mut *make());
    the_nonces_of_an_account_are_told(&mut *make());
    the_highest_nonce_in_a_block_is_told(&mut *make());
    an_account_has_its_transactions_on_the_chains_asked_for(&mut *make());
    several_are_found_by_hash(&mut *make());
    the_parts_of_multi_transactions_are_told(&mut *make());
}

const ALICE: [u8; 20] = [2; 20];
const BOBBY: [u8; 20] = [3; 20];
const BLOCK: BlockPlace = BlockPlace { number: u64::MAX, hash: [9; 32] };

fn states() -> Vec<TransactionState> {
    let mut states = vec![
        TransactionState::Signed,
        TransactionState::Broadcast,
        TransactionState::Dropped { reason: "insufficient funds".into() },
    ];
    for flag in [false, true] {
        states.push(TransactionState::Included { block: BLOCK, is_success: flag });
        states.push(TransactionState::Final { block: BLOCK, is_success: flag });
        states.push(TransactionState::Replaced { by: None, is_final: flag });
        states.push(TransactionState::Replaced { by: Some([8; 32]), is_final: flag });
    }
    states
}

fn transaction(hash: u8, nonce: impl Into<Option<u64>>) -> PendingTransactionRecord {
    PendingTransactionRecord {
        chain_id: 1,
        hash: [hash; 32],
        from: ALICE,
        to: Some(BOBBY),
        nonce: nonce.into(),
        value: U256::MAX,
        data: vec![0, 255],
        gas_limit: u64::MAX,
        max_fee_per_gas: U256::from(30_u64),
        max_priority_fee_per_gas: U256::from(2_u64),
        raw: vec![2, 0, 255],
        timestamp: 1_700_000_000,
        symbol: "ETH".into(),
        kind: "WalletTransfer".into(),
        additional_data: "more".into(),
        multi_transaction_id: i64::MAX,
        auto_delete: false,
        state: TransactionState::Signed,
    }
}

fn hashes(rows: Vec<PendingTransactionRecord>) -> Vec<u8> {
    rows.iter().map(|row| row.hash[0]).collect()
}

fn a_transaction_comes_back_whole_in_every_state(store: &mut dyn PendingTransactionStore) {
    assert_eq!(store.find_pending_transaction(1, &[1; 32]).unwrap(), None);
    for state in states() {
        let row = PendingTransactionRecord { state, ..transaction(1, 7) };
        store.save_pending_transaction(&row).unwrap();
        assert_eq!(store.find_pending_transaction(1, &[1; 32]).unwrap(), Some(row));
    }
    // One that creates a contract, and one that is only watched.
    let bare = PendingTransactionRecord {
        to: None,
        value: U256::ZERO,
        data: vec![],
        raw: vec![],
        auto_delete: true,
        ..transaction(2, None)
    };
    store.save_pending_transaction(&bare).unwrap();
    assert_eq!(store.find_pending_transaction(1, &[2; 32]).unwrap(), Some(bare));
    store.delete_pending_transaction(1, &[2; 32]).unwrap();
    store.delete_pending_transaction(1, &[2; 32]).unwrap();
    assert_eq!(store.find_pending_transaction(1, &[2; 32]).unwrap(), None);
}

fn the_same_hash_on_another_chain_is_another_transaction(store: &mut dyn PendingTransactionStore) {
    store.save_pending_transaction(&transaction(1, 0)).unwrap();
    let other = PendingTransactionRecord { chain_id: u64::MAX, ..transaction(1, 5) };
    store.save_pending_transaction(&other).unwrap();
    assert_eq!(store.find_pending_transaction(1, &[1; 32]).unwrap(), Some(transaction(1, 0)));
    assert_eq!(store.find_pending_transaction(u64::MAX, &[1; 32]).unwrap(), Some(other));
}

fn what_is_unfinished_comes_in_order(store: &mut dyn PendingTransactionStore) {
    assert_eq!(store.unfinished_transactions().unwrap(), []);
    for (hash, state) in (0..).zip(states()) {
        store.save_pending_transaction(&PendingTransactionRecord { state, ..transaction(hash, 9) }).unwrap();
    }
    let expected: Vec<_> =
        (0..).zip(states()).filter(|(_, state)| !state.is_finished()).map(|(hash, _)| hash).collect();
    assert_eq!(hashes(store.unfinished_transactions().unwrap()), expected);
    let first = PendingTransactionRecord { chain_id: 0, ..transaction(200, 20) };
    let second = PendingTransactionRecord { from: [1; 20], ..transaction(199, 20) };
    let third = transaction(198, 8);
    let unknown = PendingTransactionRecord { from: [0; 20], ..transaction(197, None) };
    for row in [&third, &second, &first, &unknown] {
        store.save_pending_transaction(row).unwrap();
    }
    assert_eq!(hashes(store.unfinished_transactions().unwrap()[..4].to_vec()), [200, 197, 199, 198]);
}

fn the_nonces_of_an_account_are_told(store: &mut dyn PendingTransactionStore) {
    for row in [
        transaction(4, u64::MAX),
        transaction(3, 6),
        transaction(2, 6),
        transaction(1, 5),
        transaction(8, None),
        PendingTransactionRecord { from: BOBBY, ..transaction(5, 6) },
        PendingTransactionRecord { chain_id: 2, ..transaction(6, 6) },
    ] {
        store.save_pending_transaction(&row).unwrap();
    }
    assert_eq!(hashes(store.transactions_from_nonce(1, &ALICE, 6).unwrap()), [2, 3, 4]);
    assert_eq!(hashes(store.transactions_from_nonce(1, &ALICE, u64::MAX).unwrap()), [4]);
    assert_eq!(store.transactions_from_nonce(3, &ALICE, 0).unwrap(), []);
}

fn the_highest_nonce_in_a_block_is_told(store: &mut dyn PendingTransactionStore) {
    assert_eq!(store.highest_used_nonce(1, &ALICE).unwrap(), None);
    for (nonce, state) in (0..).zip(states()) {
        let is_used = matches!(
            state,
            TransactionState::Included { .. } | TransactionState::Final { .. } | TransactionState::Replaced { .. }
        );
        let before = store.highest_used_nonce(1, &ALICE).unwrap();
        let hash = u8::try_from(nonce).unwrap();
        store.save_pending_transaction(&PendingTransactionRecord { state, ..transaction(hash, nonce) }).unwrap();
        let expected = if is_used { Some(nonce) } else { before };
        assert_eq!(store.highest_used_nonce(1, &ALICE).unwrap(), expected);
    }
    assert_eq!(store.highest_used_nonce(1, &BOBBY).unwrap(), None);
    assert_eq!(store.highest_used_nonce(2, &ALICE).unwrap(), None);
}

fn an_account_has_its_transactions_on_the_chains_asked_for(store: &mut dyn PendingTransactionStore) {
    let dropped = TransactionState::Dropped { reason: String::new() };
    for row in [
        transaction(1, 9),
        PendingTransactionRecord { state: dropped, ..transaction(2, 8) },
        PendingTransactionRecord { chain_id: 10, ..transaction(3, 0) },
        PendingTransactionRecord { chain_id: 5, ..transaction(4, 0) },
        PendingTransactionRecord { from: BOBBY, ..transaction(5, 0) },
        transaction(6, None),
    ] {
        store.save_pending_transaction(&row).unwrap();
    }
    assert_eq!(hashes(store.transactions_of_account(&[10, 1], &ALICE).unwrap()), [6, 2, 1, 3]);
    assert_eq!(store.transactions_of_account(&[], &ALICE).unwrap(), []);
}

fn several_are_found_by_hash(store: &mut dyn PendingTransactionStore) {
    for row in [transaction(3, 1), transaction(2, 2), PendingTransactionRecord { chain_id: 10, ..transaction(1, 3) }] {
        store.save_pending_transaction(&row).unwrap();
    }
    let found = store.pending_transactions_by_hash(1, &[[3; 32], [1; 32], [2; 32], [4; 32]]).unwrap();
    assert_eq!(found, [transaction(2, 2), transaction(3, 1)]);
    assert_eq!(store.pending_transactions_by_hash(1, &[]).unwrap(), []);
}

fn the_parts_of_multi_transactions_are_told(store: &mut dyn PendingTransactionStore) {
    let part = |id, row| PendingTransactionRecord { multi_transaction_id: id, ..row };
    let dropped = TransactionState::Dropped { reason: String::new() };
    for row in [
        part(7, transaction(1, 9)),
        part(7, PendingTransactionRecord { state: dropped, ..transaction(2, 8) }),
        part(8, PendingTransactionRecord { chain_id: 0, ..transaction(3, 0) }),
        part(9, transaction(4, 0)),
        part(0, transaction(5, 0)),
    ] {
        store.save_pending_transaction(&row).unwrap();
    }
    assert_eq!(hashes(store.parts_of_multi_transactions(&[8, 7, 6]).unwrap()), [3, 2, 1]);
    assert_eq!(store.parts_of_multi_transactions(&[]).unwrap(), []);
}
