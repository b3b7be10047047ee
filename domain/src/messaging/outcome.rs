//! What a decision changes, sends and shows.

use std::collections::BTreeMap;

use status_ports::{
    ActivityRecord, ActivityState, ChatRecord, CompressedKey, ContactRecord, MessageRecord, TrustStatus,
};
use status_proto::status::application_metadata_message::Type;

use crate::crypto::PublicKey;

/// How hard the network tries to bring a message to its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Through the data synchronisation layer: sent again until the recipient acknowledges it.
    Datasync,
    /// Once, end-to-end encrypted, without acknowledgement.
    Once,
}

/// A message for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingMessage {
    /// Application message id.
    pub id: String,
    /// Which payload it is.
    pub kind: Type,
    /// Whom it is for.
    pub recipient: PublicKey,
    /// The serialized and signed application metadata message. These bytes make the id: never serialize them anew.
    pub bytes: Vec<u8>,
    /// How hard to try.
    pub delivery: Delivery,
}

/// The outcome of one or many decisions. The records are already stored; here they are listed for the client, the
/// newest version of each.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Chats that changed, by id.
    pub chats: BTreeMap<String, ChatRecord>,
    /// Contacts that changed, by key.
    pub contacts: BTreeMap<CompressedKey, ContactRecord>,
    /// Messages that are new or changed, by id.
    pub messages: BTreeMap<String, MessageRecord>,
    /// Activity-center entries that are new or changed, by id.
    pub activities: BTreeMap<Vec<u8>, ActivityRecord>,
    /// The state of the activity center, if it changed.
    pub activity_state: Option<ActivityState>,
    /// Trust marks that changed.
    pub trust: BTreeMap<CompressedKey, TrustStatus>,
    /// What to send.
    pub outgoing: Vec<OutgoingMessage>,
    /// People whose contact code should be listened to from now on.
    pub listen_to: Vec<PublicKey>,
    /// Our own contact code should be published soon.
    pub publish_contact_code: bool,
}

impl Outcome {
    /// Whether there is nothing to show to the client.
    #[must_use]
    pub fn shows_nothing(&self) -> bool {
        self.chats.is_empty()
            && self.contacts.is_empty()
            && self.messages.is_empty()
            && self.activities.is_empty()
            && self.activity_state.is_none()
            && self.trust.is_empty()
    }

    /// Adds what came later; its version of a record replaces the earlier one.
    pub fn merge(&mut self, later: Self) {
        self.chats.extend(later.chats);
        self.contacts.extend(later.contacts);
        self.messages.extend(later.messages);
        self.activities.extend(later.activities);
        self.activity_state = later.activity_state.or(self.activity_state);
        self.trust.extend(later.trust);
        self.outgoing.extend(later.outgoing);
        self.listen_to.extend(later.listen_to);
        self.publish_contact_code |= later.publish_contact_code;
    }
}
