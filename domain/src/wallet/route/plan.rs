//! Which of the candidates make the route.

use std::collections::BTreeMap;

use super::search::{Choice, Goal, Group, search};
use super::{
    Balances, CheckedRequest, Cost, Path, Prices, ProcessorError, RouteError, chain_priority, without_balances,
};
use crate::wallet::ErrorResponse;

/// What came out of planning. A route and an error can come together: that is the route, and why it cannot be paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The best route: paths from different chains, by the order in which clients name chains. Empty if there is none.
    pub best: Vec<Path>,
    /// All that could be part of a route.
    pub candidates: Vec<Path>,
    /// Why there is no route, or why it cannot be paid.
    pub error: Option<ErrorResponse>,
}

/// The cheapest route that can be paid, which carries exactly the amount.
///
/// If none can be paid, a transfer or bridge gets the dearest from chains where something is, as the last that was tried, with
/// what is missing; anything else gets the cheapest. If nothing carries the amount, the errors of the processors tell why.
#[must_use]
pub fn plan(
    request: &CheckedRequest,
    mut candidates: Vec<Path>,
    failures: &[ProcessorError],
    balances: &Balances,
    prices: &Prices,
) -> Plan {
    candidates.sort_by_key(|path| (chain_priority(path.candidate.from_chain), path.candidate.from_chain));
    let choose = |goal, only_payable| choose(request, &candidates, balances, prices, goal, only_payable);
    let best = if request.send_type.tries_other_routes() {
        choose(Goal::Cheapest, true).or_else(|| choose(Goal::Dearest, false))
    } else {
        choose(Goal::Cheapest, false)
    };
    let Some(best) = best else {
        return Plan { error: Some(why_none(failures)), candidates, best: Vec::new() };
    };
    let best: Vec<Path> = best.into_iter().filter_map(|index| candidates.get(index)).cloned().collect();
    let error = check_balances(&best, balances).err().map(ErrorResponse::from);
    let best = best.into_iter().map(Path::with_fees_subtracted).collect();
    Plan { best, candidates, error }
}

/// Whether what is there pays for a route.
///
/// # Errors
/// What is missing for the first path that cannot be paid.
pub fn check_balances(route: &[Path], balances: &Balances) -> Result<(), RouteError> {
    let of_chain = |path: &Path| balances.get(&path.candidate.from_chain).copied().unwrap_or_default();
    route.iter().try_for_each(|path| path.check(&of_chain(path)))
}

/// Indices of the chosen candidates.
fn choose(
    request: &CheckedRequest,
    candidates: &[Path],
    balances: &Balances,
    prices: &Prices,
    goal: Goal,
    only_payable: bool,
) -> Option<Vec<usize>> {
    let mut groups: BTreeMap<(u32, u64), Group> = BTreeMap::new();
    for (chain, amount) in request.locked.iter().filter(|(_, amount)| !amount.is_zero()) {
        debug_assert!(*amount <= request.amount_in, "the request was checked");
        groups.entry((chain_priority(*chain), *chain)).or_default().is_required = true;
    }
    for (index, path) in candidates.iter().enumerate() {
        let chain = path.candidate.from_chain;
        let balance = balances.get(&chain).copied().unwrap_or_default();
        let is_locked_otherwise =
            request.locked.get(&chain).is_some_and(|amount| *amount != path.candidate.option.amount);
        if is_locked_otherwise || (only_payable && path.check(&balance).is_err()) {
            continue;
        }
        groups.entry((chain_priority(chain), chain)).or_default().choices.push(Choice {
            path: index,
            amount: path.candidate.option.amount,
            cost: Cost::of(path, prices),
            is_preferred: goal == Goal::Dearest && balance.has_token(),
        });
    }
    let groups: Vec<Group> = groups.into_values().collect();
    if request.amount_in.is_zero() {
        return single(&groups, goal).map(|index| vec![index]);
    }
    search(&groups, request.amount_in, goal)
}

/// The one path that carries nothing.
fn single(groups: &[Group], goal: Goal) -> Option<usize> {
    let choices = groups.iter().flat_map(|group| &group.choices).filter(|choice| choice.amount.is_zero());
    let best = match goal {
        Goal::Cheapest => choices.min_by_key(|choice| choice.cost),
        Goal::Dearest => choices.max_by_key(|choice| (choice.is_preferred, choice.cost)),
    };
    best.map(|choice| choice.path)
}

/// What a processor said in its own words, else the first that any said.
fn why_none(failures: &[ProcessorError]) -> ErrorResponse {
    let particular = failures.iter().find(|failure| failure.is_particular());
    match particular.or_else(|| failures.first()) {
        Some(failure) => without_balances(failure.clone().into()),
        None => RouteError::NoBestRoute.into(),
    }
}
