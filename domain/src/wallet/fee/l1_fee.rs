//! The fee that rollups of the OP stack take for putting the data of a transaction on layer 1.
//!
//! It is not part of the gas; a contract of the rollup tells it. Other rollups count it as gas, so that an estimate holds it.

use ruint::aliases::U256;

/// `GasPriceOracle`, which is at the same address on every chain of the OP stack.
const ORACLE: [u8; 20] = [0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0f];

/// `getL1Fee(bytes)`.
const GET_L1_FEE: [u8; 4] = [0x49, 0x94, 0x8e, 0x0e];

/// Bytes of a word of the contract ABI.
const WORD: usize = 32;

/// The contract that tells the data fee; `None` on chains that take none apart from gas.
#[must_use]
pub const fn data_fee_oracle(chain_id: u64) -> Option<[u8; 20]> {
    match chain_id {
        10 | 11_155_420 | 8_453 | 84_532 => Some(ORACLE),
        _ => None,
    }
}

/// Call data of the question what the data of a transaction costs. `transaction`: as it is encoded without its signature,
/// for which the oracle adds room itself.
#[must_use]
pub fn data_fee_call(transaction: &[u8]) -> Vec<u8> {
    let mut data = GET_L1_FEE.to_vec();
    data.extend(U256::from(WORD).to_be_bytes::<WORD>());
    data.extend(U256::from(transaction.len()).to_be_bytes::<WORD>());
    data.extend(transaction);
    let padding = transaction.len().next_multiple_of(WORD).saturating_sub(transaction.len());
    data.extend(core::iter::repeat_n(0, padding));
    data
}

/// Wei, as the oracle answers; `None` if that is no number.
#[must_use]
pub fn read_data_fee(answer: &[u8]) -> Option<U256> {
    answer.first_chunk::<WORD>().map(|word| U256::from_be_bytes(*word))
}
