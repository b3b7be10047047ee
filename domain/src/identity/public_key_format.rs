//! The texts of a public key: `0x04…` in the API, `zQ3sh…` in links and profiles, and the multiformat behind the latter:
//! multibase of (varint codec ‖ key).

use multibase::Base;

use crate::crypto::PublicKey;

/// Codec of secp256k1 keys, the only ones that Status has.
const SECP256K1: u64 = 0xe7;

/// Characters of `0x04…`.
const LEGACY_KEY_LENGTH: usize = 132;

/// Decoding grows with the square of the length; the longest text of a key, in base 2, has some 500 characters.
const MAX_TEXT_LENGTH: usize = 1024;

/// Why a text is no public key. Most texts are those of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyFormatError {
    /// Not of the form `0x04…`, or no point of the curve.
    #[error("invalid pubkey: {0}")]
    InvalidText(String),
    /// Not 132 characters, or nothing at all.
    #[error("invalid key length")]
    InvalidLength,
    /// The first character names no base.
    #[error("selected encoding not supported")]
    UnsupportedBase,
    /// A character that its base does not have.
    #[error("invalid multibase text")]
    InvalidCharacter,
    /// No whole number in front of the key.
    #[error("malformed codec number")]
    MalformedCodec,
    /// A key of another kind.
    #[error("unsupported public key type '{0:X}'")]
    UnsupportedKeyType(u64),
    /// The bytes are no point of the curve in the expected form.
    #[error("invalid public key format")]
    InvalidKey,
    /// Hex digits are missing.
    #[error("{0}")]
    Hex(&'static str),
    /// The bytes are no uncompressed key.
    #[error("invalid secp256k1 public key")]
    InvalidUncompressedKey,
    /// A compressed key has 33 bytes.
    #[error("key is not 33 bytes long")]
    NotCompressed,
}

/// `0x04…`: the text of a key in the API, 132 characters in lower case.
#[must_use]
pub fn public_key_text(key: &PublicKey) -> String {
    format!("0x{}", hex::encode(key.to_uncompressed()))
}

/// Reads `0x04…`.
///
/// # Errors
/// [`PublicKeyFormatError::InvalidText`] for anything else.
pub fn parse_public_key(text: &str) -> Result<PublicKey, PublicKeyFormatError> {
    let digits = text.strip_prefix("0x").filter(|_| text.len() == LEGACY_KEY_LENGTH);
    let bytes = digits.and_then(|digits| hex::decode(digits).ok());
    bytes
        .and_then(|bytes| PublicKey::from_bytes(&bytes).ok())
        .ok_or_else(|| PublicKeyFormatError::InvalidText(text.to_owned()))
}

/// `zQ3sh…`: the compressed text of a key.
#[must_use]
pub fn compressed_key(key: &PublicKey) -> String {
    multibase::encode(Base::Base58Btc, with_codec(&key.to_compressed()))
}

/// Reads a compressed key in any base, usually `zQ3sh…`.
///
/// # Errors
/// [`PublicKeyFormatError`] if it is none.
pub fn parse_compressed_key(text: &str) -> Result<PublicKey, PublicKeyFormatError> {
    if text.is_empty() {
        return Err(PublicKeyFormatError::InvalidLength);
    }
    read_multiformat(text, 33)
}

/// Rewrites an uncompressed multiformat key as a compressed one in `base`, the character of a multibase encoding or `0x`.
///
/// # Errors
/// [`PublicKeyFormatError`] if the text is no such key, or the base unknown.
pub fn serialize_public_key(text: &str, base: &str) -> Result<String, PublicKeyFormatError> {
    let key = read_multiformat(text, 65)?;
    Ok(multibase::encode(parse_base(base)?, with_codec(&key.to_compressed())))
}

/// Rewrites a compressed multiformat key as an uncompressed one in `base`, the character of a multibase encoding or `0x`.
///
/// # Errors
/// [`PublicKeyFormatError`] if the text is no such key, or the base unknown.
pub fn deserialize_public_key(text: &str, base: &str) -> Result<String, PublicKeyFormatError> {
    let key = read_multiformat(text, 33)?;
    Ok(multibase::encode(parse_base(base)?, with_codec(&key.to_uncompressed())))
}

/// `0x04…` to `zQ3sh…`.
///
/// # Errors
/// [`PublicKeyFormatError::InvalidLength`], or another if the digits are no key.
pub fn serialize_legacy_key(text: &str) -> Result<String, PublicKeyFormatError> {
    if text.len() != LEGACY_KEY_LENGTH {
        return Err(PublicKeyFormatError::InvalidLength);
    }
    let key = parse_public_key(text).map_err(|_| PublicKeyFormatError::InvalidKey)?;
    Ok(compressed_key(&key))
}

/// `zQ3sh…` to `0x04…`.
///
/// # Errors
/// [`PublicKeyFormatError`] if the text is no compressed key.
pub fn deserialize_compressed_key(text: &str) -> Result<String, PublicKeyFormatError> {
    parse_compressed_key(text).map(|key| public_key_text(&key))
}

