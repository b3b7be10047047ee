//! Call data of the token contracts that routes ask and use (ERC-20), and what they answer.

use ruint::aliases::U256;

/// Bytes of a word of the contract ABI.
const WORD: usize = 32;

/// `balanceOf(address)`.
#[must_use]
pub fn token_balance_call(owner: [u8; 20]) -> Vec<u8> {
    call([0x70, 0xa0, 0x82, 0x31], &[of_address(owner)])
}

/// `allowance(address,address)`.
#[must_use]
pub fn allowance_call(owner: [u8; 20], spender: [u8; 20]) -> Vec<u8> {
    call([0xdd, 0x62, 0xed, 0x3e], &[of_address(owner), of_address(spender)])
}

/// `transfer(address,uint256)`.
#[must_use]
pub fn token_transfer_call(to: [u8; 20], amount: U256) -> Vec<u8> {
    call([0xa9, 0x05, 0x9c, 0xbb], &[of_address(to), amount])
}

/// `approve(address,uint256)`.
#[must_use]
pub fn approve_call(spender: [u8; 20], amount: U256) -> Vec<u8> {
    call([0x09, 0x5e, 0xa7, 0xb3], &[of_address(spender), amount])
}

/// The number that a contract answered: exactly one word. `None` if it is something else, as of what is no contract.
#[must_use]
pub fn read_amount(answer: &[u8]) -> Option<U256> {
    <&[u8; WORD]>::try_from(answer).ok().map(|word| U256::from_be_bytes(*word))
}

fn of_address(address: [u8; 20]) -> U256 {
    U256::try_from_be_slice(&address).unwrap_or_default()
}

fn call(selector: [u8; 4], words: &[U256]) -> Vec<u8> {
    let mut data = selector.to_vec();
    data.extend(words.iter().flat_map(|word| word.to_be_bytes::<WORD>()));
    data
}
