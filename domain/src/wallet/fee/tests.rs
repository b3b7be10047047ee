use proptest::prelude::*;
use ruint::aliases::U256;
use status_ports::{BlockHeader, FeeHistory};

use super::*;

const GWEI: u64 = 1_000_000_000;

fn header(number: u64, base_fee: Option<u64>, gas_used: u64, gas_limit: u64) -> BlockHeader {
    BlockHeader {
        number,
        hash: [0; 32],
        parent_hash: [0; 32],
        timestamp: 0,
        gas_limit,
        gas_used,
        base_fee_per_gas: base_fee.map(U256::from),
    }
}

fn numbers(values: &[u64]) -> Vec<U256> {
    values.iter().copied().map(U256::from).collect()
}

/// Twenty blocks that all paid these tips.
fn history(tips: [u64; 3]) -> FeeHistory {
    FeeHistory {
        oldest_block: 81,
        base_fee_per_gas: numbers(&[GWEI; 21]),
        gas_used_ratio: vec![0.5; 20],
        reward: vec![numbers(&tips); 20],
    }
}

/// The examples of EIP-1559's reference tests.
#[test]
fn the_base_fee_follows_how_full_the_block_was() {
    let next = |used| next_base_fee(1, &header(20_000_000, Some(1_000_000_000), used, 20_000_000)).unwrap();
    assert_eq!(next(10_000_000), U256::from(1_000_000_000), "at the target it stays");
    assert_eq!(next(9_000_000), U256::from(987_500_000));
    assert_eq!(next(11_000_000), U256::from(1_012_500_000));
    assert_eq!(next(0), U256::from(875_000_000));
    assert_eq!(next(20_000_000), U256::from(1_125_000_000));
}

#[test]
fn chains_move_their_base_fee_by_their_own_rules() {
    let full = |chain| next_base_fee(chain, &header(9, Some(1_000_000), 60_000_000, 60_000_000)).unwrap();
    assert_eq!(full(10), U256::from(1_020_000), "the OP stack: five times the target above it, by 1/250 each");
    assert_eq!(full(42_161), U256::from(1_000_000), "Arbitrum: as the header says");
    let empty = header(0, Some(GWEI), 0, 30_000_000);
    assert_eq!(next_base_fee(31_337, &empty), Some(U256::from(GWEI)), "the first block of a development chain");
    assert_eq!(next_base_fee(1, &header(1, None, 0, 1)), None, "before London there is none");
}

#[test]
fn levels_hold_for_the_next_block_for_twice_and_for_three_times_the_base_fee() {
    let newest = header(100, Some(GWEI), 15_000_000, 30_000_000);
    let facts = FeeFacts {
        gas_price: U256::from(2 * GWEI),
        advised_tip: Some(U256::from(GWEI)),
        newest: &newest,
        history: None,
    };
    let fees = suggest_fees(1, &facts);
    assert!(fees.is_eip1559);
    assert_eq!(fees.base_fee, U256::from(GWEI));
    assert_eq!(fees.tips, FeeLevels::same(U256::from(GWEI)));
    let expected = [2, 3, 4].map(|factor| U256::from(factor * GWEI));
    assert_eq!([fees.max_fees.low, fees.max_fees.medium, fees.max_fees.high], expected);
}

#[test]
fn each_level_has_the_tip_that_its_share_of_transactions_paid() {
    let newest = header(100, Some(GWEI), 15_000_000, 30_000_000);
    let mut history = history([1, 20, 300]);
    history.reward[3] = numbers(&[1_000_000, 2_000_000, 3_000_000]);
    let tips = |history: &FeeHistory| {
        let advised_tip = Some(U256::from(7));
        suggest_fees(1, &FeeFacts { gas_price: U256::ONE, advised_tip, newest: &newest, history: Some(history) }).tips
    };
    assert_eq!(tips(&history), FeeLevels { low: U256::from(1), medium: U256::from(20), high: U256::from(300) });

    let empty = FeeHistory { gas_used_ratio: vec![0.0; 20], ..history.clone() };
    assert_eq!(tips(&empty), FeeLevels::same(U256::from(7)), "empty blocks tell nothing");
    let malformed = FeeHistory { reward: vec![numbers(&[1]); 20], ..history };
    assert_eq!(tips(&malformed), FeeLevels::same(U256::from(7)));
}

#[test]
fn the_provider_knows_the_next_base_fee_best() {
    let newest = header(100, Some(GWEI), 30_000_000, 30_000_000);
    let mut history = history([1, 1, 1]);
    let last = history.base_fee_per_gas.last_mut().unwrap();
    *last = U256::from(5 * GWEI);
    let base_fee = |history: &FeeHistory| {
        let facts = FeeFacts { gas_price: U256::ONE, advised_tip: None, newest: &newest, history: Some(history) };
        suggest_fees(10, &facts).base_fee
    };
    assert_eq!(base_fee(&history), U256::from(5 * GWEI));
    history.oldest_block = 80;
    assert_ne!(base_fee(&history), U256::from(5 * GWEI), "an old history tells of an old block");
}

