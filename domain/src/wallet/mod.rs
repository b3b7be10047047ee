//! Money: what signing and talking to contracts needs, what it costs, and which way it goes.

mod abi;
pub mod balance;
mod error_response;
pub mod execution;
pub mod fee;
pub mod market;
pub mod network;
mod personal_message;
pub mod provider;
pub mod route;
pub mod token;
mod transaction;
mod web3_text;

pub use abi::{AbiError, AbiType, AbiValue, decode_abi};
pub use error_response::{ErrorResponse, GENERIC_ERROR_CODE};
pub use personal_message::{
    PersonalMessageError, hash_personal_message, recover_personal_message, sign_personal_message,
};
pub use transaction::{
    AccessListItem, SignedTransaction, Transaction, TransactionError, TransactionFees, TransactionRequest,
};
pub use web3_text::{
    has_checksum, hex_to_decimal, hex_to_utf8, is_address_text, number_to_hex, to_checksum_text, utf8_to_hex,
};

#[cfg(test)]
mod tests;
