//! Encryption of one message (section 10.1): `IV (16) ‖ AES-256-CTR ‖ HMAC-SHA256 (32)` over associated data, IV and text.

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use status_ports::Secret32;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::RatchetError;
use super::chain::expand;
use crate::crypto::hmac_sha256;

const INFO: &[u8] = b"pcwSByyx2CRdryCffXJwy7xgVZWtW5Sh";
const IV_LENGTH: usize = 16;
const MAC_LENGTH: usize = 32;

struct MessageKeys {
    encryption: Zeroizing<[u8; 32]>,
    authentication: Zeroizing<[u8; 32]>,
    iv: [u8; IV_LENGTH],
}

impl MessageKeys {
    fn derive(message_key: &Secret32) -> Self {
        let mut out = Zeroizing::new([0_u8; 80]);
        expand(&[0; 32], message_key.as_bytes(), INFO, out.as_mut());
        let mut keys = Self { encryption: Zeroizing::default(), authentication: Zeroizing::default(), iv: [0; 16] };
        let parts = keys.encryption.iter_mut().chain(keys.authentication.iter_mut()).chain(keys.iv.iter_mut());
        for (to, from) in parts.zip(out.iter()) {
            *to = *from;
        }
        keys
    }

    fn apply(&self, iv: &[u8; IV_LENGTH], text: &mut [u8]) {
        let key: &[u8; 32] = &self.encryption;
        Ctr128BE::<Aes256>::new(key.into(), iv.into()).apply_keystream(text);
    }
}

/// Encrypts a message under its key. Deterministic: a message key must never see two texts.
#[must_use]
pub fn seal(message_key: &Secret32, plaintext: &[u8], associated_data: &[u8]) -> Vec<u8> {
    let keys = MessageKeys::derive(message_key);
    let mut out = Vec::with_capacity(plaintext.len().saturating_add(IV_LENGTH).saturating_add(MAC_LENGTH));
    out.extend_from_slice(&keys.iv);
    out.extend_from_slice(plaintext);
    if let Some((_, text)) = out.split_first_chunk_mut::<IV_LENGTH>() {
        keys.apply(&keys.iv, text);
    }
    let mac = hmac_sha256(&keys.authentication, &[associated_data, &out]);
    out.extend_from_slice(&mac);
    out
}

/// Opens what [`seal`] made. The IV is the one in the message.
///
/// # Errors
/// [`RatchetError::TooShort`] below 48 bytes, [`RatchetError::Authentication`] for another key, other associated data or
/// altered bytes.
pub fn open(message_key: &Secret32, ciphertext: &[u8], associated_data: &[u8]) -> Result<Vec<u8>, RatchetError> {
    let (signed, mac) = ciphertext.split_last_chunk::<MAC_LENGTH>().ok_or(RatchetError::TooShort)?;
    let (iv, text) = signed.split_first_chunk::<IV_LENGTH>().ok_or(RatchetError::TooShort)?;
    let keys = MessageKeys::derive(message_key);
    if !bool::from(hmac_sha256(&keys.authentication, &[associated_data, signed]).ct_eq(mac)) {
        return Err(RatchetError::Authentication);
    }
    let mut text = text.to_vec();
    keys.apply(iv, &mut text);
    Ok(text)
}
