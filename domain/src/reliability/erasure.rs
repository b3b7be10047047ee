//! The Reed–Solomon code of segmentation, compatible with Backblaze's and klauspost's default.
//!
//! Written here because the fitting crate (`reed-solomon-erasure`) brings a source of randomness into the domain, and
//! `reed-solomon-simd` speaks another code. It is erasure arithmetic, not cryptography.
//!
//! Those libraries build a Vandermonde matrix over GF(2⁸) and multiply it with the inverse of its top square. The same
//! code seen as polynomials: byte `b` of shard `i` is the value at the point `i` of the one polynomial of degree below
//! `data shards` which goes through byte `b` of every data shard. So every shard, parity or lost, is the Lagrange
//! interpolation of any `data shards` others, and no matrix is needed.

/// x⁸ + x⁴ + x³ + x² + 1.
const POLYNOMIAL: u16 = 0x11d;
/// Order of the multiplicative group.
const ORDER: u16 = 255;
/// There are as many points as elements in the field.
pub(super) const MAX_SHARDS: u32 = 256;

/// A shard and the point it stands for.
pub(super) struct Shard<'a> {
    pub(super) point: u8,
    /// May be shorter than the others; the missing end counts as zeros.
    pub(super) bytes: &'a [u8],
}

struct Tables {
    exp: [u8; 256],
    log: [u8; 256],
}

static TABLES: Tables = tables();

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "evaluated by the compiler")]
#[allow(clippy::cast_possible_truncation, reason = "values stay below 256")]
const fn tables() -> Tables {
    let (mut exp, mut log) = ([0_u8; 256], [0_u8; 256]);
    let (mut power, mut value) = (0_u16, 1_u16);
    while power < ORDER {
        exp[power as usize] = value as u8;
        log[value as usize] = power as u8;
        value <<= 1;
        if value > 255 {
            value ^= POLYNOMIAL;
        }
        power += 1;
    }
    exp[ORDER as usize] = 1;
    Tables { exp, log }
}

fn log(value: u8) -> u16 {
    TABLES.log.get(usize::from(value)).copied().unwrap_or_default().into()
}

fn exp(power: u16) -> u8 {
    let power = power.checked_rem(ORDER).unwrap_or_default();
    TABLES.exp.get(usize::from(power)).copied().unwrap_or_default()
}

/// Products of `factor` with every byte.
fn multiples(factor: u8) -> [u8; 256] {
    let mut row = [0; 256];
    if factor != 0 {
        for (product, value) in row.iter_mut().zip(0_u8..=255).skip(1) {
            *product = exp(log(factor).saturating_add(log(value)));
        }
    }
    row
}

/// How much of each known shard goes into the shard at `at`: the Lagrange basis in that point, in the order of `known`.
///
/// The points must differ from each other and from `at`.
fn coefficients(known: &[Shard<'_>], at: u8) -> Vec<u8> {
    // Products are sums of logarithms modulo 255. Subtraction in the field is exclusive or.
    let sum = |logs: &mut dyn Iterator<Item = u16>| logs.fold(0_u16, |sum, log| sum.wrapping_add(log) % ORDER);
    let numerator = sum(&mut known.iter().map(|shard| log(at ^ shard.point)));
    let one = |shard: &Shard<'_>| {
        let others = known.iter().filter(|other| other.point != shard.point);
        let denominator = sum(&mut others.map(|other| log(shard.point ^ other.point)));
        let below = denominator.wrapping_add(log(at ^ shard.point)) % ORDER;
        exp(numerator.wrapping_add(ORDER).wrapping_sub(below))
    };
    known.iter().map(one).collect()
}

/// The shard at the point `at`, `length` bytes long, from as many known shards as there are data shards.
///
/// The points must differ from each other and from `at`; otherwise the result is meaningless.
pub(super) fn interpolate(known: &[Shard<'_>], at: u8, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    for (shard, coefficient) in known.iter().zip(coefficients(known, at)) {
        let row = multiples(coefficient);
        for (sum, byte) in out.iter_mut().zip(shard.bytes) {
            // The row has an entry for every byte, so this is a plain look-up.
            *sum ^= row.get(usize::from(*byte)).copied().unwrap_or_default();
        }
    }
    out
}

#[cfg(test)]
mod tests;
