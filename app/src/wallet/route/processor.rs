//! Who can be asked to carry something.

mod contract;
mod transfer;

use std::sync::Arc;

use async_trait::async_trait;
use ruint::aliases::U256;
use status_domain::wallet::route::{
    Inquiry, ProcessorError, ProcessorKind, RouteRequest, RouteToken, TransactionDraft,
};
use status_ports::{CallRequest, ChainError, ChainProvider};

pub(super) use contract::StatusContract;
pub(super) use transfer::Transfer;

/// What a processor is asked, with all that it needs to know.
pub(super) struct Question<'a> {
    /// Whom, where, how much.
    pub(super) inquiry: &'a Inquiry,
    /// What the person wants.
    pub(super) request: &'a RouteRequest,
    /// What is sent.
    pub(super) token: &'a RouteToken,
    /// Where the money is.
    pub(super) chain: &'a Arc<dyn ChainProvider>,
}

/// What a processor offers.
#[derive(Clone, Debug, Default)]
pub(super) struct Offer {
    /// What has to be signed.
    pub(super) transaction: TransactionDraft,
    /// Gas of it.
    pub(super) gas: u64,
    /// How much arrives.
    pub(super) amount_out: U256,
    /// Whether all that is sent arrives.
    pub(super) delivers_all: bool,
    /// What a bonder takes, in the token.
    pub(super) bonder_fee: U256,
    /// What a bridge takes besides, in the token.
    pub(super) token_fee: U256,
    /// The contract that tokens are entrusted to; zero if none is.
    pub(super) contract: [u8; 20],
}

/// Somebody who carries. Asked only between chains and for tokens for which its kind is available.
#[async_trait]
pub(super) trait PathProcessor: Send + Sync {
    /// Which it is.
    fn kind(&self) -> ProcessorKind;

    /// What it offers.
    async fn offer(&self, question: &Question<'_>) -> Result<Offer, ProcessorError>;
}

impl Question<'_> {
    /// Gas of a transaction, with a tenth more: what it needs may change until it is sent.
    pub(super) async fn gas(&self, draft: &TransactionDraft) -> Result<u64, ProcessorError> {
        let value = if draft.sends_amount { self.inquiry.option.amount } else { U256::ZERO };
        let call = CallRequest { from: Some(self.request.from), to: Some(draft.to), value, data: draft.data.clone() };
        let estimate = self.chain.estimate_gas(call).await.map_err(|error| self.failure(&error))?;
        Ok(estimate.saturating_add(estimate / 10))
    }

    /// What a chain said, as an error of the processor.
    pub(super) fn failure(&self, error: &ChainError) -> ProcessorError {
        failure(self.inquiry.processor, error)
    }
}

/// What a chain said, as an error of a processor.
pub(super) fn failure(processor: ProcessorKind, error: &ChainError) -> ProcessorError {
    match error {
        ChainError::Timeout => ProcessorError::DeadlineExceeded,
        other => ProcessorError::other(processor, other.to_string()),
    }
}
