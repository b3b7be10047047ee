//! Settings of a profile: which there are, what they default to, which values they take, and which of them a client is
//! shown (specification: accounts, section 12).

mod currency;
mod keycard_pairings;
mod node_config;
mod notification;
mod read;
mod table;
mod write;

#[cfg(test)]
mod tests;

pub use currency::{Currency, currencies};
pub use keycard_pairings::{KeycardPairingsError, keycard_pairings, write_keycard_pairings};
pub use node_config::{
    LIGHT_CLIENT, LogLevel, NODE_VALUES, NodeConfigError, NodeValue, add_custom_node, node_config, save_node_config,
    shown_node_config, write_custom_nodes, write_log_level, write_max_log_backups, write_node_config,
};
pub use notification::{
    Alert, NotificationSetting, NotificationSettingError, check_exemption, check_is_exemption, no_exemption,
};
pub use read::{current, setting};
pub use table::{ALL, Initial, Kind, Presence, SEND_STATUS_UPDATES, Setting, find};
pub(crate) use table::{COLLECTIBLE_PREFERENCES_CLOCK, TOKEN_PREFERENCES_CLOCK, WALLET_POSITIONS_CLOCK};
pub use write::{SettingError, choose_mobile_network, mnemonic_was_shown, write};
