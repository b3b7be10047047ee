//! What a chain says about its fees.

use status_domain::wallet::fee::{
    ChainFees, EstimatedTime, FeeFacts, HISTORY_BLOCKS, REWARD_PERCENTILES, suggest_fees,
};
use status_ports::{BlockId, ChainError, ChainProvider, FeeHistory};
use tokio::join;

/// Fees of a chain, and what they were.
#[derive(Clone, Debug)]
pub(crate) struct FeeQuote {
    /// What to pay now.
    pub(crate) fees: ChainFees,
    /// What the last blocks paid, if the chain tells.
    history: Option<FeeHistory>,
}

impl FeeQuote {
    /// Asks everything at once.
    pub(crate) async fn ask(chain: &dyn ChainProvider, chain_id: u64) -> Result<Self, ChainError> {
        let (gas_price, tip, newest, history) = join!(
            chain.gas_price(),
            chain.max_priority_fee_per_gas(),
            chain.block_header(BlockId::Latest),
            chain.fee_history(HISTORY_BLOCKS, BlockId::Latest, REWARD_PERCENTILES.to_vec()),
        );
        let newest = newest?.ok_or_else(|| ChainError::Malformed("no newest block".to_owned()))?;
        let history = history.ok();
        let facts =
            FeeFacts { gas_price: gas_price?, advised_tip: tip.ok(), newest: &newest, history: history.as_ref() };
        Ok(Self { fees: suggest_fees(chain_id, &facts), history })
    }

    /// How long a transaction with this fee takes.
    pub(crate) fn time(&self, max_fee: ruint::aliases::U256) -> EstimatedTime {
        self.history.as_ref().map_or(EstimatedTime::Unknown, |history| EstimatedTime::of(max_fee, history))
    }
}

/// How long a transaction with this fee takes; unknown if the chain does not tell.
pub(crate) async fn estimated_time(chain: &dyn ChainProvider, max_fee: ruint::aliases::U256) -> EstimatedTime {
    let history = chain.fee_history(HISTORY_BLOCKS, BlockId::Latest, Vec::new()).await;
    history.map_or(EstimatedTime::Unknown, |history| EstimatedTime::of(max_fee, &history))
}
