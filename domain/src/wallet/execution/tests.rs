mod any_order;
mod broadcasting;
mod network;
mod nonces;
mod observing;
mod refusals;
mod replacing;
mod routes;

use ruint::aliases::U256;
use status_memory::MemoryWalletTransaction;
use status_ports::{BlockPlace, PendingTransactionRecord, PendingTransactionStore, TransactionState};

use super::{ChainView, Inclusion, NonceUse, Verdict, settle_broadcast, store_signed};

const CHAIN: u64 = 1;
const ALICE: [u8; 20] = [2; 20];

fn transaction(hash: u8, nonce: u64, fee: u64) -> PendingTransactionRecord {
    PendingTransactionRecord {
        chain_id: CHAIN,
        hash: [hash; 32],
        from: ALICE,
        to: Some([3; 20]),
        nonce: Some(nonce),
        value: U256::from(1_u64),
        data: vec![],
        gas_limit: 21_000,
        max_fee_per_gas: U256::from(fee),
        max_priority_fee_per_gas: U256::from(fee),
        raw: vec![hash],
        timestamp: 1,
        symbol: "ETH".into(),
        kind: "WalletTransfer".into(),
        additional_data: String::new(),
        multi_transaction_id: 0,
        auto_delete: false,
        state: TransactionState::Signed,
    }
}

/// A store with these, all of which the network has taken.
fn sent(transactions: &[PendingTransactionRecord]) -> MemoryWalletTransaction {
    let mut stores = MemoryWalletTransaction::default();
    for row in transactions {
        store_signed(&mut stores, row.clone(), NonceUse::Chosen).unwrap();
        settle_broadcast(&mut stores, CHAIN, &row.hash, &Verdict::Taken, true).unwrap();
    }
    stores
}

fn state(stores: &mut MemoryWalletTransaction, hash: u8) -> TransactionState {
    stores.find_pending_transaction(CHAIN, &[hash; 32]).unwrap().unwrap().state
}

fn included(hash: u8, number: u64) -> ([u8; 32], Inclusion) {
    ([hash; 32], Inclusion { block: BlockPlace { number, hash: [number.to_le_bytes()[0]; 32] }, is_success: true })
}

fn view(head: u64, inclusions: &[([u8; 32], Inclusion)]) -> ChainView {
    ChainView { head, inclusions: inclusions.iter().copied().collect(), ..ChainView::default() }
}
