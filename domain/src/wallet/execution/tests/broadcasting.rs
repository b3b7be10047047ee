use status_memory::MemoryWalletTransaction;
use status_ports::{
    MultiTransactionRecord, MultiTransactionStore as _, PendingTransactionRecord, PendingTransactionStore,
    TransactionState,
};

use super::super::{
    Change, NonceUse, Refusal, RefusalKind, Settled, TransactionStatus, Verdict, bytes_to_send, count_from_nonce,
    delete_transaction, pending_transactions, settle_broadcast, store_signed, watch_transaction,
};
use super::super::{ExecutionError, observe};
use super::{ALICE, CHAIN, included, sent, state, transaction, view};

fn listed(hash: u8, is_deleted: bool) -> Change {
    Change::Listed { chain_id: CHAIN, hash: [hash; 32], accounts: [ALICE, [3; 20]], timestamp: 1, is_deleted }
}

fn status(hash: u8, status: TransactionStatus) -> Change {
    Change::Status { chain_id: CHAIN, hash: [hash; 32], status }
}

fn stored(transactions: &[(u8, u64, u64)]) -> MemoryWalletTransaction {
    let mut stores = MemoryWalletTransaction::default();
    for (hash, nonce, fee) in transactions {
        store_signed(&mut stores, transaction(*hash, *nonce, *fee), NonceUse::Chosen).unwrap();
    }
    stores
}

fn settle(stores: &mut MemoryWalletTransaction, hash: u8, verdict: &Verdict, is_first: bool) -> Settled {
    settle_broadcast(stores, CHAIN, &[hash; 32], verdict, is_first).unwrap()
}

fn refused(kind: RefusalKind) -> Verdict {
    Verdict::Refused(Refusal { kind, message: "no".into() })
}

#[test]
fn what_the_network_took_or_may_have_taken_is_listed() {
    for (verdict, expected) in
        [(Verdict::Taken, TransactionState::Broadcast), (Verdict::Unknown, TransactionState::Signed)]
    {
        let mut stores = stored(&[(1, 0, 10)]);
        assert_eq!(settle(&mut stores, 1, &verdict, true).changes, [listed(1, false)]);
        assert_eq!(state(&mut stores, 1), expected);
        assert_eq!(settle(&mut stores, 1, &verdict, false), Settled::default());
    }
}

#[test]
fn what_is_refused_at_once_is_told_to_whoever_sends_it_and_to_nobody_else() {
    let mut stores = stored(&[(1, 0, 10)]);
    let settled = settle(&mut stores, 1, &refused(RefusalKind::InsufficientFunds), true);
    assert_eq!(settled.changes, []);
    assert_eq!(settled.refusal.unwrap().to_string(), "no");
    assert_eq!(pending_transactions(&mut stores).unwrap(), []);
    assert_eq!(bytes_to_send(&stores.unfinished_transactions().unwrap(), true), []);
}

#[test]
fn a_multi_transaction_no_part_of_which_was_taken_is_forgotten() {
    let batch = || {
        let mut stores = MemoryWalletTransaction::default();
        for (hash, nonce) in [(1, 0), (2, 1)] {
            let part = PendingTransactionRecord { multi_transaction_id: 7, ..transaction(hash, nonce, 10) };
            store_signed(&mut stores, part, NonceUse::Chosen).unwrap();
        }
        let record = MultiTransactionRecord { id: 7, ..MultiTransactionRecord::default() };
        stores.save_multi_transaction(&record).unwrap();
        stores
    };
    let no = refused(RefusalKind::InsufficientFunds);
    for (first, second, is_kept) in
        [(&no, &no, false), (&Verdict::Taken, &no, true), (&Verdict::Unknown, &no, true), (&no, &Verdict::Taken, true)]
    {
        let mut stores = batch();
        settle(&mut stores, 1, first, true);
        assert_eq!(stores.multi_transactions(&[7]).unwrap().len(), 1, "the second part may still be taken");
        settle(&mut stores, 2, second, true);
        assert_eq!(stores.multi_transactions(&[7]).unwrap().len(), usize::from(is_kept), "{first:?}, {second:?}");
    }
}

#[test]
fn what_is_refused_later_fails() {
    let mut stores = stored(&[(1, 0, 10)]);
    settle(&mut stores, 1, &Verdict::Unknown, true);
    let settled = settle(&mut stores, 1, &refused(RefusalKind::InsufficientFunds), false);
    assert_eq!(settled.changes, [listed(1, true), status(1, TransactionStatus::Failed)]);
    assert_eq!(state(&mut stores, 1), TransactionState::Dropped { reason: "no".into() });
}

