//! Colours as clients write them.

use status_ports::Rgba;

/// `#rrggbb`, `rgb(r,g,b)` or `rgba(r,g,b,a)`, the last part from 0 to 1.
pub(super) fn parse(text: &str) -> Option<Rgba> {
    if let Some(digits) = text.strip_prefix('#') {
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        return Some([r, g, b, u8::MAX]);
    }
    let part = |text: &str| text.trim().parse::<u8>().ok();
    if let Some(parts) = text.strip_prefix("rgb(") {
        let [r, g, b] = split(parts)?.map(part);
        return Some([r?, g?, b?, u8::MAX]);
    }
    let [r, g, b, alpha] = split(text.strip_prefix("rgba(")?)?;
    let alpha = alpha.trim().parse::<f64>().ok().filter(|alpha| (0.0..=1.0).contains(alpha))?;
    Some([part(r)?, part(g)?, part(b)?, (alpha * 255.0) as u8])
}

fn split<const N: usize>(parts: &str) -> Option<[&str; N]> {
    let parts: Vec<&str> = parts.strip_suffix(')')?.split(',').collect();
    parts.try_into().ok()
}
