//! The door to end-to-end encryption.

mod group;
mod open;
mod seal;

use status_ports::{HashRatchetKeyRecord, InstallationRecord, Secret32};

use super::agreed_secret;
use super::double_ratchet::Limits;
use super::hash_ratchet::ChainMemo;
use super::memo::{SignatureMemo, TrueMemo};
use super::own::Own;
use super::session::Confirmation;
use crate::crypto::{PrivateKey, PublicKey};

/// One identity on one device ("installation"): everything end-to-end encrypted goes through here.
///
/// Sessions, prekeys and keys live in the store. What an endpoint remembers itself are results of pure functions, so two
/// endpoints of the same identity and installation answer alike.
#[derive(Debug)]
pub struct Endpoint {
    own: Own,
    limits: Limits,
    signatures: SignatureMemo,
    verified: TrueMemo,
    chains: ChainMemo,
}

/// An encrypted message, ready for the transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The serialized `ProtocolMessage`.
    pub message: Vec<u8>,
    /// The secret shared with the recipient. Listen on its negotiated topic before sending: the answer may come there.
    pub secret: Secret32,
    /// Every installation of the recipient that the message is for is known to listen on the negotiated topic: send it
    /// there. Otherwise send it on the recipient's partitioned topic.
    pub agreed: bool,
    /// The recipient's installations that were meant, those included that could not be served because no prekey of
    /// theirs is known. Empty if the message is for any installation.
    pub targeted_installations: Vec<String>,
}

/// How a message was protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Security {
    /// Not at all: for everybody.
    Public,
    /// By a key made for this message, for any installation of ours. No forward secrecy against our identity key.
    DhOnly,
    /// By a session.
    DoubleRatchet,
    /// By a group key.
    HashRatchet,
    /// The payload not at all; it came beside new group keys.
    KeyExchange,
    /// It is a message that this very device sent, and had no content for itself.
    OwnEcho,
}

/// A message that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The application's bytes (possibly inside the reliability layer). Empty for [`Security::OwnEcho`].
    pub payload: Vec<u8>,
    /// How they were protected.
    pub security: Security,
    /// The sender's installation.
    pub installation_id: String,
    /// Installations of the sender that were not known before. Those of our own identity are not enabled yet.
    pub new_installations: Vec<InstallationRecord>,
    /// The secret shared with the sender, who listens on its negotiated topic: listen there too.
    pub secret: Option<Secret32>,
    /// Group keys that the message offers. They are not stored: who knows the group decides whether the sender may give
    /// out its keys, and then calls [`Endpoint::accept_group_keys`].
    pub offered_group_keys: Vec<HashRatchetKeyRecord>,
    /// Names the key of the message, if it was asked to be kept.
    pub confirmation: Option<Confirmation>,
}

impl Endpoint {
    /// The endpoint of an identity on one of its devices.
    #[must_use]
    pub fn new(identity: PrivateKey, installation_id: String) -> Self {
        Self {
            own: Own::new(identity, installation_id),
            limits: Limits::PROTOCOL,
            signatures: SignatureMemo::default(),
            verified: TrueMemo::default(),
            chains: ChainMemo::default(),
        }
    }

    /// The same with other limits on skipped and waiting messages.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The own identity.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.own.public_key
    }

    /// The id of this device.
    #[must_use]
    pub fn installation_id(&self) -> &str {
        &self.own.installation_id
    }

    /// The secret that the two identities share for ever (section 9): raw Diffie-Hellman.
    #[must_use]
    pub fn secret_shared_with(&self, peer: &PublicKey) -> Secret32 {
        agreed_secret::shared_secret(&self.own.identity, peer)
    }
}
