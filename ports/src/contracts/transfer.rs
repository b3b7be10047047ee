//! The contract of [`TransferStore`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;

use crate::{
    Asset, AssetKind, BlockPlace, ChainScans, MinedTransactionRecord, ScanGap, ScanRecord, ScannedRange, TransferKey,
    TransferPlace, TransferQuery, TransferRecord, TransferStore,
};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn TransferStore>) {
    a_transfer_comes_back_whole(&mut *make());
    a_transfer_that_is_saved_again_is_replaced(&mut *make());
    a_transaction_comes_back_whole(&mut *make());
    pages_are_the_list(&mut *make());
    only_what_is_wanted_is_in_a_page(&mut *make());
    what_was_taken_back_is_deleted(&mut *make());
    an_account_is_deleted(&mut *make());
    transfers_are_found_by_what_they_belong_to(&mut *make());
    scans_are_replaced_together(&mut *make());
    recipients_are_told_once_with_their_oldest_time(&mut *make());
    collectibles_are_told_once(&mut *make());
    the_oldest_time_is_told(&mut *make());
}

const ALICE: [u8; 20] = [2; 20];
const BOBBY: [u8; 20] = [3; 20];

/// What is moved by a transaction of its own, to Bobby, in the account of Alice.
fn transfer(id: u8, timestamp: u64) -> TransferRecord {
    TransferRecord {
        id: [id; 32],
        account: ALICE,
        asset: Asset::native(1),
        from: ALICE,
        to: Some(BOBBY),
        amount: U256::MAX,
        transaction_hash: [id; 32],
        block: BlockPlace { number: timestamp, hash: [9; 32] },
        timestamp,
        is_success: true,
        created_contract: None,
        is_issue: false,
        multi_transaction_id: 0,
    }
}

fn on_chain(chain_id: u64, transfer: TransferRecord) -> TransferRecord {
    TransferRecord { asset: Asset { chain_id, ..transfer.asset }, ..transfer }
}

fn mined(hash: u8) -> MinedTransactionRecord {
    MinedTransactionRecord {
        chain_id: 1,
        hash: [hash; 32],
        block: BlockPlace { number: u64::MAX, hash: [9; 32] },
        transaction_index: 3,
        from: ALICE,
        to: Some(BOBBY),
        nonce: u64::MAX,
        value: U256::MAX,
        input: vec![0, 255],
        gas_limit: u64::MAX,
        gas_used: 21_000,
        gas_price: None,
        max_fee_per_gas: Some(U256::MAX),
        max_priority_fee_per_gas: Some(U256::ZERO),
        effective_gas_price: U256::from(7),
        base_fee_per_gas: Some(U256::from(6)),
        l1_fee: Some(U256::from(5)),
        kind: 2,
        is_success: true,
        created_contract: None,
    }
}

fn all() -> TransferQuery {
    TransferQuery {
        accounts: BTreeSet::from([ALICE, BOBBY]),
        chains: BTreeSet::from([1, 10, u64::MAX]),
        limit: 1000,
        ..TransferQuery::default()
    }
}

fn ids(rows: Vec<TransferRecord>) -> Vec<u8> {
    rows.iter().map(|row| row.id[0]).collect()
}

fn a_transfer_comes_back_whole(store: &mut dyn TransferStore) {
    let kinds = [AssetKind::Native, AssetKind::Erc20, AssetKind::Erc721, AssetKind::Erc1155];
    for kind in kinds {
        let asset = Asset { kind, chain_id: u64::MAX, contract: [7; 20], token_id: U256::MAX };
        let whole = TransferRecord { asset, multi_transaction_id: i64::MAX, is_issue: true, ..transfer(1, u64::MAX) };
        store.save_transfers(std::slice::from_ref(&whole)).unwrap();
        assert_eq!(store.transfers_by_key(&[whole.key()]).unwrap(), [whole]);
    }
    let bare = TransferRecord {
        to: None,
        amount: U256::ZERO,
        is_success: false,
        created_contract: Some([8; 20]),
        ..transfer(2, 0)
    };
    store.save_transfers(std::slice::from_ref(&bare)).unwrap();
    assert_eq!(store.transfers_by_key(&[bare.key()]).unwrap(), [bare]);
    store.save_transfers(&[]).unwrap();
}

fn a_transfer_that_is_saved_again_is_replaced(store: &mut dyn TransferStore) {
    store.save_transfers(&[transfer(1, 5), transfer(2, 5)]).unwrap();
    let moved = TransferRecord { multi_transaction_id: 4, ..transfer(1, 9) };
    store.save_transfers(&[moved.clone(), transfer(2, 5)]).unwrap();
    assert_eq!(store.transfers(&all()).unwrap(), [moved, transfer(2, 5)]);
}

