//! Numbers, which Go carries as 64-bit floats through parameters.

use serde_json::Number;

/// Integers from here on are written with an exponent, so that they no longer decode as integers.
const EXPONENT_FROM: f64 = 1e21;

/// A number as Go's encoder writes a float: no exponent for magnitudes from 1e-6 up to 1e21.
pub(super) fn text(number: &Number) -> String {
    let Some(float) = number.as_f64() else {
        return number.to_string();
    };
    let magnitude = float.abs();
    if magnitude != 0.0 && !(1e-6..EXPONENT_FROM).contains(&magnitude) {
        let text = format!("{float:e}");
        return match text.split_once('e') {
            Some((mantissa, exponent)) if !exponent.starts_with('-') => format!("{mantissa}e+{exponent}"),
            _ => text,
        };
    }
    format!("{float}")
}

/// The integer that a number stands for, if it has no fraction and no exponent when written.
pub(super) fn integer(number: &Number) -> Option<i128> {
    if let Some(value) = number.as_i64() {
        return Some(value.into());
    }
    if let Some(value) = number.as_u64() {
        return Some(value.into());
    }
    text(number).parse().ok()
}
