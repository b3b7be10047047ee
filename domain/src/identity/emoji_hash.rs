//! The emoji hash of a public key.

use std::sync::OnceLock;

use super::public_key_slice::Digits;
use crate::crypto::PublicKey;

/// Emojis of a hash.
pub const EMOJI_HASH_LENGTH: usize = 14;

/// Emojis that a hash chooses from: the list is longer, the rest of it is not used.
const BASE: u32 = 2757;

/// The 14 emojis that stand for a key.
#[must_use]
pub fn emoji_hash(key: &PublicKey) -> [&'static str; EMOJI_HASH_LENGTH] {
    let digits = Digits::of_key(key, 3, 40).in_base(BASE);
    let zeros = EMOJI_HASH_LENGTH.saturating_sub(digits.len());
    let mut out = [""; EMOJI_HASH_LENGTH];
    for (to, digit) in out.iter_mut().zip(core::iter::repeat_n(0, zeros).chain(digits)) {
        let index = usize::try_from(digit).unwrap_or_default();
        *to = alphabet().get(index).copied().unwrap_or_default();
    }
    out
}

fn alphabet() -> &'static [&'static str] {
    static ALPHABET: OnceLock<Vec<&'static str>> = OnceLock::new();
    ALPHABET.get_or_init(|| include_str!("../../data/emoji-hash-alphabet.txt").lines().collect())
}
