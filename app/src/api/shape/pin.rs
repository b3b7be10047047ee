//! Pins as clients read them.

use schemars::JsonSchema;
use serde::Serialize;
use status_ports::PinRecord;

use super::{MessageJson, Scene};

/// `common.PinMessage`: that a message was pinned, or taken down.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "common.PinMessage")]
pub(crate) struct PinJson {
    clock: u64,
    message_id: String,
    chat_id: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pinned: bool,
    message_type: i32,
    id: String,
    #[serde(rename = "whisperTimestamp")]
    whisper_timestamp: u64,
    from: String,
    #[serde(rename = "localChatId")]
    local_chat_id: String,
    identicon: String,
    alias: String,
    #[serde(rename = "pinnedMessage")]
    pinned_message: Option<PinnedMessageJson>,
}

/// `common.PinnedMessage`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "common.PinnedMessage")]
#[serde(rename_all = "camelCase")]
pub(crate) struct PinnedMessageJson {
    message: Option<MessageJson>,
    /// Clock of the pin.
    pinned_at: u64,
    pinned_by: String,
}

impl PinJson {
    /// What we pinned.
    pub(crate) fn own(pin: &PinRecord, scene: &Scene) -> Self {
        let face = scene.face(&pin.from);
        Self {
            clock: pin.clock,
            message_id: pin.message_id.clone(),
            chat_id: pin.chat_id.clone(),
            pinned: pin.pinned,
            message_type: pin.message_type,
            id: pin.id.clone(),
            whisper_timestamp: pin.whisper_timestamp,
            from: face.text.clone(),
            local_chat_id: pin.local_chat_id.clone(),
            identicon: face.identicon().to_owned(),
            alias: face.three_words.clone(),
            pinned_message: None,
        }
    }

    /// What somebody pinned, with the message.
    pub(crate) fn received(pin: &PinRecord, scene: &Scene) -> Self {
        Self {
            identicon: String::new(),
            alias: scene.face(&pin.from).short.clone(),
            pinned_message: Some(PinnedMessageJson::new(pin, scene)),
            ..Self::own(pin, scene)
        }
    }
}

impl PinnedMessageJson {
    pub(crate) fn new(pin: &PinRecord, scene: &Scene) -> Self {
        Self {
            message: scene.message(&pin.message_id).map(|message| MessageJson::stored(message, scene)),
            pinned_at: pin.clock,
            pinned_by: scene.face(&pin.from).text.clone(),
        }
    }
}
