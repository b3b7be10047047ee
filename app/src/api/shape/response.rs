//! What changed, as clients read it: the result of commands, and the event of `messages.new`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::messaging::Outcome;
use status_domain::notification;
use status_ports::{ActivityRecord, ChatRecord, MessageRecord};

use super::chat::ChangedBy;
use super::contact::trust_status;
use super::message::{is_group_note, is_note, is_of_verification};
use super::{
    ActivityJson, ActivityStateJson, ChatJson, ContactJson, InvitationJson, MessageJson, PinJson, ReactionJson, Scene,
    UserStatusJson, VerificationJson,
};

/// `protocol.MessengerResponse`.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
#[schemars(rename = "protocol.MessengerResponse")]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessengerResponseJson {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chats: Vec<ChatJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed_messages: Vec<RemovedMessageJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<MessageJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<ContactJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pin_messages: Vec<PinJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emoji_reactions: Vec<ReactionJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    invitations: Vec<InvitationJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    verification_requests: Vec<VerificationJson>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    trust_status: BTreeMap<String, u8>,
    /// Never any: those of the desktop are a signal of their own.
    notifications: Option<()>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    activity_center_notifications: Vec<ActivityJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    activity_center_state: Option<ActivityStateJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_status: Option<UserStatusJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    status_updates: Vec<UserStatusJson>,
    #[serde(rename = "updatedProfileShowcaseContactIDs", skip_serializing_if = "Vec::is_empty")]
    updated_showcases: Vec<String>,
    discord_oldest_message_timestamp: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seen_and_unseen_messages: Vec<SeenMessagesJson>,
}

/// `protocol.RemovedMessage`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.RemovedMessage")]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemovedMessageJson {
    chat_id: String,
    message_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    deleted_by: String,
}

/// `protocol.SeenUnseenMessages`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.SeenUnseenMessages")]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeenMessagesJson {
    chat_id: String,
    count: u32,
    count_with_mentions: u32,
    seen: bool,
}

impl MessengerResponseJson {
    /// The result of a command. One that says something to a person looks at who they are.
    pub(crate) fn to_command(outcome: &Outcome, says_something: bool, scene: &Scene) -> Self {
        // Notes and what verifies an identity were made just now; everything else was read again.
        let is_new = |message: &MessageRecord| {
            is_note(message)
                || is_group_note(message)
                || (is_of_verification(message) && outcome.outgoing.iter().any(|sent| sent.id == message.id))
        };
        let shape = |message: &MessageRecord| {
            if is_new(message) { MessageJson::fresh(message, scene) } else { MessageJson::stored(message, scene) }
        };
        // Who marks a key knows it already.
        let by = says_something.then_some(ChangedBy::Us);
        let pin_messages = outcome.pins.values().map(|pin| PinJson::own(pin, scene)).collect();
        let mut shown = Self { trust_status: BTreeMap::new(), pin_messages, ..Self::new(outcome, by, shape, scene) };
        // What was marked as read by its entry is read back with its chat.
        let is_read_back = |chat: &ChatJson| outcome.seen.iter().any(|seen| seen.chat_id == chat.id);
        let read_back = |chat: ChatJson| if is_read_back(&chat) { chat.read_back() } else { chat };
        shown.chats = shown.chats.into_iter().map(read_back).collect();
        shown
    }

    /// What received messages changed.
    pub(crate) fn to_received(outcome: &Outcome, scene: &Scene) -> Self {
        let shape = |message: &MessageRecord| {
            if outcome.received.contains(&message.id) {
                MessageJson::received(message, scene)
            } else {
                MessageJson::stored(message, scene)
            }
        };
        Self::new(outcome, Some(ChangedBy::Them), shape, scene)
    }

    /// Only messages, as they are stored.
    pub(crate) fn of_messages(messages: &[MessageRecord], scene: &Scene) -> Self {
        let messages = messages.iter().map(|message| MessageJson::stored(message, scene)).collect();
        Self { messages, ..Self::default() }
    }

