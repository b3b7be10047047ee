//! Whether the device lets a profile use the network (specification: API, `ConnectionChange` and `AppStateChange`).

/// The way to the network, as the device tells it. The text is kept to notice that it changed.
const OFFLINE: &str = "none";

/// What the device, its user and its operating system allow.
///
/// Nobody tells everything: until told otherwise, the device is online and the application in the foreground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    connection: String,
    is_metered: bool,
    in_background: bool,
    pauses_in_background: bool,
    is_paused: bool,
}

/// What a change of the device means for the connections to peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing.
    Same,
    /// There are none from now on, and none is tried.
    Lost,
    /// They may be made again.
    Restored,
    /// The way to the network is another one: old connections are dead, even where nobody noticed yet.
    Moved,
}

impl Device {
    /// A device that is online. `pauses_in_background`: whether the operating system stops applications in the background,
    /// so that connections that are kept open then are lost without a word.
    #[must_use]
    pub const fn new(pauses_in_background: bool) -> Self {
        Self {
            connection: String::new(),
            is_metered: false,
            in_background: false,
            pauses_in_background,
            is_paused: false,
        }
    }

    /// The device has another connection: `wifi`, `cellular` and so on. Only exactly `none` is no connection.
    pub fn connection_changed(&mut self, kind: &str, is_metered: bool) -> Reach {
        let was_reachable = self.uses_network();
        let is_other = !self.connection.is_empty() && self.connection != kind;
        self.connection = kind.to_owned();
        self.is_metered = is_metered;
        self.change_of_way(was_reachable, is_other)
    }

    fn change_of_way(&self, was_reachable: bool, is_other: bool) -> Reach {
        match self.reach(was_reachable) {
            Reach::Same if is_other && was_reachable => Reach::Moved,
            reach => reach,
        }
    }

    /// Everything is as another knows it, who was told more.
    pub fn catch_up(&mut self, other: &Self) -> Reach {
        let was_reachable = self.uses_network();
        let is_other = !self.connection.is_empty() && self.connection != other.connection;
        self.clone_from(other);
        self.change_of_way(was_reachable, is_other)
    }

    /// The application came to the foreground (`active`) or left it (`background`, `inactive`). Other texts change nothing.
    pub fn app_state_changed(&mut self, state: &str) -> Reach {
        let was_reachable = self.uses_network();
        match state.trim().to_lowercase().as_str() {
            "active" => self.in_background = false,
            "background" | "inactive" => self.in_background = true,
            _ => {}
        }
        self.reach(was_reachable)
    }

    /// The client wants no traffic, or wants it again.
    pub fn set_paused(&mut self, is_paused: bool) -> Reach {
        let was_reachable = self.uses_network();
        self.is_paused = is_paused;
        self.reach(was_reachable)
    }

    fn reach(&self, was_reachable: bool) -> Reach {
        match (was_reachable, self.uses_network()) {
            (true, false) => Reach::Lost,
            (false, true) => Reach::Restored,
            (true, true) | (false, false) => Reach::Same,
        }
    }

    /// Whether there may be connections to peers.
    #[must_use]
    pub fn uses_network(&self) -> bool {
        !self.is_paused && self.connection != OFFLINE && !(self.in_background && self.pauses_in_background)
    }

    /// Whether what is transferred costs money.
    #[must_use]
    pub const fn is_metered(&self) -> bool {
        self.is_metered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_word_none_means_offline() {
        let mut device = Device::new(false);
        for kind in ["wifi", "cellular", "offline", "None", "none ", ""] {
            assert_ne!(device.connection_changed(kind, false), Reach::Lost, "{kind}");
            assert!(device.uses_network(), "{kind}");
        }
        assert_eq!(device.connection_changed("none", false), Reach::Lost);
        assert_eq!(device.connection_changed("none", false), Reach::Same);
        assert!(!device.uses_network());
        assert_eq!(device.connection_changed("wifi", true), Reach::Restored);
        assert!(device.is_metered());
    }

    #[test]
    fn another_way_to_the_network_moves_the_device() {
        let mut device = Device::new(false);
        assert_eq!(device.connection_changed("wifi", false), Reach::Same, "the first word changes nothing");
        assert_eq!(device.connection_changed("wifi", false), Reach::Same);
        assert_eq!(device.connection_changed("cellular", true), Reach::Moved);
    }

    #[test]
    fn who_was_not_told_catches_up() {
        let (mut told, mut other) = (Device::new(false), Device::new(false));
        for (kind, reach) in
            [("wifi", Reach::Same), ("cellular", Reach::Moved), ("none", Reach::Lost), ("wifi", Reach::Restored)]
        {
            told.connection_changed(kind, false);
            assert_eq!(other.catch_up(&told), reach, "{kind}");
            assert_eq!(other.catch_up(&told), Reach::Same);
            assert_eq!(other, told);
        }
    }

    #[test]
    fn the_background_matters_where_the_system_stops_what_is_there() {
        let mut desktop = Device::new(false);
        assert_eq!(desktop.app_state_changed("background"), Reach::Same);
        let mut phone = Device::new(true);
        assert_eq!(phone.app_state_changed(" Background "), Reach::Lost);
        assert_eq!(phone.app_state_changed("inactive"), Reach::Same);
        assert_eq!(phone.app_state_changed("asleep"), Reach::Same);
        assert_eq!(phone.app_state_changed("ACTIVE"), Reach::Restored);
    }

    #[test]
    fn every_reason_to_be_silent_suffices() {
        let mut device = Device::new(true);
        assert_eq!(device.set_paused(true), Reach::Lost);
        assert_eq!(device.connection_changed("none", false), Reach::Same);
        assert_eq!(device.set_paused(false), Reach::Same);
        assert!(!device.uses_network());
        assert_eq!(device.connection_changed("cellular", false), Reach::Restored);
    }
}
