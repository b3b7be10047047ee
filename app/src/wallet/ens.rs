//! Names of the Ethereum Name Service: what the contracts of a chain say of them, and what is said to those contracts.

use std::sync::Arc;

use async_trait::async_trait;
use ruint::aliases::U256;
use status_domain::crypto::PublicKey;
use status_domain::wallet::{
    ContentHashError, ENS_REGISTRY, EnsAnswerError, EnsName, PublicKeyCoordinates, Resource, StatusContracts,
    UsernameLabel, ens_address_of, ens_content_hash_of, ens_expiration_of, ens_owner_of, ens_price, ens_public_key_of,
    ens_register, ens_release, ens_resolver_of, ens_reverse_name_of, ens_set_public_key, is_offchain_lookup,
    read_address, read_content_hash, read_ens_public_key, read_reverse_name, registrar_node, resource, reverse_node,
    snt_approve_and_call,
};
use status_ports::{ChainError, ChainProvider};

use super::Wallet;
use super::contract::{ContractCall, ContractError, ask, ask_address, ask_number, contracts_of, some_contract};
use crate::messenger::{NameLookup, NameLookupError};

/// Gas that is added to what a chain estimates, since a contract may need a little more in the next block.
const MORE_GAS: u64 = 1_000;

/// Why nothing is known of a name. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnsError {
    /// A contract tells nothing.
    #[error(transparent)]
    Contract(#[from] ContractError),
    /// A resolver answered what cannot be.
    #[error(transparent)]
    Answer(#[from] EnsAnswerError),
    /// The page of a name is nowhere.
    #[error(transparent)]
    ContentHash(#[from] ContentHashError),
}

/// The names of a chain.
pub(crate) struct Names {
    chain: Arc<dyn ChainProvider>,
    contracts: StatusContracts,
}

impl Wallet {
    /// The names of a chain.
    ///
    /// # Errors
    /// [`ContractError::NotAvailable`] if it has none, or [`ContractError::Chain`] if the chain is not known.
    pub(crate) fn names(&self, chain_id: u64) -> Result<Names, ContractError> {
        let contracts = contracts_of(chain_id)?;
        Ok(Names { chain: self.chain(chain_id)?, contracts })
    }
}

/// The chain on which people have their names.
const CHAIN_OF_NAMES: u64 = 1;

#[async_trait]
impl NameLookup for Wallet {
    async fn public_key_of(&self, name: &str) -> Result<Option<PublicKey>, NameLookupError> {
        let Ok(name) = name.parse::<EnsName>() else { return Ok(None) };
        let found = match self.names(CHAIN_OF_NAMES) {
            Ok(names) => names.public_key_of(&name).await,
            Err(error) => Err(error.into()),
        };
        match found {
            Ok(key) => Ok(key),
            Err(EnsError::Contract(ContractError::Chain(error))) => match error {
                // The contract refused to answer.
                ChainError::Rpc { .. } => Ok(None),
                ChainError::UnknownChain(_) | ChainError::NoProvider(_) | ChainError::InvalidProvider(_) => {
                    Err(NameLookupError::NoChain)
                }
                error => Err(NameLookupError::NoAnswer(error.to_string())),
            },
            Err(_) => Ok(None),
        }
    }
}

impl Names {
    /// The names of a chain that is known already.
    ///
    /// # Errors
    /// [`ContractError::NotAvailable`] if it has none.
    pub(super) fn on(chain: Arc<dyn ChainProvider>, chain_id: u64) -> Result<Self, ContractError> {
        Ok(Self { chain, contracts: contracts_of(chain_id)? })
    }

    async fn address(&self, contract: [u8; 20], data: Vec<u8>) -> Result<[u8; 20], ContractError> {
        ask_address(self.chain.as_ref(), contract, data).await
    }

    /// Asks the contract that answers for a node. Names that only a resolver of their parent knows (ENSIP-10) have none.
    async fn ask_resolver(&self, node: [u8; 32], question: Vec<u8>) -> Result<Vec<u8>, ContractError> {
        let resolver = self.address(ENS_REGISTRY, ens_resolver_of(node)).await?;
        self.ask_at(resolver, question).await
    }

    async fn ask_at(&self, resolver: [u8; 20], question: Vec<u8>) -> Result<Vec<u8>, ContractError> {
        ask(self.chain.as_ref(), resolver, question).await.map_err(|error| match error {
            ContractError::Chain(ChainError::Rpc { data, .. }) if is_offchain_lookup(&data) => ContractError::Offchain,
            other => other,
        })
    }

    /// Which contract answers for a name; zero if none does.
    pub(crate) async fn resolver(&self, name: &EnsName) -> Result<[u8; 20], ContractError> {
        self.address(ENS_REGISTRY, ens_resolver_of(name.node())).await
    }

    /// Who owns a name; zero if nobody does.
    pub(crate) async fn owner(&self, name: &EnsName) -> Result<[u8; 20], ContractError> {
        self.address(ENS_REGISTRY, ens_owner_of(name.node())).await
    }

    /// The address of a name; zero if it says none.
    pub(crate) async fn address_of(&self, name: &EnsName) -> Result<[u8; 20], ContractError> {
        let answer = self.ask_resolver(name.node(), ens_address_of(name.node())).await?;
        read_address(&answer).ok_or(ContractError::Malformed)
    }

    /// The public key of a name; `None` if it says none.
    pub(crate) async fn public_key_of(&self, name: &EnsName) -> Result<Option<PublicKey>, EnsError> {
        let answer = self.ask_resolver(name.node(), ens_public_key_of(name.node())).await?;
        Ok(read_ens_public_key(&answer)?)
    }

    /// Where the page of a name is; empty if it says nothing, `None` if its resolver knows nothing of pages.
    pub(crate) async fn content_hash_of(&self, name: &EnsName) -> Result<Option<Vec<u8>>, ContractError> {
        let resolver = self.resolver(name).await?;
        match self.ask_at(resolver, ens_content_hash_of(name.node())).await {
            Ok(answer) => Ok(read_content_hash(&answer).ok()),
            Err(ContractError::Chain(ChainError::Rpc { .. }) | ContractError::NoContract) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The page of a name; `None` if it has none.
    pub(crate) async fn page_of(&self, name: &EnsName) -> Result<Option<Resource>, EnsError> {
        let content_hash = self.content_hash_of(name).await?.unwrap_or_default();
        Ok(if content_hash.is_empty() { None } else { Some(resource(&content_hash)?) })
    }

    /// The name of an address: it says that it has the name, and the name says that it has the address. The former alone
    /// anybody may say (ENSIP-3).
    pub(crate) async fn name_of(&self, address: &[u8; 20]) -> Result<EnsName, EnsError> {
        let node = reverse_node(address);
        let answer = match self.ask_resolver(node, ens_reverse_name_of(node)).await {
            Err(ContractError::NoContract) => return Err(EnsAnswerError::NoName.into()),
            other => other?,
        };
        let name = read_reverse_name(&answer)?;
        match self.address_of(&name).await {
            Ok(found) if found == *address => Ok(name),
            Ok(_) | Err(ContractError::NoContract | ContractError::Malformed) => Err(EnsAnswerError::NoName.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// The contract that registers usernames; zero if there is none.
    pub(crate) async fn registrar(&self) -> Result<[u8; 20], ContractError> {
        self.address(ENS_REGISTRY, ens_owner_of(registrar_node())).await
    }

    /// What a username costs, in the smallest unit of SNT.
    pub(crate) async fn price(&self) -> Result<U256, ContractError> {
        ask_number(self.chain.as_ref(), self.registrar().await?, ens_price()).await
    }

    /// Until when a username cannot be taken away, Unix seconds; zero if it is nobody's.
    pub(crate) async fn expiration(&self, label: &UsernameLabel) -> Result<U256, ContractError> {
        ask_number(self.chain.as_ref(), self.registrar().await?, ens_expiration_of(label)).await
    }

    /// Buys a username: the token that pays for it lets the registrar take the price, and calls it at once.
    pub(crate) async fn registration(
        &self,
        from: [u8; 20],
        label: &UsernameLabel,
        key: &PublicKey,
    ) -> Result<ContractCall, ContractError> {
        let registrar = self.registrar().await?;
        let price = ask_number(self.chain.as_ref(), registrar, ens_price()).await?;
        let call = ens_register(label.as_str(), &from, &PublicKeyCoordinates::from(key));
        Ok(ContractCall { from, to: self.contracts.snt, data: snt_approve_and_call(&registrar, price, &call) })
    }

    /// Gives a username back.
    pub(crate) async fn release(&self, from: [u8; 20], label: &UsernameLabel) -> Result<ContractCall, ContractError> {
        let to = some_contract(self.registrar().await?)?;
        Ok(ContractCall { from, to, data: ens_release(label.as_str()) })
    }

    /// Gives a name a public key.
    pub(crate) async fn key_change(
        &self,
        from: [u8; 20],
        name: &EnsName,
        key: &PublicKey,
    ) -> Result<ContractCall, ContractError> {
        let to = some_contract(self.resolver(name).await?)?;
        Ok(ContractCall { from, to, data: ens_set_public_key(name.as_str(), &PublicKeyCoordinates::from(key)) })
    }

    /// Gas of a call, and a little more.
    pub(crate) async fn gas_of(&self, call: ContractCall) -> Result<u64, ContractError> {
        Ok(self.chain.estimate_gas(call.into()).await?.saturating_add(MORE_GAS))
    }
}
