//! Reading the view of what is stored.

use status_memory::MemoryWalletTransaction;
use status_ports::{
    BlockPlace, MinedTransactionRecord, MultiTransactionStore as _, PendingTransactionRecord,
    PendingTransactionStore as _, TransactionState, TransferStore as _,
};

use super::*;
use crate::wallet::token::TokenCatalog;

fn view() -> View {
    View {
        scope: Scope { addresses: accounts(), ..Scope::default() },
        filter: Filter::default(),
        chains: BTreeSet::from([1, 10]),
        tokens: TokenCatalog::default(),
        finality: Finality::default(),
    }
}

fn multi(id: i64, timestamp: u64) -> MultiTransactionRecord {
    MultiTransactionRecord {
        id,
        timestamp,
        from_network_id: 0,
        to_network_id: 0,
        from_tx_hash: [0; 32],
        to_tx_hash: [0; 32],
        from_address: ME,
        to_address: OTHER,
        from_asset: "ETH".to_owned(),
        to_asset: "ETH".to_owned(),
        from_amount: Some(U256::from(3)),
        to_amount: None,
        kind: 0,
        cross_tx_id: String::new(),
    }
}

fn sent(hash: u8, multi_transaction_id: i64, timestamp: u64) -> PendingTransactionRecord {
    PendingTransactionRecord {
        chain_id: 1,
        hash: [hash; 32],
        from: ME,
        to: Some(OTHER),
        nonce: Some(u64::from(hash)),
        value: U256::from(3),
        data: vec![4],
        gas_limit: 21_000,
        max_fee_per_gas: U256::from(9),
        max_priority_fee_per_gas: U256::from(1),
        raw: vec![1],
        timestamp,
        symbol: "ETH".to_owned(),
        kind: "WalletTransfer".to_owned(),
        additional_data: String::new(),
        multi_transaction_id,
        auto_delete: false,
        state: TransactionState::Broadcast,
    }
}

const BLOCK: BlockPlace = BlockPlace { number: 7, hash: [7; 32] };

fn read(stores: &mut MemoryWalletTransaction, view: &View, count: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut after = None;
    loop {
        let read = read_entries(stores, view, after, count).unwrap();
        entries.extend(read.entries);
        after = read.end;
        if after.is_none() {
            return entries;
        }
    }
}

proptest! {
    #[test]
    fn however_much_is_read_at_once_all_is_read_once_and_in_order(
        times in proptest::collection::vec((0..3_u8, 1..20_u64), 0..40), count in 1..10_usize, unknown in any::<bool>(),
        end in 0..20_u64,
    ) {
        let mut stores = MemoryWalletTransaction::default();
        for ((source, time), number) in times.iter().zip(1_u8..) {
            match source {
                0 => {
                    let kind = if unknown && number % 2 == 0 { 77 } else { 0 };
                    let multi = MultiTransactionRecord { kind, ..multi(number.into(), *time) };
                    stores.save_multi_transaction(&multi).unwrap();
                }
                1 => stores.save_pending_transaction(&sent(number, 0, *time)).unwrap(),
                _ => {
                    let id = word(number.into());
                    stores.save_transfers(&[Transfer { id, ..transfer(ME, OTHER, *time) }]).unwrap();
                }
            }
        }
        let mut view = view();
        view.filter.period.end = end;
        let found = read(&mut stores, &view, count);
        let places: Vec<Order> = found.iter().map(Order::of).collect();
        prop_assert!(places.is_sorted_by(|one, other| one < other));
        let expected = times.iter().zip(1_u8..).filter(|((source, time), number)| {
            (*source != 0 || !unknown || number % 2 == 1) && (end == 0 || *time <= end)
        });
        prop_assert_eq!(found.len(), expected.count());
    }
}

