//! Who was heard lately.

use std::collections::BTreeMap;

use status_ports::{CompressedKey, UnixMillis};

/// Somebody who was silent this long may have been away.
const SILENCE_MS: UnixMillis = 30_000;
/// How many people are remembered. Anybody can make themselves heard; forgetting costs at most a repeated message.
const CAPACITY: usize = 4096;

/// When each person was heard last, in memory only.
#[derive(Debug, Default)]
pub(super) struct Presence(BTreeMap<CompressedKey, UnixMillis>);

impl Presence {
    /// Somebody is heard. Whether they may have been away before.
    pub(super) fn hear(&mut self, person: &CompressedKey, now: UnixMillis) -> bool {
        if self.0.len() >= CAPACITY && !self.0.contains_key(person) {
            self.0.clear();
        }
        let before = self.0.insert(*person, now);
        before.is_none_or(|before| now.saturating_sub(before) >= SILENCE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_silent_may_have_been_away() {
        let mut presence = Presence::default();
        assert!(presence.hear(&[2; 33], 1_000));
        assert!(!presence.hear(&[2; 33], 20_000));
        assert!(!presence.hear(&[2; 33], 49_999));
        assert!(presence.hear(&[2; 33], 79_999));
        assert!(presence.hear(&[3; 33], 80_000));
    }

    #[test]
    fn a_crowd_does_not_fill_the_memory() {
        let mut presence = Presence::default();
        for number in 0..10_000_u32 {
            let mut person = [0; 33];
            person[..4].copy_from_slice(&number.to_be_bytes());
            presence.hear(&person, 0);
        }
        assert!(presence.0.len() <= CAPACITY);
    }
}
