//! An entry of the activity center as clients read it.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::notification;
use status_ports::{ActivityRecord, ActivityState};

use super::scene::is_answered;
use super::{MessageJson, Scene};
use crate::json::HexBytes;

/// `protocol.ActivityCenterNotification`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.ActivityCenterNotification")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivityJson {
    id: HexBytes,
    chat_id: String,
    community_id: String,
    membership_status: u8,
    name: String,
    author: String,
    installation_id: &'static str,
    #[serde(rename = "type")]
    kind: u32,
    last_message: Option<MessageJson>,
    message: Option<MessageJson>,
    reply_message: Option<MessageJson>,
    timestamp: u64,
    read: bool,
    dismissed: bool,
    deleted: bool,
    accepted: bool,
    contact_verification_status: u8,
    token_data: Option<()>,
    updated_at: u64,
    /// The images of an album; `null` where there is none to show.
    album_messages: Option<Vec<MessageJson>>,
}

/// `protocol.ActivityCenterState`.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.ActivityCenterState")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivityStateJson {
    has_seen: bool,
    updated_at: u64,
}

impl From<ActivityState> for ActivityStateJson {
    fn from(state: ActivityState) -> Self {
        Self { has_seen: state.has_seen, updated_at: state.updated_at }
    }
}

impl ActivityJson {
    /// An entry that was not there before.
    pub(crate) fn raised(entry: &ActivityRecord, scene: &Scene) -> Self {
        if draws_attention(entry) {
            let message = scene.message(&entry.message_id);
            return Self {
                message: message.map(|message| MessageJson::received(message, scene).unseen()),
                album_messages: Some(album(entry, scene)),
                ..Self::bare(entry, scene)
            };
        }
        if is_about_chat(entry) {
            return Self { last_message: last_message(entry, scene), ..Self::bare(entry, scene) };
        }
        let message = scene.message(&entry.message_id).map(|message| MessageJson::fresh(message, scene));
        Self { message, ..Self::bare(entry, scene) }
    }

    /// An entry whose message changed: with the message as it is now.
    pub(crate) fn answered(entry: &ActivityRecord, scene: &Scene) -> Self {
        let message = scene.message(&entry.message_id).map(|message| MessageJson::stored(message, scene));
        Self { message, last_message: last_message(entry, scene), ..Self::bare(entry, scene) }
    }

    /// An entry of a verification that somebody else took a step further: with the question as it is now.
    pub(crate) fn gone_further(entry: &ActivityRecord, scene: &Scene) -> Self {
        let message = scene.message(&entry.message_id).map(|message| MessageJson::stored(message, scene));
        Self { message, ..Self::bare(entry, scene) }
    }

    /// An entry in a list: by the name of its chat. Until it is answered, its message is shown as it came.
    pub(crate) fn listed(entry: &ActivityRecord, scene: &Scene) -> Self {
        let message = scene.message(&entry.message_id).map(|message| {
            if draws_attention(entry) {
                return MessageJson::received(message, scene).unseen();
            }
            let is_answered = message.from != scene.me && is_answered(message);
            if is_answered { MessageJson::stored(message, scene) } else { MessageJson::fresh(message, scene).known() }
        });
        Self {
            name: scene.chat(&entry.chat_id).map(|chat| chat.name.clone()).unwrap_or_default(),
            message: message.map(MessageJson::read_back),
            reply_message: reply(entry, scene).map(MessageJson::read_back),
            last_message: last_message(entry, scene),
            album_messages: Some(album(entry, scene)).filter(|album| !album.is_empty()),
            ..Self::bare(entry, scene)
        }
    }

    /// Without its chat.
    pub(super) fn without_chat(self) -> Self {
        Self { name: String::new(), last_message: None, album_messages: None, ..self }
    }

    fn bare(entry: &ActivityRecord, scene: &Scene) -> Self {
        Self {
            id: HexBytes(entry.id.clone()),
            chat_id: entry.chat_id.clone(),
            community_id: entry.community_id.clone(),
            membership_status: 0,
            name: entry.name.clone(),
            author: entry.author.map(|author| scene.face(&author).text.clone()).unwrap_or_default(),
            installation_id: "",
            kind: entry.kind,
            last_message: None,
            message: None,
            reply_message: reply(entry, scene),
            timestamp: entry.timestamp,
            read: entry.read,
            dismissed: entry.dismissed,
            deleted: entry.deleted,
            accepted: entry.accepted,
            contact_verification_status: entry.contact_verification_status,
            token_data: None,
            updated_at: entry.updated_at,
            album_messages: None,
        }
    }
}

/// Whether an entry is about a message in a chat that others are in, too.
const fn draws_attention(entry: &ActivityRecord) -> bool {
    matches!(entry.kind, notification::MENTION | notification::REPLY)
}

/// Whether an entry is about a chat that is not open.
const fn is_about_chat(entry: &ActivityRecord) -> bool {
    matches!(entry.kind, notification::NEW_ONE_TO_ONE | notification::NEW_PRIVATE_GROUP)
}

fn reply(entry: &ActivityRecord, scene: &Scene) -> Option<MessageJson> {
    let reply = scene.message(&entry.reply_message_id)?;
    let is_stored = draws_attention(entry);
    Some(if is_stored { MessageJson::stored(reply, scene) } else { MessageJson::fresh(reply, scene).read_back() })
}

fn album(entry: &ActivityRecord, scene: &Scene) -> Vec<MessageJson> {
    scene.album_of(&entry.message_id).map(|image| MessageJson::stored(image, scene)).collect()
}

fn last_message(entry: &ActivityRecord, scene: &Scene) -> Option<MessageJson> {
    let shown = match scene.earlier(&entry.chat_id) {
        Some(earlier) => MessageJson::fresh(earlier, scene),
        None => MessageJson::last_of(scene.chat(&entry.chat_id)?, scene)?,
    };
    Some(shown.read_back())
}
