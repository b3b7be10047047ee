//! Groups as clients read them: who is in them, and what made them so.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Serialize;
use status_domain::group::{Change, Event};
use status_domain::media::FileFormat;
use status_ports::{
    ChatKind, ChatRecord, CompressedKey, GroupEventRecord, GroupRecord, InvitationRecord, ProfileTransaction,
    StorageError,
};
use status_proto::status::membership_update_event::EventType;

use super::Scene;

/// `protocol.ChatMember`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.ChatMember")]
pub(crate) struct GroupMemberJson {
    id: String,
    admin: bool,
}

/// `v1protocol.MembershipUpdateEvent`: an event of the history of a group. Bytes are base64.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "v1protocol.MembershipUpdateEvent")]
#[serde(rename_all = "camelCase")]
pub(crate) struct MembershipEventJson {
    r#type: i32,
    clock_value: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    color: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    image: String,
    from: String,
    signature: String,
    chat_id: String,
    raw_payload: String,
}

/// `protocol.GroupChatInvitation`: somebody's wish to join a group.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.GroupChatInvitation")]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvitationJson {
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    chat_id: String,
    from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    introduction_message: String,
    /// 1 requested, 2 rejected, 3 approved.
    state: i32,
}

/// A group with its history and its picture.
pub(super) struct ShownGroup {
    record: GroupRecord,
    events: Vec<GroupEventRecord>,
    image: Vec<u8>,
}

/// The groups of chats, by the ids of the chats.
pub(super) fn load<'c>(
    stores: &mut dyn ProfileTransaction,
    chats: impl Iterator<Item = &'c ChatRecord>,
) -> Result<HashMap<String, ShownGroup>, StorageError> {
    let ids: Vec<String> =
        chats.filter(|chat| chat.kind == ChatKind::PrivateGroup).map(|chat| chat.id.clone()).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let shown =
        |record: GroupRecord| (record.chat_id.clone(), ShownGroup { record, events: Vec::new(), image: Vec::new() });
    let mut groups: HashMap<String, ShownGroup> = stores.groups_of(&ids)?.into_iter().map(shown).collect();
    for (chat_id, event) in stores.accepted_group_events_of(&ids)? {
        if let Some(group) = groups.get_mut(&chat_id) {
            group.events.push(event);
        }
    }
    for (chat_id, image) in stores.group_images_of(&ids)? {
        if let Some(group) = groups.get_mut(&chat_id) {
            group.image = image;
        }
    }
    Ok(groups)
}

impl ShownGroup {
    /// Everybody in it; `None` while we wait to be let in.
    pub(super) fn members(&self, scene: &Scene) -> Option<Vec<GroupMemberJson>> {
        let member = |member: &status_ports::GroupMember| GroupMemberJson {
            id: scene.face(&member.public_key).text.clone(),
            admin: member.is_admin,
        };
        (self.record.accepted_events > 0).then(|| self.record.members.iter().map(member).collect())
    }

    /// Its history; `None` while we wait to be let in.
    pub(super) fn events(&self, scene: &Scene) -> Option<Vec<MembershipEventJson>> {
        let shape = |event: &GroupEventRecord| MembershipEventJson::new(&self.record.chat_id, event, scene);
        (self.record.accepted_events > 0).then(|| self.events.iter().map(shape).collect())
    }

    pub(super) fn invitation_admin(&self, scene: &Scene) -> String {
        key_text(self.record.invitation_admin.as_ref(), scene)
    }

    pub(super) fn received_invitation_admin(&self, scene: &Scene) -> String {
        key_text(self.record.received_invitation_admin.as_ref(), scene)
    }

    /// The picture as data URI; empty without one.
    pub(super) fn image(&self) -> String {
        FileFormat::of_picture(&self.image)
            .map(|format| format!("data:{};base64,{}", format.mime(), STANDARD.encode(&self.image)))
            .unwrap_or_default()
    }
}

fn key_text(key: Option<&CompressedKey>, scene: &Scene) -> String {
    key.map(|key| scene.face(key).text.clone()).unwrap_or_default()
}

impl MembershipEventJson {
    fn new(chat_id: &str, record: &GroupEventRecord, scene: &Scene) -> Self {
        let mut shown = Self {
            r#type: EventType::Unknown.into(),
            clock_value: record.position.clock,
            members: Vec::new(),
            name: String::new(),
            color: String::new(),
            image: String::new(),
            from: scene.face(&record.author).text.clone(),
            signature: STANDARD.encode(record.position.signature),
            chat_id: chat_id.to_owned(),
            raw_payload: STANDARD.encode(&record.event),
        };
        // What is kept was read before.
        let Ok(event) = Event::from_record(record.clone()) else { return shown };
        let text = |key: &CompressedKey| scene.face(key).text.clone();
        let kind = match event.change() {
            Change::Created { name, color } => {
                shown.name.clone_from(name);
                shown.color.clone_from(color);
                EventType::ChatCreated
            }
            Change::NameChanged(name) => {
                shown.name.clone_from(name);
                EventType::NameChanged
            }
            Change::MembersAdded(keys) => {
                shown.members = keys.iter().map(text).collect();
                EventType::MembersAdded
            }
            Change::MemberJoined => EventType::MemberJoined,
            Change::MemberRemoved(key) => {
                shown.members = vec![text(key)];
                EventType::MemberRemoved
            }
            Change::AdminsAdded(keys) => {
                shown.members = keys.iter().map(text).collect();
                EventType::AdminsAdded
            }
            Change::AdminRemoved(key) => {
                shown.members = vec![text(key)];
                EventType::AdminRemoved
            }
            Change::ColorChanged(color) => {
                shown.color.clone_from(color);
                EventType::ColorChanged
            }
            Change::ImageChanged(image) => {
                shown.image = STANDARD.encode(image);
                EventType::ImageChanged
            }
        };
        shown.r#type = kind.into();
        shown
    }
}

impl InvitationJson {
    pub(crate) fn new(invitation: &InvitationRecord, scene: &Scene) -> Self {
        Self {
            id: invitation.id.clone(),
            chat_id: invitation.chat_id.clone(),
            from: scene.face(&invitation.from).text.clone(),
            introduction_message: invitation.introduction_message.clone(),
            state: invitation.state,
        }
    }
}
