//! What accounts have (specification: wallet, sections 5.4 and 6).

mod call;
mod decimal;
mod history;
mod holdings;
mod scan;

#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod tests;

pub use call::{AnswerError, MULTICALL3};
pub use decimal::decimal_text;
pub use history::{
    BalanceLine, DailyPrices, IntervalError, MOST_POINTS, balance_points, interval_start, thinned, worth,
};
pub use holdings::{ChainBalance, ChainBalances, TokenHolding, holdings};
pub use scan::{
    BalanceAnswer, BalanceQuestion, BalanceRequest, BalanceScan, Holding, ScanMethod, ScannedBalances, TokenFault,
};
