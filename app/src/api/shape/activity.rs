//! An entry of the activity center as clients read it.

use schemars::JsonSchema;
use serde::Serialize;
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
    community_id: &'static str,
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
    album_messages: Option<()>,
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
        let message = scene.message(&entry.message_id).map(|message| MessageJson::fresh(message, scene));
        Self { message, ..Self::bare(entry, scene) }
    }

    /// An entry whose message changed: with the message as it is now.
    pub(crate) fn answered(entry: &ActivityRecord, scene: &Scene) -> Self {
        let message = scene.message(&entry.message_id).map(|message| MessageJson::stored(message, scene));
        Self { message, last_message: last_message(entry, scene), ..Self::bare(entry, scene) }
    }

    /// An entry in a list: by the name of its chat. Until it is answered, its message is shown as it came.
    pub(crate) fn listed(entry: &ActivityRecord, scene: &Scene) -> Self {
        let message = scene.message(&entry.message_id).map(|message| {
            let is_answered = message.from != scene.me && is_answered(message);
            if is_answered { MessageJson::stored(message, scene) } else { MessageJson::fresh(message, scene).known() }
        });
        Self {
            name: scene.chat(&entry.chat_id).map(|chat| chat.name.clone()).unwrap_or_default(),
            message: message.map(MessageJson::read_back),
            last_message: last_message(entry, scene),
            ..Self::bare(entry, scene)
        }
    }

    fn bare(entry: &ActivityRecord, scene: &Scene) -> Self {
        let reply = scene.message(&entry.reply_message_id);
        Self {
            id: HexBytes(entry.id.clone()),
            chat_id: entry.chat_id.clone(),
            community_id: "",
            membership_status: 0,
            name: entry.name.clone(),
            author: entry.author.map(|author| scene.face(&author).text.clone()).unwrap_or_default(),
            installation_id: "",
            kind: entry.kind,
            last_message: None,
            message: None,
            reply_message: reply.map(|reply| MessageJson::fresh(reply, scene).read_back()),
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

fn last_message(entry: &ActivityRecord, scene: &Scene) -> Option<MessageJson> {
    let shown = match scene.earlier(&entry.chat_id) {
        Some(earlier) => MessageJson::fresh(earlier, scene),
        None => MessageJson::last_of(scene.chat(&entry.chat_id)?, scene)?,
    };
    Some(shown.read_back())
}
