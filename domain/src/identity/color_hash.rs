//! The colour hash (the ring around a picture) and the colour id of a public key.

use super::PublicKeyFormatError;
use super::public_key_slice::Digits;
use crate::crypto::PublicKey;

/// Colours of the ring.
pub const COLOR_COUNT: u8 = 32;

/// Run length (1 to 5) times colour.
const BASE: u32 = 160;

/// Customization colours that a colour id chooses from.
const COLOR_ID_COUNT: u32 = 11;

/// The colour hash: pairs of run length (1 to 5) and colour (0 to 31); neighbours differ in colour.
#[must_use]
pub fn color_hash(key: &PublicKey) -> Vec<(u8, u8)> {
    let mut previous = None;
    let mut segments = Vec::new();
    for digit in Digits::of_key(key, 43, 20).in_base(BASE) {
        // Below 160, so the run length is at most 5.
        let [.., digit] = digit.to_be_bytes();
        let length = (digit >> 5).wrapping_add(1);
        let mut color = digit & 0x1f;
        if previous == Some(color) {
            color = color.wrapping_add(1) & 0x1f;
        }
        segments.push((length, color));
        previous = Some(color);
    }
    segments
}

/// The colour id, 0 to 10: the index of a customization colour.
#[must_use]
pub fn color_id(key: &PublicKey) -> u8 {
    modulo(key.to_uncompressed().iter().flat_map(|byte| [u32::from(byte >> 4), u32::from(byte & 0xf)]))
}

/// The colour id of any number written as `0x` and hex digits, which need not be a key.
///
/// # Errors
/// [`PublicKeyFormatError::InvalidText`] if the text is something else.
pub fn color_id_of_text(text: &str) -> Result<u8, PublicKeyFormatError> {
    let invalid = || PublicKeyFormatError::InvalidText(text.to_owned());
    let digits = text.strip_prefix("0x").filter(|digits| !digits.is_empty()).ok_or_else(invalid)?;
    let digits: Vec<u32> = digits.chars().map(|c| c.to_digit(16)).collect::<Option<_>>().ok_or_else(invalid)?;
    Ok(modulo(digits.into_iter()))
}

fn modulo(hex_digits: impl Iterator<Item = u32>) -> u8 {
    let rest = hex_digits.fold(0_u32, |rest, digit| rest.wrapping_mul(16).wrapping_add(digit) % COLOR_ID_COUNT);
    let [.., rest] = rest.to_be_bytes();
    rest
}
