//! Who was heard lately, and who was written to.

use std::collections::BTreeMap;

use status_ports::{CompressedKey, UnixMillis};

/// Somebody who was silent this long may have been away.
const SILENCE_MS: UnixMillis = 30_000;
/// How many people are remembered. Anybody can make themselves heard; forgetting costs at most a repeated message.
const CAPACITY: usize = 4096;
/// How long an acknowledgement may take before a message is taken for lost.
const PATIENCE_MS: UnixMillis = 5_000;

/// When each person was heard last and written to last, in memory only.
#[derive(Debug, Default)]
pub(super) struct Presence {
    heard: BTreeMap<CompressedKey, UnixMillis>,
    written_to: BTreeMap<CompressedKey, UnixMillis>,
}

impl Presence {
    /// Somebody is heard. Whether they may have been away before.
    pub(super) fn hear(&mut self, person: &CompressedKey, now: UnixMillis) -> bool {
        let before = note(&mut self.heard, person, now);
        before.is_none_or(|before| now.saturating_sub(before) >= SILENCE_MS)
    }

    /// Messages leave for somebody who should acknowledge them.
    pub(super) fn write_to(&mut self, person: &CompressedKey, now: UnixMillis) {
        note(&mut self.written_to, person, now);
    }

    /// From when on it makes sense to repeat what somebody did not acknowledge.
    pub(super) fn repeat_at(&self, person: &CompressedKey, now: UnixMillis) -> UnixMillis {
        let written_at = self.written_to.get(person).copied();
        written_at.map_or(now, |at| now.max(at.min(now).saturating_add(PATIENCE_MS)))
    }
}

fn note(
    times: &mut BTreeMap<CompressedKey, UnixMillis>,
    person: &CompressedKey,
    now: UnixMillis,
) -> Option<UnixMillis> {
    if times.len() >= CAPACITY && !times.contains_key(person) {
        times.clear();
    }
    times.insert(*person, now)
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
            presence.write_to(&person, 0);
        }
        assert!(presence.heard.len() <= CAPACITY && presence.written_to.len() <= CAPACITY);
    }

    #[test]
    fn what_just_left_is_given_time_to_be_acknowledged() {
        let mut presence = Presence::default();
        assert_eq!(presence.repeat_at(&[2; 33], 1_000), 1_000);
        presence.write_to(&[2; 33], 1_000);
        assert_eq!(presence.repeat_at(&[2; 33], 1_500), 6_000);
        assert_eq!(presence.repeat_at(&[2; 33], 9_000), 9_000);
        assert_eq!(presence.repeat_at(&[3; 33], 1_500), 1_500);
        // A clock that went back delays nothing for longer.
        assert_eq!(presence.repeat_at(&[2; 33], 500), 5_500);
    }
}
