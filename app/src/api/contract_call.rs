//! Calls of contracts that a client is to sign, in the two shapes that clients know.

use ruint::aliases::U256;
use schemars::JsonSchema;
use serde::Serialize;

use crate::json::{Base64Bytes, CommonAddress, HexAmount, HexBytes};
use crate::wallet::contract::ContractCall;

/// The arguments of `eth_call`, which are those of a transaction, too.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "TransactionArguments")]
pub(super) struct CallArgumentsJson {
    from: CommonAddress,
    to: CommonAddress,
    /// Wei: none go along.
    value: HexAmount,
    data: HexBytes,
}

impl From<ContractCall> for CallArgumentsJson {
    fn from(call: ContractCall) -> Self {
        Self {
            from: CommonAddress(call.from),
            to: CommonAddress(call.to),
            value: HexAmount(U256::ZERO),
            data: HexBytes(call.data),
        }
    }
}

/// `ethereum.CallMsg`. What is left open is zero or `null`.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "ethereum.CallMsg")]
#[serde(rename_all = "PascalCase")]
pub(super) struct CallMessageJson {
    from: CommonAddress,
    to: CommonAddress,
    gas: u64,
    gas_price: Option<u64>,
    gas_fee_cap: Option<u64>,
    gas_tip_cap: Option<u64>,
    /// Wei: none go along.
    value: u64,
    data: Base64Bytes,
    access_list: Option<Vec<()>>,
}

impl From<ContractCall> for CallMessageJson {
    fn from(call: ContractCall) -> Self {
        Self {
            from: CommonAddress(call.from),
            to: CommonAddress(call.to),
            gas: 0,
            gas_price: None,
            gas_fee_cap: None,
            gas_tip_cap: None,
            value: 0,
            data: Base64Bytes(call.data),
            access_list: None,
        }
    }
}
