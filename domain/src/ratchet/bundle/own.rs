//! The own bundle (section 5.4).

use std::collections::BTreeMap;

use status_ports::{Entropy, RatchetStore, SignedPreKeyRecord, StorageError};
use status_proto::encryption::{Bundle, SignedPreKey};

use super::signature::digest;
use crate::crypto::PrivateKey;
use crate::ratchet::memo::SignatureMemo;
use crate::ratchet::own::Own;
use crate::ratchet::stored::secret_of_key;
use crate::ratchet::{MAX_INSTALLATIONS, PROTOCOL_VERSION};

/// The own prekey is replaced after this time.
const REFRESH_INTERVAL_NS: i64 = 24 * 60 * 60 * 1_000_000_000;
/// Bundles of the same second are the same: signing costs more than encrypting.
const TIMESTAMP_GRANULARITY_NS: i64 = 1_000_000_000;

/// The bundle to send along: the own prekey, made or replaced if need be, and those of the paired installations.
pub(in crate::ratchet) fn own_bundle(
    store: &mut dyn RatchetStore,
    own: &Own,
    signatures: &SignatureMemo,
    now_ns: i64,
    entropy: &mut dyn Entropy,
) -> Result<Bundle, StorageError> {
    let pre_key = own_pre_key(store, own, now_ns, entropy)?;
    let mut signed_pre_keys = BTreeMap::from([(own.installation_id.clone(), entry(&pre_key, PROTOCOL_VERSION))]);
    let paired = store.enabled_installations(&own.key, MAX_INSTALLATIONS)?;
    let others = paired.into_iter().filter(|other| other.installation_id != own.installation_id);
    let places = usize::try_from(MAX_INSTALLATIONS).unwrap_or(usize::MAX).saturating_sub(1);
    for other in others.take(places) {
        if let Some(pre_key) = store.find_current_signed_pre_key(&own.key, &other.installation_id)? {
            signed_pre_keys.insert(other.installation_id, entry(&pre_key, other.version));
        }
    }
    let age_in_second = now_ns.rem_euclid(TIMESTAMP_GRANULARITY_NS);
    let timestamp = now_ns.saturating_sub(age_in_second);
    let mut bundle = Bundle { identity: own.key.to_vec(), signed_pre_keys, signature: Vec::new(), timestamp };
    bundle.signature = signatures.sign(&own.identity, &digest(&bundle)).to_bytes().to_vec();
    Ok(bundle)
}

fn entry(record: &SignedPreKeyRecord, protocol_version: u32) -> SignedPreKey {
    SignedPreKey { signed_pre_key: record.signed_pre_key.to_vec(), version: record.version, protocol_version }
}

fn own_pre_key(
    store: &mut dyn RatchetStore,
    own: &Own,
    now_ns: i64,
    entropy: &mut dyn Entropy,
) -> Result<SignedPreKeyRecord, StorageError> {
    let current = store.find_current_signed_pre_key(&own.key, &own.installation_id)?;
    let oldest = now_ns.saturating_sub(REFRESH_INTERVAL_NS);
    if let Some(record) = current.filter(|record| record.private_key.is_some() && record.timestamp_ns >= oldest) {
        return Ok(record);
    }
    // The private half stays: messages that were founded on an old prekey may still be on their way.
    store.expire_private_signed_pre_keys(&own.key)?;
    let key = PrivateKey::generate(entropy);
    let record = SignedPreKeyRecord {
        identity: own.key,
        installation_id: own.installation_id.clone(),
        signed_pre_key: key.public_key().to_compressed(),
        private_key: Some(secret_of_key(&key)),
        version: store.highest_signed_pre_key_version(&own.key, &own.installation_id)?.saturating_add(1),
        timestamp_ns: now_ns,
        expired: false,
    };
    store.add_signed_pre_key(&record)?;
    Ok(record)
}
