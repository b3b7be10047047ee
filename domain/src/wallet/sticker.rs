//! What contracts say of packs of stickers.

use ruint::aliases::U256;

use super::abi::{AbiType, AbiValue, decode_abi};
use super::{address_word, call_data, number_word};

/// Most bytes of what is said of a pack.
const MAX_ANSWER: usize = 16 * 1024;

/// A pack as it is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StickerPackOffer {
    /// Who gets the money.
    pub owner: [u8; 20],
    /// What it costs, in the smallest unit of SNT.
    pub price: U256,
    /// Where it is described.
    pub content_hash: Vec<u8>,
}

/// Asks how many packs there are. They are numbered from 0.
#[must_use]
pub fn sticker_pack_count() -> Vec<u8> {
    call_data("packCount()", &[])
}

/// Asks what there is to say of a pack.
#[must_use]
pub fn sticker_pack_of(pack_id: U256) -> Vec<u8> {
    call_data("getPackData(uint256)", &[number_word(pack_id)])
}

/// What is said of a pack. `None` if the answer is something else.
#[must_use]
pub fn read_sticker_pack(answer: &[u8]) -> Option<StickerPackOffer> {
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
    match decode_abi(&types, answer).ok()?.as_slice() {
        [_, AbiValue::Address(owner), _, _, AbiValue::Number(price), AbiValue::Bytes(content_hash)] => {
            let price = U256::try_from_be_slice(&price.to_bytes_be().1)?;
            Some(StickerPackOffer { owner: *owner, price, content_hash: content_hash.clone() })
        }
        _ => None,
    }
}

/// Asks for one of the tokens that somebody has: each is a pack that was bought. They are numbered from 0 to the balance.
#[must_use]
pub fn sticker_token_of(owner: &[u8; 20], index: U256) -> Vec<u8> {
    call_data("tokenOfOwnerByIndex(address,uint256)", &[address_word(owner), number_word(index)])
}

/// Asks which pack a token is.
#[must_use]
pub fn sticker_pack_of_token(token_id: U256) -> Vec<u8> {
    call_data("tokenPackId(uint256)", &[number_word(token_id)])
}
