//! What could come from each chain. An option: amount in thousandths of an ether, locked, with fees subtracted.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;

use super::fixture::{ARBITRUM as A, Case, MAINNET as M, OPTIMISM as O, milliether as eth};
use crate::wallet::route::AmountOption;

/// The amount, whether it is locked, whether fees are subtracted.
type Expected = (u64, bool, bool);

/// A transfer where so much is on each chain.
fn case(amount: u64, balances: &[(u64, u64)]) -> Case {
    let balances: Vec<_> = balances.iter().map(|(chain, amount)| (*chain, eth(*amount), eth(*amount))).collect();
    Case::new("ETH", eth(amount)).having(&balances)
}

fn check(case: &Case, expected: &[(u64, &[Expected])]) {
    let option = |(amount, is_locked, subtract_fees): &Expected| AmountOption {
        amount: eth(*amount),
        is_locked: *is_locked,
        subtract_fees: *subtract_fees,
    };
    let expected: BTreeMap<u64, BTreeSet<AmountOption>> =
        expected.iter().map(|(chain, options)| (*chain, options.iter().map(option).collect())).collect();
    let found = case.options().into_iter().map(|(chain, options)| (chain, options.into_iter().collect()));
    assert_eq!(found.collect::<BTreeMap<_, BTreeSet<_>>>(), expected);
}

#[test]
fn one_chain_gives_all() {
    check(&case(1_000, &[]).from(&[O]), &[(O, &[(1_000, false, false)])]);
}

#[test]
fn a_locked_chain_gives_what_is_locked_and_others_the_rest() {
    check(&case(1_000, &[]).from(&[O]).lock(O, eth(1_000)), &[(O, &[(1_000, true, false)])]);
    let two = case(2_000, &[]).from(&[O, A]).lock(O, eth(1_000));
    check(&two, &[(O, &[(1_000, true, false)]), (A, &[(1_000, false, false)])]);
    let both = case(2_000, &[]).from(&[O, A]).lock(O, eth(1_000)).lock(A, eth(1_000));
    check(&both, &[(O, &[(1_000, true, false)]), (A, &[(1_000, true, false)])]);
    let all = case(2_000, &[]).lock(O, eth(1_000)).lock(A, eth(1_000));
    check(&all, &[(O, &[(1_000, true, false)]), (A, &[(1_000, true, false)])]);
    let rest = case(5_000, &[]).lock(O, eth(1_000)).lock(A, eth(1_000));
    check(&rest, &[(O, &[(1_000, true, false)]), (A, &[(1_000, true, false)]), (M, &[(3_000, false, false)])]);
}

#[test]
fn what_is_on_several_chains_is_put_together() {
    let each: &[Expected] = &[(3_000, false, false), (1_000, false, true)];
    check(&case(3_000, &[(M, 1_000), (O, 1_000), (A, 1_000)]), &[(M, each), (O, each), (A, each)]);
}

#[test]
fn what_is_put_together_leaves_locked_chains_alone() {
    let balances = [(M, 2_000), (O, 1_000), (A, 3_000)];
    let one = case(3_000, &balances).lock(O, eth(500));
    let expected: &[(u64, &[Expected])] = &[
        (O, &[(500, true, false)]),
        (M, &[(2_500, false, false), (2_000, false, true)]),
        (A, &[(2_500, false, false), (500, false, false)]),
    ];
    check(&one, expected);
    let two = case(3_000, &balances).lock(O, eth(500)).lock(M, eth(1_000));
    check(&two, &[(O, &[(500, true, false)]), (M, &[(1_000, true, false)]), (A, &[(1_500, false, false)])]);
}

#[test]
fn too_little_everywhere_is_not_put_together() {
    let all: &[Expected] = &[(5_000, false, false)];
    check(&case(5_000, &[(M, 1_000), (O, 1_000), (A, 1_000)]), &[(M, all), (O, all), (A, all)]);
}

#[test]
fn nothing_may_be_sent_and_an_excluded_chain_gives_nothing() {
    let nothing: &[Expected] = &[(0, false, false)];
    check(&case(0, &[(M, 1_000)]), &[(M, nothing), (O, nothing), (A, nothing)]);
    let excluded = case(1_000, &[]).lock(M, U256::ZERO);
    check(&excluded, &[(O, &[(1_000, false, false)]), (A, &[(1_000, false, false)])]);
}
