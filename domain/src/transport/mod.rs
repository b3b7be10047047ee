//! How messages travel between people: what a profile listens to, what an arriving Waku message comes to, and how an
//! application message becomes Waku messages (specification: transport).
//!
//! [`Transport`] is the memory of one profile between two units of work: its filters, and the keys derived for them.
//! Everything that must survive a crash is in the stores, written in the transaction of the event that caused it.

mod ahead;
mod bodies;
mod contact_code;
mod device;
mod filter;
mod presence;
mod rate_limit;
mod receive;
mod send;
mod status_update;
mod strangers;

pub use ahead::Opener;
pub use contact_code::ContactCode;
pub use device::{Device, Reach};
pub use filter::{DerivedKey, Interest, PendingKey};
pub use rate_limit::{BURST, MESSAGES_PER_SECOND, RateLimit};
pub use receive::{Delivered, RawMessage, Received, Refusal};
pub use send::{Allowance, Next, SendError, restamp, stamp};

use std::sync::Arc;

use status_ports::{ChatKind, ChatRecord, ContactRequestState, ProfileTransaction, StorageError, Workers};

use crate::crypto::{PrivateKey, PublicKey};
use crate::envelope::topic::{ContentTopic, Shard, names};
use crate::messaging::Outcome;
use crate::ratchet::Endpoint;
use crate::reliability::mvds;
use filter::Filters;
use presence::Presence;

/// The largest Waku message of the Status network.
pub const MAX_MESSAGE_BYTES: usize = 1 << 20;
/// Datasync messages share a payload up to this size. Nodes with the default limit of 150 KiB still carry it.
const MAX_DATASYNC_BYTES: usize = 100 << 10;
/// How many agreed secrets are read at once.
const SECRETS_PAGE: u32 = 256;

/// The pubsub topics that every profile joins.
pub fn pubsub_topics() -> impl Iterator<Item = String> {
    [Shard::DEFAULT, Shard::NON_PROTECTED].iter().map(Shard::to_string)
}

/// The transport of one profile.
pub struct Transport {
    identity: PrivateKey,
    me: PublicKey,
    endpoint: Endpoint,
    datasync: mvds::Node,
    filters: Filters,
    presence: Presence,
    workers: Option<Arc<dyn Workers>>,
}

impl Transport {
    /// The transport of an identity on one of its devices, listening only to where people write to it. The rest comes
    /// with [`Self::listen`].
    #[must_use]
    pub fn new(identity: PrivateKey, installation_id: &str) -> Self {
        let me = identity.public_key();
        let mut filters = Filters::default();
        filters.add_own(&me);
        Self {
            endpoint: Endpoint::new(identity.clone(), installation_id.to_owned()),
            datasync: mvds::Node::new(me, MAX_DATASYNC_BYTES),
            presence: Presence::default(),
            identity,
            me,
            filters,
            workers: None,
        }
    }

    /// The same, with somebody who helps to open messages while others are decided.
    #[must_use]
    pub fn with_workers(self, workers: Arc<dyn Workers>) -> Self {
        Self { workers: Some(workers), ..self }
    }

    /// Listens to the contact codes of all people we have to do with, and to the topics agreed with peers.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails or holds what is no key.
    pub fn listen(&mut self, stores: &mut dyn ProfileTransaction) -> Result<(), StorageError> {
        for contact in stores.contacts()? {
            let is_near = [contact.local_state, contact.remote_state]
                .iter()
                .any(|state| matches!(state, ContactRequestState::Sent | ContactRequestState::Received));
            if is_near && !contact.blocked {
                self.filters.add_contact_code(&stored_key(&contact.public_key)?);
            }
        }
        let chats = stores.chats()?;
        for chat in &chats {
            if let Some(peer) = peer_of(chat) {
                self.filters.add_contact_code(&peer);
            }
            if chat.kind == ChatKind::Public && chat.active {
                self.filters.add_public_chat(&chat.id);
            }
        }
        let groups = chats.into_iter().filter(|chat| chat.kind == ChatKind::PrivateGroup && chat.active);
        for group in stores.groups_of(&groups.map(|chat| chat.id).collect::<Vec<_>>())? {
            for member in group.members.iter().filter(|member| member.public_key != self.me.to_compressed()) {
                self.filters.add_contact_code(&stored_key(&member.public_key)?);
            }
        }
        let mut after = [0; 33];
        loop {
            let page = stores.agreed_secrets(&after, SECRETS_PAGE)?;
            let Some((last, _)) = page.last() else {
                // Their keys were derived long ago, or wait until somebody writes. Ours is needed soon.
                return self.filters.put_off_pending(stores, &names::contact_code(&self.me));
            };
            after = *last;
            for (peer, secret) in page {
                self.filters.add_negotiated(stores, &stored_key(&peer)?, &secret)?;
            }
        }
    }

    /// Listens to the people and the public chats that an outcome names.
    pub fn follow(&mut self, outcome: &Outcome) {
        for chat in &outcome.listen_to_chats {
            self.filters.add_public_chat(chat);
        }
        for person in &outcome.listen_to {
            self.filters.add_contact_code(person);
        }
    }

    /// Where messages for this profile are published: all that it listens to.
    pub fn interests(&self) -> impl Iterator<Item = (Shard, ContentTopic)> {
        self.filters.interests()
    }

    /// What it listens to since this was asked last.
    pub fn take_new_interests(&mut self) -> Vec<(Shard, ContentTopic)> {
        self.filters.take_new_interests()
    }

    /// What is listened to, the most important first: messages to us before what others publish of themselves.
    #[must_use]
    pub fn history_interests(&self) -> Vec<Interest> {
        self.filters.history_interests()
    }

    /// What opens payloads ahead of a transaction, if that changed since it was asked last. To be asked at the end of each
    /// unit of work.
    pub fn take_opener(&mut self) -> Option<Opener> {
        self.filters.take_opener(&self.identity)
    }

    /// Keys that will be needed soon: whoever derives them ahead spares a transaction the wait.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn take_pending_keys(&mut self, stores: &mut dyn ProfileTransaction) -> Result<Vec<PendingKey>, StorageError> {
        self.filters.take_pending(stores)
    }

    /// Takes a key that was derived ahead.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn keep_key(&mut self, stores: &mut dyn ProfileTransaction, key: DerivedKey) -> Result<(), StorageError> {
        self.filters.keep(stores, key)
    }

    /// The transaction of [`Self::receive`] was rolled back: nobody was heard.
    pub fn rolled_back(&mut self) {
        self.presence = Presence::default();
    }
}

/// Who is at the other end of a chat between two people that is in use.
fn peer_of(chat: &ChatRecord) -> Option<PublicKey> {
    if chat.kind != ChatKind::OneToOne || !chat.active {
        return None;
    }
    PublicKey::from_bytes(&hex::decode(chat.id.strip_prefix("0x")?).ok()?).ok()
}

fn stored_key(bytes: &[u8; 33]) -> Result<PublicKey, StorageError> {
    PublicKey::from_bytes(bytes).map_err(|error| StorageError::Corrupt(error.to_string()))
}

#[cfg(test)]
mod tests;
