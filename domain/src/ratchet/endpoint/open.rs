//! Opening messages (section 8).

use prost::Message;
use status_ports::{Entropy, HashRatchetKeyRecord, InstallationRecord, RatchetStore, Secret32, StorageError};
use status_proto::encryption::{Bundle, EncryptedMessageProtocol, HrHeader, HrKeys, ProtocolMessage};

use super::{Endpoint, Opened, Security};
use crate::crypto::{PublicKey, open_nonce_last};
use crate::ratchet::bundle::{self, MAX_INSTALLATION_ID_LENGTH};
use crate::ratchet::double_ratchet::Limits;
use crate::ratchet::hash_ratchet::{self, open_rekey, read_keys};
use crate::ratchet::session::{Confirmation, Incoming, Opening, Peer};
use crate::ratchet::{ANY_INSTALLATION, OpenError, agreed_secret};

/// Whoever announces this version listens on the negotiated topic.
const NEGOTIATION_VERSION: u32 = 1;
/// There is one bundle in a message; the rest is leeway for other clients.
const MAX_BUNDLES: usize = 3;
/// Messages of a stranger that may be missing before one that comes.
const MAX_SKIP_OF_STRANGERS: u32 = 100;

/// What an entry turned out to hold.
struct Content {
    payload: Vec<u8>,
    security: Security,
    confirmation: Option<Confirmation>,
}

impl Endpoint {
    /// Opens a message, and stores what follows from it. The key of the message is forgotten at once, so that nobody who
    /// gets hold of the store later can open it again: mark the envelope as seen in the same transaction.
    ///
    /// `sender` is who signed the envelope. Bytes that are no `ProtocolMessage` give [`OpenError::NotAProtocolMessage`];
    /// they may be an application message without this layer.
    ///
    /// # Errors
    /// [`OpenError`]. No session, message key or group key has changed.
    pub fn open(
        &self,
        store: &mut dyn RatchetStore,
        sender: &PublicKey,
        bytes: &[u8],
        now_ns: i64,
        entropy: &mut dyn Entropy,
    ) -> Result<Opened, OpenError> {
        self.open_message(store, sender, bytes, now_ns, entropy, &self.opening(&self.limits))
    }

