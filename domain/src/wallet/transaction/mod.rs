//! Transactions of Ethereum as an account signs them and a chain takes them: legacy with the chain in the signature
//! (EIP-155), with access list (EIP-2930), and with a fee that follows the block (EIP-1559).

mod envelope;
mod error;
mod request;
mod rlp;

pub use envelope::SignedTransaction;
pub use error::TransactionError;
pub use request::TransactionRequest;

use ruint::aliases::U256;

use crate::crypto::{PrivateKey, Signature, keccak256};

/// What a transaction is willing to pay, in wei for each unit of gas. It decides the type of the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransactionFees {
    /// Type 0: one price.
    Legacy {
        /// The price.
        gas_price: U256,
    },
    /// Type 1 (EIP-2930): one price, and storage named in advance.
    AccessList {
        /// The price.
        gas_price: U256,
        /// What is touched.
        access_list: Vec<AccessListItem>,
    },
    /// Type 2 (EIP-1559): the base fee of the block and a tip.
    Dynamic {
        /// Both together at most.
        max_fee_per_gas: U256,
        /// The tip at most.
        max_priority_fee_per_gas: U256,
        /// What is touched.
        access_list: Vec<AccessListItem>,
    },
}

/// An account and its storage that a transaction touches (EIP-2930).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessListItem {
    /// The account.
    pub address: [u8; 20],
    /// Places in its storage.
    pub storage_keys: Vec<[u8; 32]>,
}

/// A transaction before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The chain that it is for: a signature is worth nothing on any other.
    pub chain_id: u64,
    /// How many transactions of the sender came before.
    pub nonce: u64,
    /// Units of gas at most.
    pub gas_limit: u64,
    /// Who gets it; nobody if it creates a contract.
    pub to: Option<[u8; 20]>,
    /// Wei.
    pub value: U256,
    /// Call data, or the code of the contract that is created.
    pub input: Vec<u8>,
    /// What is paid.
    pub fees: TransactionFees,
}

impl Transaction {
    /// The number of the type (EIP-2718).
    #[must_use]
    pub const fn kind(&self) -> u8 {
        match self.fees {
            TransactionFees::Legacy { .. } => 0,
            TransactionFees::AccessList { .. } => 1,
            TransactionFees::Dynamic { .. } => 2,
        }
    }

    /// The bytes that are hashed to be signed.
    #[must_use]
    pub fn unsigned_bytes(&self) -> Vec<u8> {
        envelope::unsigned_bytes(self)
    }

    /// The digest that the sender signs.
    #[must_use]
    pub fn signing_hash(&self) -> [u8; 32] {
        keccak256(&[&envelope::unsigned_bytes(self)])
    }

    /// Signs it.
    #[must_use]
    pub fn sign(self, key: &PrivateKey) -> SignedTransaction {
        let signature = Signature::sign_digest(key, &self.signing_hash());
        SignedTransaction { transaction: self, signature }
    }

    /// Adds a signature that was made elsewhere, as by a keycard: 65 bytes R‖S‖V with V 0 or 1.
    ///
    /// # Errors
    /// [`TransactionError::SignatureSize`] for another length, [`TransactionError::InvalidSignature`] if no chain would
    /// take it: values out of range, the greater of the two possible S (EIP-2), or no key that fits.
    pub fn with_signature(self, signature: &[u8]) -> Result<SignedTransaction, TransactionError> {
        let signature = Signature::from_bytes(signature).map_err(|_| TransactionError::SignatureSize)?;
        let signed = SignedTransaction { transaction: self, signature };
        signed.sender()?;
        Ok(signed)
    }
}

#[cfg(test)]
mod tests;
