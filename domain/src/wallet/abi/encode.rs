//! From values to bytes.

use num_bigint::{BigInt, Sign};

use super::{AbiError, AbiType, AbiValue, WORD};

/// Writes values of these types, as a contract takes them.
///
/// # Errors
/// [`AbiError::Mismatch`] if a value is of another type or beyond it, or the numbers differ.
pub fn encode_abi(types: &[AbiType], values: &[AbiValue]) -> Result<Vec<u8>, AbiError> {
    if types.len() != values.len() {
        return Err(AbiError::Mismatch);
    }
    tuple(types.iter().zip(values))
}

/// Places one after the other, and behind them what does not fit into a place.
fn tuple<'a>(members: impl Iterator<Item = (&'a AbiType, &'a AbiValue)> + Clone) -> Result<Vec<u8>, AbiError> {
    let places = members
        .clone()
        .try_fold(0_usize, |sum, (kind, _)| sum.checked_add(kind.head_length()?).ok_or(AbiError::TooMany))?;
    let (mut heads, mut tails) = (Vec::new(), Vec::new());
    for (kind, value) in members {
        let bytes = encode(kind, value)?;
        if kind.is_dynamic() {
            heads.extend(word_of_length(places.checked_add(tails.len()).ok_or(AbiError::TooMany)?));
            tails.extend(bytes);
        } else {
            heads.extend(bytes);
        }
    }
    heads.extend(tails);
    Ok(heads)
}

fn encode(kind: &AbiType, value: &AbiValue) -> Result<Vec<u8>, AbiError> {
    match (kind, value) {
        (AbiType::Uint(bits), AbiValue::Number(number)) => integer(number, *bits, false),
        (AbiType::Int(bits), AbiValue::Number(number)) => integer(number, *bits, true),
        (AbiType::Bool, AbiValue::Bool(value)) => Ok(word_of_length(usize::from(*value)).to_vec()),
        (AbiType::Address, AbiValue::Address(address)) => Ok([&[0; 12], address.as_slice()].concat()),
        (AbiType::FixedBytes(length), AbiValue::FixedBytes(bytes)) if bytes.len() == *length => Ok(padded(bytes)),
        (AbiType::Bytes, AbiValue::Bytes(bytes)) => Ok(counted(bytes)),
        (AbiType::String, AbiValue::String(text)) => Ok(counted(text.as_bytes())),
        (AbiType::FixedArray(element, length), AbiValue::Array(values)) if values.len() == *length => {
            tuple(values.iter().map(|value| (element.as_ref(), value)))
        }
        (AbiType::Array(element), AbiValue::Array(values)) => {
            let elements = tuple(values.iter().map(|value| (element.as_ref(), value)))?;
            Ok([word_of_length(values.len()).as_slice(), &elements].concat())
        }
        (AbiType::Tuple(members), AbiValue::Array(values)) => encode_abi(members, values),
        _ => Err(AbiError::Mismatch),
    }
}

fn integer(number: &BigInt, bits: usize, is_signed: bool) -> Result<Vec<u8>, AbiError> {
    let bytes = number.to_signed_bytes_be();
    let is_negative = number.sign() == Sign::Minus;
    let needed = if is_signed {
        // One bit for the sign; the lowest number has no positive counterpart.
        let magnitude = if is_negative { number.checked_add(&BigInt::from(1)) } else { Some(number.clone()) };
        magnitude.map_or(u64::MAX, |magnitude| magnitude.bits().saturating_add(1))
    } else if is_negative {
        return Err(AbiError::Mismatch);
    } else {
        number.bits()
    };
    if needed > u64::try_from(bits).unwrap_or(u64::MAX) {
        return Err(AbiError::Mismatch);
    }
    // A positive number of 256 bits has a zero in front.
    let bytes = bytes.get(bytes.len().saturating_sub(WORD)..).unwrap_or_default();
    let mut word = vec![if is_negative { u8::MAX } else { 0 }; WORD.saturating_sub(bytes.len())];
    word.extend(bytes);
    Ok(word)
}

fn word_of_length(length: usize) -> [u8; WORD] {
    ruint::aliases::U256::from(length).to_be_bytes()
}

/// Bytes filled up with zeros to whole words.
fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(WORD), 0);
    padded
}

fn counted(bytes: &[u8]) -> Vec<u8> {
    [word_of_length(bytes.len()).as_slice(), &padded(bytes)].concat()
}
