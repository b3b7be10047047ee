//! Messages larger than the network takes, cut into segments with parity, and put together again.
//!
//! A segment travels in an envelope of its own, signed by the sender: segments are told apart by the hash of the whole
//! message and by that signer.

mod reassembly;
mod rebuild;
mod segment;
mod split;

pub use reassembly::{Received, SegmentationError, receive};
pub use segment::{NoSegment, Segment};
pub use split::{SplitError, segment_size, split};

/// The most data segments of one message. The reference has no bound.
pub const MAX_DATA_SEGMENTS: u32 = 4096;
/// The largest message that is put together, in bytes. The reference has no bound.
pub const MAX_MESSAGE_LENGTH: usize = 64 * 1024 * 1024;

#[cfg(test)]
mod tests;
