//! The parts of a public key that the picture-like forms are made of, and their conversion to other bases.

use crate::crypto::PublicKey;

/// Hex digits, one per byte.
pub(super) struct Digits(Vec<u8>);

impl Digits {
    /// The compressed key as 66 hex digits, of which `count` after the first `skip` are taken.
    pub(super) fn of_key(key: &PublicKey, skip: usize, count: usize) -> Self {
        Self(key.to_compressed().iter().flat_map(|byte| [byte >> 4, byte & 0xf]).skip(skip).take(count).collect())
    }

    /// The value as digits in another base, most significant first and without leading zeros; zero is one digit 0.
    ///
    /// `base` is at least 2 and at most 2^16.
    pub(super) fn in_base(self, base: u32) -> Vec<u32> {
        let mut value = self.0.into_iter().map(u32::from).collect::<Vec<_>>();
        let mut digits = Vec::new();
        // Long division by the base; the remainders are the digits from the least significant on.
        loop {
            let mut remainder = 0_u32;
            for digit in &mut value {
                let dividend = remainder.wrapping_mul(16).wrapping_add(*digit);
                *digit = dividend.checked_div(base).unwrap_or(0);
                remainder = dividend.checked_rem(base).unwrap_or(0);
            }
            digits.push(remainder);
            if value.iter().all(|digit| *digit == 0) {
                break;
            }
        }
        digits.reverse();
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_converts_to_digits_of_another_base() {
        // 495 and 0, the examples of the specification.
        assert_eq!(Digits(vec![0, 1, 14, 15]).in_base(16), [1, 14, 15]);
        assert_eq!(Digits(vec![1, 14, 15]).in_base(10), [4, 9, 5]);
        assert_eq!(Digits(vec![0, 0]).in_base(160), [0]);
    }
}
