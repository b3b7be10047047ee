//! What a message is on the other side of a bridge, as clients give and read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_proto::status::BridgeMessage;

/// `protobuf.BridgeMessage`.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "protobuf.BridgeMessage")]
#[serde(rename = "protobuf.BridgeMessage", rename_all = "camelCase")]
pub(crate) struct BridgeMessageJson {
    #[serde(skip_serializing_if = "String::is_empty")]
    bridge_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    user_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    user_avatar: String,
    #[serde(rename = "userID", skip_serializing_if = "String::is_empty")]
    user_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    content: String,
    #[serde(rename = "messageID", skip_serializing_if = "String::is_empty")]
    message_id: String,
    /// What it replies to there.
    #[serde(rename = "parentMessageID", skip_serializing_if = "String::is_empty")]
    parent_message_id: String,
}

impl BridgeMessageJson {
    /// As far as a reply shows it.
    pub(super) fn quoted(message: BridgeMessage) -> Self {
        Self { message_id: String::new(), parent_message_id: String::new(), ..message.into() }
    }
}

impl From<BridgeMessage> for BridgeMessageJson {
    fn from(message: BridgeMessage) -> Self {
        Self {
            bridge_name: message.bridge_name,
            user_name: message.user_name,
            user_avatar: message.user_avatar,
            user_id: message.user_id,
            content: message.content,
            message_id: message.message_id,
            parent_message_id: message.parent_message_id,
        }
    }
}

impl From<BridgeMessageJson> for BridgeMessage {
    fn from(message: BridgeMessageJson) -> Self {
        Self {
            bridge_name: message.bridge_name,
            user_name: message.user_name,
            user_avatar: message.user_avatar,
            user_id: message.user_id,
            content: message.content,
            message_id: message.message_id,
            parent_message_id: message.parent_message_id,
        }
    }
}
