//! The cheapest set of paths that carries an amount exactly, at most one from each chain.
//!
//! Walking all sets would take time that grows with the product of the candidates of all chains. Instead paths of the same
//! chain and amount are one choice, chains are added one after the other, and of all partial sets with the same sum only the
//! best is kept. The chains are halved, and the halves are joined by their sums, so that partial sets stay few. As the paths
//! of a route come from different chains, whether each can be paid does not depend on the others.

use std::collections::BTreeMap;

use ruint::aliases::U256;

use super::Cost;

/// Sums of one half that are followed. Reached only with more than a dozen chains that all could share an amount; then the
/// cheapest partial sets are followed.
const MAX_SUMS: usize = 1 << 14;

/// A path that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Which it is.
    pub(super) path: usize,
    /// What it carries; not zero.
    pub(super) amount: U256,
    /// What it costs.
    pub(super) cost: Cost,
    /// Whether it is preferred before any cost is looked at: one such path makes the set preferred.
    pub(super) is_preferred: bool,
}

/// The choices of a chain.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// At most one of them is chosen.
    pub(super) choices: Vec<Choice>,
    /// One of them must be.
    pub(super) is_required: bool,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The least cost; the first of several.
    Cheapest,
    /// The most cost; the last of several.
    Dearest,
}

impl Goal {
    fn prefers(self, new: &Cost, known: &Cost) -> bool {
        match self {
            Self::Cheapest => new < known,
            Self::Dearest => new >= known,
        }
    }
}

/// Choices of some chains.
#[derive(Clone, Copy, Debug)]
struct Partial {
    cost: Cost,
    /// Last link of the chain of paths.
    last: Option<usize>,
}

/// By sum, and whether they are preferred: the best choices.
type Partials = BTreeMap<(U256, bool), Partial>;

/// Chosen paths, each with the one chosen before it.
type Links = Vec<(usize, Option<usize>)>;

/// The paths to choose, in the order of the groups; `None` if no set carries exactly the amount, which is not zero.
pub(super) fn search(groups: &[Group], amount: U256, goal: Goal) -> Option<Vec<usize>> {
    let mut links = Links::new();
    let (first, second) = groups.split_at(groups.len() / 2);
    let first = combine(first, amount, goal, &mut links);
    let second = combine(second, amount, goal, &mut links);
    let mut best: Option<(bool, Cost, Partial, Partial)> = None;
    for ((sum, is_preferred), partial) in &first {
        let Some(rest) = amount.checked_sub(*sum) else { continue };
        for other_is_preferred in [false, true] {
            let Some(other) = second.get(&(rest, other_is_preferred)) else { continue };
            let is_preferred = *is_preferred || other_is_preferred;
            let cost = partial.cost.plus(&other.cost);
            let is_better =
                best.as_ref().is_none_or(|(was_preferred, known, ..)| match (is_preferred, was_preferred) {
                    (true, false) => true,
                    (false, true) => false,
                    _ => goal.prefers(&cost, known),
                });
            if is_better {
                best = Some((is_preferred, cost, *partial, *other));
            }
        }
    }
    let (.., first, second) = best?;
    let mut paths = Vec::new();
    for mut last in [second.last, first.last] {
        while let Some((path, before)) = last.and_then(|link| links.get(link)).copied() {
            paths.push(path);
            last = before;
        }
    }
    paths.reverse();
    Some(paths)
}

/// The best choices of these chains for every sum up to the amount.
fn combine(groups: &[Group], amount: U256, goal: Goal, links: &mut Links) -> Partials {
    let mut partials = Partials::from([((U256::ZERO, false), Partial { cost: Cost::default(), last: None })]);
    for group in groups {
        let choices = without_inferior(&group.choices, goal);
        let mut next = if group.is_required { Partials::new() } else { partials.clone() };
        for ((sum, is_preferred), partial) in &partials {
            for choice in &choices {
                let Some(sum) = sum.checked_add(choice.amount).filter(|sum| *sum <= amount) else { continue };
                let cost = partial.cost.plus(&choice.cost);
                let key = (sum, *is_preferred || choice.is_preferred);
                if next.get(&key).is_some_and(|known| !goal.prefers(&cost, &known.cost)) {
                    continue;
                }
                links.push((choice.path, partial.last));
                next.insert(key, Partial { cost, last: links.len().checked_sub(1) });
            }
        }
        partials = bounded(next, goal);
    }
    partials
}

/// Of the choices with the same amount only the best.
fn without_inferior(choices: &[Choice], goal: Goal) -> Vec<Choice> {
    let mut best: BTreeMap<(U256, bool), Choice> = BTreeMap::new();
    for choice in choices {
        let key = (choice.amount, choice.is_preferred);
        if best.get(&key).is_none_or(|known| goal.prefers(&choice.cost, &known.cost)) {
            best.insert(key, *choice);
        }
    }
    best.into_values().collect()
}

fn bounded(partials: Partials, goal: Goal) -> Partials {
    if partials.len() <= MAX_SUMS {
        return partials;
    }
    let mut ordered: Vec<_> = partials.into_iter().collect();
    ordered.sort_by_key(|(_, partial)| partial.cost);
    if goal == Goal::Dearest {
        ordered.reverse();
    }
    ordered.truncate(MAX_SUMS);
    ordered.into_iter().collect()
}
