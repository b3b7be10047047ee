//! Addresses of others that the person saved under a name (specification: wallet, section 8.4).

#[cfg(test)]
mod tests;

use status_ports::{ProfileTransaction, SavedAddressRecord, StorageError, UnixMillis};

/// Most addresses of a mode.
pub const MAX_SAVED_ADDRESSES: usize = 20;
/// Longest text, in bytes.
const MAX_TEXT_BYTES: usize = 256;
/// How long a removed address is remembered for the other devices of the profile, in milliseconds.
const REMEMBERED_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Why an address is not saved. Nothing was changed. The texts are those of the API where it has them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SavedAddressError {
    /// No address.
    #[error("saved address: address must be set")]
    NoAddress,
    /// No name.
    #[error("saved address: name must be set")]
    NoName,
    /// Another address of the mode has the name.
    #[error("saved address: the name belongs to another address")]
    NameTaken,
    /// A text that is longer than anybody shows.
    #[error("saved address: text is too long")]
    TooLong,
    /// As many as there may be.
    #[error("no more save addresses can be added")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An address as a client describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedAddressDraft {
    /// 20 bytes.
    pub address: [u8; 20],
    /// Whether it is for test chains.
    pub is_test: bool,
    /// Name.
    pub name: String,
    /// Short names of preferred chains.
    pub chain_short_names: String,
    /// ENS name; empty without one.
    pub ens_name: String,
    /// Customization colour by name.
    pub color: String,
}

/// How many addresses of a mode may still be saved.
///
/// # Errors
/// [`SavedAddressError::TooMany`] if none may.
pub fn remaining_capacity(stores: &mut dyn ProfileTransaction, is_test: bool) -> Result<usize, SavedAddressError> {
    let count = stores.saved_addresses()?.iter().filter(|saved| saved.is_test == is_test).count();
    MAX_SAVED_ADDRESSES.checked_sub(count).filter(|remaining| *remaining > 0).ok_or(SavedAddressError::TooMany)
}

/// Saves an address, in place of what is known of it.
///
/// # Errors
/// [`SavedAddressError`] with what is wrong.
pub fn save(
    stores: &mut dyn ProfileTransaction,
    draft: SavedAddressDraft,
    now: UnixMillis,
) -> Result<(), SavedAddressError> {
    let SavedAddressDraft { address, is_test, name, chain_short_names, ens_name, color } = draft;
    if address == [0; 20] {
        return Err(SavedAddressError::NoAddress);
    }
    if name.is_empty() {
        return Err(SavedAddressError::NoName);
    }
    if [&name, &chain_short_names, &ens_name, &color].into_iter().any(|text| text.len() > MAX_TEXT_BYTES) {
        return Err(SavedAddressError::TooLong);
    }
    let mut others = stores.saved_addresses()?;
    others.retain(|other| other.is_test == is_test && other.address != address);
    if others.iter().any(|other| other.name == name) {
        return Err(SavedAddressError::NameTaken);
    }
    if others.len() >= MAX_SAVED_ADDRESSES {
        return Err(SavedAddressError::TooMany);
    }
    let known = stores.find_saved_address(&address, is_test)?;
    let clock = known.as_ref().map_or(now, |known| now.max(known.clock.saturating_add(1)));
    let created_at = known.map_or(now, |known| known.created_at);
    let removed = false;
    let saved =
        SavedAddressRecord { address, is_test, name, chain_short_names, ens_name, color, created_at, clock, removed };
    stores.save_saved_address(&saved)?;
    Ok(stores.prune_removed_saved_addresses(now.saturating_sub(REMEMBERED_MS))?)
}

/// Removes an address, if it is there. It is remembered for a while, for the other devices of the profile.
///
/// # Errors
/// [`StorageError`].
pub fn remove(
    stores: &mut dyn ProfileTransaction,
    address: &[u8; 20],
    is_test: bool,
    now: UnixMillis,
) -> Result<(), StorageError> {
    let known = stores.find_saved_address(address, is_test)?;
    if let Some(known) = known.filter(|known| !known.removed) {
        let clock = now.max(known.clock.saturating_add(1));
        stores.save_saved_address(&SavedAddressRecord { removed: true, clock, ..known })?;
    }
    stores.prune_removed_saved_addresses(now.saturating_sub(REMEMBERED_MS))
}
