//! Something to show on the desktop as clients read it: the event of `local-notifications`.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::messaging::Outcome;
use status_domain::notification::{About, LocalNotification};
use status_domain::profile::{LARGE, THUMBNAIL};

use super::chat::ChangedBy;
use super::{ChatJson, ContactJson, MessageJson, Scene};
use crate::session::data_uri;

/// `localnotifications.Notification`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "localnotifications.Notification")]
#[serde(rename_all = "camelCase")]
pub(crate) struct LocalNotificationJson {
    /// `0x` and 64 hex digits.
    id: String,
    /// `null` where it takes another one away.
    body: Option<BodyJson>,
    body_type: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    category: &'static str,
    deep_link: String,
    #[serde(skip_serializing_if = "is_false")]
    is_conversation: bool,
    #[serde(skip_serializing_if = "is_false")]
    is_group_conversation: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    conversation_id: String,
    #[serde(skip_serializing_if = "is_zero")]
    timestamp: u64,
    notification_author: AuthorJson,
    #[serde(skip_serializing_if = "is_false")]
    deleted: bool,
}

/// `protocol.NotificationBody`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.NotificationBody")]
struct BodyJson {
    message: Option<MessageJson>,
    contact: Option<ContactJson>,
    chat: Option<ChatJson>,
    /// Communities are not here yet.
    community: Option<()>,
}

/// `localnotifications.NotificationAuthor`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "localnotifications.NotificationAuthor")]
struct AuthorJson {
    id: String,
    /// Data URL of a picture; empty without one, or if the user does not want to see who it is.
    icon: String,
    name: String,
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

impl LocalNotificationJson {
    pub(crate) fn new(notification: &LocalNotification, outcome: &Outcome, scene: &Scene) -> Self {
        let (category, is_conversation, deleted) = match notification.about {
            About::Message(_) => ("newMessage", true, false),
            About::Deleted => ("", true, true),
            About::GroupInvitation => ("groupInvite", false, false),
        };
        let is_message = matches!(notification.about, About::Message(_));
        Self {
            id: format!("0x{}", hex::encode(notification.id)),
            body: (!deleted).then(|| BodyJson::new(notification, outcome, scene)),
            body_type: "message",
            title: notification.title.clone(),
            message: notification.text.clone(),
            category,
            deep_link: notification.deep_link.clone(),
            is_conversation,
            is_group_conversation: is_message,
            conversation_id: if is_conversation { notification.chat_id.clone() } else { String::new() },
            timestamp: notification.timestamp,
            notification_author: AuthorJson {
                id: notification.author.map(|author| scene.face(&author).text.clone()).unwrap_or_default(),
                icon: icon(notification, scene),
                name: notification.author_name.clone(),
            },
            deleted,
        }
    }
}

/// The picture of the author, if the user is told who it is.
fn icon(notification: &LocalNotification, scene: &Scene) -> String {
    let author = notification.author.filter(|_| !notification.author_name.is_empty());
    let images = author.map(|author| scene.images(&author)).unwrap_or_default();
    let named = |name| images.iter().find(|image| image.name == name);
    named(LARGE).or_else(|| named(THUMBNAIL)).map(|image| data_uri(&image.payload)).unwrap_or_default()
}

impl BodyJson {
    fn new(notification: &LocalNotification, outcome: &Outcome, scene: &Scene) -> Self {
        let message = match &notification.about {
            About::Message(id) => outcome.messages.get(id).map(|message| MessageJson::received(message, scene)),
            About::Deleted | About::GroupInvitation => None,
        };
        let contact = notification.author.and_then(|author| scene.contact(&author));
        let chat = scene.chat(&notification.chat_id);
        Self {
            message,
            contact: contact.map(|contact| ContactJson::new(contact, scene)),
            chat: chat.map(|chat| ChatJson::new(chat, ChangedBy::Them, scene)),
            community: None,
        }
    }
}
