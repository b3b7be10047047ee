//! Which candidates there are, and what becomes of them.

use std::collections::BTreeSet;

use ruint::aliases::U256;

use super::fixture::{ARBITRUM as A, Case, MAINNET as M, OPTIMISM as O, milliether as eth, milliusdc as usdc, names};
use crate::wallet::ErrorResponse;
use crate::wallet::route::{Plan, SendType};

/// Candidates: from, to, amount; the same chain twice is a transfer, two chains are the bridge.
fn check(case: &Case, expected: &[(u64, u64, U256)]) -> Plan {
    let plan = case.plan();
    let name =
        |(from, to, amount): &(u64, u64, U256)| (if from == to { "Transfer" } else { "Hop" }, *from, *to, *amount);
    assert_eq!(names(&plan.candidates), expected.iter().map(name).collect::<BTreeSet<_>>());
    plan
}

/// All between these chains with one amount.
fn with(amount: U256, pairs: &[(u64, u64)]) -> Vec<(u64, u64, U256)> {
    pairs.iter().map(|(from, to)| (*from, *to, amount)).collect()
}

fn fails(plan: &Plan, code: &str) {
    assert_eq!(plan.error.as_ref().map(|error| error.code), Some(code));
}

fn succeeds(plan: &Plan) {
    assert_eq!(plan.error, None);
    assert!(!plan.best.is_empty());
}

#[test]
fn transfers_and_bridges_between_all_allowed_chains_are_candidates() {
    let one = || Case::new("ETH", eth(1_000));
    let all = [(M, M), (O, O), (A, A), (M, O), (M, A), (O, M), (O, A), (A, M), (A, O)];
    succeeds(&check(&one(), &with(eth(1_000), &all)));
    let none = Case::new("ETH", U256::ZERO);
    succeeds(&check(&none, &with(U256::ZERO, &[(M, M), (O, O), (A, A)])));
    succeeds(&check(&one().to(&[M]), &with(eth(1_000), &[(M, M), (O, M), (A, M)])));
    let two = [(O, O), (A, A), (M, O), (M, A), (O, A), (A, O)];
    succeeds(&check(&one().to(&[O, A]), &with(eth(1_000), &two)));
    succeeds(&check(&one().from(&[A]), &with(eth(1_000), &[(A, A), (A, M), (A, O)])));
    succeeds(&check(&one().from(&[A]).to(&[A]), &with(eth(1_000), &[(A, A)])));
    succeeds(&check(&one().from(&[A]).to(&[M]), &with(eth(1_000), &[(A, M)])));
    let both = [(M, M), (A, A), (M, A), (A, M)];
    succeeds(&check(&one().from(&[M, A]).to(&[M, A]), &with(eth(1_000), &both)));
    fails(&check(&one().from(&[]).to(&[]), &[]), "WR-005");
}

#[test]
fn locked_amounts_come_from_their_chains() {
    let one = || Case::new("ETH", eth(1_000));
    let mut expected = with(eth(200), &[(M, M), (M, O), (M, A)]);
    expected.extend(with(eth(800), &[(O, O), (A, A), (O, M), (O, A), (A, M), (A, O)]));
    let plan = check(&one().lock(M, eth(200)), &expected);
    succeeds(&plan);
    assert_eq!(names(&plan.best), BTreeSet::from([("Transfer", M, M, eth(200)), ("Transfer", O, O, eth(800))]));

    let expected = [(M, O, eth(200)), (A, O, eth(300)), (O, O, eth(500))];
    let plan = check(&one().to(&[O]).lock(M, eth(200)).lock(A, eth(300)), &expected);
    succeeds(&plan);
    assert_eq!(plan.best.len(), 3);

    let from = |chain, amount| [M, O, A].map(|to| (chain, to, eth(amount)));
    let expected = [from(M, 200), from(O, 300), from(A, 500)].concat();
    let two = one().lock(M, eth(200)).lock(O, eth(300));
    succeeds(&check(&two, &expected));
    succeeds(&check(&two.lock(A, eth(500)), &expected));
}

#[test]
fn wrong_locked_amounts_are_refused() {
    let one = || Case::new("ETH", eth(1_000));
    fails(&check(&one().lock(M, eth(200)).lock(O, eth(300)).lock(A, eth(400)), &[]), "WRR-015");
    fails(&check(&one().lock(O, eth(300)).lock(A, eth(800)), &[]), "WRR-014");
}

