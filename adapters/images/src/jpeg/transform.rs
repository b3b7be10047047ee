//! The discrete cosine transform of a block, in whole numbers: the factorization of Loeffler, Ligtenberg and Moschytz
//! (ICASSP 1989), with the precision that the Independent JPEG Group made usual, so that results are the usual ones to the
//! bit. They are eight times as large as the standard defines them.

use super::Block;

/// Bits behind the point of a factor.
const FACTOR_BITS: u32 = 13;
/// Bits behind the point that rows keep for the columns.
const KEPT_BITS: u32 = 2;

/// A factor as whole number.
const fn factor(value: f64) -> i32 {
    (value * (1 << FACTOR_BITS) as f64 + 0.5) as i32
}

/// Transforms samples from 0 to 255.
pub(super) fn forward(block: &mut Block) {
    for row in block.as_chunks_mut::<8>().0 {
        let sums = line(row.map(|sample| sample - 128));
        *row = sums.scaled(|plain| plain << KEPT_BITS, FACTOR_BITS - KEPT_BITS);
    }
    for column in 0..8 {
        let sums = line(std::array::from_fn(|row| block[row * 8 + column]));
        let plain = |plain: i32| (plain + (1 << (KEPT_BITS - 1))) >> KEPT_BITS;
        for (row, value) in sums.scaled(plain, FACTOR_BITS + KEPT_BITS).into_iter().enumerate() {
            block[row * 8 + column] = value;
        }
    }
}

/// A line that is transformed but for its scale: two results as they are, six times the scale of factors.
struct Sums {
    plain: [i32; 2],
    turned: [i32; 6],
}

impl Sums {
    /// In the order of frequencies, those times factors divided by a power of two.
    fn scaled(self, plain: impl Fn(i32) -> i32, bits: u32) -> [i32; 8] {
        let [first, fifth] = self.plain.map(plain);
        let [second, third, fourth, sixth, seventh, eighth] =
            self.turned.map(|value| (value + (1 << (bits - 1))) >> bits);
        [first, second, third, fourth, fifth, sixth, seventh, eighth]
    }
}

fn line(x: [i32; 8]) -> Sums {
    let [s0, s1, s2, s3] = [x[0] + x[7], x[1] + x[6], x[2] + x[5], x[3] + x[4]];
    let [d0, d1, d2, d3] = [x[0] - x[7], x[1] - x[6], x[2] - x[5], x[3] - x[4]];

    // Even frequencies: another such step, and one rotation.
    let (outer, inner) = (s0 - s3, s1 - s2);
    let turn = (outer + inner) * const { factor(0.541_196_100) };
    let plain = [s0 + s3 + s1 + s2, s0 + s3 - s1 - s2];
    let third = turn + outer * const { factor(0.765_366_865) };
    let seventh = turn - inner * const { factor(1.847_759_065) };

    // Odd ones: the sums that several share, then each.
    let all = (d0 + d1 + d2 + d3) * const { factor(1.175_875_602) };
    let even = all - (d0 + d2) * const { factor(0.390_180_644) };
    let odd = all - (d1 + d3) * const { factor(1.961_570_560) };
    let ends = (d0 + d3) * const { factor(0.899_976_223) };
    let middle = (d1 + d2) * const { factor(2.562_915_447) };
    let second = d0 * const { factor(1.501_321_110) } - ends + even;
    let fourth = d1 * const { factor(3.072_711_026) } - middle + odd;
    let sixth = d2 * const { factor(2.053_119_869) } - middle + even;
    let eighth = d3 * const { factor(0.298_631_336) } - ends + odd;
    Sums { plain, turned: [second, third, fourth, sixth, seventh, eighth] }
}