/// `zQ3sh…` to `0x02…` or `0x03…`.
///
/// # Errors
/// Always the same: the reference says so of every text that is no key.
pub fn deserialize_and_compress_key(text: &str) -> Result<String, PublicKeyFormatError> {
    let key = parse_compressed_key(text).map_err(|_| PublicKeyFormatError::Hex("invalid hex string"))?;
    Ok(format!("0x{}", hex::encode(key.to_compressed())))
}

/// `0x04…` to `0x02…` or `0x03…`.
///
/// # Errors
/// [`PublicKeyFormatError::Hex`] or [`PublicKeyFormatError::InvalidUncompressedKey`].
pub fn compress_public_key(text: &str) -> Result<String, PublicKeyFormatError> {
    let key = parse_hex_public_key(text)?;
    Ok(format!("0x{}", hex::encode(key.to_compressed())))
}

/// Reads `0x04…` as [`parse_public_key`] does, but says what is wrong.
///
/// # Errors
/// [`PublicKeyFormatError::Hex`] or [`PublicKeyFormatError::InvalidUncompressedKey`].
pub fn parse_hex_public_key(text: &str) -> Result<PublicKey, PublicKeyFormatError> {
    let bytes = decode_hex(text)?;
    let key = Some(bytes).filter(|bytes| bytes.len() == 65).and_then(|bytes| PublicKey::from_bytes(&bytes).ok());
    key.ok_or(PublicKeyFormatError::InvalidUncompressedKey)
}

/// `0x02…` or `0x03…` to `0x04…`.
///
/// # Errors
/// [`PublicKeyFormatError::Hex`], [`PublicKeyFormatError::NotCompressed`] or [`PublicKeyFormatError::InvalidKey`].
pub fn decompress_public_key(text: &str) -> Result<String, PublicKeyFormatError> {
    let bytes = decode_hex(text)?;
    if bytes.len() != 33 {
        return Err(PublicKeyFormatError::NotCompressed);
    }
    PublicKey::from_bytes(&bytes).map(|key| public_key_text(&key)).map_err(|_| PublicKeyFormatError::InvalidKey)
}

fn decode_hex(text: &str) -> Result<Vec<u8>, PublicKeyFormatError> {
    if text.is_empty() {
        return Err(PublicKeyFormatError::Hex("empty hex string"));
    }
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let digits = digits.ok_or(PublicKeyFormatError::Hex("hex string without 0x prefix"))?;
    hex::decode(digits).map_err(|error| {
        PublicKeyFormatError::Hex(match error {
            hex::FromHexError::OddLength => "hex string of odd length",
            _ => "invalid hex string",
        })
    })
}

fn parse_base(text: &str) -> Result<Base, PublicKeyFormatError> {
    if text == "0x" {
        return Ok(Base::Base16Lower);
    }
    let base = text.chars().next().ok_or(PublicKeyFormatError::UnsupportedBase)?;
    Base::from_code(base).map_err(|_| PublicKeyFormatError::UnsupportedBase)
}

/// The key in a multiformat text, whose encoding must have `length` bytes.
fn read_multiformat(text: &str, length: usize) -> Result<PublicKey, PublicKeyFormatError> {
    if text.len() > MAX_TEXT_LENGTH {
        return Err(PublicKeyFormatError::InvalidLength);
    }
    let bytes = match text.strip_prefix("0x") {
        Some(digits) => hex::decode(digits).map_err(|_| PublicKeyFormatError::InvalidCharacter)?,
        None => {
            let (_, bytes) = multibase::decode(text).map_err(|error| match error {
                multibase::Error::UnknownBase(_) => PublicKeyFormatError::UnsupportedBase,
                multibase::Error::InvalidBaseString => PublicKeyFormatError::InvalidCharacter,
            })?;
            bytes
        }
    };
    let (codec, key) = split_varint(&bytes).ok_or(PublicKeyFormatError::MalformedCodec)?;
    if codec != SECP256K1 {
        return Err(PublicKeyFormatError::UnsupportedKeyType(codec));
    }
    if key.len() != length {
        return Err(PublicKeyFormatError::InvalidKey);
    }
    PublicKey::from_bytes(key).map_err(|_| PublicKeyFormatError::InvalidKey)
}

/// An unsigned varint of at most 63 bits in its shortest form, and what follows it.
pub(crate) fn split_varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let end = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)?;
    let (head, rest) = bytes.split_at_checked(end.checked_add(1)?)?;
    if head.len() > 1 && head.last() == Some(&0) {
        return None;
    }
    let value = head.iter().rev().fold(0_u64, |value, byte| value << 7 | u64::from(byte & 0x7f));
    Some((value, rest))
}

fn with_codec(key: &[u8]) -> Vec<u8> {
    // The varint of the codec.
    let mut out = vec![0xe7, 0x01];
    out.extend_from_slice(key);
    out
}