    /// The first chat with messages, wishes to join it, and contacts.
    pub(crate) fn into_group(self) -> (Option<ChatJson>, Vec<MessageJson>, Vec<InvitationJson>, Vec<ContactJson>) {
        (self.chats.into_iter().next(), self.messages, self.invitations, self.contacts)
    }

    /// Of chats that lost messages.
    pub(crate) fn with_recounted_chats(mut self) -> Self {
        self.chats = std::mem::take(&mut self.chats).into_iter().map(ChatJson::recounted).collect();
        self
    }

    /// Entries of the activity center without the chats that they belong to.
    pub(crate) fn without_chats_of_activities(mut self) -> Self {
        let entries = std::mem::take(&mut self.activity_center_notifications);
        self.activity_center_notifications = entries.into_iter().map(ActivityJson::without_chat).collect();
        self
    }

    /// Only the wishes to join groups.
    pub(crate) fn into_invitations(self) -> Vec<InvitationJson> {
        self.invitations
    }

    /// Only the entries of the activity center.
    pub(crate) fn into_activities(self) -> Vec<ActivityJson> {
        self.activity_center_notifications
    }

    fn new(
        outcome: &Outcome,
        by: Option<ChangedBy>,
        shape: impl Fn(&MessageRecord) -> MessageJson,
        scene: &Scene,
    ) -> Self {
        let chat = |chat: &ChatRecord| match by {
            Some(by) => ChatJson::new(chat, by, scene),
            None => ChatJson::listed(chat, scene),
        };
        let activity = |entry: &ActivityRecord| {
            let is_of_verification = entry.kind == notification::CONTACT_VERIFICATION;
            if outcome.raised.contains(&entry.id) {
                ActivityJson::raised(entry, scene)
            } else if is_of_verification && by == Some(ChangedBy::Them) {
                ActivityJson::gone_further(entry, scene)
            } else if is_of_verification {
                ActivityJson::listed(entry, scene)
            } else if outcome.messages.contains_key(&entry.message_id) {
                ActivityJson::answered(entry, scene)
            } else {
                ActivityJson::listed(entry, scene)
            }
        };
        Self {
            chats: outcome.chats.values().map(chat).collect(),
            removed_messages: outcome
                .removed_messages
                .iter()
                .map(|removed| RemovedMessageJson {
                    chat_id: removed.chat_id.clone(),
                    message_id: removed.message_id.clone(),
                    deleted_by: removed.deleted_by.map(|key| scene.face(&key).text.clone()).unwrap_or_default(),
                })
                .collect(),
            messages: outcome.messages.values().map(shape).collect(),
            contacts: outcome.contacts.values().map(|contact| ContactJson::new(contact, scene)).collect(),
            pin_messages: outcome.pins.values().map(|pin| PinJson::received(pin, scene)).collect(),
            emoji_reactions: outcome
                .reactions
                .values()
                .map(|reaction| ReactionJson::changed(reaction, scene))
                .collect(),
            invitations: outcome.invitations.values().map(|wish| InvitationJson::new(wish, scene)).collect(),
            verification_requests: outcome
                .verifications
                .values()
                .map(|verification| VerificationJson::new(verification, scene))
                .collect(),
            trust_status: outcome
                .trust
                .iter()
                .map(|(key, status)| (scene.face(key).text.clone(), trust_status(*status)))
                .collect(),
            notifications: None,
            activity_center_notifications: outcome.activities.values().map(activity).collect(),
            activity_center_state: outcome.activity_state.map(ActivityStateJson::from),
            current_status: outcome.current_status.as_ref().map(UserStatusJson::own),
            status_updates: outcome.statuses.values().map(|status| UserStatusJson::new(status, scene)).collect(),
            updated_showcases: outcome.showcases.iter().map(|contact| scene.face(contact).text.clone()).collect(),
            discord_oldest_message_timestamp: 0,
            seen_and_unseen_messages: outcome
                .seen
                .iter()
                .map(|seen| SeenMessagesJson {
                    chat_id: seen.chat_id.clone(),
                    count: seen.count,
                    count_with_mentions: seen.count_with_mentions,
                    seen: seen.seen,
                })
                .collect(),
        }
    }
}
