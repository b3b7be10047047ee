//! What contracts say of packs of stickers.

use ruint::aliases::U256;

use super::abi::{AbiType, decode_abi};
use super::{call_data, number_word, read_number};

/// Most bytes of what is said of a pack.
const MAX_ANSWER: usize = 16 * 1024;

/// Which word of the answer is the price.
const PRICE_PLACE: usize = 4;

/// Asks what there is to say of a pack.
#[must_use]
pub fn sticker_pack_of(pack_id: U256) -> Vec<u8> {
    call_data("getPackData(uint256)", &[number_word(pack_id)])
}

/// What a pack costs, in the smallest unit of SNT. `None` if the answer is something else.
#[must_use]
pub fn read_sticker_pack_price(answer: &[u8]) -> Option<U256> {
    if answer.len() > MAX_ANSWER {
        return None;
    }
    // Categories, owner, whether it is sold, when it was made, price, content hash.
    let types = [
        AbiType::Array(Box::new(AbiType::FixedBytes(4))),
        AbiType::Address,
        AbiType::Bool,
        AbiType::Uint(256),
        AbiType::Uint(256),
        AbiType::Bytes,
    ];
    decode_abi(&types, answer).ok()?;
    answer.chunks(32).nth(PRICE_PLACE).and_then(read_number)
}
