//! Rows as differences to what is left of them and above.

/// The filters by number, in the order in which they are tried: the first of the best wins.
const TRIED: [u8; 5] = [2, 4, 0, 1, 3];

/// Every row behind the number of the filter that makes its bytes smallest.
pub(super) fn filter(pixels: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len() + pixels.len() / row.max(1));
    let blank = vec![0; row];
    let mut above: &[u8] = &blank;
    for current in pixels.chunks_exact(row.max(1)) {
        let mut best: Option<(u64, u8, Vec<u8>)> = None;
        for number in TRIED {
            let filtered = apply(number, current, above, pixel);
            let sum = filtered.iter().map(|byte| u64::from(byte.cast_signed().unsigned_abs())).sum();
            if best.as_ref().is_none_or(|(least, ..)| sum < *least) {
                best = Some((sum, number, filtered));
            }
        }
        if let Some((_, number, filtered)) = best {
            out.push(number);
            out.extend(filtered);
        }
        above = current;
    }
    out
}

fn apply(number: u8, current: &[u8], above: &[u8], pixel: usize) -> Vec<u8> {
    let at = |position: usize| {
        let left = |row: &[u8]| position.checked_sub(pixel).map_or(0, |left| row[left]);
        let (left, up, corner) = (left(current), above[position], left(above));
        let prediction = match number {
            1 => left,
            2 => up,
            3 => left.midpoint(up),
            4 => paeth(left, up, corner),
            _ => 0,
        };
        current[position].wrapping_sub(prediction)
    };
    (0..current.len()).map(at).collect()
}

/// The neighbour that is nearest to where the three point.
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (l, u, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let point = l + u - c;
    let (to_left, to_up, to_corner) = ((point - l).abs(), (point - u).abs(), (point - c).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}
