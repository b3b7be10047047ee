//! Installations: the devices of an identity (section 6).

use std::collections::BTreeMap;

use status_ports::{CompressedKey, InstallationMetadata, InstallationRecord, RatchetStore, StorageError};

use super::PROTOCOL_VERSION;

/// Version that a paired device is taken to have until it says otherwise.
const PAIRED_VERSION: u32 = 2;
/// How many devices of the own identity are listed.
const MAX_LISTED: u32 = 1000;

/// A device of the own identity as it is shown to its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnInstallation {
    /// The device.
    pub installation: InstallationRecord,
    /// What the person calls it; empty if nothing is known.
    pub metadata: InstallationMetadata,
}

/// Every known device of the own identity, this one included (always enabled, with this version). Those that only their
/// metadata is known of come last.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn own_installations(
    store: &mut dyn RatchetStore,
    me: &CompressedKey,
    own_installation_id: &str,
) -> Result<Vec<OwnInstallation>, StorageError> {
    let mut metadata: BTreeMap<_, _> = store.installation_metadata(me, MAX_LISTED)?.into_iter().collect();
    let blank = |installation_id: &str| InstallationRecord {
        identity: *me,
        installation_id: installation_id.to_owned(),
        version: 0,
        enabled: false,
        timestamp_ns: 0,
    };
    let mut rows = store.installations(me, MAX_LISTED)?;
    let known: Vec<_> = rows.iter().map(|row| row.installation_id.clone()).collect();
    rows.extend(metadata.keys().filter(|id| !known.contains(*id)).map(|id| blank(id)));
    if !rows.iter().any(|row| row.installation_id == own_installation_id) {
        rows.push(blank(own_installation_id));
    }
    let own = rows.iter_mut().filter(|row| row.installation_id == own_installation_id);
    own.for_each(|row| (row.enabled, row.version) = (true, PROTOCOL_VERSION));
    let with_metadata = rows.into_iter().map(|installation| {
        let metadata = metadata.remove(&installation.installation_id).unwrap_or_default();
        OwnInstallation { installation, metadata }
    });
    Ok(with_metadata.collect())
}

/// Enables or disables an installation. Says whether it is known; an unknown one is left unknown.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn set_installation_enabled(
    store: &mut dyn RatchetStore,
    identity: &CompressedKey,
    installation_id: &str,
    enabled: bool,
) -> Result<bool, StorageError> {
    let Some(known) = store.find_installation(identity, installation_id)? else { return Ok(false) };
    store.save_installation(&InstallationRecord { enabled, ..known })?;
    Ok(true)
}

/// Takes in a device of the own identity that the person paired, known or not.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn pair_installation(
    store: &mut dyn RatchetStore,
    me: &CompressedKey,
    installation_id: &str,
    now_ns: i64,
) -> Result<InstallationRecord, StorageError> {
    let paired = InstallationRecord {
        identity: *me,
        installation_id: installation_id.to_owned(),
        version: PAIRED_VERSION,
        enabled: true,
        timestamp_ns: now_ns,
    };
    store.save_installation(&paired)?;
    Ok(paired)
}
