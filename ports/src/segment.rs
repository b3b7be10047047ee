//! Segments of large messages that wait for the rest.

/// Segments of the open profile.
pub trait SegmentStore {}