#[test]
fn tokens_need_approval_only_for_the_bridge() {
    let all = [(M, M), (O, O), (A, A), (M, O), (M, A), (O, M), (O, A), (A, M), (A, O)];
    let plan = check(&Case::new("USDC", usdc(1_000)), &with(usdc(1_000), &all));
    succeeds(&plan);
    for path in &plan.candidates {
        assert_eq!(path.candidate.approval.is_some(), path.candidate.processor.is_bridge());
    }
}

#[test]
fn what_no_chain_has_alone_is_put_together() {
    let case = Case::new("USDC", usdc(250_000));
    let from = |chain, amount: u64| [M, O, A].map(|to| (chain, to, usdc(amount)));
    let mut expected = [M, O, A].map(|chain| [from(chain, 250_000), from(chain, 100_000)].concat()).concat();
    expected.extend([from(O, 50_000), from(A, 50_000)].concat());
    let plan = check(&case, &expected);
    succeeds(&plan);
    assert_eq!(plan.best.iter().map(|path| path.amount_in).sum::<U256>(), usdc(250_000));
    assert!(plan.best.iter().all(|path| !path.candidate.processor.is_bridge()), "transfers are cheapest");
}

#[test]
fn a_bridge_goes_to_another_chain() {
    let bridge = || Case::new("USDC", usdc(1_000)).with(SendType::Bridge);
    let all = [(M, O), (M, A), (O, M), (O, A), (A, M), (A, O)];
    succeeds(&check(&bridge(), &with(usdc(1_000), &all)));
    fails(&check(&bridge().from(&[M]).to(&[M]), &[]), "WR-005");
    let little = Case::new("USDC", usdc(10)).with(SendType::Bridge).from(&[A]).to(&[M]);
    fails(&check(&little, &[(A, M, usdc(10))]), "WR-007");
}

#[test]
fn too_little_is_told_with_the_route_that_it_is_too_little_for() {
    let plan = check(&Case::new("ETH", eth(3_000)).from(&[M]).to(&[O]), &[(M, O, eth(3_000))]);
    assert_eq!(plan.error, Some(ErrorResponse::new("WR-002", "not enough native balance, token: ETH, chainId: 1")));
    assert_eq!(plan.best.len(), 1);
    let plan = check(&Case::new("USDC", usdc(500_000)).from(&[M]).to(&[O]), &[(M, O, usdc(500_000))]);
    assert_eq!(plan.error, Some(ErrorResponse::new("WR-001", "not enough token balance, token: USDC, chainId: 1")));
}

#[test]
fn the_gas_must_be_there_too() {
    let hundred = || Case::new("USDC", usdc(100_000)).to(&[O]);
    fails(&check(&hundred().from(&[O]).having(&[(O, U256::ZERO, U256::ZERO)]), &[]), "WR-008");

    let plan = check(&hundred().from(&[O]).having(&[(O, usdc(100_000), U256::ZERO)]), &[(O, O, usdc(100_000))]);
    assert_eq!(plan.error, Some(ErrorResponse::new("WR-002", "not enough native balance, token: ETH, chainId: 10")));
    assert_eq!(plan.best[0].required_token(), usdc(100_000));
    assert_eq!(plan.best[0].required_native(), U256::from(2_000_000_000_000_u64));

    let pairs = with(usdc(100_000), &[(M, O), (O, O), (A, O)]);
    let gasless = [M, O, A].map(|chain| (chain, usdc(200_000), U256::ZERO));
    let plan = check(&hundred().having(&gasless), &pairs);
    assert_eq!(plan.error, Some(ErrorResponse::new("WR-002", "not enough native balance, token: ETH, chainId: 42161")));

    let plan = check(&hundred().having(&[(A, usdc(200_000), eth(1_000))]), &pairs);
    succeeds(&plan);
    assert_eq!(names(&plan.best), BTreeSet::from([("Hop", A, O, usdc(100_000))]));
}

#[test]
fn what_a_chain_says_is_told_without_the_balance() {
    let mut case = Case::new("ETH", eth(1_000)).from(&[M]).to(&[M]);
    case.failure = Some(
        "failed with 50000000 gas: insufficient funds for gas * price + value: address \
         0x0000000000000000000000000000000000000001 have 68251537427723 want 100000000000000",
    );
    let error = case.plan().error.unwrap();
    assert_eq!(error.code, "WPP-025");
    let told = "failed with 50000000 gas: insufficient funds for gas * price + value: address \
                0x0000000000000000000000000000000000000001";
    assert_eq!(error.details, told);
}
