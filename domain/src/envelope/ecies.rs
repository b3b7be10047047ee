//! ECIES as go-ethereum makes it for secp256k1: AES-128-CTR, HMAC-SHA256, NIST concatenation KDF with SHA-256, both
//! shared infos empty. Layout: `R (65) ‖ IV (16) ‖ ciphertext ‖ MAC (32)`.

use aes::Aes128;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use status_ports::Entropy;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::crypto::{PrivateKey, PublicKey, SharedSecret, hmac_sha256, sha256};

const KEY_LENGTH: usize = 65;
const IV_LENGTH: usize = 16;
const MAC_LENGTH: usize = 32;

/// Why a text does not open. One variant: whoever tries should not learn how close they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ecies: invalid message")]
pub(super) struct EciesError;

#[derive(Zeroize, ZeroizeOnDrop)]
struct Keys {
    encryption: [u8; 16],
    mac: [u8; 32],
}

impl Keys {
    fn derive(secret: &SharedSecret) -> Self {
        // One block of the KDF is all that is needed: the counter is 1.
        let mut block = sha256(&[&1_u32.to_be_bytes(), secret.as_bytes()]);
        let (first, second) = block.split_at(16);
        let mut encryption = [0; 16];
        for (to, from) in encryption.iter_mut().zip(first) {
            *to = *from;
        }
        let mac = sha256(&[second]);
        block.zeroize();
        Self { encryption, mac }
    }

    fn apply(&self, iv: &[u8; IV_LENGTH], text: &mut [u8]) {
        Ctr128BE::<Aes128>::new(&self.encryption.into(), &(*iv).into()).apply_keystream(text);
    }
}

/// Encrypts for the holder of a key.
pub(super) fn seal(recipient: &PublicKey, mut text: Vec<u8>, entropy: &mut dyn Entropy) -> Vec<u8> {
    let ephemeral = PrivateKey::generate(entropy);
    let keys = Keys::derive(&ephemeral.diffie_hellman(recipient));
    let mut iv = [0; IV_LENGTH];
    entropy.fill(&mut iv);
    keys.apply(&iv, &mut text);
    let mac = hmac_sha256(&keys.mac, &[&iv, &text]);
    let mut out = ephemeral.public_key().to_uncompressed().to_vec();
    for part in [&iv[..], &text, &mac] {
        out.extend_from_slice(part);
    }
    out
}

/// Opens what [`seal`] made.
pub(super) fn open(key: &PrivateKey, sealed: &[u8]) -> Result<Vec<u8>, EciesError> {
    let (ephemeral, rest) = sealed.split_first_chunk::<KEY_LENGTH>().ok_or(EciesError)?;
    let (signed, mac) = rest.split_last_chunk::<MAC_LENGTH>().ok_or(EciesError)?;
    let (iv, ciphertext) = signed.split_first_chunk::<IV_LENGTH>().ok_or(EciesError)?;
    let ephemeral = PublicKey::from_bytes(ephemeral).map_err(|_| EciesError)?;
    let keys = Keys::derive(&key.diffie_hellman(&ephemeral));
    if !bool::from(hmac_sha256(&keys.mac, &[signed]).ct_eq(mac)) {
        return Err(EciesError);
    }
    let mut text = ciphertext.to_vec();
    keys.apply(iv, &mut text);
    Ok(text)
}
