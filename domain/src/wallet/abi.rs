//! Values as contracts return them (Solidity contract ABI).

use core::str::FromStr;

use num_bigint::{BigInt, BigUint};

/// Bytes of a word.
const WORD: usize = 32;

/// Values of one answer, elements of arrays included. Zero-sized elements would otherwise make room for billions.
const MAX_VALUES: usize = 10_000;

/// Dimensions of an array.
const MAX_DEPTH: usize = 8;

/// Why bytes are not the values of the given types.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AbiError {
    /// No such type, or one that is not supported.
    #[error("unsupported arg type: {0}")]
    UnknownType(String),
    /// The bytes end too early, or point outside of themselves.
    #[error("length insufficient")]
    TooShort,
    /// A word has a value that its type does not have.
    #[error("improperly encoded value")]
    Improper,
    /// More values than anybody asks for.
    #[error("too many values")]
    TooMany,
}

/// A type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AbiType {
    /// `uint8` to `uint256`: number of bits.
    Uint(usize),
    /// `int8` to `int256`: number of bits.
    Int(usize),
    /// `bool`.
    Bool,
    /// `address`.
    Address,
    /// `bytes1` to `bytes32`.
    FixedBytes(usize),
    /// `bytes`.
    Bytes,
    /// `string`.
    String,
    /// `T[n]`.
    FixedArray(Box<Self>, usize),
    /// `T[]`.
    Array(Box<Self>),
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AbiValue {
    /// Of an integer type.
    Number(BigInt),
    /// Of `bool`.
    Bool(bool),
    /// Of `address`.
    Address([u8; 20]),
    /// Of `bytes1` to `bytes32`.
    FixedBytes(Vec<u8>),
    /// Of `bytes`.
    Bytes(Vec<u8>),
    /// Of `string`.
    String(String),
    /// Of an array.
    Array(Vec<Self>),
}

impl FromStr for AbiType {
    type Err = AbiError;

    fn from_str(text: &str) -> Result<Self, AbiError> {
        let mut dimensions = Vec::new();
        let mut rest = text;
        while let Some(inner) = rest.strip_suffix(']') {
            let (element, length) = inner.rsplit_once('[').ok_or_else(|| unknown(text))?;
            let length = if length.is_empty() {
                None
            } else {
                Some(length.parse::<usize>().ok().filter(|n| *n > 0).ok_or_else(|| unknown(text))?)
            };
            dimensions.push(length);
            rest = element;
        }
        if dimensions.len() > MAX_DEPTH {
            return Err(unknown(text));
        }
        let element = elementary(rest).ok_or_else(|| unknown(text))?;
        Ok(dimensions.into_iter().rev().fold(element, |element, length| match length {
            None => Self::Array(Box::new(element)),
            Some(length) => Self::FixedArray(Box::new(element), length),
        }))
    }
}

fn unknown(text: &str) -> AbiError {
    AbiError::UnknownType(text.to_owned())
}

fn elementary(name: &str) -> Option<AbiType> {
    Some(match name {
        "uint" => AbiType::Uint(256),
        "int" => AbiType::Int(256),
        "bool" => AbiType::Bool,
        "address" => AbiType::Address,
        "bytes" => AbiType::Bytes,
        "string" => AbiType::String,
        _ => {
            if let Some(bits) = name.strip_prefix("uint") {
                AbiType::Uint(number_of_bits(bits)?)
            } else if let Some(bits) = name.strip_prefix("int") {
                AbiType::Int(number_of_bits(bits)?)
            } else {
                let length = name.strip_prefix("bytes")?.parse().ok()?;
                (1..=WORD).contains(&length).then_some(AbiType::FixedBytes(length))?
            }
        }
    })
}

fn number_of_bits(text: &str) -> Option<usize> {
    text.parse().ok().filter(|bits| (8..=256).contains(bits) && bits % 8 == 0)
}

impl AbiType {
    /// Whether its place holds only where the value is.
    fn is_dynamic(&self) -> bool {
        match self {
            Self::Bytes | Self::String | Self::Array(_) => true,
            Self::FixedArray(element, _) => element.is_dynamic(),
            _ => false,
        }
    }

    /// Bytes of its place.
    fn head_length(&self) -> Result<usize, AbiError> {
        match self {
            Self::FixedArray(element, length) if !element.is_dynamic() => {
                element.head_length()?.checked_mul(*length).ok_or(AbiError::TooMany)
            }
            _ => Ok(WORD),
        }
    }
}

/// Reads values of these types.
///
/// # Errors
/// [`AbiError`] if the bytes are something else.
pub fn decode_abi(types: &[AbiType], bytes: &[u8]) -> Result<Vec<AbiValue>, AbiError> {
    Decoder { left: MAX_VALUES }.tuple(types.iter(), bytes)
}

struct Decoder {
    /// Values that may still come.
    left: usize,
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
            AbiType::Bytes => Ok(AbiValue::Bytes(counted(bytes)?.to_vec())),
            AbiType::String => Ok(AbiValue::String(String::from_utf8_lossy(counted(bytes)?).into_owned())),
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
}

fn word(bytes: &[u8], at: usize) -> Result<&[u8], AbiError> {
    at.checked_add(WORD).and_then(|end| bytes.get(at..end)).ok_or(AbiError::TooShort)
}

/// A word that is a length or an offset.
fn length_at(bytes: &[u8], at: usize) -> Result<usize, AbiError> {
    usize::try_from(BigUint::from_bytes_be(word(bytes, at)?)).map_err(|_| AbiError::TooShort)
}

/// Bytes behind their number.
fn counted(bytes: &[u8]) -> Result<&[u8], AbiError> {
    let length = length_at(bytes, 0)?;
    let end = length.checked_add(WORD).ok_or(AbiError::TooShort)?;
    bytes.get(WORD..end).ok_or(AbiError::TooShort)
}
