//! Putting the segments of one message together, with the help of parity if data is missing.

use sha3::{Digest, Keccak256};
use status_ports::{SegmentPart, SegmentRecord};

use super::super::erasure::{MAX_SHARDS, Shard, interpolate};
use super::MAX_MESSAGE_LENGTH;
use crate::crypto::keccak256;

/// How many trailing zero bytes a message may have when its last segment is lost and its length therefore unknown.
///
/// The rebuilt last segment ends in the zeros of its padding. Messages are encrypted, so that the last byte which is
/// not zero is nearly always their end, and more than a few zeros at their own end do not happen. Each further try
/// costs one Keccak permutation.
const MAX_TRAILING_ZEROS: usize = 1024;

/// Why segments do not give the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// More segments may help.
    Incomplete,
    /// All that is needed is here, and it is not the message of that hash.
    Mismatch,
}

/// The message with the given hash. `segments` are all of one message, data by index first, then parity by index.
pub(super) fn rebuild(hash: &[u8; 32], count: u32, segments: &[SegmentRecord]) -> Result<Vec<u8>, Failure> {
    let data: Vec<_> = segments.iter().filter_map(|segment| data_index(segment, count)).collect();
    if data.len() == usize::try_from(count).map_err(|_| Failure::Mismatch)? {
        return verified(hash, concatenate(data.into_iter().map(|(_, bytes)| bytes)));
    }
    let parity: Vec<_> = segments.iter().filter_map(|segment| parity_point(segment, count)).collect();
    let missing = usize::try_from(count).map_err(|_| Failure::Mismatch)?.saturating_sub(data.len());
    let (Some(helpers), Some((_, shard_length))) = (parity.get(..missing), parity.first().copied()) else {
        return Err(Failure::Incomplete);
    };
    let shard_length = shard_length.len();
    let last = count.saturating_sub(1);
    let fits = |index: u32, bytes: &[u8]| bytes.len() == shard_length || index == last && bytes.len() < shard_length;
    let data_fits = data.iter().all(|(index, bytes)| fits(*index, bytes));
    if !data_fits || helpers.iter().any(|(_, bytes)| bytes.len() != shard_length) {
        return Err(Failure::Mismatch);
    }
    let all_length = usize::try_from(count).ok().and_then(|count| count.checked_mul(shard_length));
    if all_length.is_none_or(|length| length > MAX_MESSAGE_LENGTH) {
        return Err(Failure::Mismatch);
    }
    let known: Vec<_> = data
        .iter()
        .map(|(index, bytes)| Shard { point: u8::try_from(*index).unwrap_or(u8::MAX), bytes })
        .chain(helpers.iter().map(|(point, bytes)| Shard { point: *point, bytes }))
        .collect();
    let mut message = Vec::with_capacity(all_length.unwrap_or_default());
    let mut received = data.iter().peekable();
    for index in 0..count {
        match received.next_if(|(at, _)| *at == index) {
            Some((_, bytes)) => message.extend_from_slice(bytes),
            None => {
                let point = u8::try_from(index).unwrap_or(u8::MAX);
                message.extend(interpolate(&known, point, shard_length));
            }
        }
    }
    if data.last().is_some_and(|(index, _)| *index == last) {
        verified(hash, message)
    } else {
        // The last segment is rebuilt with its padding. If no length fits, it may yet arrive.
        without_padding(hash, message, shard_length).ok_or(Failure::Incomplete)
    }
}

fn data_index(segment: &SegmentRecord, expected: u32) -> Option<(u32, &[u8])> {
    match segment.part {
        SegmentPart::Data { index, count } if count == expected => Some((index, &segment.payload)),
        _ => None,
    }
}

/// Parity exists only where data and parity together are at most 256 shards, one for each point.
fn parity_point(segment: &SegmentRecord, data_count: u32) -> Option<(u8, &[u8])> {
    match segment.part {
        SegmentPart::Parity { index, count } if data_count.saturating_add(count) <= MAX_SHARDS => {
            let point = u8::try_from(data_count.saturating_add(index)).ok()?;
            Some((point, &segment.payload))
        }
        _ => None,
    }
}

fn concatenate<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    parts.fold(Vec::new(), |mut whole, part| {
        whole.extend_from_slice(part);
        whole
    })
}

fn verified(hash: &[u8; 32], message: Vec<u8>) -> Result<Vec<u8>, Failure> {
    if keccak256(&[&message]) == *hash { Ok(message) } else { Err(Failure::Mismatch) }
}

/// Cuts off as many trailing zeros as the hash demands: the whole is hashed once, then each possible length in turn.
fn without_padding(hash: &[u8; 32], mut message: Vec<u8>, shard_length: usize) -> Option<Vec<u8>> {
    // The last segment has at least one byte.
    let shortest = message.len().saturating_sub(shard_length).saturating_add(1);
    let end = message.iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1)).max(shortest);
    let mut hasher = Keccak256::new_with_prefix(message.get(..end)?);
    for length in (end..=message.len()).take(MAX_TRAILING_ZEROS.saturating_add(1)) {
        if hasher.clone().finalize().as_slice() == hash {
            message.truncate(length);
            return Some(message);
        }
        hasher.update([0]);
    }
    (keccak256(&[&message]) == *hash).then_some(message)
}
