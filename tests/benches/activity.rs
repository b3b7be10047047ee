//! How long a page of the activity takes, when very much happened: 50 entries of a million transfers, of ten accounts on three
//! chains, with a thousand multi-transactions among them.
//!
//! The database is on disk and encrypted, and entries are made as for clients. `STATUS_BENCH_TRANSFERS` says another number.
//!
//! `cargo bench -p status-tests --bench activity`

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use ruint::aliases::U256;
use status_domain::wallet::activity::{
    ActivityType, Entry, EntryKey, Filter, Finality, Order, Scope, View, read_entries,
};
use status_domain::wallet::token::TokenCatalog;
use status_ports::{
    Asset, AssetKind, BlockPlace, DataKey, MultiTransactionRecord, StorageError, TransferRecord, WalletStore as _,
    WalletStoreExt as _, WalletTransaction,
};
use status_sqlcipher::{SqlcipherProfile, SqlcipherWallet};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const KEY: DataKey = DataKey([7; 32]);
const CHAINS: [u64; 3] = [1, 10, 42_161];
const ACCOUNTS: u8 = 10;
const BEGIN: u64 = 1_600_000_000;
const AT_ONCE: u64 = 5_000;
const PAGE: usize = 50;

/// Ids look random, as hashes do, so that every index is hit all over.
fn hash(number: u64) -> [u8; 32] {
    let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&scattered.to_be_bytes());
    hash[24..].copy_from_slice(&number.to_be_bytes());
    hash
}

fn account(number: u64) -> [u8; 20] {
    [number.to_be_bytes()[7] % ACCOUNTS + 1; 20]
}

/// One in a thousand is sent, the others are received.
fn transfer(number: u64) -> TransferRecord {
    let account = account(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32);
    let other = [200; 20];
    let (from, to) = if number.is_multiple_of(1_000) { (account, other) } else { (other, account) };
    let chain_id = CHAINS[usize::try_from(number % 3).unwrap()];
    TransferRecord {
        id: hash(number),
        account,
        asset: Asset { kind: AssetKind::Erc20, contract: [9; 20], ..Asset::native(chain_id) },
        from,
        to: Some(to),
        amount: U256::from(number),
        transaction_hash: hash(number),
        block: BlockPlace { number, hash: hash(number / 10) },
        timestamp: BEGIN + number,
        is_success: true,
        created_contract: None,
        is_issue: false,
        multi_transaction_id: 0,
    }
}

fn multi_transaction(number: u64) -> MultiTransactionRecord {
    MultiTransactionRecord {
        id: i64::try_from(number).unwrap() + 1,
        timestamp: BEGIN + number * 1_000,
        from_network_id: 1,
        to_network_id: 1,
        from_tx_hash: hash(number),
        to_tx_hash: hash(number),
        from_address: account(number),
        to_address: [200; 20],
        from_asset: "ETH".into(),
        to_asset: "ETH".into(),
        from_amount: Some(U256::from(number)),
        to_amount: None,
        kind: 0,
        cross_tx_id: String::new(),
    }
}

async fn filled(folder: &TempDir, transfers: u64) -> SqlcipherWallet {
    let key_uid = format!("0x{}", "0a".repeat(32));
    SqlcipherProfile::create(folder.path(), &key_uid, &KEY).await.unwrap();
    let wallet = SqlcipherWallet::open(folder.path(), &key_uid, &KEY).await.unwrap();
    for start in (0..transfers).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let save = move |stores: &mut dyn WalletTransaction| {
            let some: Vec<_> = (start..transfers.min(start + AT_ONCE)).map(transfer).collect();
            stores.save_transfers(&some)
        };
        wallet.transact::<_, StorageError, _>(save).await.unwrap();
    }
    let save = move |stores: &mut dyn WalletTransaction| {
        (0..transfers / 1_000).try_for_each(|number| stores.save_multi_transaction(&multi_transaction(number)))
    };
    wallet.transact::<_, StorageError, _>(save).await.unwrap();
    wallet
}

fn view(addresses: BTreeSet<[u8; 20]>, filter: Filter) -> Arc<View> {
    Arc::new(View {
        scope: Scope { addresses, chains: BTreeSet::from(CHAINS) },
        filter,
        chains: BTreeSet::from(CHAINS),
        tokens: TokenCatalog::default(),
        finality: Finality { now: BEGIN, ..Finality::default() },
    })
}

/// So many entries that are wanted, after a place.
async fn page(wallet: &SqlcipherWallet, view: &Arc<View>, mut after: Option<Order>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut count = PAGE;
    loop {
        let view = Arc::clone(view);
        let read = wallet.query::<_, StorageError, _>(move |stores| read_entries(stores, &view, after, count));
        let read = read.await.unwrap();
        entries.extend(read.entries);
        if entries.len() >= PAGE || read.end.is_none() {
            return entries;
        }
        after = read.end;
        count = (count * 2).min(2_000);
    }
}

fn pages(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let transfers =
        std::env::var("STATUS_BENCH_TRANSFERS").ok().and_then(|number| number.parse().ok()).unwrap_or(1_000_000);
    let wallet = runtime.block_on(filled(&folder, transfers));
    let all: BTreeSet<[u8; 20]> = (0..u64::from(ACCOUNTS)).map(account).collect();
    let one = BTreeSet::from([account(1)]);
    let middle = Order::new(BEGIN + transfers / 2, EntryKey::MultiTransaction(0));
    let sent = Filter { types: BTreeSet::from([ActivityType::Send]), ..Filter::default() };
    for (name, addresses, filter, after) in [
        ("first page of 50 of 1,000,000, ten accounts", &all, Filter::default(), None),
        ("first page of 50 of 1,000,000, one account", &one, Filter::default(), None),
        ("page of 50 in the middle of 1,000,000, ten accounts", &all, Filter::default(), Some(middle)),
        ("first page of 50 of 1,000,000 of which one in a thousand is wanted", &all, sent, None),
    ] {
        let view = view(addresses.clone(), filter);
        assert!(runtime.block_on(page(&wallet, &view, after)).len() >= PAGE);
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| black_box(runtime.block_on(page(&wallet, &view, after))));
        });
    }
    runtime.block_on(wallet.close());
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = pages
}
criterion_main!(benches);
