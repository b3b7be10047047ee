//! The two operations that every received message needs, from libsecp256k1, the C library that status-go uses too. It takes
//! half the time of k256 for them, and constant time where a secret is involved.

use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};
use secp256k1::{Message, PublicKey as Point, SecretKey as Scalar, ecdh};
use zeroize::Zeroize;

use super::{PrivateKey, PublicKey, SIGNATURE_LENGTH, SharedSecret};

/// The X coordinate of the product. `None` if the library refused a key, which it does for none that [`PrivateKey`] and
/// [`PublicKey`] can hold.
pub(super) fn diffie_hellman(key: &PrivateKey, other: &PublicKey) -> Option<SharedSecret> {
    let point = Point::from_byte_array_uncompressed(other.to_uncompressed()).ok()?;
    let mut scalar = Scalar::from_secret_bytes(*key.to_bytes()).ok()?;
    let mut coordinates = ecdh::shared_secret_point(&point, &scalar);
    scalar.non_secure_erase();
    let shared = coordinates.first_chunk().copied().map(SharedSecret);
    coordinates.zeroize();
    shared
}

/// The key that signed. `None` if a value is out of range or no key fits.
pub(super) fn recover(signature: &[u8; SIGNATURE_LENGTH], digest: &[u8; 32]) -> Option<PublicKey> {
    let (v, rs) = signature.split_last()?;
    let recovery = RecoveryId::try_from(i32::from(*v)).ok()?;
    let signature = RecoverableSignature::from_compact(rs, recovery).ok()?;
    let point = signature.recover_ecdsa(Message::from_digest(*digest)).ok()?;
    PublicKey::from_bytes(&point.serialize_uncompressed()).ok()
}
