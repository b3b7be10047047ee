use status_ports::{BlockPlace, PendingTransactionStore, TransactionState};

use super::super::{
    CONFIRMATIONS, Change, Inclusion, TransactionStatus, bytes_to_send, doubtful_blocks, observe, pending_transactions,
    sought,
};
use super::{ALICE, CHAIN, included, sent, state, transaction, view};

fn status(hash: u8, status: TransactionStatus) -> Change {
    Change::Status { chain_id: CHAIN, hash: [hash; 32], status }
}

#[test]
fn a_transaction_in_a_block_is_done_and_final_when_the_block_is_deep() {
    let mut stores = sent(&[transaction(1, 0, 10)]);
    assert_eq!(observe(&mut stores, CHAIN, &view(4, &[])).unwrap(), []);
    let changes = observe(&mut stores, CHAIN, &view(5, &[included(1, 5)])).unwrap();
    assert_eq!(changes, [status(1, TransactionStatus::Success)]);
    assert_eq!(pending_transactions(&mut stores).unwrap(), []);
    assert_eq!(observe(&mut stores, CHAIN, &view(5 + CONFIRMATIONS - 1, &[included(1, 5)])).unwrap(), []);
    assert!(matches!(state(&mut stores, 1), TransactionState::Included { .. }));
    assert_eq!(observe(&mut stores, CHAIN, &view(5 + CONFIRMATIONS, &[included(1, 5)])).unwrap(), []);
    assert!(matches!(state(&mut stores, 1), TransactionState::Final { .. }));
    assert_eq!(stores.unfinished_transactions().unwrap(), []);
}

#[test]
fn one_that_reverts_fails() {
    let mut stores = sent(&[transaction(1, 0, 10)]);
    let (hash, inclusion) = included(1, 5);
    let reverted = (hash, Inclusion { is_success: false, ..inclusion });
    let changes = observe(&mut stores, CHAIN, &view(5, &[reverted])).unwrap();
    assert_eq!(changes, [status(1, TransactionStatus::Failed)]);
    // In another block it may succeed.
    let changes = observe(&mut stores, CHAIN, &view(6, &[included(1, 6)])).unwrap();
    assert_eq!(changes, [status(1, TransactionStatus::Success)]);
}

#[test]
fn a_block_that_was_undone_gives_its_transactions_back_to_the_network() {
    let mut stores = sent(&[transaction(1, 0, 10)]);
    observe(&mut stores, CHAIN, &view(5, &[included(1, 5)])).unwrap();
    let unfinished = stores.unfinished_transactions().unwrap();
    // A provider that is behind says nothing.
    assert!(doubtful_blocks(&unfinished, &view(4, &[])).is_empty());
    assert_eq!(doubtful_blocks(&unfinished, &view(5, &[])).into_iter().collect::<Vec<_>>(), [5]);
    let mut same = view(6, &[]);
    same.blocks.insert(5, Some([5; 32]));
    assert_eq!(observe(&mut stores, CHAIN, &same).unwrap(), []);
    let mut other = view(6, &[]);
    other.blocks.insert(5, Some([77; 32]));
    assert_eq!(observe(&mut stores, CHAIN, &other).unwrap(), [status(1, TransactionStatus::Pending)]);
    assert_eq!(bytes_to_send(&stores.unfinished_transactions().unwrap(), false), [([1; 32], vec![1])]);
    assert_eq!(sought(&stores.unfinished_transactions().unwrap()).accounts.len(), 1);
}

#[test]
fn whichever_of_a_nonce_is_in_a_block_replaces_the_others() {
    let mut stores = sent(&[transaction(1, 0, 100), transaction(2, 0, 200)]);
    let changes = observe(&mut stores, CHAIN, &view(5, &[included(1, 5)])).unwrap();
    // The second one was shown.
    assert!(matches!(changes[0], Change::Listed { hash, is_deleted: true, .. } if hash == [2; 32]));
    assert!(matches!(changes[1], Change::Listed { hash, is_deleted: false, .. } if hash == [1; 32]));
    assert_eq!(changes[2..], [status(1, TransactionStatus::Success), status(2, TransactionStatus::Failed)]);
    assert_eq!(state(&mut stores, 2), TransactionState::Replaced { by: Some([1; 32]), is_final: false });
    // The block is undone, and the other one comes.
    let mut undone = view(6, &[]);
    undone.blocks.insert(5, None);
    observe(&mut stores, CHAIN, &undone).unwrap();
    assert_eq!(bytes_to_send(&stores.unfinished_transactions().unwrap(), false), [([2; 32], vec![2])]);
    observe(&mut stores, CHAIN, &view(6, &[included(2, 6)])).unwrap();
    observe(&mut stores, CHAIN, &view(6 + CONFIRMATIONS, &[included(2, 6)])).unwrap();
    assert_eq!(state(&mut stores, 1), TransactionState::Replaced { by: Some([2; 32]), is_final: true });
    assert_eq!(stores.unfinished_transactions().unwrap(), []);
}

#[test]
fn one_whose_nonce_another_device_used_is_given_up() {
    let mut stores = sent(&[transaction(1, 7, 10), transaction(2, 8, 10)]);
    let mut seen = view(50, &[]);
    seen.used_nonces.insert(ALICE, 8);
    assert_eq!(observe(&mut stores, CHAIN, &seen).unwrap(), [status(1, TransactionStatus::Failed)]);
    assert_eq!(state(&mut stores, 1), TransactionState::Replaced { by: None, is_final: true });
    assert_eq!(state(&mut stores, 2), TransactionState::Broadcast);
}

#[test]
fn other_chains_are_left_alone() {
    let mut stores = sent(&[transaction(1, 0, 10)]);
    let before = stores.unfinished_transactions().unwrap();
    assert_eq!(observe(&mut stores, 10, &view(5, &[included(1, 5)])).unwrap(), []);
    assert_eq!(stores.unfinished_transactions().unwrap(), before);
}

#[test]
fn what_is_missing_in_the_answer_is_not_final() {
    let mut stores = sent(&[transaction(1, 0, 10)]);
    observe(&mut stores, CHAIN, &view(5, &[included(1, 5)])).unwrap();
    observe(&mut stores, CHAIN, &view(500, &[])).unwrap();
    let block = BlockPlace { number: 5, hash: [5; 32] };
    assert_eq!(state(&mut stores, 1), TransactionState::Included { block, is_success: true });
}
