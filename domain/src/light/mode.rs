//! From relaying to asking service nodes and back, without a gap in which messages are missed.
//!
//! The new way to receive is open before the old one is closed.

use status_ports::{UnixMillis, WakuMode};

/// How long a node that is to stop relaying waits for its filters, in milliseconds. Where no peer serves filters, nothing
/// is gained by waiting longer.
pub const FILTER_PATIENCE_MS: u64 = 10_000;

/// Where the node is between both modes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Relay,
    /// It relays until its filters are in place.
    ToLight {
        until: UnixMillis,
    },
    Light,
    /// It relays again, but nobody brings it messages yet, so that it keeps its filters.
    ToRelay,
}

/// How messages are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publishing {
    /// To the relay.
    Relay,
    /// By peers that serve light push.
    LightPush,
    /// To the relay, or where nobody is there yet, by peers.
    RelayFirst,
}

/// The way in which a node takes part in the network, as it changes.
#[derive(Clone, Copy, Debug)]
pub struct ModeSwitch {
    phase: Phase,
}

impl ModeSwitch {
    /// A node that is in this mode.
    #[must_use]
    pub const fn new(mode: WakuMode) -> Self {
        let phase = match mode {
            WakuMode::Relay => Phase::Relay,
            WakuMode::Light => Phase::Light,
        };
        Self { phase }
    }

    /// Begins to go over to a mode.
    pub const fn want(&mut self, mode: WakuMode, now: UnixMillis) {
        self.phase = match (self.phase, mode) {
            (Phase::Relay, WakuMode::Light) => Phase::ToLight { until: now.saturating_add(FILTER_PATIENCE_MS) },
            // It never ceased to relay.
            (Phase::ToLight { .. }, WakuMode::Relay) => Phase::Relay,
            // It may have no other peers than those of its filters.
            (Phase::ToRelay, WakuMode::Light) => Phase::Light,
            (Phase::Light, WakuMode::Relay) => Phase::ToRelay,
            (phase, _) => phase,
        };
    }

    /// Goes on as far as possible, now that it is known whether filters cover everything that is listened to and whether
    /// the relay brings messages.
    pub const fn advance(&mut self, is_covered: bool, is_relayed: bool, now: UnixMillis) {
        self.phase = match self.phase {
            Phase::ToLight { until } if is_covered || now >= until => Phase::Light,
            Phase::ToRelay if is_relayed => Phase::Relay,
            phase => phase,
        };
    }

    /// The mode in which the node should be now.
    #[must_use]
    pub const fn mode(&self) -> WakuMode {
        match self.phase {
            Phase::Relay | Phase::ToLight { .. } | Phase::ToRelay => WakuMode::Relay,
            Phase::Light => WakuMode::Light,
        }
    }

    /// Whether messages come by filters, too.
    #[must_use]
    pub const fn uses_filters(&self) -> bool {
        !matches!(self.phase, Phase::Relay)
    }

    /// How messages are published.
    #[must_use]
    pub const fn publishing(&self) -> Publishing {
        match self.phase {
            Phase::Relay | Phase::ToLight { .. } => Publishing::Relay,
            Phase::Light => Publishing::LightPush,
            Phase::ToRelay => Publishing::RelayFirst,
        }
    }

    /// Whether it matters that filters cover what is listened to.
    #[must_use]
    pub const fn waits_for_filters(&self) -> bool {
        matches!(self.phase, Phase::ToLight { .. })
    }

    /// When to go on although nothing happens.
    #[must_use]
    pub const fn next_at(&self) -> Option<UnixMillis> {
        match self.phase {
            Phase::ToLight { until } => Some(until),
            Phase::Relay | Phase::Light | Phase::ToRelay => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(switch: ModeSwitch) -> (WakuMode, bool, Publishing) {
        (switch.mode(), switch.uses_filters(), switch.publishing())
    }

    #[test]
    fn the_relay_is_left_when_filters_are_in_place() {
        let mut switch = ModeSwitch::new(WakuMode::Relay);
        assert_eq!(seen(switch), (WakuMode::Relay, false, Publishing::Relay));
        switch.want(WakuMode::Light, 0);
        switch.advance(false, true, 1);
        assert_eq!(seen(switch), (WakuMode::Relay, true, Publishing::Relay));
        switch.advance(true, true, 2);
        assert_eq!(seen(switch), (WakuMode::Light, true, Publishing::LightPush));
        assert_eq!(switch.next_at(), None);
    }

    #[test]
    fn nobody_waits_for_ever_for_filters() {
        let mut switch = ModeSwitch::new(WakuMode::Relay);
        switch.want(WakuMode::Light, 5);
        assert_eq!(switch.next_at(), Some(5 + FILTER_PATIENCE_MS));
        switch.advance(false, true, 4 + FILTER_PATIENCE_MS);
        assert_eq!(switch.mode(), WakuMode::Relay);
        switch.advance(false, true, 5 + FILTER_PATIENCE_MS);
        assert_eq!(switch.mode(), WakuMode::Light);
    }

    #[test]
    fn filters_are_left_when_the_relay_brings_messages() {
        let mut switch = ModeSwitch::new(WakuMode::Light);
        switch.want(WakuMode::Relay, 0);
        switch.advance(true, false, 1_000_000);
        assert_eq!(seen(switch), (WakuMode::Relay, true, Publishing::RelayFirst));
        switch.advance(true, true, 1_000_001);
        assert_eq!(seen(switch), (WakuMode::Relay, false, Publishing::Relay));
    }

    #[test]
    fn a_change_of_mind_goes_straight_back() {
        let mut switch = ModeSwitch::new(WakuMode::Relay);
        switch.want(WakuMode::Light, 0);
        switch.want(WakuMode::Relay, 1);
        assert_eq!(seen(switch), (WakuMode::Relay, false, Publishing::Relay));
        let mut switch = ModeSwitch::new(WakuMode::Light);
        switch.want(WakuMode::Relay, 0);
        switch.want(WakuMode::Light, 1);
        assert_eq!(seen(switch), (WakuMode::Light, true, Publishing::LightPush));
    }

    #[test]
    fn wanting_what_is_changes_nothing() {
        for mode in [WakuMode::Relay, WakuMode::Light] {
            let mut switch = ModeSwitch::new(mode);
            let before = seen(switch);
            switch.want(mode, 7);
            assert_eq!((seen(switch), switch.next_at()), (before, None));
        }
        let mut switch = ModeSwitch::new(WakuMode::Relay);
        switch.want(WakuMode::Light, 0);
        switch.want(WakuMode::Light, 500);
        assert_eq!(switch.next_at(), Some(FILTER_PATIENCE_MS));
    }
}
