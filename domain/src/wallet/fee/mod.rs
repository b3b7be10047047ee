//! What a transaction costs: base fee, tips, the data fee of rollups, and how long it takes.
//!
//! All fees are wei per gas unless a name says otherwise.

mod base_fee;
mod estimated_time;
mod l1_fee;
mod suggestion;

use ruint::aliases::U256;

pub use base_fee::next_base_fee;
pub use estimated_time::{EstimatedTime, HISTORY_BLOCKS};
pub use l1_fee::{data_fee_call, data_fee_oracle, read_data_fee};
pub use suggestion::{FeeFacts, REWARD_PERCENTILES, suggest_fees};

/// How much a person wants to pay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeeMode {
    /// Waits for a cheap block.
    Low,
    /// Holds while the base fee doubles.
    #[default]
    Medium,
    /// Holds while the base fee triples.
    High,
}

impl FeeMode {
    /// The number that clients send: 0 is low, 2 is high, and all else is medium.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Low,
            2 => Self::High,
            _ => Self::Medium,
        }
    }
}

/// One value for each mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeLevels {
    /// [`FeeMode::Low`].
    pub low: U256,
    /// [`FeeMode::Medium`].
    pub medium: U256,
    /// [`FeeMode::High`].
    pub high: U256,
}

impl FeeLevels {
    /// The same for all modes.
    #[must_use]
    pub const fn same(value: U256) -> Self {
        Self { low: value, medium: value, high: value }
    }

    /// That of a mode.
    #[must_use]
    pub const fn of(&self, mode: FeeMode) -> U256 {
        match mode {
            FeeMode::Low => self.low,
            FeeMode::Medium => self.medium,
            FeeMode::High => self.high,
        }
    }
}

/// What transactions of a chain should pay now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainFees {
    /// Of a legacy transaction.
    pub gas_price: U256,
    /// What the next block burns; zero on legacy chains.
    pub base_fee: U256,
    /// What goes to whoever makes the block; zero on legacy chains. Low ≤ medium ≤ high.
    pub tips: FeeLevels,
    /// The most that a transaction should be ready to pay, base fee and tip together. Low ≤ medium ≤ high.
    pub max_fees: FeeLevels,
    /// Whether the chain has base fees (EIP-1559).
    pub is_eip1559: bool,
}

#[cfg(test)]
mod tests;
