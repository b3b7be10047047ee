//! How long it takes to choose a route.
//!
//! `cargo bench -p status-domain --bench route`

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "macros of criterion; a benchmark may panic"
)]

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use ruint::aliases::U256;
use status_domain::wallet::fee::{ChainFees, EstimatedTime, FeeLevels, FeeMode};
use status_domain::wallet::route::{
    AmountOption, Balances, Candidate, ChainBalance, CheckedRequest, Path, Prices, ProcessorKind, RouteToken, SendType,
    TransactionDraft, plan,
};

const CHAINS: [u64; 6] = [1, 10, 42_161, 8_453, 56, 31_337];
const AMOUNTS: u64 = 4;
const DESTINATIONS: u64 = 5;
const ACCOUNTS: usize = 5;

/// On every chain an account has a share of the amount; it can give that, or one of three other amounts, to five places.
/// `is_funded`: whether gas is there.
fn account(number: u64, is_funded: bool) -> (CheckedRequest, Vec<Path>, Balances) {
    let unit = U256::from(1_000_000_u64);
    let native = if is_funded { unit * unit * unit } else { U256::ZERO };
    let token = RouteToken { symbol: "USDC".into(), decimals: 6, ..RouteToken::default() };
    let mut paths = Vec::new();
    for (index, from_chain) in (1_u64..).zip(CHAINS) {
        let share = U256::from(100 * index + number) * unit;
        let amounts =
            [share, share + unit, share + unit * U256::from(index * 7), U256::from(2_100 + 6 * number) * unit];
        for (amount, to) in amounts.into_iter().flat_map(|amount| (0..DESTINATIONS).map(move |to| (amount, to))) {
            let candidate = Candidate {
                processor: ProcessorKind::Transfer,
                from_chain,
                to_chain: to,
                from_token: token.clone(),
                to_token: None,
                option: AmountOption { amount, is_locked: false, subtract_fees: false },
                amount_out: amount,
                delivers_all: true,
                bonder_fee: U256::ZERO,
                token_fee: U256::from(to),
                transaction: TransactionDraft::default(),
                gas: 21_000 + to * 1_000,
                l1_fee: U256::ZERO,
                contract: [0; 20],
                approval: None,
                estimated_time: EstimatedTime::Unknown,
            };
            let fee = U256::from(index * 1_000_000_000);
            let fees = ChainFees { max_fees: FeeLevels::same(fee), ..ChainFees::default() };
            paths.push(Path::new(candidate, &fees, FeeMode::Medium));
        }
    }
    assert_eq!(paths.len() as u64, 6 * AMOUNTS * DESTINATIONS);
    let amount_in = U256::from(2_100 + 6 * number) * unit;
    let balance =
        |index: u64| ChainBalance { token: Some(U256::from(100 * index + number) * unit), native: Some(native) };
    let balances = (1_u64..).zip(CHAINS).map(|(index, chain)| (chain, balance(index))).collect();
    (CheckedRequest { send_type: SendType::Transfer, amount_in, locked: BTreeMap::new() }, paths, balances)
}

fn routes(criterion: &mut Criterion) {
    let prices = Prices { token: 1.0, native: 2_000.0 };
    let mut group = criterion.benchmark_group("routes of 5 accounts, 6 chains, 20 candidates on each");
    for (name, is_funded) in [("from all chains together", true), ("of which none can be paid", false)] {
        let accounts: Vec<_> = (0..ACCOUNTS as u64).map(|number| account(number, is_funded)).collect();
        group.bench_function(name, |bench| {
            bench.iter_batched(
                || accounts.clone(),
                |accounts| {
                    for (request, candidates, balances) in accounts {
                        let plan = plan(&request, candidates, &[], &balances, &prices);
                        assert_eq!(plan.error.is_none(), is_funded);
                        assert!(plan.best.len() > 1 || !is_funded);
                        black_box(plan);
                    }
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, routes);
criterion_main!(benches);
