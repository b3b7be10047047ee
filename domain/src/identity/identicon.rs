//! The identicon: a small symmetric picture made from any text. Clients of today show the ring of the colour hash
//! instead; the API still has it.

use md5::{Digest, Md5};

/// Pixels of a side.
pub const ICON_SIZE: u32 = 50;

const SIZE: usize = 50;

/// Pixels of a side of a cell.
const CELL: usize = 6;

/// Cells of a side.
const CELLS: usize = 5;

/// Pixels around the cells.
const MARGIN: usize = 10;

/// The hue is a sum of three bytes out of this, once around the circle.
const HUES: u32 = 765;

/// The identicon of a text: [`ICON_SIZE`] rows of as many RGBA pixels on a transparent ground.
#[must_use]
pub fn identicon(text: &str) -> Vec<u8> {
    let hash: [u8; 16] = Md5::digest(text.as_bytes()).into();
    let [.., a, b, c] = hash;
    let color = color([a, b, c].into_iter().map(u32::from).fold(0, u32::saturating_add));
    let mut pixels = Vec::with_capacity(SIZE.saturating_mul(SIZE).saturating_mul(4));
    for y in 0..SIZE {
        for x in 0..SIZE {
            pixels.extend(if is_filled(&hash, x, y) { color } else { [0; 4] });
        }
    }
    pixels
}

fn is_filled(hash: &[u8; 16], x: usize, y: usize) -> bool {
    let cell = |at: usize| at.checked_sub(MARGIN).map(|at| at / CELL).filter(|cell| *cell < CELLS);
    let (Some(column), Some(row)) = (cell(x), cell(y)) else { return false };
    // The right half mirrors the left one.
    let column = column.min(CELLS.saturating_sub(1).saturating_sub(column));
    hash.chunks(3).nth(row).and_then(|row| row.get(column)).is_some_and(|byte| byte & 1 == 0)
}

/// The colour of a hue at saturation 1/2 and lightness 7/10: one channel at 85 %, one at 55 %, one between them.
fn color(hue: u32) -> [u8; 4] {
    // Six sectors; within each, one channel rises or falls.
    let scaled = hue.wrapping_mul(6);
    let (sector, rise) = (scaled / HUES, scaled % HUES);
    let fall = HUES.saturating_sub(rise);
    let (high, low, rising, falling) = (channel(HUES), channel(0), channel(rise), channel(fall));
    let [red, green, blue] = match sector {
        0 | 6 => [high, rising, low],
        1 => [falling, high, low],
        2 => [low, high, rising],
        3 => [low, falling, high],
        4 => [rising, low, high],
        _ => [high, low, falling],
    };
    [red, green, blue, u8::MAX]
}

/// 55 % and up to 30 % more, `part` of [`HUES`]: rounded to 16 bits as the reference does, of which the upper 8 are taken.
fn channel(part: u32) -> u8 {
    let whole = u64::from(HUES).wrapping_mul(100);
    let share = u64::from(HUES).wrapping_mul(55).wrapping_add(u64::from(part).wrapping_mul(30));
    let rounded = share.wrapping_mul(65_535).wrapping_add(whole / 2).checked_div(whole).unwrap_or_default();
    let [.., upper, _] = rounded.to_be_bytes();
    upper
}