    /// Like [`Self::open`], for a sender with whom we have nothing to do. A key is kept for each of the messages that are
    /// missing, and anybody can claim that many are: of strangers fewer may be.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_from_stranger(
        &self,
        store: &mut dyn RatchetStore,
        sender: &PublicKey,
        bytes: &[u8],
        now_ns: i64,
        entropy: &mut dyn Entropy,
    ) -> Result<Opened, OpenError> {
        let limits = Limits { max_skip: MAX_SKIP_OF_STRANGERS.min(self.limits.max_skip), ..self.limits };
        self.open_message(store, sender, bytes, now_ns, entropy, &self.opening(&limits))
    }

    const fn opening<'a>(&'a self, limits: &'a Limits) -> Opening<'a> {
        Opening { own: &self.own, limits, keep_key: false }
    }

    /// Like [`Self::open`], but the message can be opened again until [`Self::confirm`] is called. For callers that
    /// cannot remember what they have seen in the same transaction.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_keeping_key(
        &self,
        store: &mut dyn RatchetStore,
        sender: &PublicKey,
        bytes: &[u8],
        now_ns: i64,
        entropy: &mut dyn Entropy,
    ) -> Result<Opened, OpenError> {
        let opening = Opening { keep_key: true, ..self.opening(&self.limits) };
        self.open_message(store, sender, bytes, now_ns, entropy, &opening)
    }

    /// Learns which installations the sender of a message has, and nothing else of it: for a message that does not open. They
    /// are signed, and true whatever stands beside them.
    ///
    /// # Errors
    /// [`OpenError`] if the bytes are no `ProtocolMessage`, or a bundle of the sender in it is not valid.
    pub fn learn_installations(
        &self,
        store: &mut dyn RatchetStore,
        sender: &PublicKey,
        bytes: &[u8],
        now_ns: i64,
    ) -> Result<(), OpenError> {
        let message = ProtocolMessage::decode(bytes).map_err(|_| OpenError::NotAProtocolMessage)?;
        self.learn_bundles(store, &sender.to_compressed(), &message.bundles, now_ns).map(drop)
    }

    /// Forgets the key of a message that was opened with [`Self::open_keeping_key`].
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn confirm(&self, store: &mut dyn RatchetStore, confirmation: &Confirmation) -> Result<(), StorageError> {
        confirmation.forget_key(store)
    }

    fn open_message(
        &self,
        store: &mut dyn RatchetStore,
        sender: &PublicKey,
        bytes: &[u8],
        now_ns: i64,
        entropy: &mut dyn Entropy,
        opening: &Opening<'_>,
    ) -> Result<Opened, OpenError> {
        let message = ProtocolMessage::decode(bytes).map_err(|_| OpenError::NotAProtocolMessage)?;
        let is_empty = message.public_message.is_empty() && message.encrypted_message.is_empty();
        if is_empty && message.bundles.is_empty() {
            return Err(OpenError::NotAProtocolMessage);
        }
        let sender_key = sender.to_compressed();
        let (bundle, new_installations) = self.learn_bundles(store, &sender_key, &message.bundles, now_ns)?;
        if is_empty {
            return Err(OpenError::NoPayload);
        }
        let installation_id = message.installation_id;
        // It names the session, and each of the keys that are kept for it.
        if installation_id.len() > MAX_INSTALLATION_ID_LENGTH {
            return Err(OpenError::MalformedHeader);
        }
        let mut opened = Opened {
            payload: message.public_message,
            security: Security::Public,
            installation_id,
            new_installations,
            secret: None,
            offered_group_keys: Vec::new(),
            confirmation: None,
        };
        if !opened.payload.is_empty() {
            return Ok(opened);
        }
        let entries = &message.encrypted_message;
        let Some(entry) = entries.get(&self.own.installation_id).or_else(|| entries.get(ANY_INSTALLATION)) else {
            opened.security = self.no_entry(sender, &opened.installation_id)?;
            return Ok(opened);
        };
        let peer = Peer { public_key: sender, key: &sender_key, installation_id: &opened.installation_id };
        // Before anything is changed: a message with such keys is refused as a whole.
        check_offer(entry)?;
        let signed_at_ns = bundle.map(|bundle| bundle.timestamp.min(now_ns));
        let content = self.open_entry(store, opening, peer, entry, signed_at_ns, entropy)?;
        opened.offered_group_keys = self.offered_keys(sender, entry, &content.payload)?;
        opened.secret = self.negotiated_secret(store, sender, &opened.installation_id, bundle)?;
        (opened.payload, opened.security, opened.confirmation) =
            (content.payload, content.security, content.confirmation);
        Ok(opened)
    }

    /// Stores the sender's bundles; those of others are none of the sender's business. Gives the first, and the new
    /// installations.
    fn learn_bundles<'a>(
        &self,
        store: &mut dyn RatchetStore,
        sender_key: &[u8; 33],
        bundles: &'a [Bundle],
        now_ns: i64,
    ) -> Result<(Option<&'a Bundle>, Vec<InstallationRecord>), OpenError> {
        let own = || bundles.iter().filter(|bundle| bundle.identity == sender_key).take(MAX_BUNDLES);
        let mut new = Vec::new();
        for bundle in own() {
            new.extend(bundle::learn(store, bundle, sender_key, &self.own, &self.verified, now_ns)?);
        }
        Ok((own().next(), new))
    }

    fn no_entry(&self, sender: &PublicKey, installation_id: &str) -> Result<Security, OpenError> {
        if *sender != self.own.public_key {
            Err(OpenError::DeviceNotFound)
        } else if installation_id != self.own.installation_id {
            Err(OpenError::NotPairedDevice)
        } else {
            Ok(Security::OwnEcho)
        }
    }

    fn open_entry(
        &self,
        store: &mut dyn RatchetStore,
        opening: &Opening<'_>,
        peer: Peer<'_>,
        entry: &EncryptedMessageProtocol,
        signed_at_ns: Option<i64>,
        entropy: &mut dyn Entropy,
    ) -> Result<Content, OpenError> {
        if let Some(header) = &entry.dr_header {
            let incoming = Incoming::read(peer, entry, header, signed_at_ns)?;
            let (payload, confirmation) = opening.open(store, &incoming, entropy)?;
            return Ok(Content { payload, security: Security::DoubleRatchet, confirmation });
        }
        let (payload, security) = if let Some(header) = &entry.dh_header {
            let ephemeral = header.key.as_slice().first_chunk::<33>().filter(|_| header.key.len() == 33);
            let ephemeral = ephemeral.and_then(|key| PublicKey::from_bytes(key).ok());
            let shared = self.own.identity.diffie_hellman(&ephemeral.ok_or(OpenError::MalformedHeader)?);
            (open_nonce_last(shared.as_bytes(), &entry.payload)?, Security::DhOnly)
        } else if let Some(header) = &entry.hr_header {
            self.open_hash_ratchet(store, header, &entry.payload)?
        } else {
            return Err(OpenError::NoKeySpecified);
        };
        Ok(Content { payload, security, confirmation: None })
    }

    fn open_hash_ratchet(
        &self,
        store: &mut dyn RatchetStore,
        header: &HrHeader,
        ciphertext: &[u8],
    ) -> Result<(Vec<u8>, Security), OpenError> {
        if header.seq_no == 0 {
            return Ok((ciphertext.to_vec(), Security::KeyExchange));
        }
        let key = hash_ratchet::find_key(store, header)?;
        let plaintext = hash_ratchet::open(store, &self.chains, &key, header.seq_no, ciphertext)?;
        Ok((plaintext, Security::HashRatchet))
    }

    /// The group keys in the header, or in the payload as old senders have it.
    fn offered_keys(
        &self,
        sender: &PublicKey,
        entry: &EncryptedMessageProtocol,
        payload: &[u8],
    ) -> Result<Vec<HashRatchetKeyRecord>, OpenError> {
        let Some(header) = entry.hr_header.as_ref().filter(|header| header.seq_no == 0) else { return Ok(Vec::new()) };
        let Some(keys) = &header.keys else {
            return Ok(HrKeys::decode(payload).map(|keys| read_keys(&header.group_id, &keys)).unwrap_or_default());
        };
        let mut offered = read_keys(&header.group_id, keys);
        if let Some(rekey) = &keys.rekey_group {
            offered.extend(open_rekey(&self.own.identity, sender, &header.group_id, rekey)?);
        }
        Ok(offered)
    }

    fn negotiated_secret(
        &self,
        store: &mut dyn RatchetStore,
        sender: &PublicKey,
        installation_id: &str,
        bundle: Option<&Bundle>,
    ) -> Result<Option<Secret32>, StorageError> {
        let announced = bundle.and_then(|bundle| bundle.signed_pre_keys.get(installation_id));
        if announced.is_none_or(|pre_key| pre_key.protocol_version < NEGOTIATION_VERSION) {
            return Ok(None);
        }
        agreed_secret::learn(store, &self.own.identity, sender, installation_id).map(Some)
    }
}

fn check_offer(entry: &EncryptedMessageProtocol) -> Result<(), OpenError> {
    let header = entry.hr_header.as_ref().filter(|header| header.seq_no == 0);
    let rekey = header.and_then(|header| header.keys.as_ref()).and_then(|keys| keys.rekey_group.as_ref());
    if rekey.is_some_and(|rekey| rekey.timestamp == 0) {
        return Err(hash_ratchet::HashRatchetError::NoTimestamp.into());
    }
    Ok(())
}
