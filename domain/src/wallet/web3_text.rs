//! Texts of numbers, bytes and addresses as web3.js reads and writes them; status-go copied its rules for clients.

use num_bigint::{BigInt, Sign};

use crate::identity::{checksum_address, parse_address};

/// Digits of an address.
const ADDRESS_DIGITS: usize = 40;

/// Conversion grows with the square of the length. No number of Ethereum has more than 78 digits.
const MAX_NUMBER_LENGTH: usize = 10_000;

fn strip_prefix(text: &str) -> &str {
    text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text)
}

fn split_sign(text: &str) -> (Sign, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (Sign::Minus, rest),
        None => (Sign::Plus, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn parse_digits(sign: Sign, digits: &str, radix: u32) -> Option<BigInt> {
    if digits.is_empty() || digits.len() > MAX_NUMBER_LENGTH || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let number = BigInt::parse_bytes(digits.as_bytes(), radix)?;
    Some(if sign == Sign::Minus { BigInt::ZERO.checked_sub(&number)? } else { number })
}

/// Hex digits without prefix, perhaps signed, as a decimal number.
#[must_use]
pub fn hex_to_decimal(text: &str) -> Option<String> {
    let (sign, digits) = split_sign(text);
    parse_digits(sign, digits, 16).map(|number| number.to_string())
}

/// A number in decimal, or with the prefix `0x`, `0o`, `0` or `0b`, as hex digits without prefix. Digits may be grouped
/// by single underscores.
#[must_use]
pub fn number_to_hex(text: &str) -> Option<String> {
    let (sign, rest) = split_sign(text);
    let lower = rest.to_ascii_lowercase();
    let (radix, digits) = [("0x", 16), ("0o", 8), ("0b", 2)]
        .into_iter()
        .find_map(|(prefix, radix)| lower.strip_prefix(prefix).map(|digits| (radix, digits)))
        .or_else(|| lower.strip_prefix('0').filter(|digits| !digits.is_empty()).map(|digits| (8, digits)))
        .unwrap_or((10, &lower));
    // After a prefix one may stand in front, too.
    let grouped = if radix == 10 { digits } else { digits.strip_prefix('_').unwrap_or(digits) };
    let parts: Vec<&str> = grouped.split('_').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    parse_digits(sign, &parts.concat(), radix).map(|number| number.to_str_radix(16))
}

/// The UTF-8 bytes of a text as hex with `0x`, without zero bytes at either end.
#[must_use]
pub fn utf8_to_hex(text: &str) -> String {
    format!("0x{}", hex::encode(text.trim_matches('\0')))
}

/// The text whose UTF-8 bytes are given in hex, without zero bytes at either end.
#[must_use]
pub fn hex_to_utf8(text: &str) -> Option<String> {
    let bytes = hex::decode(strip_prefix(text)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(text.trim_matches('\0').to_owned())
}

fn address_digits(text: &str) -> Option<&str> {
    let digits = strip_prefix(text);
    (digits.len() == ADDRESS_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(digits)
}

/// Whether the case of an address is its checksum (EIP-55).
#[must_use]
pub fn has_checksum(text: &str) -> bool {
    address_digits(text).and_then(|digits| parse_address(digits).ok().map(|address| (digits, address))).is_some_and(
        |(digits, address)| checksum_address(&address).strip_prefix("0x").is_some_and(|right| right == digits),
    )
}

/// Whether a text is an address: digits of one case, or with the right checksum.
#[must_use]
pub fn is_address_text(text: &str) -> bool {
    address_digits(text).is_some_and(|digits| {
        let (upper, lower) = (|c: u8| c.is_ascii_uppercase(), |c: u8| c.is_ascii_lowercase());
        !digits.bytes().any(upper) || !digits.bytes().any(lower) || has_checksum(digits)
    })
}

/// An address with its checksum as case.
#[must_use]
pub fn to_checksum_text(text: &str) -> Option<String> {
    address_digits(text).and_then(|digits| parse_address(digits).ok()).map(|address| checksum_address(&address))
}
