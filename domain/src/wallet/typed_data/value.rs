//! Single values: from JSON to a word of 32 bytes.

use ruint::aliases::U256;
use serde_json::{Number, Value};

use super::TypedDataError;
use crate::identity::parse_address;
use crate::wallet::number_to_hex;

/// Characters of a value that an error repeats.
const SHOWN: usize = 100;

/// The greatest integer that every reader of JSON carries exactly when it is written as a float.
const MAX_EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

/// A number and its sign.
struct Integer {
    is_negative: bool,
    magnitude: U256,
}

impl Integer {
    /// Two's complement.
    fn word(&self) -> [u8; 32] {
        let number = if self.is_negative { self.magnitude.wrapping_neg() } else { self.magnitude };
        number.to_be_bytes()
    }

    fn from_number(number: &Number) -> Option<Self> {
        if let Some(magnitude) = number.as_u64() {
            return Some(Self { is_negative: false, magnitude: U256::from(magnitude) });
        }
        let number = number.as_i64().or_else(|| {
            let float = number.as_f64()?;
            let is_exact = float.fract() == 0.0 && float.abs() <= MAX_EXACT_FLOAT;
            // A float without fraction is written as an integer.
            is_exact.then(|| format!("{float}").parse().ok()).flatten()
        })?;
        Some(Self { is_negative: number < 0, magnitude: U256::from(number.unsigned_abs()) })
    }

    /// Digits without sign.
    fn from_digits(is_negative: bool, digits: &str, radix: u64) -> Option<Self> {
        let is_digits = !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let magnitude = is_digits.then(|| U256::from_str_radix(digits, radix).ok()).flatten()?;
        Some(Self { is_negative: is_negative && !magnitude.is_zero(), magnitude })
    }

    /// Decimal, or hex behind `0x`; nothing is zero.
    fn from_hex_or_decimal(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self { is_negative: false, magnitude: U256::ZERO });
        }
        if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            return Self::from_digits(false, digits, 16);
        }
        match text.strip_prefix('-') {
            Some(digits) => Self::from_digits(true, digits, 10),
            None => Self::from_digits(false, text.strip_prefix('+').unwrap_or(text), 10),
        }
    }

    /// In any base that its prefix names.
    fn from_any_base(text: &str) -> Option<Self> {
        let hex = number_to_hex(text)?;
        match hex.strip_prefix('-') {
            Some(digits) => Self::from_digits(true, digits, 16),
            None => Self::from_digits(false, &hex, 16),
        }
    }

    /// Whether an integer type of Solidity with that many bits has it.
    fn fits(&self, bits: usize, is_signed: bool) -> bool {
        let room = if is_signed { bits.saturating_sub(1) } else { bits };
        let magnitude = if self.is_negative { self.magnitude.wrapping_sub(U256::ONE) } else { self.magnitude };
        magnitude.bit_len() <= room
    }
}

/// As much of a value as an error shows.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.chars().take(SHOWN).collect()
}

pub(super) fn mismatch(kind: &str, value: &Value) -> TypedDataError {
    TypedDataError::Mismatch { value: shown(value), kind: kind.to_owned() }
}

/// A word of `int8` to `int256` or `uint8` to `uint256`.
pub(super) fn integer_word(
    kind: &str,
    bits: usize,
    is_signed: bool,
    value: &Value,
) -> Result<[u8; 32], TypedDataError> {
    let integer = match value {
        Value::String(text) => {
            Integer::from_hex_or_decimal(text).ok_or_else(|| TypedDataError::InvalidInteger(shown(value)))?
        }
        Value::Number(number) => Integer::from_number(number)
            .ok_or_else(|| TypedDataError::InvalidFloat { value: shown(value), kind: kind.to_owned() })?,
        _ => return Err(mismatch(kind, value)),
    };
    if integer.is_negative && !is_signed {
        return Err(TypedDataError::NegativeUnsigned(kind.to_owned()));
    }
    if !integer.fits(bits, is_signed) {
        return Err(TypedDataError::IntegerTooLarge(kind.to_owned()));
    }
    Ok(integer.word())
}

/// A word of any integer type in the older form, which packs all of them alike.
pub(super) fn legacy_integer_word(value: &Value) -> Result<[u8; 32], TypedDataError> {
    let integer = match value {
        Value::String(text) => Integer::from_any_base(text),
        Value::Number(number) => Integer::from_number(number),
        _ => None,
    };
    integer.map(|integer| integer.word()).ok_or(TypedDataError::NotInteger)
}

/// The number of a chain.
pub(super) fn chain(value: &Value) -> Result<i128, TypedDataError> {
    let integer = match value {
        Value::String(text) => Integer::from_any_base(text),
        Value::Number(number) => Integer::from_number(number),
        _ => None,
    };
    let number = integer.and_then(|integer| {
        let magnitude = i128::try_from(integer.magnitude).ok()?;
        Some(if integer.is_negative { magnitude.checked_neg()? } else { magnitude })
    });
    number.ok_or(TypedDataError::NotInteger)
}

pub(super) fn bool_word(value: &Value) -> Option<[u8; 32]> {
    value.as_bool().map(|value| U256::from(u8::from(value)).to_be_bytes())
}

pub(super) fn address_word(text: &str) -> Option<[u8; 32]> {
    let address = parse_address(text).ok()?;
    Some(U256::from_be_slice(&address).to_be_bytes())
}

/// Bytes written as `0x` and hex digits.
pub(super) fn hex_bytes(value: &Value) -> Option<Vec<u8>> {
    let text = value.as_str()?;
    hex::decode(text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?).ok()
}

/// Bytes at the left of a word; those that do not fit are left out.
pub(super) fn left_word(bytes: &[u8]) -> [u8; 32] {
    let mut word = [0; 32];
    word.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    word
}