#[test]
fn a_multi_transaction_is_as_far_as_what_was_sent_for_it() {
    let mut stores = MemoryWalletTransaction::default();
    stores.save_multi_transaction(&multi(5, 100)).unwrap();
    let mut status = |state: TransactionState| {
        stores.save_pending_transaction(&PendingTransactionRecord { state, ..sent(1, 5, 100) }).unwrap();
        let entries = read(&mut stores, &view(), 9);
        assert_eq!(entries.len(), 1, "what is part of it is no entry");
        entries[0].status
    };
    assert_eq!(status(TransactionState::Signed), ActivityStatus::Pending);
    assert_eq!(status(TransactionState::Included { block: BLOCK, is_success: true }), ActivityStatus::Complete);
    assert_eq!(status(TransactionState::Final { block: BLOCK, is_success: true }), ActivityStatus::Finalized);
    assert_eq!(status(TransactionState::Final { block: BLOCK, is_success: false }), ActivityStatus::Failed);
    assert_eq!(status(TransactionState::Dropped { reason: String::new() }), ActivityStatus::Failed);
    assert_eq!(status(TransactionState::Replaced { by: Some([3; 32]), is_final: true }), ActivityStatus::Failed);
    // Another one with its nonce does the same for it.
    let other = TransactionState::Included { block: BLOCK, is_success: true };
    stores.save_pending_transaction(&PendingTransactionRecord { state: other, ..sent(3, 5, 100) }).unwrap();
    assert_eq!(read(&mut stores, &view(), 9)[0].status, ActivityStatus::Complete);
}

#[test]
fn where_a_multi_transaction_is_its_parts_say_if_it_does_not() {
    let mut stores = MemoryWalletTransaction::default();
    stores.save_multi_transaction(&multi(5, 100)).unwrap();
    stores.save_pending_transaction(&PendingTransactionRecord { chain_id: 10, ..sent(1, 5, 100) }).unwrap();
    let on = |chain_id| {
        let mut view = view();
        view.scope.chains = BTreeSet::from([chain_id]);
        view
    };
    assert_eq!(read(&mut stores, &on(10), 9)[0].chain_id_out, Some(10));
    assert_eq!(read(&mut stores, &on(1), 9), []);
}

#[test]
fn of_a_transaction_of_ours_what_it_moved_is_part_of_what_was_wanted() {
    let mut stores = MemoryWalletTransaction::default();
    stores.save_multi_transaction(&multi(5, 100)).unwrap();
    stores.save_pending_transaction(&sent(8, 5, 100)).unwrap();
    let both = BTreeSet::from([ME, OTHER]);
    let movement = read_log(1, &super::sent(9)).unwrap().remove(0);
    let mut transfers = movement.transfers(&both, 100, false);
    assert_eq!(transfers.len(), 2);
    link_multi_transactions(&mut stores, 1, &mut transfers).unwrap();
    stores.save_transfers(&transfers).unwrap();
    assert_eq!(read(&mut stores, &view(), 9).len(), 1, "what was wanted, and no second time what moved");
    let mut of_both = view();
    of_both.scope.addresses = both;
    let entries = read(&mut stores, &of_both, 9);
    assert_eq!(
        entries.iter().map(|entry| entry.activity_type).collect::<Vec<_>>(),
        [ActivityType::Send, ActivityType::Receive]
    );
}

fn mined() -> MinedTransactionRecord {
    MinedTransactionRecord {
        chain_id: 1,
        hash: [8; 32],
        block: BLOCK,
        transaction_index: 0,
        from: ME,
        to: Some(TOKEN),
        nonce: 4,
        value: U256::ZERO,
        input: vec![1, 2],
        gas_limit: 50_000,
        gas_used: 40_000,
        gas_price: None,
        max_fee_per_gas: Some(U256::from(9)),
        max_priority_fee_per_gas: Some(U256::from(1)),
        effective_gas_price: U256::from(3),
        base_fee_per_gas: Some(U256::from(2)),
        l1_fee: Some(U256::from(5)),
        kind: 2,
        is_success: true,
        created_contract: None,
    }
}

