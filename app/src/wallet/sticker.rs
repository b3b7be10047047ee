//! Stickers on a chain: what a pack costs, and how one is bought.

use std::sync::Arc;

use ruint::aliases::U256;
use status_domain::wallet::{
    StatusContracts, read_sticker_pack_price, snt_approve_and_call, sticker_pack_of, stickers_buy,
};
use status_ports::ChainProvider;

use super::Wallet;
use super::contract::{ContractCall, ContractError, ask, contracts_of};

/// Where stickers are sold on a chain.
pub(crate) struct StickerMarket {
    chain: Arc<dyn ChainProvider>,
    contracts: StatusContracts,
}

impl Wallet {
    /// Where stickers are sold on a chain.
    ///
    /// # Errors
    /// [`ContractError::NotAvailable`] if they are not, or [`ContractError::Chain`] if the chain is not known.
    pub(crate) fn sticker_market(&self, chain_id: u64) -> Result<StickerMarket, ContractError> {
        let contracts = contracts_of(chain_id)?;
        Ok(StickerMarket { chain: self.chain(chain_id)?, contracts })
    }
}

impl StickerMarket {
    /// Where stickers are sold on a chain that is known already.
    ///
    /// # Errors
    /// [`ContractError::NotAvailable`] if they are not.
    pub(super) fn on(chain: Arc<dyn ChainProvider>, chain_id: u64) -> Result<Self, ContractError> {
        Ok(Self { chain, contracts: contracts_of(chain_id)? })
    }

    /// Buys a pack: the token that pays for it lets the market take the price, and calls it at once.
    pub(crate) async fn purchase(&self, from: [u8; 20], pack_id: U256) -> Result<ContractCall, ContractError> {
        let StatusContracts { snt, sticker_type, sticker_market, .. } = self.contracts;
        let answer = ask(self.chain.as_ref(), sticker_type, sticker_pack_of(pack_id)).await?;
        let price = read_sticker_pack_price(&answer).ok_or(ContractError::Malformed)?;
        let call = stickers_buy(pack_id, &from, price);
        Ok(ContractCall { from, to: snt, data: snt_approve_and_call(&sticker_market, price, &call) })
    }

    /// Gas of a call.
    pub(crate) async fn gas_of(&self, call: ContractCall) -> Result<u64, ContractError> {
        Ok(self.chain.estimate_gas(call.into()).await?)
    }
}
