//! Stickers on a chain: which packs there are, what they cost, who bought them, and how one is bought.

use std::collections::BTreeSet;
use std::sync::Arc;

use ruint::aliases::U256;
use status_domain::wallet::{
    StatusContracts, StickerPackOffer, erc20_balance_of, read_sticker_pack, snt_approve_and_call, sticker_pack_count,
    sticker_pack_of, sticker_pack_of_token, sticker_token_of, stickers_buy,
};
use status_ports::ChainProvider;

use super::Wallet;
use super::contract::{ContractCall, ContractError, ask, ask_number, contracts_of};

/// Packs that are looked at, and packs of one person.
const MOST: u64 = 500;

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
        let StatusContracts { snt, sticker_market, .. } = self.contracts;
        let price = self.offer(pack_id).await?.price;
        let call = stickers_buy(pack_id, &from, price);
        Ok(ContractCall { from, to: snt, data: snt_approve_and_call(&sticker_market, price, &call) })
    }

    /// How many packs there are. They are numbered from 0.
    pub(crate) async fn pack_count(&self) -> Result<u64, ContractError> {
        self.count(self.contracts.sticker_type, sticker_pack_count()).await
    }

    /// A pack as it is sold.
    pub(crate) async fn offer(&self, pack_id: U256) -> Result<StickerPackOffer, ContractError> {
        let answer = ask(self.chain.as_ref(), self.contracts.sticker_type, sticker_pack_of(pack_id)).await?;
        read_sticker_pack(&answer).ok_or(ContractError::Malformed)
    }

    /// The packs that somebody bought.
    pub(crate) async fn bought_by(&self, owner: [u8; 20]) -> Result<BTreeSet<U256>, ContractError> {
        let contract = self.contracts.sticker_pack;
        let mut bought = BTreeSet::new();
        for index in 0..self.count(contract, erc20_balance_of(&owner)).await? {
            let token = ask_number(self.chain.as_ref(), contract, sticker_token_of(&owner, U256::from(index))).await?;
            bought.insert(ask_number(self.chain.as_ref(), contract, sticker_pack_of_token(token)).await?);
        }
        Ok(bought)
    }

    async fn count(&self, contract: [u8; 20], data: Vec<u8>) -> Result<u64, ContractError> {
        let count = ask_number(self.chain.as_ref(), contract, data).await?;
        Ok(u64::try_from(count).map_or(MOST, |count| count.min(MOST)))
    }

    /// Gas of a call.
    pub(crate) async fn gas_of(&self, call: ContractCall) -> Result<u64, ContractError> {
        Ok(self.chain.estimate_gas(call.into()).await?)
    }
}
