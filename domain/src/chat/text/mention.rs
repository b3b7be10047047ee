//! Mentions and tags.

use super::Inline;
use super::bytes::{at, between, ends_word, from};
use super::inline::Found;
use crate::identity::parse_compressed_key;

/// Characters of `0x04…`.
const KEY_LENGTH: usize = 132;

/// Characters of the mention of everybody and of its like: `0x` and five digits.
const SYSTEM_LENGTH: usize = 7;

/// Decoding a compressed key takes time; none is longer.
const MAX_COMPRESSED_LENGTH: usize = 64;

/// What is mentioned behind an `@`.
pub(super) fn find(rest: &str) -> Option<Found> {
    let word = from(rest, 1);
    let literal = key(word).or_else(|| compressed_key(word)).or_else(|| system(word))?;
    Some((literal.len().saturating_add(1), Some(Inline::Mention(literal.to_owned()))))
}

/// `0x` and digits, so long in all, and then the end of the word.
fn digits(word: &str, length: usize, is_digit: impl Fn(u8) -> bool) -> Option<&str> {
    let literal = word.get(..length)?;
    let is_end = word.len() == length || ends_word(at(word, length));
    (is_end && literal.strip_prefix("0x")?.bytes().all(is_digit)).then_some(literal)
}

fn key(word: &str) -> Option<&str> {
    digits(word, KEY_LENGTH, |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn system(word: &str) -> Option<&str> {
    digits(word, SYSTEM_LENGTH, |byte| byte.is_ascii_digit()).filter(|literal| !literal.ends_with('0'))
}

fn compressed_key(word: &str) -> Option<&str> {
    let is_base58 = |byte: u8| byte.is_ascii_alphanumeric() && !matches!(byte, b'0' | b'l' | b'I' | b'O');
    // A zero is taken with the word, though no key has one.
    let length = word.bytes().position(|byte| !is_base58(byte) && byte != b'0').unwrap_or(word.len());
    let literal = between(word, 0, length);
    let may_be_key = literal.starts_with('z') && literal.len() <= MAX_COMPRESSED_LENGTH;
    (may_be_key && parse_compressed_key(literal).is_ok()).then_some(literal)
}

/// What is tagged behind a `#`: small letters, digits, `-` and `_` to the end of the word.
pub(super) fn find_tag(rest: &str) -> Option<Found> {
    let word = from(rest, 1);
    let length = word.bytes().position(ends_word).unwrap_or(word.len());
    let literal = between(word, 0, length);
    let is_tag = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    if literal.is_empty() || !literal.bytes().all(is_tag) {
        return None;
    }
    Some((length.saturating_add(1), Some(Inline::StatusTag(literal.to_owned()))))
}
