//! Waiting segments in maps.

use status_ports::{CompressedKey, SegmentCount, SegmentPart, SegmentRecord, SegmentStore, StorageError, UnixMillis};

use crate::table::Table;

type Result<T> = std::result::Result<T, StorageError>;
type MessageKey = ([u8; 32], CompressedKey);
/// Data before parity, then by index: the order in which segments are handed out.
type PartKey = (bool, u32);

/// A [`SegmentStore`] that forgets everything when dropped. Two stores are equal if they hold the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemorySegmentStore {
    segments: Table<(MessageKey, PartKey), SegmentRecord>,
    completed: Table<MessageKey, UnixMillis>,
}

impl MemorySegmentStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many segments wait, for tests that look behind the curtain.
    #[must_use]
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether no segment waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    fn of(&self, hash: &[u8; 32], sender: &CompressedKey) -> impl Iterator<Item = &SegmentRecord> {
        let message = (*hash, *sender);
        self.segments.range((message, (false, 0))..=(message, (true, u32::MAX))).map(|(_, segment)| segment)
    }
}

const fn part_key(part: SegmentPart) -> PartKey {
    match part {
        SegmentPart::Data { index, .. } => (false, index),
        SegmentPart::Parity { index, .. } => (true, index),
    }
}

impl SegmentStore for MemorySegmentStore {
    fn save_segment(&mut self, segment: &SegmentRecord) -> Result<()> {
        let key = ((segment.message_hash, segment.sender), part_key(segment.part));
        self.segments.insert(key, segment.clone());
        Ok(())
    }

    fn count_segments(&mut self, message_hash: &[u8; 32], sender: &CompressedKey) -> Result<SegmentCount> {
        let mut total = SegmentCount::default();
        for segment in self.of(message_hash, sender) {
            match segment.part {
                SegmentPart::Data { count, .. } => {
                    total.data += 1;
                    total.expected_data = total.expected_data.max(count);
                }
                SegmentPart::Parity { .. } => total.parity += 1,
            }
        }
        Ok(total)
    }

    fn segments(&mut self, message_hash: &[u8; 32], sender: &CompressedKey, limit: u32) -> Result<Vec<SegmentRecord>> {
        Ok(self.of(message_hash, sender).take(limit as usize).cloned().collect())
    }

    fn complete_segments(&mut self, message_hash: &[u8; 32], sender: &CompressedKey, at: UnixMillis) -> Result<()> {
        let message = (*message_hash, *sender);
        self.segments.retain(|(of, _), _| *of != message);
        self.completed.insert(message, at);
        Ok(())
    }

    fn segments_completed(&mut self, message_hash: &[u8; 32], sender: &CompressedKey) -> Result<bool> {
        Ok(self.completed.contains_key(&(*message_hash, *sender)))
    }

    fn prune_segments(&mut self, before: UnixMillis, keep: u32, max_bytes: u64) -> Result<()> {
        self.completed.retain(|_, at| *at >= before);
        self.segments.retain(|_, segment| segment.received_at >= before);
        let by_age = self.segments.iter().map(|(key, segment)| (segment.received_at, *key, segment.payload.len()));
        let mut by_age: Vec<_> = by_age.collect();
        by_age.sort_unstable();
        let mut bytes = 0;
        for (index, (_, key, length)) in by_age.iter().rev().enumerate() {
            bytes += *length as u64;
            if index >= keep as usize || bytes > max_bytes {
                self.segments.remove(key);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
