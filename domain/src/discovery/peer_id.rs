//! Names of nodes: a libp2p peer id is the public key itself, as an identity multihash of its protobuf form, in base58.

use crate::crypto::PublicKey;

/// What stands before the 33 bytes of a compressed secp256k1 key: the identity multihash (code 0, 37 bytes), then the
/// protobuf fields type (1, secp256k1 = 2) and data (2, 33 bytes).
const PREFIX: [u8; 6] = [0x00, 0x25, 0x08, 0x02, 0x12, 0x21];

/// The peer id of a secp256k1 key, beginning with `16Uiu2HA`.
#[must_use]
pub fn peer_id(key: &PublicKey) -> String {
    bs58::encode([PREFIX.as_slice(), &key.to_compressed()].concat()).into_string()
}

/// The key that a peer id names. `None` for what is no peer id, or one of another kind of key.
#[must_use]
pub fn key_of_peer_id(peer_id: &str) -> Option<PublicKey> {
    // Base58 takes time in the square of its length.
    if peer_id.len() > 64 {
        return None;
    }
    let bytes = bs58::decode(peer_id).into_vec().ok()?;
    PublicKey::from_bytes(bytes.strip_prefix(&PREFIX)?).ok().filter(|_| bytes.len() == 39)
}

/// The part of an address behind its last `/p2p/`.
#[must_use]
pub fn peer_id_of_address(address: &str) -> Option<&str> {
    let (_, peer_id) = address.rsplit_once("/p2p/")?;
    (!peer_id.is_empty() && !peer_id.contains('/')).then_some(peer_id)
}
