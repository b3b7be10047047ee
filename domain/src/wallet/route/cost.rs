//! Which path is cheaper.

use ruint::aliases::U256;

use super::Path;

/// Prices in one currency, per whole token. What nobody knows is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prices {
    /// Of the token that is sent.
    pub token: f64,
    /// Of what fees are paid in.
    pub native: f64,
}

/// Parts of a unit of the currency that are told apart.
const PARTS: f64 = 1e15;

/// Digits of the native token behind the point.
const NATIVE_DECIMALS: u32 = 18;

/// What a path costs, exact to add up. First comes the money; where prices are unknown or equal, what is paid in wei; then
/// the chain, of which clients name some before others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    money: u128,
    wei: U256,
    priority: u32,
}

impl Cost {
    /// That of a path.
    #[must_use]
    pub fn of(path: &Path, prices: &Prices) -> Self {
        let candidate = &path.candidate;
        let in_token = candidate.bonder_fee.saturating_add(candidate.token_fee);
        let money = money(path.total_fee, NATIVE_DECIMALS, prices.native)
            + money(in_token, candidate.from_token.decimals, prices.token);
        // Saturates; no number becomes zero.
        let money = (money * PARTS) as u128;
        Self { money, wei: path.total_fee, priority: chain_priority(candidate.from_chain) }
    }

    /// Of both.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            money: self.money.saturating_add(other.money),
            wei: self.wei.saturating_add(other.wei),
            priority: self.priority.saturating_add(other.priority),
        }
    }
}

/// An amount of smallest units in the currency.
fn money(amount: U256, decimals: u32, price: f64) -> f64 {
    if !price.is_finite() || price <= 0.0 {
        return 0.0;
    }
    // Little ends first; each limb is exact or nearly so.
    let units = amount.as_limbs().iter().rev().fold(0.0, |sum, limb| sum * 18_446_744_073_709_551_616.0 + *limb as f64);
    units / 10_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX)) * price
}

/// Which chains clients name first.
#[must_use]
pub const fn chain_priority(chain_id: u64) -> u32 {
    match chain_id {
        1 | 11_155_111 => 1,
        10 | 11_155_420 => 2,
        42_161 | 421_614 => 3,
        _ => 0,
    }
}
