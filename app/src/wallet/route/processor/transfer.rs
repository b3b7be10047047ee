//! Plain transfers, of the native token and of tokens.

use async_trait::async_trait;
use status_domain::wallet::erc20_transfer;
use status_domain::wallet::route::{ProcessorError, ProcessorKind, TransactionDraft};

use super::{Offer, PathProcessor, Question};

/// Sends to an address on the same chain.
pub(in crate::wallet::route) struct Transfer;

#[async_trait]
impl PathProcessor for Transfer {
    fn kind(&self) -> ProcessorKind {
        ProcessorKind::Transfer
    }

    async fn offer(&self, question: &Question<'_>) -> Result<Offer, ProcessorError> {
        let amount = question.inquiry.option.amount;
        let to = question.request.to;
        let transaction = if question.token.is_native {
            TransactionDraft { to, data: Vec::new(), sends_amount: true }
        } else {
            let data = erc20_transfer(&to, amount);
            TransactionDraft { to: question.token.address, data, sends_amount: false }
        };
        let gas = question.gas(&transaction).await?;
        Ok(Offer { transaction, gas, amount_out: amount, delivers_all: true, ..Offer::default() })
    }
}
