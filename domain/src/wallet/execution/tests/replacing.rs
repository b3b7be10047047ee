use proptest::prelude::*;
use ruint::aliases::U256;
use status_memory::MemoryWalletTransaction;
use status_ports::{PendingTransactionRecord, PendingTransactionStore};

use super::super::{
    ExecutionError, Label, NonceUse, Replacement, WishedFees, needs_at_least, observe, record, replacement,
    store_signed, watch_transaction,
};
use super::{CHAIN, included, transaction, view};
use crate::crypto::PrivateKey;
use crate::wallet::fee::{ChainFees, FeeLevels};
use crate::wallet::{Transaction, TransactionFees, TransactionRequest};

fn key() -> PrivateKey {
    PrivateKey::from_bytes(&[7; 32]).unwrap()
}

fn wei(amount: u64) -> U256 {
    U256::from(amount)
}

/// A transfer as it is stored.
fn transfer(fees: TransactionFees) -> PendingTransactionRecord {
    let transfer = Transaction {
        chain_id: CHAIN,
        nonce: 4,
        gas_limit: 50_000,
        to: Some([3; 20]),
        value: wei(9),
        input: vec![1, 2],
        fees,
    };
    let label = Label { symbol: "ETH".into(), kind: "WalletTransfer".into(), multi_transaction_id: 5 };
    record(&transfer.sign(&key()), label, 1_000).unwrap()
}

fn dynamic(most: u64, tip: u64) -> TransactionFees {
    TransactionFees::Dynamic { max_fee_per_gas: wei(most), max_priority_fee_per_gas: wei(tip), access_list: Vec::new() }
}

fn chain(most: u64, tip: u64) -> ChainFees {
    ChainFees {
        gas_price: wei(most),
        tips: FeeLevels { high: wei(tip), ..FeeLevels::default() },
        max_fees: FeeLevels { high: wei(most), ..FeeLevels::default() },
        is_eip1559: true,
        ..ChainFees::default()
    }
}

fn stored(rows: &[PendingTransactionRecord]) -> MemoryWalletTransaction {
    let mut stores = MemoryWalletTransaction::default();
    for row in rows {
        store_signed(&mut stores, row.clone(), NonceUse::Chosen).unwrap();
    }
    stores
}

fn replaced(
    stores: &mut MemoryWalletTransaction,
    row: &PendingTransactionRecord,
    what: Replacement,
    fees: &ChainFees,
    wished: WishedFees,
) -> Result<(TransactionRequest, Label), ExecutionError> {
    replacement(stores, CHAIN, &row.hash, what, (fees, wished))
}

#[test]
fn the_same_is_sent_again_for_more() {
    let row = transfer(dynamic(100, 10));
    let mut stores = stored(std::slice::from_ref(&row));
    let none = WishedFees::default();
    let (request, label) = replaced(&mut stores, &row, Replacement::Same, &chain(1, 1), none).unwrap();
    let expected = TransactionRequest {
        from: key().public_key().address(),
        to: Some([3; 20]),
        gas: Some(50_000),
        value: Some(wei(9)),
        nonce: Some(4),
        max_fee_per_gas: Some(wei(110)),
        max_priority_fee_per_gas: Some(wei(11)),
        input: vec![1, 2],
        ..TransactionRequest::default()
    };
    assert_eq!(request, expected);
    assert_eq!(label, Label { symbol: "ETH".into(), kind: "WalletTransfer".into(), multi_transaction_id: 5 });
    // The chain asks for more.
    let (request, _) = replaced(&mut stores, &row, Replacement::Same, &chain(500, 50), none).unwrap();
    assert_eq!((request.max_fee_per_gas, request.max_priority_fee_per_gas), (Some(wei(500)), Some(wei(50))));
    // The person decides.
    let wished = WishedFees { max_fee_per_gas: Some(wei(120)), max_priority_fee_per_gas: None };
    let (request, _) = replaced(&mut stores, &row, Replacement::Same, &chain(500, 200), wished).unwrap();
    assert_eq!((request.max_fee_per_gas, request.max_priority_fee_per_gas), (Some(wei(120)), Some(wei(120))));
}