fn a_transaction_comes_back_whole(store: &mut dyn TransferStore) {
    assert_eq!(store.find_mined_transaction(1, &[1; 32]).unwrap(), None);
    let legacy = MinedTransactionRecord {
        chain_id: u64::MAX,
        to: None,
        input: vec![],
        gas_price: Some(U256::from(9)),
        max_fee_per_gas: None,
        max_priority_fee_per_gas: None,
        base_fee_per_gas: None,
        l1_fee: None,
        kind: u8::MAX,
        is_success: false,
        created_contract: Some([8; 20]),
        ..mined(1)
    };
    store.save_mined_transactions(&[mined(1), legacy.clone()]).unwrap();
    assert_eq!(store.find_mined_transaction(1, &[1; 32]).unwrap(), Some(mined(1)));
    assert_eq!(store.find_mined_transaction(u64::MAX, &[1; 32]).unwrap(), Some(legacy));
    let other = MinedTransactionRecord { gas_used: 1, ..mined(1) };
    store.save_mined_transactions(std::slice::from_ref(&other)).unwrap();
    assert_eq!(store.find_mined_transaction(1, &[1; 32]).unwrap(), Some(other));
}

/// Several chains and accounts, many of one second.
fn crowd() -> Vec<TransferRecord> {
    let mut rows = Vec::new();
    for id in 0..30 {
        let timestamp = u64::from(id) / 7;
        let chain_id = [1, 10, u64::MAX][usize::from(id) % 3];
        let row = on_chain(chain_id, transfer(id, timestamp));
        rows.push(TransferRecord { account: BOBBY, ..row.clone() });
        rows.push(row);
    }
    rows
}

fn order(row: &TransferRecord) -> (Reverse<u64>, TransferKey) {
    (Reverse(row.timestamp), row.key())
}

fn pages_are_the_list(store: &mut dyn TransferStore) {
    assert_eq!(store.transfers(&all()).unwrap(), []);
    store.save_transfers(&crowd()).unwrap();
    let mut expected = crowd();
    expected.sort_by_key(order);
    assert_eq!(store.transfers(&all()).unwrap(), expected);
    for limit in [1, 2, 7, 60, 61] {
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let page = store.transfers(&TransferQuery { after, limit, ..all() }).unwrap();
            assert!(page.len() <= limit);
            let Some(last) = page.last() else { break };
            after = Some(TransferPlace { timestamp: last.timestamp, key: Some(last.key()) });
            read.extend(page);
        }
        assert_eq!(read, expected);
    }
    for timestamp in [0, 2, u64::MAX] {
        let after = Some(TransferPlace { timestamp, key: None });
        let mut rest = expected.clone();
        rest.retain(|row| row.timestamp <= timestamp);
        assert_eq!(store.transfers(&TransferQuery { after, ..all() }).unwrap(), rest);
    }
    assert_eq!(store.transfers(&TransferQuery { limit: 0, ..all() }).unwrap(), []);
}

fn only_what_is_wanted_is_in_a_page(store: &mut dyn TransferStore) {
    let mut rows = crowd();
    for (row, place) in rows.iter_mut().zip(0..) {
        row.multi_transaction_id = place % 2;
    }
    store.save_transfers(&rows).unwrap();
    rows.sort_by_key(order);
    let expect = |store: &mut dyn TransferStore, query: TransferQuery, is_wanted: &dyn Fn(&TransferRecord) -> bool| {
        let wanted = rows.iter().filter(|row| is_wanted(row)).cloned().collect::<Vec<_>>();
        assert!(!wanted.is_empty());
        assert_eq!(store.transfers(&query).unwrap(), wanted);
    };
    let of_alice = TransferQuery { accounts: BTreeSet::from([ALICE]), ..all() };
    expect(store, of_alice, &|row| row.account == ALICE);
    let on_ten = TransferQuery { chains: BTreeSet::from([10, 11]), ..all() };
    expect(store, on_ten, &|row| row.asset.chain_id == 10);
    expect(store, TransferQuery { is_single: true, ..all() }, &|row| row.multi_transaction_id == 0);
    expect(store, TransferQuery { since: 2, ..all() }, &|row| row.timestamp >= 2);
    assert_eq!(store.transfers(&TransferQuery { accounts: BTreeSet::new(), ..all() }).unwrap(), []);
    assert_eq!(store.transfers(&TransferQuery { chains: BTreeSet::new(), ..all() }).unwrap(), []);
}

