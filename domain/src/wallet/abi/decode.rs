//! From bytes to values.

use num_bigint::{BigInt, BigUint};

use super::{AbiError, AbiType, AbiValue, MAX_VALUES, WORD};

/// Reads values of these types.
///
/// # Errors
/// [`AbiError`] if the bytes are something else.
pub fn decode_abi(types: &[AbiType], bytes: &[u8]) -> Result<Vec<AbiValue>, AbiError> {
    Decoder { left: MAX_VALUES, bytes_left: bytes.len() }.tuple(types.iter(), bytes)
}

struct Decoder {
    /// Values that may still come.
    left: usize,
    /// Bytes that texts may still take. Many of them may point to the same ones, so that copies could grow.
    bytes_left: usize,
}

impl Decoder {
    /// Values one after the other; offsets count from the beginning of `bytes`.
    fn tuple<'a>(&mut self, types: impl Iterator<Item = &'a AbiType>, bytes: &[u8]) -> Result<Vec<AbiValue>, AbiError> {
        let mut values = Vec::new();
        let mut position = 0_usize;
        for kind in types {
            let place = if kind.is_dynamic() { length_at(bytes, position)? } else { position };
            values.push(self.value(kind, bytes.get(place..).ok_or(AbiError::TooShort)?)?);
            position = position.checked_add(kind.head_length()?).ok_or(AbiError::TooShort)?;
        }
        Ok(values)
    }

    fn value(&mut self, kind: &AbiType, bytes: &[u8]) -> Result<AbiValue, AbiError> {
        self.left = self.left.checked_sub(1).ok_or(AbiError::TooMany)?;
        match kind {
            AbiType::Uint(bits) => {
                let number = BigUint::from_bytes_be(word(bytes, 0)?);
                if number.bits() > u64::try_from(*bits).unwrap_or(u64::MAX) {
                    return Err(AbiError::Improper);
                }
                Ok(AbiValue::Number(number.into()))
            }
            AbiType::Int(bits) => {
                let number = BigInt::from_signed_bytes_be(word(bytes, 0)?);
                // The sign takes one bit, and the lowest number has no positive counterpart.
                let needed = u64::try_from(number.to_signed_bytes_be().len().saturating_mul(8)).unwrap_or(u64::MAX);
                if needed > u64::try_from(*bits).unwrap_or(u64::MAX) {
                    return Err(AbiError::Improper);
                }
                Ok(AbiValue::Number(number))
            }
            AbiType::Bool => match word(bytes, 0)?.split_last() {
                Some((last, rest)) if *last <= 1 && rest.iter().all(|byte| *byte == 0) => {
                    Ok(AbiValue::Bool(*last == 1))
                }
                _ => Err(AbiError::Improper),
            },
            AbiType::Address => {
                let address = word(bytes, 0)?.get(12..).and_then(|tail| tail.try_into().ok());
                address.map(AbiValue::Address).ok_or(AbiError::TooShort)
            }
            AbiType::FixedBytes(length) => {
                Ok(AbiValue::FixedBytes(word(bytes, 0)?.get(..*length).ok_or(AbiError::TooShort)?.to_vec()))
            }
            AbiType::Bytes => Ok(AbiValue::Bytes(self.counted(bytes)?.to_vec())),
            AbiType::String => Ok(AbiValue::String(String::from_utf8_lossy(self.counted(bytes)?).into_owned())),
            AbiType::Tuple(members) => self.tuple(members.iter(), bytes).map(AbiValue::Array),
            AbiType::FixedArray(element, length) => self.array(element, *length, bytes),
            AbiType::Array(element) => {
                let length = length_at(bytes, 0)?;
                self.array(element, length, bytes.get(WORD..).ok_or(AbiError::TooShort)?)
            }
        }
    }

    fn array(&mut self, element: &AbiType, length: usize, bytes: &[u8]) -> Result<AbiValue, AbiError> {
        if length > self.left {
            return Err(AbiError::TooMany);
        }
        self.tuple(core::iter::repeat_n(element, length), bytes).map(AbiValue::Array)
    }

    /// Bytes behind their number.
    fn counted<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], AbiError> {
        let length = length_at(bytes, 0)?;
        let end = length.checked_add(WORD).ok_or(AbiError::TooShort)?;
        let counted = bytes.get(WORD..end).ok_or(AbiError::TooShort)?;
        self.bytes_left = self.bytes_left.checked_sub(length).ok_or(AbiError::TooMany)?;
        Ok(counted)
    }
}

fn word(bytes: &[u8], at: usize) -> Result<&[u8], AbiError> {
    at.checked_add(WORD).and_then(|end| bytes.get(at..end)).ok_or(AbiError::TooShort)
}

/// A word that is a length or an offset.
fn length_at(bytes: &[u8], at: usize) -> Result<usize, AbiError> {
    usize::try_from(BigUint::from_bytes_be(word(bytes, at)?)).map_err(|_| AbiError::TooShort)
}
