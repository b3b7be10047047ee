//! The ids of requests.

use status_ports::Entropy;

/// A fresh id: 32 random bytes in hex, as other clients do it.
pub(super) fn request_id(entropy: &mut dyn Entropy) -> String {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes);
    hex::encode(bytes)
}
