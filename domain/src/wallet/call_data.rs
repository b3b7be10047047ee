//! What is said to contracts of tokens, names and stickers, and the simplest of what they answer. Amounts are in the
//! smallest unit of the token.

use ruint::aliases::U256;

use super::abi::selector;
use super::ens::{PublicKeyCoordinates, label_hash, name_hash, registered_label};

/// A call whose arguments take a word each. The types of the signature are written in full, without spaces.
#[must_use]
pub fn call_data(signature: &str, words: &[[u8; 32]]) -> Vec<u8> {
    [selector(signature).as_slice(), words.as_flattened()].concat()
}

/// An address as a word.
#[must_use]
pub fn address_word(address: &[u8; 20]) -> [u8; 32] {
    U256::from_be_slice(address).to_be_bytes()
}

/// A number as a word.
#[must_use]
pub const fn number_word(number: U256) -> [u8; 32] {
    number.to_be_bytes()
}

/// The number that a contract answered: exactly one word. `None` if it is something else, as of what is no contract.
#[must_use]
pub fn read_number(answer: &[u8]) -> Option<U256> {
    <&[u8; 32]>::try_from(answer).ok().map(|word| U256::from_be_bytes(*word))
}

/// The address that a contract answered: exactly one word, with nothing before it. `None` if it is something else.
#[must_use]
pub fn read_address(answer: &[u8]) -> Option<[u8; 20]> {
    let (zeros, address) = answer.split_at_checked(12)?;
    if zeros.iter().all(|byte| *byte == 0) { address.try_into().ok() } else { None }
}

/// ERC-20: what somebody has.
#[must_use]
pub fn erc20_balance_of(owner: &[u8; 20]) -> Vec<u8> {
    call_data("balanceOf(address)", &[address_word(owner)])
}

/// ERC-20: what somebody may take of what the owner has.
#[must_use]
pub fn erc20_allowance(owner: &[u8; 20], spender: &[u8; 20]) -> Vec<u8> {
    call_data("allowance(address,address)", &[address_word(owner), address_word(spender)])
}

/// ERC-20: tokens go to somebody.
#[must_use]
pub fn erc20_transfer(to: &[u8; 20], amount: U256) -> Vec<u8> {
    call_data("transfer(address,uint256)", &[address_word(to), number_word(amount)])
}

/// ERC-20: somebody may take tokens.
#[must_use]
pub fn erc20_approve(spender: &[u8; 20], amount: U256) -> Vec<u8> {
    call_data("approve(address,uint256)", &[address_word(spender), number_word(amount)])
}

/// ERC-721: a token goes to somebody, without asking whether that is a contract that knows tokens.
#[must_use]
pub fn erc721_transfer_from(from: &[u8; 20], to: &[u8; 20], token_id: U256) -> Vec<u8> {
    call_data("transferFrom(address,address,uint256)", &[address_word(from), address_word(to), number_word(token_id)])
}

/// ERC-721: a token goes to somebody who knows tokens.
#[must_use]
pub fn erc721_safe_transfer_from(from: &[u8; 20], to: &[u8; 20], token_id: U256) -> Vec<u8> {
    call_data(
        "safeTransferFrom(address,address,uint256)",
        &[address_word(from), address_word(to), number_word(token_id)],
    )
}

/// ERC-1155: some of a token go to somebody.
#[must_use]
pub fn erc1155_safe_transfer_from(from: &[u8; 20], to: &[u8; 20], token_id: U256, amount: U256) -> Vec<u8> {
    // Five places, and behind them no further data.
    let words = [
        address_word(from),
        address_word(to),
        number_word(token_id),
        number_word(amount),
        number_word(U256::from(5 * 32)),
        number_word(U256::ZERO),
    ];
    call_data("safeTransferFrom(address,address,uint256,uint256,bytes)", &words)
}

/// SNT: somebody may take tokens, and is called at once with further data.
#[must_use]
pub fn snt_approve_and_call(spender: &[u8; 20], amount: U256, data: &[u8]) -> Vec<u8> {
    let words = [
        address_word(spender),
        number_word(amount),
        number_word(U256::from(3 * 32)),
        number_word(U256::from(data.len())),
    ];
    let mut call = call_data("approveAndCall(address,uint256,bytes)", &words);
    call.extend(data);
    call.resize(call.len().saturating_add(data.len().next_multiple_of(32).saturating_sub(data.len())), 0);
    call
}

/// Registrar: a name of `stateofus.eth` is bought. Goes into [`snt_approve_and_call`]. The name is taken as it is.
#[must_use]
pub fn ens_register(username: &str, owner: &[u8; 20], public_key: &PublicKeyCoordinates) -> Vec<u8> {
    call_data(
        "register(bytes32,address,bytes32,bytes32)",
        &[label_hash(username), address_word(owner), public_key.x, public_key.y],
    )
}

/// Registrar: a name of `stateofus.eth` is given back.
#[must_use]
pub fn ens_release(username: &str) -> Vec<u8> {
    call_data("release(bytes32)", &[label_hash(registered_label(username))])
}

/// Resolver: the key of a name, given in full.
#[must_use]
pub fn ens_set_public_key(name: &str, public_key: &PublicKeyCoordinates) -> Vec<u8> {
    call_data("setPubkey(bytes32,bytes32,bytes32)", &[name_hash(name), public_key.x, public_key.y])
}

/// Sticker market: a pack is bought. Goes into [`snt_approve_and_call`].
#[must_use]
pub fn stickers_buy(pack_id: U256, owner: &[u8; 20], price: U256) -> Vec<u8> {
    call_data("buyToken(uint256,address,uint256)", &[number_word(pack_id), address_word(owner), number_word(price)])
}
