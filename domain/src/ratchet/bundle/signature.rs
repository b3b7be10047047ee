//! What of a bundle is signed, and how (section 5.3).

use status_proto::encryption::Bundle;

use super::BundleError;
use crate::crypto::{PrivateKey, PublicKey, Signature, keccak256};

/// The signed bytes: for each installation in the order of ids the id, the prekey and the version in decimal; then the
/// timestamp in decimal, unless it is 0 as in old bundles. There are no separators.
#[must_use]
pub fn signature_material(bundle: &Bundle) -> Vec<u8> {
    let mut material = Vec::new();
    for (installation_id, pre_key) in &bundle.signed_pre_keys {
        material.extend_from_slice(installation_id.as_bytes());
        material.extend_from_slice(&pre_key.signed_pre_key);
        material.extend_from_slice(pre_key.version.to_string().as_bytes());
    }
    if bundle.timestamp != 0 {
        material.extend_from_slice(bundle.timestamp.to_string().as_bytes());
    }
    material
}

/// Signs a bundle. `key` must be the one of [`Bundle::identity`].
#[must_use]
pub fn sign(bundle: &Bundle, key: &PrivateKey) -> Signature {
    Signature::sign_digest(key, &digest(bundle))
}

/// Whether the identity that the bundle names has signed it.
///
/// # Errors
/// [`BundleError`] if not.
pub fn verify(bundle: &Bundle) -> Result<(), BundleError> {
    let signer = Signature::from_bytes(&bundle.signature)?.recover(&digest(bundle))?;
    let identity = PublicKey::from_bytes(&bundle.identity).map_err(|_| BundleError::WrongSigner)?;
    if signer == identity { Ok(()) } else { Err(BundleError::WrongSigner) }
}

pub(super) fn digest(bundle: &Bundle) -> [u8; 32] {
    keccak256(&[&signature_material(bundle)])
}
