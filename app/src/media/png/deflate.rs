//! DEFLATE (RFC 1951) of data that fits into one window and one block.

use std::collections::HashMap;

use super::bits::Bits;
use super::huffman;

/// Shorter repetitions do not pay.
const MIN_MATCH: usize = 4;
const MAX_MATCH: usize = 258;
/// A repetition of this length is not put off for a better one.
const LAZY: usize = 16;
/// A repetition of this length is good enough to stop looking.
const NICE: usize = 128;
/// So many earlier places are looked at.
const CHAIN: usize = 128;
/// The shortest repetition pays only if it is not farther away.
const SHORTEST_REACH: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Literal(u8),
    Match { length: usize, distance: usize },
}

pub(super) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut bits = Bits::default();
    let tokens = tokens(data);
    if !tokens.is_empty() {
        huffman::write_block(&mut bits, &tokens);
    }
    // An empty block of stored bytes is the last one.
    bits.push(1, 3);
    bits.align();
    bits.push(0, 16);
    bits.push(0xffff, 16);
    bits.finish()
}

/// Where the same four bytes, or others of the same hash, stood before.
#[derive(Default)]
struct Chains {
    heads: HashMap<u32, usize>,
    previous: Vec<Option<usize>>,
}

impl Chains {
    /// Notes a position and returns the one before it in its chain.
    fn insert(&mut self, data: &[u8], position: usize) -> Option<usize> {
        const MULTIPLIER: u32 = 0x1e35_a7bd;
        let four = data[position..position + MIN_MATCH].iter().fold(0, |four, byte| four << 8 | u32::from(*byte));
        let head = self.heads.insert(four.wrapping_mul(MULTIPLIER) >> 15, position);
        // Positions come one after the other.
        self.previous.push(head);
        head
    }

    /// The longest repetition at `position` that is longer than the shortest, as length and distance.
    fn find(&self, data: &[u8], position: usize, head: usize) -> Option<(usize, usize)> {
        let longest = MAX_MATCH.min(data.len() - position);
        let nice = NICE.min(longest);
        let (mut length, mut found) = (MIN_MATCH - 1, None);
        let mut candidate = Some(head);
        for _ in 0..CHAIN {
            let Some(earlier) = candidate else { break };
            if data[position + length] == data[earlier + length] {
                let pairs = data[earlier..].iter().zip(&data[position..position + longest]);
                let repeated = pairs.take_while(|(a, b)| a == b).count();
                let distance = position - earlier;
                if repeated > length && (repeated > MIN_MATCH || distance <= SHORTEST_REACH) {
                    length = repeated;
                    found = Some((length, distance));
                    if repeated >= nice {
                        break;
                    }
                }
            }
            candidate = self.previous[earlier];
        }
        found
    }
}

/// Literals and repetitions. A repetition waits for one step whether the next position has a longer one.
fn tokens(data: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chains = Chains::default();
    let insertable = data.len().saturating_sub(MIN_MATCH - 1);
    let (mut position, mut length, mut distance) = (0, MIN_MATCH - 1, 0);
    let mut is_pending = false;
    while position < data.len() {
        let head = if position < insertable { chains.insert(data, position) } else { None };
        let (earlier_length, earlier_distance) = (length, distance);
        (length, distance) = (MIN_MATCH - 1, 0);
        let is_worth_looking = data.len() - position > earlier_length && earlier_length < LAZY;
        if let Some(head) = head.filter(|_| is_worth_looking) {
            (length, distance) = chains.find(data, position, head).unwrap_or((length, distance));
        }
        if earlier_length >= MIN_MATCH && length <= earlier_length {
            tokens.push(Token::Match { length: earlier_length, distance: earlier_distance });
            let end = position + earlier_length - 1;
            for inside in position + 1..end.min(insertable) {
                chains.insert(data, inside);
            }
            position = end;
            is_pending = false;
            length = MIN_MATCH - 1;
        } else {
            if is_pending {
                tokens.push(Token::Literal(data[position - 1]));
            }
            position += 1;
            is_pending = true;
        }
    }
    if is_pending && let Some(last) = data.last() {
        tokens.push(Token::Literal(*last));
    }
    tokens
}
