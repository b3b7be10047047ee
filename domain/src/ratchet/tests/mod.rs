//! The behaviour that section 19 of the specification fixes, and what corruption, loss and reordering may not do.

mod conversations;
mod devices;
mod groups;
mod properties;
mod rotation;
mod secrets;

use prost::Message;
use status_memory::{MemoryRatchetStore, SeededEntropy};
use status_ports::CompressedKey;
use status_proto::encryption::{EncryptedMessageProtocol, ProtocolMessage};

use super::*;
use crate::crypto::{PrivateKey, PublicKey};

const SECOND_NS: i64 = 1_000_000_000;
const DAY_NS: i64 = 24 * 60 * 60 * SECOND_NS;
/// A moment in November 2024.
const NOW_NS: i64 = 1_731_000_000 * SECOND_NS;

/// One installation of a person, with its own store, randomness and clock.
struct Device {
    endpoint: Endpoint,
    store: MemoryRatchetStore,
    entropy: SeededEntropy,
    now_ns: i64,
}

impl Device {
    fn new(person: u64, installation_id: &str) -> Self {
        let identity = PrivateKey::generate(&mut SeededEntropy::new(person));
        let seed = installation_id.bytes().fold(person, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        Self {
            endpoint: Endpoint::new(identity, installation_id.to_owned()),
            store: MemoryRatchetStore::new(),
            entropy: SeededEntropy::new(seed.wrapping_add(1 << 32)),
            now_ns: NOW_NS,
        }
    }

    fn public_key(&self) -> PublicKey {
        *self.endpoint.public_key()
    }

    fn key(&self) -> CompressedKey {
        self.public_key().to_compressed()
    }

    fn seal(&mut self, to: &PublicKey, text: &str) -> Sealed {
        self.endpoint.encrypt(&mut self.store, to, text.as_bytes(), self.now_ns, &mut self.entropy).unwrap()
    }

    fn write(&mut self, to: &PublicKey, text: &str) -> Vec<u8> {
        self.seal(to, text).message
    }

    fn announce(&mut self) -> Vec<u8> {
        self.endpoint.wrap_public(&mut self.store, b"contact code", self.now_ns, &mut self.entropy).unwrap()
    }

    fn open(&mut self, from: &PublicKey, message: &[u8]) -> Result<Opened, OpenError> {
        self.endpoint.open(&mut self.store, from, message, self.now_ns, &mut self.entropy)
    }

    fn open_keeping_key(&mut self, from: &PublicKey, message: &[u8]) -> Result<Opened, OpenError> {
        self.endpoint.open_keeping_key(&mut self.store, from, message, self.now_ns, &mut self.entropy)
    }

    fn read(&mut self, from: &PublicKey, message: &[u8]) -> String {
        String::from_utf8(self.open(from, message).unwrap().payload).unwrap()
    }

    /// Takes in the other's bundle, as from its contact code.
    fn meet(&mut self, other: &mut Self) {
        let announcement = other.announce();
        self.open(&other.public_key(), &announcement).unwrap();
    }

    /// Tells the other something that it must understand.
    fn tell(&mut self, other: &mut Self, text: &str) {
        let message = self.write(&other.public_key(), text);
        assert_eq!(other.read(&self.public_key(), &message), text);
    }
}

fn decode(message: &[u8]) -> ProtocolMessage {
    ProtocolMessage::decode(message).unwrap()
}

/// The entry of a message for an installation.
fn entry(message: &[u8], installation_id: &str) -> EncryptedMessageProtocol {
    decode(message).encrypted_message.remove(installation_id).unwrap()
}

fn recipients(message: &[u8]) -> Vec<String> {
    decode(message).encrypted_message.into_keys().collect()
}

/// Alice and Bob, who know nothing of each other.
fn strangers() -> (Device, Device) {
    (Device::new(1, "alice-phone"), Device::new(2, "bob-phone"))
}

/// Alice, who knows Bob's bundle, and Bob.
fn acquaintances() -> (Device, Device) {
    let (mut alice, mut bob) = strangers();
    alice.meet(&mut bob);
    (alice, bob)
}

#[test]
fn an_endpoint_knows_who_it_is_and_does_not_print_its_key() {
    let alice = Device::new(1, "phone");
    assert_eq!(alice.endpoint.installation_id(), "phone");
    assert_eq!(alice.endpoint.public_key(), &alice.public_key());
    assert!(format!("{:?}", alice.endpoint).contains("identity: PrivateKey(..)"));
}
