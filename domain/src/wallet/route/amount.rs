//! How much each chain could contribute.

use std::collections::BTreeMap;

use ruint::aliases::U256;

use super::{Balances, CheckedRequest, SendType};

/// An amount that could come from a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AmountOption {
    /// Smallest units of the token, not zero unless the whole request is.
    pub amount: U256,
    /// The person fixed it.
    pub is_locked: bool,
    /// It is all that is there: what the transaction costs is taken from it if it is the native token.
    pub subtract_fees: bool,
}

/// For every chain the amounts that could come from it, each once.
///
/// That is all that is asked for, so that whoever has too little is told so; and, for a transfer, the shares by which what
/// is there on several chains makes up the amount exactly. `chains`: those that money may come from, in their order.
#[must_use]
pub fn amount_options(
    request: &CheckedRequest,
    chains: &[u64],
    balances: &Balances,
) -> BTreeMap<u64, Vec<AmountOption>> {
    let mut options: BTreeMap<u64, Vec<AmountOption>> = BTreeMap::new();
    let mut add = |chain: u64, option: AmountOption| {
        let of_chain = options.entry(chain).or_default();
        match of_chain.iter_mut().find(|known| known.amount == option.amount) {
            Some(known) => *known = option,
            None => of_chain.push(option),
        }
    };
    for chain in chains {
        let Some(option) = whole_amount(request, *chain) else { continue };
        add(*chain, option);
        let is_divisible = request.send_type == SendType::Transfer && chains.len() > 1 && !option.amount.is_zero();
        if option.is_locked || !is_divisible {
            continue;
        }
        for (chain, share) in shares(request, option.amount, *chain, chains, balances) {
            add(chain, share);
        }
    }
    options
}

/// What a chain contributes if no other unlocked one does; `None` if nothing may come from it.
fn whole_amount(request: &CheckedRequest, chain: u64) -> Option<AmountOption> {
    let option = |amount, is_locked| AmountOption { amount, is_locked, subtract_fees: false };
    if request.amount_in.is_zero() {
        return Some(option(U256::ZERO, false));
    }
    let (amount, is_locked) = match request.locked.get(&chain) {
        Some(locked) => (*locked, true),
        None => {
            let locked = request.locked.values().fold(U256::ZERO, |sum, amount| sum.saturating_add(*amount));
            (request.amount_in.saturating_sub(locked), false)
        }
    };
    (!amount.is_zero()).then(|| option(amount, is_locked))
}

/// The amount divided over chains: all that the first has, all that the next has, and so on; nothing if it does not suffice.
fn shares(
    request: &CheckedRequest,
    amount: U256,
    first: u64,
    chains: &[u64],
    balances: &Balances,
) -> Vec<(u64, AmountOption)> {
    let others = chains.iter().copied().filter(|chain| *chain != first && !request.locked.contains_key(chain));
    let mut missing = amount;
    let mut shares = Vec::new();
    for chain in core::iter::once(first).chain(others) {
        let balance = balances.get(&chain).and_then(|balance| balance.token).unwrap_or_default();
        let share = balance.min(missing);
        if share.is_zero() {
            continue;
        }
        let subtract_fees = share == balance;
        shares.push((chain, AmountOption { amount: share, is_locked: false, subtract_fees }));
        missing = missing.saturating_sub(share);
    }
    if missing.is_zero() { shares } else { Vec::new() }
}
