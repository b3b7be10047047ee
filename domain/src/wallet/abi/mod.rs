//! Values as contracts take and return them (Solidity contract ABI).

mod decode;
mod encode;
mod function;

pub use decode::decode_abi;
pub use encode::encode_abi;
pub(super) use function::selector;
pub use function::{FunctionCall, FunctionSignature, called_function};

use core::fmt;
use core::str::FromStr;

use num_bigint::BigInt;

use crate::identity::checksum_address;

/// Bytes of a word.
const WORD: usize = 32;

/// Values of one answer, elements of arrays included. Zero-sized elements would otherwise make room for billions.
const MAX_VALUES: usize = 10_000;

/// Dimensions of an array, and tuples in tuples.
const MAX_DEPTH: usize = 8;

/// Why there are no values of the given types, or no bytes of the given values.
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
    /// A value of another type, or values of another number.
    #[error("values do not fit their types")]
    Mismatch,
    /// A text that names no function.
    #[error("unrecognized method: {0}")]
    UnknownFunction(String),
    /// The call is of another function.
    #[error("call of another function")]
    OtherFunction,
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
    /// `(T,U)`.
    Tuple(Vec<Self>),
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
    /// Of an array or a tuple.
    Array(Vec<Self>),
}

/// Lists in brackets, bytes and addresses in hex.
impl fmt::Display for AbiValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Bool(value) => value.fmt(f),
            Self::Address(address) => f.write_str(&checksum_address(address)),
            Self::FixedBytes(bytes) | Self::Bytes(bytes) => write!(f, "0x{}", hex::encode(bytes)),
            Self::String(text) => f.write_str(text),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (index, element) in elements.iter().enumerate() {
                    write!(f, "{}{element}", if index == 0 { "" } else { " " })?;
                }
                f.write_str("]")
            }
        }
    }
}

/// In the form that selectors are made of.
impl fmt::Display for AbiType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uint(bits) => write!(f, "uint{bits}"),
            Self::Int(bits) => write!(f, "int{bits}"),
            Self::Bool => f.write_str("bool"),
            Self::Address => f.write_str("address"),
            Self::FixedBytes(length) => write!(f, "bytes{length}"),
            Self::Bytes => f.write_str("bytes"),
            Self::String => f.write_str("string"),
            Self::FixedArray(element, length) => write!(f, "{element}[{length}]"),
            Self::Array(element) => write!(f, "{element}[]"),
            Self::Tuple(members) => write!(f, "({})", joined(members)),
        }
    }
}

/// Types as they stand in parentheses.
fn joined(types: &[AbiType]) -> String {
    let texts: Vec<String> = types.iter().map(ToString::to_string).collect();
    texts.join(",")
}

impl FromStr for AbiType {
    type Err = AbiError;

    fn from_str(text: &str) -> Result<Self, AbiError> {
        Self::parse(text, 0)
    }
}

impl AbiType {
    fn parse(text: &str, depth: usize) -> Result<Self, AbiError> {
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
        let depth = depth.saturating_add(dimensions.len());
        if depth > MAX_DEPTH {
            return Err(unknown(text));
        }
        let element = match rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(members) => Self::Tuple(Self::parse_all(members, depth.saturating_add(1))?),
            None => elementary(rest).ok_or_else(|| unknown(text))?,
        };
        Ok(dimensions.into_iter().rev().fold(element, |element, length| match length {
            None => Self::Array(Box::new(element)),
            Some(length) => Self::FixedArray(Box::new(element), length),
        }))
    }

    /// Types with commas between them.
    fn parse_all(text: &str, depth: usize) -> Result<Vec<Self>, AbiError> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let mut open = 0_usize;
        let is_border = |character: char| {
            match character {
                '(' => open = open.saturating_add(1),
                ')' => open = open.saturating_sub(1),
                _ => {}
            }
            character == ',' && open == 0
        };
        text.split(is_border).map(|member| Self::parse(member, depth)).collect()
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
            Self::Tuple(members) => members.iter().any(Self::is_dynamic),
            _ => false,
        }
    }

    /// Bytes of its place.
    fn head_length(&self) -> Result<usize, AbiError> {
        match self {
            Self::FixedArray(element, length) if !element.is_dynamic() => {
                element.head_length()?.checked_mul(*length).ok_or(AbiError::TooMany)
            }
            Self::Tuple(members) if !self.is_dynamic() => members
                .iter()
                .try_fold(0_usize, |sum, member| sum.checked_add(member.head_length()?).ok_or(AbiError::TooMany)),
            _ => Ok(WORD),
        }
    }
}
