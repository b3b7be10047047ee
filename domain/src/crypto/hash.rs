//! Hashes over a list of parts, so that callers need not concatenate.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use sha3::Keccak256;
use zeroize::Zeroize;

/// Keccak-256 (the original Keccak that Ethereum uses, not SHA3-256) of the concatenated parts.
#[must_use]
pub fn keccak256(parts: &[&[u8]]) -> [u8; 32] {
    digest::<Keccak256>(parts)
}

/// SHA-256 of the concatenated parts.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    digest::<Sha256>(parts)
}

fn digest<D: Digest<OutputSize = sha2::digest::consts::U32>>(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = D::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// HMAC-SHA256 of the concatenated parts.
#[must_use]
pub fn hmac_sha256(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC itself fills a short key up to the block with zeros.
    let mut block = [0_u8; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    block.zeroize();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
