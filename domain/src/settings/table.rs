//! The table of settings.

/// What a setting holds, and what it takes when a client saves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false. Takes nothing else.
    Bool,
    /// A number. Takes anything; what is no number reads as the default.
    Number,
    /// A number. Takes nothing else.
    StrictNumber,
    /// A text. Takes anything; a number reads as its digits.
    Text,
    /// An address. Takes texts only.
    Address,
    /// Any JSON value.
    Json,
}

/// The value before anybody saved one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initial {
    /// The zero value of the kind: `false`, `0`, the empty text, or `null`.
    Zero,
    /// `true`.
    True,
    /// A number.
    Number(i64),
    /// A text.
    Text(&'static str),
}

/// When a client is shown the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Always,
    /// Unless it is false, zero, empty or null.
    UnlessZero,
    /// Always, but as the empty text, whatever it is.
    Blank,
    /// Never.
    Never,
}

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The name by which it is stored and saved.
    pub name: &'static str,
    /// Its key in the settings object, which is the name with two exceptions.
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The value before anybody saved one.
    pub initial: Initial,
    /// When it is shown.
    pub presence: Presence,
    /// Whether a client may save it by name.
    pub writable: bool,
}

use Initial::{Number as N, Text as T, True, Zero};
use Kind::{Address, Bool, Json, Number, StrictNumber, Text};
use Presence::{Always, Blank, Never, UnlessZero};

const fn setting(name: &'static str, kind: Kind, initial: Initial, presence: Presence) -> Setting {
    Setting { name, key: name, kind, initial, presence, writable: true }
}

/// Set at creation, never by name.
const fn fixed(name: &'static str, kind: Kind, presence: Presence) -> Setting {
    Setting { name, key: name, kind, initial: Zero, presence, writable: false }
}

/// Saved under one name, shown under another.
const fn renamed(name: &'static str, key: &'static str, kind: Kind) -> Setting {
    Setting { name, key, kind, initial: Zero, presence: UnlessZero, writable: true }
}

