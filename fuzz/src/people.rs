//! The people of all targets. Their keys never change, so that a finding can be fed again.

use status_domain::crypto::PrivateKey;

/// The key of whoever receives.
pub(crate) fn alice() -> PrivateKey {
    key(1)
}

/// The key of whoever sends.
pub(crate) fn bobby() -> PrivateKey {
    key(2)
}

#[allow(clippy::expect_used, reason = "a constant below the order of the curve")]
fn key(byte: u8) -> PrivateKey {
    PrivateKey::from_bytes(&[byte; 32]).expect("a key")
}
