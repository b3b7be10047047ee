//! Groups (section 11).

use std::collections::BTreeMap;

use prost::Message;
use status_ports::{Entropy, HashRatchetKeyRecord, RatchetStore, StorageError};
use status_proto::encryption::{EncryptedMessageProtocol, HrHeader, HrKeys, ProtocolMessage};

use super::{Endpoint, Sealed};
use crate::crypto::PublicKey;
use crate::ratchet::hash_ratchet::{self, GroupCiphertext, HashRatchetError, key_exchange_header, write_keys};
use crate::ratchet::{ANY_INSTALLATION, EncryptError};

impl Endpoint {
    /// Makes a new key for a group, and stores it as the current one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn generate_group_key(
        &self,
        store: &mut dyn RatchetStore,
        group_id: &[u8],
        now_ms: u64,
        entropy: &mut dyn Entropy,
    ) -> Result<HashRatchetKeyRecord, StorageError> {
        hash_ratchet::generate(store, group_id, now_ms, entropy)
    }

    /// Stores group keys that were offered by somebody who may.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn accept_group_keys(
        &self,
        store: &mut dyn RatchetStore,
        keys: &[HashRatchetKeyRecord],
    ) -> Result<(), StorageError> {
        keys.iter().try_for_each(|key| store.save_hash_ratchet_key(key))
    }

    /// Encrypts with the current key of a group. No bundle goes along.
    ///
    /// # Errors
    /// [`EncryptError::HashRatchet`] if the group has no key, or the store fails.
    pub fn encrypt_for_group(
        &self,
        store: &mut dyn RatchetStore,
        group_id: &[u8],
        payload: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, EncryptError> {
        let sealed = self.seal_with_group_key(store, group_id, payload, entropy)?;
        let header = HrHeader {
            deprecated_key_id: sealed.deprecated_key_id,
            seq_no: sealed.seq_no,
            group_id: group_id.to_vec(),
            key_id: sealed.key_id.to_vec(),
            keys: None,
        };
        Ok(self.group_message(header, sealed.payload))
    }

    /// Encrypts with the current key of a group, without any message around it: for parts of a community description.
    ///
    /// # Errors
    /// [`HashRatchetError`] if the group has no key, or the store fails.
    pub fn seal_with_group_key(
        &self,
        store: &mut dyn RatchetStore,
        group_id: &[u8],
        plaintext: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<GroupCiphertext, HashRatchetError> {
        hash_ratchet::seal(store, &self.chains, group_id, plaintext, entropy)
    }

    /// Opens what [`Self::seal_with_group_key`] made.
    ///
    /// # Errors
    /// [`HashRatchetError`] if the key is not known, the position is too far ahead, or the text was altered.
    pub fn open_with_group_key(
        &self,
        store: &mut dyn RatchetStore,
        key_id: &[u8; 32],
        seq_no: u32,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, HashRatchetError> {
        let key = store.find_hash_ratchet_key(key_id)?.ok_or(HashRatchetError::UnknownKey)?;
        hash_ratchet::open(store, &self.chains, &key, seq_no, ciphertext)
    }

    /// Hands keys of a group over to somebody, in a 1:1 message (section 11.4). `payload` is an application message to go
    /// with them; without one the keys are the payload too, as old receivers need it.
    ///
    /// # Errors
    /// As for [`Self::encrypt`].
    #[expect(clippy::too_many_arguments, reason = "each is another thing")]
    pub fn encrypt_key_exchange(
        &self,
        store: &mut dyn RatchetStore,
        recipient: &PublicKey,
        group_id: &[u8],
        keys: &[HashRatchetKeyRecord],
        payload: Option<&[u8]>,
        now_ns: i64,
        entropy: &mut dyn Entropy,
    ) -> Result<Sealed, EncryptError> {
        let keys = write_keys(keys);
        let serialized = keys.encode_to_vec();
        let header = key_exchange_header(group_id, keys);
        let payload = payload.unwrap_or(&serialized);
        self.encrypt_with(store, recipient, payload, now_ns, entropy, |entry| entry.hr_header = Some(header.clone()))
    }

    /// Wraps a payload together with a new group key, which only `members` can take out (section 11.5). The payload itself
    /// is not encrypted. No bundle goes along.
    pub fn wrap_rekey(
        &self,
        key: &HashRatchetKeyRecord,
        members: &[PublicKey],
        payload: Vec<u8>,
        entropy: &mut dyn Entropy,
    ) -> Vec<u8> {
        let rekey_group = hash_ratchet::seal_rekey(&self.own.identity, key, members, entropy);
        let keys = HrKeys { keys: Vec::new(), rekey_group: Some(rekey_group) };
        self.group_message(key_exchange_header(&key.group_id, keys), payload)
    }

    fn group_message(&self, header: HrHeader, payload: Vec<u8>) -> Vec<u8> {
        let entry =
            EncryptedMessageProtocol { hr_header: Some(header), payload, ..EncryptedMessageProtocol::default() };
        let message = ProtocolMessage {
            installation_id: self.own.installation_id.clone(),
            bundles: Vec::new(),
            encrypted_message: BTreeMap::from([(ANY_INSTALLATION.to_owned(), entry)]),
            public_message: Vec::new(),
        };
        message.encode_to_vec()
    }
}
