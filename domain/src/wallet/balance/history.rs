//! What accounts had over time, and what that was worth (specification: wallet, section 7.4).

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;
use status_ports::{Asset, HistoricalPrice, TransferRecord};

/// Points that a chart has at least.
const FEWEST_POINTS: u64 = 14;
/// Points that a chart has at most, besides both ends.
pub const MOST_POINTS: usize = 500;
/// When the first chain began, Unix seconds: nobody had anything before.
const GENESIS_TIME: u64 = 1_438_269_988;
/// Seconds.
const DAY: u64 = 86_400;

/// There is no such interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown time interval: {0}")]
pub struct IntervalError(i64);

/// When an interval that clients name by its number begins, Unix seconds; 0 for all time.
///
/// # Errors
/// [`IntervalError`] if it has none of the numbers.
pub const fn interval_start(interval: i64, now: u64) -> Result<u64, IntervalError> {
    let days: u64 = match interval {
        1 => 7,
        2 => 30,
        3 => 180,
        4 => 365,
        5 => return Ok(0),
        _ => return Err(IntervalError(interval)),
    };
    Ok(now.saturating_sub(days.saturating_mul(DAY)))
}

/// How much of one asset an account had on one chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BalanceLine {
    /// Before the first change.
    before: U256,
    /// By the time of the change in Unix seconds what it had from then on.
    changes: BTreeMap<u64, U256>,
}

impl BalanceLine {
    /// From what it has now back by what it gave and got, newest first. What only chains know, as fees, is not in it.
    #[must_use]
    pub fn backwards(account: &[u8; 20], asset: &Asset, now: U256, transfers: &[TransferRecord]) -> Self {
        let mut line = Self { before: now, changes: BTreeMap::new() };
        let moves = transfers
            .iter()
            .filter(|transfer| transfer.account == *account && transfer.asset == *asset && transfer.is_success);
        for transfer in moves {
            line.changes.entry(transfer.timestamp).or_insert(line.before);
            if transfer.to == Some(*account) {
                line.before = line.before.saturating_sub(transfer.amount);
            }
            if transfer.from == *account {
                line.before = line.before.saturating_add(transfer.amount);
            }
        }
        line
    }

    /// As a chain told it: what it had before, and from which time on what.
    #[must_use]
    pub fn told(before: U256, changes: impl IntoIterator<Item = (u64, U256)>) -> Self {
        Self { before, changes: changes.into_iter().collect() }
    }

    /// The same in units of which ten to the power of so many make one of these.
    #[must_use]
    pub fn finer(mut self, digits: u8) -> Self {
        let factor = U256::from(10).saturating_pow(U256::from(digits));
        self.before = self.before.saturating_mul(factor);
        for balance in self.changes.values_mut() {
            *balance = balance.saturating_mul(factor);
        }
        self
    }

    /// What it had at a time.
    #[must_use]
    pub fn at(&self, time: u64) -> U256 {
        self.changes.range(..=time).next_back().map_or(self.before, |(_, balance)| *balance)
    }
}

/// What all of it was together: from the start to now, at each change and at least at a number of times that makes a
/// chart. A start of 0 is shortly before the first change.
#[must_use]
pub fn balance_points(lines: &[BalanceLine], start: u64, now: u64) -> Vec<(u64, U256)> {
    let changes: BTreeSet<u64> = lines.iter().flat_map(|line| line.changes.keys().copied()).collect();
    let start = match (start, changes.first()) {
        (0, Some(first)) => first.saturating_sub(1),
        (0, None) => GENESIS_TIME,
        (start, _) => start,
    };
    let start = start.min(now);
    let within: Vec<u64> = changes.into_iter().filter(|time| start < *time && *time < now).collect();
    let mut times: BTreeSet<u64> = thinned(&within, MOST_POINTS).collect();
    times.extend([start, now]);
    if (times.len() as u64) < FEWEST_POINTS {
        let length = now.saturating_sub(start);
        let steps = FEWEST_POINTS.saturating_sub(1);
        let padding = (1..steps).map(|step| length.saturating_mul(step).checked_div(steps).unwrap_or_default());
        times.extend(padding.map(|offset| start.saturating_add(offset)));
    }
    let sum = |time: u64| lines.iter().fold(U256::ZERO, |sum, line| sum.saturating_add(line.at(time)));
    times.into_iter().map(|time| (time, sum(time))).collect()
}

/// So many of these at most, evenly; the last one stays.
pub fn thinned<T: Copy>(all: &[T], most: usize) -> impl Iterator<Item = T> {
    let step = all.len().div_ceil(most.max(1)).max(1);
    let last = all.len().saturating_sub(1);
    all.iter()
        .enumerate()
        .filter(move |(place, _)| last.saturating_sub(*place).is_multiple_of(step))
        .map(|(_, one)| *one)
}

/// What one unit cost, day by day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DailyPrices(BTreeMap<u64, f64>);

impl DailyPrices {
    /// Of what markets told.
    #[must_use]
    pub fn new(prices: &[HistoricalPrice]) -> Self {
        Self(prices.iter().map(|price| (price.time, price.close)).collect())
    }

    /// The newest price that was told up to a time.
    #[must_use]
    pub fn at(&self, time: u64) -> Option<f64> {
        self.0.range(..=time).next_back().map(|(_, price)| *price)
    }

    /// The oldest one that was told, Unix seconds.
    #[must_use]
    pub fn since(&self) -> Option<u64> {
        self.0.keys().next().copied()
    }
}

/// What amounts of a token were worth, where its price is known.
#[must_use]
pub fn worth(points: &[(u64, U256)], decimals: u8, prices: &DailyPrices) -> Vec<(u64, f64)> {
    let units = 10_f64.powi(decimals.into());
    let value = |(time, amount): &(u64, U256)| {
        let value = f64::from(*amount) / units * prices.at(*time)?;
        value.is_finite().then_some((*time, value))
    };
    points.iter().filter_map(value).collect()
}
