//! A reaction as clients read it.

use schemars::JsonSchema;
use serde::Serialize;
use status_ports::ReactionRecord;

use super::Scene;

/// `protocol.EmojiReaction`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.EmojiReaction")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReactionJson {
    id: String,
    clock: u64,
    chat_id: String,
    local_chat_id: String,
    from: String,
    message_id: String,
    /// Not in lists.
    #[serde(skip_serializing_if = "is_zero")]
    message_type: i32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    retracted: bool,
    /// 1 love, 2 thumbs up, 3 thumbs down, 4 laugh, 5 sad, 6 angry.
    emoji_id: i32,
    compressed_key: String,
    emoji_hash: Vec<&'static str>,
}

fn is_zero(value: &i32) -> bool {
    *value == 0
}

impl ReactionJson {
    /// A reaction that changed just now.
    pub(crate) fn changed(reaction: &ReactionRecord, scene: &Scene) -> Self {
        let face = scene.face(&reaction.from);
        Self {
            id: reaction.id.clone(),
            clock: reaction.clock,
            chat_id: reaction.chat_id.clone(),
            local_chat_id: reaction.local_chat_id.clone(),
            from: face.text.clone(),
            message_id: reaction.message_id.clone(),
            message_type: reaction.message_type,
            retracted: reaction.retracted,
            emoji_id: reaction.emoji,
            compressed_key: face.compressed.clone(),
            emoji_hash: face.emoji_hash.clone(),
        }
    }

    /// A reaction in a list.
    pub(crate) fn listed(reaction: &ReactionRecord, scene: &Scene) -> Self {
        Self { message_type: 0, ..Self::changed(reaction, scene) }
    }
}