#[test]
fn cancelled_is_what_makes_way_for_nothing() {
    let row = transfer(dynamic(100, 10));
    let mut stores = stored(std::slice::from_ref(&row));
    let (request, label) =
        replaced(&mut stores, &row, Replacement::Nothing, &chain(1, 1), WishedFees::default()).unwrap();
    assert_eq!((request.to, request.value), (Some(request.from), Some(U256::ZERO)));
    assert_eq!((request.nonce, request.gas, request.call_data().unwrap()), (Some(4), None, [].as_slice()));
    assert_eq!(label, Label::default());
}

#[test]
fn a_legacy_transaction_makes_way_for_a_legacy_one() {
    let row = transfer(TransactionFees::Legacy { gas_price: wei(100) });
    let mut stores = stored(std::slice::from_ref(&row));
    let (request, _) = replaced(&mut stores, &row, Replacement::Same, &chain(1, 1), WishedFees::default()).unwrap();
    assert_eq!((request.gas_price, request.is_dynamic()), (Some(wei(110)), false));
}

#[test]
fn only_what_waits_and_was_sent_from_here_is_replaced() {
    let row = transfer(dynamic(100, 10));
    let mut stores = stored(std::slice::from_ref(&row));
    let (fees, none) = (chain(1, 1), WishedFees::default());
    let mut watched = transaction(8, 9, 1);
    watched.raw = Vec::new();
    watch_transaction(&mut stores, watched.clone()).unwrap();
    let refused = replaced(&mut stores, &watched, Replacement::Same, &fees, none);
    assert!(matches!(refused, Err(ExecutionError::NotSentHere)));
    let refused = replaced(&mut stores, &transaction(9, 9, 1), Replacement::Same, &fees, none);
    assert!(matches!(refused, Err(ExecutionError::NotFound)));
    let inclusion = included(1, 5).1;
    observe(&mut stores, CHAIN, &view(5, &[(row.hash, inclusion)])).unwrap();
    let refused = replaced(&mut stores, &row, Replacement::Same, &fees, none);
    assert!(matches!(refused, Err(ExecutionError::NotPending)));
}

proptest! {
    /// Whatever waits under the nonce, and whatever the chain says: the replacement can be stored.
    #[test]
    fn a_replacement_replaces(
        fees in proptest::collection::vec((1_u64..1_000_000, 0_u64..1_000_000), 1..4),
        (most, tip) in (0_u64..2_000_000, 0_u64..2_000_000),
        cancels: bool,
    ) {
        let mut stores = MemoryWalletTransaction::default();
        let mut first = None;
        for (most, tip) in fees {
            let row = transfer(dynamic(most, tip.min(most)));
            if store_signed(&mut stores, row.clone(), NonceUse::Chosen).is_ok() {
                first.get_or_insert(row);
            }
        }
        let row = first.unwrap();
        let what = if cancels { Replacement::Nothing } else { Replacement::Same };
        let (request, label) = replaced(&mut stores, &row, what, &chain(most, tip), WishedFees::default()).unwrap();
        let request = TransactionRequest { gas: request.gas.or(Some(21_000)), ..request };
        let signed = request.to_transaction(CHAIN).unwrap().sign(&key());
        let new = record(&signed, label, 2_000).unwrap();
        prop_assert!(new.max_fee_per_gas >= needs_at_least(row.max_fee_per_gas));
        prop_assert!(new.max_priority_fee_per_gas <= new.max_fee_per_gas);
        store_signed(&mut stores, new.clone(), NonceUse::Chosen).unwrap();
        prop_assert!(stores.find_pending_transaction(CHAIN, &new.hash).unwrap().is_some());
    }
}
