//! One input as many: for code that keeps state between messages.

/// Splits an input into pieces, each behind its length in two bytes, little endian. A piece that is cut off is the
/// last one; a rest without a whole length is left out.
pub(crate) fn pieces(mut input: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = input.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
        let (piece, rest) = rest.split_at(length);
        input = rest;
        Some(piece)
    })
}
