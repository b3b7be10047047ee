//! What accounts have (specification: wallet, sections 5.4 and 6).

mod call;
mod decimal;
mod holdings;
mod scan;

#[cfg(test)]
mod tests;

pub use call::{AnswerError, MULTICALL3};
pub use decimal::decimal_text;
pub use holdings::{ChainBalance, ChainBalances, TokenHolding, holdings};
pub use scan::{
    BalanceAnswer, BalanceQuestion, BalanceRequest, BalanceScan, Holding, ScanMethod, ScannedBalances, TokenFault,
};