fn what_was_taken_back_is_deleted(store: &mut dyn TransferStore) {
    let shared = TransferRecord { account: BOBBY, ..transfer(3, 8) };
    store
        .save_transfers(&[transfer(1, 6), transfer(2, 7), transfer(3, 8), shared.clone(), on_chain(10, transfer(4, 9))])
        .unwrap();
    store.save_mined_transactions(&[mined(1), mined(2), mined(3)]).unwrap();
    let accounts = BTreeSet::from([ALICE]);
    assert_eq!(store.delete_transfers_from(1, &accounts, 9).unwrap(), 0);
    assert_eq!(store.delete_transfers_from(1, &accounts, 7).unwrap(), 2);
    assert_eq!(ids(store.transfers(&all()).unwrap()), [4, 3, 1]);
    assert_eq!(store.transfers_by_key(&[shared.key()]).unwrap(), [shared]);
    let is_there =
        |store: &mut dyn TransferStore, hash| store.find_mined_transaction(1, &[hash; 32]).unwrap().is_some();
    assert!(is_there(store, 1));
    assert!(!is_there(store, 2));
    assert!(is_there(store, 3), "another account has a transfer of it");
    let accounts = BTreeSet::from([ALICE, BOBBY]);
    assert_eq!(store.delete_transfers_from(1, &accounts, 0).unwrap(), 2);
    assert!(!is_there(store, 3));
}

fn an_account_is_deleted(store: &mut dyn TransferStore) {
    let of_bobby = TransferRecord { account: BOBBY, ..transfer(1, 6) };
    store.save_transfers(&[transfer(1, 6), transfer(2, 7), of_bobby.clone()]).unwrap();
    store.save_mined_transactions(&[mined(1), mined(2)]).unwrap();
    store.delete_transfers_of(&ALICE).unwrap();
    store.delete_transfers_of(&[77; 20]).unwrap();
    assert_eq!(store.transfers(&all()).unwrap(), [of_bobby]);
    assert_eq!(store.find_mined_transaction(1, &[1; 32]).unwrap(), Some(mined(1)));
    assert_eq!(store.find_mined_transaction(1, &[2; 32]).unwrap(), None);
}

fn transfers_are_found_by_what_they_belong_to(store: &mut dyn TransferStore) {
    let of_same = TransferRecord { id: [20; 32], multi_transaction_id: 5, ..transfer(1, 9) };
    let of_part = TransferRecord { multi_transaction_id: 6, ..transfer(3, 1) };
    let elsewhere = on_chain(10, transfer(1, 2));
    store
        .save_transfers(&[of_part.clone(), of_same.clone(), transfer(1, 3), elsewhere.clone(), transfer(2, 4)])
        .unwrap();
    assert_eq!(store.transfers_of_transaction(1, &[1; 32]).unwrap(), [transfer(1, 3), of_same.clone()]);
    assert_eq!(store.transfers_by_id(&[1; 32]).unwrap(), [transfer(1, 3), elsewhere.clone()]);
    assert_eq!(store.transfers_of_multi_transactions(&[6, 5, 7]).unwrap(), [of_part, of_same]);
    assert_eq!(store.transfers_of_multi_transactions(&[]).unwrap(), []);
    let unknown = TransferKey { account: BOBBY, ..transfer(1, 3).key() };
    let keys = [elsewhere.key(), unknown, transfer(1, 3).key(), elsewhere.key()];
    assert_eq!(store.transfers_by_key(&keys).unwrap(), [transfer(1, 3), elsewhere]);
}

fn scans_are_replaced_together(store: &mut dyn TransferStore) {
    assert_eq!(store.scans(1).unwrap(), ChainScans::default());
    assert_eq!(store.all_scans().unwrap(), BTreeMap::new());
    let range = |first, number| ScannedRange { first, last: BlockPlace { number, hash: [4; 32] } };
    let both = ScanRecord {
        accounts: BTreeSet::from([ALICE, BOBBY]),
        next_block: u64::MAX,
        ranges: vec![range(0, 9), range(10, u64::MAX - 1)],
    };
    let one = ScanRecord { accounts: BTreeSet::from([[1; 20]]), next_block: 0, ranges: vec![] };
    let past = ScanGap {
        accounts: BTreeSet::from([ALICE, BOBBY]),
        first: 0,
        last: u64::MAX,
        attempts: u32::MAX,
        not_before: u64::MAX,
    };
    let block =
        ScanGap { accounts: BTreeSet::from([[1; 20]]), first: u64::MAX, last: u64::MAX, attempts: 0, not_before: 0 };
    let whole = ChainScans { scans: vec![both.clone(), one.clone()], gaps: vec![block, past.clone()] };
    let of_one = ChainScans { scans: vec![one], gaps: vec![] };
    store.replace_scans(1, &whole).unwrap();
    store.replace_scans(u64::MAX, &of_one).unwrap();
    assert_eq!(store.scans(1).unwrap(), whole);
    assert_eq!(store.all_scans().unwrap(), BTreeMap::from([(1, whole), (u64::MAX, of_one.clone())]));
    let fewer = ChainScans { scans: vec![both], gaps: vec![past] };
    store.replace_scans(1, &fewer).unwrap();
    assert_eq!(store.scans(1).unwrap(), fewer);
    assert_eq!(store.scans(u64::MAX).unwrap(), of_one);
    store.replace_scans(1, &ChainScans::default()).unwrap();
    assert_eq!(store.all_scans().unwrap(), BTreeMap::from([(u64::MAX, of_one)]));
}

