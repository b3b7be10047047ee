//! What to pay, out of what a chain says.

use ruint::aliases::U256;
use status_ports::{BlockHeader, FeeHistory};

use super::{ChainFees, FeeLevels, next_base_fee};

/// Percentiles of the tips in each block that are asked for: one for each level.
pub const REWARD_PERCENTILES: [f64; 3] = [10.0, 50.0, 90.0];

/// Newest blocks whose tips count. Older ones tell of another time.
const REWARD_BLOCKS: usize = 20;

/// What a chain says about its fees.
#[derive(Clone, Debug)]
pub struct FeeFacts<'a> {
    /// What a legacy transaction should pay.
    pub gas_price: U256,
    /// The tip that the provider advises, if it knows of tips.
    pub advised_tip: Option<U256>,
    /// The newest block.
    pub newest: &'a BlockHeader,
    /// What the last blocks paid, with tips at [`REWARD_PERCENTILES`], if the provider tells.
    pub history: Option<&'a FeeHistory>,
}

/// What to pay on a chain.
///
/// Low holds for the next block, medium while the base fee doubles, high while it triples. The tips are what a small, a
/// middling and a large share of the transactions of the last blocks paid; where blocks are empty it is the advised tip.
#[must_use]
pub fn suggest_fees(chain_id: u64, facts: &FeeFacts<'_>) -> ChainFees {
    let tips = facts.history.and_then(paid_tips).or_else(|| facts.advised_tip.map(FeeLevels::same));
    let base_fee = told_base_fee(chain_id, facts).or_else(|| next_base_fee(chain_id, facts.newest));
    let (Some(tips), Some(base_fee)) = (tips, base_fee) else {
        return ChainFees {
            gas_price: facts.gas_price,
            max_fees: FeeLevels::same(facts.gas_price),
            ..ChainFees::default()
        };
    };
    let times = |factor: u64| base_fee.saturating_mul(U256::from(factor));
    let max_fees = FeeLevels {
        low: base_fee.saturating_add(tips.low),
        medium: times(2).saturating_add(tips.medium),
        high: times(3).saturating_add(tips.high),
    };
    ChainFees { gas_price: facts.gas_price, base_fee, tips, max_fees, is_eip1559: true }
}

/// The base fee of the block after the newest, as the provider tells it with the history: it knows the rules of its chain.
/// A chain for development is asked its header, see [`next_base_fee`].
fn told_base_fee(chain_id: u64, facts: &FeeFacts<'_>) -> Option<U256> {
    facts.newest.base_fee_per_gas?;
    let history = facts.history.filter(|_| chain_id != 31_337)?;
    let last = u64::try_from(history.base_fee_per_gas.len()).ok()?.checked_sub(1)?;
    let height = history.oldest_block.checked_add(last)?;
    let fee = history.base_fee_per_gas.last().copied()?;
    (height > facts.newest.number && !fee.is_zero()).then_some(fee)
}

/// For each level the median over the newest blocks that hold transactions; `None` if none does, or nobody tipped.
fn paid_tips(history: &FeeHistory) -> Option<FeeLevels> {
    let blocks = history.reward.iter().zip(&history.gas_used_ratio).rev().take(REWARD_BLOCKS);
    let mut columns: [Vec<U256>; 3] = Default::default();
    for (tips, _) in blocks.filter(|(_, used)| **used > 0.0) {
        let [low, medium, high] = <[U256; 3]>::try_from(tips.as_slice()).ok()?;
        let [lows, mediums, highs] = &mut columns;
        lows.push(low);
        mediums.push(medium);
        highs.push(high);
    }
    let [low, medium, high] = columns.map(median);
    let low = low?;
    let medium = medium?.max(low);
    let high = high?.max(medium);
    (!high.is_zero()).then_some(FeeLevels { low, medium, high })
}

fn median(mut values: Vec<U256>) -> Option<U256> {
    values.sort_unstable();
    values.get(values.len().checked_div(2)?).copied()
}
