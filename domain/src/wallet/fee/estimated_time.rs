//! How long a transaction probably waits for its block.

use ruint::aliases::U256;
use status_ports::FeeHistory;

/// Blocks of which the base fees are asked for an estimate.
pub const HISTORY_BLOCKS: u64 = 101;

/// A transaction counts as included when it is with this probability.
const INCLUSION: f64 = 0.95;

/// How long it probably takes until a transaction is in a block. The numbers are those of the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum EstimatedTime {
    /// Nobody can tell.
    #[default]
    Unknown = 0,
    /// Less than one minute.
    UnderOneMinute = 1,
    /// Less than three minutes.
    UnderThreeMinutes = 2,
    /// Less than five minutes.
    UnderFiveMinutes = 3,
    /// More than five minutes.
    OverFiveMinutes = 4,
}

impl EstimatedTime {
    /// How long it takes with this fee, judged by how many of the blocks of a history would have taken it: the share that
    /// burnt no more than it pays is taken as the probability for every block, of which there are four a minute.
    #[must_use]
    pub fn of(max_fee: U256, history: &FeeHistory) -> Self {
        let mut fees = history.base_fee_per_gas.clone();
        fees.sort_unstable();
        let Some(last) = fees.len().checked_sub(1) else { return Self::Unknown };
        let would_take = fees.partition_point(|fee| *fee <= max_fee).min(last);
        // Counts of blocks, exact in 53 bits.
        let probability = would_take as f64 / fees.len() as f64;
        let is_included = |blocks: i32| 1.0 - (1.0 - probability).powi(blocks) >= INCLUSION;
        match () {
            () if is_included(4) => Self::UnderOneMinute,
            () if is_included(12) => Self::UnderThreeMinutes,
            () if is_included(20) => Self::UnderFiveMinutes,
            () => Self::OverFiveMinutes,
        }
    }

    /// With an approval that goes first: one step longer.
    #[must_use]
    pub const fn after_approval(self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::UnderOneMinute => Self::UnderThreeMinutes,
            Self::UnderThreeMinutes => Self::UnderFiveMinutes,
            Self::UnderFiveMinutes | Self::OverFiveMinutes => Self::OverFiveMinutes,
        }
    }

    /// The number of the API.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}
