//! What a received bundle teaches (section 5.5).

use status_ports::{CompressedKey, InstallationRecord, RatchetStore, SignedPreKeyRecord, StorageError};
use status_proto::encryption::{Bundle, SignedPreKey};

use super::{BundleError, MAX_INSTALLATION_ID_LENGTH, MAX_PRE_KEYS, verify};
use crate::crypto::PublicKey;
use crate::ratchet::memo::TrueMemo;
use crate::ratchet::own::Own;
use crate::ratchet::{ANY_INSTALLATION, OpenError};

struct Entry<'a> {
    installation_id: &'a str,
    signed_pre_key: CompressedKey,
    pre_key: &'a SignedPreKey,
}

/// Checks a bundle of `identity` and, only then, stores it. Gives the installations that were not known before.
///
/// A clock that runs ahead does not count: nothing is dated later than `now_ns`.
pub(in crate::ratchet) fn learn(
    store: &mut dyn RatchetStore,
    bundle: &Bundle,
    identity: &CompressedKey,
    own: &Own,
    verified: &TrueMemo,
    now_ns: i64,
) -> Result<Vec<InstallationRecord>, OpenError> {
    let material = super::signature_material(bundle);
    verified.check(&[&bundle.identity, &bundle.signature, &material], || verify(bundle))?;
    let mut entries = entries(bundle)?;
    // Nobody knows better than we what our own prekey is.
    entries.retain(|entry| *identity != own.key || entry.installation_id != own.installation_id);
    let timestamp_ns = bundle.timestamp.min(now_ns);
    let mut pre_keys = Vec::new();
    for entry in &entries {
        pre_keys.extend(find_news(store, identity, entry, timestamp_ns)?);
    }
    for pre_key in pre_keys {
        store.add_signed_pre_key(&pre_key)?;
        store.expire_signed_pre_keys_below(identity, &pre_key.installation_id, pre_key.version)?;
    }
    let mut new = Vec::new();
    for entry in entries.iter().filter(|entry| entry.installation_id != own.installation_id) {
        // Devices of our own identity take part only when the person says so.
        let enabled = *identity != own.key;
        new.extend(learn_installation(store, identity, entry, enabled, timestamp_ns)?);
    }
    Ok(new)
}

fn entries(bundle: &Bundle) -> Result<Vec<Entry<'_>>, BundleError> {
    if bundle.signed_pre_keys.len() > MAX_PRE_KEYS {
        return Err(BundleError::TooManyPreKeys);
    }
    let entries = bundle.signed_pre_keys.iter().map(|(installation_id, pre_key)| {
        let length = installation_id.len();
        if length == 0 || length > MAX_INSTALLATION_ID_LENGTH || installation_id == ANY_INSTALLATION {
            return Err(BundleError::InvalidInstallationId);
        }
        let bytes: &CompressedKey =
            pre_key.signed_pre_key.as_slice().try_into().map_err(|_| BundleError::InvalidPreKey)?;
        Ok(Entry { installation_id, signed_pre_key: *bytes, pre_key })
    });
    entries.collect()
}

/// The prekey, if it takes over from those of lower versions. An older one that comes late is of no use.
fn find_news(
    store: &mut dyn RatchetStore,
    identity: &CompressedKey,
    entry: &Entry<'_>,
    timestamp_ns: i64,
) -> Result<Option<SignedPreKeyRecord>, OpenError> {
    let current = store.find_current_signed_pre_key(identity, entry.installation_id)?;
    if current.is_some_and(|current| current.version >= entry.pre_key.version) {
        return Ok(None);
    }
    PublicKey::from_bytes(&entry.signed_pre_key).map_err(|_| BundleError::InvalidPreKey)?;
    Ok(Some(SignedPreKeyRecord {
        identity: *identity,
        installation_id: entry.installation_id.to_owned(),
        signed_pre_key: entry.signed_pre_key,
        private_key: None,
        version: entry.pre_key.version,
        timestamp_ns,
        expired: false,
    }))
}

/// The record, if the installation was not known before.
fn learn_installation(
    store: &mut dyn RatchetStore,
    identity: &CompressedKey,
    entry: &Entry<'_>,
    enabled: bool,
    timestamp_ns: i64,
) -> Result<Option<InstallationRecord>, StorageError> {
    let version = entry.pre_key.protocol_version;
    match store.find_installation(identity, entry.installation_id)? {
        Some(known) if known.timestamp_ns >= timestamp_ns => Ok(None),
        Some(known) => {
            let version = known.version.max(version);
            store.save_installation(&InstallationRecord { version, timestamp_ns, ..known })?;
            Ok(None)
        }
        None => {
            let installation_id = entry.installation_id.to_owned();
            let new = InstallationRecord { identity: *identity, installation_id, version, enabled, timestamp_ns };
            store.save_installation(&new)?;
            Ok(Some(new))
        }
    }
}
