//! Beginning a ratchet, and sending in it.

use status_ports::{Entropy, RatchetState, Secret32};

use super::{Header, RatchetError, aead, step_chain, step_root};
use crate::crypto::{PrivateKey, PublicKey};
use crate::ratchet::stored::secret_of_key;

/// The state of who began: a fresh ratchet key against the responder's signed prekey (section 8.1).
pub fn initiate(shared_key: &Secret32, remote_signed_pre_key: &PublicKey, entropy: &mut dyn Entropy) -> RatchetState {
    let ratchet_key = PrivateKey::generate(entropy);
    let root = step_root(shared_key, ratchet_key.diffie_hellman(remote_signed_pre_key).as_bytes());
    RatchetState {
        remote_ratchet_key: Some(remote_signed_pre_key.to_compressed()),
        ratchet_public_key: ratchet_key.public_key().to_compressed(),
        ratchet_private_key: secret_of_key(&ratchet_key),
        root_key: root.root_key,
        send_chain_key: root.chain_key,
        send_number: 0,
        receive_chain_key: shared_key.clone(),
        receive_number: 0,
        previous_send_count: 0,
        keys_count: 0,
    }
}

/// The state of who answers, before the first message: the signed prekey is the first ratchet key (section 8.1).
#[must_use]
pub fn respond(shared_key: &Secret32, signed_pre_key: &PrivateKey) -> RatchetState {
    RatchetState {
        remote_ratchet_key: None,
        ratchet_public_key: signed_pre_key.public_key().to_compressed(),
        ratchet_private_key: secret_of_key(signed_pre_key),
        root_key: shared_key.clone(),
        send_chain_key: shared_key.clone(),
        send_number: 0,
        receive_chain_key: shared_key.clone(),
        receive_number: 0,
        previous_send_count: 0,
        keys_count: 0,
    }
}

/// Encrypts the next message of the sending chain (section 10.2).
///
/// # Errors
/// [`RatchetError::ChainExhausted`] after 2^32 messages without an answer.
pub fn send(state: &mut RatchetState, plaintext: &[u8]) -> Result<(Header, Vec<u8>), RatchetError> {
    let next = state.send_number.checked_add(1).ok_or(RatchetError::ChainExhausted)?;
    let header = Header {
        ratchet_key: state.ratchet_public_key,
        number: state.send_number,
        previous_count: state.previous_send_count,
    };
    let step = step_chain(&state.send_chain_key);
    let ciphertext = aead::seal(&step.message_key, plaintext, &header.to_associated_data());
    state.send_chain_key = step.chain_key;
    state.send_number = next;
    Ok((header, ciphertext))
}
