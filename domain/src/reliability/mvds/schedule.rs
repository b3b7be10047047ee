//! When something is sent again.

use status_ports::{Entropy, MvdsStateKind, MvdsStateRecord, UnixMillis};

/// First pause. The reference counts 90 ticks of 300 ms.
const FIRST_PAUSE_MS: u64 = 27_000;
/// Random addition to every pause, so that messages of one outage do not come back in one burst.
const JITTER_MS: u64 = 9_000;
/// How often a message is sent. With the pauses doubling, that is about five days.
const MAX_SENDS: u32 = 15;
/// How often a message is asked for. Anybody can offer what they do not have, and whoever has it offers it again.
const MAX_REQUESTS: u32 = 1;
/// A returning peer is answered within this time, not by everybody in the same instant.
const ONLINE_JITTER_MS: u64 = 1_000;

/// Whether a state was sent as often as it may be.
pub(super) const fn is_exhausted(state: &MvdsStateRecord) -> bool {
    let limit = match state.kind {
        MvdsStateKind::Message => MAX_SENDS,
        MvdsStateKind::Request => MAX_REQUESTS,
    };
    state.send_count >= limit
}

/// When a state is to be sent again that is sent now, having been sent `send_count` times before.
pub(super) fn next_send_at(send_count: u32, now: UnixMillis, entropy: &mut dyn Entropy) -> UnixMillis {
    let factor = 1_u64.checked_shl(send_count).unwrap_or(u64::MAX);
    now.saturating_add(FIRST_PAUSE_MS.saturating_mul(factor)).saturating_add(draw(JITTER_MS, entropy))
}

/// When a peer that was just seen online gets what waits for it.
pub(super) fn online_send_at(now: UnixMillis, entropy: &mut dyn Entropy) -> UnixMillis {
    now.saturating_add(draw(ONLINE_JITTER_MS, entropy))
}

/// A number below `bound`. The bias of the modulus is without meaning here.
fn draw(bound: u64, entropy: &mut dyn Entropy) -> u64 {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    u64::from_le_bytes(bytes).checked_rem(bound).unwrap_or_default()
}
