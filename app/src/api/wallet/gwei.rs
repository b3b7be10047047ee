//! Numbers of gwei as text, as Go writes and reads its large floats.

use ruint::aliases::U256;

/// Digits of a gwei behind the point, in wei.
const DECIMALS: usize = 9;

/// Digits before the point from which on a number is written with an exponent, and zeros behind it.
const EXPONENT_FROM: usize = 7;
const EXPONENT_BELOW: i64 = -4;

/// Characters of a number that are read. None is longer.
const MAX_LENGTH: usize = 100;

/// Wei as gwei: exact, without trailing zeros, with an exponent if it is very large or small.
pub(super) fn gwei_text(wei: U256) -> String {
    let digits = wei.to_string();
    let exponent = i64::try_from(digits.len()).unwrap_or(i64::MAX) - 1 - DECIMALS as i64;
    let mantissa = digits.trim_end_matches('0');
    if mantissa.is_empty() {
        return "0".to_owned();
    }
    if exponent < EXPONENT_BELOW || exponent + 1 >= EXPONENT_FROM as i64 {
        let (first, rest) = mantissa.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{first}{point}{rest}e{sign}{:02}", exponent.abs());
    }
    let padded = format!("{digits:0>width$}", width = DECIMALS + 1);
    let (whole, fraction) = padded.split_at(padded.len() - DECIMALS);
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

/// Gwei as wei; what is less than one is left out. `None` if it is no number, or none that a fee can be.
pub(super) fn parse_gwei(text: &str) -> Option<U256> {
    let text = text.strip_prefix('+').unwrap_or(text);
    if text.len() > MAX_LENGTH {
        return None;
    }
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let value: U256 = digits.parse().ok()?;
    let shift = i64::from(exponent) + DECIMALS as i64 - i64::try_from(fraction.len()).ok()?;
    let power = |by: i64| U256::from(10).checked_pow(U256::from(by.unsigned_abs()));
    match (value.is_zero(), shift >= 0) {
        (true, _) => Some(value),
        (false, true) => value.checked_mul(power(shift)?),
        // Divided by more than there is, nothing is left.
        (false, false) => Some(power(shift).and_then(|power| value.checked_div(power)).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gwei_are_written_as_go_writes_them() {
        for (wei, expected) in [
            (0_u64, "0"),
            (2_000_000_000, "2"),
            (875_000_000, "0.875"),
            (1_000_000_007, "1.000000007"),
            (100_000, "0.0001"),
            (50_000, "5e-05"),
            (1, "1e-09"),
            (123, "1.23e-07"),
            (999_999_000_000_000, "999999"),
            (1_000_000_000_000_000, "1e+06"),
            (1_500_000_000_000_000_000, "1.5e+09"),
        ] {
            assert_eq!(gwei_text(U256::from(wei)), expected);
        }
    }

    #[test]
    fn gwei_are_read() {
        for (text, expected) in [
            ("2", Some(2_000_000_000_u64)),
            ("0.875", Some(875_000_000)),
            ("1e+06", Some(1_000_000_000_000_000)),
            ("5E-05", Some(50_000)),
            ("1.0000000019", Some(1_000_000_001)),
            ("1e-400", Some(0)),
            ("0e99999", Some(0)),
            (".5", Some(500_000_000)),
            ("", None),
            (".", None),
            ("-1", None),
            ("1e999", None),
            ("0x10", None),
            ("1e99999999999", None),
            ("NaN", None),
        ] {
            assert_eq!(parse_gwei(text), expected.map(U256::from), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(limbs: [u64; 4]) {
            let wei = U256::from_limbs(limbs);
            prop_assert_eq!(parse_gwei(&gwei_text(wei)), Some(wei));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-+0-9eE.xX_ ]{0,40}") {
            let _ = parse_gwei(&text);
        }
    }
}
