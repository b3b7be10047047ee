//! The two key derivations of the ratchet (section 10.1).

use hkdf::Hkdf;
use sha2::Sha256;
use status_ports::Secret32;
use zeroize::Zeroizing;

use crate::crypto::hmac_sha256;

const ROOT_INFO: &[u8] = b"rsZUpEuXUqqwXBvSy3EcievAh4cMj6QL";
const CHAIN_KEY_CONSTANT: &[u8] = &[0x0f];
const MESSAGE_KEY_CONSTANT: &[u8] = &[0x10];

/// What a Diffie-Hellman step of the root chain gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootStep {
    /// The next root key.
    pub root_key: Secret32,
    /// The start of a sending or receiving chain.
    pub chain_key: Secret32,
    /// Computed by the protocol, used by nobody.
    pub header_key: Secret32,
}

/// What one step of a sending or receiving chain gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainStep {
    /// The next chain key.
    pub chain_key: Secret32,
    /// The key of one message.
    pub message_key: Secret32,
}

/// HKDF-SHA256 of the Diffie-Hellman output, salted with the root key, 96 bytes.
#[must_use]
pub fn step_root(root_key: &Secret32, dh_output: &[u8; 32]) -> RootStep {
    let mut out = Zeroizing::new([0_u8; 96]);
    expand(root_key.as_bytes(), dh_output, ROOT_INFO, out.as_mut());
    let mut thirds = out.chunks_exact(32).map(secret);
    let mut next = || thirds.next().unwrap_or_else(|| Secret32::new([0; 32]));
    RootStep { root_key: next(), chain_key: next(), header_key: next() }
}

/// HMAC-SHA256 with two constants.
#[must_use]
pub fn step_chain(chain_key: &Secret32) -> ChainStep {
    let mac = |constant| Secret32::new(*Zeroizing::new(hmac_sha256(chain_key.as_bytes(), &[constant])));
    ChainStep { chain_key: mac(CHAIN_KEY_CONSTANT), message_key: mac(MESSAGE_KEY_CONSTANT) }
}

pub(super) fn expand(salt: &[u8; 32], input: &[u8; 32], info: &[u8], out: &mut [u8]) {
    // It refuses only outputs above 255 blocks; ours have two and a half and three.
    let _ = Hkdf::<Sha256>::new(Some(salt), input).expand(info, out);
}

fn secret(bytes: &[u8]) -> Secret32 {
    let mut out = Zeroizing::new([0; 32]);
    for (to, from) in out.iter_mut().zip(bytes) {
        *to = *from;
    }
    Secret32::new(*out)
}
