//! What a decision changes, sends and shows.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{
    ActivityRecord, ActivityState, ChatRecord, CompressedKey, ContactRecord, GroupRecord, InvitationRecord,
    MessageRecord, PinRecord, ReactionRecord, SettingRecord, TrustStatus, UserStatusRecord, VerificationRecord,
};
use status_proto::status::application_metadata_message::Type;

use crate::crypto::PublicKey;

/// How hard the network tries to bring a message to its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Through the data synchronisation layer: sent again until the recipient acknowledges it.
    Datasync,
    /// Once, without acknowledgement.
    Once,
    /// Once, for those who listen now: nobody keeps it.
    Ephemeral,
}

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// One person, end-to-end encrypted.
    Person(PublicKey),
    /// Everybody who knows the name of a topic: the id of a public chat, or a name of
    /// [`names`](crate::envelope::topic::names).
    Everybody(String),
}

/// A message on its way to the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingMessage {
    /// Application message id.
    pub id: String,
    /// Which payload it is.
    pub kind: Type,
    /// Whom it is for.
    pub audience: Audience,
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
    /// They became read; `false` if they became unread.
    pub seen: bool,
}

/// A message that was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedMessage {
    /// The chat.
    pub chat_id: String,
    /// The message.
    pub message_id: String,
    /// Who deleted it, if that was not its author.
    pub deleted_by: Option<CompressedKey>,
}

/// A chat whose messages were removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClearedHistory {
    /// The chat.
    pub chat_id: String,
    /// Messages up to this clock are gone.
    pub cleared_at: u64,
}

/// The outcome of one or many decisions. The records are already stored; here they are listed for the client, the
/// newest version of each.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Chats that changed, by id.
    pub chats: BTreeMap<String, ChatRecord>,
    /// Groups that changed, by the ids of their chats.
    pub groups: BTreeMap<String, GroupRecord>,
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
    /// Messages that were deleted.
    pub removed_messages: Vec<RemovedMessage>,
    /// Chats that are gone.
    pub removed_chats: BTreeSet<String>,
    /// Chats whose messages are gone.
    pub cleared_histories: Vec<ClearedHistory>,
    /// Reactions that changed, by id.
    pub reactions: BTreeMap<String, ReactionRecord>,
    /// Pins that changed, by id.
    pub pins: BTreeMap<String, PinRecord>,
    /// Wishes to join groups that changed, by id.
    pub invitations: BTreeMap<String, InvitationRecord>,
    /// Identity verifications that changed, by id.
    pub verifications: BTreeMap<String, VerificationRecord>,
    /// What others said about being there.
    pub statuses: BTreeMap<CompressedKey, UserStatusRecord>,
    /// What we said about being there, on another device or here.
    pub current_status: Option<UserStatusRecord>,
    /// Contacts whose showcase changed.
    pub showcases: BTreeSet<CompressedKey>,
    /// Settings that changed.
    pub settings: Vec<SettingRecord>,
    /// What to send.
    pub outgoing: Vec<OutgoingMessage>,
    /// People whose contact code should be listened to from now on.
    pub listen_to: Vec<PublicKey>,
    /// Public chats that should be listened to from now on.
    pub listen_to_chats: Vec<String>,
    /// Our own contact code should be published soon.
    pub publish_contact_code: bool,
    /// Somebody claims a name of ENS that is to be checked.
    pub check_ens_names: bool,
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
            && self.removed_messages.is_empty()
            && self.removed_chats.is_empty()
            && self.cleared_histories.is_empty()
            && self.reactions.is_empty()
            && self.pins.is_empty()
            && self.invitations.is_empty()
            && self.verifications.is_empty()
            && self.statuses.is_empty()
            && self.current_status.is_none()
            && self.showcases.is_empty()
            && self.settings.is_empty()
    }

    /// Adds what came later; its version of a record replaces the earlier one.
    pub fn merge(&mut self, later: Self) {
        for gone in &later.removed_messages {
            self.messages.remove(&gone.message_id);
            self.received.remove(&gone.message_id);
        }
        self.chats.extend(later.chats);
        self.groups.extend(later.groups);
        self.contacts.extend(later.contacts);
        self.messages.extend(later.messages);
        self.received.extend(later.received);
        self.activities.extend(later.activities);
        self.raised.extend(later.raised);
        self.activity_state = later.activity_state.or(self.activity_state);
        self.trust.extend(later.trust);
        self.seen.extend(later.seen);
        self.removed_messages.extend(later.removed_messages);
        self.removed_chats.extend(later.removed_chats);
        self.cleared_histories.extend(later.cleared_histories);
        self.reactions.extend(later.reactions);
        self.pins.extend(later.pins);
        self.invitations.extend(later.invitations);
        self.verifications.extend(later.verifications);
        self.statuses.extend(later.statuses);
        self.current_status = later.current_status.or(self.current_status.take());
        self.showcases.extend(later.showcases);
        self.settings.extend(later.settings);
        self.outgoing.extend(later.outgoing);
        self.listen_to.extend(later.listen_to);
        self.listen_to_chats.extend(later.listen_to_chats);
        self.publish_contact_code |= later.publish_contact_code;
        self.check_ens_names |= later.check_ens_names;
        self.refusal = later.refusal.or(self.refusal);
    }
}
