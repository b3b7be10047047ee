//! Everything that happened, as one number: two runs with the same number were the same run.

/// A digest that grows with every event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Trace {
    pub(super) digest: u64,
    pub(super) events: u64,
}

impl Trace {
    pub(super) fn note(&mut self, at_ms: u64, kind: u8, facts: &[u64]) {
        self.events += 1;
        self.mix(at_ms);
        self.mix(u64::from(kind));
        for fact in facts {
            self.mix(*fact);
        }
    }

    /// The mixing step of SplitMix64.
    const fn mix(&mut self, value: u64) {
        let mut z = (self.digest ^ value).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        self.digest = z ^ (z >> 31);
    }
}
