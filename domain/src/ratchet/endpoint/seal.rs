//! Building messages (section 7).

use std::collections::BTreeMap;

use prost::Message;
use status_ports::{Entropy, RatchetStore};
use status_proto::encryption::{DhHeader, EncryptedMessageProtocol, ProtocolMessage};

use super::{Endpoint, Sealed};
use crate::crypto::{PrivateKey, PublicKey, seal_nonce_last};
use crate::ratchet::bundle::own_bundle;
use crate::ratchet::session::{self, Peer};
use crate::ratchet::{ANY_INSTALLATION, EncryptError, MAX_INSTALLATIONS, agreed_secret};

type Entries = BTreeMap<String, EncryptedMessageProtocol>;

impl Endpoint {
    /// Encrypts for the recipient's active installations, at most three; with a key for this message alone when no
    /// prekey of theirs is known. The own bundle goes along.
    ///
    /// # Errors
    /// [`EncryptError`] if the store fails or a session is exhausted. No session was changed.
    pub fn encrypt(
        &self,
        store: &mut dyn RatchetStore,
        recipient: &PublicKey,
        payload: &[u8],
        now_ns: i64,
        entropy: &mut dyn Entropy,
    ) -> Result<Sealed, EncryptError> {
        self.encrypt_with(store, recipient, payload, now_ns, entropy, |_| ())
    }

    /// Like [`Self::encrypt`]; `adorn` may add to each entry.
    pub(super) fn encrypt_with(
        &self,
        store: &mut dyn RatchetStore,
        recipient: &PublicKey,
        payload: &[u8],
        now_ns: i64,
        entropy: &mut dyn Entropy,
        adorn: impl Fn(&mut EncryptedMessageProtocol),
    ) -> Result<Sealed, EncryptError> {
        let key = recipient.to_compressed();
        let targets = store.enabled_installations(&key, MAX_INSTALLATIONS)?;
        let (mut entries, mut sessions) = (Entries::new(), Vec::new());
        for target in targets.iter().filter(|target| target.installation_id != self.own.installation_id) {
            let peer = Peer { public_key: recipient, key: &key, installation_id: &target.installation_id };
            let Some(mut session) = session::for_sending(store, &self.own, peer, now_ns, entropy)? else { continue };
            entries.insert(target.installation_id.clone(), session::encrypt(&mut session, payload)?);
            sessions.push(session);
        }
        let agreed = agreed_secret::is_agreed(store, &key, entries.keys().map(String::as_str))?;
        if entries.is_empty() {
            entries.insert(ANY_INSTALLATION.to_owned(), seal_dh_only(recipient, payload, entropy));
        }
        entries.values_mut().for_each(adorn);
        let message = self.protocol_message(store, entries, Vec::new(), now_ns, entropy)?;
        let secret = agreed_secret::learn(store, &self.own.identity, recipient, &self.own.installation_id)?;
        for session in sessions {
            store.save_session(&session)?;
        }
        let targeted_installations = targets.into_iter().map(|target| target.installation_id).collect();
        Ok(Sealed { message, secret, agreed, targeted_installations })
    }

    /// Wraps a payload for everybody (section 7.1). The own bundle goes along: this is how bundles are spread.
    ///
    /// # Errors
    /// [`EncryptError`] if the store fails.
    pub fn wrap_public(
        &self,
        store: &mut dyn RatchetStore,
        payload: &[u8],
        now_ns: i64,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, EncryptError> {
        self.protocol_message(store, Entries::new(), payload.to_vec(), now_ns, entropy)
    }

    /// Encrypts for any installation of the recipient, with a key for this message alone (section 7.2). A device that is
    /// not paired yet can read it.
    ///
    /// # Errors
    /// [`EncryptError`] if the store fails.
    pub fn encrypt_dh_only(
        &self,
        store: &mut dyn RatchetStore,
        recipient: &PublicKey,
        payload: &[u8],
        now_ns: i64,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, EncryptError> {
        let entries = Entries::from([(ANY_INSTALLATION.to_owned(), seal_dh_only(recipient, payload, entropy))]);
        self.protocol_message(store, entries, Vec::new(), now_ns, entropy)
    }

    fn protocol_message(
        &self,
        store: &mut dyn RatchetStore,
        encrypted_message: Entries,
        public_message: Vec<u8>,
        now_ns: i64,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, EncryptError> {
        let bundle = own_bundle(store, &self.own, &self.signatures, now_ns, entropy)?;
        let installation_id = self.own.installation_id.clone();
        let message = ProtocolMessage { installation_id, bundles: vec![bundle], encrypted_message, public_message };
        Ok(message.encode_to_vec())
    }
}

fn seal_dh_only(recipient: &PublicKey, payload: &[u8], entropy: &mut dyn Entropy) -> EncryptedMessageProtocol {
    let ephemeral = PrivateKey::generate(entropy);
    let payload = seal_nonce_last(ephemeral.diffie_hellman(recipient).as_bytes(), payload, entropy);
    let dh_header = Some(DhHeader { key: ephemeral.public_key().to_compressed().to_vec() });
    EncryptedMessageProtocol { dh_header, payload, ..EncryptedMessageProtocol::default() }
}
