//! The search against walking all sets.

use proptest::prelude::*;
use ruint::aliases::U256;

use super::fixture::{Case, fees};
use super::*;
use crate::wallet::fee::{ChainFees, FeeLevels, FeeMode};
use crate::wallet::route::search::{Choice, Goal, Group, search};

/// Prices for which costs are small whole numbers.
fn path(chain: u64, amount: u64, gas: u64) -> Path {
    let mut candidate =
        Case::new("USDC", U256::from(amount)).from(&[1]).to(&[1]).plan().candidates.swap_remove(0).candidate;
    (candidate.from_chain, candidate.gas) = (chain, gas);
    let fees = ChainFees { max_fees: FeeLevels::same(U256::from(1_000_000_000_u64)), ..fees() };
    Path::new(candidate, &fees, FeeMode::Low)
}

fn groups(world: &[Vec<(u64, u64)>], required: usize) -> Vec<Group> {
    let mut index = 0;
    let prices = Prices { token: 1.0, native: 2_000.0 };
    world
        .iter()
        .enumerate()
        .map(|(chain, choices)| Group {
            is_required: chain < required,
            choices: choices
                .iter()
                .map(|(amount, gas)| {
                    let path = path(u64::try_from(chain).unwrap() + 1, *amount, *gas);
                    index += 1;
                    let cost = Cost::of(&path, &prices);
                    Choice { path: index - 1, amount: U256::from(*amount), cost, is_preferred: gas % 3 == 0 }
                })
                .collect(),
        })
        .collect()
}

/// Every set that carries exactly the amount: whether it is preferred, and its cost.
fn all_sets(groups: &[Group], amount: U256) -> Vec<(bool, Cost)> {
    let mut sets = vec![(U256::ZERO, false, Cost::default())];
    for group in groups {
        let mut next = if group.is_required { Vec::new() } else { sets.clone() };
        for (sum, is_preferred, cost) in &sets {
            next.extend(
                group
                    .choices
                    .iter()
                    .map(|choice| (sum + choice.amount, *is_preferred || choice.is_preferred, cost.plus(&choice.cost))),
            );
        }
        sets = next;
    }
    sets.into_iter().filter(|(sum, ..)| *sum == amount).map(|(_, is_preferred, cost)| (is_preferred, cost)).collect()
}

proptest! {
    #[test]
    fn nothing_is_better_than_what_is_found(
        world in proptest::collection::vec(proptest::collection::vec((1..6_u64, 0..9_u64), 0..5), 0..6),
        amount in 1..15_u64,
        required in 0..3_usize,
    ) {
        let groups = groups(&world, required);
        let amount = U256::from(amount);
        let sets = all_sets(&groups, amount);
        let choices: Vec<Choice> = groups.iter().flat_map(|group| group.choices.clone()).collect();
        for goal in [Goal::Cheapest, Goal::Dearest] {
            let found = search(&groups, amount, goal);
            let best = match goal {
                Goal::Cheapest => sets.iter().copied().min_by_key(|(is_preferred, cost)| (!is_preferred, *cost)),
                Goal::Dearest => sets.iter().copied().max(),
            };
            let found = found.map(|paths| {
                let chosen: Vec<&Choice> = paths.iter().map(|path| &choices[*path]).collect();
                let sum: U256 = chosen.iter().map(|choice| choice.amount).sum();
                assert_eq!(sum, amount, "exactly the amount");
                assert!(paths.is_sorted(), "in the order of the chains");
                let is_preferred = chosen.iter().any(|choice| choice.is_preferred);
                (is_preferred, chosen.iter().fold(Cost::default(), |cost, choice| cost.plus(&choice.cost)))
            });
            prop_assert_eq!(found, best);
        }
    }

    /// Whatever is there: a route without an error can be paid, carries the amount, and nothing payable is cheaper.
    #[test]
    fn the_plan_is_the_cheapest_that_can_be_paid(
        tokens in proptest::array::uniform3(0..4_u64), natives in proptest::array::uniform3(0..3_u64),
        amount in 1..9_u64, is_native: bool, locked in proptest::option::of((0..3_usize, 0..4_u64)),
    ) {
        // Half of what a transfer costs, so that it may or may not be there.
        let unit = U256::from(1_000_000_000_000_u64);
        let chains = fixture::CHAINS;
        let balances: Vec<_> = chains.into_iter().zip(tokens).zip(natives).map(|((chain, token), native)| {
            let token = U256::from(token) * unit;
            (chain, token, if is_native { token } else { U256::from(native) * unit * U256::from(8) })
        }).collect();
        let mut case = Case::new(if is_native { "ETH" } else { "USDC" }, U256::from(amount) * unit).having(&balances);
        if let Some((chain, amount)) = locked {
            case = case.lock(chains[chain], U256::from(amount) * unit);
        }
        let plan = case.plan();
        let Ok(request) = case.request().check(false) else { return Ok(()) };
        let prices = Prices { token: if is_native { 2_000.0 } else { 1.0 }, native: 2_000.0 };
        let payable = |path: &&Path| path.check(&case.balances[&path.candidate.from_chain]).is_ok();
        let mut cheapest: Option<Cost> = None;
        let candidates: Vec<&Path> = plan.candidates.iter().filter(payable).collect();
        for set in 0_u32..1 << candidates.len().min(16) {
            let chosen: Vec<&Path> = (0..candidates.len()).filter(|bit| set >> bit & 1 == 1).map(|bit| candidates[bit]).collect();
            let sources: std::collections::BTreeSet<u64> = chosen.iter().map(|path| path.candidate.from_chain).collect();
            let sum: U256 = chosen.iter().map(|path| path.candidate.option.amount).sum();
            let has_locked = request.locked.iter().all(|(chain, amount)| {
                sources.contains(chain) != amount.is_zero()
            });
            if sources.len() == chosen.len() && sum == request.amount_in && has_locked {
                let cost = chosen.iter().fold(Cost::default(), |cost, path| cost.plus(&Cost::of(path, &prices)));
                cheapest = Some(cheapest.map_or(cost, |known| known.min(cost)));
            }
        }
        if candidates.len() <= 16 {
            let cost = plan.best.iter().fold(Cost::default(), |cost, path| cost.plus(&Cost::of(path, &prices)));
            prop_assert_eq!(cheapest, plan.error.is_none().then_some(cost));
        }
    }
}

/// Eight chains of which each could give thirty amounts, all different: too much to walk, not too much to search.
#[test]
fn many_amounts_on_many_chains_stay_few() {
    let world: Vec<Vec<(u64, u64)>> = (0..8)
        .map(|chain: u64| (0..30).map(|choice: u64| (choice * 1_009 + chain * 100_003 + 1, choice)).collect())
        .collect();
    let amount: u64 = world.iter().map(|choices| choices[7].0).sum();
    assert!(search(&groups(&world, 0), U256::from(amount), Goal::Cheapest).is_some());
}
