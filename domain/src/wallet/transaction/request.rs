//! What a client says of a transaction that it wants to be sent. What it leaves open is asked of the chain.

use ruint::aliases::U256;

use super::{Transaction, TransactionError, TransactionFees};

/// The arguments of a transaction (`SendTxArgs`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionRequest {
    /// Who sends.
    pub from: [u8; 20],
    /// Who gets it; nobody if it creates a contract.
    pub to: Option<[u8; 20]>,
    /// Units of gas at most; else what the chain estimates.
    pub gas: Option<u64>,
    /// Wei for each unit of gas; else what the chain suggests. Not looked at if both of the following are given.
    pub gas_price: Option<U256>,
    /// Wei.
    pub value: Option<U256>,
    /// How many transactions of the sender came before; else what the chain says.
    pub nonce: Option<u64>,
    /// Wei for each unit of gas at most, tip included.
    pub max_fee_per_gas: Option<U256>,
    /// The tip at most, in wei for each unit of gas.
    pub max_priority_fee_per_gas: Option<U256>,
    /// Call data.
    pub input: Vec<u8>,
    /// The older name of `input`. If both are given they must be the same.
    pub data: Vec<u8>,
}

impl TransactionRequest {
    /// The call data.
    ///
    /// # Errors
    /// [`TransactionError::AmbiguousInput`] if it was given twice, and differently.
    pub fn call_data(&self) -> Result<&[u8], TransactionError> {
        match (self.input.as_slice(), self.data.as_slice()) {
            ([], data) => Ok(data),
            (input, []) => Ok(input),
            (input, data) if input == data => Ok(input),
            _ => Err(TransactionError::AmbiguousInput),
        }
    }

    /// Whether it pays by EIP-1559: only if both prices are given.
    #[must_use]
    pub const fn is_dynamic(&self) -> bool {
        self.max_fee_per_gas.is_some() && self.max_priority_fee_per_gas.is_some()
    }

    /// Whether the price has to be asked of the chain.
    #[must_use]
    pub const fn needs_gas_price(&self) -> bool {
        !self.is_dynamic() && self.gas_price.is_none()
    }

    /// Only the account that sends may sign.
    ///
    /// # Errors
    /// [`TransactionError::InvalidSender`] for another one.
    pub fn check_sender(&self, signer: &[u8; 20]) -> Result<(), TransactionError> {
        if self.from == *signer { Ok(()) } else { Err(TransactionError::InvalidSender) }
    }

    /// A transaction that was signed elsewhere must be the next of its account.
    ///
    /// # Errors
    /// [`TransactionError::BadNonce`] if it is not.
    pub fn check_nonce(&self, expected: u64) -> Result<(), TransactionError> {
        let found = self.nonce.unwrap_or_default();
        if found == expected { Ok(()) } else { Err(TransactionError::BadNonce { expected, found }) }
    }

    /// The transaction, once nothing is open.
    ///
    /// # Errors
    /// [`TransactionError::Missing`] for what is still open, [`TransactionError::AmbiguousInput`] if the call data was
    /// given twice.
    pub fn to_transaction(&self, chain_id: u64) -> Result<Transaction, TransactionError> {
        let input = self.call_data()?.to_vec();
        let fees = match (self.max_fee_per_gas, self.max_priority_fee_per_gas) {
            (Some(max_fee_per_gas), Some(max_priority_fee_per_gas)) => {
                TransactionFees::Dynamic { max_fee_per_gas, max_priority_fee_per_gas, access_list: Vec::new() }
            }
            _ => TransactionFees::Legacy { gas_price: self.gas_price.ok_or(TransactionError::Missing("a gas price"))? },
        };
        Ok(Transaction {
            chain_id,
            nonce: self.nonce.ok_or(TransactionError::Missing("a nonce"))?,
            gas_limit: self.gas.ok_or(TransactionError::Missing("a gas limit"))?,
            to: self.to,
            value: self.value.unwrap_or_default(),
            input,
            fees,
        })
    }
}
