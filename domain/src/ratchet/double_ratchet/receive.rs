//! Receiving in a ratchet (section 10.3).

use status_ports::{CompressedKey, Entropy, MessageKeyRecord, RatchetState, Secret32};

use super::{Header, RatchetError, aead, step_chain, step_root};
use crate::crypto::{PrivateKey, PublicKey};
use crate::ratchet::stored::{private_key, secret_of_key};

/// How much a session may skip and keep (section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Messages of one chain that may be missing when a later one arrives.
    pub max_skip: u32,
    /// A waiting key is forgotten once so many younger ones were derived.
    pub max_keep: u64,
    /// Keys that may wait in one session; the youngest stay.
    pub max_message_keys: u32,
}

impl Limits {
    /// The limits of the protocol.
    pub const PROTOCOL: Self = Self { max_skip: 1000, max_keep: 3000, max_message_keys: 2000 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::PROTOCOL
    }
}

/// A message that was opened, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// What it says.
    pub plaintext: Vec<u8>,
    /// The state afterwards.
    pub state: RatchetState,
    /// Keys of messages that were overtaken and may still come.
    pub skipped: Vec<MessageKeyRecord>,
    /// The key of this message. Whoever keeps it can open the message again.
    pub used: MessageKeyRecord,
}

/// Opens a message whose key was not stored before. Works on a copy of the state, so nothing is changed by a message that
/// does not open.
///
/// Cheap checks come first: numbers beyond the limits cost nothing, and no message costs more than one Diffie-Hellman
/// exchange and the keys of two times `max_skip` messages before it has proved to be genuine.
///
/// # Errors
/// [`RatchetError`] if the message is none of this session, was altered, was opened before, or skips too many.
pub fn receive(
    state: &RatchetState,
    header: &Header,
    ciphertext: &[u8],
    limits: &Limits,
    entropy: &mut dyn Entropy,
) -> Result<Received, RatchetError> {
    let new_chain = state.remote_ratchet_key != Some(header.ratchet_key);
    let mut receiving = Receiving { state: state.clone(), skipped: Vec::new() };
    let remote = if new_chain {
        check_skip(0, header.number, limits)?;
        Some(receiving.begin_chain(header, limits)?)
    } else {
        None
    };
    check_skip(receiving.state.receive_number, header.number, limits)?;
    receiving.skip_to(&header.ratchet_key, header.number)?;
    let used = receiving.step(&header.ratchet_key)?;
    let plaintext = receive_with_key(&used.message_key, header, ciphertext)?;
    if let Some(remote) = remote {
        receiving.begin_sending_chain(&remote, entropy);
    }
    Ok(Received { plaintext, state: receiving.state, skipped: receiving.skipped, used })
}

/// Opens a message whose key waited in the store. The state does not change.
///
/// # Errors
/// [`RatchetError`] if the message was altered.
pub fn receive_with_key(message_key: &Secret32, header: &Header, ciphertext: &[u8]) -> Result<Vec<u8>, RatchetError> {
    aead::open(message_key, ciphertext, &header.to_associated_data())
}

fn check_skip(next: u32, until: u32, limits: &Limits) -> Result<(), RatchetError> {
    match until.checked_sub(next) {
        None => Err(RatchetError::MessageKeyGone),
        Some(missing) if missing > limits.max_skip => Err(RatchetError::TooManySkipped),
        Some(_) => Ok(()),
    }
}

struct Receiving {
    state: RatchetState,
    skipped: Vec<MessageKeyRecord>,
}

impl Receiving {
    /// Ends the chain that was received so far, and begins the one of the header's key.
    fn begin_chain(&mut self, header: &Header, limits: &Limits) -> Result<PublicKey, RatchetError> {
        if let Some(previous) = self.state.remote_ratchet_key {
            check_skip(self.state.receive_number, header.previous_count, limits)?;
            self.skip_to(&previous, header.previous_count)?;
        }
        let remote = PublicKey::from_bytes(&header.ratchet_key).map_err(|_| RatchetError::InvalidRatchetKey)?;
        let own = private_key(&self.state.ratchet_private_key)?;
        let root = step_root(&self.state.root_key, own.diffie_hellman(&remote).as_bytes());
        self.state.remote_ratchet_key = Some(header.ratchet_key);
        self.state.root_key = root.root_key;
        self.state.receive_chain_key = root.chain_key;
        self.state.receive_number = 0;
        Ok(remote)
    }

    /// The sending half of the Diffie-Hellman step. It is taken at once, as the reference does, but only after the
    /// message has proved to be genuine.
    fn begin_sending_chain(&mut self, remote: &PublicKey, entropy: &mut dyn Entropy) {
        let own = PrivateKey::generate(entropy);
        let root = step_root(&self.state.root_key, own.diffie_hellman(remote).as_bytes());
        self.state.previous_send_count = self.state.send_number;
        self.state.send_number = 0;
        self.state.ratchet_public_key = own.public_key().to_compressed();
        self.state.ratchet_private_key = secret_of_key(&own);
        self.state.root_key = root.root_key;
        self.state.send_chain_key = root.chain_key;
    }

    /// Sets the keys aside of all messages of the current chain before `number`.
    fn skip_to(&mut self, ratchet_key: &CompressedKey, number: u32) -> Result<(), RatchetError> {
        while self.state.receive_number < number {
            let key = self.step(ratchet_key)?;
            self.skipped.push(key);
        }
        Ok(())
    }

    fn step(&mut self, ratchet_key: &CompressedKey) -> Result<MessageKeyRecord, RatchetError> {
        let number = self.state.receive_number;
        let next = number.checked_add(1).ok_or(RatchetError::ChainExhausted)?;
        let count = self.state.keys_count.checked_add(1).ok_or(RatchetError::ChainExhausted)?;
        let step = step_chain(&self.state.receive_chain_key);
        let key = MessageKeyRecord {
            ratchet_key: *ratchet_key,
            number,
            message_key: step.message_key,
            sequence: self.state.keys_count,
        };
        self.state.receive_chain_key = step.chain_key;
        self.state.receive_number = next;
        self.state.keys_count = count;
        Ok(key)
    }
}
