//! The bytes of a transaction: those that are signed, and those that go to the chain.

use k256::ecdsa;
use ruint::aliases::U256;

use super::rlp::{Fields, List};
use super::{Transaction, TransactionError, TransactionFees};
use crate::crypto::{Signature, keccak256};

/// What the V of a legacy signature starts at (EIP-155): twice the chain and the recovery id are added.
const EIP155_OFFSET: u128 = 35;

/// The first byte of a list: a legacy transaction is one, others begin with their type.
const FIRST_OF_LIST: u8 = 0xc0;

/// A transaction with the signature of its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTransaction {
    pub(super) transaction: Transaction,
    pub(super) signature: Signature,
}

impl SignedTransaction {
    /// What was signed.
    #[must_use]
    pub const fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// R‖S‖V with V 0 or 1.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The bytes that a chain takes (`eth_sendRawTransaction`).
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (list, prefix) = fields(&self.transaction);
        let bytes = self.signature.to_bytes();
        let (r, rest) = bytes.split_at(32);
        let (s, v) = rest.split_at(32);
        let parity = v.first().copied().unwrap_or_default();
        let mut list = list;
        match self.transaction.fees {
            TransactionFees::Legacy { .. } => {
                let chain = u128::from(self.transaction.chain_id).saturating_mul(2);
                list.push(&EIP155_OFFSET.saturating_add(chain).saturating_add(parity.into()))
            }
            _ => list.push(&parity),
        };
        list.push(&U256::from_be_slice(r)).push(&U256::from_be_slice(s));
        list.finish(prefix)
    }

    /// The name of the transaction on its chain.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        keccak256(&[&self.encode()])
    }

    /// Who signed.
    ///
    /// # Errors
    /// [`TransactionError::InvalidSignature`] if nobody can have, or if the S is the greater of the two possible ones,
    /// which no chain takes (EIP-2).
    pub fn sender(&self) -> Result<[u8; 20], TransactionError> {
        let bytes = self.signature.to_bytes();
        let scalars = bytes.get(..64).and_then(|bytes| ecdsa::Signature::from_slice(bytes).ok());
        let is_low = scalars.is_some_and(|scalars| scalars.normalize_s() == scalars);
        let parity = bytes.last().copied().unwrap_or(u8::MAX);
        if !is_low || parity > 1 {
            return Err(TransactionError::InvalidSignature);
        }
        let key = self.signature.recover(&self.transaction.signing_hash());
        key.map(|key| key.address()).map_err(|_| TransactionError::InvalidSignature)
    }

    /// Reads the bytes that a chain takes. Who signed is told by [`Self::sender`].
    ///
    /// # Errors
    /// [`TransactionError`] for what is no transaction, of another type, or for no chain in particular.
    pub fn decode(bytes: &[u8]) -> Result<Self, TransactionError> {
        match bytes.split_first() {
            Some((kind @ (1 | 2), rest)) => decode_typed(*kind, rest),
            Some((first, _)) if *first >= FIRST_OF_LIST => decode_legacy(bytes),
            Some(_) => Err(TransactionError::UnsupportedKind),
            None => Err(alloy_rlp::Error::InputTooShort.into()),
        }
    }
}

/// What is signed.
pub(super) fn unsigned_bytes(transaction: &Transaction) -> Vec<u8> {
    let (mut list, prefix) = fields(transaction);
    if matches!(transaction.fees, TransactionFees::Legacy { .. }) {
        list.push(&transaction.chain_id).push(&0_u8).push(&0_u8);
    }
    list.finish(prefix)
}

/// All fields but the signature, and the byte of the type.
fn fields(transaction: &Transaction) -> (List, &'static [u8]) {
    let mut list = List::default();
    let prefix: &[u8] = match &transaction.fees {
        TransactionFees::Legacy { gas_price } => {
            list.push(&transaction.nonce).push(gas_price).push(&transaction.gas_limit).push_payload(transaction);
            &[]
        }
        TransactionFees::AccessList { gas_price, access_list } => {
            list.push(&transaction.chain_id).push(&transaction.nonce).push(gas_price).push(&transaction.gas_limit);
            list.push_payload(transaction).push_access_list(access_list);
            &[1]
        }
        TransactionFees::Dynamic { max_fee_per_gas, max_priority_fee_per_gas, access_list } => {
            list.push(&transaction.chain_id).push(&transaction.nonce);
            list.push(max_priority_fee_per_gas).push(max_fee_per_gas).push(&transaction.gas_limit);
            list.push_payload(transaction).push_access_list(access_list);
            &[2]
        }
    };
    (list, prefix)
}

fn signature(r: [u8; 32], s: [u8; 32], parity: u8) -> Result<Signature, TransactionError> {
    let bytes = [r.as_slice(), s.as_slice(), &[parity]].concat();
    Signature::from_bytes(&bytes).map_err(|_| TransactionError::InvalidSignature)
}

fn decode_legacy(bytes: &[u8]) -> Result<SignedTransaction, TransactionError> {
    let mut fields = Fields::of_whole(bytes)?;
    let nonce = fields.next()?;
    let gas_price = fields.next()?;
    let gas_limit = fields.next()?;
    let to = fields.next_recipient()?;
    let value = fields.next()?;
    let input = fields.next_bytes()?.to_vec();
    let v: u128 = fields.next()?;
    let (r, s) = (fields.next_word()?, fields.next_word()?);
    fields.end()?;
    let above = v.checked_sub(EIP155_OFFSET).ok_or(match v {
        27 | 28 => TransactionError::Unprotected,
        _ => TransactionError::InvalidSignature,
    })?;
    let chain_id = u64::try_from(above.wrapping_shr(1)).map_err(|_| TransactionError::InvalidSignature)?;
    let parity = u8::from(above & 1 == 1);
    let fees = TransactionFees::Legacy { gas_price };
    let transaction = Transaction { chain_id, nonce, gas_limit, to, value, input, fees };
    Ok(SignedTransaction { transaction, signature: signature(r, s, parity)? })
}

fn decode_typed(kind: u8, bytes: &[u8]) -> Result<SignedTransaction, TransactionError> {
    let mut fields = Fields::of_whole(bytes)?;
    let chain_id = fields.next()?;
    let nonce = fields.next()?;
    // One price, or the tip and then the sum.
    let first_price: U256 = fields.next()?;
    let second_price: Option<U256> = if kind == 2 { Some(fields.next()?) } else { None };
    let gas_limit = fields.next()?;
    let to = fields.next_recipient()?;
    let value = fields.next()?;
    let input = fields.next_bytes()?.to_vec();
    let access_list = fields.next_access_list()?;
    let parity: u8 = fields.next()?;
    let (r, s) = (fields.next_word()?, fields.next_word()?);
    fields.end()?;
    if parity > 1 {
        return Err(TransactionError::InvalidSignature);
    }
    let fees = match second_price {
        None => TransactionFees::AccessList { gas_price: first_price, access_list },
        Some(max_fee_per_gas) => {
            TransactionFees::Dynamic { max_fee_per_gas, max_priority_fee_per_gas: first_price, access_list }
        }
    };
    let transaction = Transaction { chain_id, nonce, gas_limit, to, value, input, fees };
    Ok(SignedTransaction { transaction, signature: signature(r, s, parity)? })
}