fn recipients_are_told_once_with_their_oldest_time(store: &mut dyn TransferStore) {
    let to = |to: Option<[u8; 20]>, transfer| TransferRecord { to, ..transfer };
    store
        .save_transfers(&[
            transfer(1, 9),
            transfer(2, 4),
            to(Some([5; 20]), transfer(3, 6)),
            to(Some([4; 20]), transfer(4, 6)),
            to(None, transfer(5, 7)),
            to(Some([6; 20]), on_chain(10, transfer(6, 8))),
            TransferRecord { account: [1; 20], ..to(Some([7; 20]), transfer(7, 1)) },
            TransferRecord { multi_transaction_id: 3, ..to(Some([8; 20]), transfer(8, 1)) },
        ])
        .unwrap();
    let (both, one) = (BTreeSet::from([1, 10]), BTreeSet::from([1]));
    let accounts = all().accounts;
    let expected = [([6; 20], 8), ([4; 20], 6), ([5; 20], 6), (BOBBY, 4)];
    assert_eq!(store.transfer_recipients(&accounts, &both, 9).unwrap(), expected);
    assert_eq!(store.transfer_recipients(&accounts, &both, 2).unwrap(), expected[..2]);
    assert_eq!(store.transfer_recipients(&accounts, &one, 9).unwrap(), expected[1..]);
    assert_eq!(store.transfer_recipients(&BTreeSet::new(), &one, 9).unwrap(), []);
}

fn collectibles_are_told_once(store: &mut dyn TransferStore) {
    let of = |kind, contract: u8, token: u64, transfer: TransferRecord| {
        let asset =
            Asset { kind, contract: [contract; 20], token_id: U256::from(token), chain_id: transfer.asset.chain_id };
        TransferRecord { asset, ..transfer }
    };
    let rows = [
        of(AssetKind::Erc1155, 1, 300, transfer(1, 1)),
        of(AssetKind::Erc721, 1, 4, transfer(2, 2)),
        of(AssetKind::Erc721, 1, 4, transfer(3, 3)),
        TransferRecord { account: BOBBY, ..of(AssetKind::Erc721, 1, 4, transfer(3, 3)) },
        of(AssetKind::Erc721, 2, 0, on_chain(10, transfer(4, 4))),
        of(AssetKind::Erc20, 0, 0, transfer(5, 5)),
        transfer(6, 6),
    ];
    store.save_transfers(&rows).unwrap();
    let expected = [rows[1].asset, rows[0].asset, rows[4].asset];
    let (accounts, both) = (all().accounts, BTreeSet::from([1, 10]));
    assert_eq!(store.transferred_collectibles(&accounts, &both, 9).unwrap(), expected);
    assert_eq!(store.transferred_collectibles(&accounts, &both, 1).unwrap(), expected[..1]);
    assert_eq!(store.transferred_collectibles(&accounts, &BTreeSet::from([10]), 9).unwrap(), expected[2..]);
    assert_eq!(store.transferred_collectibles(&BTreeSet::from([[1; 20]]), &both, 9).unwrap(), []);
}

fn the_oldest_time_is_told(store: &mut dyn TransferStore) {
    let TransferQuery { accounts, chains, .. } = all();
    assert_eq!(store.oldest_transfer_timestamp(&accounts, &chains).unwrap(), None);
    let of_bobby = TransferRecord { account: BOBBY, ..transfer(3, 6) };
    store.save_transfers(&[transfer(1, 9), on_chain(10, transfer(2, 7)), of_bobby]).unwrap();
    assert_eq!(store.oldest_transfer_timestamp(&accounts, &chains).unwrap(), Some(6));
    assert_eq!(store.oldest_transfer_timestamp(&BTreeSet::from([ALICE]), &chains).unwrap(), Some(7));
    assert_eq!(store.oldest_transfer_timestamp(&accounts, &BTreeSet::from([5])).unwrap(), None);
}
