//! Splitting into segments, and putting them together.

use std::num::NonZeroUsize;

use serde_json::Value;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::reliability::segmentation::{Received, Segment, receive, split};
use status_memory::MemorySegmentStore;
use status_ports::SegmentPart;

use super::{array, bytes, bytes_of, check, expect_equal, find_bytes, find_text, find_u64, get, text, u64_field};

/// Judges a case of `segmentation.json`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "segment" => segment(case),
        "reassemble" => reassemble(case),
        kind => Err(format!("unknown kind {kind}")),
    }
}

fn segment(case: &Value) -> Result<(), String> {
    let size = usize::try_from(u64_field(case, "segment_size")?).ok().and_then(NonZeroUsize::new);
    let ours = split(&bytes(case, "payload")?, size.ok_or("no segment size")?).map_err(|error| error.to_string())?;
    let Some(ours) = ours else {
        return check(get(case, "segments")?.is_null(), "not split, expected segments");
    };
    let expected = array(case, "segments")?;
    expect_equal("number of segments", ours.len(), expected.len())?;
    for (ours, expected) in ours.iter().zip(expected) {
        expect_equal("hash", ours.message_hash.to_vec(), bytes(case, "entire_message_hash")?)?;
        expect_equal("payload", hex::encode(&ours.payload), hex::encode(bytes(expected, "payload")?))?;
        let (data, parity) = match ours.part {
            SegmentPart::Data { index, count } => ([index, count], [0, 0]),
            SegmentPart::Parity { index, count } => ([0, 0], [index, count]),
        };
        for (field, number) in ["index", "segments_count", "parity_segment_index", "parity_segments_count"]
            .into_iter()
            .zip([data, parity].concat())
        {
            expect_equal(field, u64::from(number), u64_field(expected, field)?)?;
        }
        let encoded = bytes(expected, "encoded")?;
        expect_equal("encoded", hex::encode(ours.encode()), hex::encode(&encoded))?;
        expect_equal("decoded", Segment::decode(&encoded).as_ref(), Ok(ours))?;
    }
    Ok(())
}

fn sender(case: &Value) -> Result<PublicKey, String> {
    match find_bytes(case, "sender_public_key")? {
        Some(key) => PublicKey::from_bytes(&key).map_err(|error| error.to_string()),
        None => Ok(PrivateKey::from_bytes(&[1; 32]).map_err(|error| error.to_string())?.public_key()),
    }
}

fn reassemble(case: &Value) -> Result<(), String> {
    let (segments, results) = (array(case, "segments")?, array(case, "results")?);
    expect_equal("number of results", results.len(), segments.len())?;
    let sender = sender(case)?;
    let mut store = MemorySegmentStore::new();
    let mut received = Vec::new();
    for (number, segment) in (0..).zip(segments) {
        received.push(receive(&mut store, &sender, &bytes_of(segment)?, number).map_err(|error| error.to_string())?);
    }
    let mut complete = received.iter().filter_map(|result| match result {
        Received::Complete(message) => Some(hex::encode(message)),
        _ => None,
    });
    // What the reference cannot rebuild but others could, ours rebuilds.
    let is_limitation = find_text(case, "status_go_limitation")?.is_some();
    let field = if is_limitation { "original_payload" } else { "expect_payload" };
    expect_equal("message", complete.next(), find_bytes(case, field)?.map(hex::encode))?;
    expect_equal("message, again", complete.next(), None::<String>)?;
    for (number, (ours, expected)) in received.iter().zip(results).enumerate() {
        let expected = expected.as_str().ok_or("a result is no text")?;
        if !same_result(case, ours, expected, is_limitation)? {
            return Err(format!("segment {number}: {ours:?}, expected {expected:?}"));
        }
    }
    picked(case, segments)
}

fn same_result(case: &Value, ours: &Received, expected: &str, is_limitation: bool) -> Result<bool, String> {
    let is_old_receiver = find_text(case, "receiver")? == Some("v1");
    Ok(match expected {
        "complete" => {
            // Ours may have been faster than one that cannot use parity.
            matches!(ours, Received::Complete(_)) || is_old_receiver && *ours == Received::AlreadyCompleted
        }
        "message segments incomplete" => {
            let done = matches!(ours, Received::Complete(_) | Received::AlreadyCompleted);
            *ours == Received::Incomplete || done && (is_limitation || is_old_receiver)
        }
        "message segments already completed" => *ours == Received::AlreadyCompleted,
        "hash of entire payload does not match" => {
            *ours == Received::Mismatch || is_limitation && matches!(ours, Received::Complete(_))
        }
        // The old receiver knows no parity segments.
        "invalid segments count" if is_old_receiver => true,
        _ => matches!(ours, Received::NoSegment(_)),
    })
}

/// Which segments of the original were taken, by our own splitting of it.
fn picked(case: &Value, segments: &[Value]) -> Result<(), String> {
    let (Some(original), Some(size)) = (find_bytes(case, "original_payload")?, find_u64(case, "segment_size")?) else {
        return Ok(());
    };
    let size = usize::try_from(size).ok().and_then(NonZeroUsize::new).ok_or("no segment size")?;
    let ours = split(&original, size).map_err(|error| error.to_string())?.ok_or("not split")?;
    let is_data = |segment: &&Segment| matches!(segment.part, SegmentPart::Data { .. });
    let data = ours.iter().filter(is_data).count();
    expect_equal("data segments", Some(data as u64), find_u64(case, "data_segments")?)?;
    expect_equal("parity segments", Some((ours.len() - data) as u64), find_u64(case, "parity_segments")?)?;
    let picked = array(case, "picked")?;
    expect_equal("number picked", picked.len(), segments.len())?;
    for (number, segment) in picked.iter().zip(segments) {
        let at = number.as_u64().and_then(|at| usize::try_from(at).ok()).ok_or("picked is no number")?;
        let ours = ours.get(at).ok_or("picked what is not there")?;
        expect_equal("picked segment", hex::encode(ours.encode()), hex::encode(bytes_of(segment)?))?;
    }
    Ok(())
}
