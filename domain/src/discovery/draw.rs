//! Numbers drawn from entropy.

use status_ports::Entropy;

/// A number below `bound`, or 0 if that is 0. The tiny preference for small numbers is of no use to anybody here.
pub(super) fn below(bound: usize, entropy: &mut dyn Entropy) -> usize {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let drawn = u64::from_le_bytes(bytes).checked_rem(bound as u64).unwrap_or_default();
    usize::try_from(drawn).unwrap_or_default()
}

/// Brings items into random order.
pub(super) fn shuffle<T>(items: &mut [T], entropy: &mut dyn Entropy) {
    for end in (1..items.len()).rev() {
        items.swap(end, below(end.saturating_add(1), entropy));
    }
}
