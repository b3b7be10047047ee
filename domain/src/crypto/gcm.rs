//! AES-256-GCM in the two layouts of the protocol. They differ only in where the nonce stands, and confusing them
//! fails silently, so the layout is in every name.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use status_ports::Entropy;

const NONCE_LENGTH: usize = 12;

/// Why a sealed text did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Shorter than a nonce and a tag.
    #[error("missing salt or invalid payload in symmetric message")]
    TooShort,
    /// The tag does not fit: wrong key or altered bytes.
    #[error("message authentication failed")]
    Authentication,
}

/// `ciphertext ‖ tag ‖ nonce`: DH-only messages, hash-ratchet messages, the Waku payload.
pub fn seal_nonce_last(key: &[u8; 32], plaintext: &[u8], entropy: &mut dyn Entropy) -> Vec<u8> {
    let nonce = draw_nonce(entropy);
    let mut out = seal(key, &nonce, plaintext);
    out.extend_from_slice(&nonce);
    out
}

/// Opens what [`seal_nonce_last`] made.
///
/// # Errors
/// [`SealError`] if the bytes are too short or were not sealed with this key.
pub fn open_nonce_last(key: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (ciphertext, nonce) = sealed.split_last_chunk::<NONCE_LENGTH>().ok_or(SealError::TooShort)?;
    open(key, nonce, ciphertext)
}

/// `nonce ‖ ciphertext ‖ tag`: rekey entries, community grants, push-notification registrations, encrypted images.
pub fn seal_nonce_first(key: &[u8; 32], plaintext: &[u8], entropy: &mut dyn Entropy) -> Vec<u8> {
    let nonce = draw_nonce(entropy);
    let mut out = nonce.to_vec();
    out.extend(seal(key, &nonce, plaintext));
    out
}

/// Opens what [`seal_nonce_first`] made.
///
/// # Errors
/// [`SealError`] if the bytes are too short or were not sealed with this key.
pub fn open_nonce_first(key: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_LENGTH>().ok_or(SealError::TooShort)?;
    open(key, nonce, ciphertext)
}

fn draw_nonce(entropy: &mut dyn Entropy) -> [u8; NONCE_LENGTH] {
    let mut nonce = [0; NONCE_LENGTH];
    entropy.fill(&mut nonce);
    nonce
}

fn seal(key: &[u8; 32], nonce: &[u8; NONCE_LENGTH], plaintext: &[u8]) -> Vec<u8> {
    // Encryption fails only for plaintexts above 64 GiB, which no caller can hold.
    Aes256Gcm::new(key.into()).encrypt(&Nonce::from(*nonce), plaintext).unwrap_or_default()
}

fn open(key: &[u8; 32], nonce: &[u8; NONCE_LENGTH], ciphertext: &[u8]) -> Result<Vec<u8>, SealError> {
    Aes256Gcm::new(key.into()).decrypt(&Nonce::from(*nonce), ciphertext).map_err(|_| SealError::Authentication)
}
