//! A chat as clients read it.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::identity::parse_public_key;
use status_ports::{ChatKind, ChatRecord, MessageContactRequestState};
use status_proto::status::chat_message::ContentType;

use super::group::{GroupMemberJson, MembershipEventJson, ShownGroup};
use super::message::is_note;
use super::{MessageJson, Scene};
use crate::json::time_text;

/// `protocol.Chat`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.Chat")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChatJson {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) color: String,
    pub(super) emoji: String,
    pub(super) active: bool,
    viewers_can_post_reactions: bool,
    pub(super) chat_type: u8,
    pub(super) timestamp: u64,
    pub(super) last_clock_value: u64,
    pub(super) deleted_at_clock_value: u64,
    #[serde(rename = "ReadMessagesAtClockValue")]
    read_messages_at_clock_value: u64,
    pub(super) unviewed_messages_count: u32,
    pub(super) unviewed_mentions_count: u32,
    pub(super) last_message: Option<MessageJson>,
    /// Of private groups only.
    pub(super) members: Option<Vec<GroupMemberJson>>,
    membership_update_events: Option<Vec<MembershipEventJson>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) alias: String,
    pub(super) identicon: String,
    pub(super) muted: bool,
    pub(super) mute_till: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    invitation_admin: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    received_invitation_admin: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) joined: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) synced_to: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) synced_from: u64,
    #[serde(skip_serializing_if = "is_zero")]
    first_message_timestamp: u64,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) highlight: bool,
    /// The picture of a group as data URI.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) image: String,
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Who changed a chat last. It decides how the other person is called in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChangedBy {
    /// A command: three words and a picture.
    Us,
    /// A received message: the short key.
    Them,
}

impl ChangedBy {
    /// Whoever wrote last, or answered that since. That somebody was removed is noted without a look at who they are.
    fn last_of(chat: &ChatRecord, scene: &Scene) -> Self {
        let last = chat.last_message.as_ref().and_then(|last| scene.message(&last.id));
        // A chat that we opened has a range of which everything is here.
        let is_opened = chat.synced_from > 0;
        match last {
            Some(last) if last.contact_request_state == MessageContactRequestState::Accepted => Self::Us,
            Some(last) if is_opened && is_note(last) => Self::Us,
            Some(last) if last.from != scene.me => Self::Them,
            Some(last) if last.content_type == i32::from(ContentType::SystemMessageMutualEventRemoved) => Self::Them,
            _ => Self::Us,
        }
    }
}

impl ChatJson {
    /// Read back from the database, where the newest message is kept without the type of its chat.
    pub(super) fn read_back(self) -> Self {
        Self { last_message: self.last_message.map(MessageJson::read_back), ..self }
    }

    /// A chat that lost messages.
    pub(super) fn recounted(self) -> Self {
        Self { last_message: self.last_message.map(MessageJson::looked_up), ..self }
    }

    /// A chat in a list, or one that a command changed without looking at who it is with.
    pub(crate) fn listed(chat: &ChatRecord, scene: &Scene) -> Self {
        Self::new(chat, ChangedBy::last_of(chat, scene), scene)
    }

    pub(crate) fn new(chat: &ChatRecord, by: ChangedBy, scene: &Scene) -> Self {
        let (alias, identicon) = looks(chat, by, scene);
        let group = scene.group(&chat.id);
        Self {
            id: chat.id.clone(),
            name: chat.name.clone(),
            description: chat.description.clone(),
            color: chat.color.clone(),
            emoji: chat.emoji.clone(),
            active: chat.active,
            viewers_can_post_reactions: false,
            chat_type: chat.kind as u8,
            timestamp: chat.timestamp,
            last_clock_value: chat.last_clock_value,
            deleted_at_clock_value: chat.deleted_at_clock_value,
            read_messages_at_clock_value: chat.read_messages_at_clock_value,
            unviewed_messages_count: chat.unviewed_messages_count,
            unviewed_mentions_count: chat.unviewed_mentions_count,
            last_message: MessageJson::last_of(chat, scene),
            members: group.and_then(|group| group.members(scene)).or_else(|| no_members(chat)),
            membership_update_events: group.and_then(|group| group.events(scene)),
            alias,
            identicon,
            muted: chat.muted,
            mute_till: time_text(chat.mute_till),
            invitation_admin: group.map(|group| group.invitation_admin(scene)).unwrap_or_default(),
            received_invitation_admin: group.map(|group| group.received_invitation_admin(scene)).unwrap_or_default(),
            joined: chat.joined,
            synced_to: chat.synced_to,
            synced_from: chat.synced_from,
            first_message_timestamp: chat.first_message_timestamp,
            highlight: chat.highlight,
            image: group.map(ShownGroup::image).unwrap_or_default(),
        }
    }
}

/// The clock at which a chat was read or cleared, which has always read it back from the database; 0 if it never was.
const fn read_back_at(chat: &ChatRecord) -> u64 {
    let (read, deleted) = (chat.read_messages_at_clock_value, chat.deleted_at_clock_value);
    if read > deleted { read } else { deleted }
}

/// Whether nothing happened in a chat since it was read back: then it does not say how the other person is called.
const fn is_as_read_back(chat: &ChatRecord) -> bool {
    let at = read_back_at(chat);
    at > 0 && chat.last_clock_value <= at
}

/// Whether nothing was said in a chat since it was read back.
pub(super) fn is_last_as_read_back(chat: &ChatRecord) -> bool {
    let last = chat.last_message.as_ref().map_or(0, |last| last.clock);
    chat.kind == ChatKind::OneToOne && last <= read_back_at(chat)
}

/// What was ever read back from the database has no members rather than nothing.
fn no_members(chat: &ChatRecord) -> Option<Vec<GroupMemberJson>> {
    (chat.kind == ChatKind::OneToOne && read_back_at(chat) > 0).then(Vec::new)
}

/// Alias and picture of the other person.
fn looks(chat: &ChatRecord, by: ChangedBy, scene: &Scene) -> (String, String) {
    if chat.kind != ChatKind::OneToOne || is_as_read_back(chat) {
        return (String::new(), String::new());
    }
    let Ok(key) = parse_public_key(&chat.id) else { return (String::new(), String::new()) };
    let face = scene.face(&key.to_compressed());
    match by {
        ChangedBy::Us => (face.three_words.clone(), face.identicon().to_owned()),
        ChangedBy::Them => (face.short.clone(), String::new()),
    }
}