#[test]
fn a_legacy_chain_has_one_price() {
    let price = U256::from(5 * GWEI);
    let newest = header(100, None, 1, 2);
    let facts = FeeFacts { gas_price: price, advised_tip: Some(U256::ONE), newest: &newest, history: None };
    let fees = suggest_fees(56, &facts);
    assert!(!fees.is_eip1559);
    assert_eq!((fees.base_fee, fees.tips), (U256::ZERO, FeeLevels::default()));
    assert_eq!(fees.max_fees, FeeLevels::same(price));
    let without_tips = header(100, Some(GWEI), 1, 2);
    let fees = suggest_fees(1, &FeeFacts { advised_tip: None, newest: &without_tips, ..facts });
    assert!(!fees.is_eip1559, "nobody tells a tip");
}

#[test]
fn the_time_follows_from_how_many_blocks_would_have_taken_the_fee() {
    let history = FeeHistory { base_fee_per_gas: (1..=100_u64).map(U256::from).collect(), ..FeeHistory::default() };
    let time = |fee: u64| EstimatedTime::of(U256::from(fee), &history);
    assert_eq!(time(1_000), EstimatedTime::UnderOneMinute);
    assert_eq!(time(53), EstimatedTime::UnderOneMinute, "1 - 0.47^4 = 0.951");
    assert_eq!(time(52), EstimatedTime::UnderThreeMinutes);
    assert_eq!(time(23), EstimatedTime::UnderThreeMinutes, "1 - 0.77^12 = 0.957");
    assert_eq!(time(15), EstimatedTime::UnderFiveMinutes, "1 - 0.85^20 = 0.961");
    assert_eq!(time(1), EstimatedTime::OverFiveMinutes);
    assert_eq!(EstimatedTime::of(U256::MAX, &FeeHistory::default()), EstimatedTime::Unknown);
    assert_eq!(EstimatedTime::OverFiveMinutes.after_approval(), EstimatedTime::OverFiveMinutes);
    assert_eq!(EstimatedTime::UnderOneMinute.after_approval(), EstimatedTime::UnderThreeMinutes);
}

#[test]
fn the_oracle_is_asked_with_the_bytes_of_the_transaction() {
    assert_eq!(data_fee_oracle(1), None);
    assert_eq!(data_fee_oracle(42_161), None, "Arbitrum counts it as gas");
    assert_eq!(hex::encode(data_fee_oracle(10).unwrap()), "420000000000000000000000000000000000000f");
    let call = data_fee_call(&[0xab; 33]);
    assert_eq!(call.len(), 4 + 32 + 32 + 64);
    assert_eq!(hex::encode(&call[..4]), "49948e0e");
    assert_eq!(call[67], 33, "the length");
    assert_eq!(call[68..101], [0xab; 33]);
    assert_eq!(read_data_fee(&U256::from(77).to_be_bytes::<32>()), Some(U256::from(77)));
    assert_eq!(read_data_fee(&[1; 31]), None);
}

proptest! {
    /// EIP-1559: by no more than 1/8 in a block, and in the direction of demand.
    #[test]
    fn the_base_fee_moves_in_bounds(fee in 0..u64::MAX, limit in 2..u64::MAX / 2, share in 0..=1000_u64) {
        let used = u64::try_from(u128::from(limit) * u128::from(share) / 1000).unwrap();
        let newest = header(1, Some(fee), used, limit);
        let next = next_base_fee(1, &newest).unwrap();
        let (fee, target) = (U256::from(fee), limit / 2);
        // An odd limit lets a full block be a little above twice the target.
        let step = fee / U256::from(8) * U256::from(2) / U256::from(1) + U256::from(2);
        prop_assert!(next <= fee + step && next + fee / U256::from(8) >= fee);
        prop_assert_eq!(next.cmp(&fee).is_gt(), used > target);
    }

    #[test]
    fn higher_levels_pay_more_and_every_level_covers_its_tip(
        base_fee: Option<u64>, price: u64, tip: Option<u64>,
        tips in proptest::collection::vec((any::<[u64; 3]>(), 0.0..1.0), 0..30), chain in prop_oneof![Just(1_u64), Just(10), Just(31_337)],
    ) {
        let newest = header(7, base_fee, 1, 3);
        let history = FeeHistory {
            oldest_block: 0,
            base_fee_per_gas: numbers(&[3; 31]),
            gas_used_ratio: tips.iter().map(|(_, used)| *used).collect(),
            reward: tips.iter().map(|(tips, _)| numbers(tips)).collect(),
        };
        let facts = FeeFacts {
            gas_price: U256::from(price), advised_tip: tip.map(U256::from), newest: &newest, history: Some(&history),
        };
        let fees = suggest_fees(chain, &facts);
        prop_assert!(fees.tips.low <= fees.tips.medium && fees.tips.medium <= fees.tips.high);
        prop_assert!(fees.max_fees.low <= fees.max_fees.medium && fees.max_fees.medium <= fees.max_fees.high);
        prop_assert!(fees.max_fees.low >= fees.tips.low && fees.max_fees.high >= fees.tips.high);
        prop_assert!(!fees.is_eip1559 || base_fee.is_some());
    }

    #[test]
    fn who_pays_more_waits_no_longer(fees: Vec<u32>, low: u32, more: u32) {
        let history = FeeHistory { base_fee_per_gas: fees.into_iter().map(U256::from).collect(), ..FeeHistory::default() };
        let time = |fee: u64| EstimatedTime::of(U256::from(fee), &history);
        prop_assert!(time(u64::from(low) + u64::from(more)) <= time(u64::from(low)));
    }
}
