//! Questions to the contracts that read many balances at once, and their answers.

use ruint::aliases::U256;

use crate::wallet::{address_word, call_data, number_word};

/// Bytes of a word.
const WORD: usize = 32;

/// Multicall3, at the same address on nearly every chain.
pub const MULTICALL3: [u8; 20] = [
    0xca, 0x11, 0xbd, 0xe0, 0x59, 0x77, 0xb3, 0x63, 0x11, 0x67, 0x02, 0x88, 0x62, 0xbe, 0x2a, 0x17, 0x39, 0x76, 0xca,
    0x11,
];

/// Why an answer is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed answer of a contract")]
pub struct AnswerError;

/// What one of many calls gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CallResult<'a> {
    pub(super) is_success: bool,
    pub(super) data: &'a [u8],
}

fn length_word(length: usize) -> [u8; WORD] {
    number_word(U256::from(length))
}

/// `getEthBalance(address)` of Multicall3.
pub(super) fn native_balance_of(account: &[u8; 20]) -> Vec<u8> {
    call_data("getEthBalance(address)", &[address_word(account)])
}

/// `aggregate3((address target, bool allowFailure, bytes callData)[])` of Multicall3, with every call allowed to fail.
pub(super) fn aggregate3(calls: &[([u8; 20], Vec<u8>)]) -> Vec<u8> {
    let mut data = call_data("aggregate3((address,bool,bytes)[])", &[length_word(WORD), length_word(calls.len())]);
    let mut offset = calls.len().saturating_mul(WORD);
    for (_, call) in calls {
        data.extend(length_word(offset));
        // Address, flag, offset, length.
        offset = offset.saturating_add(WORD.saturating_mul(4)).saturating_add(call.len().next_multiple_of(WORD));
    }
    for (target, call) in calls {
        data.extend(address_word(target));
        data.extend(length_word(1));
        data.extend(length_word(WORD.saturating_mul(3)));
        data.extend(length_word(call.len()));
        data.extend(call);
        data.extend(core::iter::repeat_n(0, call.len().next_multiple_of(WORD).saturating_sub(call.len())));
    }
    data
}

/// `etherBalances(address[])` of the balance scanner.
pub(super) fn ether_balances(accounts: &[[u8; 20]]) -> Vec<u8> {
    let mut data = call_data("etherBalances(address[])", &[length_word(WORD)]);
    extend_addresses(&mut data, accounts);
    data
}

/// `tokensBalance(address owner, address[] contracts)` of the balance scanner.
pub(super) fn tokens_balance(account: &[u8; 20], tokens: &[[u8; 20]]) -> Vec<u8> {
    let words = [address_word(account), length_word(WORD.saturating_mul(2))];
    let mut data = call_data("tokensBalance(address,address[])", &words);
    extend_addresses(&mut data, tokens);
    data
}

fn extend_addresses(data: &mut Vec<u8>, addresses: &[[u8; 20]]) {
    data.extend(length_word(addresses.len()));
    data.extend(addresses.iter().flat_map(address_word));
}

/// Reads `(bool, bytes)[]`: what so many calls gave. Nothing is copied, so that an answer costs what it is long.
pub(super) fn read_results(answer: &[u8], count: usize) -> Result<Vec<CallResult<'_>>, AnswerError> {
    let array = tail(answer, 0)?;
    if length_at(array, 0)? != count {
        return Err(AnswerError);
    }
    let elements = array.get(WORD..).ok_or(AnswerError)?;
    let positions = (0..count).map(|index| index.checked_mul(WORD).ok_or(AnswerError));
    positions.map(|position| read_result(tail(elements, position?)?)).collect()
}

fn read_result(element: &[u8]) -> Result<CallResult<'_>, AnswerError> {
    let is_success = match length_at(element, 0)? {
        0 => false,
        1 => true,
        _ => return Err(AnswerError),
    };
    let bytes = tail(element, WORD)?;
    let end = length_at(bytes, 0)?.checked_add(WORD).ok_or(AnswerError)?;
    Ok(CallResult { is_success, data: bytes.get(WORD..end).ok_or(AnswerError)? })
}

/// What an offset points to.
fn tail(bytes: &[u8], position: usize) -> Result<&[u8], AnswerError> {
    bytes.get(length_at(bytes, position)?..).ok_or(AnswerError)
}

fn length_at(bytes: &[u8], position: usize) -> Result<usize, AnswerError> {
    let end = position.checked_add(WORD).ok_or(AnswerError)?;
    let word = bytes.get(position..end).ok_or(AnswerError)?;
    let number = U256::try_from_be_slice(word).ok_or(AnswerError)?;
    usize::try_from(number).map_err(|_| AnswerError)
}
