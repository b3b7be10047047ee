//! One side of a conversation.

use std::collections::VecDeque;

use prost::Message;
use serde_json::Value;
use status_domain::crypto::PublicKey;
use status_domain::ratchet::Endpoint;
use status_memory::{MemoryRatchetStore, SeededEntropy};
use status_ports::{CompressedKey, Entropy, RatchetStore, Secret32, SignedPreKeyRecord};
use status_proto::encryption::{Bundle, ProtocolMessage};

use super::{array_field, private_key, secret, u32_field};
use crate::vectors::{bytes, expect_equal, i64_field, text};

/// Randomness that was drawn in the recording, then a seeded stream.
pub(in crate::vectors) struct Script {
    drawn: VecDeque<[u8; 32]>,
    rest: SeededEntropy,
}

impl Script {
    pub(in crate::vectors) fn new(drawn: impl IntoIterator<Item = [u8; 32]>) -> Self {
        Self { drawn: drawn.into_iter().collect(), rest: SeededEntropy::new(1) }
    }
}

impl Entropy for Script {
    fn fill(&mut self, buffer: &mut [u8]) {
        match (<&mut [u8; 32]>::try_from(&mut *buffer), self.drawn.pop_front()) {
            (Ok(key), Some(drawn)) => *key = drawn,
            _ => self.rest.fill(buffer),
        }
    }
}

/// One installation of one person, as the case describes it.
pub(in crate::vectors) struct Party {
    pub(in crate::vectors) endpoint: Endpoint,
    pub(in crate::vectors) store: MemoryRatchetStore,
    pub(in crate::vectors) bundle: Bundle,
}

impl Party {
    /// With the identity and the prekey that the recording had.
    pub(in crate::vectors) fn read(party: &Value) -> Result<Self, String> {
        let identity = private_key(party, "private_key")?;
        let key: CompressedKey = identity.public_key().to_compressed();
        expect_equal("public key", key, array_field::<33>(party, "public_key_compressed")?)?;
        expect_equal("public key", identity.public_key().to_uncompressed().to_vec(), bytes(party, "public_key")?)?;
        let installation_id = text(party, "installation_id")?.to_owned();
        let mut store = MemoryRatchetStore::new();
        let pre_key = private_key(party, "signed_pre_key_private")?;
        let pre_key: Secret32 = Secret32::new(*pre_key.to_bytes());
        expect_equal("prekey", pre_key.as_bytes(), secret(party, "signed_pre_key_private")?.as_bytes())?;
        let record = SignedPreKeyRecord {
            identity: key,
            installation_id: installation_id.clone(),
            signed_pre_key: array_field(party, "signed_pre_key")?,
            private_key: Some(pre_key),
            version: u32_field(party, "signed_pre_key_version")?,
            timestamp_ns: i64_field(party, "bundle_timestamp")?,
            expired: false,
        };
        store.add_signed_pre_key(&record).map_err(|error| error.to_string())?;
        let bundle = Bundle::decode(bytes(party, "bundle")?.as_slice()).map_err(|error| error.to_string())?;
        Ok(Self { endpoint: Endpoint::new(identity, installation_id), store, bundle })
    }

    /// Somebody whose device and prekey play no part in the case.
    pub(in crate::vectors) fn read_bystander(party: &Value) -> Result<Self, String> {
        let endpoint = Endpoint::new(private_key(party, "private_key")?, "bystander".into());
        Ok(Self { endpoint, store: MemoryRatchetStore::new(), bundle: Bundle::default() })
    }

    pub(in crate::vectors) fn public_key(&self) -> PublicKey {
        *self.endpoint.public_key()
    }

    /// Takes in somebody's bundle, as from a contact code.
    pub(in crate::vectors) fn learn(&mut self, other: &PublicKey, bundle: &Bundle) -> Result<(), String> {
        let message = ProtocolMessage { bundles: vec![bundle.clone()], public_message: vec![0], ..Default::default() };
        let (store, mut entropy) = (&mut self.store, Script::new([]));
        let opened = self.endpoint.open(store, other, &message.encode_to_vec(), bundle.timestamp, &mut entropy);
        opened.map(drop).map_err(|error| format!("bundle of a contact code: {error}"))
    }
}
