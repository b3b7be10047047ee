use proptest::prelude::*;
use ruint::aliases::U256;
use status_memory::MemoryWalletTransaction;
use status_ports::PendingTransactionStore;

use super::super::{ExecutionError, NonceUse, needs_at_least, next_nonce, observe, settle_broadcast, store_signed};
use super::super::{Refusal, RefusalKind, Verdict, pending_transactions};
use super::{ALICE, CHAIN, included, sent, state, transaction, view};

fn next(stores: &mut MemoryWalletTransaction, pending_count: u64) -> u64 {
    next_nonce(stores, CHAIN, &ALICE, pending_count).unwrap()
}

fn refused(kind: RefusalKind) -> Verdict {
    Verdict::Refused(Refusal { kind, message: "no".into() })
}

#[test]
fn the_next_is_after_all_that_the_chain_or_the_store_knows() {
    let mut stores = MemoryWalletTransaction::default();
    assert_eq!(next(&mut stores, 0), 0);
    assert_eq!(next(&mut stores, 7), 7);
    let mut stores = sent(&[transaction(1, 7, 10), transaction(2, 8, 10)]);
    // Some chains do not count what waits.
    assert_eq!(next(&mut stores, 7), 9);
    assert_eq!(next(&mut stores, 12), 12);
    // Other accounts and chains have nonces of their own.
    assert_eq!(next_nonce(&mut stores, CHAIN, &[9; 20], 0).unwrap(), 0);
    assert_eq!(next_nonce(&mut stores, 10, &ALICE, 0).unwrap(), 0);
}

#[test]
fn a_nonce_in_a_block_is_not_given_again_by_a_provider_that_is_behind() {
    let mut stores = sent(&[transaction(1, 0, 10)]);
    observe(&mut stores, CHAIN, &view(5, &[included(1, 5)])).unwrap();
    assert_eq!(next(&mut stores, 0), 1);
}

#[test]
fn what_was_dropped_frees_its_nonce_and_a_hole_is_filled_first() {
    let mut stores = sent(&[transaction(1, 0, 10), transaction(2, 1, 10)]);
    settle_broadcast(&mut stores, CHAIN, &[2; 32], &refused(RefusalKind::InsufficientFunds), true).unwrap();
    assert_eq!(next(&mut stores, 0), 1);
    let mut stores = sent(&[transaction(1, 0, 10), transaction(2, 1, 10), transaction(3, 2, 10)]);
    settle_broadcast(&mut stores, CHAIN, &[2; 32], &refused(RefusalKind::InsufficientFunds), true).unwrap();
    assert_eq!(next(&mut stores, 0), 1);
    // The chain says that something took it after all.
    assert_eq!(next(&mut stores, 2), 3);
}

#[test]
fn a_nonce_that_is_meant_for_another_transaction_is_refused() {
    let mut stores = sent(&[transaction(1, 0, 10)]);
    let parallel = store_signed(&mut stores, transaction(2, 0, 99), NonceUse::Next { pending_count: 0 });
    assert!(matches!(parallel, Err(ExecutionError::BadNonce { expected: 1, found: 0 })));
    observe(&mut stores, CHAIN, &view(5, &[included(1, 5)])).unwrap();
    let late = store_signed(&mut stores, transaction(2, 0, 99), NonceUse::Chosen);
    assert!(matches!(late, Err(ExecutionError::BadNonce { expected: 1, found: 0 })));
    assert_eq!(stores.find_pending_transaction(CHAIN, &[2; 32]).unwrap(), None);
}

#[test]
fn a_replacement_pays_ten_percent_more_on_both_fees() {
    let mut stores = sent(&[transaction(1, 0, 100)]);
    let too_little = store_signed(&mut stores, transaction(2, 0, 109), NonceUse::Chosen);
    assert!(matches!(too_little, Err(ExecutionError::ReplacementUnderpriced)));
    let mut small_tip = transaction(2, 0, 200);
    small_tip.max_priority_fee_per_gas = U256::from(109_u64);
    let too_little = store_signed(&mut stores, small_tip, NonceUse::Chosen);
    assert!(matches!(too_little, Err(ExecutionError::ReplacementUnderpriced)));
    store_signed(&mut stores, transaction(2, 0, 110), NonceUse::Chosen).unwrap();
    let shown = pending_transactions(&mut stores).unwrap();
    assert_eq!(shown.iter().map(|row| row.hash[0]).collect::<Vec<_>>(), [2]);
    // The same again is no other one.
    store_signed(&mut stores, transaction(2, 0, 110), NonceUse::Chosen).unwrap();
    // A dropped one needs no higher fee.
    settle_broadcast(&mut stores, CHAIN, &[2; 32], &refused(RefusalKind::FeeCap), true).unwrap();
    store_signed(&mut stores, transaction(3, 0, 110), NonceUse::Chosen).unwrap();
    assert!(matches!(state(&mut stores, 1), status_ports::TransactionState::Broadcast));
}

proptest! {
    #[test]
    fn the_bump_is_ten_percent_and_something(fee in any::<[u64; 4]>()) {
        let fee = U256::from_limbs(fee);
        let least = needs_at_least(fee);
        prop_assert!(least > fee || fee == U256::MAX);
        if let Some(ten) = fee.checked_mul(U256::from(11_u64)) {
            prop_assert!(least.saturating_mul(U256::from(10_u64)) >= ten || least.checked_mul(U256::from(10_u64)).is_none());
        }
    }
}
