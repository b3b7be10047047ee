//! Amounts as decimal text.

use ruint::aliases::U256;

/// An amount of the smallest unit in units, exactly, as clients read numbers with a point: `1.5`, `0.0001`, and with an
/// exponent where there would be many zeros or digits in front: `1e+06`, `1.2e-05`.
#[must_use]
pub fn decimal_text(amount: U256, decimals: u8) -> String {
    let all = amount.to_string();
    let digits = all.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let length = i64::try_from(all.len()).unwrap_or(i64::MAX);
    // Where the point is, counted from the first digit.
    let point = length.saturating_sub(decimals.into());
    let exponent = point.saturating_sub(1);
    if !(-4..6).contains(&exponent) {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let fraction = if rest.is_empty() { String::new() } else { format!(".{rest}") };
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{first}{fraction}e{sign}{:02}", exponent.unsigned_abs());
    }
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or_default());
    match usize::try_from(point) {
        Ok(0) | Err(_) => format!("0.{}{digits}", zeros(point.saturating_neg())),
        Ok(point) => match digits.split_at_checked(point) {
            Some((whole, "")) => whole.to_owned(),
            Some((whole, fraction)) => format!("{whole}.{fraction}"),
            None => format!("{digits:0<point$}"),
        },
    }
}