#[test]
fn what_is_found_in_a_block_is_not_shown_as_on_its_way_too() {
    let mut stores = MemoryWalletTransaction::default();
    stores.save_pending_transaction(&sent(8, 0, 100)).unwrap();
    let statuses = |stores: &mut MemoryWalletTransaction| -> Vec<ActivityStatus> {
        read(stores, &view(), 10).iter().map(|entry| entry.status).collect()
    };
    assert_eq!(statuses(&mut stores), [ActivityStatus::Pending]);
    stores.save_mined_transactions(&[mined()]).unwrap();
    stores.save_transfers(&[Transfer { transaction_hash: [8; 32], ..transfer(ME, OTHER, 101) }]).unwrap();
    assert_eq!(statuses(&mut stores), [ActivityStatus::Complete]);
}

#[test]
fn details_tell_what_was_paid() {
    let mut stores = MemoryWalletTransaction::default();
    let chains = BTreeSet::from([1]);
    let moved = transfer(OTHER, ME, 5);
    stores.save_transfers(std::slice::from_ref(&moved)).unwrap();
    stores.save_mined_transactions(&[mined()]).unwrap();
    let details = details_of_transaction(&mut stores, &chains, &moved.id).unwrap();
    assert_eq!((details.nonce, details.gas_limit, details.max_fee_per_gas), (4, 50_000, U256::from(9)));
    assert_eq!(details.total_fees, Some(U256::from(120_005)), "what was used at the price of the block");
    assert_eq!(details.chains, [ChainDetails { chain_id: 1, block_number: Some(7), hash: [8; 32], contract: None }]);
    stores.save_pending_transaction(&sent(1, 0, 5)).unwrap();
    let details = details_of_transaction(&mut stores, &chains, &[1; 32]).unwrap();
    assert_eq!((details.chains[0].block_number, details.total_fees), (None, None));
    assert!(matches!(details_of_transaction(&mut stores, &chains, &[2; 32]), Err(DetailsError::NotFound)));
}

#[test]
fn details_of_a_multi_transaction_are_those_of_its_parts() {
    let mut stores = MemoryWalletTransaction::default();
    stores.save_multi_transaction(&multi(5, 100)).unwrap();
    stores.save_pending_transaction(&sent(8, 5, 100)).unwrap();
    let details = details_of_multi_transaction(&mut stores, 5).unwrap();
    assert_eq!((details.nonce, details.input, details.chains[0].block_number), (8, vec![4], None));
    stores.save_mined_transactions(&[mined()]).unwrap();
    let details = details_of_multi_transaction(&mut stores, 5).unwrap();
    assert_eq!((details.total_fees, details.chains[0].block_number), (Some(U256::from(120_005)), Some(7)));
    assert_eq!(details_of_multi_transaction(&mut stores, 6).unwrap(), Details::default());
    assert!(matches!(details_of_multi_transaction(&mut stores, 0), Err(DetailsError::InvalidId)));
}

#[test]
fn recipients_and_the_beginning_are_of_everything_that_is_known() {
    let mut stores = MemoryWalletTransaction::default();
    let chains = BTreeSet::from([1]);
    assert_eq!(oldest_timestamp(&mut stores, &accounts(), &chains).unwrap(), None);
    stores.save_multi_transaction(&MultiTransactionRecord { to_address: [5; 20], ..multi(5, 80) }).unwrap();
    stores.save_pending_transaction(&PendingTransactionRecord { to: Some([6; 20]), ..sent(1, 0, 90) }).unwrap();
    stores.save_transfers(&[transfer(ME, OTHER, 100), transfer(ME, [5; 20], 70)]).unwrap();
    assert_eq!(oldest_timestamp(&mut stores, &accounts(), &chains).unwrap(), Some(70));
    let mut page = |offset, limit| recipients(&mut stores, &accounts(), &chains, offset, limit).unwrap();
    assert_eq!(page(0, 9), [OTHER, [6; 20], [5; 20]]);
    assert_eq!(page(1, 1), [[6; 20]]);
}
