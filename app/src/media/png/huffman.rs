//! A block of DEFLATE with the shorter of fixed and own Huffman codes.

use super::bits::Bits;
use super::deflate::Token;

/// Literals, the end of the block, and lengths.
const LITERALS: usize = 286;
const OFFSETS: usize = 30;
const END: usize = 256;
const FIRST_LENGTH: usize = 257;
/// The longest code of a symbol, and of a code length.
const LONGEST: usize = 15;
const LONGEST_OF_LENGTHS: usize = 7;
/// Code lengths in the order in which their own code lengths are written.
const LENGTH_ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Number and least value of the extra bits of each length, less 3.
const LENGTH_EXTRA: [u32; 29] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const LENGTH_BASE: [usize; 29] =
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 255];

/// A value as code, and its extra bits.
struct Coded {
    code: usize,
    extra: u32,
    extra_bits: u32,
}

fn coded_length(length: usize) -> Coded {
    let value = length - 3;
    let code = LENGTH_BASE.partition_point(|base| *base <= value) - 1;
    Coded { code: FIRST_LENGTH + code, extra: (value - LENGTH_BASE[code]) as u32, extra_bits: LENGTH_EXTRA[code] }
}

/// From the fifth code on, every second one has one more extra bit.
fn coded_distance(distance: usize) -> Coded {
    let value = distance - 1;
    if value < 4 {
        return Coded { code: value, extra: 0, extra_bits: 0 };
    }
    let extra_bits = value.ilog2() - 1;
    let code = 2 * extra_bits as usize + (value >> extra_bits);
    Coded { code, extra: (value & ((1 << extra_bits) - 1)) as u32, extra_bits }
}

/// Codes by symbol, and their lengths.
struct Codes {
    codes: Vec<u32>,
    lengths: Vec<usize>,
}

impl Codes {
    /// The codes of these lengths: shorter ones first, then smaller symbols first.
    fn of_lengths(lengths: Vec<usize>) -> Self {
        let mut codes = vec![0; lengths.len()];
        let mut next = 0_u32;
        for length in 1..=LONGEST {
            next <<= 1;
            for (symbol, code) in codes.iter_mut().enumerate() {
                if lengths[symbol] == length {
                    *code = next.reverse_bits() >> (32 - length);
                    next += 1;
                }
            }
        }
        Self { codes, lengths }
    }

    /// The best codes for these frequencies that are not longer than `longest`.
    fn of_frequencies(frequencies: &[usize], longest: usize) -> Self {
        let mut used: Vec<usize> = (0..frequencies.len()).filter(|symbol| frequencies[*symbol] > 0).collect();
        let mut lengths = vec![0; frequencies.len()];
        if used.len() <= 2 {
            used.iter().for_each(|symbol| lengths[*symbol] = 1);
            return Self::of_lengths(lengths);
        }
        used.sort_by_key(|symbol| (frequencies[*symbol], *symbol));
        let sorted: Vec<usize> = used.iter().map(|symbol| frequencies[*symbol]).collect();
        // The most frequent have the shortest codes.
        let mut symbols = used.iter().rev();
        for (length, count) in length_counts(&sorted, longest).into_iter().enumerate() {
            for symbol in symbols.by_ref().take(count) {
                lengths[*symbol] = length;
            }
        }
        Self::of_lengths(lengths)
    }

    /// Bits of symbols with these frequencies.
    fn cost(&self, frequencies: &[usize]) -> usize {
        frequencies.iter().zip(&self.lengths).map(|(count, length)| count * length).sum()
    }

    fn push(&self, bits: &mut Bits, symbol: usize) {
        bits.push(self.codes[symbol], self.lengths[symbol] as u32);
    }
}

/// How many symbols have codes of each length, for rising frequencies: coin collector's algorithm. A pair is taken only
/// if it is not dearer than the next symbol.
fn length_counts(sorted: &[usize], longest: usize) -> Vec<usize> {
    #[derive(Clone)]
    struct Coin {
        value: usize,
        /// How many of the rarest symbols lie in it, at each level.
        symbols: Vec<usize>,
    }
    let longest = longest.min(sorted.len() - 1);
    let mut row: Vec<Coin> = Vec::new();
    for level in 0..longest {
        let mut pairs = row.chunks_exact(2).map(|pair| (pair[0].value + pair[1].value, pair[1].symbols.clone()));
        let mut next_pair = pairs.next();
        let mut merged = Vec::new();
        let mut taken = 0;
        let mut below = vec![0; level];
        loop {
            let symbol = sorted.get(taken);
            let takes_symbol = match (symbol, &next_pair) {
                (Some(symbol), Some((pair, _))) => symbol < pair,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => break,
            };
            let value = if takes_symbol {
                taken += 1;
                sorted[taken - 1]
            } else {
                let (value, symbols) = next_pair.take().unwrap_or_default();
                below = symbols;
                next_pair = pairs.next();
                value
            };
            let mut symbols = below.clone();
            symbols.push(taken);
            merged.push(Coin { value, symbols });
        }
        row = merged;
    }
    // The cheapest 2n - 2 coins of the last row: at each level, so many symbols get one bit more.
    let chosen = row.get(2 * sorted.len() - 3).map(|coin| coin.symbols.clone()).unwrap_or_default();
    let mut counts = vec![0; longest + 1];
    for (bits, count) in counts.iter_mut().enumerate().skip(1) {
        let level = longest - bits;
        let deeper = level.checked_sub(1).map_or(0, |deeper| chosen[deeper]);
        *count = chosen[level] - deeper;
    }
    counts
}