/// All settings.
pub const ALL: &[Setting] = &[
    fixed("address", Address, Always),
    setting("anon-metrics/should-send?", Bool, Zero, UnlessZero),
    setting("appearance", Number, Zero, Always),
    setting("auto-message-enabled?", Bool, Zero, UnlessZero),
    setting("backup-enabled?", Bool, True, UnlessZero),
    setting("backup-fetched?", Bool, Zero, Never),
    setting("bio", Text, Zero, UnlessZero),
    setting("chaos-mode?", Bool, Zero, UnlessZero),
    setting("collectible-group-by-collection?", Bool, Zero, UnlessZero),
    setting("collectible-group-by-community?", Bool, Zero, UnlessZero),
    setting("currency", Text, T("usd"), UnlessZero),
    setting("current-user-status", Json, Zero, Always),
    setting("custom-bootnodes", Json, Zero, UnlessZero),
    setting("custom-bootnodes-enabled?", Json, Zero, UnlessZero),
    setting("dapps-address", Address, Zero, Always),
    setting("default-sync-period", Number, N(777_600), Always),
    setting("device-name", Text, Zero, Blank),
    setting("display-assets-below-balance?", Bool, Zero, UnlessZero),
    setting("display-assets-below-balance-threshold", StrictNumber, N(100_000_000), UnlessZero),
    setting("display-name", Text, Zero, Always),
    setting("eip1581-address", Address, Zero, Always),
    setting("fleet", Text, Zero, UnlessZero),
    setting("gifs/api-key", Text, Zero, Always),
    setting("gifs/favorite-gifs", Json, Zero, Always),
    setting("gifs/recent-gifs", Json, Zero, Always),
    setting("hide-home-tooltip?", Bool, Zero, UnlessZero),
    fixed("installation-id", Text, Always),
    fixed("key-uid", Text, Always),
    renamed("keycard-instance_uid", "keycard-instance-uid", Text),
    renamed("keycard-paired_on", "keycard-paired-on", Number),
    setting("keycard-pairing", Text, Zero, UnlessZero),
    setting("last-backup", Number, Zero, UnlessZero),
    setting("last-updated", Number, Zero, UnlessZero),
    setting("latest-derived-path", Number, Zero, Always),
    setting("link-preview-request-enabled", Bool, True, UnlessZero),
    setting("link-previews-enabled-sites", Json, Zero, UnlessZero),
    setting("log-level", Text, Zero, UnlessZero),
    setting("messages-from-contacts-only", Bool, Zero, Always),
    setting("mnemonic", Text, Zero, UnlessZero),
    setting("mnemonic-removed?", Bool, Zero, UnlessZero),
    fixed("mnemonic-was-not-shown?", Bool, UnlessZero),
    setting("mutual-contact-enabled?", Bool, Zero, Always),
    setting("name", Text, Zero, UnlessZero),
    setting("networks/current-network", Text, Zero, Always),
    setting("networks/networks", Json, Zero, Always),
    setting("node-config", Json, Zero, Never),
    setting("notifications-enabled?", Bool, Zero, UnlessZero),
    setting("opensea-enabled?", Bool, Zero, UnlessZero),
    setting("peer-syncing-enabled?", Bool, Zero, UnlessZero),
    setting("photo-path", Text, Zero, Always),
    setting("pinned-mailservers", Json, Zero, UnlessZero),
    setting("preferred-name", Text, Zero, UnlessZero),
    setting("preview-privacy?", Bool, Zero, Always),
    setting("profile-migration-needed", Bool, Zero, UnlessZero),
    setting("profile-pictures-show-to", Number, N(1), Always),
    setting("profile-pictures-visibility", Number, N(1), Always),
    setting("public-key", Text, Zero, Always),
    setting("push-notifications-block-mentions?", Bool, Zero, UnlessZero),
    setting("push-notifications-from-contacts-only?", Bool, Zero, UnlessZero),
    setting("push-notifications-server-enabled?", Bool, Zero, UnlessZero),
    setting("remember-syncing-choice?", Bool, Zero, UnlessZero),
    setting("remote-push-notifications-enabled?", Bool, Zero, UnlessZero),
    setting("send-push-notifications?", Bool, True, UnlessZero),
    setting(SEND_STATUS_UPDATES, Bool, True, UnlessZero),
    setting("show-community-asset-when-sending-tokens?", Bool, True, UnlessZero),
    fixed("signing-phrase", Text, Always),
    setting("stickers/packs-installed", Json, Zero, UnlessZero),
    setting("stickers/packs-pending", Json, Zero, UnlessZero),
    setting("stickers/recent-stickers", Json, Zero, UnlessZero),
    setting("syncing-on-mobile-network?", Bool, Zero, UnlessZero),
    setting("telemetry-server-url", Text, Zero, UnlessZero),
    setting("test-networks-enabled?", Bool, Zero, UnlessZero),
    setting("token-group-by-community?", Bool, Zero, UnlessZero),
    setting("url-unfurling-mode", Number, N(1), UnlessZero),
    setting("use-mailservers?", Bool, True, Always),
    setting("waku-bloom-filter-mode", Bool, Zero, UnlessZero),
    setting("wallet-root-address", Address, Zero, UnlessZero),
    setting("wallet-set-up-passed?", Bool, Zero, UnlessZero),
    setting("wallet/visible-tokens", Json, Zero, UnlessZero),
    setting("webview-allow-permission-requests?", Bool, Zero, UnlessZero),
];

/// Lamport clock of the order of accounts. No setting of the API.
pub(crate) const WALLET_POSITIONS_CLOCK: &str = "wallet-accounts-position-change-clock";
/// Lamport clock of the order of tokens. No setting of the API.
pub(crate) const TOKEN_PREFERENCES_CLOCK: &str = "wallet-token-preferences-change-clock";
/// Lamport clock of the order of collectibles. No setting of the API.
pub(crate) const COLLECTIBLE_PREFERENCES_CLOCK: &str = "wallet-collectible-preferences-change-clock";

/// Whether others are told that we are there.
pub const SEND_STATUS_UPDATES: &str = "send-status-updates?";

/// The setting of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Setting> {
    ALL.iter().find(|setting| setting.name == name)
}
