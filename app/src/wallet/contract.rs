//! Contracts that Status uses: what they are asked, and calls of them that are to be signed.

use ruint::aliases::U256;
use status_domain::wallet::{StatusContracts, read_address, read_number, status_contracts};
use status_ports::{BlockId, CallRequest, ChainError, ChainProvider};

/// Why a contract tells nothing. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContractError {
    /// There is no such contract on the chain.
    #[error("not available for chainID")]
    NotAvailable,
    /// There is no contract where one should be.
    #[error("no contract code at given address")]
    NoContract,
    /// It names a server that would answer in its place.
    #[error("the name is answered for outside of the chain (EIP-3668), where it is not looked up")]
    Offchain,
    /// It answered with something else than it was asked for.
    #[error("malformed answer of a contract")]
    Malformed,
    /// The chain does not answer.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// A call that is to be signed and sent. No money goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContractCall {
    /// Who calls.
    pub(crate) from: [u8; 20],
    /// The contract.
    pub(crate) to: [u8; 20],
    /// What it is told.
    pub(crate) data: Vec<u8>,
}

impl From<ContractCall> for CallRequest {
    fn from(call: ContractCall) -> Self {
        Self { from: Some(call.from), to: Some(call.to), value: U256::ZERO, data: call.data }
    }
}

/// The contracts of Status on a chain.
///
/// # Errors
/// [`ContractError::NotAvailable`] if it has none.
pub(crate) fn contracts_of(chain_id: u64) -> Result<StatusContracts, ContractError> {
    status_contracts(chain_id).ok_or(ContractError::NotAvailable)
}

/// What is asked of nobody has no answer, and what is sent to nobody is lost.
pub(super) fn some_contract(address: [u8; 20]) -> Result<[u8; 20], ContractError> {
    if address == [0; 20] { Err(ContractError::NoContract) } else { Ok(address) }
}

/// Asks a contract. Where none is, chains answer nothing.
pub(super) async fn ask(
    chain: &dyn ChainProvider,
    contract: [u8; 20],
    data: Vec<u8>,
) -> Result<Vec<u8>, ContractError> {
    let call = CallRequest { to: Some(some_contract(contract)?), data, ..CallRequest::default() };
    let answer = chain.call(call, BlockId::Latest).await?;
    if answer.is_empty() { Err(ContractError::NoContract) } else { Ok(answer) }
}

/// Asks a contract for an address.
pub(super) async fn ask_address(
    chain: &dyn ChainProvider,
    contract: [u8; 20],
    data: Vec<u8>,
) -> Result<[u8; 20], ContractError> {
    read_address(&ask(chain, contract, data).await?).ok_or(ContractError::Malformed)
}

/// Asks a contract for a number.
pub(super) async fn ask_number(
    chain: &dyn ChainProvider,
    contract: [u8; 20],
    data: Vec<u8>,
) -> Result<U256, ContractError> {
    read_number(&ask(chain, contract, data).await?).ok_or(ContractError::Malformed)
}
