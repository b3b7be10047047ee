use status_ports::SettingRecord;

use crate::settings;

/// What the user decided about previews: the setting `url-unfurling-mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnfurlingMode {
    /// The client asks for each link.
    AlwaysAsk,
    /// All links are previewed.
    EnableAll,
    /// None is.
    DisableAll,
}

impl UnfurlingMode {
    /// From its number: 1 ask, 2 all, 3 none. Whatever else was stored means none, which tells nobody anything.
    #[must_use]
    pub const fn from_number(number: u64) -> Self {
        match number {
            1 => Self::AlwaysAsk,
            2 => Self::EnableAll,
            _ => Self::DisableAll,
        }
    }

    /// From the stored settings.
    #[must_use]
    pub fn of(stored: &[SettingRecord]) -> Self {
        Self::from_number(settings::setting(stored, "url-unfurling-mode").as_u64().unwrap_or_default())
    }
}
