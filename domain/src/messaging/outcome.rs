//! What a decision changes, sends and shows.

use std::collections::{BTreeMap, BTreeSet};

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

/// Messages of a chat that were marked as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenMessages {
    /// The chat.
    pub chat_id: String,
    /// How many became read.
    pub count: u32,
    /// How many of those mention us or reply to us.
    pub count_with_mentions: u32,
}

/// The outcome of one or many decisions. The records are already stored; here they are listed for the client, the
/// newest version of each.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Chats that changed, by id.
    pub chats: BTreeMap<String, ChatRecord>,
    /// Contacts that changed, by key.
    pub contacts: BTreeMap<CompressedKey, ContactRecord>,
    /// Messages that are new or changed, and messages that those reply to, by id.
    pub messages: BTreeMap<String, MessageRecord>,
    /// Ids of the [`Self::messages`] that somebody sent us and that were not here before.
    pub received: BTreeSet<String>,
    /// Activity-center entries that are new or changed, by id.
    pub activities: BTreeMap<Vec<u8>, ActivityRecord>,
    /// Ids of the [`Self::activities`] that were not there before.
    pub raised: BTreeSet<Vec<u8>>,
    /// The state of the activity center, if it changed or entries did.
    pub activity_state: Option<ActivityState>,
    /// Trust marks that changed.
    pub trust: BTreeMap<CompressedKey, TrustStatus>,
    /// Messages that were marked as read.
    pub seen: Vec<SeenMessages>,
    /// What to send.
    pub outgoing: Vec<OutgoingMessage>,
    /// People whose contact code should be listened to from now on.
    pub listen_to: Vec<PublicKey>,
    /// Our own contact code should be published soon.
    pub publish_contact_code: bool,
    /// The client is answered with this error although the records stand.
    pub refusal: Option<&'static str>,
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
            && self.seen.is_empty()
    }

    /// Adds what came later; its version of a record replaces the earlier one.
    pub fn merge(&mut self, later: Self) {
        self.chats.extend(later.chats);
        self.contacts.extend(later.contacts);
        self.messages.extend(later.messages);
        self.received.extend(later.received);
        self.activities.extend(later.activities);
        self.raised.extend(later.raised);
        self.activity_state = later.activity_state.or(self.activity_state);
        self.trust.extend(later.trust);
        self.seen.extend(later.seen);
        self.outgoing.extend(later.outgoing);
        self.listen_to.extend(later.listen_to);
        self.publish_contact_code |= later.publish_contact_code;
        self.refusal = later.refusal.or(self.refusal);
    }
}