fn fixed_codes() -> (Codes, Codes) {
    let literals = (0_usize..288).map(|symbol| match symbol {
        0..144 | 280.. => 8,
        144..256 => 9,
        256..280 => 7,
    });
    (Codes::of_lengths(literals.collect()), Codes::of_lengths(vec![5; 32]))
}

/// The code lengths of a block in their own encoding: codes with the value and number of their extra bits.
fn run_lengths(lengths: &[usize]) -> Vec<(usize, u32, u32)> {
    let mut runs = Vec::new();
    for run in lengths.chunk_by(|a, b| a == b) {
        let length = run[0];
        let mut count = run.len();
        if length == 0 {
            while count >= 11 {
                let taken = count.min(138);
                runs.push((18, (taken - 11) as u32, 7));
                count -= taken;
            }
            if count >= 3 {
                runs.push((17, (count - 3) as u32, 3));
                count = 0;
            }
        } else {
            runs.push((length, 0, 0));
            count -= 1;
            while count >= 3 {
                let taken = count.min(6);
                runs.push((16, (taken - 3) as u32, 2));
                count -= taken;
            }
        }
        runs.extend(std::iter::repeat_n((length, 0, 0), count));
    }
    runs
}

/// Number of symbols up to the last one that is used.
fn used_length(frequencies: &[usize]) -> usize {
    frequencies.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1)
}

/// Writes tokens as one block that is not the last.
pub(super) fn write_block(bits: &mut Bits, tokens: &[Token]) {
    let (mut literal_counts, mut offset_counts) = (vec![0; LITERALS], vec![0; OFFSETS]);
    for token in tokens {
        match token {
            Token::Literal(byte) => literal_counts[usize::from(*byte)] += 1,
            Token::Match { length, distance } => {
                literal_counts[coded_length(*length).code] += 1;
                offset_counts[coded_distance(*distance).code] += 1;
            }
        }
    }
    literal_counts[END] += 1;
    if used_length(&offset_counts) == 0 {
        // There must be a code, if only one that is not used.
        offset_counts[0] = 1;
    }
    let literals = Codes::of_frequencies(&literal_counts, LONGEST);
    let offsets = Codes::of_frequencies(&offset_counts, LONGEST);
    let (literal_length, offset_length) = (used_length(&literal_counts), used_length(&offset_counts));
    let all: Vec<usize> =
        literals.lengths[..literal_length].iter().chain(&offsets.lengths[..offset_length]).copied().collect();
    // A run may go over from literals to offsets.
    let runs = run_lengths(&all);
    let mut run_counts = vec![0; LENGTH_ORDER.len()];
    runs.iter().for_each(|(code, ..)| run_counts[*code] += 1);
    let run_codes = Codes::of_frequencies(&run_counts, LONGEST_OF_LENGTHS);
    let written = LENGTH_ORDER.iter().rposition(|code| run_counts[*code] > 0).map_or(0, |last| last + 1).max(4);

    let header = 3 + 5 + 5 + 4 + 3 * written;
    let extra: usize = runs.iter().map(|(_, _, extra)| *extra as usize).sum();
    let own_cost =
        header + run_codes.cost(&run_counts) + extra + literals.cost(&literal_counts) + offsets.cost(&offset_counts);
    let (fixed_literals, fixed_offsets) = fixed_codes();
    let fixed_cost = 3 + fixed_literals.cost(&literal_counts) + fixed_offsets.cost(&offset_counts);
    if own_cost >= fixed_cost {
        bits.push(0b010, 3);
        return write_tokens(bits, tokens, &fixed_literals, &fixed_offsets);
    }
    bits.push(0b100, 3);
    bits.push((literal_length - FIRST_LENGTH) as u32, 5);
    bits.push((offset_length - 1) as u32, 5);
    bits.push((written - 4) as u32, 4);
    for code in &LENGTH_ORDER[..written] {
        bits.push(run_codes.lengths[*code] as u32, 3);
    }
    for (code, extra, extra_bits) in runs {
        run_codes.push(bits, code);
        bits.push(extra, extra_bits);
    }
    write_tokens(bits, tokens, &literals, &offsets);
}

fn write_tokens(bits: &mut Bits, tokens: &[Token], literals: &Codes, offsets: &Codes) {
    for token in tokens {
        match token {
            Token::Literal(byte) => literals.push(bits, usize::from(*byte)),
            Token::Match { length, distance } => {
                for (codes, coded) in [(literals, coded_length(*length)), (offsets, coded_distance(*distance))] {
                    codes.push(bits, coded.code);
                    bits.push(coded.extra, coded.extra_bits);
                }
            }
        }
    }
    literals.push(bits, END);
}
