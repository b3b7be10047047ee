//! Contracts of Status: usernames are bought, given back and get keys, and stickers are bought.

use std::sync::Arc;

use async_trait::async_trait;
use status_domain::identity::parse_hex_public_key;
use status_domain::wallet::route::{ProcessorError, ProcessorKind, TransactionDraft};
use status_domain::wallet::{EnsName, UsernameLabel};

use super::{Offer, PathProcessor, Question, failure};
use crate::wallet::contract::{ContractCall, ContractError};
use crate::wallet::ens::Names;
use crate::wallet::sticker::StickerMarket;

/// Calls a contract of Status: which, its kind says. No money goes along.
pub(in crate::wallet::route) struct StatusContract(pub(in crate::wallet::route) ProcessorKind);

#[async_trait]
impl PathProcessor for StatusContract {
    fn kind(&self) -> ProcessorKind {
        self.0
    }

    async fn offer(&self, question: &Question<'_>) -> Result<Offer, ProcessorError> {
        let ContractCall { to, data, .. } = self.call(question).await?;
        let transaction = TransactionDraft { to, data, sends_amount: false };
        let gas = question.gas(&transaction).await?;
        let amount_out = question.inquiry.option.amount;
        Ok(Offer { transaction, gas, amount_out, delivers_all: true, contract: to, ..Offer::default() })
    }
}

impl StatusContract {
    async fn call(&self, question: &Question<'_>) -> Result<ContractCall, ProcessorError> {
        let (request, chain_id) = (question.request, question.inquiry.from_chain);
        let chain = || Arc::clone(question.chain);
        let names = || Names::on(chain(), chain_id).map_err(|error| self.refusal(&error));
        let key = || parse_hex_public_key(&request.public_key).map_err(|error| self.failure(&error));
        let call = match self.0 {
            ProcessorKind::EnsRegister => {
                let label = request.username.parse::<UsernameLabel>().map_err(|error| self.failure(&error))?;
                names()?.registration(request.from, &label, &key()?).await
            }
            ProcessorKind::EnsRelease => {
                let label = request.username.parse::<UsernameLabel>().map_err(|error| self.failure(&error))?;
                names()?.release(request.from, &label).await
            }
            ProcessorKind::EnsPublicKey => {
                let name = request.username.parse::<EnsName>().map_err(|error| self.failure(&error))?;
                names()?.key_change(request.from, &name, &key()?).await
            }
            _ => {
                let market = StickerMarket::on(chain(), chain_id).map_err(|error| self.refusal(&error))?;
                // One without a pack was refused before.
                market.purchase(request.from, request.pack.unwrap_or_default()).await
            }
        };
        call.map_err(|error| self.refusal(&error))
    }

    /// What a contract said, as an error of the processor. Where names are looked up and nobody is there, clients know it
    /// by codes of its own.
    fn refusal(&self, error: &ContractError) -> ProcessorError {
        match (error, self.0) {
            (ContractError::NotAvailable, _) => ProcessorError::FromChainUnsupported,
            (ContractError::NoContract, ProcessorKind::EnsRegister | ProcessorKind::EnsRelease) => {
                ProcessorError::RegistrarNotFound
            }
            (ContractError::NoContract, ProcessorKind::EnsPublicKey) => ProcessorError::ResolverNotFound,
            (ContractError::Chain(error), kind) => failure(kind, error),
            (error, _) => self.failure(error),
        }
    }

    fn failure(&self, error: &dyn core::error::Error) -> ProcessorError {
        ProcessorError::other(self.0, error.to_string())
    }
}