#[test]
fn that_its_nonce_is_used_may_mean_that_it_is_in_a_block() {
    for kind in [RefusalKind::NonceTooLow, RefusalKind::ReplacementUnderpriced, RefusalKind::NotAsked] {
        let mut stores = stored(&[(1, 0, 10)]);
        settle(&mut stores, 1, &Verdict::Unknown, true);
        assert_eq!(settle(&mut stores, 1, &refused(kind), false), Settled::default());
        assert_eq!(state(&mut stores, 1), TransactionState::Signed);
    }
}

#[test]
fn an_answer_that_comes_after_the_block_changes_nothing() {
    let mut stores = sent(&[transaction(1, 0, 10)]);
    observe(&mut stores, CHAIN, &view(5, &[included(1, 5)])).unwrap();
    for verdict in [Verdict::Taken, Verdict::Unknown, refused(RefusalKind::NonceTooLow)] {
        assert_eq!(settle(&mut stores, 1, &verdict, false), Settled::default());
        assert_eq!(settle(&mut stores, 1, &verdict, true).refusal, None);
    }
}

#[test]
fn of_one_nonce_one_transaction_is_sent_and_shown() {
    let mut stores = sent(&[transaction(1, 0, 100), transaction(3, 1, 10)]);
    store_signed(&mut stores, transaction(2, 0, 110), NonceUse::Chosen).unwrap();
    assert_eq!(bytes_to_send(&stores.unfinished_transactions().unwrap(), false), [([2; 32], vec![2])]);
    assert_eq!(settle(&mut stores, 2, &Verdict::Taken, true).changes, [listed(1, true), listed(2, false)]);
    let unfinished = stores.unfinished_transactions().unwrap();
    assert_eq!(bytes_to_send(&unfinished, false), []);
    assert_eq!(bytes_to_send(&unfinished, true), [([2; 32], vec![2]), ([3; 32], vec![3])]);
    assert_eq!(count_from_nonce(&mut stores, CHAIN, &ALICE, 0).unwrap(), 2);
    assert_eq!(count_from_nonce(&mut stores, CHAIN, &ALICE, 1).unwrap(), 1);
}

#[test]
fn a_replacement_that_is_refused_leaves_the_first_as_it_was() {
    let mut stores = sent(&[transaction(1, 0, 100)]);
    store_signed(&mut stores, transaction(2, 0, 200), NonceUse::Chosen).unwrap();
    assert_eq!(settle(&mut stores, 2, &refused(RefusalKind::InsufficientFunds), true).changes, []);
    let shown = pending_transactions(&mut stores).unwrap();
    assert_eq!(shown.iter().map(|row| row.hash[0]).collect::<Vec<_>>(), [1]);
}

#[test]
fn what_was_sent_from_here_is_not_forgotten_while_it_is_pending() {
    let mut stores = sent(&[transaction(1, 0, 100)]);
    let pending = delete_transaction(&mut stores, CHAIN, &[1; 32]);
    assert!(matches!(pending, Err(ExecutionError::StillPending)));
    observe(&mut stores, CHAIN, &view(5, &[included(1, 5)])).unwrap();
    assert_eq!(delete_transaction(&mut stores, CHAIN, &[1; 32]).unwrap(), [listed(1, true)]);
    assert!(matches!(delete_transaction(&mut stores, CHAIN, &[1; 32]), Err(ExecutionError::NotFound)));
}

#[test]
fn what_is_only_watched_is_never_sent_and_goes_when_it_is_in_a_block() {
    let mut stores = MemoryWalletTransaction::default();
    let mut watched = transaction(1, 0, 0);
    (watched.nonce, watched.auto_delete) = (None, true);
    assert_eq!(watch_transaction(&mut stores, watched.clone()).unwrap(), [listed(1, false)]);
    assert_eq!(watch_transaction(&mut stores, watched.clone()).unwrap(), []);
    // Others without a nonce are not its replacements.
    let other = PendingTransactionRecord { hash: [2; 32], auto_delete: false, ..watched };
    assert_eq!(watch_transaction(&mut stores, other).unwrap(), [listed(2, false)]);
    assert_eq!(pending_transactions(&mut stores).unwrap().len(), 2);
    assert_eq!(bytes_to_send(&stores.unfinished_transactions().unwrap(), true), []);
    let changes = observe(&mut stores, CHAIN, &view(5, &[included(1, 5), included(2, 5)])).unwrap();
    let (first, second) = (status(1, TransactionStatus::Success), status(2, TransactionStatus::Success));
    assert_eq!(changes, [first, listed(1, true), second]);
    assert_eq!(stores.find_pending_transaction(CHAIN, &[1; 32]).unwrap(), None);
}
