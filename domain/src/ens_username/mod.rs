//! The person's own names of the Ethereum Name Service (specification: accounts, section 16). That one is on the list does
//! not make it the person's: a chain says whose it is.

#[cfg(test)]
mod tests;

use status_ports::{EnsUsernameRecord, ProfileTransaction, StorageError, UnixMillis};

/// Most names of a profile.
pub const MAX_ENS_USERNAMES: usize = 100;
/// Longest name, in bytes.
const MAX_NAME_BYTES: usize = 1_000;
/// How long a removed name is remembered for the other devices of the profile, in seconds.
const REMEMBERED_S: u64 = 30 * 24 * 60 * 60;

/// Why a name is not put on the list. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnsUsernameError {
    /// No name, or one that is longer than any name.
    #[error("invalid username")]
    InvalidName,
    /// As many as there may be.
    #[error("no more usernames can be added")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Puts a name on the list, if it is not there.
///
/// # Errors
/// [`EnsUsernameError`] with what is wrong.
pub fn add(
    stores: &mut dyn ProfileTransaction,
    username: String,
    chain_id: u64,
    now: UnixMillis,
) -> Result<(), EnsUsernameError> {
    if username.is_empty() || username.len() > MAX_NAME_BYTES {
        return Err(EnsUsernameError::InvalidName);
    }
    let known = stores.find_ens_username(&username, chain_id)?;
    if known.as_ref().is_none_or(|known| known.removed) && stores.ens_usernames()?.len() >= MAX_ENS_USERNAMES {
        return Err(EnsUsernameError::TooMany);
    }
    let clock = next_clock(known.as_ref(), now);
    stores.save_ens_username(&EnsUsernameRecord { username, chain_id, clock, removed: false })?;
    Ok(stores.prune_removed_ens_usernames(oldest_remembered(now))?)
}

/// Takes a name off the list, if it is there. It is remembered for a while, for the other devices of the profile.
///
/// # Errors
/// [`StorageError`].
pub fn remove(
    stores: &mut dyn ProfileTransaction,
    username: &str,
    chain_id: u64,
    now: UnixMillis,
) -> Result<(), StorageError> {
    let known = stores.find_ens_username(username, chain_id)?;
    if let Some(known) = known.filter(|known| !known.removed) {
        let clock = next_clock(Some(&known), now);
        stores.save_ens_username(&EnsUsernameRecord { removed: true, clock, ..known })?;
    }
    stores.prune_removed_ens_usernames(oldest_remembered(now))
}

/// Seconds, and always later than what is known.
fn next_clock(known: Option<&EnsUsernameRecord>, now: UnixMillis) -> u64 {
    let now = now / 1000;
    known.map_or(now, |known| now.max(known.clock.saturating_add(1)))
}

const fn oldest_remembered(now: UnixMillis) -> u64 {
    (now / 1000).saturating_sub(REMEMBERED_S)
}
