//! In which order tokens and collectibles are shown, apart for the mode that the wallet is in.

use std::collections::BTreeSet;

use status_ports::{
    CollectiblePreference, ProfileTransaction, SettingRecord, StorageError, TokenPreference, UnixMillis,
};

use super::change::later;
use super::{KeypairError, MAX_TEXT_BYTES};
use crate::settings::{self, COLLECTIBLE_PREFERENCES_CLOCK, TOKEN_PREFERENCES_CLOCK};

const TOKENS: &str = "tokens";
const COLLECTIBLES: &str = "collectibles";
/// Most entries of a list.
const MAX_PREFERENCES: usize = 5000;

/// How tokens are shown in the mode that the wallet is in.
///
/// # Errors
/// [`StorageError`].
pub fn shown_token_preferences(stores: &mut dyn ProfileTransaction) -> Result<Vec<TokenPreference>, StorageError> {
    let is_test = flag(stores, "test-networks-enabled?")?;
    stores.token_preferences(is_test)
}

/// How collectibles are shown in the mode that the wallet is in.
///
/// # Errors
/// [`StorageError`].
pub fn shown_collectible_preferences(
    stores: &mut dyn ProfileTransaction,
) -> Result<Vec<CollectiblePreference>, StorageError> {
    let is_test = flag(stores, "test-networks-enabled?")?;
    stores.collectible_preferences(is_test)
}

/// Replaces how tokens are shown in the mode that the wallet is in.
///
/// # Errors
/// [`KeypairError`] with what is wrong.
pub fn set_token_preferences(
    stores: &mut dyn ProfileTransaction,
    preferences: &[TokenPreference],
    now: UnixMillis,
) -> Result<(), KeypairError> {
    let rows = preferences.iter().map(|row| (row.key.as_str(), row.position));
    check(TOKENS, rows, preferences.iter().map(|row| &row.key).collect::<BTreeSet<_>>().len())?;
    if preferences.iter().any(|row| row.community_id.len() > MAX_TEXT_BYTES) {
        return Err(KeypairError::TooLong("CommunityID"));
    }
    let waits = |row: &TokenPreference| row.visible && row.group_position == -1 && !row.community_id.is_empty();
    if flag(stores, "token-group-by-community?")? && preferences.iter().any(waits) {
        return Err(KeypairError::NoGroupPosition);
    }
    let is_test = flag(stores, "test-networks-enabled?")?;
    stores.replace_token_preferences(is_test, preferences)?;
    Ok(advance(stores, TOKEN_PREFERENCES_CLOCK, now)?)
}

/// Replaces how collectibles are shown in the mode that the wallet is in.
///
/// # Errors
/// [`KeypairError`] with what is wrong.
pub fn set_collectible_preferences(
    stores: &mut dyn ProfileTransaction,
    preferences: &[CollectiblePreference],
    now: UnixMillis,
) -> Result<(), KeypairError> {
    let rows = preferences.iter().map(|row| (row.key.as_str(), row.position));
    check(COLLECTIBLES, rows, preferences.iter().map(|row| (row.kind, &row.key)).collect::<BTreeSet<_>>().len())?;
    let is_test = flag(stores, "test-networks-enabled?")?;
    stores.replace_collectible_preferences(is_test, preferences)?;
    Ok(advance(stores, COLLECTIBLE_PREFERENCES_CLOCK, now)?)
}

/// What holds for both kinds of lists. `different` is how many entries are different.
fn check<'a>(
    what: &'static str,
    rows: impl ExactSizeIterator<Item = (&'a str, i64)> + Clone,
    different: usize,
) -> Result<(), KeypairError> {
    let count = rows.len();
    if count == 0 {
        return Err(KeypairError::NoPreferences(what));
    }
    if count > MAX_PREFERENCES {
        return Err(KeypairError::TooManyPreferences(what));
    }
    if rows.clone().any(|(_, position)| position < 0) {
        return Err(KeypairError::NegativePosition(what));
    }
    if rows.clone().any(|(key, _)| key.len() > MAX_TEXT_BYTES) {
        return Err(KeypairError::TooLong("Key"));
    }
    if different == count { Ok(()) } else { Err(KeypairError::PreferenceTwice(what)) }
}

fn flag(stores: &mut dyn ProfileTransaction, name: &str) -> Result<bool, StorageError> {
    Ok(settings::setting(&stores.settings()?, name) == true)
}

/// Sets a clock after what it was.
fn advance(stores: &mut dyn ProfileTransaction, name: &str, now: UnixMillis) -> Result<(), StorageError> {
    let before = stores.find_setting(name)?.and_then(|value| value.parse().ok()).unwrap_or_default();
    let value = later(now, before).to_string();
    stores.save_settings(&[SettingRecord { name: name.to_owned(), value }])
}
